//! Words that a hyphen cuts at a line's end, `com-\nmittee`: neither part is a word, and no slip of one.

use super::case::fold_into;
use crate::model::{Model, WordFlags};
use crate::token::{Kind, Token};

/// Whether a token is one of the parts of a word cut at a line's end. Where the lines were put together (`com- mittee`),
/// the parts have to make a word.
pub(super) fn is_part(text: &str, tokens: &[Token], at: usize, model: &Model) -> bool {
    let cut = |first: usize| {
        let Some([first, hyphen, space, second]) = tokens.get(first..first + 4) else {
            return false;
        };
        let kinds = [first, space, second].map(|token| token.kind);
        kinds == [Kind::Word, Kind::Space, Kind::Word]
            && matches!(hyphen.text(text), "-" | "‐" | "\u{ad}" | "¬")
            && (space.text(text).contains('\n')
                || makes_word(model, first.text(text), second.text(text)))
    };
    cut(at) || at.checked_sub(3).is_some_and(cut)
}

/// Whether two parts make a word of the dictionary.
fn makes_word(model: &Model, first: &str, second: &str) -> bool {
    let mut key = String::new();
    fold_into(first, &mut key);
    fold_into(second, &mut key);
    let id = model.id(&key);
    id.is_some_and(|id| model.flags(id).contains(WordFlags::DICTIONARY))
}
