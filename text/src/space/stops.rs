//! How likely a space is behind a full stop; short forms that are written with one, and text that is glued to it: `on Sat.you said`,
//! `at 5 p.m.on Monday`.
//!
//! Two words with a full stop between them may be a name (`node.js`, `co.uk`). They are none where the first is a short form
//! and the second a word that only sentences have.

use super::block::{Block, Class, Kind, Piece, is};
use super::gaps::{BETWEEN_WORDS, is_plain};

/// Days, months, titles, firms, units and the like, sorted.
const SHORT_FORMS: [&[u8]; 67] = [
    b"a.m", b"al", b"approx", b"apr", b"apt", b"aug", b"ave", b"b.c", b"blvd", b"capt", b"cf",
    b"co", b"corp", b"dec", b"dept", b"dr", b"e.g", b"est", b"etc", b"feb", b"fig", b"fri", b"ft",
    b"gov", b"i.e", b"inc", b"jan", b"jr", b"jul", b"jun", b"lb", b"lbs", b"lt", b"ltd", b"mar",
    b"min", b"mon", b"mr", b"mrs", b"mt", b"no", b"nos", b"nov", b"oct", b"oz", b"p.m", b"p.s",
    b"pp", b"prof", b"rev", b"sat", b"sec", b"sen", b"sep", b"sept", b"sgt", b"sr", b"st", b"tel",
    b"thu", b"thurs", b"tue", b"tues", b"u.k", b"u.s", b"vs", b"wed",
];
/// Words that sentences are full of, sorted; none is the end of a name on the net or of a file.
const SENTENCE: [&[u8]; 36] = [
    b"about", b"after", b"all", b"and", b"are", b"because", b"before", b"but", b"from", b"had",
    b"has", b"have", b"he", b"if", b"not", b"of", b"on", b"or", b"our", b"she", b"that", b"the",
    b"their", b"then", b"there", b"they", b"this", b"was", b"we", b"were", b"when", b"which",
    b"while", b"who", b"with", b"you",
];

/// Those of them that no member of an object in a program is called either.
const TALKED: [&[u8]; 14] = [
    b"are", b"because", b"but", b"had", b"he", b"our", b"she", b"their", b"they", b"was", b"we",
    b"were", b"which", b"while",
];

/// Words of two letters that sentences end with, sorted; none is the beginning of a name (`as.Date`, `no.5`).
const ENDINGS: [&[u8]; 20] = [
    b"am", b"at", b"be", b"by", b"go", b"he", b"hi", b"if", b"in", b"it", b"me", b"my", b"of",
    b"oh", b"ok", b"on", b"so", b"to", b"up", b"us",
];

/// Whether a piece may be the last word of a sentence and not the first part of a name: longer ones, and some of two letters.
pub(super) fn may_end(block: &Block, piece: &Piece) -> bool {
    let word = &block.bytes[piece.start..piece.end];
    word.len() > 2 || ENDINGS.binary_search(&word).is_ok()
}

/// Whether a piece is the `I` that a sentence begins with, rather than an initial (`I.`) or a part of a name.
pub(super) fn is_i(block: &Block, i: usize) -> bool {
    let [piece, space, next] = &block.pieces[i..(i + 3).min(block.pieces.len())] else {
        return false;
    };
    &block.bytes[piece.start..piece.end] == b"i"
        && block.class[piece.start] == Class::Upper
        && space.kind == Kind::Space
        && next.kind == Kind::Run
        && block.class[next.start] == Class::Lower
}

/// Whether a full stop behind `short` (small letters) ends a short form, and `word` goes on with the sentence.
pub(super) fn parts(short: &[u8], word: &[u8]) -> bool {
    let is_example = matches!(short, b"e.g" | b"i.e") && word.len() > 1;
    is_example && word.iter().all(u8::is_ascii_lowercase)
        || SHORT_FORMS.binary_search(&short).is_ok() && is_sentence_word(word)
}

/// Whether this is a word, in small letters, that only sentences have.
pub(super) fn is_sentence_word(word: &[u8]) -> bool {
    SENTENCE.binary_search(&word).is_ok()
}

/// Whether this is a short form and a word that is glued to it, or initials and words glued to either side: `inB.C.said`.
pub(super) fn is_glued(text: &str) -> bool {
    text.rsplit_once('.').is_some_and(|(short, word)| {
        parts(short.to_ascii_lowercase().as_bytes(), word.as_bytes())
            || (are_initials(short) && word.len() > 1 && is_small(word))
    })
}

/// `B.C`, `inB.C`
fn are_initials(text: &str) -> bool {
    let initials = text.trim_start_matches(|c: char| c.is_ascii_lowercase());
    initials.len() > 1
        && initials
            .split('.')
            .all(|letter| letter.len() == 1 && letter.as_bytes()[0].is_ascii_uppercase())
}

