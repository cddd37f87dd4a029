//! Short lists of how English is really written, beyond what the model counts.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// Short forms of chat and messages, which no dictionary has and no one wants corrected.
static CHAT: LazyLock<HashSet<&str>> = LazyLock::new(|| include_str!("chat.txt").lines().collect());

/// Words that are newer than the text that the model counts: of things, foods, brands and programs.
static RECENT: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("recent.txt").lines().collect());

/// What many people write as one word or without its apostrophe, and what it stands for.
static FUSED: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    include_str!("fused.txt")
        .lines()
        .filter_map(|line| line.split_once(' '))
        .collect()
});

/// What many people write as two words.
static PARTED: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("parted.txt").lines().collect());

/// Words that people mix up though they know how to write both; one set a line.
static MIXED_UP: &str = include_str!("confusions.txt");

/// Whether a word is right though the model does not know it, or not as one that is: a short form of chat, a recent word.
pub(super) fn is_accepted(key: &str) -> bool {
    key.len() < 8 && CHAT.contains(key) || key.len() < 18 && RECENT.contains(key)
}

/// Whether a word is one that no one should see proposed.
pub(super) fn is_vulgar(word: &str) -> bool {
    const STEMS: [&str; 9] = [
        "fuck", "shit", "cunt", "nigg", "fagg", "whore", "slut", "twat", "wank",
    ];
    STEMS.iter().any(|stem| word.starts_with(stem))
}

/// What a word that lacks its space or its apostrophe stands for.
pub(super) fn fused(key: &str) -> Option<&'static str> {
    (key.len() < 11).then(|| FUSED.get(key).copied()).flatten()
}

/// Whether two words are mostly meant to be one.
pub(super) fn is_parted(first: &str, second: &str) -> bool {
    PARTED.contains([first, " ", second].concat().as_str())
}

/// The words that are often mixed up with `key`.
pub(super) fn mixed_up_with(key: &str) -> impl Iterator<Item = &'static str> {
    MIXED_UP
        .lines()
        .filter(move |line| line.split(' ').any(|word| word == key))
        .flat_map(|line| line.split(' '))
        .filter(move |word| *word != key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Model;

    #[test]
    fn the_lists_speak_of_words() {
        let model = Model::english();
        for (wrong, right) in FUSED.iter() {
            assert!(
                right.split(' ').all(|word| model.id(word).is_some()),
                "{wrong} {right}"
            );
        }
        for word in MIXED_UP.split_whitespace() {
            assert!(model.id(word).is_some(), "{word}");
        }
        for pair in PARTED.iter() {
            let words = pair.split_once(' ').expect("a pair");
            assert!(model.id(&[words.0, words.1].concat()).is_some(), "{pair}");
        }
        assert!(CHAT.iter().all(|word| word.len() < 8));
        assert!(RECENT.iter().all(|word| word.len() < 18));
    }
}
