//! A space that was typed a letter too soon or too late: `o fthe`, `int he`.

use std::ops::Range;

use super::reading::{Choice, Reading};
use crate::spell::pass::{Fit, Pass};
use crate::spell::word::item::is_dictionary_word;
use crate::spell::word::standing::Standing;

/// Two shorter words have too many others near them.
const SHORTEST_PAIR: usize = 3;
/// Prior against two words that are known.
const KNOWN_PRIOR: f32 = 4.0;
/// ln probability of a word that is rather a slip (`tot he`), even where it was counted beside the other.
const RARE_WORD: f32 = -11.0;
/// How much likelier beside each other two words are that go together, where one is so rare.
const FRIENDS_LIFT: f32 = 3.0;

impl Pass<'_> {
    /// The two words that an item and the next are with the space between them one letter further on, or back.
    pub(in crate::spell) fn shifted(
        &self,
        index: usize,
        sentence: &Range<usize>,
        fits: &[Fit],
    ) -> Vec<Choice> {
        let mut out = Vec::new();
        let next = index + 1;
        if !sentence.contains(&next) {
            return out;
        }
        let are_known = self.is_right(index) && self.is_right(next);
        let is_rare = |at: usize| self.model().unigram(self.items.list[at].id) < RARE_WORD;
        let are_friends = || {
            let lift = fits[next - sentence.start].lift;
            lift > if is_rare(index) || is_rare(next) {
                FRIENDS_LIFT
            } else {
                0.0
            }
        };
        let [first, second] = [index, next].map(|at| self.items.key(at));
        if are_known && are_friends()
            || first.is_empty()
            || second.is_empty()
            || first.len() + second.len() < SHORTEST_PAIR
            || !first.is_ascii()
            || !second.is_ascii()
            || !self.is_one_space_on(index)
            || self.is_elided(next)
            || self.is_settled(index)
            || self.is_settled(next)
        {
            return out;
        }
        let weights = self.finder.weights;
        let prior = weights.shifted + if are_known { KNOWN_PRIOR } else { 0.0 };
        let finder = &self.finder;
        let reading = |a, b, cut: usize| {
            let are_met = self.model().seen_bigram(a, b);
            Choice {
                reading: Reading::Split(a, b, cut as u8),
                width: 2,
                score: -prior - if are_met { 0.0 } else { weights.strangers },
            }
        };
        // What needs no new string is looked up first: it is no word in most cases.
        let (left, letter) = first.split_at(first.len() - 1);
        if let Some(a) = finder.part(left) {
            let b = finder.part(&[letter, second].concat());
            out.extend(b.map(|b| reading(a, b, left.len())));
        }
        let (letter, right) = second.split_at(1);
        if let Some(b) = finder.part(right) {
            let a = finder.part(&[first, letter].concat());
            out.extend(a.map(|a| reading(a, b, first.len() + 1)));
        }
        out
    }

    /// Whether an item is a word that is meant as it is written; single letters nobody looks up.
    fn is_settled(&self, index: usize) -> bool {
        self.items.list[index].standing == Standing::Fixed && self.items.key(index).len() > 1
    }

    /// Whether an item is a letter that has lost the rest of its word: `pint o' mild`.
    pub(in crate::spell) fn is_elided(&self, index: usize) -> bool {
        let behind = self.tokens.get(self.items.list[index].token + 1);
        self.items.key(index).len() == 1
            && behind.is_some_and(|token| matches!(token.text(self.text), "'" | "’"))
    }

    /// Whether a word is right by itself, however rare.
    pub(in crate::spell) fn is_right(&self, index: usize) -> bool {
        let item = &self.items.list[index];
        item.standing == Standing::Known
            || item.standing == Standing::Rare && is_dictionary_word(self.model(), item.id)
    }
}
