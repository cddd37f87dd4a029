//! What a caller asks for, and what of a text is left alone.

use std::ops::Range;

use crate::token::{self, Protected};

use super::{numbers, stops};

/// Longer than nearly any word or name in an address, in bytes.
const LONG: usize = 24;

/// What running text keeps together, but may be broken on request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Split {
    /// `#likethis`
    pub hashtags: bool,
    /// `likeThis`, `like_this`
    pub identifiers: bool,
}

impl Split {
    pub(super) fn asks(self, kind: token::Kind) -> bool {
        match kind {
            token::Kind::Protected(Protected::Hashtag) => self.hashtags,
            token::Kind::Protected(Protected::Identifier) => self.identifiers,
            _ => false,
        }
    }
}

/// How to space a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SpaceOptions {
    /// What is broken besides prose.
    pub split: Split,
    /// What in the text is syntax.
    pub format: token::Format,
}

/// Whether a token is left alone. Names, numbers with units and mixtures of letters and digits are
/// not: whether they lack a space is for the decoder to say.
pub(super) fn is_opaque(
    token: &token::Token,
    text: &str,
    options: SpaceOptions,
    lone: bool,
) -> bool {
    let token::Kind::Protected(kind) = token.kind else {
        return false;
    };
    let part = token.text(text);
    match kind {
        _ if lone && matches!(kind, Protected::Hashtag | Protected::Identifier) => false,
        _ if stops::is_glued(part) => false,
        Protected::Code => !is_between_contractions(token, text),
        Protected::Identifier => {
            let is_glued = part.contains(['_', ':', '.', '+', '#']) && !numbers::is_decimal(part);
            options.split.identifiers || is_glued
        }
        // Signs such as those of ohms and micrometres belong to no word.
        Protected::Quantity | Protected::Time => !part.is_ascii(),
        _ if numbers::has_stamp(part) => false,
        // Letters without end are no path but a text without spaces.
        Protected::Path | Protected::Domain => !part
            .split(|c: char| !c.is_alphabetic())
            .any(|run| run.len() > LONG),
        _ => true,
    }
}

/// What stays together of an opaque token: all of it, but of a domain that is all there is (`choosespain.com`) only what
/// comes behind the name.
pub(super) fn kept(token: &token::Token, text: &str, lone: bool) -> Range<usize> {
    let Range { start, end } = token.range();
    let is_domain = token.kind == token::Kind::Protected(Protected::Domain);
    if is_domain && !lone {
        // A word in small letters, and a name that begins with a capital: `supportWikipedia.org`.
        let name = token.text(text).bytes();
        let word = name.take_while(u8::is_ascii_lowercase).count();
        let behind = &token.text(text).as_bytes()[word..];
        let begins = word > 2 && matches!(behind, [b'A'..=b'Z', b'a'..=b'z', b'a'..=b'z', ..]);
        return if begins {
            start + word..end
        } else {
            start..end
        };
    }
    let name = token.text(text).find('.').filter(|_| is_domain);
    start + name.unwrap_or_default()..end
}

/// What follows the apostrophe of a contraction.
const ENDINGS: [&str; 7] = ["t", "s", "m", "d", "ll", "re", "ve"];

/// Whether what looks like code is the text between two grave accents that stand for apostrophes: ``don`t go, I can`t``.
fn is_between_contractions(token: &token::Token, text: &str) -> bool {
    let inside = token.text(text).trim_matches('`');
    let ending = inside.split(|c: char| !c.is_alphabetic()).next();
    inside.contains(' ')
        && ending.is_some_and(|ending| ENDINGS.contains(&ending))
        && text[..token.start].ends_with(|c: char| c.is_ascii_lowercase())
        && text[token.end..].starts_with(|c: char| c.is_ascii_lowercase())
}
