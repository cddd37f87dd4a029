//! Known words in place of other known words: `then` for `than`, `form` for `from`.

use std::sync::OnceLock;

use super::Weights;
use super::candidates::Finder;
use super::case::Case;
use super::item::Item;
use super::lists;
use super::reading::{Choice, Reading};
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

impl Finder<'_> {
    /// Appends the words that a known word may stand for: those one slip away or of the same sound that
    /// fit the words on either side better, by about as much as the prior asks.
    pub fn confusions(
        &self,
        remembered: &Confusions,
        (key, item): (&str, &Item),
        beside: [WordId; 2],
        out: &mut Vec<Choice>,
    ) {
        let own = item.id;
        let fresh;
        let found: &[Confusion] = if let Some(place) = remembered.get(own.0 as usize) {
            place.get_or_init(|| find(self.model, self.weights, key, own))
        } else {
            fresh = find(self.model, self.weights, key, own);
            &fresh
        };
        if found.is_empty() {
            return;
        }
        let before = |id| self.model.bigram(beside[0], id);
        let behind = |id| self.model.bigram(id, beside[1]);
        let rarity = if item.case == Case::Lower && !item.accented {
            self.weights.rarity * (COMMON - self.model.unigram(own)).max(0.0)
        } else {
            0.0
        };
        // A word is never likelier beside another than the two would be if one always came with the other.
        let [left, right] = beside.map(|id| self.model.unigram(id));
        let own = before(own) + behind(own);
        let score = |confusion: &Confusion| {
            let practice = self.weights.practice * (confusion.common - USUAL);
            rarity - practice - confusion.cost - self.weights.known
        };
        let is_near = |confusion: &Confusion, fit: f32| {
            self.weights.context * (fit - own) + score(confusion) > -self.weights.slack
        };
        let best_behind = |common: f32| (right - common + MARGIN).min(0.0);
        // All look-ups of one side before any decision, so that the memory serves them at once.
        let mut fits = [f32::NEG_INFINITY; KEPT];
        for (fit, confusion) in fits.iter_mut().zip(found) {
            let common = confusion.common;
            let best_before = (common - left + MARGIN).min(0.0);
            if is_near(confusion, best_before + best_behind(common)) {
                *fit = before(confusion.id);
            }
        }
        for (fit, confusion) in fits.into_iter().zip(found) {
            let id = confusion.id;
            let near = is_near(confusion, fit + best_behind(confusion.common))
                && is_near(confusion, fit + behind(id));
            let named = out.iter().any(|choice| choice.reading == Reading::Word(id));
            if near && !named && !self.model.flags(id).intersects(self.avoid) {
                out.push(Choice::one(Reading::Word(id), score(confusion)));
            }
        }
    }
}

fn find(model: &Model, weights: &Weights, key: &str, own: WordId) -> Box<[Confusion]> {
    let (mut near, mut sounding) = (Vec::new(), Vec::new());
    model.candidates(key, 1, &mut near);
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
