//! Words that a hyphen cuts at a line's end, `com-\nmittee`: neither part is a word, and no slip of one.

use super::case::fold_into;
use crate::model::{Model, WordFlags};
use crate::spell::change::Change;
use crate::token::{Kind, Token};

/// Whether a token is one of the parts of a word cut at a line's end. Where the lines were put together (`com- mittee`,
/// `ac-cident`), the parts have to make a word.
pub(in crate::spell) fn is_part(text: &str, tokens: &[Token], at: usize, model: &Model) -> bool {
    let is_last = |width: usize| {
        at.checked_sub(width - 1)
            .is_some_and(|first| cut(text, tokens, first, model) == Some(width))
    };
    cut(text, tokens, at, model).is_some() || is_last(3) || is_last(4)
}

/// How many tokens the word has that begins with this one and is cut.
fn cut(text: &str, tokens: &[Token], first: usize, model: &Model) -> Option<usize> {
    let is_word = |token: &Token| token.kind == Kind::Word;
    let [head, hyphen, rest @ ..] = &tokens[first..] else {
        return None;
    };
    if !is_word(head) || !matches!(hyphen.text(text), "-" | "‐" | "\u{ad}" | "¬") {
        return None;
    }
    let made = |tail: &Token| makes_word(model, head.text(text), tail.text(text));
    match rest {
        [tail, ..] if is_word(tail) && made(tail) => Some(3),
        [space, tail, ..] if space.kind == Kind::Space && is_word(tail) => {
            (space.text(text).contains('\n') || made(tail)).then_some(4)
        }
        _ => None,
    }
}

/// How sure it is that a cut word is one.
const JOINED_CONFIDENCE: f32 = 0.95;

/// Changes of a text, with those that put the words together again that a hyphen cut at the end of a line which is none
/// any more: `sol- diers`, `impor¬tant`. One of the parts must be no word: `on- line` may be meant.
pub(in crate::spell) fn mended(
    text: &str,
    tokens: &[Token],
    mut changes: Vec<Change>,
    model: &Model,
    suggestions: usize,
) -> Vec<Change> {
    let before = changes.len();
    for first in 0..tokens.len() {
        let Some(width) = cut(text, tokens, first, model) else {
            continue;
        };
        let (head, tail) = (tokens[first], tokens[first + width - 1]);
        let [a, b] = [head, tail].map(|token| token.text(text));
        let hyphen = tokens[first + 1].text(text);
        let is_joined = match width {
            3 => hyphen == "¬" || is_torn(model, a, b),
            _ => tokens[first + 2].text(text) == " ",
        };
        let is_small = b.bytes().all(|b| b.is_ascii_lowercase());
        let are_words = model.is_in_dictionary(a) && model.is_in_dictionary(b);
        if !is_joined || !is_small || are_words || !makes_word(model, a, b) {
            continue;
        }
        let to = [a, b].concat();
        changes.push(Change {
            range: head.start..tail.end,
            suggestions: vec![to.clone(); suggestions.min(1)],
            to,
            cut: None,
            confidence: JOINED_CONFIDENCE,
            alone: 0.0,
        });
    }
    if changes.len() > before {
        changes.sort_by_key(|change| change.range.start);
    }
    changes
}

/// ln probability of a word that a hyphen in a line's middle parts by mistake and not as some write it (`hodge-podge`).
const USUAL_WORD: f32 = -11.5;
/// Bytes of the shortest end of such a word: `sci-fi`.
const SHORTEST_END: usize = 3;

/// Whether a hyphen that was at a line's end once parts a usual word, of which the end is no word: `num-ber`.
fn is_torn(model: &Model, first: &str, second: &str) -> bool {
    second.len() >= SHORTEST_END
        && first != second
        && !model.is_in_dictionary(second)
        && model
            .joined(first, second)
            .is_some_and(|word| model.unigram(word) > USUAL_WORD)
}

/// Whether two parts make a word of the dictionary.
fn makes_word(model: &Model, first: &str, second: &str) -> bool {
    let mut key = String::new();
    fold_into(first, &mut key);
    fold_into(second, &mut key);
    let id = model.id(&key);
    id.is_some_and(|id| model.flags(id).contains(WordFlags::DICTIONARY))
}
