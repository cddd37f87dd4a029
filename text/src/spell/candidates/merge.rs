//! Two words that are one, or of which one is too many.

use std::ops::Range;

use crate::model::{WordFlags, WordId};
use crate::spell::lists;
use crate::spell::pass::{Fit, Pass};
use crate::spell::word::case::Case;

impl Pass<'_> {
    /// The dictionary word that an item and the next make together, where one space parts them. Two known words
    /// that go together are not meant as one, but for those that many write so.
    pub(in crate::spell) fn merged(
        &self,
        index: usize,
        sentence: &Range<usize>,
        fits: &[Fit],
    ) -> Option<WordId> {
        let next = Some(index + 1).filter(|next| sentence.contains(next))?;
        let friends =
            fits[next - sentence.start].lift > 0.0 && self.is_known(index) && self.is_known(next);
        if friends && !lists::is_parted(self.items.key(index), self.items.key(next)) {
            return None;
        }
        if !self.is_one_space_on(index) || self.items.key(next).is_empty() || self.is_elided(next) {
            return None;
        }
        let model = self.model();
        let id = model.joined(self.items.key(index), self.items.key(next))?;
        let flags = model.flags(id);
        (flags.contains(WordFlags::DICTIONARY) && !flags.intersects(WordFlags::RARE)).then_some(id)
    }

    /// The common word that an item and the next make together, of which one is a letter that is no word: `W e were`,
    /// `Th e end`, `T he dog`.
    pub(in crate::spell) fn broken(&self, index: usize, sentence: &Range<usize>) -> Option<WordId> {
        let next = Some(index + 1).filter(|next| sentence.contains(next))?;
        let (a, b) = (self.items.key(index), self.items.key(next));
        if a.len() > 1 && b.len() > 1 || a.is_empty() || b.is_empty() {
            return None;
        }
        let list = &self.items.list;
        // Nearly every two letters stand for something.
        let is_word = |key: &str| match key.len() {
            1 => matches!(key, "a" | "i" | "o"),
            2 => self
                .model()
                .id(key)
                .is_some_and(|id| self.model().unigram(id) > LITTLE_WORD),
            _ => self.model().is_in_dictionary(key),
        };
        // A letter behind what is no word by itself, or in front of a word where a sentence begins: elsewhere it may be
        // one that is spoken of, as in `the s on its end`.
        let is_cut = match (a.len(), b.len()) {
            (_, 1) => !is_word(b) && (a == "i" || !is_word(a)),
            _ => !is_word(a) && list[index].first,
        };
        let is_letter = |at: usize| sentence.contains(&at) && self.items.key(at).len() == 1;
        let is_spelt_out = index.checked_sub(1).is_some_and(is_letter) || is_letter(next + 1);
        if !is_cut || is_spelt_out || list[next].case != Case::Lower || !self.is_one_space_on(index)
        {
            return None;
        }
        let id = self.model().joined(a, b)?;
        (self.model().unigram(id) > COMMON_WORD && !NO_WORD_BROKEN.contains(&self.model().word(id)))
            .then_some(id)
    }

    /// Whether the next item stands one space behind this one.
    pub(in crate::spell) fn is_one_space_on(&self, index: usize) -> bool {
        let list = &self.items.list;
        let (this, next) = (list[index].token, list[index + 1].token);
        next == this + 2 && self.tokens[this + 1].text(self.text) == " "
    }

    /// Whether a word that never follows itself does: `the the`, but not `that that`, `had had`, `log in in`,
    /// `World War I I know well`.
    pub(in crate::spell) fn is_doubled(&self, index: usize, sentence: &Range<usize>) -> bool {
        let key = self.items.key(index);
        if index + 1 >= sentence.end
            || key != self.items.key(index + 1)
            || !self.is_one_space_on(index)
            || key == "i"
                && index > sentence.start
                && self.items.list[index - 1].case != Case::Lower
        {
            return false;
        }
        let is_name = self.items.list[index + 1].case != Case::Lower && key != "i";
        let before = || (sentence.start..index).map(|at| self.items.key(at));
        SAID_ONCE.contains(&key)
            || NEVER_TWICE.contains(&key) && (!is_name || self.items.shouting)
            // `what he is is clear`, `his will will be read`
            || VERBS.contains(&key)
                && !is_name
                && before().all(|word| !ASKING.contains(&word))
                && before()
                    .next_back()
                    .is_some_and(|word| !NAMING.contains(&word))
    }
}

/// ln probability of a word that is met on every page.
const COMMON_WORD: f32 = -7.5;
/// ln probability of a word of two letters that is one (`ah`), and not a short form (`th`).
const LITTLE_WORD: f32 = -8.5;
/// What two letters that stand for something make: `u s troops`.
const NO_WORD_BROKEN: &[&str] = &["us"];
/// Words that never follow themselves.
const SAID_ONCE: &[&str] = &[
    "an", "and", "from", "my", "of", "our", "the", "their", "these", "with", "your",
];
/// The same, but for names that have them (`The The`).
const NEVER_TWICE: &[&str] = &[
    "are", "at", "been", "came", "for", "gave", "i", "if", "or", "she", "they", "this", "to",
    "took", "we", "went",
];
/// Verbs that follow themselves only behind a clause.
const VERBS: &[&str] = &["am", "has", "have", "is", "was", "were", "will", "would"];
/// Words that begin such a clause.
const ASKING: &[&str] = &[
    "all", "how", "that", "what", "whatever", "where", "wherever", "who", "whoever", "why",
];
/// Words that a noun stands behind.
const NAMING: &[&str] = &[
    "a", "free", "good", "her", "his", "its", "my", "of", "our", "the", "their", "your",
];
