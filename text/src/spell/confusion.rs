//! Known words in place of other known words: `then` for `than`, `form` for `from`.

use std::borrow::Cow;
use std::sync::OnceLock;

use super::Weights;
use super::candidates::Finder;
use super::case::Case;
use super::item::Item;
use super::lists;
use super::reading::{Choice, Reading};
use super::scan;
use super::slip::{FARTHEST, Slips};
use crate::model::{Model, SoundKey, WordFlags, WordId};

/// For each of the commoner words, what it may stand for, found when first needed.
pub(super) type Confusions = [OnceLock<Box<[Confusion]>>];

/// A word that a known word may stand for, and the cost of the slip.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Confusion {
    /// What may have been meant.
    pub id: WordId,
    /// -ln p of the slip, weighted.
    pub cost: f32,
    /// ln p of the word.
    common: f32,
}

/// How many are kept for each word.
const KEPT: usize = 12;
/// Slips that cost more are not made between two known words.
const DEAREST: f32 = 9.0;
/// ln probability of words that are written because they are meant.
const COMMON: f32 = -10.0;
/// ln probability of words that are written every now and then.
const USUAL: f32 = -9.0;
/// By how much the counts behind two of the model's numbers may differ, in ln p.
const MARGIN: f32 = 1.0;
/// Words rarer than this are not proposed for a known word.
const RAREST: f32 = -14.0;

/// A known word that may stand for another, and what the language model says of it as written.
pub(super) struct Doubt<'a> {
    /// Index of the item.
    pub index: usize,
    found: Cow<'a, [Confusion]>,
    /// What the language model sees before and behind it, and their ln p.
    beside: [WordId; 2],
    common: [f32; 2],
    /// ln p of the word after what stands before it, and of what stands behind it after the word.
    own: f32,
    /// By how much the word is too rare to be meant.
    rarity: f32,
}

impl<'a> Finder<'a> {
    /// The doubt about a known word; `None` where there is nothing that it may stand for.
    pub fn doubt(
        &self,
        remembered: &'a Confusions,
        index: usize,
        (key, item): (&str, &Item),
        beside: [WordId; 2],
    ) -> Option<Doubt<'a>> {
        let own = item.id;
        let find = || find(self.model, self.weights, key, own);
        let found = match remembered.get(own.0 as usize) {
            Some(place) => Cow::Borrowed(&**place.get_or_init(find)),
            None => Cow::Owned(find().into_vec()),
        };
        if found.is_empty() {
            return None;
        }
        let rarity = if item.case == Case::Lower && !item.accented {
            self.weights.rarity * (COMMON - self.model.unigram(own)).max(0.0)
        } else {
            0.0
        };
        Some(Doubt {
            index,
            found,
            beside,
            common: beside.map(|id| self.model.unigram(id)),
            own: self.model.bigram(beside[0], own) + self.model.bigram(own, beside[1]),
            rarity,
        })
    }

    /// The words that known words may stand for, with the items' indices in order: those one slip away or of the
    /// same sound that fit the words on either side better, by about as much as the prior asks.
    pub fn confusions(&self, doubts: &[Doubt]) -> Vec<(usize, Choice)> {
        let model = self.model;
        let score = |doubt: &Doubt, confusion: &Confusion| {
            let practice = self.weights.practice * (confusion.common - USUAL);
            doubt.rarity - practice - confusion.cost - self.weights.known
        };
        let is_near = |doubt: &Doubt, confusion: &Confusion, fit: f32| {
            let ahead = self.weights.context * (fit - doubt.own);
            ahead + score(doubt, confusion) > -self.weights.slack
        };
        // A word is never likelier beside another than the two would be if one always came with the other.
        let best_before =
            |doubt: &Doubt, word: &Confusion| (word.common - doubt.common[0] + MARGIN).min(0.0);
        let best_behind =
            |doubt: &Doubt, word: &Confusion| (doubt.common[1] - word.common + MARGIN).min(0.0);
        let pairs = doubts
            .iter()
            .flat_map(|doubt| doubt.found.iter().map(move |word| (doubt, word)));
        // What is asked for all at once, the memory serves together: first all pairs on one side, then on the other.
        let mut near: Vec<(&Doubt, &Confusion, f32)> = pairs
            .map(|(doubt, word)| (doubt, word, best_behind(doubt, word)))
            .filter(|(doubt, word, best)| is_near(doubt, word, best_before(doubt, word) + best))
            .collect();
        let touched = near.iter().fold(0, |sum, (doubt, word, _)| {
            sum ^ model.touch_pair(doubt.beside[0], word.id)
        });
        near.retain_mut(|(doubt, word, fit)| {
            let before = model.bigram(doubt.beside[0], word.id);
            let is_near = is_near(doubt, word, before + *fit);
            *fit = before;
            is_near
        });
        let touched = near.iter().fold(touched, |sum, (doubt, word, _)| {
            sum ^ model.touch_pair(word.id, doubt.beside[1])
        });
        std::hint::black_box(touched);
        near.retain(|(doubt, word, before)| {
            let behind = model.bigram(word.id, doubt.beside[1]);
            is_near(doubt, word, before + behind) && !model.flags(word.id).intersects(self.avoid)
        });
        near.into_iter()
            .map(|(doubt, word, _)| {
                let choice = Choice::one(Reading::Word(word.id), score(doubt, word));
                (doubt.index, choice)
            })
            .collect()
    }
}

