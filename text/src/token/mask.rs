//! Spans that the format makes syntax, found before the text between them is scanned.

use std::cmp::Reverse;

use super::{Format, Kind, Protected, Token, entity, html, markdown, subtitles};

/// Protected spans in order, disjoint.
pub(super) fn spans(text: &str, format: Format) -> Vec<Token> {
    let syntax = match format {
        Format::Html => html::spans(text),
        Format::Markdown => markdown::spans(text),
        Format::Subtitles => subtitles::spans(text),
        Format::Text => {
            let mut out = Vec::new();
            code_spans(text, &mut out);
            out
        }
    };
    if text.contains('&') {
        entity::among(text, syntax)
    } else {
        syntax
    }
}

/// Spans in order, without what of them lies in an earlier one.
pub(super) fn disjoint(mut spans: Vec<Token>) -> Vec<Token> {
    spans.sort_by_key(|span| (span.start, Reverse(span.end)));
    let mut at = 0;
    spans.retain_mut(|span| {
        span.start = span.start.max(at);
        let is_left = span.start < span.end;
        at = at.max(span.end);
        is_left
    });
    spans
}

/// A protected span.
pub(super) fn protect(start: usize, end: usize, kind: Protected) -> Token {
    Token {
        start,
        end,
        kind: Kind::Protected(kind),
    }
}

/// Spans between equal runs of backticks in one paragraph, or over several where the run is a fence, in plain text, where a
/// backtick may also be a quotation mark: `` `like this' ``.
///
/// One pass from the back finds each run's closer, one from the front pairs them, so that unmatched
/// backticks cost nothing.
fn code_spans(text: &str, out: &mut Vec<Token>) {
    let bytes = text.as_bytes();
    if !bytes.contains(&b'`') {
        return;
    }
    let runs = backtick_runs(bytes);
    // The next run of the same length, for lengths that occur in practice.
    let mut latest = [usize::MAX; 9];
    let mut closer = vec![usize::MAX; runs.len()];
    for (i, run) in runs.iter().enumerate().rev() {
        if let Some(slot) = latest.get_mut(run.length) {
            closer[i] = std::mem::replace(slot, i);
        }
    }
    let mut i = 0;
    while let Some(open) = runs.get(i) {
        let close = runs.get(closer[i]).filter(|close| {
            let inside = open.at + open.length;
            let fence = open.length >= 3 && open.starts_line;
            let hugging = fence
                || !(bytes[inside].is_ascii_whitespace()
                    || bytes[close.at - 1].is_ascii_whitespace());
            let quotation = !fence && open.length == 2 && is_quotation(&bytes[inside..close.at]);
            hugging && !quotation && (fence || open.paragraph == close.paragraph)
        });
        match close {
            Some(close) => {
                out.push(protect(open.at, close.at + close.length, Protected::Code));
                i = closer[i] + 1;
            }
            None => i += 1,
        }
    }
}

/// Whether two backticks stand for quotation marks, as in ``some words of prose``.
fn is_quotation(content: &[u8]) -> bool {
    let prose = |b: &u8| b.is_ascii_alphabetic() || b" ,.!?'-".contains(b) || !b.is_ascii();
    content.contains(&b' ') && content.iter().all(prose)
}

/// A run of backticks.
struct Run {
    at: usize,
    length: usize,
    paragraph: usize,
    starts_line: bool,
}

fn backtick_runs(bytes: &[u8]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let (mut paragraph, mut blank) = (0, true);
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'\n' => {
                paragraph += usize::from(blank);
                blank = true;
            }
            b'`' => {
                let length = bytes[at..].iter().take_while(|b| **b == b'`').count();
                runs.push(Run {
                    at,
                    length,
                    paragraph,
                    starts_line: blank,
                });
                blank = false;
                at += length;
                continue;
            }
            b' ' | b'\t' | b'\r' => {}
            _ => blank = false,
        }
        at += 1;
    }
    runs
}
