//! What both services share, once: configuration, telemetry, health, problem answers, the server
//! itself and the frame of every page.

pub mod assets;
pub mod config;
pub mod headers;
pub mod health;
pub mod healthcheck;
pub mod instance;
pub mod methods;
pub mod origin;
pub mod page;
pub mod problem;
pub mod request_id;
pub mod server;
pub mod telemetry;

pub use health::Lifecycle;
pub use instance::Instance;
pub use problem::{Code, Problem};
