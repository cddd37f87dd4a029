//! Markdown: code, link targets, autolinks, inline HTML and front matter.

use super::Protected::{Code, Markup};
use super::mask::{Strictness, code_spans, protect};
use super::pattern::is_blank;
use super::{Token, html};

/// Protected spans of a document.
pub(super) fn spans(text: &str) -> Vec<Token> {
    let mut out = Vec::new();
    let mut prose = front_matter(text);
    if prose > 0 {
        out.push(protect(0, prose, Markup));
    }
    let mut at = prose;
    let (mut after_blank, mut in_list) = (true, false);
    while at < text.len() {
        let end = line_end(text, at);
        let line = &text[at..end];
        let indent = line.len() - line.trim_start_matches(' ').len();
        if let Some(fence) = fence(line) {
            inline(text, prose, at, &mut out);
            let close = closing_fence(text, end, fence);
            out.push(protect(at, close, Code));
            at = close;
            prose = close;
            after_blank = true;
            continue;
        }
        if is_blank(line) {
            after_blank = true;
        } else {
            let indented = indent >= 4 || line.starts_with('\t');
            if indented && after_blank && !in_list {
                inline(text, prose, at, &mut out);
                out.push(protect(at, end, Code));
                prose = end;
            } else {
                after_blank = false;
                in_list = is_list_item(line) || (in_list && indent > 0);
            }
        }
        at = end;
    }
    inline(text, prose, text.len(), &mut out);
    out
}

/// Where the line that starts at `at` ends, its line break included.
fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |n| at + n + 1)
}

/// Where the YAML or TOML front matter ends; 0 where there is none.
fn front_matter(text: &str) -> usize {
    let Some(mark) = ["---\n", "+++\n", "---\r\n", "+++\r\n"]
        .iter()
        .find(|m| text.starts_with(**m))
    else {
        return 0;
    };
    let mut at = mark.len();
    while at < text.len() {
        let end = line_end(text, at);
        if text[at..end].trim_end() == mark.trim_end() {
            return end;
        }
        at = end;
    }
    0
}

/// The fence that a line opens: its character and length.
fn fence(line: &str) -> Option<(u8, usize)> {
    let line = line.trim_start_matches([' ', '>', '\t']);
    let mark = *line.as_bytes().first().filter(|b| b"`~".contains(b))?;
    let length = line.bytes().take_while(|b| *b == mark).count();
    (length >= 3 && !line[length..].contains('`')).then_some((mark, length))
}

/// Where the block of a fence ends: behind its closing line, or at the end of the text.
fn closing_fence(text: &str, from: usize, (mark, length): (u8, usize)) -> usize {
    let mut at = from;
    while at < text.len() {
        let end = line_end(text, at);
        let line = text[at..end]
            .trim_start_matches([' ', '>', '\t'])
            .trim_end();
        if line.len() >= length && line.bytes().all(|b| b == mark) {
            return end;
        }
        at = end;
    }
    text.len()
}

fn is_list_item(line: &str) -> bool {
    let line = line.trim_start();
    let number = line.trim_start_matches(|c: char| c.is_ascii_digit());
    ["- ", "* ", "+ "].iter().any(|mark| line.starts_with(mark))
        || (number.len() < line.len() && (number.starts_with(". ") || number.starts_with(") ")))
}

/// Spans inside a stretch of prose.
fn inline(text: &str, start: usize, end: usize, out: &mut Vec<Token>) {
    let mut code = Vec::new();
    code_spans(text, start, end, Strictness::Markdown, &mut code);
    let mut at = start;
    for span in code {
        links(text, at, span.start, out);
        out.push(span);
        at = span.end;
    }
    links(text, at, end, out);
}

/// Link targets `](…)`, references `][…]` and `[…]: …`, tags and autolinks in text without code.
fn links(text: &str, start: usize, end: usize, out: &mut Vec<Token>) {
    let text = &text[..end];
    let mut at = start;
    while let Some(n) = text[at..].find(['<', ']', '!']) {
        let found = at + n;
        let span = match text.as_bytes()[found] {
            b'<' => html::tag_end(text, found).map(|stop| (found, stop)),
            b'!' => text[found..]
                .starts_with("![")
                .then_some((found, found + 2)),
            _ => target(text, found + 1).map(|(from, to)| (from, attributes(text, to))),
        };
        match span {
            Some((from, to)) => {
                out.push(protect(from, to, Markup));
                at = to;
            }
            None => at = found + 1,
        }
    }
}

/// Where the attributes `{.name #id}` end that some writers put behind a target; `at` where there are none.
fn attributes(text: &str, at: usize) -> usize {
    if !text[at..].starts_with('{') {
        return at;
    }
    let close = text[at..]
        .bytes()
        .take(512)
        .position(|b| b == b'}' || b == b'\n');
    close
        .filter(|close| text.as_bytes()[at + close] == b'}')
        .map_or(at, |close| at + close + 1)
}

/// What stands behind a closing bracket at `at`: `(target "title")`, `[label]` or `: target`.
fn target(text: &str, at: usize) -> Option<(usize, usize)> {
    let rest = &text[at..];
    match rest.as_bytes().first()? {
        b'(' => {
            let mut depth = 0_usize;
            for (n, b) in rest.bytes().enumerate().take(2048) {
                match b {
                    b'(' => depth += 1,
                    b')' => depth -= 1,
                    b'\n' => return None,
                    _ => {}
                }
                // CommonMark lets an implementation stop at 32 levels; it keeps this linear.
                if depth > 32 {
                    return None;
                }
                if depth == 0 {
                    return Some((at, at + n + 1));
                }
            }
            None
        }
        b'[' => {
            let close = rest
                .bytes()
                .take(512)
                .position(|b| b == b']' || b == b'\n')?;
            rest[close..]
                .starts_with(']')
                .then_some((at, at + close + 1))
        }
        b':' => {
            let line = &rest[..rest.find('\n').unwrap_or(rest.len())];
            let address = line[1..].trim_start();
            let is_address = address.contains("://") || address.starts_with(['/', '#', '<', '.']);
            (is_address && !address.contains(' ')).then_some((at, at + line.trim_end().len()))
        }
        _ => None,
    }
}
