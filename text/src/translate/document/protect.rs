//! What in a text stays as it is.

use std::ops::Range;

use super::Tags;
use crate::token::{Kind, Protected, Token, tag_name};

/// A longer word is no word: it is left as it is, because the engines would spell it letter by letter.
const LONGEST_WORD: usize = 64;

/// A span that must come back as it is.
#[derive(Debug, Clone)]
pub(super) struct Span {
    pub range: Range<usize>,
    /// May be moved out of the sentence where it stands at its edge.
    pub loose: bool,
    /// Ends the sentence: a tag.
    pub splits: bool,
}

/// What is protected, in order; neighbours that touch are one. Tokens that are `left_out` are none
/// of them.
pub(super) fn spans(
    text: &str,
    tokens: &[Token],
    tags: Tags,
    left_out: impl Fn(&Token) -> bool,
) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for token in tokens {
        let Some((loose, splits)) = protection(text, token, tags).filter(|_| !left_out(token))
        else {
            continue;
        };
        let touching = spans
            .last_mut()
            .filter(|last| last.range.end == token.start && last.splits == splits);
        match touching {
            Some(last) => {
                last.range.end = token.end;
                last.loose &= loose;
            }
            None => spans.push(Span {
                range: token.range(),
                loose,
                splits,
            }),
        }
    }
    spans
}

/// Whether a tag is that of code in a line of text, which stays together with its code.
pub(super) fn is_code(tag: &str) -> bool {
    is_one_of(tag, &["code", "kbd", "samp", "var"])
}

/// Whether markup is a picture, no more than a place, or a note's number or label in a line of text: part of the sentence, as
/// an emoji is.
pub(super) fn is_a_sign(tag: &str) -> bool {
    tag.starts_with('[') || is_one_of(tag, &["img", "wbr"])
}

fn is_one_of(tag: &str, names: &[&str]) -> bool {
    let name = tag_name(tag);
    names.iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// Whether a token is kept from the engine, and how. Numbers, units, times and abbreviations are words
/// of the language, which the engines translate well.
fn protection(text: &str, token: &Token, tags: Tags) -> Option<(bool, bool)> {
    match token.kind {
        Kind::Protected(Protected::Markup) => {
            let tag = token.text(text);
            let stays = is_code(tag) || tags != Tags::Split && is_a_sign(tag);
            Some((true, !stays))
        }
        Kind::Protected(Protected::Code) if token.text(text).contains('\n') => Some((true, true)),
        Kind::Protected(Protected::Emoji | Protected::Hashtag | Protected::Mention) => {
            Some((true, false))
        }
        Kind::Protected(
            Protected::Url
            | Protected::Domain
            | Protected::Email
            | Protected::Code
            | Protected::Path
            | Protected::Placeholder
            | Protected::Entity
            | Protected::Serial
            | Protected::Flag,
        ) => Some((false, false)),
        // Names such as `iPhone` and `COVID-19`, and numbers such as `5.000.000`, are words of the
        // language to the engines: a stand-in in their place costs more than it protects.
        Kind::Protected(Protected::Identifier) => token
            .text(text)
            .contains(['_', '.', ':', '+', '#', '('])
            .then_some((false, false)),
        Kind::Protected(Protected::Version) => {
            let groups = token.text(text).split('.').skip(1);
            (!groups.clone().all(|group| group.len() == 3)).then_some((false, false))
        }
        Kind::Word if token.end - token.start > LONGEST_WORD => {
            let word = token.text(text);
            (word.is_ascii() || word.chars().count() > LONGEST_WORD && !word.chars().any(is_dense))
                .then_some((true, false))
        }
        // Signs that the engines drop or take for something else.
        Kind::Punctuation => token
            .text(text)
            .starts_with([
                '{', '}', '<', '>', '|', '^', '~', '`', '\\', '=', '+', '_', '*', '#', '@',
            ])
            .then_some((false, false)),
        _ => None,
    }
}

/// Letters of scripts whose sentences have no spaces, so that a whole one looks like a word.
fn is_dense(c: char) -> bool {
    matches!(c, '\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{2E80}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}
