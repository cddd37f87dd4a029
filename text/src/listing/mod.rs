//! What of a text is no prose though its format does not say so: source code, commands, logs and records. No engine changes
//! them. Comments among code are prose again.

mod comment;
mod log;
mod records;
mod source;

use std::collections::HashSet;
use std::ops::Range;

use crate::token::{Format, Kind, Protected, Token};

/// The bytes of a text that are code, logs or records, in order and disjoint.
pub(crate) fn spans(text: &str, tokens: &[Token], format: Format) -> Vec<Range<usize>> {
    let syntax = tokens.iter().filter(|token| is_syntax(token.kind, format));
    let syntax: Vec<_> = syntax.map(Token::range).collect();
    let mut spans = Vec::new();
    source::add(text, &syntax, &mut spans);
    records::add(text, &mut spans);
    merge(&mut spans);
    spans
}

/// The tokens of a text of which each of these spans is one protected token.
pub(crate) fn protect(tokens: Vec<Token>, spans: &[Range<usize>]) -> Vec<Token> {
    if spans.is_empty() {
        return tokens;
    }
    let mut out: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut spans = spans.iter().peekable();
    for token in tokens {
        while spans.next_if(|span| span.end <= token.start).is_some() {}
        match spans.peek() {
            Some(span) if span.start < token.end && token.kind != Kind::Space => {
                match out.last_mut() {
                    Some(last) if last.end > span.start => last.end = token.end,
                    _ => out.push(Token {
                        kind: Kind::Protected(Protected::Code),
                        ..token
                    }),
                }
            }
            _ => out.push(token),
        }
    }
    out
}

/// The words that the code of a text has, in small letters: prose may speak of them.
pub(crate) fn names(text: &str, tokens: &[Token]) -> HashSet<String> {
    let code = tokens
        .iter()
        .filter(|token| token.kind == Kind::Protected(Protected::Code));
    let mut names = HashSet::new();
    for code in code {
        let words = code.text(text).split(|c: char| !c.is_alphanumeric());
        names.extend(words.filter(|word| word.len() > 1).map(str::to_lowercase));
    }
    names
}

/// Puts ranges in order, those that overlap together.
pub(crate) fn merge(ranges: &mut Vec<Range<usize>>) {
    ranges.sort_by_key(|range| range.start);
    ranges.dedup_by(|next, range| {
        let overlaps = next.start < range.end;
        if overlaps {
            range.end = range.end.max(next.end);
        }
        overlaps
    });
}

/// Whether a token is syntax of the text's format, or code that is marked as such.
fn is_syntax(kind: Kind, format: Format) -> bool {
    match kind {
        Kind::Protected(Protected::Code) => true,
        Kind::Protected(Protected::Markup | Protected::Entity) => format != Format::Text,
        _ => false,
    }
}
