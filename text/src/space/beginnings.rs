//! The words that a text begins with, as the lexicon finds them.

use super::lexicon::{Entry, NO_WORD};

/// No word is longer, in bytes.
const LONGEST: usize = 63;

/// The words that a text begins with.
#[derive(Debug)]
pub(super) struct Beginnings {
    /// A bit for each length that a word has.
    lengths: u64,
    /// By length; what else stands here was found earlier.
    words: [Entry; LONGEST + 1],
}

impl Default for Beginnings {
    fn default() -> Self {
        Self {
            lengths: 0,
            words: [NO_WORD; LONGEST + 1],
        }
    }
}

impl Beginnings {
    #[inline]
    pub(super) fn add(&mut self, length: usize, word: Entry) {
        let at = length % self.words.len();
        self.words[at] = word;
        self.lengths |= u64::from(word != NO_WORD) << at;
    }

    /// Forgets all words.
    #[inline]
    pub(super) fn clear(&mut self) {
        self.lengths = 0;
    }

    /// Takes out the longest word, with its length.
    #[inline]
    pub(super) fn pop(&mut self) -> Option<(usize, Entry)> {
        let length = self.lengths.checked_ilog2()? as usize;
        self.lengths ^= 1 << length;
        Some((length, self.words[length]))
    }
}
