//! How likely well-written text has a space beside a punctuation mark.

use super::block::{Block, Class, Kind, Piece, is, is_one_of};
use super::dashes::{LOPSIDED, RANGE, is_lopsided, is_range};
use super::quotes::{Quotes, Side};
use super::{brackets, numbers, opaque, stops};

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
        return match (a, b) {
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
        };
    }
    if left_side == Side::Close {
        return match (right.kind, a) {
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
        };
    }
    if right.kind == Kind::Run {
        return after_mark(block, i, a, has_capitals);
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

/// A comma between digits: `1,000`, but `May 5, 1992`.
fn after_digits(block: &Block, before: Option<&Piece>, i: usize) -> f32 {
    let right = &block.pieces[i];
    let digits = before.map_or(0, |p| {
        let class = &block.class[p.start..p.end];
        let digits = class.iter().rev().take_while(|&&c| c == Class::Digit);
        digits.count()
    });
    let year = right.end - right.start == 4 && matches!(block.bytes[right.start], b'1' | b'2');
    match right.end - right.start {
        4 if digits <= 2 && year => {
            if follows_month(block, i) {
                BETWEEN_WORDS
            } else {
                0.95
            }
        }
        3 => 0.005,
        _ => 0.1,
    }
}

/// Whether the day before the comma before the piece `i` stands behind the name of a month.
fn follows_month(block: &Block, i: usize) -> bool {
    let mut before = block.pieces[..i - 1].iter().rev();
    let day = before.next();
    let glued = day.is_some_and(|day| block.class[day.start] != Class::Digit);
    let month = if glued {
        day
    } else {
        before.find(|piece| piece.kind != Kind::Space)
    };
    month.is_some_and(|piece| numbers::ends_with_month(&block.bytes[piece.start..piece.end]))
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

/// A mark that stands before a word or number.
fn after_mark(block: &Block, i: usize, mark: char, has_capitals: bool) -> f32 {
    let pieces = &block.pieces;
    let right = &pieces[i];
    let before = (i > 1).then(|| &pieces[i - 2]);
    let digit_right = block.class[right.start] == Class::Digit;
    let run_before = before.filter(|p| p.kind == Kind::Run);
    let digit_before = run_before.is_some_and(|p| block.class[p.end - 1] == Class::Digit);
    // With white space before it a hyphen belongs to what follows: `-delete`.
    if mark != '-' && is_lopsided(block, mark, right, before) {
        return LOPSIDED;
    }
    match mark {
        ',' if digit_right && digit_before => after_digits(block, run_before, i),
        ',' => {
            let pronoun =
                block.class[right.start] == Class::Upper && block.bytes[right.start] == b'i';
            let article = block.bytes[right.start] == b'a'
                && block.class.get(right.end) == Some(&Class::Space);
            // `Mail jo@example.org,then wait`
            let is_link_before = before.is_some_and(|p| p.kind == Kind::Opaque);
            if run_before.is_some_and(|p| p.end - p.start > 1)
                && (right.end - right.start > 1 || pronoun || article)
                || is_link_before && is_plain(block, right)
            {
                BETWEEN_WORDS
            } else {
                0.998
            }
        }
        ';' if before.is_some_and(|before| is_plain(block, before) && is_plain(block, right)) => {
            BETWEEN_WORDS
        }
        // `2018;360:12`, `TL;DR`
        ';' if before.is_some_and(|before| {
            is_volume(block, before, i) || is_sign(block, before) && is_sign(block, right)
        }) =>
        {
            0.05
        }
        ';' => 0.99,
        ':' if digit_right => {
            if digit_before {
                0.01
            } else if is_field(block, i) {
                0.995
            } else {
                0.6
            }
        }
        ':' if is_field(block, i) => 0.995,
        // A number of a page: `360:k1234`.
        ':' if digit_before && is_numbered(block, right) => 0.01,
        ':' if before.is_some_and(|before| is_plain(block, before) || is_label(block, i))
            && (stops::is_sentence_word(&block.bytes[right.start..right.end])
                || begins_list(block, i)) =>
        {
            BETWEEN_WORDS
        }
        ':' => 0.97,
        '!' | '?' if digit_right => 0.8,
        '!' | '?' if before.is_some_and(|before| ends_sentence(block, before, i)) => BETWEEN_WORDS,
        '!' | '?' if before.is_some() => 0.98,
        '.' => stops::after(
            block,
            i,
            run_before,
            digit_right,
            digit_before,
            has_capitals,
        ),
        '…' => {
            if block.class[right.start] == Class::Upper {
                0.7
            } else {
                0.4
            }
        }
        // `20%off`, `5'7"and`
        '%' | '"' if digit_before && is_plain(block, right) => BETWEEN_WORDS,
        '%' => {
            if digit_right {
                0.3
            } else {
                0.97
            }
        }
        // `100+people`
        '+' if digit_before && right.end - right.start > 2 => {
            let letters = &block.class[right.start..right.end];
            if letters.iter().all(|&class| class == Class::Lower) {
                0.9
            } else {
                0.0
            }
        }
        '–' if before.is_some_and(|before| is_range(block, before, right)) => RANGE,
        '–' => 0.9,
        '—' => 0.38,
        '&' => {
            if right.end - right.start <= 2 && block.class[right.start] == Class::Upper {
                0.05
            } else {
                0.8
            }
        }
        _ => 0.0,
    }
}

/// Whether a mark such as `!` between these pieces ends a sentence: `Sophie!Hope`, `remote??its`.
fn ends_sentence(block: &Block, before: &Piece, i: usize) -> bool {
    let right = &block.pieces[i];
    let is_word =
        |piece: &Piece| piece.end - piece.start > 1 && block.class[piece.end - 1] == Class::Lower;
    let is_whole = stops::may_end(block, before) || before.start == 0;
    let left = before.kind == Kind::Run && is_word(before) && is_whole;
    (is_word(right) || stops::is_i(block, i)) && (left || is_one_of(block, before, b"!?"))
}

/// Whether a piece is a word in small letters, of more than one.
pub(super) fn is_plain(block: &Block, piece: &Piece) -> bool {
    let class = &block.class[piece.start..piece.end];
    class.len() > 1 && class.iter().all(|&class| class == Class::Lower)
}

/// Whether a piece is a few capitals.
fn is_sign(block: &Block, piece: &Piece) -> bool {
    let class = &block.class[piece.start..piece.end];
    class.len() <= 4 && class.iter().all(|&class| class == Class::Upper)
}

/// Whether the piece `year` and the piece `i` are the year and the volume of a journal: `2018;360:12`, `1998;12(3)`.
fn is_volume(block: &Block, year: &Piece, i: usize) -> bool {
    let is_number = |piece: &Piece| {
        let class = &block.class[piece.start..piece.end];
        class.iter().all(|&class| class == Class::Digit)
    };
    year.end - year.start == 4
        && is_number(year)
        && is_number(&block.pieces[i])
        && block
            .pieces
            .get(i + 1)
            .is_some_and(|next| is_one_of(block, next, b":("))
}

/// Whether a piece ends with a digit.
fn is_numbered(block: &Block, piece: &Piece) -> bool {
    block.class[piece.end - 1] == Class::Digit
}

/// Whether the piece `i` stands behind a colon and the name of a field that a line begins with: `Tel:0161`, `Name:John`.
fn is_field(block: &Block, i: usize) -> bool {
    let right = &block.pieces[i];
    is_label(block, i)
        && right.end - right.start > 2
        && matches!(block.class[right.start], Class::Upper | Class::Digit)
}

/// Whether a line begins with a word with a capital two pieces before `i`: `Note:this is a draft`.
fn is_label(block: &Block, i: usize) -> bool {
    let Some(name) = i.checked_sub(2).map(|at| &block.pieces[at]) else {
        return false;
    };
    let begins_line = i.checked_sub(3).is_none_or(|at| {
        let piece = &block.pieces[at];
        block.bytes[piece.start..piece.end].contains(&b'\n')
    });
    begins_line
        && name.kind == Kind::Run
        && name.end - name.start > 2
        && block.class[name.start] == Class::Upper
        && block.class[name.start + 1..name.end]
            .iter()
            .all(|&class| class == Class::Lower)
}

/// Whether a list of words begins with the piece `i`, and no list of pairs: `three things:time, money`.
fn begins_list(block: &Block, i: usize) -> bool {
    match &block.pieces[i..] {
        [first, comma, space, second, rest @ ..] => {
            is_plain(block, first)
                && is(block, comma, b',')
                && space.kind == Kind::Space
                && is_plain(block, second)
                // `the hex:offset, the address`
                && !stops::is_sentence_word(&block.bytes[second.start..second.end])
                && rest
                    .first()
                    .is_none_or(|next| !is_one_of(block, next, b":=_"))
        }
        _ => false,
    }
}
