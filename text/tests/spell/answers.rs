//! How corrections are written and told, and what a caller may choose.

use text::model::Model;
use text::spell::{Dictionary, SpellOptions, Speller, Variety};

use super::{corrected, speller};

#[test]
fn case_is_kept() {
    assert_eq!(corrected("THE GOVERMENT FELL"), "THE GOVERNMENT FELL");
    assert_eq!(corrected("Goverment policy"), "Government policy");
    assert_eq!(
        corrected("He moved to Londn last year."),
        "He moved to London last year."
    );
}

#[test]
fn the_users_words_are_right() {
    let text = "the flurbo wich we havv";
    let dictionary = Dictionary::parse("# ours\nFlurbo\n\nhavv\n");
    let ours = Speller::new(Model::english(), dictionary);
    assert_eq!(
        ours.correct(text, &SpellOptions::default()).processed,
        "the flurbo which we havv"
    );
    let options = SpellOptions {
        ignore: ["Wich", "HAVV"].into_iter().collect(),
        ..SpellOptions::default()
    };
    assert_eq!(ours.correct(text, &options).processed, text);
}

#[test]
fn edits_count_characters_and_carry_suggestions() {
    let options = SpellOptions {
        suggestions: 3,
        ..SpellOptions::default()
    };
    let revision = speller().correct("😀 é havv a speling eror", &options);
    let first = &revision.edits[0];
    assert_eq!((first.offset, first.length), (4, 4));
    assert_eq!((&*first.from, &*first.to), ("havv", "have"));
    for edit in &revision.edits {
        assert!((0.0..=1.0).contains(&edit.confidence));
        assert_eq!(edit.suggestions[0], edit.to);
        assert!((1..=3).contains(&edit.suggestions.len()));
    }
    assert!(
        speller()
            .correct("a speling eror", &SpellOptions::default())
            .edits[0]
            .suggestions
            .is_empty()
    );
}

#[test]
fn two_words_are_suggested_only_where_they_are_likelier_than_what_was_written() {
    let options = SpellOptions {
        suggestions: 10,
        ..SpellOptions::default()
    };
    let suggested = |text: &str| {
        speller().correct(text, &options).edits[0]
            .suggestions
            .clone()
    };
    let one = suggested("We will come as soon as posible.");
    assert!(one.iter().all(|word| !word.contains(' ')), "{one:?}");
    let two = suggested("There is alot of it.");
    assert!(two.contains(&"a lot".to_owned()), "{two:?}");
}

#[test]
fn the_variety_decides_between_equal_readings() {
    let with = |variety| SpellOptions {
        variety,
        ..SpellOptions::default()
    };
    let speller = speller();
    let text = "my favourrite thing";
    assert_eq!(
        speller.correct(text, &with(Variety::British)).processed,
        "my favourite thing"
    );
    assert_eq!(
        speller.correct(text, &with(Variety::American)).processed,
        "my favorite thing"
    );
}

#[test]
fn nothing_vulgar_is_proposed() {
    for text in [
        "He watched prno all night.",
        "What a bicth of a day.",
        "pornn",
        "a cumm",
    ] {
        let options = SpellOptions {
            suggestions: 10,
            ..SpellOptions::default()
        };
        let revision = speller().correct(text, &options);
        for edit in &revision.edits {
            for word in edit.suggestions.iter().map(|s| &**s).chain([&*edit.to]) {
                assert!(!["porn", "bitch", "cum"].contains(&word), "{text}: {word}");
            }
        }
    }
}

#[test]
fn a_text_that_uses_one_variety_gets_its_corrections_in_it() {
    assert_eq!(
        corrected("The colour was wrong and the trip was cancled."),
        "The colour was wrong and the trip was cancelled."
    );
    assert_eq!(
        corrected("The color was wrong and the trip was cancled."),
        "The color was wrong and the trip was canceled."
    );
}
