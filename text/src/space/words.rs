//! The words that may start at a position of a run, and what each scores beside the language model.

use crate::model::{LetterContext, Model, WordFlags, WordId, WordList, letters};

use super::block::{Block, Class};
use super::compounds::is_listed;
use super::contractions::Contractions;
use super::lattice::Lattice;
use super::lexicon::{Entry, Lexicon};
use super::weights::Weights;

/// ln probability of words such as `of` and `at`, which are no part of a code such as `E17`.
const COMMON_WORD: f32 = -7.0;
/// Short forms that the model lacks.
const ELIDED: [&[u8]; 5] = [b"d'you", b"d'ye", b"d'ya", b"c'mon", b"s'pose"];
/// What stands alone and is no longer than this is probably a tag: those are full of names.
const TAG: usize = 24;
/// Letters for each capital in a tag or a name in which capitals tell where words begin.
const CAMEL: usize = 18;
/// A run and what it takes to score its words.
#[derive(Clone, Copy)]
pub(super) struct Scorer<'a> {
    pub(super) model: &'a Model,
    pub(super) weights: &'a Weights,
    pub(super) lexicon: &'a Lexicon,
    pub(super) rare: &'a WordList,
    pub(super) contractions: &'a Contractions,
    pub(super) block: &'a Block,
    /// First byte of the run in the block, and the one after its last.
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) care: Care,
    pub(super) place: Place,
    /// Whether it has a capital behind a small letter.
    pub(super) mixed: bool,
    /// Whether it has digits.
    pub(super) digits: bool,
    /// Whether the text has it more than once.
    pub(super) repeated: bool,
}

/// Where a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// It is the whole text.
    Alone,
    /// A sentence may begin with it.
    Opening,
    Inside,
}

/// How readily a run is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Care {
    /// In text that seems right: capitals and digits inside a run say nothing, as in `macOS` and `latin1`.
    Cautious,
    /// In text that lacks hardly more than one space: they are hints, but brands and codes stay.
    Sparing,
    /// In text that lacks spaces here and there: they are hints, but identifiers stay.
    Eager,
    /// In text without spaces, a tag alone, and where the caller asks for it.
    Bare,
}

