//! What a word may have been meant to be.

use crate::model::{Model, WordId};

/// One reading of one item, or of two where it joins them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Choice {
    /// What it puts in the item's place.
    pub reading: Reading,
    /// Log score without the language model.
    pub score: f32,
}

/// See [`Choice`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// The word as written, which the language model takes for this.
    Kept(WordId),
    /// Another word.
    Word(WordId),
    /// Another word, with `'s`.
    Possessive(WordId),
    /// Two words.
    Split(WordId, WordId),
    /// One word in place of this one and the next.
    Merged(WordId),
}

impl Reading {
    /// What the language model sees: one word or two.
    pub fn ids(self) -> (WordId, Option<WordId>) {
        match self {
            Self::Kept(id) | Self::Word(id) | Self::Possessive(id) | Self::Merged(id) => (id, None),
            Self::Split(a, b) => (a, Some(b)),
        }
    }

    /// Whether it leaves the text as it is.
    pub fn is_kept(self) -> bool {
        matches!(self, Self::Kept(_))
    }

    /// How many items it reads.
    pub fn width(self) -> usize {
        if matches!(self, Self::Merged(_)) {
            2
        } else {
            1
        }
    }

    /// ln p without context.
    pub fn frequency(self, model: &Model) -> f32 {
        match self.ids() {
            (a, None) => model.unigram(a),
            (a, Some(b)) => model.unigram(a) + model.bigram(a, b),
        }
    }
}
