//! Spelling, spacing, language identification and translation: text goes in; text, edits and a language
//! come out. No HTTP service, no database, no async. Only [`translate::store`] touches disk and network: it
//! keeps the translation models, and fetches one where it is told to.

pub mod clean;
pub mod edit;
pub mod lang;
mod listing;
pub mod model;
pub mod space;
pub mod spell;
pub mod token;
pub mod translate;

pub use clean::{Cleaned, clean, foreign};
pub use edit::{Edit, Revision};
