//! What a scanner reads where something else is printed: digits for letters (`b00k`, `vil1age`) and letters for digits
//! (`18O4`), a small `l` for a capital `I` (`lt was`) and the other way round (`teII`), letters for letters that look
//! like them together (`rn` for `m`).

use super::reading::{Choice, Reading};
use super::slip::LOOK_ALIKES;
use crate::model::{Candidate, Model, WordFlags, WordId};
use crate::spell::Weights;
use crate::spell::lists;
use crate::spell::word::case::Case;
use crate::spell::word::item::Item;
use crate::spell::word::standing::Standing;

/// The longest run of letters and digits that is looked at, in bytes.
const LONGEST_WORD: usize = 20;
/// The most ones in it, each of which may be an `l` or an `i`.
const MOST_ONES: usize = 4;
/// ln probability below which a word is not what was printed.
const UNUSUAL: f32 = -14.0;
/// ln probability of the words that a short run with a one before three letters is taken for.
const USUAL: f32 = -10.0;
/// ln probability of the little words, which a run of two to four characters is taken for.
const LITTLE: f32 = -8.0;

/// Words that begin with a capital `I`, as a scanner has them.
const CAPITALS: [(&str, &str); 9] = [
    ("l", "i"),
    ("l'm", "i'm"),
    ("l've", "i've"),
    ("l'll", "i'll"),
    ("l'd", "i'd"),
    ("lt", "it"),
    ("ls", "is"),
    ("lf", "if"),
    ("ln", "in"),
];

/// `All`, as a scanner has it at the beginning of a sentence, in small letters.
pub(in crate::spell) const ALL: &str = "aii";

/// Appends the words that may have been printed where a word has letters that look like others together.
pub(in crate::spell) fn look_alikes(model: &Model, key: &str, out: &mut Vec<Candidate>) {
    out.extend(
        misread(key).filter_map(|word| model.id(&word).map(|id| Candidate { id, distance: 2 })),
    );
}

/// The same where letters are misread in two places: `rnoming`.
pub(in crate::spell) fn twice_look_alikes(model: &Model, key: &str, out: &mut Vec<Candidate>) {
    for once in misread(key) {
        look_alikes(model, &once, out);
    }
}

/// What a word is where letters that look like others together are those others, in one place.
fn misread(key: &str) -> impl Iterator<Item = String> + '_ {
    LOOK_ALIKES.iter().flat_map(move |(right, wrong)| {
        let places = key.match_indices(wrong);
        places.map(move |(at, _)| [&key[..at], right, &key[at + wrong.len()..]].concat())
    })
}

/// Whether a word may have been printed where another is read.
pub(in crate::spell) fn is_look_alike(model: &Model, key: &str, word: WordId) -> bool {
    let mut found = Vec::new();
    look_alikes(model, key, &mut found);
    found.iter().any(|candidate| candidate.id == word)
}

/// Whether capital `I`s stand between the small letters of a run, other than in the names of programs' parts: `teII`, but
/// not `doIt`.
pub(in crate::spell) fn has_inner_i(model: &Model, written: &str) -> bool {
    let Some(last) = written.rfind('I').filter(|&last| last > 0) else {
        return false;
    };
    let (head, tail) = written.split_at(last);
    let rest = &written.as_bytes()[1..];
    let is_plain = rest.iter().all(|b| b.is_ascii_lowercase() || *b == b'I')
        && rest.iter().any(u8::is_ascii_lowercase)
        && written.starts_with(|c: char| c.is_ascii_alphabetic());
    is_plain && (tail.len() == 1 || !model.is_in_dictionary(head) || !model.is_in_dictionary(tail))
}

/// A run with its inner capital `I`s as ones, which look like them.
pub(in crate::spell) fn with_ones(written: &str) -> String {
    let first = written.chars().next().map_or(0, char::len_utf8);
    [&written[..first], &written[first..].replace('I', "1")].concat()
}

