//! How likely a space is behind a mark that a word or a number follows.

use super::block::{Block, Class, Kind, Piece, is, is_one_of};
use super::dashes::{LOPSIDED, RANGE, is_lopsided, is_range};
use super::gaps::{BETWEEN_WORDS, is_plain};
use super::{numbers, stops};

/// A mark that stands before a word or number.
pub(super) fn after(block: &Block, i: usize, mark: char, has_capitals: bool) -> f32 {
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
        ',' => after_comma(block, i, before),
        ';' => after_semicolon(block, i, before),
        ':' => after_colon(block, i, digit_right, digit_before),
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
        '…' if block.class[right.start] == Class::Upper => 0.7,
        '…' => 0.4,
        // `20%off`, `5'7"and`
        '%' | '"' if digit_before && is_plain(block, right) => BETWEEN_WORDS,
        '%' if digit_right => 0.3,
        '%' => 0.97,
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
        '&' if right.end - right.start <= 2 && block.class[right.start] == Class::Upper => 0.05,
        '&' => 0.8,
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

/// A comma that is not between digits.
fn after_comma(block: &Block, i: usize, before: Option<&Piece>) -> f32 {
    let right = &block.pieces[i];
    let pronoun = block.class[right.start] == Class::Upper && block.bytes[right.start] == b'i';
    let article =
        block.bytes[right.start] == b'a' && block.class.get(right.end) == Some(&Class::Space);
    let is_word_before = before.is_some_and(|p| p.kind == Kind::Run && p.end - p.start > 1);
    // `Mail jo@example.org,then wait`
    let is_link_before = before.is_some_and(|p| p.kind == Kind::Opaque);
    if is_word_before && (right.end - right.start > 1 || pronoun || article)
        || is_link_before && is_plain(block, right)
    {
        BETWEEN_WORDS
    } else {
        0.998
    }
}

fn after_semicolon(block: &Block, i: usize, before: Option<&Piece>) -> f32 {
    let right = &block.pieces[i];
    let Some(before) = before else { return 0.99 };
    if is_plain(block, before) && is_plain(block, right) {
        BETWEEN_WORDS
    } else if is_volume(block, before, i) || is_sign(block, before) && is_sign(block, right) {
        // `2018;360:12`, `TL;DR`
        0.05
    } else {
        0.99
    }
}

fn after_colon(block: &Block, i: usize, digit_right: bool, digit_before: bool) -> f32 {
    let right = &block.pieces[i];
    if digit_right && digit_before {
        return 0.01;
    }
    if is_field(block, i) {
        return 0.995;
    }
    if digit_right {
        return 0.6;
    }
    // A number of a page: `360:k1234`.
    if digit_before && is_numbered(block, right) {
        return 0.01;
    }
    let is_behind_word = i > 1 && (is_plain(block, &block.pieces[i - 2]) || is_label(block, i));
    let begins =
        || stops::is_sentence_word(&block.bytes[right.start..right.end]) || begins_list(block, i);
    if is_behind_word && begins() {
        BETWEEN_WORDS
    } else {
        0.97
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
