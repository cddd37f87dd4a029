//! Splits a run of non-space text into words, numbers, punctuation and protected spans.

use super::class::{
    char_at, char_before, chunk_end, is_apostrophe, is_connector, is_mark, is_word, run_end,
    small_letters,
};
use super::{Kind, Protected, Token, number, pattern, serial};

/// Splits the chunk that starts at `start` and returns where it stopped: the chunk's end, or further
/// where a placeholder with spaces reaches beyond it.
pub(super) fn split(text: &str, start: usize, out: &mut Vec<Token>) -> usize {
    if let Some((stop, mark)) = plain_word(text, start) {
        push(out, start, stop, Kind::Word);
        push(out, stop, stop + mark, Kind::Punctuation);
        return stop + mark;
    }
    let end = chunk_end(text, start);
    let mut at = start;
    while at < end {
        let Some(c) = char_at(text, at) else { break };
        if is_word(c) && !is_mark(c) {
            at = piece(text, at, end, out);
        } else if let Some((stop, kind)) = pattern::at_symbol(text, start, at, end, c) {
            push(out, at, stop, Kind::Protected(kind));
            at = stop;
        } else {
            push(out, at, at + c.len_utf8(), Kind::Punctuation);
            at += c.len_utf8();
        }
    }
    at
}

/// What most chunks are: Latin letters, of which the first may be a capital, and at most one mark behind them. Where the word
/// ends, and how long the mark is.
fn plain_word(text: &str, start: usize) -> Option<(usize, usize)> {
    let rest = &text.as_bytes()[start..];
    let capital = usize::from(rest.first().is_some_and(u8::is_ascii_uppercase));
    let letters = capital + small_letters(&text[start + capital..]);
    let is_end = |at: usize| {
        let byte = rest.get(at);
        byte.is_none_or(|byte| matches!(byte, b' ' | b'\t'..=b'\r'))
    };
    let is_mark = || matches!(rest[letters], b'.' | b',' | b';' | b':' | b'!' | b'?');
    let mark = usize::from(!is_end(letters) && is_mark());
    (letters > 0 && is_end(letters + mark)).then_some((start + letters, mark))
}

fn push(out: &mut Vec<Token>, start: usize, end: usize, kind: Kind) {
    if start < end {
        out.push(Token { start, end, kind });
    }
}

/// The connectors that a piece contains, gathered in one pass.
#[derive(Default)]
struct Seen {
    any: bool,
    slashes: usize,
    /// `@`, `\\` or `::`, the first of which decides.
    strong: Option<char>,
}

/// Takes the piece (letters, digits and what connects them) that starts at `at`.
fn piece(text: &str, at: usize, end: usize, out: &mut Vec<Token>) -> usize {
    if let Some(stop) = pattern::url(text, at, end) {
        push(out, at, stop, Kind::Protected(Protected::Url));
        return stop;
    }
    let mut seen = Seen::default();
    let from = at + small_letters(&text[at..end]);
    let mut stop = from;
    let mut previous = ' ';
    let chunk = &text[from..end];
    for (n, c) in chunk.char_indices() {
        let next_is_digit =
            || chunk[n + c.len_utf8()..].starts_with(|next: char| next.is_ascii_digit());
        if is_word(c) {
            stop = from + n + c.len_utf8();
        } else if is_connector(c) {
            seen.any = true;
            seen.slashes += usize::from(c == '/');
            if matches!(c, '@' | '\\') || (c == ':' && previous == ':') {
                seen.strong.get_or_insert(c);
            }
        } else if !(c == ',' && previous.is_ascii_digit() && next_is_digit()) {
            break;
        }
        previous = c;
    }
    let stop = pattern::with_symbols(text, at, stop, end);
    if let Some(kind) = whole(text, at, stop, &seen) {
        push(out, at, stop, Kind::Protected(kind));
    } else if seen.any {
        parts(text, at, stop, out);
    } else {
        part(text, at, stop, out);
    }
    stop
}

/// Whether a whole piece is one protected thing.
fn whole(text: &str, start: usize, end: usize, seen: &Seen) -> Option<Protected> {
    let piece = &text[start..end];
    if serial::is_serial(piece) {
        return Some(Protected::Serial);
    }
    if !seen.any {
        return None;
    }
    match seen.strong {
        Some('@') if pattern::is_email(piece) => return Some(Protected::Email),
        Some(':') => return Some(Protected::Identifier),
        Some('\\') => return Some(Protected::Path),
        _ => {}
    }
    if matches!(piece, "C++" | "c++" | "C#" | "F#" | "c#" | "f#") {
        return Some(Protected::Identifier);
    }
    if seen.slashes > 0 && pattern::is_path(piece, seen.slashes) {
        return Some(Protected::Path);
    }
    if pattern::is_ampersand(piece) {
        return Some(Protected::Abbreviation);
    }
    None
}

/// Splits a piece at the connectors that only join two things: `/`, `:`, `=`, `+`, `&`, `#`, `~`, `@`.
/// Numbers keep theirs (`1/2`, `10:30`).
fn parts(text: &str, start: usize, end: usize, out: &mut Vec<Token>) {
    let mut at = start;
    while at < end {
        if let Some((stop, kind)) = number::scan(text, at, end) {
            push(out, at, stop, kind);
            at = stop;
            continue;
        }
        let stop = run_end(&text[..end], at, |c| {
            is_word(c) || matches!(c, '_' | '.' | '-' | '\'' | '\u{2019}')
        });
        if stop > at {
            part(text, at, stop, out);
            at = stop;
        } else {
            let next = at + char_at(text, at).map_or(1, char::len_utf8);
            push(out, at, next, Kind::Punctuation);
            at = next;
        }
    }
}

/// Takes a part whose only connectors are `_ . - '`.
fn part(text: &str, start: usize, end: usize, out: &mut Vec<Token>) {
    match pattern::joined(&text[start..end]) {
        Some(kind) => push(out, start, end, Kind::Protected(kind)),
        None => words(text, start, end, out),
    }
}

/// Splits at dots, hyphens and underscores into words, numbers and identifiers.
fn words(text: &str, start: usize, end: usize, out: &mut Vec<Token>) {
    let mut at = start;
    while at < end {
        if let Some((stop, kind)) = number::scan(text, at, end) {
            push(out, at, stop, kind);
            at = stop;
            continue;
        }
        let letters = small_letters(&text[at..end]);
        let mut after_letter = letters > 0;
        let stop = run_end(&text[..end], at + letters, |c| {
            let inner = is_apostrophe(c) && after_letter;
            after_letter = is_word(c);
            after_letter || inner
        });
        // An apostrophe belongs to the word only between letters.
        let stop = match char_before(&text[at..stop], stop - at) {
            Some(c) if is_apostrophe(c) => stop - c.len_utf8(),
            _ => stop,
        };
        if stop > at {
            push(out, at, stop, pattern::word_kind(&text[at..stop]));
            at = stop;
        } else {
            let next = at + char_at(text, at).map_or(1, char::len_utf8);
            push(out, at, next, Kind::Punctuation);
            at = next;
        }
    }
}