/// The number that was printed where letters stand for digits: `18O4`, `1OO`, `l5th`, `0l71`. Isotopes, formulas and
/// names of models stay: `18O`, `2O2`, `l2`.
pub(in crate::spell) fn number(written: &str) -> Option<String> {
    const ORDINALS: [&str; 4] = ["st", "nd", "rd", "th"];
    let ordinal = ORDINALS.into_iter().find(|end| written.ends_with(end));
    let body = ordinal.map_or(written, |end| &written[..written.len() - end.len()]);
    let is_printed = |run: &str| run.bytes().all(|b| b.is_ascii_digit() || b == b'O');
    let digits = body.bytes().filter(u8::is_ascii_digit).count();
    let is_number = match body.strip_prefix(['l', 'I']) {
        Some(rest) if ordinal.is_some() => rest.len() == 1 && digits == 1,
        // A year.
        Some(rest) => body.starts_with('l') && rest.len() == 3 && is_printed(rest) && digits > 1,
        // A number of a telephone.
        None if body.starts_with('0') => {
            let is_digit = |b: u8| b.is_ascii_digit();
            digits > 2
                && digits + 1 == body.len()
                && body.contains('l')
                && body.bytes().last().is_some_and(is_digit)
        }
        None => {
            let is_long = body.len() > 3 && digits > 1;
            let first = body.bytes().next();
            first.is_some_and(|b| matches!(b, b'1'..=b'9'))
                && is_printed(body)
                && body.contains('O')
                && (is_long || body.ends_with("OO"))
        }
    };
    is_number.then(|| written.replace('O', "0").replace(['l', 'I'], "1"))
}

/// Whether digits in this run may stand for letters; what else such runs are stays: `l10n`, `c0de` (hexadecimal),
/// `node10`, `1and`.
pub(in crate::spell) fn may_be_word(model: &Model, written: &str) -> bool {
    let bytes = written.as_bytes();
    let digits = |run: &str| run.matches(|c: char| c.is_ascii_digit()).count();
    let (count, length) = (digits(written), bytes.len());
    let letters = |b: &u8| b.is_ascii_lowercase() || matches!(b, b'0' | b'1');
    if !(3..=LONGEST_WORD).contains(&length)
        || count == 0
        || 2 * count > length
        || !bytes[1..].iter().all(letters)
        || bytes.iter().all(u8::is_ascii_hexdigit)
        || written.matches('1').count() > MOST_ONES
    {
        return false;
    }
    match bytes[0] {
        b'0' => digits(&written[1..]) == 0,
        // `5ecurity`; `5km` is a length.
        b'1' | b'5' if length > 4 => !is_word(model, &written[1..]),
        // `1ast`
        b'1' => {
            !model.is_in_dictionary(&written[1..])
                && printed_words(model, written)
                    .iter()
                    .any(|&id| model.unigram(id) > USUAL)
        }
        first if first.is_ascii_alphabetic() => {
            let stem = written.trim_end_matches(|c: char| c.is_ascii_digit());
            let numbered = stem.len() < length && stem.len() > 2 && is_word(model, stem);
            let numeronym = count == length - 2 && bytes[1] == b'1' && stem.len() == length;
            length > 3 && !numbered && !numeronym
        }
        _ => false,
    }
}

/// Whether a short run is a little word with digits in it: `0n`, `al1`, `n0t`. A letter with a number behind it is the
/// name of something (`a11`, `t0`), as is one with an `s` behind that (`h1s`). A little word has to stand
/// behind it: `the e11d hash` is one.
pub(in crate::spell) fn may_be_little(model: &Model, written: &str, next: &str) -> bool {
    let is_little = |id: WordId| model.unigram(id) > LITTLE;
    let bytes = written.as_bytes();
    let is_run = |run: &[u8]| {
        run.iter()
            .all(|b| b.is_ascii_lowercase() || matches!(b, b'0' | b'1'))
    };
    let digits = bytes.iter().filter(|b| b.is_ascii_digit()).count();
    let is_short = match bytes {
        // What programs write for a number (`0f`) is none.
        [b'0', b'n' | b'r'] => true,
        [first, middle, last] => {
            first.is_ascii_lowercase()
                && digits == 1
                && (*last == b'1' || middle.is_ascii_digit() && *last != b's')
        }
        [_, b'1', b'1', last] => last.is_ascii_lowercase(),
        _ => false,
    };
    is_short
        && is_run(bytes)
        && printed_words(model, written)
            .iter()
            .any(|&id| is_little(id))
        && model.id(next).is_some_and(is_little)
}

