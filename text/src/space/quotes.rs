//! Which quotation marks and brackets open and which close.

use super::block::{Block, Class, Kind, Piece, is, is_one_of};

/// Which way a quotation mark faces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Open,
    Close,
    Plain,
}

/// Follows quotation marks along the text: a straight mark opens, then closes.
pub(super) struct Quotes {
    double: bool,
    single: bool,
    pub(super) has_capitals: bool,
}

impl Quotes {
    pub(super) fn new(block: &Block) -> Self {
        // With an odd number of straight marks, the quotation began before the text where the
        // first one follows a word or a mark.
        let mut marks = block
            .pieces
            .iter()
            .enumerate()
            .filter(|(_, p)| is(block, p, b'"'));
        let first = marks.next();
        let odd = (marks.count() + usize::from(first.is_some())) % 2 == 1;
        let double = odd
            && first.is_some_and(|(i, _)| {
                i > 0
                    && block.pieces[i - 1].kind != Kind::Space
                    && block.pieces.get(i + 1).is_none_or(|next| {
                        next.kind != Kind::Run || is_one_of(block, &block.pieces[i - 1], b",.!?")
                    })
            });
        let has_capitals = block
            .class
            .windows(2)
            .any(|pair| pair[0] == Class::Upper && pair[1] == Class::Lower);
        Self {
            double,
            single: false,
            has_capitals,
        }
    }

    pub(super) fn side(&mut self, block: &Block, pieces: &[Piece], i: usize) -> Side {
        let piece = &pieces[i];
        let toggle = |open: &mut bool| {
            *open = !*open;
            if *open { Side::Open } else { Side::Close }
        };
        match block.character(piece.start) {
            '"' => {
                if is_inches(block, pieces, i) {
                    return Side::Plain;
                }
                // A space on one side only tells which way the mark faces.
                let before = i == 0 || pieces[i - 1].kind == Kind::Space;
                let after = pieces
                    .get(i + 1)
                    .is_none_or(|next| next.kind == Kind::Space);
                if before != after {
                    self.double = after;
                }
                toggle(&mut self.double)
            }
            '\'' | '‘' | '’' | '`' => {
                let letter_before = i > 0 && pieces[i - 1].kind == Kind::Run;
                let word_after = pieces.get(i + 1).is_some_and(|next| next.kind == Kind::Run);
                if self.single || letter_before || !word_after {
                    self.single = false;
                    Side::Close
                } else {
                    self.single = true;
                    Side::Open
                }
            }
            '“' | '„' | '«' | '‹' | '(' | '[' | '{' => Side::Open,
            '”' | '»' | '›' | ')' | ']' | '}' => Side::Close,
            _ => Side::Plain,
        }
    }
}

/// Whether the mark `i` stands for the inches of `5'7"`.
fn is_inches(block: &Block, pieces: &[Piece], i: usize) -> bool {
    let Some([feet, sign, inches]) = i.checked_sub(3).map(|at| &pieces[at..i]) else {
        return false;
    };
    let is_number = |piece: &Piece| block.class[piece.end - 1] == Class::Digit;
    is_number(feet) && is_number(inches) && matches!(block.character(sign.start), '\'' | '’')
}
