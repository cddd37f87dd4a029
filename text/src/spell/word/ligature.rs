//! Ligatures that a typesetter put in the place of letters, and that came along when a text was copied out of a page: `ﬁnd`.

use crate::spell::change::Change;
use crate::token::{Kind, Token};

/// The letters that a ligature stands for.
pub(in crate::spell) fn letters(c: char) -> Option<&'static str> {
    Some(match c {
        'ﬀ' => "ff",
        'ﬁ' => "fi",
        'ﬂ' => "fl",
        'ﬃ' => "ffi",
        'ﬄ' => "ffl",
        'ﬅ' | 'ﬆ' => "st",
        _ => return None,
    })
}

/// The first byte of all ligatures in UTF-8, which few other characters have.
const FIRST_BYTE: u8 = 0xEF;
/// That letters were meant is as good as certain.
const CERTAIN: f32 = 0.99;

/// Changes of a text, with those of the words whose ligatures they leave.
pub(in crate::spell) fn spelt_out(
    text: &str,
    tokens: &[Token],
    changes: Vec<Change>,
    suggestions: usize,
) -> Vec<Change> {
    if !text.as_bytes().contains(&FIRST_BYTE) {
        return changes;
    }
    let is_left = |token: &&Token| {
        let next = changes.partition_point(|change| change.range.end <= token.start);
        changes
            .get(next)
            .is_none_or(|change| token.end <= change.range.start)
    };
    let has_any = |token: &&Token| token.text(text).chars().any(|c| letters(c).is_some());
    let words = tokens.iter().filter(|token| token.kind == Kind::Word);
    let mut left: Vec<Change> = words
        .filter(has_any)
        .filter(is_left)
        .map(|token| {
            let mut to = String::new();
            for c in token.text(text).chars() {
                match letters(c) {
                    Some(letters) => to.push_str(letters),
                    None => to.push(c),
                }
            }
            Change {
                range: token.start..token.end,
                suggestions: vec![to.clone(); suggestions.min(1)],
                to,
                cut: None,
                confidence: CERTAIN,
                alone: 0.0,
            }
        })
        .collect();
    left.extend(changes);
    left.sort_by_key(|change| change.range.start);
    left
}
