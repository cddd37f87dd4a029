//! How likely a space is before a bracket that opens and behind one that closes.

use super::block::{Block, Class, Kind, Piece, is};
use super::gaps::BETWEEN_WORDS;
use super::opaque;

/// The text of a link has no more pieces than this.
const LINK: usize = 40;

/// Between a word and the bracket `mark` behind it, which is the piece `i`.
pub(super) fn before(block: &Block, i: usize, mark: char) -> f32 {
    let left = &block.pieces[i - 1];
    let is_word = block.class[left.end - 1].is_letter();
    match mark {
        '[' if is_word && (is_link(block, i) || opaque::is_code(block, i + 1)) => BETWEEN_WORDS,
        '[' => 0.3,
        _ if block.class[left.end - 1] == Class::Digit => {
            let is_number = block.class[left.start] == Class::Digit;
            if is_number && is_prose(block, i) {
                0.9
            } else {
                0.5
            }
        }
        _ if is_plural(block, i) => 0.05,
        _ if is_prose(block, i) => 0.97,
        _ => 0.85,
    }
}

/// Between a bracket that closes, before the piece `i`, and that piece, a word.
pub(super) fn after(block: &Block, i: usize) -> f32 {
    let word = &block.pieces[i];
    let class = &block.class[word.start..word.end];
    let is_small = class.len() > 1 && class.iter().all(|&class| class == Class::Lower);
    let inside = i.checked_sub(2).map(|at| &block.pieces[at]);
    let is_remark = inside.is_some_and(|inside| is_aside(block, inside)) || has_space(block, i);
    if is_small && is_remark {
        BETWEEN_WORDS
    } else {
        0.95
    }
}

/// Whether what stands in the brackets that open with the piece `i` looks like a remark and not like what a function is
/// called with: `(without fear)`, `(2004)`.
fn is_prose(block: &Block, i: usize) -> bool {
    let (Some(first), Some(second)) = (block.pieces.get(i + 1), block.pieces.get(i + 2)) else {
        return false;
    };
    first.kind == Kind::Run
        && first.end - first.start > 1
        && match second.kind {
            Kind::Space => true,
            Kind::Mark => {
                is(block, second, b')') && block.class[first.start..first.end] == [Class::Digit; 4]
            }
            Kind::Run | Kind::Opaque => false,
        }
}

/// Whether what stands in brackets is an address, a year or an acronym, to which no word is glued.
fn is_aside(block: &Block, inside: &Piece) -> bool {
    let class = &block.class[inside.start..inside.end];
    inside.kind == Kind::Opaque
        || class == [Class::Digit; 4]
        || class.len() > 1 && class.iter().all(|&class| class == Class::Upper)
}

/// Whether there are several words in the brackets that close before the piece `i`: `(see above)for`.
fn has_space(block: &Block, i: usize) -> bool {
    let inside = block.pieces[..i.saturating_sub(1)].iter().rev().take(LINK);
    let mut inside = inside.take_while(|piece| !is(block, piece, b'('));
    inside.any(|piece| piece.kind == Kind::Space)
}

/// `(s)` and the like at the end of a word.
fn is_plural(block: &Block, i: usize) -> bool {
    let closes = |piece: &Piece| is(block, piece, b')');
    let inside = block.pieces.get(i + 1).filter(|p| p.kind == Kind::Run);
    inside.is_some_and(|p| p.end - p.start <= 2) && block.pieces.get(i + 2).is_some_and(closes)
}

/// Whether the square bracket that is the piece `i` opens the text of a link: `[the manual](https://a.b)`.
fn is_link(block: &Block, i: usize) -> bool {
    let inside = block.pieces[i + 1..].iter().take(LINK);
    let length = inside.take_while(|piece| !is(block, piece, b']')).count();
    let (Some(close), Some(open), Some(target)) = (
        block.pieces.get(i + 1 + length),
        block.pieces.get(i + 2 + length),
        block.pieces.get(i + 3 + length),
    ) else {
        return false;
    };
    is(block, close, b']') && is(block, open, b'(') && target.kind == Kind::Opaque
}
