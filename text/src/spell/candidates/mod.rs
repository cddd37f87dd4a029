//! What a word that is not known, or rare, may have been meant to be.

pub(super) mod confusion;
pub(super) mod joint;
pub(super) mod merge;
pub(super) mod negation;
pub(super) mod places;
pub(super) mod reading;
pub(super) mod scan;
pub(super) mod shifted;
pub(super) mod slip;
mod split;

use self::confusion::is_inflection;
use self::reading::{Choice, Reading};
use self::slip::{FARTHEST, Slips, Written};
use crate::model::{Candidate, Head, Model, PairSieve, SoundKey, WordFlags, WordId};
use crate::spell::Speller;
use crate::spell::Weights;
use crate::spell::lists;
use crate::spell::word::case::Case;
use crate::spell::word::irregular;
use crate::spell::word::item::Item;
use crate::spell::word::standing::Standing;

/// How many corrections of one word take part in decoding.
const KEPT_CORRECTIONS: usize = 12;
/// How many words near a misspelling get an exact cost.
const WEIGHED: usize = 48;
/// How many of the commonest words of the same sound are looked at.
const SOUNDING: usize = 100;
/// Letters of a word from which on they may have been put in another order altogether.
const SHORTEST_JUMBLE: usize = 6;
/// Slip cost above which a better candidate is looked for further away.
const FAR_SLIP: f32 = 9.0;
/// The same for a word with a capital.
const SOUNDING_NAME: usize = 5;
/// Slip cost above which a word of the same sound is not what was meant by one with a capital.
const DEAREST_NAME: f32 = 9.0;
/// Common words that own nothing: `tha's` is not `the's`.
const NO_OWNERS: &[&str] = &[
    "a", "an", "and", "as", "at", "but", "for", "from", "if", "in", "of", "on", "or", "than",
    "the", "they", "this", "to", "was", "with",
];
/// By how much a candidate may fall behind the best, before the context speaks, and still be weighed.
const BEHIND: f32 = 14.0;

/// How far corrections are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::spell) enum Reach {
    /// One slip, and words of the same sound that are often written so: a word with a capital, which is mostly a name.
    Name,
    /// Two slips, and words of the same sound.
    Usual,
    /// Three slips where nothing nearer is likely.
    Far,
}

/// Finds and weighs corrections. Buffers are kept between words.
pub(in crate::spell) struct Finder<'a> {
    pub model: &'static Model,
    pub weights: &'a Weights,
    /// Words flagged so are not proposed: the other variety of English.
    pub avoid: WordFlags,
    /// Scale of the language model.
    pub scale: f32,
    /// What a missing space costs, where the text is one that may lack some.
    pub gap: Option<f32>,
    pub sieve: &'static PairSieve,
    pub slips: &'static Slips,
    near: Vec<Candidate>,
    sounding: Vec<WordId>,
}

/// The word that corrections are looked for.
#[derive(Clone, Copy)]
struct Wanted<'a> {
    key: &'a str,
    sound: SoundKey,
    case: Case,
    prior: f32,
    /// Whether it is a word, though a rare one.
    right: bool,
    /// Whether its letters may be in another order.
    loose: bool,
    /// Score with frequency below which no context helps a word.
    floor: f32,
    /// Slip cost above which nothing is looked for.
    dearest: f32,
}

/// The best of what was weighed so far.
struct Best {
    /// Lowest slip cost.
    cost: f32,
    /// Highest score with frequency.
    rank: f32,
}

impl<'a> Finder<'a> {
    pub fn new(speller: &'a Speller, avoid: WordFlags, scale: f32) -> Self {
        Self {
            model: speller.model,
            weights: &speller.weights,
            sieve: speller.model.sieve(),
            avoid,
            scale,
            gap: None,
            slips: Slips::learned(),
            near: Vec::new(),
            sounding: Vec::new(),
        }
    }

