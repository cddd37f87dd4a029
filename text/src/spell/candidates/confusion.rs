//! Known words in place of other known words: `then` for `than`, `form` for `from`.

use std::borrow::Cow;
use std::sync::OnceLock;

use super::Finder;
use super::reading::{Choice, Reading};
use super::scan;
use super::slip::{FARTHEST, Slips, Written};
use crate::model::{Model, SoundKey, WordFlags, WordId};
use crate::spell::Weights;
use crate::spell::judgement::proof::lift;
use crate::spell::lists;
use crate::spell::word::case::Case;
use crate::spell::word::item::Item;

/// What known words may stand for.
#[derive(Debug)]
pub(in crate::spell) struct Confusions {
    /// Of each of the commoner words, found when first needed.
    found: Box<[OnceLock<Box<[Confusion]>>]>,
    /// A bit for each of them: whether people mix it up with a word that sounds like it.
    alike: Box<[u64]>,
}

/// Words whose confusions are remembered: the commonest, which is nearly all of any text.
const REMEMBERED: usize = 1 << 17;

impl Confusions {
    /// None yet.
    pub fn of(model: &Model) -> Self {
        let mut alike = vec![0; REMEMBERED / 64];
        for id in lists::alike().filter_map(|word| model.id(word)) {
            if let Some(bits) = alike.get_mut(id.0 as usize / 64) {
                *bits |= 1 << (id.0 % 64);
            }
        }
        Self {
            found: (0..REMEMBERED).map(|_| OnceLock::new()).collect(),
            alike: alike.into(),
        }
    }

    /// Whether people mix up a word with one that sounds like it.
    pub fn is_alike(&self, id: WordId) -> bool {
        let bits = self.alike.get(id.0 as usize / 64);
        bits.is_some_and(|bits| bits >> (id.0 % 64) & 1 > 0)
    }
}

/// A word that a known word may stand for, and the cost of the slip.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::spell) struct Confusion {
    /// What may have been meant.
    pub id: WordId,
    /// -ln p of the slip, weighted.
    pub cost: f32,
    /// ln p of the word.
    common: f32,
    /// ln of what remains for words that were never counted behind it.
    backoff: f32,
    /// Whether people are known to mix up the two.
    is_listed: bool,
    /// Whether they sound alike, or nearly so.
    pub is_alike: bool,
}

impl Confusion {
    fn new(model: &Model, id: WordId, cost: f32) -> Self {
        Self {
            id,
            cost,
            common: model.unigram(id),
            backoff: model.backoff(id),
            is_listed: false,
            is_alike: false,
        }
    }

    /// One of those that people are known to mix up.
    fn listed(model: &Model, weights: &Weights, word: &str, is_alike: bool) -> Option<Self> {
        let cost = if is_alike {
            weights.alike
        } else {
            weights.confused
        };
        Some(Self {
            is_listed: true,
            is_alike,
            ..Self::new(model, model.id(word)?, cost)
        })
    }
}

/// How many are kept for each word.
const KEPT_CONFUSIONS: usize = 12;
/// Slips that cost more are not made between two known words.
const DEAREST_SLIP: f32 = 9.0;
/// ln probability of words that are written because they are meant.
const COMMON_WORD: f32 = -10.0;
/// ln probability of words that are written every now and then.
const USUAL_WORD: f32 = -9.0;
/// By how much the counts behind two of the model's numbers may differ, in ln p.
const COUNT_MARGIN: f32 = 1.0;
/// Words rarer than this are not proposed for a known word.
const RAREST_WORD: f32 = -14.0;

/// A known word that may stand for another, and what the language model says of it as written.
pub(in crate::spell) struct Doubt<'a> {
    /// Index of the item.
    pub index: usize,
    found: Cow<'a, [Confusion]>,
    /// What the language model sees before and behind it, and their ln p.
    beside: [WordId; 2],
    common: [f32; 2],
    /// ln of what remains for words that were never counted behind what stands before it.
    backoff: f32,
    /// See [`Finder::doubt`].
    likely: f32,
    /// By how much the word is too rare to be meant.
    rarity: f32,
}

