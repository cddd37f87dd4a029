//! Translation by somebody else: the vendors' services over HTTP, and Apertium where it is installed.
//!
//! A vendor is described by how it speaks ([`Vendor`]): which request asks for a batch of texts and what
//! its answer means. Everything that must not differ between vendors is done once, in [`http`]:
//! time-outs, retries, the [`breaker`]. [`Remote`] is the door for the rest of the service, which runs on
//! threads that may wait.

mod amazon;
mod apertium;
mod aws_credentials;
mod batches;
mod breaker;
mod config;
mod deepl;
mod fault;
mod google;
mod http;
mod libretranslate;
mod remote;
#[cfg(test)]
mod tests;

pub use config::{ConfigError, Link, ProviderArgs};
use fault::read;
pub use fault::{Failure, Fault};
pub use remote::{RemoteError, Threads};

use futures_util::future::BoxFuture;
use text::token::Format;

/// Texts of one language, or of any, for one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// The texts, in order.
    pub texts: Vec<String>,
    /// The language that the caller named; `None` leaves it to the provider to find out.
    pub source: Option<String>,
    /// The language as far as it is known here: the one named, or the likeliest.
    pub language: String,
    /// The language wanted.
    pub target: String,
    /// How the texts are written.
    pub format: Format,
}

/// What came back for one text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Translated {
    /// The text in the target language.
    pub text: String,
    /// The language found, in the provider's own code, where it was left to the provider.
    pub language: Option<String>,
}

/// The most of one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Texts.
    pub texts: usize,
    /// Bytes of all texts together.
    pub bytes: usize,
    /// Whether texts of different languages may be in one request when no language is named.
    pub mixed: bool,
}

/// A language that a provider offers: its code, and the codes that it is translated into.
pub type Offered = (String, Vec<String>);

/// Translates batches.
pub trait Provider: Send + Sync {
    /// As `TRANSLATE_PROVIDERS` names it.
    fn name(&self) -> &'static str;

    /// What translates, as the answer's `model` tells it.
    fn model(&self) -> &'static str;

    /// `remote` or `gist`.
    fn quality(&self) -> &'static str {
        "remote"
    }

    /// What one request may hold.
    fn limits(&self) -> Limits;

    /// Whether texts in this format can be sent as they are, tags included.
    fn reads(&self, format: Format) -> bool;

    /// Translates a batch within its limits. The answer has as many texts, in the same order.
    fn translate<'a>(&'a self, batch: &'a Batch) -> BoxFuture<'a, Result<Vec<Translated>, Fault>>;

    /// Which languages can be translated into which.
    fn languages(&self) -> BoxFuture<'_, Result<Vec<Offered>, Fault>>;
}
