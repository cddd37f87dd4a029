//! The numbers of the decoder, all natural logarithms of probabilities unless said otherwise.

use crate::model::WordFlags;

/// What the decoder weighs against the language model. The default values were tuned on text from
/// which spaces had been removed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weights {
    /// A word that the model does not know, before its letters are scored.
    pub unknown: f32,
    /// Weight of the letter model for unknown words.
    pub letters: f32,
    /// Added per letter of an unknown word.
    pub unknown_letter: f32,
    /// A word that only the list of rare words has.
    pub rare: f32,
    /// Unknown word with a capital first letter: a name.
    pub name: f32,
    /// An `s` after a word that the model lists without it.
    pub possessive: f32,
    /// A contraction without its apostrophe.
    pub contraction: f32,
    /// A gap between the day and the year in `april301955`, and beside `of` in `1of2`.
    pub date: f32,
    /// Each word of a broken run.
    pub word: f32,
    /// Weight of the language model.
    pub model: f32,
    /// One letter as a word, unless it is `a` or `i`.
    pub single: f32,
    /// A capital inside a word.
    pub inner_capital: f32,
    /// A gap between a small letter and a capital.
    pub camel: f32,
    /// A name made of words with a capital each, such as `MasterCard`, beside the words themselves.
    pub identifier: f32,
    /// The same where the first is no ordinary word: `HassanNasrallah`.
    pub names: f32,
    /// The same where a later one is no ordinary word: `VisitBerlin`.
    pub proper: f32,
    /// The same where the first has a small letter: `getName`.
    pub humped: f32,
    /// `identifier` in text that lacks spaces here and there.
    pub loose_identifier: f32,
    /// `humped` in such text.
    pub loose_humped: f32,
    /// The same where a later one is no ordinary word besides: `butGeyer`.
    pub odd: f32,
    /// Added where there are three words or more.
    pub humps: f32,
    /// A gap between two capitals where small letters stand near: `WASI` is one word.
    pub capitals: f32,
    /// A gap between small letters in a run that has capitals.
    pub flat: f32,
    /// A word such as `iPhone` in a tag.
    pub brand: f32,
    /// An unknown word in a short tag.
    pub tag: f32,
    /// A gap between small letters in a short tag that begins with its only capital.
    pub title: f32,
    /// An `s` or `t` on its own.
    pub remnant: f32,
    /// A number that looks like a year.
    pub year: f32,
    /// Each character of a mixture of letters and digits that is long.
    pub alphanumeric_tail: f32,
    /// Letters and digits in one word, such as `h264`.
    pub alphanumeric: f32,
    /// Each character of such a word.
    pub alphanumeric_letter: f32,
    /// Such a word that begins with one that numbers follow: `page12`.
    pub counted: f32,
    /// A number.
    pub number: f32,
    /// A quotation mark where an apostrophe could stand.
    pub quote: f32,
    /// A number with its unit, such as `3pm`.
    pub unit: f32,
    /// A number with a unit of one letter.
    pub unit_letter: f32,
    /// A run that lacks spaces, in text that seems right otherwise.
    pub exception: f32,
    /// Two words that aren't among the commonest, which may be a compound, in text that seems right otherwise.
    pub compound: f32,
    /// The same once more, and for a brand such as `KitKat`, where the rest of the text says that it has its spaces.
    pub coupled: f32,
    /// The same where hardly more than one space is missing.
    pub paired: f32,
    /// A gap before a capital in such a text.
    pub brand_gap: f32,
    /// `identifier` in such a text.
    pub sparse_identifier: f32,
    /// Two such words where neither makes compounds, beside `compound`.
    pub strangers: f32,
    /// A gap behind what begins words but is none: `semi`.
    pub prefix: f32,
    /// For each ln of how many compounds begin with the left word or end with the right, 1 added.
    pub family: f32,
    /// That a text lacks spaces at a given rate, against that it is right.
    pub missing: f32,
    /// However much better a run reads with spaces, it may be a name or a new word: it counts for no more
    /// than this when the rate is estimated.
    pub trust: f32,
    /// The same for a run such as `KitKat`, which is so much oftener a brand.
    pub coined: f32,
    /// A capital that begins a run in the middle of a sentence, if its first word is not usual with one.
    pub capital: f32,
    /// A run in text that seems right otherwise that is a word no dictionary has, such as `alot`.
    pub unlisted: f32,
    /// A long word that no dictionary has.
    pub fused: f32,
    /// A gap before digits, in text that seems right otherwise.
    pub digit: f32,
    /// A gap after digits in such text, as in `70grams`.
    pub unit_word: f32,
    /// A run of a few capitals that the model does not know.
    pub acronym: f32,
    /// The same of one that stands alone.
    pub lone_acronym: f32,
    /// One word, where a tag is short: for each letter that it has less than most tags of several words.
    pub brief: f32,
    /// A gap between a word that no dictionary has and a letter: names end so.
    pub stray: f32,
    /// A gap in what has a capital in front, before what is no word of the dictionary: names are torn so.
    pub torn: f32,
    /// A run in a text that is a word of the dictionary as it stands.
    pub whole: f32,
    /// A run that the text has more than once: a name.
    pub repeated: f32,
    /// A run that ends with an article, before a mark.
    pub article: f32,
    /// Weight of the end of a text that no mark ends.
    pub end: f32,
    /// A letter on its own that is no word, in text that seems right otherwise.
    pub letter: f32,
}

