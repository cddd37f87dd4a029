//! What is known of a word as it stands: its case, whether it may be right, and how likely that is.

pub(super) mod aloud;
mod around;
pub(super) mod built;
pub(super) mod case;
pub(super) mod cut;
pub(super) mod irregular;
pub(super) mod item;
pub(super) mod keep;
pub(super) mod ligature;
pub(super) mod standing;
