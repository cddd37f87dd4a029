//! How likely well-written text has a space beside a punctuation mark.

use super::block::{Block, Class, Kind, Piece, is_one_of};
use super::dashes::{LOPSIDED, RANGE, is_lopsided, is_range};
use super::quotes::{Quotes, Side};
use super::{brackets, marks, opaque};

/// A place between two pieces that touch, at least one of which is a mark, or between two words with a capital each.
#[derive(Debug, Clone, Copy)]
pub(super) struct Gap {
    /// Where what follows begins, in folded bytes.
    pub(super) at: usize,
    /// Probability that well-written text has a space here.
    pub(super) probability: f32,
}

impl Gap {
    /// The odds that a space is missing here, in a text that lacks spaces at this rate.
    pub(super) fn odds(&self, rate: f32) -> f32 {
        self.probability * rate / (1.0 - self.probability)
    }
}

/// Between two words, where hardly anything but prose has this mark.
pub(super) const BETWEEN_WORDS: f32 = 0.9999;

/// Before a tag behind a word. It may be a part of a page or a class that is named so: `page#anchor`.
const TAG: f32 = 0.97;

/// Finds the gaps at punctuation marks, with their probabilities. `spaced` is called for each mark
/// that has its space already.
pub(super) fn at_marks(block: &Block, gaps: &mut Vec<Gap>) {
    gaps.clear();
    let pieces = &block.pieces;
    let mut quotes = Quotes::new(block);
    let mut left_side = Side::Plain;
    for (i, piece) in pieces.iter().enumerate() {
        let side = match piece.kind {
            Kind::Mark => quotes.side(block, pieces, i),
            _ => Side::Plain,
        };
        if i > 0 {
            let left = pieces[i - 1];
            if left.kind != Kind::Space && piece.kind != Kind::Space {
                let probability = gap(block, i, left_side, side, quotes.has_capitals);
                if probability > 0.0 {
                    gaps.push(Gap {
                        at: piece.start,
                        probability,
                    });
                }
            }
        }
        left_side = side;
    }
}

/// Whether the quotation that opens with the piece `i` begins with a word and stands behind a mark that ends one.
fn is_speech(block: &Block, i: usize) -> bool {
    let is_word = |piece: Option<&Piece>| {
        piece.is_some_and(|piece| {
            piece.kind == Kind::Run
                && piece.end - piece.start > 1
                && block.class[piece.end - 1] == Class::Lower
        })
    };
    i > 1 && is_word(block.pieces.get(i - 2)) && is_word(block.pieces.get(i + 1))
}

/// Whether a piece begins with two digits and no more.
fn is_decade(block: &Block, piece: &Piece) -> bool {
    let class = &block.class[piece.start..piece.end];
    class.starts_with(&[Class::Digit; 2]) && class.get(2) != Some(&Class::Digit)
}

/// Probability of a space between the pieces `i - 1` and `i`. Most figures were counted on
/// published English prose and web text; in doubt they are low.
fn gap(block: &Block, i: usize, left_side: Side, right_side: Side, has_capitals: bool) -> f32 {
    let pieces = &block.pieces;
    let (left, right) = (&pieces[i - 1], &pieces[i]);
    if right.kind == Kind::Opaque {
        return opaque::before(block, i);
    }
    if left.kind == Kind::Opaque {
        return opaque::after(block, i);
    }
    let a = block.character(left.start);
    let b = block.character(right.start);
    // The years of a century: `of '67`, `the ’80s`.
    if matches!(a, '\'' | '’') && is_decade(block, right) {
        return 0.0;
    }
    if matches!(b, '\'' | '’')
        && left.kind == Kind::Run
        && pieces.get(i + 1).is_some_and(|next| is_decade(block, next))
    {
        return 0.95;
    }
    if left_side == Side::Open || right_side == Side::Close {
        return 0.0;
    }
    if right_side == Side::Open {
        return before_opening(block, i, a, b, left_side);
    }
    if left_side == Side::Close {
        return after_closing(block, i, a, b);
    }
    if right.kind == Kind::Run {
        return marks::after(block, i, a, has_capitals);
    }
    if left.kind == Kind::Run {
        return before_mark(block, i, left, b);
    }
    match (a, b) {
        (',' | ';' | ':', '$' | '£' | '€') => 0.97,
        (',' | '.', '–') => 0.9,
        _ => 0.0,
    }
}

