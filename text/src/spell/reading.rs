//! What a word may have been meant to be.

use crate::model::{Model, WordId};

/// One reading of one item, or of several where it joins them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Choice {
    /// What it puts in their place.
    pub reading: Reading,
    /// How many items it reads.
    pub width: usize,
    /// Log score without the language model.
    pub score: f32,
}

impl Choice {
    /// A reading of one item.
    pub fn one(reading: Reading, score: f32) -> Self {
        Self {
            reading,
            width: 1,
            score,
        }
    }
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
    /// Two words, and how many letters of what is written are the first one's.
    Split(WordId, WordId, u8),
}

impl Reading {
    /// What the language model sees: one word or two.
    pub fn ids(self) -> (WordId, Option<WordId>) {
        match self {
            Self::Kept(id) | Self::Word(id) | Self::Possessive(id) => (id, None),
            Self::Split(a, b, _) => (a, Some(b)),
        }
    }

    /// Whether it leaves the text as it is.
    pub fn is_kept(self) -> bool {
        matches!(self, Self::Kept(_))
    }

    /// ln p without context.
    pub fn frequency(self, model: &Model) -> f32 {
        match self.ids() {
            (a, None) => model.unigram(a),
            (a, Some(b)) => model.unigram(a) + model.bigram(a, b),
        }
    }
}