/// A doubted word and one that it may stand for.
#[derive(Clone, Copy)]
struct Pair<'a> {
    doubt: &'a Doubt<'a>,
    word: &'a Confusion,
    /// Whether the word may have been counted beside what stands on one side.
    met: bool,
    /// ln p of the word after what stands before it, or what that is at most.
    before: f32,
}

impl<'a> Finder<'a> {
    /// The doubt about a known word; `None` where there is nothing that it may stand for. `likely` is ln p of the word
    /// after what stands before it, and of what stands behind it after the word. A word that is `at_home` there only
    /// stands for what sounds like it.
    pub fn doubt(
        &self,
        remembered: &'a Confusions,
        index: usize,
        (key, item): (&str, &Item),
        beside: [WordId; 2],
        (likely, at_home): (f32, bool),
    ) -> Option<Doubt<'a>> {
        let own = item.id;
        let find = || find(self.model, self.weights, key, own);
        let found = match remembered.found.get(own.0 as usize) {
            Some(place) => {
                let all = &**place.get_or_init(find);
                let alike = || all.partition_point(|other| other.is_alike);
                Cow::Borrowed(if at_home { &all[..alike()] } else { all })
            }
            None if at_home => return None,
            None => Cow::Owned(find().into_vec()),
        };
        if found.is_empty() {
            return None;
        }
        let rarity = if item.case == Case::Lower && !item.accented {
            self.weights.rarity * (COMMON_WORD - self.model.unigram(own)).max(0.0)
        } else {
            0.0
        };
        Some(Doubt {
            index,
            found,
            beside,
            common: beside.map(|id| self.model.unigram(id)),
            backoff: self.model.backoff(beside[0]),
            likely,
            rarity,
        })
    }

    /// The words that known words may stand for, with the items' indices in order: those one slip away or of the
    /// same sound that fit the words on either side better, by about as much as the prior asks, and whether they are
    /// known to sound alike. `care` is the share of the proof that is asked for.
    pub fn confusions(&self, doubts: &[Doubt], care: f32) -> Vec<(usize, Choice, bool)> {
        let model = self.model;
        let score = |doubt: &Doubt, confusion: &Confusion| {
            let practice = self.weights.practice * (confusion.common - USUAL_WORD);
            doubt.rarity - practice - confusion.cost - self.weights.known
        };
        let is_near = |pair: &Pair, fit: f32| {
            let ahead = self.weights.context * (fit - pair.doubt.likely);
            // What the pairs do not tell, three words in a row may.
            let slack = if pair.word.is_listed {
                self.weights.slack_listed
            } else {
                self.weights.slack
            };
            ahead + score(pair.doubt, pair.word) > -slack
        };
        // A word is never likelier beside another than the two would be if one always came with the other. What the sieve
        // says is asked of all pairs at once and chosen from a table, not by a branch: a wrong guess would wait for memory.
        let best = |met: bool, always: f32, never: f32| [never, always.min(0.0)][usize::from(met)];
        let always_behind = |pair: &Pair| pair.doubt.common[1] - pair.word.common + COUNT_MARGIN;
        let pairs = doubts
            .iter()
            .flat_map(|doubt| doubt.found.iter().map(move |word| (doubt, word)));
        let mut near: Vec<Pair> = pairs
            .map(|(doubt, word)| Pair {
                doubt,
                word,
                met: self.sieve.may_have(doubt.beside[0], word.id),
                before: 0.0,
            })
            .collect();
        keep(&mut near, |pair| {
            let always = pair.word.common - pair.doubt.common[0] + COUNT_MARGIN;
            pair.before = best(pair.met, always, pair.doubt.backoff + pair.word.common);
            is_near(pair, pair.before + always_behind(pair).min(0.0))
        });
        for pair in &mut near {
            pair.met = self.sieve.may_have(pair.word.id, pair.doubt.beside[1]);
        }
        let behind = |pair: &Pair| {
            let never = pair.word.backoff + pair.doubt.common[1];
            best(pair.met, always_behind(pair), never)
        };
        keep(&mut near, |pair| is_near(pair, pair.before + behind(pair)));
        // What is asked for all at once, the memory serves together: first all pairs on one side, then on the other.
        let touched = near.iter().fold(0, |sum, pair| {
            sum ^ model.touch_pair(pair.doubt.beside[0], pair.word.id)
        });
        near.retain_mut(|pair| {
            pair.before = model.bigram(pair.doubt.beside[0], pair.word.id);
            is_near(pair, pair.before + behind(pair))
        });
        let touched = near.iter().fold(touched, |sum, pair| {
            sum ^ model.touch_pair(pair.word.id, pair.doubt.beside[1])
        });
        std::hint::black_box(touched);
        let mut out = Vec::with_capacity(near.len());
        for pair in near {
            let (doubt, word) = (pair.doubt, pair.word);
            let behind = model.bigram(word.id, doubt.beside[1]);
            let is_avoided = model.flags(word.id).intersects(self.avoid);
            if !is_near(&pair, pair.before + behind) || is_avoided {
                continue;
            }
            let mut score = score(doubt, word);
            if !word.is_listed {
                let lift = lift([(pair.before, word.common), (behind, doubt.common[1])]);
                score -= care * self.weights.unproven(lift);
            }
            let choice = Choice::one(Reading::Word(word.id), score);
            out.push((doubt.index, choice, word.is_alike));
        }
        out
    }
}

