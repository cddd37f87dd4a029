//! Subtitles: the lines of times in a `SubRip` or `WebVTT` file, and the tags in the others.

use super::Protected::Markup;
use super::Token;
use super::html;
use super::mask::{disjoint, protect};

/// Protected spans of a file.
pub(super) fn spans(text: &str) -> Vec<Token> {
    let mut spans = html::spans(text);
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if is_times(line) {
            spans.push(protect(at, at + line.len(), Markup));
        }
        at += line.len();
    }
    disjoint(spans)
}

/// Whether a line says from when to when something is shown: `00:00:01,000 --> 00:00:04,000`.
fn is_times(line: &str) -> bool {
    line.split_once("-->").is_some_and(|(from, to)| {
        let is_time = |text: &str| {
            text.contains(':')
                && text
                    .bytes()
                    .all(|b| b.is_ascii_digit() || b":,.".contains(&b))
        };
        let to = to.split_ascii_whitespace().next();
        is_time(from.trim()) && to.is_some_and(is_time)
    })
}
