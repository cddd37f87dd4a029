//! Two words that lack their space, or a new compound? Some words make compounds all the time (`-book`, `over-`), others
//! never do (`risk memo`, `food stored`): how many compounds of the dictionary a word ends or begins tells.

use crate::model::lists::FAMILY;
use crate::model::{Model, WordFlags, WordId, WordList};

use super::arcs::Arc;
use super::costs::Costs;
use super::weights::Weights;

/// Ids below this are the commonest words, of which no compounds are made.
const COMMONEST_IDS: u32 = 200;
/// Shorter words are parts of too much.
const LETTERS: usize = 3;

/// What many words begin with that are too new or too rare for any list, and what is hardly ever a word itself.
const PREFIXES: [&str; 35] = [
    "anti", "bi", "cyber", "dis", "electro", "geo", "hetero", "homo", "hydro", "hyper", "infra",
    "inter", "intra", "iso", "micro", "mis", "mono", "multi", "nano", "neo", "neuro", "non",
    "omni", "poly", "pre", "proto", "pseudo", "psycho", "quasi", "re", "semi", "socio", "sub",
    "tele", "un",
];

/// Words that open sentences and begin hardly any name: `TheMuseum`.
pub(super) const OPENERS: [&[u8]; 14] = [
    b"but", b"her", b"his", b"our", b"she", b"than", b"that", b"the", b"their", b"they", b"was",
    b"were", b"which", b"because",
];

/// What a space before an arc costs for what the two words may be together.
pub(super) fn weigh(
    model: &Model,
    weights: &Weights,
    costs: Costs,
    left: WordId,
    right: &Arc,
) -> f32 {
    if right.hump {
        // A capital says that a word begins there, or that the name is a brand's.
        let opens = OPENERS.contains(&model.key(left));
        return if opens { 0.0 } else { costs.hump };
    }
    let mut score = stray(model, weights, left, right);
    if costs.compounds && !is_common(left) && !is_common(right.word) {
        score += costs.coupled + cost(model, weights, left, right.word);
    }
    if costs.prefixes {
        score += prefix(model, weights, left);
    }
    score
}

/// What a space costs between a name, or another word that no dictionary has, and a letter: `Janelid a`.
fn stray(model: &Model, weights: &Weights, left: WordId, right: &Arc) -> f32 {
    let is_letter = right.end - right.start == 1 && right.word != Model::number();
    if is_letter && !is_listed(model, left) {
        weights.stray
    } else {
        0.0
    }
}

/// Whether a word is one of the dictionary, or stands for a number.
pub(super) fn is_listed(model: &Model, word: WordId) -> bool {
    word == Model::number() || model.flags(word).contains(WordFlags::DICTIONARY)
}

/// What a space costs behind a word that is no word but the beginning of one.
fn prefix(model: &Model, weights: &Weights, left: WordId) -> f32 {
    let left = model.key(left);
    if PREFIXES
        .binary_search_by(|prefix| prefix.as_bytes().cmp(left))
        .is_ok()
    {
        weights.prefix
    } else {
        0.0
    }
}

/// What words of medicine and science begin with besides [`PREFIXES`].
const FORMS: [&str; 22] = [
    "antero", "auto", "bronchio", "cardio", "cephalo", "dorso", "fronto", "gastro", "hemi",
    "immuno", "infero", "medio", "naso", "osteo", "peri", "postero", "retro", "supra", "thermo",
    "trans", "ultra", "ventro",
];
/// What stands behind those has so many letters: `transit`, `autopen`.
const STEM: usize = 6;

/// Whether a word that no list has is a form that words begin with, and a word: `posterolateral`.
pub(super) fn is_derived(model: &Model, rare: &WordList, word: &[u8]) -> bool {
    let is_stem = |rest: &[u8]| {
        let known = model.id_of(rest.iter().copied());
        let listed = WordFlags(WordFlags::DICTIONARY.0 | WordFlags::LOWER.0);
        rest.len() >= STEM
            && (known.is_some_and(|word| model.flags(word).contains(listed))
                || rare.ln_p(rest).is_some())
    };
    let mut forms = PREFIXES.iter().chain(&FORMS);
    forms.any(|form| word.strip_prefix(form.as_bytes()).is_some_and(is_stem))
}

/// What a space costs that may part a compound; neither word is among the commonest.
fn cost(model: &Model, weights: &Weights, left: WordId, right: WordId) -> f32 {
    if !is_word(model, left) || !is_word(model, right) {
        return weights.compound;
    }
    let family = |list: &WordList, word| {
        let share = list.ln_p(model.word(word).as_bytes());
        share.map_or(0.0, |share| (share.exp() * FAMILY).ln_1p())
    };
    let size = family(WordList::begins(), left) + family(WordList::ends(), right);
    weights.compound + (weights.strangers + weights.family * size)
}

fn is_common(word: WordId) -> bool {
    word != Model::unknown() && word.0 < COMMONEST_IDS
}

/// Whether the lists would have the word if it made compounds.
fn is_word(model: &Model, word: WordId) -> bool {
    model.flags(word).contains(WordFlags::DICTIONARY) && model.word(word).len() >= LETTERS
}
