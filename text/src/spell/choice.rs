//! What a word may have been meant to be.

use std::sync::OnceLock;

use super::Weights;
use super::built;
use super::case::Case;
use super::item::{Glue, Item, Standing};
use super::lists;
use super::slip::Slips;
use crate::model::{Candidate, Model, SoundKey, WordFlags, WordId};

/// One reading of one item, or of two where it joins them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Choice {
    /// What it puts in the item's place.
    pub reading: Reading,
    /// Log score without the language model.
    pub score: f32,
}

/// See [`Choice`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// The word as written, which the language model takes for this.
    Kept(WordId),
    /// Another word.
    Word(WordId),
    /// Another word, with `'s`.
    Possessive(WordId),
    /// Two words.
    Split(WordId, WordId),
    /// One word in place of this one and the next.
    Merged(WordId),
}

/// What the text around a word says of it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Surroundings {
    /// How often the text has the word.
    pub repeats: usize,
    /// Whether the text has no other word.
    pub alone: bool,
    /// 0 for prose, up to 1 for text with much code, paths and addresses.
    pub technical: f32,
    /// How many of the nearest words are not known either.
    pub company: usize,
}

/// For each of the commoner words, what it may stand for, found when first needed.
pub(super) type Confusions = [OnceLock<Box<[(WordId, f32)]>>];

/// How many corrections of one word take part in decoding.
const KEPT: usize = 12;
/// How many candidates of the index get a slip cost.
const WEIGHED: usize = 32;
/// Slip cost above which a better candidate is looked for further away.
const FAR: f32 = 9.0;
/// Slip cost above which a word is no candidate.
const FARTHEST: f32 = 20.0;

/// Finds and weighs readings. Buffers are kept between words.
pub(super) struct Chooser<'a> {
    pub model: &'static Model,
    pub weights: &'a Weights,
    /// Words flagged so are not proposed: the other variety of English.
    pub avoid: WordFlags,
    /// Scale of the language model.
    pub scale: f32,
    slips: &'static Slips,
    confusions: &'a Confusions,
    near: Vec<Candidate>,
    sounding: Vec<WordId>,
}

impl<'a> Chooser<'a> {
    pub fn new(
        model: &'static Model,
        weights: &'a Weights,
        confusions: &'a Confusions,
        avoid: WordFlags,
    ) -> Self {
        Self {
            model,
            weights,
            avoid,
            scale: weights.context,
            slips: Slips::learned(),
            confusions,
            near: Vec::new(),
            sounding: Vec::new(),
        }
    }

    /// Log score of keeping a word as it is, without the language model.
    pub fn keep(&self, item: &Item, key: &str, around: &Surroundings) -> f32 {
        let w = self.weights;
        let mut score = 0.0;
        if item.standing == Standing::Unknown {
            score += if item.id == Model::unknown() {
                w.letters * self.model.spelling_score(key.as_bytes())
            } else {
                -w.undictionaried
            };
            if built::is_built(self.model, key) {
                score += w.built;
            }
            score += w.repeated * (around.repeats.min(5) as f32 - 1.0).max(0.0);
            score += w.company * around.company as f32;
        }
        score += match item.case {
            Case::Lower => 0.0,
            Case::Title if item.first => w.first_capital,
            Case::Title => w.capital,
            Case::Upper => w.upper,
            Case::Mixed => w.mixed,
        };
        score += match item.glue {
            Glue::None => 0.0,
            Glue::Quoted => w.quoted,
            Glue::Hyphen => w.hyphen,
            Glue::Code => w.code,
        };
        score += w.technical * around.technical;
        if item.accented {
            score += w.accented;
        }
        if around.alone && item.standing != Standing::Known {
            score -= w.alone;
        }
        score
    }

    /// Appends the corrections of a word that may be wrong, best first by slip and frequency.
    pub fn corrections(&mut self, item: &Item, key: &str, prior: f32, out: &mut Vec<Choice>) {
        let start = out.len();
        out.extend(lists::fused(key).and_then(|right| self.fused(right)));
        self.words(key, item, prior, Reading::Word, out);
        if let Some(owner) = key.strip_suffix("'s").filter(|owner| owner.len() > 2) {
            self.words(owner, item, prior + 1.0, Reading::Possessive, out);
        }
        if item.case != Case::Upper {
            self.splits(key, out);
        }
        let model = self.model;
        let rank = |choice: &Choice| choice.score + self.scale * choice.reading.frequency(model);
        out[start..].sort_by(|a, b| rank(b).total_cmp(&rank(a)));
        out.truncate(start + KEPT);
    }

    /// The reading of a word that lacks its space or its apostrophe.
    fn fused(&self, right: &str) -> Option<Choice> {
        let reading = match right.split_once(' ') {
            Some((a, b)) => Reading::Split(self.model.id(a)?, self.model.id(b)?),
            None => Reading::Word(self.model.id(right)?),
        };
        Some(Choice {
            reading,
            score: -self.weights.fused,
        })
    }

