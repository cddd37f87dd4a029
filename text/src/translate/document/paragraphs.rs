//! Paragraphs, lines and list items: ranges of prose in one language.

use std::ops::Range;

use super::protect::Span;
use crate::token::Format;

/// A line at least this long may have been broken by an editor, its sentence going on in the next.
const WRAPPED: usize = 45;

/// Ranges of prose that are in one language and have no structure inside.
pub(super) fn paragraphs(text: &str, format: Format, spans: &[Span]) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut spans = spans.iter().peekable();
    let mut start = 0;
    let mut add = |range: Range<usize>, wrapped: bool| {
        let line = prose_of(text, range);
        if line.is_empty() {
            return;
        }
        match out.last_mut() {
            Some(last) if wrapped && goes_on(text, format, last, &line) => last.end = line.end,
            _ => out.push(line),
        }
    };
    let mut at = 0;
    while at < text.len() {
        while spans
            .next_if(|span| span.range.end <= at && !span.splits)
            .is_some()
        {}
        let stop = spans.peek().map_or(text.len(), |span| span.range.start);
        if stop <= at {
            let Some(span) = spans.next() else { break };
            if span.splits {
                add(start..span.range.start.max(start), format != Format::Html);
                start = span.range.end;
            }
            at = span.range.end.max(at);
            continue;
        }
        let here = &text[at..stop];
        match here.find('\n').filter(|_| format != Format::Html) {
            Some(n) => {
                add(start..at + n, true);
                at += n + 1;
                start = at;
            }
            None => at = stop,
        }
    }
    add(start..text.len(), format != Format::Html);
    out
}

/// A line without its indentation and its list markers.
fn prose_of(text: &str, range: Range<usize>) -> Range<usize> {
    let mut start = range.start;
    loop {
        let rest = &text[start..range.end];
        start += rest.len() - rest.trim_start().len();
        match marker(&text[start..range.end]) {
            0 => break,
            n => start += n,
        }
    }
    start..start + text[start..range.end].trim_end().len()
}

/// The length of a list marker, heading sign or quotation sign, its space included; 0 for none.
fn marker(line: &str) -> usize {
    let sign = line.trim_start_matches([
        '-', '*', '+', '#', '>', '•', '◦', '▪', '·', '–', '—', '|', '=',
    ]);
    let body = if sign.len() < line.len() {
        sign
    } else {
        let number = line.trim_start_matches(|c: char| c.is_ascii_digit());
        let digits = line.len() - number.len();
        let letter = usize::from(digits == 0 && line.starts_with(|c: char| c.is_ascii_lowercase()));
        let rest = &line[digits + letter..];
        match rest
            .strip_prefix(')')
            .or_else(|| rest.strip_prefix('.').filter(|_| letter == 0))
        {
            Some(body) if (1..=3).contains(&digits) || letter == 1 => body,
            _ => match line
                .strip_prefix("[ ]")
                .or_else(|| line.strip_prefix("[x]"))
            {
                Some(body) => body,
                None => return 0,
            },
        }
    };
    if body.starts_with([' ', '\t']) {
        line.len() - body.len() + 1
    } else {
        0
    }
}

/// Whether a line goes on with the sentence of the one before: that one is long and its sentence open,
/// only the line break and spaces are between them, and this one begins small. Subtitles have short lines; each
/// that follows an open sentence goes on with it.
fn goes_on(text: &str, format: Format, last: &Range<usize>, line: &Range<usize>) -> bool {
    let gap = &text[last.end..line.start];
    let (before, behind) = (&text[last.clone()], &text[line.clone()]);
    let tail = before.rsplit('\n').next().unwrap_or(before);
    let may = if format == Format::Subtitles {
        let has_words = |text: &str| text.contains(char::is_alphabetic);
        has_words(tail) && has_words(behind) && !before.ends_with('…')
    } else {
        tail.len() >= WRAPPED
            && behind.starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit())
    };
    may && gap.matches('\n').count() == 1
        && gap.trim().is_empty()
        && !before.ends_with(['.', '!', '?', ':', ';', '|'])
}
