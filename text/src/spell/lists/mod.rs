//! Short lists of how English is really written, beyond what the model counts.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::model::format::hash_bytes;

/// Short forms of chat and messages, which no dictionary has and no one wants corrected.
static CHAT: LazyLock<HashSet<&str>> = LazyLock::new(|| include_str!("chat.txt").lines().collect());

/// Words that are newer than the text that the model counts, or too special for it: of things, foods, brands,
/// medicine and programs. None is a common slip for a common word (`stollen`, `gose`).
static RECENT: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("recent.txt").lines().collect());

/// Words that dictionaries write with accents and many people without.
static BARE: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("accents.txt").lines().collect());

/// What many people write as one word or without its apostrophe, and what it stands for.
static FUSED: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    include_str!("fused.txt")
        .lines()
        .filter_map(|line| line.split_once(' '))
        .collect()
});

/// What many people write as two words.
static PARTED: LazyLock<HashSet<(&str, &str)>> = LazyLock::new(|| {
    include_str!("parted.txt")
        .lines()
        .filter_map(|line| line.split_once(' '))
        .collect()
});

/// Words side by side in phrases of other languages that English has: `deus ex machina`.
static FOREIGN: LazyLock<HashSet<(&str, &str)>> = LazyLock::new(|| {
    let lines = include_str!("foreign.txt").lines();
    let pairs = lines.flat_map(|line| line.split(' ').zip(line.split(' ').skip(1)));
    pairs.collect()
});

/// Words of dialects as they are spoken, and whether nobody writes one by mistake.
static DIALECT: LazyLock<HashMap<&str, bool>> = LazyLock::new(|| {
    let lines = include_str!("dialect.txt").lines();
    lines
        .filter(|line| !line.starts_with('#'))
        .map(|line| match line.strip_prefix('!') {
            Some(word) => (word, true),
            None => (line, false),
        })
        .collect()
});

/// The words of these lists: nearly every word that is asked for is in none of them.
static LISTED: LazyLock<Sieve> = LazyLock::new(|| {
    let firsts = PARTED.iter().map(|(first, _)| first);
    Sieve::of(
        CHAT.iter()
            .chain(RECENT.iter())
            .chain(BARE.iter())
            .chain(FUSED.keys())
            .chain(DIALECT.keys())
            .chain(firsts),
    )
});

/// Words that people mix up though they know how to write both; one set a line, or a word and what it is written for
/// that is hardly ever written for it (`of > off`).
static MIXED_UP: &str = include_str!("confusions.txt");

/// Those of them that sound alike, or nearly so, of which every handbook of English has a list.
static ALIKE: &str = include_str!("alike.txt");

/// A filter of words: a bit for each hash of one.
struct Sieve([u64; 1 << 10]);

impl Sieve {
    fn of<'a>(words: impl Iterator<Item = &'a &'a str>) -> Self {
        let mut bits = [0; 1 << 10];
        for word in words {
            let (at, bit) = Self::place(word);
            bits[at] |= bit;
        }
        Self(bits)
    }

    fn place(word: &str) -> (usize, u64) {
        let hash = hash_bytes(word.as_bytes());
        ((hash >> 6) as usize % (1 << 10), 1 << (hash & 63))
    }

    /// Whether a word may be among these.
    fn may_have(&self, word: &str) -> bool {
        let (at, bit) = Self::place(word);
        self.0[at] & bit != 0
    }
}

/// Whether a word is right though the model does not know it, or not as one that is: a short form of chat, a recent
/// word, one without its accents.
pub(crate) fn is_accepted(key: &str) -> bool {
    LISTED.may_have(key) && (CHAT.contains(key) || RECENT.contains(key) || BARE.contains(key))
}

