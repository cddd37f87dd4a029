//! What an engine hands back: the corrected text and the edits that lead to it.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// One change to the original text. `offset` and `length` count Unicode scalar values (Rust `char`s)
/// of the *original*; edits are sorted by offset and never overlap.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Edit {
    /// Where the change starts, in scalar values from the start of the original.
    pub offset: usize,
    /// How many scalar values of the original it replaces; 0 for an insertion.
    pub length: usize,
    /// The replaced text.
    pub from: String,
    /// The text put in its place.
    pub to: Cow<'static, str>,
    /// Probability that the change is right, 0 to 1.
    pub confidence: f32,
    /// Other readings, best first, `to` among them. Empty where none were asked for.
    pub suggestions: Vec<String>,
}

/// The result of correcting or spacing one text.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Revision {
    /// The text after all edits.
    pub processed: String,
    /// The edits that turn the original into `processed`.
    pub edits: Vec<Edit>,
}

impl Revision {
    /// Applies `edits` (sorted by offset, not overlapping) to `original`.
    pub fn new(original: &str, edits: Vec<Edit>) -> Self {
        let processed = apply(original, &edits);
        Self { processed, edits }
    }
}

/// Rebuilds the processed text from the original and its edits, in one pass.
///
/// Edits must be sorted by offset and must not overlap; an edit past the end of the text is ignored.
pub fn apply(original: &str, edits: &[Edit]) -> String {
    let mut out = String::with_capacity(original.len() + edits.len());
    let mut rest = original;
    let mut at = 0;
    for edit in edits {
        let (kept, tail) = split_at_char(rest, edit.offset.saturating_sub(at));
        out.push_str(kept);
        out.push_str(&edit.to);
        rest = split_at_char(tail, edit.length).1;
        at = edit.offset + edit.length;
    }
    out.push_str(rest);
    out
}

/// Splits after `chars` scalar values, or at the end where the text is shorter.
pub fn split_at_char(text: &str, chars: usize) -> (&str, &str) {
    // In ASCII, the usual case, a character is a byte.
    if let Some((front, _)) = text.as_bytes().split_at_checked(chars)
        && front.is_ascii()
    {
        return text.split_at(chars);
    }
    let byte = text
        .char_indices()
        .nth(chars)
        .map_or(text.len(), |(byte, _)| byte);
    text.split_at(byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(offset: usize, from: &str, to: &str) -> Edit {
        Edit {
            offset,
            length: from.chars().count(),
            from: from.into(),
            to: to.to_owned().into(),
            confidence: 1.0,
            suggestions: vec![],
        }
    }

    #[test]
    fn edits_count_scalar_values_not_bytes() {
        let edits = [edit(2, "havv", "have"), edit(9, "", " "), edit(11, "x", "")];
        assert_eq!(apply("😀 havv aéb x", &edits), "😀 have aé b ");
    }
}