    /// Appends the corrections of a word that may be wrong, best first by slip and frequency. `kept` is the
    /// score of leaving it.
    pub fn corrections(
        &mut self,
        item: &Item,
        key: &str,
        prior: f32,
        (reach, kept): (Reach, f32),
        out: &mut Vec<Choice>,
    ) {
        let start = out.len();
        let fused = lists::fused(key).and_then(|right| self.fused(right));
        out.extend(fused);
        // Nothing else is meant by `their's`.
        if fused.is_some() && key.contains('\'') {
            return;
        }
        let rights = irregular::rights(key).into_iter().flatten();
        out.extend(rights.filter_map(|right| self.fused(right)));
        let floor = kept + self.scale * (self.model.unigram(item.id) - self.weights.lift);
        let wanted = |key| Wanted {
            key,
            sound: SoundKey::of_spelling(key),
            case: item.case,
            prior,
            right: item.standing == Standing::Rare,
            loose: item.standing == Standing::Unknown && !item.accented,
            floor: floor - self.weights.sound,
            dearest: FARTHEST,
        };
        self.words(wanted(key), item.id, reach, out);
        if item.standing == Standing::Unknown {
            self.negated(key, prior, out, start);
        }
        if let Some(owner) = key.strip_suffix("'s").filter(|owner| owner.len() > 2) {
            let first = out.len();
            let nearer = if reach == Reach::Far {
                Reach::Usual
            } else {
                reach
            };
            self.words(wanted(owner), item.id, nearer, out);
            let owners = out.split_off(first).into_iter();
            out.extend(owners.filter_map(|choice| match choice.reading {
                Reading::Word(id) if NO_OWNERS.contains(&self.model.word(id)) => None,
                Reading::Word(id) => Some(Choice {
                    reading: Reading::Possessive(id),
                    score: choice.score - self.weights.possessive,
                    ..choice
                }),
                _ => Some(choice),
            }));
        }
        if item.case != Case::Upper {
            self.splits(key, out);
        }
        self.keep_best(start, out);
    }

    /// Sorts the readings from `start` on by score and frequency, and keeps the best.
    pub fn keep_best(&self, start: usize, out: &mut Vec<Choice>) {
        let rank =
            |choice: Choice| choice.score + self.scale * choice.reading.frequency(self.model);
        let mut ranked: Vec<(f32, Choice)> = out.drain(start..).map(|c| (rank(c), c)).collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
        out.extend(
            ranked
                .into_iter()
                .take(KEPT_CORRECTIONS)
                .map(|(_, choice)| choice),
        );
    }

    /// The reading of a word that lacks its space or its apostrophe.
    fn fused(&self, right: &str) -> Option<Choice> {
        let reading = match right.split_once(' ') {
            Some((a, b)) => Reading::Split(self.model.id(a)?, self.model.id(b)?, a.len() as u8),
            None => Reading::Word(self.model.id(right)?),
        };
        Some(Choice::one(reading, -self.weights.fused))
    }

    fn words(&mut self, mut wanted: Wanted, own: WordId, reach: Reach, out: &mut Vec<Choice>) {
        let mut near = std::mem::take(&mut self.near);
        let mut sounding = std::mem::take(&mut self.sounding);
        near.clear();
        sounding.clear();
        let key = wanted.key;
        // Two slips in three letters leave nothing of a word.
        let distance = if key.len() < 4 || reach == Reach::Name {
            1
        } else {
            2
        };
        self.model.candidates(key, distance, &mut near);
        scan::look_alikes(self.model, key, &mut near);
        scan::twice_look_alikes(self.model, key, &mut near);
        self.model.sounding_like(wanted.sound, &mut sounding);
        sounding.truncate(if reach == Reach::Name {
            SOUNDING_NAME
        } else {
            SOUNDING
        });
        sounding.retain(|&id| self.model.length(id).abs_diff(key.len()) <= 4);
        near.extend(sounding.iter().map(|&id| Candidate { id, distance: 2 }));
        near.sort_unstable_by_key(|c| (c.id, c.distance));
        near.dedup_by_key(|c| c.id);
        near.retain(|c| c.id != own);
        let mut best = Best {
            cost: FARTHEST,
            rank: f32::NEG_INFINITY,
        };
        if reach == Reach::Name {
            let (once, sounding): (Vec<_>, _) = near.drain(..).partition(|c| c.distance < 2);
            self.weigh(wanted, &once, WEIGHED, &mut best, out);
            near = sounding;
            wanted.dearest = DEAREST_NAME;
        }
        self.weigh(wanted, &near, WEIGHED, &mut best, out);
        if reach == Reach::Far && best.cost > FAR_SLIP && key.len() > 5 && key.is_ascii() {
            let mut further = Vec::new();
            self.further(key, &near, &mut further);
            self.weigh(wanted, &further, 2 * WEIGHED, &mut best, out);
        }
        if wanted.loose && best.cost > self.weights.jumbled && key.len() >= SHORTEST_JUMBLE {
            self.jumbled(wanted, out);
        }
        self.near = near;
        self.sounding = sounding;
    }