    /// Appends the words that a known word may stand for: those one slip away or of the same sound that
    /// fit the words on either side better, by about as much as the prior asks.
    pub fn confusions(&self, item: &Item, key: &str, beside: [WordId; 2], out: &mut Vec<Choice>) {
        let place = self.confusions.get(item.id.0 as usize);
        let fresh;
        let found: &[(WordId, f32)] = if let Some(place) = place {
            place.get_or_init(|| self.find_confusions(key, item.id))
        } else {
            fresh = self.find_confusions(key, item.id);
            &fresh
        };
        let fit = |id| self.model.bigram(beside[0], id) + self.model.bigram(id, beside[1]);
        let own = if found.is_empty() { 0.0 } else { fit(item.id) };
        for &(id, cost) in found {
            let score = -cost - self.weights.known;
            let gain = self.scale * (fit(id) - own) + score;
            if gain > -self.weights.slack && !self.model.flags(id).intersects(self.avoid) {
                out.push(Choice {
                    reading: Reading::Word(id),
                    score,
                });
            }
        }
    }

    fn find_confusions(&self, key: &str, own: WordId) -> Box<[(WordId, f32)]> {
        let (mut near, mut sounding) = (Vec::new(), Vec::new());
        self.model.candidates(key, 1, &mut near);
        self.model
            .sounding_like(SoundKey::of_spelling(key), &mut sounding);
        sounding.truncate(50);
        let mut out: Vec<(WordId, f32)> = lists::mixed_up_with(key)
            .filter_map(|word| Some((self.model.id(word)?, self.weights.confused)))
            .collect();
        for id in near.iter().map(|c| c.id).chain(sounding) {
            let flags = self.model.flags(id);
            let good = flags.contains(WordFlags::DICTIONARY)
                && flags.intersects(WordFlags::LOWER)
                && !flags.intersects(WordFlags::SUSPECT | WordFlags::RARE)
                && self.model.unigram(id) > -14.0
                && !is_other_variety(self.model, id, own);
            if good && id != own && out.iter().all(|(other, _)| *other != id) {
                let word = self.model.word(id);
                let mut cost = self.slip(key.as_bytes(), word.as_bytes());
                if is_inflection(key, word) || is_inflection(word, key) {
                    cost += self.weights.inflection;
                }
                if cost < 9.0 {
                    out.push((id, cost));
                }
            }
        }
        out.sort_by(|a, b| a.1.total_cmp(&b.1));
        out.truncate(KEPT);
        out.into_boxed_slice()
    }

    /// Weighted cost of writing `key` for `word`.
    fn slip(&self, key: &[u8], word: &[u8]) -> f32 {
        let first = if word.first() == key.first() {
            0.0
        } else {
            self.weights.first_letter
        };
        self.weights.slip * self.slips.cost(word, key, FARTHEST) + first
    }

    fn words(
        &mut self,
        key: &str,
        item: &Item,
        prior: f32,
        reading: fn(WordId) -> Reading,
        out: &mut Vec<Choice>,
    ) {
        let mut near = std::mem::take(&mut self.near);
        let mut sounding = std::mem::take(&mut self.sounding);
        near.clear();
        sounding.clear();
        let sound = SoundKey::of_spelling(key);
        // Two slips in three letters leave nothing of a word.
        self.model
            .candidates(key, if key.len() < 4 { 1 } else { 2 }, &mut near);
        self.model.sounding_like(sound, &mut sounding);
        sounding.truncate(100);
        let alike = |id: &WordId| self.model.word(*id).len().abs_diff(key.len()) <= 4;
        near.extend(
            sounding
                .iter()
                .filter(|id| alike(id))
                .map(|&id| Candidate { id, distance: 2 }),
        );
        near.sort_unstable_by_key(|c| (c.id, c.distance));
        near.dedup_by_key(|c| c.id);
        near.retain(|c| c.id != item.id);
        if near.len() > WEIGHED {
            let rough = |c: &Candidate| self.model.unigram(c.id) - 4.0 * f32::from(c.distance);
            near.select_nth_unstable_by(WEIGHED, |a, b| rough(b).total_cmp(&rough(a)));
            near.truncate(WEIGHED);
        }
        let mut nearest = FARTHEST;
        let mut weigh = |near: &[Candidate], nearest: &mut f32| {
            for candidate in near {
                if let Some((cost, score)) = self.correction(key, sound, candidate.id, item) {
                    *nearest = nearest.min(cost);
                    out.push(Choice {
                        reading: reading(candidate.id),
                        score: score - prior,
                    });
                }
            }
        };
        weigh(&near, &mut nearest);
        if nearest > FAR && key.len() > 5 && key.is_ascii() {
            let known = std::mem::take(&mut near);
            self.far(key, &known, &mut near);
            weigh(&near, &mut nearest);
        }
        self.near = near;
        self.sounding = sounding;
    }