/// Before the sign `b` that opens something, behind the character `a`.
fn before_opening(block: &Block, i: usize, a: char, b: char, left_side: Side) -> f32 {
    let left = &block.pieces[i - 1];
    match (a, b) {
        ('-' | '/' | '#' | '@' | '=' | '_' | '*', _) => 0.0,
        ('—' | '–', _) => 0.2,
        (_, '[' | '(' | '{') if left.kind == Kind::Run => brackets::before(block, i, b),
        (_, '`' | '{') => 0.0,
        _ if left_side == Side::Close => 0.3,
        ('(' | '"' | '“', _) => 0.0,
        _ if left.kind == Kind::Run => 0.99,
        (',' | ';' | ':' | '.' | '!' | '?', '(' | '[') => 0.9,
        (',' | '.' | '!' | '?', _) if is_speech(block, i) => BETWEEN_WORDS,
        (',' | ';' | ':' | '.' | '!' | '?', _) => 0.995,
        _ => 0.0,
    }
}

/// Behind the sign `a` that closes something, before the character `b`.
fn after_closing(block: &Block, i: usize, a: char, b: char) -> f32 {
    let pieces = &block.pieces;
    let right = &pieces[i];
    match (right.kind, a) {
        (Kind::Run, '`' | '}') => 0.0,
        (Kind::Run, '’' | '\'') => {
            match i.checked_sub(2).map(|at| &pieces[at]) {
                Some(last) if last.kind == Kind::Run => 0.5,
                // `'Stop,'he said`
                Some(last) if is_plain(block, right) && is_one_of(block, last, b",.!?") => {
                    BETWEEN_WORDS
                }
                _ => 0.99,
            }
        }
        (Kind::Run, ')' | ']') => brackets::after(block, i),
        (Kind::Run, _) => {
            if block.class[right.start] == Class::Digit {
                0.6
            } else if i > 1 && is_one_of(block, &pieces[i - 2], b".,!?") {
                BETWEEN_WORDS
            } else {
                0.999
            }
        }
        _ => match b {
            '–' | '&' => 0.9,
            '—' => 0.3,
            '(' if matches!(a, '"' | '”') => 0.95,
            _ => 0.0,
        },
    }
}

fn before_mark(block: &Block, i: usize, left: &Piece, b: char) -> f32 {
    if is_lopsided(block, b, left, block.pieces.get(i + 1)) {
        let next = block.pieces.get(i + 2);
        let next = next.map_or(&[][..], |next| &block.bytes[next.start..next.end]);
        // `pre- and post-war`
        return match next {
            b"and" | b"or" | b"to" if b == '-' => 0.0,
            _ => LOPSIDED,
        };
    }
    match b {
        '$' | '£' | '€' | '§' => 0.95,
        '#' | '@' if is_before_tag(block, i, left) => TAG,
        '–' if block
            .pieces
            .get(i + 1)
            .is_some_and(|right| is_range(block, left, right)) =>
        {
            RANGE
        }
        '–' => 0.9,
        '—' => 0.38,
        '&' => {
            if left.end - left.start <= 3 && block.class[left.start] == Class::Upper {
                0.05
            } else {
                0.8
            }
        }
        _ => 0.0,
    }
}

/// Whether a word in small letters stands before the sign of a tag or a name, which is the piece `i`: `beach#sunset`.
fn is_before_tag(block: &Block, i: usize, left: &Piece) -> bool {
    let word = &block.class[left.start..left.end];
    word.len() > 1
        && word.iter().all(|&class| class == Class::Lower)
        && block.pieces.get(i + 1).is_some_and(|tag| {
            tag.kind == Kind::Run && tag.end - tag.start > 2 && block.class[tag.start].is_letter()
        })
}

/// Whether a piece is a word in small letters, of more than one.
pub(super) fn is_plain(block: &Block, piece: &Piece) -> bool {
    let class = &block.class[piece.start..piece.end];
    class.len() > 1 && class.iter().all(|&class| class == Class::Lower)
}
