//! What both services share, once: configuration, telemetry, health, problem answers, the server
//! itself and the frame of every page.

pub mod access;
pub mod assets;
mod body_time;
pub mod config;
mod connection;
pub mod etag;
pub mod headers;
pub mod health;
pub mod healthcheck;
mod hex;
mod housekeeping;
pub mod instance;
mod management;
pub mod metrics;
pub mod moment;
pub mod origin;
pub mod outgoing;
pub mod page;
pub mod problem;
pub mod request_id;
pub mod routes;
pub mod server;
pub mod service;
pub mod telemetry;
pub mod timing;
mod unpacked;

pub use health::Lifecycle;
pub use hex::hex;
pub use instance::Instance;
pub use problem::{Code, Problem};
pub use unpacked::Unpacked;
