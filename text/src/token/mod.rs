//! Tokens: spans that tile a text exactly, so that no engine can lose a byte.
//!
//! What no engine may touch (URLs, code, numbers with units, placeholders, …) is found once, here, as
//! [`Kind::Protected`]. Parsers of the formats find their syntax; the scanner of the text
//! between is hand-written, looks at each byte a bounded number of times and never backtracks, so its time is linear in any input.

mod chunk;
mod class;
mod entity;
mod html;
mod markdown;
mod mask;
mod number;
mod part;
mod pattern;
mod sentence;
mod serial;
mod subtitles;
#[cfg(test)]
mod tests;

pub(crate) use entity::characters;
pub(crate) use html::{is_inline, tag_name};
pub use part::part_end;
pub use sentence::sentences;

use std::ops::Range;

/// A span of the original text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// What it is.
    pub kind: Kind,
}

impl Token {
    /// The token's text.
    pub fn text<'a>(&self, original: &'a str) -> &'a str {
        &original[self.start..self.end]
    }

    /// The same token in a text that has so many bytes more before it.
    fn moved(self, bytes: usize) -> Self {
        Self {
            start: self.start + bytes,
            end: self.end + bytes,
            ..self
        }
    }

    /// The token's bytes as a range.
    pub fn range(&self) -> Range<usize> {
        self.start..self.end
    }
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Letters of any script, with combining marks and inner apostrophes (`don't`, `l’été`). A hyphen
    /// separates words.
    Word,
    /// Digits with their separators: `7`, `1,000.50`, `2024-01-02`, `1/2`.
    Number,
    /// One character that is neither letter, digit nor white space.
    Punctuation,
    /// A run of white space, line breaks among it.
    Space,
    /// What every engine leaves as it is.
    Protected(Protected),
}

/// Why a token is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Protected {
    /// `https://example.org/a`, `www.example.org`, `mailto:x@example.org`
    Url,
    /// `example.org`
    Domain,
    /// `x@example.org`
    Email,
    /// `@name`, `@scope/package`
    Mention,
    /// `#tag`, `#12`
    Hashtag,
    /// `` `code` `` or a fenced or indented block of it
    Code,
    /// `/usr/bin`, `C:\x`, `src/main.rs`, `notes.txt`
    Path,
    /// `1.2.3`, `v2.0`
    Version,
    /// A number with its unit or ending: `10kg`, `1st`, `1990s`; also the unit alone in `10 kg`
    Quantity,
    /// `10:30`, `5pm`
    Time,
    /// Emoji and emoticons: `🙂`, `:-)`
    Emoji,
    /// `{name}`, `{{ name }}`, `${name}`, `$NAME`, `%s`, `%(name)s`
    Placeholder,
    /// `&amp;`, `&#233;`
    Entity,
    /// `snake_case`, `camelCase`, `mp3`, `std::io`, `a.b.c`, `C++`
    Identifier,
    /// Digests, keys, encoded data and serial numbers: `9f86d081884c`, `aGVsbG8gd29ybGQ=`, `1HGCM82633A004352`
    Serial,
    /// Letters with dots: `e.g.`, `U.S.`; or with an ampersand: `R&D`
    Abbreviation,
    /// `--flag`, `-x`
    Flag,
    /// Tags, comments, link targets and other syntax of the format
    Markup,
}

/// How a text is written, which decides what in it is syntax.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// Plain text.
    #[default]
    Text,
    /// HTML: tags, comments, scripts, styles and preformatted code are protected.
    Html,
    /// `CommonMark`: code, link targets, autolinks, inline HTML and front matter are protected.
    Markdown,
    /// Subtitles (`.srt`, `.vtt`): times and tags are protected; the lines that are shown together are one text.
    Subtitles,
}

/// Splits a text into tokens that tile it exactly, in order.
///
/// Time and memory are linear in the length of the text.
pub fn tokenize(text: &str, format: Format) -> Vec<Token> {
    let masks = mask::spans(text, format);
    let mut tokens = Vec::with_capacity(text.len() / 3 + 8);
    let mut masks = masks.into_iter().peekable();
    let mut at = 0;
    while at < text.len() {
        let limit = match masks.peek() {
            Some(mask) if mask.start == at => {
                at = mask.end;
                tokens.extend(masks.next());
                continue;
            }
            Some(mask) => mask.start,
            None => text.len(),
        };
        let space = class::space_end(&text[..limit], at);
        if space > at {
            tokens.push(Token {
                start: at,
                end: space,
                kind: Kind::Space,
            });
            at = space;
        } else {
            at = chunk::split(&text[..limit], at, &mut tokens);
        }
    }
    number::mark_units(text, &mut tokens);
    tokens
}
