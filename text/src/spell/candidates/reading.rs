//! What a word may have been meant to be.

use std::ops::Range;

use super::Reach;
use super::scan;
use crate::model::{Model, WordId};
use crate::spell::lists;
use crate::spell::pass::{Fit, Pass};
use crate::spell::word::case::Case;
use crate::spell::word::item::is_dictionary_word;
use crate::spell::word::standing::{Standing, owner};

/// One reading of one item, or of several where it joins them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::spell) struct Choice {
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
pub(in crate::spell) enum Reading {
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

impl Pass<'_> {
    /// The readings of a word; none where nothing speaks against what is written. `known` are those of a known word
    /// that is doubted.
    pub(in crate::spell) fn readings(
        &mut self,
        index: usize,
        sentence: &Range<usize>,
        fits: &[Fit],
        known: Option<Vec<Choice>>,
    ) -> Vec<Choice> {
        let items = self.items;
        let item = &items.list[index];
        let weights = self.finder.weights;
        let key = items.key(index);
        let mut out = Vec::new();
        let mut kept = None;
        if let Some(whole) = self.broken(index, sentence) {
            // Scanned text was counted, too (`th e`): that the two were met says nothing.
            let met = self.fluency.words * fits[index + 1 - sentence.start].lift.max(0.0);
            let joined = Choice {
                reading: Reading::Word(whole),
                width: 2,
                score: met - weights.merge,
            };
            return vec![joined, self.kept(index)];
        }
        let shifted = self.shifted(index, sentence, fits);
        match item.standing {
            Standing::Known | Standing::Fixed => match known {
                Some(choices) => out = choices,
                None if shifted.is_empty() => {
                    self.joined(index, sentence, fits, &mut out);
                    if !out.is_empty() {
                        out.push(self.kept(index));
                    }
                    return out;
                }
                None => {}
            },
            Standing::Rare => {
                let choice = *kept.insert(self.kept(index));
                let reach = (Reach::Usual, choice.score);
                self.finder
                    .corrections(item, key, weights.rare, reach, &mut out);
                if is_dictionary_word(self.model(), item.id) && !self.surroundings.alone {
                    self.ask_for_proof(index, sentence, &mut out);
                }
            }
            Standing::Unknown => {
                let choice = *kept.insert(self.kept(index));
                self.unknown(index, choice.score, &mut out);
            }
            Standing::Scanned => scan::readings(self.model(), weights, key, &mut out),
        }
        out.extend(shifted);
        out.extend(self.with_the_next(index, sentence, fits));
        out.extend(self.once(index, sentence, fits));
        self.joined(index, sentence, fits, &mut out);
        if !out.is_empty() {
            out.push(kept.unwrap_or_else(|| self.kept(index)));
        }
        self.add_company(index, sentence, &mut out);
        self.drop_unfinished(index, &mut out);
        out
    }

    /// The word that this one and the next make, where they may be one.
    fn with_the_next(&self, index: usize, sentence: &Range<usize>, fits: &[Fit]) -> Option<Choice> {
        let weights = self.finder.weights;
        let merged = self.merged(index, sentence, fits)?;
        let prior = if lists::is_parted(self.items.key(index), self.items.key(index + 1)) {
            weights.fused
        } else if self.is_known(index) && self.is_known(index + 1) {
            weights.merge + weights.known - weights.unknown
        } else {
            weights.merge
        };
        Some(Choice {
            reading: Reading::Word(merged),
            width: 2,
            score: -prior,
        })
    }

    /// The word that stands twice, where it may be meant once.
    fn once(&self, index: usize, sentence: &Range<usize>, fits: &[Fit]) -> Option<Choice> {
        if !self.is_doubled(index, sentence) {
            return None;
        }
        // Speech that was taken down has words twice (`I I think`): what is counted there says nothing of writing. Nor
        // does it matter how surely either is right.
        let fit = fits[index + 1 - sentence.start];
        let spoken = self.fluency.words * fit.lift.max(0.0);
        let right = self.kept(index).score + self.kept(index + 1).score;
        Some(Choice {
            reading: Reading::Word(self.items.list[index].id),
            width: 2,
            score: right + spoken - self.finder.weights.doubled,
        })
    }

    /// Appends the corrections of an unknown word, found once for all its occurrences.
    fn unknown(&mut self, index: usize, kept: f32, out: &mut Vec<Choice>) {
        let items = self.items;
        let (item, key) = (&items.list[index], items.key(index));
        if let Some(found) = self.found.get(&(key, item.case)) {
            out.extend_from_slice(found);
            return;
        }
        let reach = match item.case {
            _ if self.surroundings.alone => Reach::Far,
            Case::Lower if self.thorough => Reach::Far,
            // At a sentence's beginning a capital says little.
            Case::Title if !item.first => Reach::Name,
            _ => Reach::Usual,
        };
        self.finder
            .corrections(item, key, self.finder.weights.unknown, (reach, kept), out);
        self.finder.places(item, key, out);
        if self.repeats.get(owner(key)).is_some_and(|&count| count > 1) {
            self.found.insert((key, item.case), out.clone());
        }
    }
}