fn find(model: &Model, weights: &Weights, key: &str, own: WordId) -> Box<[Confusion]> {
    let (mut near, mut sounding) = (Vec::new(), Vec::new());
    model.candidates(key, 1, &mut near);
    scan::look_alikes(model, key, &mut near);
    model.sounding_like(SoundKey::of_spelling(key), &mut sounding);
    sounding.truncate(50);
    let mut out: Vec<Confusion> = lists::mixed_up_with(key)
        .filter_map(|word| {
            let id = model.id(word)?;
            Some(Confusion {
                id,
                cost: weights.confused,
                common: model.unigram(id),
            })
        })
        .collect();
    for id in near.iter().map(|c| c.id).chain(sounding) {
        let flags = model.flags(id);
        let good = flags.contains(WordFlags::DICTIONARY)
            && flags.intersects(WordFlags::LOWER)
            && !flags.intersects(WordFlags::SUSPECT | WordFlags::RARE)
            && model.unigram(id) > RAREST
            && !is_other_variety(model, id, own);
        if good && id != own && out.iter().all(|other| other.id != id) {
            let word = model.word(id);
            let mut cost =
                weights.slip(Slips::learned(), key.as_bytes(), word.as_bytes(), FARTHEST);
            if is_inflection(key, word) || is_inflection(word, key) {
                cost += weights.inflection;
            }
            if cost < DEAREST && !lists::is_vulgar(word) {
                out.push(Confusion {
                    id,
                    cost,
                    common: model.unigram(id),
                });
            }
        }
    }
    // Only `its` and `your` and their like are written with an apostrophe too many; nobody writes `we'll` for `well`.
    if key.contains('\'') && !key.ends_with("'s") && !key.ends_with("'re") {
        for other in &mut out {
            other.cost += weights.apostrophe;
        }
    }
    out.sort_by(|a, b| a.cost.total_cmp(&b.cost));
    out.truncate(KEPT);
    out.into_boxed_slice()
}

/// Whether two words are the British and the American spelling of one: both are right.
fn is_other_variety(model: &Model, a: WordId, b: WordId) -> bool {
    let of_one = |id| {
        model
            .flags(id)
            .intersects(WordFlags::BRITISH | WordFlags::AMERICAN)
    };
    let (first, second) = (model.word(a), model.word(b));
    // `meter` has other meanings, so that only `metre` is of one variety alone.
    (of_one(a) && of_one(b))
        || levelled(first, &[("z", "s")]) == levelled(second, &[("z", "s")])
        || ((of_one(a) || of_one(b)) && levelled(first, VARIETIES) == levelled(second, VARIETIES))
}

/// What British and American spelling write differently.
const VARIETIES: &[(&str, &str)] = &[
    ("z", "s"),
    ("our", "or"),
    ("tre", "ter"),
    ("bre", "ber"),
    ("ll", "l"),
    ("ae", "e"),
    ("oe", "e"),
    ("logue", "log"),
];

fn levelled(word: &str, differences: &[(&str, &str)]) -> String {
    differences
        .iter()
        .fold(word.to_owned(), |word, (from, to)| word.replace(from, to))
}

/// Whether `long` is `stem` with an ending: a question of grammar rather than of spelling.
pub(super) fn is_inflection(stem: &str, long: &str) -> bool {
    let endings = [
        "s", "es", "d", "ed", "r", "er", "ly", "y", "ing", "n", "'s", "st", "th",
    ];
    long.strip_prefix(stem)
        .is_some_and(|rest| endings.contains(&rest))
}
