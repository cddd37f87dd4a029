//! What grammar and the rest of the sentence ask for, where three words in a row don't tell.

pub(super) mod apostrophe;
pub(super) mod article;
pub(super) mod clause;
pub(super) mod company;
pub(super) mod phrases;
pub(super) mod plural;
pub(super) mod than;
pub(super) mod unfinished;
