//! Time, and properties of any text.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use text::edit::apply;
use text::space::SpaceOptions;

use super::reviewed::{right_sentences, sentences};
use super::{space, spacer};

fn seconds(text: &str) -> f64 {
    let start = Instant::now();
    let revision = spacer().space(text, &SpaceOptions::default());
    assert!(revision.processed.len() >= text.len());
    start.elapsed().as_secs_f64()
}

/// Text without a space, `bytes` long.
fn unbroken(bytes: usize) -> String {
    let letters: String = sentences()
        .filter(|(kind, ..)| matches!(*kind, "chat" | "ocr" | "email" | "recipe" | "legal"))
        .map(|(_, _, expected)| expected)
        .flat_map(|text| {
            text.chars()
                .filter(char::is_ascii_lowercase)
                .collect::<Vec<_>>()
        })
        .collect();
    letters.chars().cycle().take(bytes).collect()
}

#[test]
fn time_is_linear_in_hostile_text() {
    for unit in [
        "a", "the", "'", "(", "\"", "1", "a1", "Aa", ".a", "é", "😀", "\u{301}", "-", "a-", "qz",
        ",a", "a'",
    ] {
        let short = unit.repeat((1 << 16) / unit.len());
        let long = unit.repeat((1 << 20) / unit.len());
        // The machine may be busy: the slowest of the short runs, the fastest of the long ones.
        let slowest = (0..3).map(|_| seconds(&short)).fold(0.002, f64::max);
        let per_byte = slowest / short.len() as f64;
        let time = (0..2).map(|_| seconds(&long)).fold(f64::MAX, f64::min);
        assert!(
            time < 6.0 * per_byte * long.len() as f64,
            "{unit:?} repeated: {time} s for 1 MiB, {per_byte} s a byte for 64 KiB"
        );
        assert!(time < 20.0, "{unit:?} repeated: {time} s");
    }
}

#[test]
fn unbroken_text_of_100_kilobytes_is_read() {
    let text = unbroken(100_000);
    let start = Instant::now();
    let revision = spacer().space(&text, &SpaceOptions::default());
    assert!(start.elapsed() < Duration::from_secs(5));
    assert!(revision.edits.len() > 10_000);
    let longest = revision.processed.split(' ').map(str::len).max();
    assert!(longest < Some(30), "a word of {longest:?} letters");
}

proptest! {
    #[test]
    fn only_spaces_are_put_in_and_the_edits_rebuild_the_output(text in any_text()) {
        let revision = spacer().space(&text, &SpaceOptions::default());
        prop_assert_eq!(&apply(&text, &revision.edits), &revision.processed);
        let mut rest = revision.processed.chars();
        for c in text.chars() {
            let next = rest.by_ref().find(|&d| d == c || d != ' ');
            prop_assert_eq!(next, Some(c));
        }
        prop_assert!(rest.next().is_none());
        let mut last = None;
        for edit in &revision.edits {
            prop_assert!(edit.length == 0 && edit.from.is_empty() && edit.to == " ");
            prop_assert!((0.0..=1.0).contains(&edit.confidence));
            prop_assert!(last < Some(edit.offset));
            last = Some(edit.offset);
        }
    }

    #[test]
    fn sentences_with_missing_spaces_are_stable(keep in prop::collection::vec(0..10_u8, 40), from in 0..60_usize) {
        let text = right_sentences().nth(from).unwrap_or_default();
        let mut keep = keep.into_iter().cycle();
        let glued: String = text.chars().filter(|&c| c != ' ' || keep.next() != Some(0)).collect();
        let once = space(&glued);
        let twice = spacer().space(&once, &SpaceOptions::default());
        prop_assert!(twice.edits.len() <= 1, "{glued:?} -> {once:?} -> {:?}", twice.processed);
    }
}

/// Prose, noise and everything between.
fn any_text() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "the",
        "of",
        "don't",
        "Paris",
        "#tag",
        "@name",
        "h264",
        "3.14",
        "e.g.",
        "…",
        "“",
        "”",
        "\"",
        "'",
        "’s",
        "(",
        ")",
        ".",
        ",",
        " ",
        "\n",
        "é",
        "😀",
        "\u{301}",
        "İ",
        "ﬁ",
        "http://a.b",
        "`x y`",
        "İstanbul",
        "1,000",
        "--",
        "ß",
    ]);
    prop_oneof![
        prop::collection::vec(words, 0..40).prop_map(|words| words.concat()),
        any::<String>(),
        "[a-zA-Z0-9 .,'\"()-]{0,200}",
    ]
}
