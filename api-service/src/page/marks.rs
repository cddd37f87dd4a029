//! Where the changes of a text are, for showing them.

use db::Edit;
use text::edit::split_at_char;

/// A stretch of the processed text: as it was, or put in by an edit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Piece<'a> {
    /// What stands there now.
    pub text: &'a str,
    /// The edit that put it there.
    pub edit: Option<&'a Edit>,
}

impl Piece<'_> {
    /// Whether it is only white space, which needs a mark that shows without letters.
    pub fn is_gap(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// What the mark says when it is asked.
    pub fn title(&self) -> String {
        match self.edit {
            Some(edit) if edit.from.is_empty() && self.is_gap() => "space put in".to_owned(),
            Some(edit) if edit.from.is_empty() => "put in".to_owned(),
            Some(edit) => format!("was \u{201c}{}\u{201d}", edit.from),
            None => String::new(),
        }
    }
}

/// The processed text in pieces, from the original and the edits that lead to it; the original begins at `start`
/// of what their offsets count. One pass; edits that do not fit are left out.
pub fn pieces<'a>(original: &'a str, start: usize, edits: &'a [Edit]) -> Vec<Piece<'a>> {
    let mut pieces = Vec::with_capacity(edits.len() * 2 + 1);
    let (mut rest, mut at) = (original, start);
    for edit in edits {
        let Some(kept) = edit.offset.checked_sub(at) else {
            continue;
        };
        let (kept, tail) = split_at_char(rest, kept);
        pieces.push(Piece {
            text: kept,
            edit: None,
        });
        pieces.push(Piece {
            text: &edit.to,
            edit: Some(edit),
        });
        rest = split_at_char(tail, edit.length).1;
        at = edit.offset + edit.length;
    }
    pieces.push(Piece {
        text: rest,
        edit: None,
    });
    pieces.retain(|piece| !piece.text.is_empty());
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_the_processed_text_with_its_changes() {
        let edits = [
            Edit::sure(2, "havv", "have"),
            Edit::sure(8, "", " "),
            Edit::sure(10, "x", ""),
        ];
        let shown = pieces("é havv abcx", 0, &edits);
        let text: String = shown.iter().map(|piece| piece.text).collect();
        assert_eq!(text, "é have a bc");
        let marked: Vec<_> = shown
            .iter()
            .filter(|piece| piece.edit.is_some())
            .map(Piece::title)
            .collect();
        assert_eq!(marked, ["was “havv”", "space put in"]);
    }
}