/// In a dictionary, a list of names or of jargon.
const RECORDED: WordFlags = WordFlags(
    WordFlags::DICTIONARY.0
        | WordFlags::PRONOUNCED.0
        | WordFlags::NAME.0
        | WordFlags::JARGON.0
        | WordFlags::ABBREVIATION.0,
);
/// Long words that only the web has are mostly several: `blacklivesmatter`.
const FUSED: usize = 7;

impl Weights {
    /// What a word of a broken run scores for how long it is.
    pub(super) fn word(&self, word: &[u8], flags: WordFlags) -> f32 {
        let length = match word {
            [b'a' | b'i'] => 0.0,
            // What is left of a possessive or a contraction.
            [b's' | b't'] => self.remnant,
            [_] => self.single,
            _ if word.len() >= FUSED && !flags.intersects(RECORDED) => self.fused,
            _ => 0.0,
        };
        self.word + length
    }
}

impl Default for Weights {
    fn default() -> Self {
        Self {
            unknown: -5.7,
            letters: 1.0,
            unknown_letter: -0.05,
            rare: -0.5,
            name: 2.3,
            possessive: -3.0,
            contraction: -2.3,
            date: 8.0,
            word: -0.5,
            model: 1.0,
            single: -1.61,
            inner_capital: -5.62,
            camel: 1.15,
            capitals: -3.0,
            identifier: -2.0,
            names: -14.0,
            proper: -9.0,
            humped: 5.0,
            loose_identifier: -6.0,
            loose_humped: -5.0,
            odd: -18.87,
            humps: 1.0,
            flat: -1.8,
            brand: 1.5,
            tag: 0.4,
            title: -0.9,
            remnant: -7.0,
            year: 0.75,
            alphanumeric_tail: -1.5,
            alphanumeric: -6.5,
            alphanumeric_letter: -3.05,
            counted: -6.0,
            number: -1.36,
            quote: -9.0,
            unit: -1.5,
            unit_letter: -4.7,
            compound: -3.5,
            coupled: -3.5,
            paired: -2.0,
            brand_gap: -3.0,
            sparse_identifier: -4.0,
            strangers: 5.0,
            family: -1.5,
            prefix: -12.0,
            exception: -0.5,
            missing: -3.3,
            trust: 7.5,
            coined: 6.5,
            capital: -1.27,
            unlisted: -3.0,
            fused: -1.28,
            digit: -2.25,
            unit_word: -12.0,
            acronym: -12.0,
            lone_acronym: -18.0,
            brief: 2.0,
            stray: -3.0,
            torn: -4.0,
            whole: 1.25,
            repeated: 4.0,
            article: -5.0,
            letter: -3.0,
            end: 0.6,
        }
    }
}
