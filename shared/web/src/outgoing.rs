//! Requests of our own to other servers: vendors, collectors of traces, whoever has keys.

use reqwest::{Client, ClientBuilder, redirect};

/// A client that follows no redirect, to be given its time limits.
pub fn client() -> ClientBuilder {
    // The provider of a process can be set once; whoever was first set the same.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder().redirect(redirect::Policy::none())
}
