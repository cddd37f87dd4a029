//! Characters that HTML writes as names or numbers: `&amp;`, `&eacute;`, `&#233;`.

use std::ops::Range;

use super::class::is_word;
use super::html;
use super::mask::protect;
use super::{Kind, Protected, Token};

const ENTITY: Kind = Kind::Protected(Protected::Entity);

/// How long an address may be before its first entity, in bytes: a bound keeps the scanner linear.
const REACH: usize = 512;
/// Longest name with its `&` and `;`, in bytes (`&CounterClockwiseContourIntegral;`).
const LONGEST: usize = 33;

/// What stands between words rather than in them: spaces, quotation marks, dashes, brackets, signs.
const BETWEEN: [&str; 33] = [
    "#10", "#13", "#160", "#32", "#34", "#60", "#62", "#8211", "#8212", "#8220", "#8221", "#8230",
    "#x20", "#xA0", "#xa0", "bull", "copy", "emsp", "ensp", "gt", "hellip", "laquo", "ldquo", "lt",
    "mdash", "middot", "nbsp", "ndash", "quot", "raquo", "rdquo", "thinsp", "times",
];

/// The spans of a text with its entities among them. A word that is written with entities (`caf&eacute;`, `AT&amp;T`,
/// `don&rsquo;t`) is protected as a whole, since what it looks like without them is no word.
pub(super) fn among(text: &str, spans: Vec<Token>) -> Vec<Token> {
    let mut out = Vec::with_capacity(spans.len() + 8);
    let mut at = 0;
    for span in spans {
        between(text, at, span.start, &mut out);
        at = span.end;
        out.push(span);
    }
    between(text, at, text.len(), &mut out);
    out
}

/// The entities between two spans.
fn between(text: &str, start: usize, end: usize, out: &mut Vec<Token>) {
    let mut at = start;
    while let Some(n) = text[at..end].find('&') {
        let from = at + n;
        let Some(stop) = entity(text, from, end) else {
            at = from + 1;
            continue;
        };
        at = stop;
        if is_in_an_address(&text[start..from]) {
            continue;
        }
        if BETWEEN.binary_search(&&text[from + 1..stop - 1]).is_ok() {
            out.push(protect(from, stop, Protected::Entity));
            continue;
        }
        let letters = text[start..from].trim_end_matches(is_word);
        let from = start + letters.len();
        at += text[stop..end].len() - text[stop..end].trim_start_matches(is_word).len();
        match out
            .last_mut()
            .filter(|last| last.end > from || last.end == from && last.kind == ENTITY)
        {
            // A word with several of them.
            Some(last) => last.end = at,
            None => out.push(protect(from, at, Protected::Entity)),
        }
    }
}

/// Whether what stands before an entity is the beginning of an address, which is protected with all that follows.
fn is_in_an_address(before: &str) -> bool {
    let near = &before[before.ceil_char_boundary(before.len().saturating_sub(REACH))..];
    let chunk = near.rsplit(char::is_whitespace).next().unwrap_or_default();
    chunk.contains("://") || chunk.contains("www.")
}

/// The characters that the entities of a protected word stand for, and where they are in it; `None` where one of them would be
/// read as syntax when it is written as itself (`&lt;`, `&amp;`, `&#42;`).
pub(crate) fn characters(word: &str) -> Option<Vec<(Range<usize>, char)>> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(n) = word[at..].find('&') {
        let start = at + n;
        at = entity(word, start, word.len())?;
        let c = html::character(&word[start..at])?;
        if c.is_control() || c.is_ascii_punctuation() && !matches!(c, '"' | '\'') {
            return None;
        }
        out.push((start..at, c));
    }
    Some(out)
}

/// Where the entity that starts at `at` ends.
fn entity(text: &str, at: usize, end: usize) -> Option<usize> {
    let rest = &text.as_bytes()[at + 1..end.min(at + LONGEST)];
    let name = rest
        .iter()
        .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'#')
        .count();
    (name > 1 && rest.get(name) == Some(&b';')).then_some(at + name + 2)
}
