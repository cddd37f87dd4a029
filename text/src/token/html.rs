//! HTML: what is a tag, a comment or code, and not prose.

use super::Protected::{Code, Markup};
use super::Token;
use super::mask::protect;

/// Elements whose content is not prose.
const OPAQUE: &[&str] = &[
    "script", "style", "code", "pre", "kbd", "samp", "var", "svg", "math", "textarea", "template",
];

/// Protected spans of a page or a fragment.
pub(super) fn spans(text: &str) -> Vec<Token> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(n) = text[at..].find('<') {
        let open = at + n;
        let Some(end) = tag_end(text, open) else {
            at = open + 1;
            continue;
        };
        let element = opaque(&text[open..end]);
        out.push(protect(open, end, Markup));
        at = end;
        if let Some(name) = element {
            let close = closing(text, end, name);
            if close > end {
                out.push(protect(end, close, Code));
            }
            at = close;
        }
    }
    out
}

/// The end of the tag, comment or declaration that starts at `open`; `None` where `<` is only a
/// less-than sign. An attribute's quotes may hold `>`.
pub(super) fn tag_end(text: &str, open: usize) -> Option<usize> {
    let rest = &text[open..];
    if let Some(comment) = rest.strip_prefix("<!--") {
        return Some(comment.find("-->").map_or(text.len(), |n| open + 4 + n + 3));
    }
    let bytes = rest.as_bytes();
    if !bytes
        .get(1)
        .is_some_and(|b| b.is_ascii_alphabetic() || b"/!?".contains(b))
    {
        return None;
    }
    let mut quote = None;
    for (i, &b) in bytes.iter().enumerate().skip(1) {
        match b {
            _ if quote == Some(b) => quote = None,
            _ if quote.is_some() => {}
            b'"' | b'\'' if bytes[i - 1] == b'=' => quote = Some(b),
            b'>' => return Some(open + i + 1),
            b'<' => return None,
            _ => {}
        }
        // A tag longer than this is no tag: the bound keeps a page of stray quotes linear.
        if i > 16 * 1024 {
            return None;
        }
    }
    None
}

/// The name of the element that a tag opens, where its content is not prose.
fn opaque(tag: &str) -> Option<&'static str> {
    if tag.ends_with("/>") {
        return None;
    }
    let name = tag[1..]
        .split(|c: char| !c.is_ascii_alphanumeric())
        .next()?;
    OPAQUE
        .iter()
        .find(|o| name.eq_ignore_ascii_case(o))
        .copied()
}

/// Where the closing tag of `name` starts, or the end of the text.
fn closing(text: &str, from: usize, name: &str) -> usize {
    let mut at = from;
    while let Some(n) = text[at..].find("</") {
        at += n;
        let after = &text.as_bytes()[at + 2..];
        if after.len() >= name.len() && after[..name.len()].eq_ignore_ascii_case(name.as_bytes()) {
            return at;
        }
        at += 2;
    }
    text.len()
}
