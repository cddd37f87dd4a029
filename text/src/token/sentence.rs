//! Where sentences end.

use std::ops::Range;

use super::class::is_apostrophe;
use super::{Kind, Token};

/// Words whose full stop does not end a sentence.
const ABBREVIATIONS: &[&str] = &[
    "mr", "mrs", "ms", "dr", "prof", "st", "sr", "jr", "vs", "etc", "inc", "ltd", "co", "corp",
    "no", "nos", "vol", "fig", "figs", "eq", "ed", "eds", "pp", "ch", "sec", "approx", "dept",
    "est", "gen", "col", "lt", "sgt", "capt", "rev", "hon", "gov", "sen", "rep", "jan", "feb",
    "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "al", "cf", "viz", "ca",
];

/// Sentences as ranges of tokens that tile `tokens`. White space after a sentence belongs to it.
///
/// A blank line ends a sentence; a single line break does so only where a list item follows or the
/// line before ended a sentence. Where a text has no capitals at all, a full stop ends one before a small letter too.
pub fn sentences(text: &str, tokens: &[Token]) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = 0;
    let small = !text.chars().any(char::is_uppercase);
    for i in 0..tokens.len() {
        if i + 1 < tokens.len() && tokens[i].kind == Kind::Space && ends(text, tokens, i, small) {
            out.push(start..i + 1);
            start = i + 1;
        }
    }
    if start < tokens.len() {
        out.push(start..tokens.len());
    }
    out
}

/// Whether the white space at `space` stands between two sentences.
fn ends(text: &str, tokens: &[Token], space: usize, small: bool) -> bool {
    let breaks = tokens[space]
        .text(text)
        .bytes()
        .filter(|b| *b == b'\n')
        .count();
    let next = tokens[space + 1].text(text);
    if breaks > 1 || (breaks == 1 && ["-", "*", "•", "#", ">", "|"].contains(&next)) {
        return true;
    }
    if space
        .checked_sub(1)
        .is_some_and(|before| tokens[before].kind == Kind::Word)
    {
        return false;
    }
    // Step back over closing quotes and brackets to the mark that ends the sentence.
    let mut last = space;
    while last > 0 {
        last -= 1;
        let closing = tokens[last].kind == Kind::Punctuation
            && tokens[last]
                .text(text)
                .starts_with(|c: char| is_apostrophe(c) || "\"”»)]*_".contains(c));
        if !closing || space - last > 4 {
            break;
        }
    }
    let begins = |next: &str| small || !next.starts_with(char::is_lowercase);
    match tokens[last].text(text) {
        "!" | "?" | "…" | "。" | "！" | "？" => begins(next),
        "." => begins(next) && !abbreviated(text, tokens, last),
        _ => false,
    }
}

/// Whether the full stop at `dot` belongs to an abbreviation or an initial.
fn abbreviated(text: &str, tokens: &[Token], dot: usize) -> bool {
    let Some(word) = dot
        .checked_sub(1)
        .map(|i| tokens[i])
        .filter(|t| t.kind == Kind::Word)
    else {
        return false;
    };
    let word = word.text(text);
    let mut letters = word.chars();
    if let (Some(c), None) = (letters.next(), letters.next()) {
        return c.is_uppercase() && c != 'I';
    }
    word.len() <= 6 && ABBREVIATIONS.iter().any(|a| a.eq_ignore_ascii_case(word))
}
