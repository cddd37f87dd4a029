//! The reviewed sentences of `sentences/spell.tsv`.

use text::spell::SpellOptions;

use super::{corrected, sentences, speller};

/// No correction is made of which the program is less sure: `docs/api.md`.
const LEAST: f32 = 0.25;
const SENTENCES: &str = include_str!("../sentences/spell.tsv");

#[test]
fn what_may_have_been_meant_to_be_many_words_stays() {
    let text = "I saw a hig in the garden.";
    assert_eq!(corrected(text), text);
    for line in SENTENCES.lines().skip(1) {
        let input = line.split('\t').nth(1).unwrap();
        for edit in speller().correct(input, &SpellOptions::default()).edits {
            assert!(edit.confidence >= LEAST, "{input}: {edit:?}");
        }
    }
}

/// The reviewed sentences of `sentences/spell.tsv`: each must stay right or be put right, but for a few.
#[test]
fn reviewed_sentences() {
    let speller = speller();
    sentences::come_out(SENTENCES, FLOOR, |input| {
        speller.correct(input, &SpellOptions::default()).processed
    });
}

/// How many of the reviewed sentences may be wrong, in %.
const FLOOR: usize = 4;
