//! How likely a word is right as written, whatever else it might be.

use super::built;
use super::case::Case;
use super::item::{Glue, Item, is_ordinary};
use super::standing::{Standing, owner};
use crate::model::{Model, WordFlags, WordList};
use crate::spell::Weights;
use crate::spell::lists;

/// What the text around a word says of it.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::spell) struct Surroundings {
    /// How often the text has the word.
    pub repeats: usize,
    /// Whether the text has no other word.
    pub alone: bool,
    /// Whether the text is in capitals throughout, so that they say nothing.
    pub shouting: bool,
    /// 0 for prose, up to 1 for text with much code, paths and addresses.
    pub technical: f32,
}

/// More of the same say no more of whether a word is one.
const REPEATS: usize = 3;

/// Log score of keeping a word as it is, without the language model.
pub(in crate::spell) fn keep(
    model: &Model,
    w: &Weights,
    item: &Item,
    key: &str,
    around: &Surroundings,
) -> f32 {
    let mut score = w.technical * around.technical;
    let key = owner(key);
    if item.standing == Standing::Unknown {
        score += if item.id == Model::unknown() {
            w.letters * model.spelling_score(key.as_bytes())
        } else {
            -w.undictionaried
        };
        if built::is_term(model, key) {
            score += w.term;
        } else if built::is_built(model, key) {
            score += w.built;
        }
        if WordList::rare().ln_p(key.as_bytes()).is_some() {
            score += w.listed;
        }
        if WordList::terms().ln_p(key.as_bytes()).is_some() {
            score += w.term_listed;
        }
        // Who takes a slip for the word writes it each time.
        let is_slip = |id| model.flags(id).contains(WordFlags::SUSPECT);
        if around.repeats > 1 && !model.id(key).is_some_and(is_slip) {
            score += w.repeated * (around.repeats.min(REPEATS) - 1) as f32;
        }
    }
    if matches!(item.standing, Standing::Unknown | Standing::Rare) && is_clipped(key) {
        score += w.clipped;
    }
    score += match item.case {
        Case::Lower => 0.0,
        // An ordinary word at the beginning of a sentence is written with a capital whatever it is.
        Case::Title if item.first && is_ordinary(model, item, key) => 0.0,
        // A name that many misspell: `Ghandi`.
        Case::Title if lists::fused(key).is_some() => 0.0,
        Case::Title if item.first => w.first_capital,
        Case::Title => w.capital,
        Case::Upper if around.shouting => 0.0,
        Case::Upper => w.upper,
        Case::Mixed => w.mixed,
    };
    score += match item.glue {
        Glue::None => 0.0,
        Glue::Quoted => w.quoted,
        Glue::Hyphen => w.hyphen,
        Glue::Code => w.code,
    };
    if item.accented {
        score += w.accented;
    }
    if around.alone {
        score -= match item.standing {
            Standing::Unknown => w.alone,
            Standing::Rare => w.alone_rare,
            Standing::Known | Standing::Scanned | Standing::Fixed => 0.0,
        };
    }
    score
}

/// Most letters of an abbreviation of consonants alone.
const CLIPPED: usize = 4;

/// Whether a word has a few consonants and nothing else: `prn`, `lbw`, `kph`.
fn is_clipped(key: &str) -> bool {
    let is_consonant = |letter: u8| letter.is_ascii_lowercase() && !b"aeiouy".contains(&letter);
    key.len() <= CLIPPED && key.bytes().all(is_consonant)
}