/// Whether a word is one that no one should see proposed.
pub(in crate::spell) fn is_vulgar(word: &str) -> bool {
    const STEMS: [&str; 14] = [
        "fuck", "shit", "cunt", "nigg", "fagg", "whore", "slut", "twat", "wank", "porn", "bitch",
        "pussy", "dildo", "asshole",
    ];
    const WORDS: [&str; 10] = [
        "anal", "boob", "boobs", "cock", "cocks", "cum", "fag", "fags", "tit", "tits",
    ];
    STEMS.iter().any(|stem| word.starts_with(stem)) || WORDS.contains(&word)
}

/// What a word that lacks its space or its apostrophe stands for.
pub(in crate::spell) fn fused(key: &str) -> Option<&'static str> {
    LISTED
        .may_have(key)
        .then(|| FUSED.get(key).copied())
        .flatten()
}

/// Whether two words are mostly meant to be one.
pub(in crate::spell) fn is_parted(first: &str, second: &str) -> bool {
    LISTED.may_have(first) && PARTED.contains(&(first, second))
}

/// Whether two words stand side by side in a phrase of another language that English has.
pub(in crate::spell) fn is_foreign(first: &str, second: &str) -> bool {
    FOREIGN.contains(&(first, second))
}

/// Whether a word is of a dialect, and if so whether nobody writes it by mistake.
pub(in crate::spell) fn dialect(key: &str) -> Option<bool> {
    LISTED
        .may_have(key)
        .then(|| DIALECT.get(key).copied())
        .flatten()
}

/// Whether a word is drawn out on purpose: `sooo`, `yesss`, `aaaargh`. Three of a letter inside of a word are rather a slip.
pub(in crate::spell) fn is_drawn_out(key: &str) -> bool {
    let bytes = key.as_bytes();
    let is_one = |letters: &[u8]| {
        letters[0].is_ascii_lowercase() && letters.iter().all(|b| *b == letters[0])
    };
    // A scanner's `wlll`.
    let is_misread = key.ends_with("lll") && !key.contains(['a', 'e', 'i', 'o', 'u', 'y']);
    !is_misread
        && (bytes.len() > 3 && is_one(&bytes[bytes.len() - 3..]) || bytes.windows(4).any(is_one))
}

/// The words that sound like another that they are mixed up with.
pub(in crate::spell) fn alike() -> impl Iterator<Item = &'static str> {
    ALIKE.split_whitespace()
}

/// The words that are often mixed up with `key`, and whether they sound like it.
pub(in crate::spell) fn mixed_up_with(key: &str) -> impl Iterator<Item = (&'static str, bool)> {
    let lines = |list: &'static str, is_alike| list.lines().map(move |line| (line, is_alike));
    lines(ALIKE, true)
        .chain(lines(MIXED_UP, false))
        .filter_map(move |(line, is_alike)| Some((meant_by(line, key)?, is_alike)))
        .flat_map(|(meant, is_alike)| meant.split(' ').map(move |word| (word, is_alike)))
        .filter(move |(word, _)| *word != key)
}

/// What may be meant by a word of a line: the others of a set, or what stands behind `>`.
fn meant_by(line: &'static str, key: &str) -> Option<&'static str> {
    match line.split_once(" > ") {
        Some((written, meant)) => (written == key).then_some(meant),
        None => line.split(' ').any(|word| word == key).then_some(line),
    }
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
        let mixed_up = MIXED_UP.split_whitespace().filter(|word| *word != ">");
        for word in mixed_up.chain(ALIKE.split_whitespace()) {
            assert!(model.id(word).is_some(), "{word}");
        }
        for (first, second) in PARTED.iter() {
            let whole = [*first, *second].concat();
            assert!(model.id(&whole).is_some(), "{whole}");
        }
    }

    #[test]
    fn words_that_are_sieved_out_are_in_no_list() {
        let words = CHAT.iter().chain(RECENT.iter()).chain(FUSED.keys());
        assert!(words.clone().all(|word| LISTED.may_have(word)));
        let plain = ["", "a", "is", "house", "between", "extraordinarily"];
        let listed = |word: &&str| is_accepted(word) || fused(word).is_some();
        assert!(!plain.iter().any(listed));
        assert!(!plain.iter().all(|word| LISTED.may_have(word)));
    }
}