/// Keeps those pairs of which `wanted` is true, in order. It is asked of all of them before the answer counts.
fn keep<T: Copy>(pairs: &mut Vec<T>, mut wanted: impl FnMut(&mut T) -> bool) {
    let mut kept = 0;
    for at in 0..pairs.len() {
        let mut pair = pairs[at];
        let is_wanted = wanted(&mut pair);
        pairs[kept] = pair;
        kept += usize::from(is_wanted);
    }
    pairs.truncate(kept);
}

fn find(model: &Model, weights: &Weights, key: &str, own: WordId) -> Box<[Confusion]> {
    let (mut near, mut sounding) = (Vec::new(), Vec::new());
    let written = Written::new(key.as_bytes());
    model.candidates(key, 1, &mut near);
    scan::look_alikes(model, key, &mut near);
    model.sounding_like(SoundKey::of_spelling(key), &mut sounding);
    sounding.truncate(50);
    let mut out: Vec<Confusion> = lists::mixed_up_with(key)
        .filter_map(|(word, is_alike)| Confusion::listed(model, weights, word, is_alike))
        .collect();
    for id in near.iter().map(|c| c.id).chain(sounding) {
        let flags = model.flags(id);
        let good = flags.contains(WordFlags::DICTIONARY)
            && flags.intersects(WordFlags::LOWER)
            && !flags.intersects(WordFlags::SUSPECT | WordFlags::RARE)
            && model.unigram(id) > RAREST_WORD
            && !is_other_variety(model, id, own);
        if good && id != own && out.iter().all(|other| other.id != id) {
            let word = model.word(id);
            let mut cost = weights.slip(Slips::learned(), &written, word.as_bytes(), FARTHEST);
            if are_forms(key, word) {
                cost += weights.inflection;
            }
            if cost < DEAREST_SLIP && !lists::is_vulgar(word) {
                out.push(Confusion::new(model, id, cost));
            }
        }
    }
    // Only `its` and `your` and their like are written with an apostrophe too many; nobody writes `we'll` for `well`.
    if key.contains('\'') && !key.ends_with("'s") && !key.ends_with("'re") {
        for other in &mut out {
            other.cost += weights.apostrophe;
        }
    }
    out.sort_by(|a, b| (b.is_alike.cmp(&a.is_alike)).then(a.cost.total_cmp(&b.cost)));
    out.truncate(KEPT_CONFUSIONS);
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

/// Whether one of two words is the other with an ending.
pub(in crate::spell) fn are_forms(a: &str, b: &str) -> bool {
    is_inflection(a, b) || is_inflection(b, a)
}

/// Whether `long` is `stem` with an ending: a question of grammar rather than of spelling.
pub(in crate::spell) fn is_inflection(stem: &str, long: &str) -> bool {
    let endings = [
        "s", "es", "d", "ed", "r", "er", "ly", "y", "ing", "n", "'s", "st", "th",
    ];
    long.strip_prefix(stem)
        .is_some_and(|rest| endings.contains(&rest))
}
