//! Spelling, spacing, language identification and translation: text goes in; text, edits and a language
//! come out. No HTTP, no database, no async. A translation model is read from the files that its caller names;
//! fetching one when it is needed is the caller's as well, behind [`translate::Models`].

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