    /// Finds words three slips away: two from what is left when one letter is taken out.
    fn far(&self, key: &str, known: &[Candidate], out: &mut Vec<Candidate>) {
        let mut shorter = String::with_capacity(key.len());
        let mut sounding = Vec::new();
        for at in 0..key.len() {
            shorter.clear();
            shorter.push_str(&key[..at]);
            shorter.push_str(&key[at + 1..]);
            self.model.candidates(&shorter, 2, out);
            sounding.clear();
            self.model
                .sounding_like(SoundKey::of_spelling(&shorter), &mut sounding);
            out.extend(
                sounding
                    .iter()
                    .take(50)
                    .map(|&id| Candidate { id, distance: 3 }),
            );
        }
        out.sort_unstable_by_key(|c| c.id);
        out.dedup_by_key(|c| c.id);
        out.retain(|c| {
            known.iter().all(|k| k.id != c.id)
                && self.model.word(c.id).len().abs_diff(key.len()) <= 4
        });
        // Ids are in order of frequency.
        out.truncate(2 * WEIGHED);
    }

    /// Slip cost and log score of `id` as what was meant by `key`; `None` where it should not be
    /// proposed.
    fn correction(
        &self,
        key: &str,
        sound: SoundKey,
        id: WordId,
        item: &Item,
    ) -> Option<(f32, f32)> {
        let flags = self.model.flags(id);
        if flags.intersects(WordFlags::SUSPECT) || flags.intersects(self.avoid) {
            return None;
        }
        let word = self.model.word(id).as_bytes();
        if lists::is_vulgar(word) {
            return None;
        }
        let contraction = flags.contains(WordFlags::PRONOUNCED) && word.contains(&b'\'');
        if !contraction
            && !flags.intersects(WordFlags::DICTIONARY | WordFlags::NAME | WordFlags::JARGON)
        {
            return None;
        }
        let cost = self.slip(key.as_bytes(), word);
        if cost > FARTHEST {
            return None;
        }
        let mut score = -cost;
        if self.model.sounds(id) == sound || SoundKey::of_spelling(self.model.word(id)) == sound {
            score += self.weights.sound;
        }
        if !contraction && !flags.contains(WordFlags::DICTIONARY) {
            score -= self.weights.foreign;
        }
        if item.case == Case::Lower
            && flags.intersects(WordFlags::NAME)
            && !flags.intersects(WordFlags::LOWER)
        {
            score -= self.weights.proper;
        }
        Some((cost, score))
    }

    /// Two words written as one.
    fn splits(&self, key: &str, out: &mut Vec<Choice>) {
        if key.len() < 4 || !key.is_ascii() {
            return;
        }
        for at in 1..key.len() {
            let (a, b) = key.split_at(at);
            let part = |part: &str| {
                let id = self.model.id(part)?;
                let sound = match part.len() {
                    1 => matches!(part, "a" | "i"),
                    2 => self.model.unigram(id) > -9.0,
                    _ => self.model.unigram(id) > -14.0,
                };
                (sound
                    && self.model.flags(id).contains(WordFlags::DICTIONARY)
                    && !self.model.flags(id).intersects(WordFlags::RARE))
                .then_some(id)
            };
            if let (Some(a), Some(b)) = (part(a), part(b)) {
                let mut score = -self.weights.split;
                if !self.model.seen_bigram(a, b) {
                    score -= self.weights.strangers;
                }
                // Two content words may well be a compound; `alot` and `thequick` are none.
                if self.model.unigram(a).max(self.model.unigram(b)) < -7.5 {
                    score -= self.weights.compound;
                }
                out.push(Choice {
                    reading: Reading::Split(a, b),
                    score,
                });
            }
        }
    }
}

/// Whether two words are the British and the American spelling of one: both are right.
fn is_other_variety(model: &Model, a: WordId, b: WordId) -> bool {
    let varieties = WordFlags::BRITISH | WordFlags::AMERICAN;
    let with_s = |id| {
        model
            .word(id)
            .bytes()
            .map(|letter| if letter == b'z' { b's' } else { letter })
    };
    (model.flags(a).intersects(varieties) && model.flags(b).intersects(varieties))
        || with_s(a).eq(with_s(b))
}

/// Whether `long` is `stem` with an ending: a question of grammar rather than of spelling.
fn is_inflection(stem: &str, long: &str) -> bool {
    let endings = [
        "s", "es", "d", "ed", "r", "er", "ly", "y", "ing", "n", "'s", "st", "th",
    ];
    long.strip_prefix(stem)
        .is_some_and(|rest| endings.contains(&rest))
}

impl Reading {
    /// What the language model sees: one word or two.
    pub fn ids(self) -> (WordId, Option<WordId>) {
        match self {
            Self::Kept(id) | Self::Word(id) | Self::Possessive(id) | Self::Merged(id) => (id, None),
            Self::Split(a, b) => (a, Some(b)),
        }
    }

    /// Whether it leaves the text as it is.
    pub fn is_kept(self) -> bool {
        matches!(self, Self::Kept(_))
    }

    /// How many items it reads.
    pub fn width(self) -> usize {
        if matches!(self, Self::Merged(_)) {
            2
        } else {
            1
        }
    }

    /// ln p without context.
    fn frequency(self, model: &Model) -> f32 {
        match self.ids() {
            (a, None) => model.unigram(a),
            (a, Some(b)) => model.unigram(a) + model.bigram(a, b),
        }
    }
}
