//! How likely well-written text has a space beside what is never broken: code, addresses, tags.

use super::block::{Block, Kind, Piece, is_one_of};
use super::gaps::{BETWEEN_WORDS, is_plain};

/// What is written to the end of code without a space: `` `Vec`s ``.
const ENDINGS: [&[u8]; 9] = [
    b"s", b"es", b"d", b"ed", b"ing", b"th", b"er", b"like", b"able",
];

/// Probability of a space before the piece `i`, which is opaque.
pub(super) fn before(block: &Block, i: usize) -> f32 {
    let left = &block.pieces[i - 1];
    let named = &block.bytes[block.pieces[i].start..block.pieces[i].end];
    if !is_code(block, i) {
        // `supportWikipedia.org`
        let is_name = named[0].is_ascii_uppercase() && named.contains(&b'.');
        let is_word = left.kind == Kind::Run && is_plain(block, left);
        return if is_name && is_word {
            BETWEEN_WORDS
        } else {
            0.0
        };
    }
    match left.kind {
        Kind::Run if left.end - left.start > 1 && block.class[left.end - 1].is_letter() => {
            BETWEEN_WORDS
        }
        Kind::Run if matches!(block.bytes[left.start], b'a' | b'i') => 0.97,
        Kind::Mark if is_one_of(block, left, b",;") => 0.97,
        _ => 0.0,
    }
}

/// Probability of a space after the piece before `i`, which is opaque.
pub(super) fn after(block: &Block, i: usize) -> f32 {
    let (left, right) = (&block.pieces[i - 1], &block.pieces[i]);
    if right.kind != Kind::Run {
        return 0.0;
    }
    let word = &block.bytes[right.start..right.end];
    // The full stop of an abbreviation is part of it.
    if block.bytes[left.end - 1] == b'.' && word.len() > 1 {
        return 0.97;
    }
    let is_word = word.len() > 1 || word == b"a";
    if is_word && is_code(block, i - 1) && !ENDINGS.contains(&word) {
        BETWEEN_WORDS
    } else {
        0.0
    }
}

/// Whether the piece `i` is code, and not what stands between two words with a grave accent for their
/// apostrophe: ``I can`t and don`t``.
pub(super) fn is_code(block: &Block, i: usize) -> bool {
    let Some(piece) = block.pieces.get(i) else {
        return false;
    };
    let inside = &block.bytes[piece.start..piece.end];
    let is_run = |other: Option<&Piece>| other.is_some_and(|other| other.kind == Kind::Run);
    let is_glued = is_run(block.pieces.get(i + 1)) && i > 0 && is_run(block.pieces.get(i - 1));
    piece.kind == Kind::Opaque
        && inside.starts_with(b"`")
        && inside.ends_with(b"`")
        && !(is_glued && inside.contains(&b' '))
}
