//! What else a sentence speaks of: words that are met side by side elsewhere (`costume` and `party`) speak for each
//! other though other words stand between them.

use std::ops::Range;

use crate::model::WordId;
use crate::spell::candidates::reading::{Choice, Reading};
use crate::spell::pass::{Pass, around};
use crate::spell::word::standing::Standing;

/// How far off a word may stand.
const WINDOW: usize = 10;
/// ln p of words that are commoner than that and speak of nothing.
const EMPTY_WORD: f32 = -8.0;
/// ln p of words that are commoner than that and keep company with everything.
const COMMONEST_WORD: f32 = -5.0;

impl Pass<'_> {
    /// Raises the scores of the readings of a word that go with another word of the sentence.
    pub(in crate::spell) fn add_company(
        &self,
        index: usize,
        sentence: &Range<usize>,
        choices: &mut [Choice],
    ) {
        // Where spaces are missing too, the other words are themselves in doubt.
        if choices.is_empty() || self.finder.gap.is_some() {
            return;
        }
        let items = &self.items.list;
        let others: Vec<WordId> = around(index, WINDOW, sentence)
            .filter(|&at| at.abs_diff(index) > 1 && items[at].standing == Standing::Known)
            .map(|at| items[at].id)
            .filter(|&id| self.model().unigram(id) <= EMPTY_WORD)
            .collect();
        let is_known = items[index].standing == Standing::Known;
        for choice in choices {
            match choice.reading {
                Reading::Word(id) => choice.score += self.company(id, &others),
                Reading::Kept(id) if is_known => choice.score += self.company(id, &others),
                _ => {}
            }
        }
    }

    /// Weighted lift, in ln p, that the closest of some words would give a word next to it.
    fn company(&self, word: WordId, others: &[WordId]) -> f32 {
        let model = self.model();
        if model.unigram(word) > COMMONEST_WORD {
            return 0.0;
        }
        let lift = |a, b| {
            let may_be_seen = self.finder.sieve.may_have(a, b);
            let seen = may_be_seen.then(|| model.explicit_bigram(a, b)).flatten();
            seen.map_or(0.0, |ln_p| ln_p - model.unigram(b))
        };
        let closest = others
            .iter()
            .filter(|&&other| other != word)
            .map(|&other| lift(other, word).max(lift(word, other)))
            .fold(0.0, f32::max);
        self.finder.weights.company * closest
    }
}