/// Whether a part of a run is a word by itself.
fn is_word(model: &Model, part: &str) -> bool {
    let flags = model
        .id(&part.to_ascii_lowercase())
        .map(|id| model.flags(id));
    flags.is_some_and(|flags| {
        flags.intersects(WordFlags::KNOWN) && !flags.intersects(WordFlags::SUSPECT)
    })
}

/// Whether a folded word may begin with a misread capital; but for `I` itself only where it is the `first` of a
/// sentence.
pub(in crate::spell) fn may_be_capital(key: &str, first: impl Fn() -> bool) -> bool {
    let known = || CAPITALS.iter().any(|(wrong, _)| *wrong == key);
    key.starts_with('l') && known() && (key == "l" || key.contains('\'') || first())
}

/// What was printed where an item stands.
pub(in crate::spell) fn readings(model: &Model, w: &Weights, key: &str, out: &mut Vec<Choice>) {
    let certain = |id| Choice::one(Reading::Word(id), w.digit);
    if key.is_empty() {
        out.push(certain(Model::number()));
        return;
    }
    if key == ALL {
        out.extend(model.id("all").map(certain));
        return;
    }
    if let Some((_, right)) = CAPITALS.iter().find(|(wrong, _)| *wrong == key) {
        let right = model.id(right);
        out.extend(right.map(|id| Choice::one(Reading::Word(id), -w.capital_i)));
        return;
    }
    for id in printed_words(model, key) {
        // That letters and digits make a word at all says it, however rare the word is.
        let rarity = model.unigram(Model::unknown()) - model.unigram(id);
        out.push(Choice::one(Reading::Word(id), w.digit + w.context * rarity));
    }
}

/// The usual words that a run with digits in it may have been printed as.
fn printed_words(model: &Model, key: &str) -> Vec<WordId> {
    let printed = key.replace('0', "o").replace('5', "s");
    let ones: Vec<usize> = printed.match_indices('1').map(|(at, _)| at).collect();
    let mut words: Vec<String> = (0..1_usize << ones.len())
        .map(|choice| {
            let mut word = printed.clone();
            for (n, &at) in ones.iter().enumerate() {
                let letter = if choice >> n & 1 == 0 { "l" } else { "i" };
                word.replace_range(at..=at, letter);
            }
            word
        })
        .collect();
    // `a11d`
    if ones.len() == 2 && printed.contains("11") {
        words.push(printed.replace("11", "n"));
    }
    let usual = |id: &WordId| {
        let flags = model.flags(*id);
        flags.intersects(WordFlags::DICTIONARY | WordFlags::NAME)
            && !flags.intersects(WordFlags::RARE | WordFlags::SUSPECT)
            && model.unigram(*id) > UNUSUAL
    };
    let known = words.iter().filter(|word| !lists::is_vulgar(word));
    known
        .filter_map(|word| model.id(word).filter(usual))
        .collect()
}

/// A correction as it was printed, where the first letter of what is written is what was misread, so that it does not
/// tell whether that was a capital.
pub(in crate::spell) fn printed(item: &Item, written: &str, display: &str) -> Option<String> {
    if item.id == Model::number() {
        return number(written);
    }
    let scanned = item.standing == Standing::Scanned && item.case == Case::Lower;
    let of_l = written.starts_with('l') && display.starts_with(['i', 'I']);
    // `lnvoice`: a small `i` is not taken for an `l`.
    let is_rest_right = written.get(1..) == display.get(1..);
    let capital = scanned && (of_l || item.first && written.starts_with(['0', '1', '5']))
        || of_l && (item.first || is_rest_right) && item.case == Case::Lower;
    match item.case {
        // `AII`
        Case::Upper if display == "all" => Some("All".to_owned()),
        _ if capital => {
            let mut out = String::new();
            Case::Title.apply(display, "I", &mut out);
            Some(out)
        }
        // `VVhere`
        _ if written.starts_with("VV") && written[2..].bytes().all(|b| b.is_ascii_lowercase()) => {
            let mut out = String::new();
            Case::Title.apply(display, "W", &mut out);
            Some(out)
        }
        // `We Iive here.`
        Case::Title if !item.first && written.starts_with('I') && display.starts_with('l') => {
            Some(display.to_owned())
        }
        _ => None,
    }
}
