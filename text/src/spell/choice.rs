//! What a word may have been meant to be.

use super::Weights;
use super::case::Case;
use super::item::{Glue, Item, Standing};
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

/// How many corrections of one word take part in decoding.
const KEPT: usize = 12;
/// How many candidates of the index get a slip cost.
const WEIGHED: usize = 60;

/// Finds and weighs readings. Buffers are kept between words.
pub(super) struct Chooser<'a> {
    pub model: &'static Model,
    pub weights: &'a Weights,
    /// Words flagged so are not proposed: the other variety of English.
    pub avoid: WordFlags,
    slips: &'static Slips,
    near: Vec<Candidate>,
    sounding: Vec<WordId>,
}

impl<'a> Chooser<'a> {
    pub fn new(model: &'static Model, weights: &'a Weights, avoid: WordFlags) -> Self {
        Self {
            model,
            weights,
            avoid,
            slips: Slips::learned(),
            near: Vec::new(),
            sounding: Vec::new(),
        }
    }

    /// Log score of keeping a word that is not known, or rare, as it is; without the language model.
    pub fn keep(&self, item: &Item, key: &str, repeats: usize, alone: bool) -> f32 {
        let w = self.weights;
        if item.standing == Standing::Known || item.standing == Standing::Fixed {
            return 0.0;
        }
        let mut score = 0.0;
        if item.standing == Standing::Unknown {
            if item.id == Model::unknown() {
                score += w.letters * self.model.spelling_score(key.as_bytes());
                if self.is_built(key) {
                    score += w.built;
                }
            } else {
                let suspect = self.model.flags(item.id).intersects(WordFlags::SUSPECT);
                score -= if suspect { w.suspect } else { w.undictionaried };
            }
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
            Glue::Hyphen => w.hyphen,
            Glue::Code => w.code,
        };
        if item.accented {
            score += w.accented;
        }
        score += w.repeated * (repeats.min(5) as f32 - 1.0).max(0.0);
        if alone {
            score -= w.alone;
        }
        score
    }

    /// Whether a word is made of known parts: `subcommand`, `unfriendable`.
    fn is_built(&self, key: &str) -> bool {
        const BEFORE: &[&str] = &[
            "un", "re", "non", "pre", "sub", "super", "multi", "over", "under", "inter", "micro",
            "anti", "auto", "co", "de", "mis", "out", "semi", "meta", "hyper", "pseudo",
        ];
        const AFTER: &[&str] = &[
            "s", "ness", "less", "like", "wise", "ish", "able", "ism", "ist", "ists", "er", "ers",
            "ing", "ed", "ly", "ization", "isation", "ize", "ise", "ship", "hood", "proof", "ware",
            "fest",
        ];
        let good = |part: &str| {
            part.len() >= 4
                && self.model.id(part).is_some_and(|id| {
                    self.model.flags(id).contains(WordFlags::DICTIONARY)
                        && self.model.unigram(id) > -15.0
                })
        };
        BEFORE.iter().any(|p| key.strip_prefix(p).is_some_and(good))
            || AFTER.iter().any(|s| key.strip_suffix(s).is_some_and(good))
            || (4..key.len().saturating_sub(3))
                .any(|at| key.is_char_boundary(at) && good(&key[..at]) && good(&key[at..]))
    }

    /// Appends the corrections of a word that may be wrong, best first by slip and frequency.
    pub fn corrections(&mut self, item: &Item, key: &str, prior: f32, out: &mut Vec<Choice>) {
        let start = out.len();
        self.words(key, item, prior, Reading::Word, out);
        if let Some(owner) = key.strip_suffix("'s").filter(|owner| owner.len() > 2) {
            self.words(owner, item, prior + 1.0, Reading::Possessive, out);
        }
        if item.case != Case::Upper {
            self.splits(key, out);
        }
        let model = self.model;
        let rank =
            |choice: &Choice| choice.score + self.weights.context * choice.reading.frequency(model);
        out[start..].sort_by(|a, b| rank(b).total_cmp(&rank(a)));
        out.truncate(start + KEPT);
    }

    fn words(
        &mut self,
        key: &str,
        item: &Item,
        prior: f32,
        reading: fn(WordId) -> Reading,
        out: &mut Vec<Choice>,
    ) {
        self.near.clear();
        self.sounding.clear();
        let mut near = std::mem::take(&mut self.near);
        let mut sounding = std::mem::take(&mut self.sounding);
        self.model.candidates(key, 2, &mut near);
        self.model
            .sounding_like(SoundKey::of_spelling(key), &mut sounding);
        // The commonest words of the same sound; those that are near are in the list already.
        for &id in sounding.iter().take(200) {
            if near.iter().all(|c| c.id != id) && self.model.word(id).len().abs_diff(key.len()) <= 4
            {
                near.push(Candidate { id, distance: 3 });
            }
        }
        near.retain(|c| c.id != item.id);
        if near.len() > WEIGHED {
            let rough = |c: &Candidate| self.model.unigram(c.id) - 4.0 * f32::from(c.distance);
            near.select_nth_unstable_by(WEIGHED, |a, b| rough(b).total_cmp(&rough(a)));
            near.truncate(WEIGHED);
        }
        for candidate in &near {
            if let Some(score) = self.correction(key, candidate.id, item) {
                out.push(Choice {
                    reading: reading(candidate.id),
                    score: score - prior,
                });
            }
        }
        self.near = near;
        self.sounding = sounding;
    }

    /// Log score of `id` as what was meant by `key`; `None` where it should not be proposed.
    pub fn correction(&self, key: &str, id: WordId, item: &Item) -> Option<f32> {
        let flags = self.model.flags(id);
        if flags.intersects(WordFlags::SUSPECT) || flags.intersects(self.avoid) {
            return None;
        }
        let word = self.model.word(id).as_bytes();
        let cost = self.slips.cost(word, key.as_bytes());
        if cost > 22.0 {
            return None;
        }
        let mut score = -self.weights.slip * cost;
        if word.first() != key.as_bytes().first() {
            score -= self.weights.first_letter;
        }
        if !flags.contains(WordFlags::DICTIONARY) {
            score -= self.weights.foreign;
        }
        if item.case == Case::Lower
            && flags.intersects(WordFlags::NAME)
            && !flags.intersects(WordFlags::LOWER)
        {
            score -= 1.0;
        }
        Some(score)
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
                out.push(Choice {
                    reading: Reading::Split(a, b),
                    score: -self.weights.split,
                });
            }
        }
    }
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
