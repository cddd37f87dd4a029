//! HTML: what is a tag, a comment or code, and not prose, as the tokenizer of the HTML standard reads it.

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Span, StartTag, Tokenizer};

use super::Protected::{Code, Markup};
use super::Token;
use super::mask::protect;

/// Elements whose content is not prose.
const OPAQUE: &[&[u8]] = &[
    b"script",
    b"style",
    b"code",
    b"pre",
    b"kbd",
    b"samp",
    b"var",
    b"svg",
    b"math",
    b"textarea",
    b"template",
];

/// Elements of other vocabularies than HTML, which alone may close themselves (`<svg/>`).
const FOREIGN: &[&[u8]] = &[b"svg", b"math"];

/// Elements that stand in a line of text.
const INLINE: &[&str] = &[
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "data", "del", "dfn", "em", "font",
    "i", "ins", "label", "mark", "q", "s", "small", "span", "strike", "strong", "sub", "sup",
    "time", "tt", "u",
];

/// An element whose content is not prose.
struct Opaque {
    name: Vec<u8>,
    /// Where its content starts.
    start: usize,
    /// How many of its name are open in it.
    depth: usize,
}

/// Protected spans of a page or a fragment.
pub(super) fn spans(text: &str) -> Vec<Token> {
    use html5gum::Token::{Comment, Doctype, EndTag, Error, StartTag, String};

    let mut out = Vec::new();
    let mut opaque: Option<Opaque> = None;
    // Where the last token ends: a tag that the text breaks off in is no token.
    let mut seen = 0;
    for Ok(token) in Tokenizer::new_with_emitter(text, emitter()) {
        let span = match &token {
            StartTag(tag) => tag.span,
            EndTag(tag) => tag.span,
            Comment(comment) => comment.span,
            Doctype(doctype) => doctype.span,
            String(string) => {
                seen = string.span.end;
                continue;
            }
            Error(_) => continue,
        };
        seen = span.end;
        let Some(inside) = &mut opaque else {
            out.push(protect(span.start, span.end, Markup));
            if let StartTag(tag) = &token {
                opaque = opened(tag, span);
            }
            continue;
        };
        match &token {
            StartTag(tag) if **tag.name == *inside.name && !closes_itself(tag) => inside.depth += 1,
            EndTag(tag) if **tag.name == *inside.name => inside.depth -= 1,
            _ => {}
        }
        if inside.depth == 0 {
            if inside.start < span.start {
                out.push(protect(inside.start, span.start, Code));
            }
            out.push(protect(span.start, span.end, Markup));
            opaque = None;
        }
    }
    match opaque {
        Some(inside) if inside.start < text.len() => {
            out.push(protect(inside.start, text.len(), Code));
        }
        None if seen < text.len() => out.push(protect(seen, text.len(), Markup)),
        _ => {}
    }
    out
}

/// The name of the element that a tag opens, where its content is not prose.
pub(super) fn opens_code(tag: &str) -> Option<String> {
    let mut tokens = Tokenizer::new_with_emitter(tag, emitter());
    let Some(Ok(html5gum::Token::StartTag(tag))) = tokens.next() else {
        return None;
    };
    let name = opened(&tag, tag.span)?.name;
    String::from_utf8(name).ok()
}

/// The character that `&name;` or `&#number;` stands for; `None` where it is none, or several.
pub(super) fn character(entity: &str) -> Option<char> {
    let mut tokens = Tokenizer::new_with_emitter(entity, emitter());
    let Some(Ok(html5gum::Token::String(read))) = tokens.next() else {
        return None;
    };
    let mut chars = std::str::from_utf8(&read).ok()?.chars();
    chars.next().filter(|_| chars.next().is_none())
}

/// Whether markup is the tag of an element that stands in a line of text.
pub(crate) fn is_inline(markup: &str) -> bool {
    markup.starts_with('<')
        && INLINE
            .iter()
            .any(|known| tag_name(markup).eq_ignore_ascii_case(known))
}

/// The name of the element that a tag opens or closes.
pub(crate) fn tag_name(tag: &str) -> &str {
    tag.trim_start_matches(['<', '/'])
        .split(|c: char| !c.is_ascii_alphanumeric())
        .next()
        .unwrap_or_default()
}

fn emitter() -> DefaultEmitter<usize> {
    let mut emitter = DefaultEmitter::new_with_span();
    // A script is read as one: `a<b` in it is no tag.
    emitter.naively_switch_states(true);
    emitter
}

/// The element that a tag opens, where its content is not prose.
fn opened(tag: &StartTag<usize>, span: Span) -> Option<Opaque> {
    let name: &[u8] = &tag.name;
    (OPAQUE.contains(&name) && !closes_itself(tag)).then(|| Opaque {
        name: name.to_vec(),
        start: span.end,
        depth: 1,
    })
}

fn closes_itself(tag: &StartTag<usize>) -> bool {
    tag.self_closing && FOREIGN.contains(&&**tag.name)
}
