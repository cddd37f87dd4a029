//! The numbers of the decoder, all natural logarithms of probabilities unless said otherwise.

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
    /// Unknown word with a capital first letter: a name.
    pub name: f32,
    /// An `s` after a word that the model lists without it.
    pub possessive: f32,
    /// A contraction without its apostrophe.
    pub contraction: f32,
    /// A gap between the day and the year in `april301955`.
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
    /// A gap between small letters in a run that has capitals.
    pub flat: f32,
    /// An unknown word in a short tag.
    pub tag: f32,
    /// A gap between small letters in a short tag that begins with its only capital.
    pub title: f32,
    /// An `s` or `t` on its own.
    pub remnant: f32,
    /// A run that the model does not know, in text that seems right otherwise.
    pub intact: f32,
    /// A number that looks like a year.
    pub year: f32,
    /// Each character of a mixture of letters and digits that is long.
    pub alphanumeric_tail: f32,
    /// Letters and digits in one word, such as `h264`.
    pub alphanumeric: f32,
    /// Each character of such a word.
    pub alphanumeric_letter: f32,
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
    /// Two words that were never seen side by side, in text that seems right otherwise.
    pub unseen: f32,
    /// That a text lacks spaces at a given rate, against that it is right.
    pub missing: f32,
    /// A very rare word beside a gap, in such text.
    pub obscure: f32,
    /// A long word that no dictionary has.
    pub fused: f32,
    /// A gap beside digits, in text that seems right otherwise.
    pub digit: f32,
    /// A run of a few capitals that the model does not know.
    pub acronym: f32,
    /// A run in a text that is a word of the dictionary as it stands.
    pub whole: f32,
    /// Missing-space rate inside a run that lacks at least one space already.
    pub burst: f32,
}

impl Default for Weights {
    fn default() -> Self {
        Self {
            unknown: -5.7,
            letters: 1.0,
            unknown_letter: -0.05,
            name: 2.3,
            possessive: -3.0,
            contraction: -2.3,
            date: 8.0,
            word: -0.5,
            model: 1.0,
            single: -1.61,
            inner_capital: -5.62,
            camel: 1.15,
            flat: -1.8,
            tag: 0.4,
            title: -0.9,
            remnant: -7.0,
            intact: 0.75,
            year: 0.75,
            alphanumeric_tail: -1.5,
            alphanumeric: -6.5,
            alphanumeric_letter: -3.05,
            number: -1.36,
            quote: -9.0,
            unit: -1.5,
            unit_letter: -4.7,
            unseen: -0.51,
            exception: -6.25,
            missing: -4.5,
            obscure: -2.55,
            fused: -1.28,
            digit: -2.25,
            acronym: -12.0,
            whole: 1.25,
            burst: 0.1,
        }
    }
}