impl Scorer<'_> {
    /// Finds the known words, numbers and units that start at `i`.
    pub(super) fn words(&self, i: usize, lattice: &mut Lattice) {
        let bytes = &self.block.bytes[self.start..self.end];
        if self.block.class[self.start + i] == Class::Digit {
            self.numbers(bytes, i, lattice);
            return;
        }
        if self.digits {
            self.codes(bytes, i, lattice);
        }
        // A quotation that opens in the middle of a run: `of'wilful`.
        let (from, quote) = if bytes[i] == b'\'' {
            (i + 1, self.weights.quote)
        } else {
            (i, 0.0)
        };
        if bytes.get(i + 1) == Some(&b'\'')
            && let Some(word) = ELIDED.iter().find(|word| bytes[i..].starts_with(word))
        {
            lattice.stranger(i + word.len(), self.rare(COMMON_WORD));
        }
        lattice.look_up(self, from);
        // In text that seems right, a rare word is no part of a longer one: `neuroexcitotoxicity`.
        if self.care != Care::Cautious {
            let whole = self.end - self.start;
            let found = |length, ln_p| {
                if i > 0 || length < whole {
                    lattice.stranger(i + length, self.rare(ln_p));
                }
            };
            if self.place == Place::Alone && whole <= TAG {
                self.rare.starting(&bytes[i..], found);
            } else {
                self.rare.starting_long(&bytes[i..], found);
            }
        }
        lattice.words(self, from, quote);
        if self.contractions.may_start(&bytes[i..]) {
            for &(form, word) in self.contractions.starting_with(bytes[i]) {
                let third = form.get(2);
                if (third.is_none() || third == bytes.get(i + 2)) && bytes[i..].starts_with(form) {
                    lattice.offer(self, i + form.len(), word, self.weights.contraction);
                }
            }
        }
    }

    /// Finds the other forms of a word that the model lists and that ends at `j`: with an `s` that the model does not
    /// list (`Raffertys`) unless `listed`, and with an apostrophe.
    #[inline]
    pub(super) fn forms(&self, j: usize, listed: bool, mut found: impl FnMut(usize, f32)) {
        let bytes = &self.block.bytes[self.start..self.end];
        match bytes.get(j) {
            Some(b's') if !listed => found(j + 1, self.weights.possessive),
            Some(b'\'') => endings(bytes, j, self.weights.quote, found),
            _ => {}
        }
    }

    /// The word with this key.
    pub(super) fn id(&self, key: &[u8]) -> Option<WordId> {
        self.model.id_of(key.iter().copied())
    }

    /// Whether this is one of the hundred or so commonest words.
    pub(super) fn is_common(&self, key: &[u8]) -> bool {
        self.id(key)
            .is_some_and(|id| self.model.unigram(id) > COMMON_WORD)
    }

    /// Whether a word is usual with a capital.
    pub(super) fn is_proper(&self, word: WordId) -> bool {
        self.model.display(word) != self.model.word(word)
    }

    /// Whether capitals come as often as words do.
    pub(super) fn is_camel(&self) -> bool {
        let class = &self.block.class[self.start..self.end];
        let humps = class
            .windows(2)
            .filter(|pair| pair == &[Class::Lower, Class::Upper]);
        humps.count() * CAMEL >= class.len()
    }

    /// What a known word scores beside the language model.
    pub(super) fn local(&self, i: usize, j: usize, entry: Entry) -> f32 {
        self.weights.word(
            &self.block.bytes[self.start + i..self.start + j],
            self.model.flags(entry.word()),
        ) + self.special(i, j, entry)
    }

    /// What a known word scores for where it stands and for its capitals.
    pub(super) fn special(&self, i: usize, j: usize, entry: Entry) -> f32 {
        let w = self.weights;
        let mut score = 0.0;
        if self.mixed && !entry.is_mixed() {
            score += self.case(i, j);
        }
        if self.place == Place::Alone && entry.is_mixed() {
            score += w.brand;
        }
        let cautious = self.care == Care::Cautious;
        let last = j == self.end - self.start;
        if i == 0 && last && self.place != Place::Alone {
            if self.repeated {
                score += w.repeated;
            }
            let flags = self.model.flags(entry.word());
            if flags.contains(WordFlags::DICTIONARY) {
                score += w.whole;
            }
            if cautious && !flags.intersects(WordFlags::KNOWN) {
                score += w.unlisted;
            }
        } else if i == 0 && last {
            score += self.brief();
        } else if i == 0 && self.is_misplaced_capital() && !self.is_proper(entry.word()) {
            score += w.capital;
        }
        if last && i > 0 && self.is_closed() && matches!(self.key(i, j), b"a" | b"an" | b"the") {
            score += w.article;
        }
        if cautious && j - i == 1 && !matches!(self.key(i, j), b"a" | b"i") {
            score += w.letter;
        }
        score
    }

    /// Whether the run begins with a capital for which no sentence is the reason.
    fn is_misplaced_capital(&self) -> bool {
        self.place == Place::Inside
            && self.care != Care::Bare
            && self.block.class[self.start] == Class::Upper
    }

    /// Whether the run is written as names are, in a text that has spaces: `Eyford`.
    pub(super) fn is_name(&self) -> bool {
        let class = &self.block.class[self.start..self.end];
        let is_small = |rest: &[Class]| rest.iter().all(|&c| c == Class::Lower);
        self.place != Place::Alone
            && self.care != Care::Bare
            && matches!(class, [Class::Upper, rest @ ..] if is_small(rest))
    }

    /// What a gap in such a run costs before this word, if it is none of the dictionary: `Nishi takizawa`.
    pub(super) fn torn(&self, entry: Entry) -> f32 {
        // Where there are capitals, `i` is no word.
        if is_listed(self.model, entry.word()) && self.model.word(entry.word()) != "i" {
            0.0
        } else {
            self.weights.torn
        }
    }

    /// Whether a mark or nothing follows the run.
    fn is_closed(&self) -> bool {
        let next = self.block.class.get(self.end);
        next.is_none_or(|&class| class == Class::Mark)
    }

    /// The first place behind `i` where a capital follows a small letter; the end where there is none.
    pub(super) fn hump(&self, i: usize) -> usize {
        let class = &self.block.class[self.start + i..self.end];
        let hump = class.windows(2).position(is_hump);
        hump.map_or(class.len(), |at| at + 1) + i
    }

    /// Capitals inside a word.
    pub(super) fn case(&self, i: usize, j: usize) -> f32 {
        if self.care == Care::Cautious || !self.mixed {
            return 0.0;
        }
        let class = &self.block.class[self.start + i..self.start + j];
        let capitals = class.windows(2).filter(|pair| is_hump(pair)).count();
        capitals as f32 * self.weights.inner_capital
    }

    /// A word that the model lacks, but a list has.
    pub(super) fn rare(&self, ln_p: f32) -> f32 {
        self.weights.word + self.weights.rare + self.weights.model * ln_p
    }

    pub(super) fn unknown_start(&self, i: usize) -> f32 {
        let mut score = self.weights.unknown;
        if self.block.class[self.start + i] == Class::Upper {
            score += self.weights.name;
        }
        if self.place == Place::Alone && self.end - self.start <= TAG {
            score += self.weights.tag;
        }
        score
    }

    /// The letter at `i` of an unknown word.
    pub(super) fn letter(&self, i: usize, context: LetterContext) -> (f32, LetterContext) {
        let (ln_p, next) = self
            .model
            .letter(context, letters::symbol(self.block.bytes[self.start + i]));
        (
            self.weights.letters * ln_p + self.weights.unknown_letter,
            next,
        )
    }

    /// The end of an unknown word.
    pub(super) fn last_letter(&self, context: LetterContext) -> f32 {
        self.weights.letters * self.model.letter(context, letters::EDGE).0
    }

    /// The character at `i` as a capital inside an unknown word.
    pub(super) fn inner_capital(&self, i: usize) -> f32 {
        let at = self.start + i;
        if self.mixed
            && i > 0
            && self.care != Care::Cautious
            && matches!(
                (self.block.class[at - 1], self.block.class[at]),
                (Class::Lower | Class::Inner, Class::Upper)
            )
        {
            self.weights.inner_capital
        } else {
            0.0
        }
    }

    pub(super) fn key(&self, from: usize, to: usize) -> &[u8] {
        &self.block.bytes[self.start + from..self.start + to]
    }

    /// Whether this is a word of the dictionary that is usual in small letters.
    pub(super) fn is_usual(&self, key: &[u8]) -> bool {
        self.id(key).is_some_and(|word| {
            self.model.flags(word).contains(WordFlags::DICTIONARY) && !self.is_proper(word)
        })
    }
}

/// Whether a capital follows a small letter.
fn is_hump(pair: &[Class]) -> bool {
    matches!(pair, [Class::Lower | Class::Inner, Class::Upper])
}

/// Endings with an apostrophe that any word may take, with what they cost.
fn endings(bytes: &[u8], at: usize, quote: f32, mut found: impl FnMut(usize, f32)) {
    const ENDINGS: [(&[u8], f32); 7] = [
        (b"'s", -2.5),
        (b"'ll", -5.0),
        (b"'ve", -5.5),
        (b"'re", -5.5),
        (b"'d", -5.0),
        (b"'m", -6.0),
        (b"n't", -3.0),
    ];
    for (ending, cost) in ENDINGS {
        if bytes[at..].starts_with(ending) {
            found(at + ending.len(), cost);
        }
    }
    found(
        at + 1,
        if bytes[at - 1] == b's' {
            quote.max(-5.0)
        } else {
            quote
        },
    );
}
