//! Marks words that web text is full of but that are probably slips: `teh`, `recieve`, `definately`.

use std::collections::HashMap;

use text::model::WordFlags;

use crate::lexicon::Word;

/// How many times commoner the right word has to be.
const RATIO: f64 = 25.0;
/// Words shorter than this are too often one letter away from a common word to say.
const SHORTEST: usize = 3;

/// Marks every word that no dictionary lists and that is one edit from a far commoner dictionary word.
pub fn mark(words: &mut [Word]) {
    let known: HashMap<&str, f64> = words
        .iter()
        .filter(|word| word.flags.contains(WordFlags::DICTIONARY))
        .filter(|word| !word.flags.contains(WordFlags::RARE))
        .map(|word| (word.key.as_str(), word.p))
        .collect();
    let listed =
        WordFlags::DICTIONARY | WordFlags::NAME | WordFlags::ABBREVIATION | WordFlags::PRONOUNCED;
    let suspects: Vec<usize> = words
        .iter()
        .enumerate()
        .filter(|(_, word)| !word.flags.intersects(listed) && word.key.len() >= SHORTEST)
        .filter(|(_, word)| {
            word.key
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'\'')
        })
        .filter(|(_, word)| {
            let far_commoner = |key: &str| known.get(key).is_some_and(|&p| p > RATIO * word.p);
            !is_inflection(&word.key, &known) && edits(&word.key).any(|key| far_commoner(&key))
        })
        .map(|(index, _)| index)
        .collect();
    for index in suspects {
        words[index].flags |= WordFlags::SUSPECT;
    }
}

/// Whether a regular ending was put to a dictionary word.
fn is_inflection(key: &str, known: &HashMap<&str, f64>) -> bool {
    [
        "s", "es", "'s", "'d", "'ll", "'ve", "'re", "er", "ers", "ed", "ing", "ly", "ness", "like",
    ]
    .iter()
    .any(|ending| {
        key.strip_suffix(ending)
            .is_some_and(|stem| known.contains_key(stem))
    })
}

/// Every string one deletion, swap, substitution or insertion away.
fn edits(key: &str) -> impl Iterator<Item = String> {
    let letters = || ('a'..='z').chain(['\'']);
    let positions = 0..=key.len();
    positions.flat_map(move |at| {
        let (head, tail) = key.split_at(at);
        let rest = tail.get(1..);
        let swapped = tail.get(..2).map(|pair| {
            let mut pair = pair.chars();
            let (first, second) = (pair.next(), pair.next());
            format!(
                "{head}{}{}{}",
                second.unwrap_or(' '),
                first.unwrap_or(' '),
                &tail[2..]
            )
        });
        let inserted = letters().map(move |letter| format!("{head}{letter}{tail}"));
        let substituted =
            letters().filter_map(move |letter| rest.map(|rest| format!("{head}{letter}{rest}")));
        let deleted = rest.map(|rest| format!("{head}{rest}"));
        inserted.chain(substituted).chain(swapped).chain(deleted)
    })
}
