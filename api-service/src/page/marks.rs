//! Where the changes of a text and its words in doubt are, for showing them.

use db::{Doubt, Edit};
use text::edit::split_at_char;

/// A stretch of the processed text: as it was, in doubt or not, or put in by an edit.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Piece<'a> {
    /// What stands there now.
    pub text: &'a str,
    /// The edit that put it there.
    pub edit: Option<&'a Edit>,
    /// The doubt whether it is right.
    pub doubt: Option<&'a Doubt>,
}

impl<'a> Piece<'a> {
    /// One without a mark.
    pub fn plain(text: &'a str) -> Self {
        Self {
            text,
            ..Self::default()
        }
    }

    /// Whether it is only white space, which needs a mark that shows without letters.
    pub fn is_gap(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// What the mark says when it is asked.
    pub fn title(&self) -> String {
        match (self.edit, self.doubt) {
            (Some(edit), _) if edit.from.is_empty() && self.is_gap() => "space put in".to_owned(),
            (Some(edit), _) if edit.from.is_empty() => "put in".to_owned(),
            (Some(edit), _) => format!("was \u{201c}{}\u{201d}", edit.from),
            (None, Some(doubt)) if doubt.suggestions.is_empty() => "to check".to_owned(),
            (None, Some(doubt)) => format!("to check; maybe: {}", doubt.suggestions.join(", ")),
            (None, None) => String::new(),
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
        pieces.push(Piece::plain(kept));
        pieces.push(Piece {
            edit: Some(edit),
            ..Piece::plain(&edit.to)
        });
        rest = split_at_char(tail, edit.length).1;
        at = edit.offset + edit.length;
    }
    pieces.push(Piece::plain(rest));
    pieces.retain(|piece| !piece.text.is_empty());
    pieces
}

/// The same, each word in doubt a piece of its own. Where an edit put something in, that is marked already, and its other
/// readings are told.
pub fn with_doubts<'a>(pieces: Vec<Piece<'a>>, doubts: &'a [Doubt]) -> Vec<Piece<'a>> {
    let mut marked = Vec::with_capacity(pieces.len() + doubts.len() * 2);
    let mut doubts = doubts.iter().peekable();
    let mut end = 0;
    for piece in pieces {
        let (mut rest, mut at) = (piece, end);
        end += piece.text.chars().count();
        while let Some(doubt) = doubts.next_if(|doubt| doubt.offset < end) {
            let behind = doubt.offset + doubt.length;
            if piece.edit.is_some() || doubt.offset < at || behind > end {
                continue;
            }
            let (before, tail) = split_at_char(rest.text, doubt.offset - at);
            let (word, tail) = split_at_char(tail, doubt.length);
            marked.push(Piece::plain(before));
            marked.push(Piece {
                doubt: Some(doubt),
                ..Piece::plain(word)
            });
            (rest, at) = (Piece::plain(tail), behind);
        }
        marked.push(rest);
    }
    marked.retain(|piece| !piece.text.is_empty());
    marked
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

    #[test]
    fn words_in_doubt_are_pieces_of_what_was_not_changed() {
        let edits = [Edit::sure(2, "havv", "have"), Edit::sure(10, "", " ")];
        let doubt = |offset, word: &str, suggestions: &[&str]| Doubt {
            offset,
            length: word.chars().count(),
            word: word.to_owned(),
            suggestions: suggestions.iter().map(|&other| other.into()).collect(),
        };
        let doubts = [
            doubt(0, "é", &["e", "a"]),
            doubt(2, "have", &["had"]),
            doubt(7, "abc d", &["abcd"]),
            doubt(13, "sosij", &[]),
        ];
        let shown = with_doubts(pieces("é havv abcd sosij", 0, &edits), &doubts);
        let text: String = shown.iter().map(|piece| piece.text).collect();
        assert_eq!(text, "é have abc d sosij");
        let in_doubt = shown.iter().filter(|piece| piece.doubt.is_some());
        let in_doubt: Vec<_> = in_doubt.map(|piece| (piece.text, piece.title())).collect();
        let told = ["to check; maybe: e, a", "to check"].map(str::to_owned);
        let [one, other] = told;
        assert_eq!(in_doubt, [("é", one), ("sosij", other)]);
        assert_eq!(shown.iter().filter(|piece| piece.edit.is_some()).count(), 2);
    }
}
