//! Two words with a capital each and no space between them: `TrinityCollege` lacks its space, `DisplayPort` is a brand and
//! `SecurityGroup` a name from a program. What the language model says of the words around tells nearly nothing of which
//! it is; what the two words are tells much.

use crate::model::{Model, WordFlags, WordId, WordList};

use super::block::{Block, Class, Kind};
use super::gaps::Gap;

/// ln odds that right text has a space between two words of which nothing is known, before a capital inside a run.
const PRIOR: f32 = 6.0;
/// The two words were counted side by side, and for each ln by which that is oftener than chance has it.
const COUNTED: f32 = 1.0;
const TOGETHER: f32 = 0.28;
/// A word that is usual with a capital: the first, the second.
const PROPER: (f32, f32) = (0.7, 1.0);
/// A word of the dictionary that is not.
const ORDINARY: (f32, f32) = (-1.4, -1.9);
/// A word that is a name of a person, a place or a product.
const NAME: (f32, f32) = (1.8, 2.1);
/// A word of which the names in programs are made.
const CODE: (f32, f32) = (-0.8, -3.8);
/// For each ln by which the first word, if such names have it, is likelier in sentences.
const SPOKEN: f32 = 1.35;
/// For each ln by which another first word is likelier than rare ones.
const COMMON_FIRST: f32 = 0.36;
/// ln probability of rare words.
const RARE_WORD: f32 = -12.5;
/// The two together are in a list of words: `AirAsia`.
const LISTED: f32 = -10.0;
/// By how much, in ln, the two have to be oftener apart for that to say nothing: `SouthAfrica`.
const OFTENER: f32 = 3.0;
/// The text has them so more than once.
const REPEATED: f32 = -3.2;
/// Another word with a capital stands before them, or behind.
const COMPANY: (f32, f32) = (1.6, 2.4);
/// The second has no more than two letters: `CherryPy`.
const SHORT_SECOND: f32 = -1.6;
/// The two are the same, `TomTom`, or the first begins surnames, `DiCaprio`.
const ODD: f32 = -5.0;
const PARTICLES: [&[u8]; 10] = [
    b"da", b"de", b"del", b"della", b"di", b"du", b"la", b"le", b"van", b"von",
];
/// What is unknown and longer is hardly one word: `JavaScriptmodules`.
const LONG: usize = 12;
/// What is always written together with what follows: `McKay`.
const BOUND: [&[u8]; 3] = [b"fitz", b"mac", b"mc"];

/// Brands that are one word, of which the counted text has the two apart, or nothing tells that they are one.
const BRANDS: [&[u8]; 37] = [
    b"astrazeneca",
    b"bankboston",
    b"britbox",
    b"burgerfi",
    b"capitaland",
    b"chevrontexaco",
    b"citycenter",
    b"conocophillips",
    b"cyberark",
    b"daimlerchrysler",
    b"digitalocean",
    b"eastenders",
    b"exxonmobil",
    b"fairprice",
    b"flashforge",
    b"friendfeed",
    b"frieslandcampina",
    b"glaxowellcome",
    b"globalfoundries",
    b"grandvision",
    b"harpercollins",
    b"heidelbergcement",
    b"imclone",
    b"joann",
    b"leann",
    b"lexisnexis",
    b"luann",
    b"midamerican",
    b"motortrend",
    b"optionshouse",
    b"painewebber",
    b"pizzaexpress",
    b"smithkline",
    b"thyssenkrupp",
    b"vaneck",
    b"warnermedia",
    b"wework",
];

/// Finds the places between two such words, with how likely right text has a space there.
pub(super) fn find(model: &Model, rare: &WordList, block: &Block, gaps: &mut Vec<Gap>) {
    let from = gaps.len();
    for (i, piece) in block.pieces.iter().enumerate() {
        if piece.kind == Kind::Run
            && let Some(hump) = of_two(model, block, i)
            && !BRANDS.contains(&&block.bytes[piece.start..stem_end(block, i)])
        {
            let probability = 1.0 / (1.0 + (-odds(model, rare, block, i, hump)).exp());
            gaps.push(Gap {
                at: hump,
                probability,
            });
        }
    }
    if gaps.len() > from {
        gaps.sort_by_key(|gap| gap.at);
    }
}

/// Whether a text has names as programs have them: `byName`.
pub(super) fn among_code(block: &Block) -> bool {
    block.pieces.iter().any(|piece| {
        let class = &block.class[piece.start..piece.end];
        piece.kind == Kind::Run
            && class[0] == Class::Lower
            && class
                .windows(2)
                .any(|pair| pair == [Class::Lower, Class::Upper])
    })
}

