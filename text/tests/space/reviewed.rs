//! Reviewed sentences, and right text.

use std::fmt::Write as _;

use text::space::SpaceOptions;

use super::{space, spacer};

const SENTENCES: &str = include_str!("../sentences/space.tsv");

/// Lines of `sentences/space.tsv` that may fail: `misses` prints them.
const ALLOWED_MISSES: usize = 4;
/// Kind, input and expected output of each line.
pub(super) fn sentences() -> impl Iterator<Item = (&'static str, String, String)> {
    let plain = |field: &str| field.replace("\\n", "\n").replace("\\t", "\t");
    SENTENCES
        .lines()
        .filter(|line| !line.starts_with('#') || line.contains("\ttag\t"))
        .filter_map(move |line| {
            let mut fields = line.split('\t');
            Some((fields.next()?, plain(fields.next()?), plain(fields.next()?)))
        })
}

/// Sentences that are right as they are, from many trades.
pub(super) fn right_sentences() -> impl Iterator<Item = String> {
    sentences()
        .map(|(_, _, expected)| expected)
        .filter(|text| text.contains(' ') && !text.starts_with('#'))
}

#[test]
fn reviewed_sentences_come_out_as_expected() {
    let mut misses = String::new();
    let mut count = 0;
    for (kind, input, expected) in sentences() {
        let got = space(&input);
        if got != expected {
            count += 1;
            let _ = writeln!(
                misses,
                "{kind}: {input:?}\n  expected {expected:?}\n  got      {got:?}"
            );
        }
    }
    assert!(
        count <= ALLOWED_MISSES,
        "{count} lines differ, {ALLOWED_MISSES} allowed:\n{misses}"
    );
}

#[test]
fn right_sentences_stay_byte_for_byte() {
    let changed: Vec<_> = right_sentences()
        .map(|text| (space(&text), text))
        .filter(|(got, text)| got != text)
        .collect();
    assert!(changed.len() <= 1, "{changed:#?}");
}

#[test]
fn a_page_of_right_sentences_stays_byte_for_byte() {
    let page: String = right_sentences().collect::<Vec<_>>().join("\n");
    let page = page.repeat(4);
    let revision = spacer().space(&page, &SpaceOptions::default());
    assert!(revision.edits.len() <= 4, "{:#?}", revision.edits);
}
