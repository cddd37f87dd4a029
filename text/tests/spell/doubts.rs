//! The words that stay though they may be wrong: told, and not changed.

use proptest::prelude::*;
use text::spell::{Doubt, SpellOptions};

use super::{corrected, speller};

/// Right lines, full of names, dialect and terms.
const EVERYDAY: &str = include_str!("../sentences/everyday.txt");
/// Wrong lines: kind, input, what is wanted.
const EDITOR: &str = include_str!("../sentences/editor.tsv");

fn doubts(text: &str) -> Vec<Doubt> {
    let options = SpellOptions {
        suggestions: 3,
        ..SpellOptions::default()
    };
    speller().doubts(text, &options)
}

/// What is doubted in a text that the speller leaves as it is, and what it may be.
#[track_caller]
fn doubted(text: &str) -> Vec<(String, Vec<String>)> {
    assert_eq!(corrected(text), text, "it is no doubt but an error");
    let told = doubts(text).into_iter();
    told.map(|doubt| (doubt.word, doubt.suggestions)).collect()
}

#[test]
fn words_that_nobody_knows_are_told_with_what_they_may_be() {
    let found = doubted("I thort it was a sosij.");
    let words: Vec<&str> = found.iter().map(|(word, _)| word.as_str()).collect();
    assert_eq!(words, ["thort", "sosij"]);
    assert!(found.iter().all(|(_, others)| !others.is_empty()));
    let misspelt_name = doubted("He reads Tolkein on the train.");
    assert_eq!(misspelt_name, [("Tolkein".into(), vec!["Tolkien".into()])]);
}

#[test]
fn a_doubted_word_is_told_wherever_it_stands() {
    let found = doubts("He reads Tolkein on the train. Then Tolkein was lost.");
    let places: Vec<usize> = found.iter().map(|doubt| doubt.offset).collect();
    assert_eq!(places, [9, 36]);
    assert!(found.iter().all(|doubt| doubt.suggestions == ["Tolkien"]));
}

#[test]
fn right_text_has_hardly_any() {
    for text in [
        "The quick brown fox jumps over the lazy dog.",
        "Please send the invoice to our office in Lisbon by Friday.",
        "Chidinma and Przemysław met Oluwaseun at the café in Łódź.",
        "Run `cargo build`, open https://example.com/xyzzy and read README.md.",
        "We moved the NATO files to node.js and UTF-8 last week.",
    ] {
        assert_eq!(doubted(text), [], "{text}");
    }
    let words: usize = EVERYDAY.lines().map(|line| line.split(' ').count()).sum();
    let told: usize = EVERYDAY.lines().map(|line| doubts(line).len()).sum();
    // Of an encyclopedia's words it is one in two hundred.
    assert!(told * 40 < words, "{told} of {words} words");
}

#[test]
fn what_a_user_allows_is_not_doubted() {
    let options = SpellOptions {
        ignore: ["thort"].into_iter().collect(),
        ..SpellOptions::default()
    };
    let text = "I thort it was a sosij.";
    let told = speller().doubts(text, &options);
    let words: Vec<&str> = told.iter().map(|doubt| doubt.word.as_str()).collect();
    assert_eq!(words, ["sosij"]);
    assert!(told[0].suggestions.is_empty(), "none were asked for");
}

#[test]
fn many_of_the_errors_that_are_left_are_among_them() {
    let (mut left, mut told) = (0, 0);
    for line in EDITOR.lines().filter(|line| line.starts_with("spell\t")) {
        let fields: Vec<&str> = line.split('\t').collect();
        let (processed, right) = (corrected(fields[1]), fields[2]);
        let pairs = || processed.split(' ').zip(right.split(' '));
        if processed.split(' ').count() != right.split(' ').count() {
            continue;
        }
        let doubts = doubts(&processed);
        for (word, _) in pairs().filter(|(word, meant)| word != meant) {
            left += 1;
            let word = word.trim_matches(|c: char| c.is_ascii_punctuation());
            told += usize::from(doubts.iter().any(|doubt| doubt.word == word));
        }
    }
    assert!(told * 3 > left, "{told} of {left}");
}

proptest! {
    #[test]
    fn doubts_are_places_in_the_text_in_order(text in "[ a-zA-Z'.\u{2019}éß😀-]{0,120}") {
        let chars: Vec<char> = text.chars().collect();
        let mut behind = 0;
        for doubt in doubts(&text) {
            prop_assert!(doubt.offset >= behind && doubt.length > 0);
            behind = doubt.offset + doubt.length;
            let word: String = chars[doubt.offset..behind].iter().collect();
            prop_assert_eq!(word, doubt.word);
        }
    }
}