fn is_small(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// A full stop: the end of a sentence, an abbreviation, an ellipsis, a decimal point or a name such
/// as `node.js`.
pub(super) fn after(
    block: &Block,
    i: usize,
    before: Option<&Piece>,
    digit_right: bool,
    digit_before: bool,
    has_capitals: bool,
) -> f32 {
    let right = &block.pieces[i];
    let upper_right = block.class[right.start] == Class::Upper;
    let begins_sentence = upper_right && is_sentence_word(&block.bytes[right.start..right.end]);
    let Some(before) = before else {
        let ellipsis = i > 1 && is(block, &block.pieces[i - 2], b'.');
        let closed = i > 1 && is_closed(block, &block.pieces[i - 2]);
        // `v2.0.Then`, `1.2.3.This`
        if begins_sentence && i > 1 && is_version(block, &block.pieces[i - 2]) {
            return BETWEEN_WORDS;
        }
        return match (ellipsis, closed, upper_right) {
            (true, _, true) => 0.7,
            (true, _, false) => 0.3,
            (_, true, true) => 0.95,
            _ => 0.0,
        };
    };
    if digit_right {
        return if digit_before { 0.01 } else { 0.3 };
    }
    if is_short_form(block, before, right) {
        return BETWEEN_WORDS;
    }
    let initial = is_initial(block, before);
    let initial_after = right.end - right.start == 1
        && block
            .pieces
            .get(i + 1)
            .is_some_and(|next| is(block, next, b'.'));
    if initial {
        let is_first = i <= 3 || !is_initial(block, &block.pieces[i - 4]);
        let is_name = right.end - right.start > 2 && block.class[right.end - 1] == Class::Lower;
        return match (initial_after, upper_right) {
            (true, _) => 0.03,
            // `J.R.R.Tolkien`
            (false, true) if !is_first && is_name => 0.99,
            (false, true) => 0.8,
            // The last of several: `U.S.president`.
            _ if !is_first && right.end - right.start > 2 => 0.95,
            _ => 0.1,
        };
    }
    if upper_right {
        let sentence = block.class[before.end - 1] == Class::Lower
            || digit_before
            // `350F.Mix`
            || block.class[before.start] == Class::Digit
            || before.end - before.start > 6;
        let title = block.class.get(right.start + 1) == Some(&Class::Lower) || is_i(block, i);
        return match (sentence, title) {
            // The first: `2.0.Then`.
            (true, true)
                if digit_before && begins_sentence
                    || may_end(block, before)
                    || is_title(block, before) =>
            {
                BETWEEN_WORDS
            }
            (true, _) => 0.99,
            _ => 0.6,
        };
    }
    // `over.he`
    if is_plain(block, before)
        && TALKED
            .binary_search(&&block.bytes[right.start..right.end])
            .is_ok()
    {
        BETWEEN_WORDS
    } else if has_capitals {
        0.1
    } else if right.end - right.start > 4 {
        0.8
    } else {
        0.2
    }
}

/// Whether a piece ends with a letter on its own, or with a capital glued to small letters.
fn is_initial(block: &Block, piece: &Piece) -> bool {
    let class = &block.class[piece.start..piece.end];
    match class {
        [only] => only.is_letter(),
        [.., before, last] => *last == Class::Upper && *before == Class::Lower,
        [] => false,
    }
}

/// Whether a piece ends a quotation, a bracket or code.
fn is_closed(block: &Block, piece: &Piece) -> bool {
    match piece.kind {
        Kind::Mark => matches!(block.character(piece.start), ')' | ']' | '"' | '”'),
        Kind::Opaque => block.bytes[piece.end - 1] == b'`',
        Kind::Run | Kind::Space => false,
    }
}

/// Whether a piece is left alone and ends with a digit.
fn is_version(block: &Block, piece: &Piece) -> bool {
    piece.kind == Kind::Opaque && block.bytes[piece.end - 1].is_ascii_digit()
}

/// Whether a piece is the short form of a title, which a name follows.
fn is_title(block: &Block, piece: &Piece) -> bool {
    matches!(
        &block.bytes[piece.start..piece.end],
        b"mr" | b"mrs" | b"ms" | b"dr" | b"st" | b"jr" | b"sr"
    )
}

/// Whether a short form ends before the full stop before the piece `right`, with or without one inside: `p.m.on`.
fn is_short_form(block: &Block, before: &Piece, right: &Piece) -> bool {
    let word = &block.bytes[right.start..right.end];
    let has_stop = block.bytes[..before.start].ends_with(b".");
    let start = before.start - if has_stop { 2.min(before.start) } else { 0 };
    parts(&block.bytes[start..before.end], word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted() {
        assert!(SHORT_FORMS.is_sorted() && SENTENCE.is_sorted() && TALKED.is_sorted());
    }
}
