//! How sure a correction must be to be made.

use super::proof::lift;
use crate::model::WordId;
use crate::spell::candidates::confusion::are_forms;
use crate::spell::candidates::reading::{Choice, Reading};
use crate::spell::candidates::scan;
use crate::spell::candidates::slip::{FARTHEST, Slips, Written};
use crate::spell::context::clause;
use crate::spell::lists;
use crate::spell::pass::Pass;
use crate::spell::word::case::Case;
use crate::spell::word::standing::Standing;

/// The least confidence of a correction.
#[derive(Debug, Clone, Copy)]
pub(in crate::spell) struct Floor {
    /// In any sentence.
    pub anywhere: f32,
    /// In one in which nothing is surely wrong: who makes no other slip more likely means what stands there.
    pub alone: f32,
}

impl Floor {
    /// Any correction is made.
    pub const NONE: Self = Self {
        anywhere: 0.0,
        alone: 0.0,
    };
}

/// ln probability of the little words, which are mistyped more often than they are meant to be rarer ones.
const LITTLE_WORD: f32 = -7.2;
/// ln probability of words that are met in any text.
const USUAL_WORD: f32 = -8.5;
/// ln probability of a word that is rare, and how much commoner another has to be for that to count.
const RARE_WORD: f32 = -11.5;
const MUCH_RARER: f32 = 1.5;
/// How much likelier its neighbours make a word that they ask for, in ln p.
const ASKED_LIFT: f32 = 6.0;
/// Cost of a slip that hardly anyone makes.
const FAR_SLIP: f32 = 8.0;
/// The same of a name, which is mostly right.
const FAR_NAME: f32 = 4.5;

impl Pass<'_> {
    /// How sure a correction must be; `capital` tells whether the word may be a name.
    pub(in crate::spell) fn floor(&self, index: usize, choice: Choice, capital: bool) -> Floor {
        let weights = self.finder.weights;
        let item = &self.items.list[index];
        let beside = [index.checked_sub(1), Some(index + choice.width)];
        let phrase = item.standing != Standing::Known
            && beside.into_iter().flatten().any(|at| self.is_strange(at));
        let anywhere = if phrase {
            weights.least_phrase
        } else if capital {
            weights.least_name
        } else {
            weights.least
        };
        let alone = match choice.reading {
            Reading::Word(id) if choice.width == 1 => self.alone(index, id, capital),
            _ => 0.0,
        };
        Floor { anywhere, alone }
    }

    /// How sure it must be that a word is another, in a sentence in which nothing is surely wrong.
    fn alone(&self, index: usize, id: WordId, capital: bool) -> f32 {
        let weights = self.finder.weights;
        let (key, word) = (self.items.key(index), self.model().word(id));
        match self.items.list[index].standing {
            Standing::Known => {
                let is_little = self.model().unigram(id) >= LITTLE_WORD;
                if key.ends_with("'re") && clause::are_alike(key, word) {
                    return weights.least_clause;
                }
                if self.is_asked_for(index, id) || scan::is_look_alike(self.model(), key, id) {
                    return 0.0;
                }
                match lists::mixed_up_with(key).find(|(other, _)| *other == word) {
                    Some(_) if self.is_chosen(index, id) => weights.least_chosen,
                    Some((_, is_alike)) if is_alike || is_little => weights.least_alike,
                    // Nothing stands before it that would ask for either.
                    Some(_) if self.items.list[index].first => weights.sure,
                    Some(_) => weights.least_pair,
                    None if is_little && !self.is_usual(index) => 0.0,
                    // Of a word's forms either may be meant.
                    None if are_forms(key, word) => 0.0,
                    None => weights.least_known,
                }
            }
            Standing::Unknown | Standing::Rare => {
                let written = Written::new(key.as_bytes());
                let slip = Slips::learned().cost(word.as_bytes(), &written, FARTHEST);
                if slip > FAR_SLIP {
                    weights.least_far
                } else if capital && slip > FAR_NAME {
                    weights.least_far_name
                } else {
                    0.0
                }
            }
            Standing::Fixed | Standing::Scanned => 0.0,
        }
    }

    /// Whether the word at an item is neither little nor rarer than is usual, so that it is meant where a little one might be
    /// (`off`, but not `thee` for `the`).
    fn is_usual(&self, index: usize) -> bool {
        let own = self.model().unigram(self.items.list[index].id);
        (USUAL_WORD..LITTLE_WORD).contains(&own)
    }

    /// Whether the word at an item is so rare beside another that nobody writes it without meaning it: `mussels`.
    fn is_chosen(&self, index: usize, id: WordId) -> bool {
        let own = self.model().unigram(self.items.list[index].id);
        own < RARE_WORD && self.model().unigram(id) - own > MUCH_RARER
    }

    /// Whether a word is nearly always meant beside those that stand beside an item: `united states`, `pair of`.
    fn is_asked_for(&self, index: usize, id: WordId) -> bool {
        let model = self.model();
        let sentences = &self.items.sentences;
        let at = sentences.partition_point(|sentence| sentence.end <= index);
        sentences.get(at).is_some_and(|sentence| {
            let mut phrased = self.phrased(index, sentence);
            if phrased.any(|(reading, _)| reading == Reading::Word(id)) {
                return true;
            }
            let [before, behind] = self.beside(index, sentence);
            let sides = [
                (model.bigram(before, id), model.unigram(id)),
                (model.bigram(id, behind), model.unigram(behind)),
            ];
            lift(sides) > ASKED_LIFT
        })
    }

    /// Whether a word is one that no list has, in small letters.
    fn is_strange(&self, index: usize) -> bool {
        self.items
            .list
            .get(index)
            .is_some_and(|item| item.standing == Standing::Unknown && item.case == Case::Lower)
    }
}
