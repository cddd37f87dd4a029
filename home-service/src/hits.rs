//! What a search has found, marked in the texts that are shown.

use db::Terms;

use crate::marks::{Piece, Side};

/// A text whose hits are pieces of their own.
#[must_use]
pub fn marked(terms: &Terms, side: Side) -> Side {
    if terms.is_empty() {
        return side;
    }
    let pieces = side
        .pieces
        .into_iter()
        .flat_map(|piece| split(terms, &piece))
        .collect();
    Side { pieces, ..side }
}

fn split(terms: &Terms, piece: &Piece) -> Vec<Piece> {
    let text = piece.text.as_str();
    let part = |from: usize, to: usize, hit| Piece {
        text: text[from..to].to_owned(),
        hit,
        joined: from > 0,
        ..piece.clone()
    };
    let mut pieces = Vec::new();
    let mut shown = 0;
    for hit in terms.hits(text) {
        if shown < hit.start {
            pieces.push(part(shown, hit.start, false));
        }
        pieces.push(part(hit.start, hit.end, true));
        shown = hit.end;
    }
    if shown < text.len() {
        pieces.push(part(shown, text.len(), false));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marks::beginning;

    fn shown(search: &str, text: &str) -> String {
        let side = marked(&Terms::new(search), beginning(text, usize::MAX));
        let show = |piece: &Piece| {
            if piece.hit {
                format!("[{}]", piece.text)
            } else {
                piece.text.clone()
            }
        };
        side.pieces.iter().map(show).collect()
    }

    #[test]
    fn hits_are_pieces_of_their_own() {
        assert_eq!(
            shown("lib", "A library, in LIBYA; calibre"),
            "A [lib]rary, in [LIB]YA; calibre"
        );
        assert_eq!(shown("uber cafe", "Über das Café"), "[Über] das [Café]");
        assert_eq!(shown("図書館", "東京の図書館は"), "東京の[図書館]は");
    }

    #[test]
    fn without_a_search_or_a_hit_nothing_changes() {
        assert_eq!(shown("", "text"), "text");
        assert_eq!(shown("- !", "text - !"), "text - !");
        assert_eq!(shown("x", ""), "");
    }
}
