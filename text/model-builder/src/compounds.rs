//! Which words compounds are made of: those that end many (`-book`, `-line`) and those that begin many (`over-`, `house-`).

use std::collections::HashMap;
use std::path::Path;

use text::model::lists::FAMILY;
use text::model::{Model, WordFlags, WordId};

use crate::{Failure, list};

/// Parts have so many letters at least.
const LETTERS: usize = 3;
/// And are so common at least (ln p).
const COMMON: f32 = -13.5;
/// A word is in the lists if so many compounds have it.
const LEAST: u32 = 2;

/// Writes the list of words that end compounds and the list of those that begin them, from the shipped model's words.
///
/// # Errors
/// [`Failure`] where a file can't be written.
pub fn build(ends: &Path, begins: &Path) -> Result<(), Failure> {
    let model = Model::english();
    let (mut last, mut first) = (HashMap::new(), HashMap::new());
    for id in (0..model.len() as u32).map(WordId) {
        let flags = model.flags(id);
        let recorded = WordFlags::DICTIONARY | WordFlags::JARGON | WordFlags::PRONOUNCED;
        if !flags.intersects(recorded) || flags.contains(WordFlags::NAME) {
            continue;
        }
        if let Some((a, b)) = parts(model, model.word(id)) {
            *first.entry(a).or_default() += 1;
            *last.entry(b).or_default() += 1;
        }
    }
    write(ends, &last)?;
    write(begins, &first)
}

/// The likeliest two words that a word is made of.
fn parts<'a>(model: &Model, word: &'a str) -> Option<(&'a str, &'a str)> {
    if !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return None;
    }
    let known = WordFlags::DICTIONARY | WordFlags::PRONOUNCED;
    let common = |part: &str| {
        let id = model.id(part)?;
        let ln_p = model.unigram(id);
        (model.flags(id).intersects(known) && ln_p > COMMON).then_some(ln_p)
    };
    (LETTERS..(word.len() + 1).saturating_sub(LETTERS))
        .filter_map(|at| {
            let (a, b) = word.split_at(at);
            Some((common(a)? + common(b)?, (a, b)))
        })
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, parts)| parts)
}

fn write(out: &Path, families: &HashMap<&str, u32>) -> Result<(), Failure> {
    let mut words: Vec<(String, u32)> = families
        .iter()
        .filter(|&(_, &size)| size >= LEAST)
        .map(|(word, &size)| {
            let below = 100.0 * (f64::from(FAMILY) / f64::from(size)).log10();
            ((*word).to_owned(), below.round() as u32)
        })
        .collect();
    list::write(out, &mut words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_compound_is_made_of_two_words() {
        let model = Model::english();
        assert_eq!(parts(model, "notebook"), Some(("note", "book")));
        assert_eq!(parts(model, "because"), None);
    }
}
