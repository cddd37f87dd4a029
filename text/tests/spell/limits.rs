//! What no text may bring about.

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use text::spell::{SpellOptions, Speller};

use super::speller;

#[test]
fn time_is_linear_in_hostile_input() {
    let speller = speller();
    let options = SpellOptions::default();
    for unit in [
        "a",
        "qx",
        "teh ",
        "aaaaab ",
        "zzxq'",
        "misspeled-",
        "x.",
        "иди ",
        "I i ",
        "Teh. Ok. ",
    ] {
        let run = |bytes: usize| {
            let text = unit.repeat(bytes / unit.len());
            let start = Instant::now();
            std::hint::black_box(speller.correct(&text, &options));
            std::hint::black_box(speller.doubts(&text, &options));
            start.elapsed()
        };
        run(1 << 12);
        let (short, long) = (run(1 << 14), run(1 << 17));
        let bound = short * 8 * 6 + Duration::from_millis(500);
        assert!(
            long < bound,
            "{unit}: {short:?} for 16 KiB, {long:?} for 128 KiB"
        );
    }
}

// `PROPTEST_CASES` says how many texts are tried, where it should be more than 256.
proptest! {
    #[test]
    fn edits_rebuild_the_output(text in any_text()) {
        static SPELLER: LazyLock<Speller> = LazyLock::new(speller);
        let revision = SPELLER.correct(&text, &SpellOptions { suggestions: 2, ..SpellOptions::default() });
        prop_assert_eq!(text::edit::apply(&text, &revision.edits), &revision.processed[..]);
        let chars: Vec<char> = text.chars().collect();
        let mut end = 0;
        for edit in &revision.edits {
            prop_assert!(edit.offset >= end);
            end = edit.offset + edit.length;
            prop_assert_eq!(chars[edit.offset..end].iter().collect::<String>(), &edit.from[..]);
        }
    }
}

/// Arbitrary Unicode, and words and near-words put together at random.
fn any_text() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        "[a-zA-Z']{1,12}",
        "[a-zé’]{1,6}-[a-z]{1,6}",
        proptest::sample::select(vec![
            "teh", "recieve", "alot", "their", "Londn", "I", "😀", "can", "not", "ß", "ﬁne"
        ])
        .prop_map(str::to_owned),
    ];
    let gap = proptest::sample::select(vec![" ", "  ", "\n", ". ", ", ", "\t", "-", "'", "’", "/"]);
    prop_oneof![
        any::<String>(),
        proptest::collection::vec((word, gap), 0..25)
            .prop_map(|parts| parts.into_iter().map(|(word, gap)| word + gap).collect()),
    ]
}
