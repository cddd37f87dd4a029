//! What a search has found, marked in the texts that are shown.
//!
//! The store finds words by their beginnings, whatever their case and accents; so does this.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::marks::{Piece, Side};

/// The words of a search.
#[derive(Debug, Clone, Default)]
pub struct Terms(Vec<String>);

impl Terms {
    /// Takes the words out of what was typed.
    pub fn new(search: &str) -> Self {
        let words = search.split(|c: char| !c.is_alphanumeric() && !is_combining_mark(c));
        Self(words.map(folded).filter(|word| !word.is_empty()).collect())
    }

    /// Splits the pieces of a text so that each hit is one of its own.
    #[must_use]
    pub fn marked(&self, side: Side) -> Side {
        if self.0.is_empty() {
            return side;
        }
        let pieces = side
            .pieces
            .into_iter()
            .flat_map(|piece| self.split(&piece))
            .collect();
        Side { pieces, ..side }
    }

    fn split(&self, piece: &Piece) -> Vec<Piece> {
        let text = piece.text.as_str();
        let part = |from: usize, to: usize, hit| Piece {
            text: text[from..to].to_owned(),
            hit,
            joined: from > 0,
            ..piece.clone()
        };
        let mut pieces = Vec::new();
        let mut shown = 0;
        let mut within_word = false;
        for (at, c) in text.char_indices() {
            let begins = c.is_alphanumeric() && !within_word;
            within_word = c.is_alphanumeric() || is_combining_mark(c);
            if !begins || at < shown {
                continue;
            }
            if let Some(length) = self
                .0
                .iter()
                .filter_map(|term| prefix(&text[at..], term))
                .max()
            {
                if shown < at {
                    pieces.push(part(shown, at, false));
                }
                pieces.push(part(at, at + length, true));
                shown = at + length;
            }
        }
        if shown < text.len() {
            pieces.push(part(shown, text.len(), false));
        }
        pieces
    }
}

/// How many bytes of a text stand for this term at its beginning.
fn prefix(text: &str, term: &str) -> Option<usize> {
    let mut rest = term;
    for (at, c) in text.char_indices() {
        let folded = folded(c.encode_utf8(&mut [0; 4]));
        if rest.is_empty() && !folded.is_empty() {
            return Some(at);
        }
        if rest.len() < folded.len() {
            return folded.starts_with(rest).then_some(at + c.len_utf8());
        }
        rest = rest.strip_prefix(folded.as_str())?;
    }
    rest.is_empty().then_some(text.len())
}

/// Lower case without accents.
fn folded(text: &str) -> String {
    text.nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marks::beginning;

    fn shown(search: &str, text: &str) -> String {
        let side = Terms::new(search).marked(beginning(text, usize::MAX));
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
    fn words_are_found_by_their_beginnings_whatever_case_and_accents() {
        assert_eq!(
            shown("lib", "A library, in LIBYA; calibre"),
            "A [lib]rary, in [LIB]YA; calibre"
        );
        assert_eq!(shown("uber cafe", "Über das Café"), "[Über] das [Café]");
        assert_eq!(
            shown("Über", "uber e\u{301}t\u{e9}"),
            "[uber] e\u{301}t\u{e9}"
        );
        assert_eq!(shown("ete", "e\u{301}te\u{301}s"), "[e\u{301}te\u{301}]s");
        assert_eq!(shown("ﬁ", "fish"), "[fi]sh");
        assert_eq!(shown("straße", "STRASSE"), "STRASSE");
    }

    #[test]
    fn without_a_search_or_a_hit_nothing_changes() {
        assert_eq!(shown("", "text"), "text");
        assert_eq!(shown("- !", "text - !"), "text - !");
        assert_eq!(shown("x", ""), "");
    }
}
