//! Two words that were written as one.

use super::Finder;
use super::reading::{Choice, Reading};
use super::slip::{FARTHEST, Written};
use crate::model::{Candidate, WordFlags, WordId};
use crate::spell::lists;

/// ln probability below which a word is not looked for behind or before a missing space.
const UNUSUAL: f32 = -12.5;

impl Finder<'_> {
    /// Appends the pairs of words that may have been written as one. What stands behind an `a` may be misspelt;
    /// where the text lacks spaces, any of the two may.
    pub fn splits(&mut self, key: &str, out: &mut Vec<Choice>) {
        let shortest = if self.gap.is_some() { 3 } else { 4 };
        if key.len() < shortest || !key.is_ascii() {
            return;
        }
        let first = out.len();
        for at in 1..key.len() {
            let (left, right) = key.split_at(at);
            let mut push = |a, b, score| {
                out.push(Choice::one(Reading::Split(a, b, at as u8), score));
            };
            let first = self.part(left);
            if first.is_none() && self.gap.is_none() {
                continue;
            }
            match (first, self.part(right)) {
                (Some(a), Some(b)) => push(a, b, self.parted(a, b)),
                (Some(a), None) if self.gap.is_some() || left == "a" => {
                    self.slipped(right, |b, slip| push(a, b, slip + self.parted(a, b)));
                }
                (None, Some(b)) if self.gap.is_some() => {
                    self.slipped(left, |a, slip| push(a, b, slip + self.parted(a, b)));
                }
                _ => {}
            }
        }
        if self.gap.is_some() {
            self.keep_best(first, out);
        }
    }

    /// Log score of a missing space between two words.
    fn parted(&self, a: WordId, b: WordId) -> f32 {
        let mut score = -self.gap.unwrap_or(self.weights.split);
        let strangers = !self.model.seen_bigram(a, b);
        let commoner = self.model.unigram(a).max(self.model.unigram(b));
        if strangers {
            score -= self.weights.strangers;
        }
        // Two content words may well be a compound; `alot` and `thequick` are none.
        if commoner < -7.5 {
            score -= self.weights.compound;
        }
        // Two rare words that never met are more likely one name.
        if strangers && commoner < -9.0 {
            score -= self.weights.split;
        }
        score
    }

    /// Calls `found` with the usual words one slip away from a part of a word, and the log scores of the
    /// slips.
    fn slipped(&self, part: &str, mut found: impl FnMut(WordId, f32)) {
        if part.len() < 3 {
            return;
        }
        let mut near = Vec::new();
        let written = Written::new(part.as_bytes());
        self.model.candidates(part, 1, &mut near);
        for Candidate { id, .. } in near {
            let flags = self.model.flags(id);
            let usual = flags.contains(WordFlags::DICTIONARY)
                && !flags.intersects(WordFlags::SUSPECT | WordFlags::RARE | self.avoid)
                && self.model.unigram(id) > UNUSUAL;
            let word = self.model.word(id);
            if usual && !lists::is_vulgar(word) {
                let limit = self.weights.slip * FARTHEST;
                let cost = self
                    .weights
                    .slip(self.slips, &written, word.as_bytes(), limit);
                found(id, -cost);
            }
        }
    }

    /// A word that may be half of a split: of its length, none too rare.
    pub(in crate::spell) fn part(&self, word: &str) -> Option<WordId> {
        let id = self.model.id(word)?;
        let common = match word.len() {
            1 => matches!(word, "a" | "i"),
            2 => self.model.unigram(id) > -9.0,
            _ => self.model.unigram(id) > -14.0,
        };
        let flags = self.model.flags(id);
        let right = flags.contains(WordFlags::DICTIONARY) && !flags.intersects(WordFlags::RARE);
        (common && right).then_some(id)
    }
}
