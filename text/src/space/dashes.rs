//! Dashes, hyphens and signs between words: which mean a range, and which have a space on one side.

use super::block::{Block, Class, Kind, Piece};

/// On one side of a dash, where the other has a space.
pub(super) const LOPSIDED: f32 = 0.9;

/// On each side of the dash of `1954–66`.
pub(super) const RANGE: f32 = 0.05;

/// Whether the mark of the piece `i` has a space on one side only: what is `beyond` it is the other.
/// A dash or sign between words has it on both, or on neither.
pub(super) fn is_lopsided(block: &Block, mark: char, word: &Piece, beyond: Option<&Piece>) -> bool {
    let class = &block.class[word.start..word.end];
    matches!(mark, '-' | '–' | '—' | '&')
        // A line may end within a word.
        && beyond.is_some_and(|piece| {
            piece.kind == Kind::Space && !block.bytes[piece.start..piece.end].contains(&b'\n')
        })
        // No option, negative number or code: `-v`, `-3`.
        && class.len() >= 3
        && !class.contains(&Class::Digit)
}

/// Whether a dash between these pieces means from one to the other: `1954–66`, `10am–4pm`, `XIV–XX`, `Mon–Fri`.
pub(super) fn is_range(block: &Block, left: &Piece, right: &Piece) -> bool {
    let is_end = |piece: &Piece| matches!(block.class[piece.start], Class::Digit | Class::Upper);
    let is_digit = |at: usize| block.class[at] == Class::Digit;
    let is_pronoun = left.end - left.start > 1 && &block.bytes[right.start..right.end] == b"i";
    left.kind == Kind::Run
        && right.kind == Kind::Run
        && (is_end(left) || (is_digit(left.end - 1) && is_digit(right.start)))
        && is_end(right)
        && !is_pronoun
}
