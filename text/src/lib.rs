//! Spelling, spacing, language identification and translation as pure functions over text: no
//! network service, no database, no async. Text goes in; text, edits and a language come out.

pub mod clean;
pub mod edit;
pub mod lang;
pub mod model;
pub mod space;
pub mod spell;
pub mod token;
pub mod translate;

pub use clean::{Cleaned, clean, foreign};
pub use edit::{Edit, Revision};
