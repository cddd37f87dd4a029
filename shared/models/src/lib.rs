//! The translation models: what is offered, what is here, fetching, checking and passing on.
//!
//! [`ModelStore`] is a folder of models and the place that they come from; the command line works on it. A service has a
//! [`SharedStore`], in which many wait for one download. This crate depends on `text`, by its trait
//! [`Models`](text::translate::Models), and not the other way, because only so `text` is built without an HTTP client.

mod catalogue;
mod disk;
mod error;
mod known;
mod mirror;
mod pull;
mod registry;
mod shared;
mod store;

pub use disk::Installed;
pub use error::StoreError;
pub use pull::{Progress, Pulled};
pub use shared::SharedStore;
pub use store::{Checked, ModelInfo, ModelStore, Quality};
