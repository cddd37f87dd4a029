//! Spelling as a user meets it.

mod alike;
mod answers;
mod apostrophes;
mod doubts;
mod limits;
mod mistakes;
mod negation;
mod phrases;
mod reviewed;
mod right;
mod scanned;
#[path = "../sentences/mod.rs"]
mod sentences;
mod source;
mod spaces;

use text::model::Model;
use text::spell::{Dictionary, SpellOptions, Speller};

fn speller() -> Speller {
    Speller::new(Model::english(), Dictionary::default())
}

fn corrected(text: &str) -> String {
    speller().correct(text, &SpellOptions::default()).processed
}

/// Texts that are changed, and into what.
#[track_caller]
fn come_out(texts: &[(&str, &str)]) {
    for (text, expected) in texts {
        assert_eq!(corrected(text), *expected);
    }
}

/// Texts that stay as they are.
#[track_caller]
fn stay(texts: &[&str]) {
    for text in texts {
        assert_eq!(corrected(text), *text);
    }
}
