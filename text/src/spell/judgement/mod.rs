//! Which words are doubted, how sure a correction is, and how sure it has to be.

pub(super) mod confidence;
pub(super) mod doubt;
pub(super) mod floor;
pub(super) mod proof;