/// Where the second word begins, if the piece `i` is two words with a capital each and stands like a word in a sentence.
pub(super) fn of_two(model: &Model, block: &Block, i: usize) -> Option<usize> {
    let piece = &block.pieces[i];
    if block.class[piece.start] != Class::Upper {
        return None;
    }
    let class = &block.class[piece.start..stem_end(block, i)];
    let hump = (1..class.len()).find(|&at| class[at] == Class::Upper)?;
    let key = &block.bytes[piece.start..piece.start + class.len()];
    let is_brand = |word| model.flags(word).contains(WordFlags::MIXED);
    let id = |key: &[u8]| model.id_of(key.iter().copied());
    let is_glued = |part: &[u8]| part.len() > LONG && id(part).is_none();
    if BOUND.contains(&&key[..hump])
        || id(key).is_some_and(is_brand)
        || is_glued(&key[..hump])
        || is_glued(&key[hump..])
    {
        return None;
    }
    let is_word = |word: &[Class]| {
        word.len() > 1
            && word[0] == Class::Upper
            && word[1..]
                .iter()
                .all(|&class| matches!(class, Class::Lower | Class::Inner))
    };
    let is_before = i.checked_sub(1).is_none_or(|at| {
        let before = &block.pieces[at];
        before.kind == Kind::Space
            || matches!(
                block.character(before.start),
                '"' | '\'' | '“' | '‘' | '(' | '['
            )
    });
    let is_behind = block.pieces.get(i + 1).is_none_or(|behind| {
        behind.kind == Kind::Space
            || matches!(
                block.character(behind.start),
                '"' | '\'' | '”' | '’' | ')' | ']' | '.' | ',' | ';' | ':' | '!' | '?'
            )
    });
    (is_before && is_behind && is_word(&class[..hump]) && is_word(&class[hump..]))
        .then_some(piece.start + hump)
}

/// Where the piece `i` ends without an owner's `'s`.
fn stem_end(block: &Block, i: usize) -> usize {
    let piece = &block.pieces[i];
    let key = &block.bytes[piece.start..piece.end];
    piece.start + key.strip_suffix(b"'s").unwrap_or(key).len()
}

/// ln odds that the piece `i` is two words.
fn odds(model: &Model, rare: &WordList, block: &Block, i: usize, hump: usize) -> f32 {
    let piece = &block.pieces[i];
    let end = stem_end(block, i);
    let key = |from: usize, to: usize| &block.bytes[from..to];
    let (left, right) = (key(piece.start, hump), key(hump, end));
    let id = |key: &[u8]| model.id_of(key.iter().copied());
    let (first, second) = (id(left), id(right));
    let mut apart = f32::NEG_INFINITY;
    let mut odds =
        PRIOR + word(model, left, first, |of| of.0) + word(model, right, second, |of| of.1);
    if let Some(first) = first {
        let ln_p = model.unigram(first);
        odds += match WordList::code().ln_p(left) {
            Some(in_names) => SPOKEN * (ln_p - in_names).clamp(-4.0, 3.0),
            None => COMMON_FIRST * (ln_p - RARE_WORD).clamp(0.0, 6.0),
        };
        if let Some(second) = second
            && model.pair(first, second).is_some()
        {
            let behind = model.bigram(first, second);
            apart = ln_p + behind;
            odds += COUNTED + TOGETHER * (behind - model.unigram(second)).clamp(0.0, 12.0);
        }
    }
    let both = key(piece.start, end);
    let together = id(both)
        .map(|word| model.unigram(word))
        .or_else(|| rare.ln_p(both))
        .or_else(|| WordList::terms().ln_p(both));
    for (holds, weight) in [
        (
            together.is_some_and(|together| apart < together + OFTENER),
            LISTED,
        ),
        (block.is_repeated(i), REPEATED),
        (right.len() <= 2, SHORT_SECOND),
        (left == right || PARTICLES.contains(&left), ODD),
    ] {
        if holds {
            odds += weight;
        }
    }
    let kind = |at: Option<usize>| block.pieces.get(at?).map(|piece| piece.kind);
    let is_capital = |space: Option<usize>, word: Option<usize>| {
        kind(space) == Some(Kind::Space)
            && word
                .and_then(|at| block.pieces.get(at))
                .is_some_and(|word| block.class[word.start] == Class::Upper)
    };
    let back = |steps| i.checked_sub(steps);
    // A word that a sentence begins with has its capital for that.
    if is_capital(back(1), back(2))
        && kind(back(3)) == Some(Kind::Space)
        && kind(back(4)) == Some(Kind::Run)
    {
        odds += COMPANY.0;
    }
    if is_capital(Some(i + 1), Some(i + 2)) {
        odds += COMPANY.1;
    }
    odds
}

/// What one of the two words tells by itself; `side` takes the figure for the first or for the second.
fn word(model: &Model, key: &[u8], id: Option<WordId>, side: impl Fn((f32, f32)) -> f32) -> f32 {
    let mut odds = 0.0;
    let flags = id.map_or(WordFlags::default(), |id| model.flags(id));
    let is_proper = id.is_some_and(|id| model.display(id) != model.word(id));
    for (holds, weight) in [
        (is_proper, PROPER),
        (
            flags.contains(WordFlags::DICTIONARY) && !is_proper,
            ORDINARY,
        ),
        (flags.contains(WordFlags::NAME), NAME),
    ] {
        if holds {
            odds += side(weight);
        }
    }
    if WordList::code().ln_p(key).is_some() {
        odds += side(CODE);
    }
    odds
}