    /// Appends the likeliest of some words with their scores.
    fn weigh(
        &self,
        wanted: Wanted,
        words: &[Candidate],
        most: usize,
        best: &mut Best,
        out: &mut Vec<Choice>,
    ) {
        let heads = self.model.heads();
        let first = Head::of(wanted.key.as_bytes()).first();
        let rough = |c: &Candidate| {
            let head = heads.get(c.id.0 as usize);
            let same_start = head.is_some_and(|head| head.first() == first);
            self.scale * self.model.unigram(c.id) - 4.5 * f32::from(c.distance)
                + if same_start {
                    self.weights.first_letter
                } else {
                    0.0
                }
        };
        let by_rank = |a: &(f32, WordId), b: &(f32, WordId)| b.0.total_cmp(&a.0);
        let mut ranked: Vec<(f32, WordId)> = words.iter().map(|c| (rough(c), c.id)).collect();
        if most < ranked.len() {
            ranked.select_nth_unstable_by(most, by_rank);
            ranked.truncate(most);
        }
        ranked.sort_unstable_by(by_rank);
        let written = Written::new(wanted.key.as_bytes());
        for (_, id) in ranked {
            let frequency = self.scale * self.model.unigram(id);
            // What the slip may cost at most for the word to come near the best.
            let least = (best.rank - BEHIND).max(wanted.floor);
            let limit = (frequency - least - wanted.prior).min(wanted.dearest);
            if limit < 0.0 {
                continue;
            }
            let slip = |word: &[u8]| self.weights.slip(self.slips, &written, word, limit);
            let Some((cost, score)) = self.correction(wanted, id, limit, slip) else {
                continue;
            };
            best.cost = best.cost.min(cost);
            best.rank = best.rank.max(score + frequency);
            out.push(Choice::one(Reading::Word(id), score));
        }
    }

    /// Appends the words whose letters were all written, in another order but for the first and the last.
    fn jumbled(&self, wanted: Wanted, out: &mut Vec<Choice>) {
        let mut words = Vec::new();
        self.model.jumbled(wanted.key, &mut words);
        for id in words {
            let cost = self.weights.jumbled;
            if let Some((_, score)) = self.correction(wanted, id, cost, |_| cost) {
                out.push(Choice::one(Reading::Word(id), score));
            }
        }
    }

    /// Slip cost and log score of a word; `None` where it should not be proposed or its slip costs more
    /// than `limit`.
    fn correction(
        &self,
        wanted: Wanted,
        id: WordId,
        limit: f32,
        slip: impl FnOnce(&[u8]) -> f32,
    ) -> Option<(f32, f32)> {
        let flags = self.model.flags(id);
        if flags.intersects(WordFlags::SUSPECT) || flags.intersects(self.avoid) {
            return None;
        }
        let word = self.model.word(id);
        let contraction = flags.contains(WordFlags::PRONOUNCED) && word.contains('\'');
        let listed = contraction
            || flags.intersects(WordFlags::DICTIONARY | WordFlags::NAME | WordFlags::JARGON);
        let form = |a, b| wanted.right && is_inflection(a, b);
        if !listed
            || lists::fused(word).is_some()
            || irregular::rights(word).is_some()
            || lists::is_vulgar(word)
            || form(wanted.key, word)
            || form(word, wanted.key)
        {
            return None;
        }
        let cost = slip(word.as_bytes());
        if cost > limit {
            return None;
        }
        let mut score = -cost - wanted.prior;
        if wanted.key.ends_with('s') && !word.ends_with('s') {
            score -= self.weights.ending;
        }
        if self.model.sounds(id) == wanted.sound || SoundKey::of_spelling(word) == wanted.sound {
            score += self.weights.sound;
        }
        if !contraction && !flags.contains(WordFlags::DICTIONARY) {
            score -= self.weights.foreign;
        }
        let is_name = flags.intersects(WordFlags::NAME) && !flags.intersects(WordFlags::LOWER);
        if is_name && wanted.case == Case::Lower {
            score -= self.weights.proper;
        }
        Some((cost, score))
    }

    /// Finds words three slips away, and those that sound like what is left when one letter is taken out.
    fn further(&self, key: &str, known: &[Candidate], out: &mut Vec<Candidate>) {
        self.model.further_candidates(key, out);
        let sound = |at: usize| SoundKey::of_spelling(&[&key[..at], &key[at + 1..]].concat());
        let mut sounds: Vec<SoundKey> = (0..key.len()).map(sound).collect();
        sounds.sort_unstable();
        sounds.dedup();
        let mut sounding = Vec::new();
        for sound in sounds {
            sounding.clear();
            self.model.sounding_like(sound, &mut sounding);
            out.extend(
                sounding
                    .iter()
                    .take(50)
                    .map(|&id| Candidate { id, distance: 3 }),
            );
        }
        out.sort_unstable_by_key(|c| (c.id, c.distance));
        out.dedup_by_key(|c| c.id);
        out.retain(|c| {
            known.iter().all(|k| k.id != c.id) && self.model.length(c.id).abs_diff(key.len()) <= 4
        });
    }
}
