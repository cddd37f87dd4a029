//! The numbers that balance the parts of the score against each other, and those that a correction has to reach.

use crate::spell::candidates::slip::{LOOK_ALIKES, Slips, Written};

/// Weights of the speller. Costs and priors are natural logarithms of a probability, scales have no unit, and what
/// begins with `least`, `sure`, `strange` and `trusted` is a confidence or a share, from 0 to 1. The
/// defaults were fitted on the development halves of the public test sets, see `docs/tried.md`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weights {
    /// Scale of the language model.
    pub context: f32,
    /// Scale of the words' classes, on top of the language model.
    pub kinds: f32,
    /// Scale of what the rest of the sentence's words say of a word.
    pub company: f32,
    /// Scale of the slip model.
    pub slip: f32,
    /// Prior against changing a word that is not known.
    pub unknown: f32,
    /// Prior against changing a word that is right but rare.
    pub rare: f32,
    /// Prior against changing a word that is known.
    pub known: f32,
    /// Cost of one of two words that are often mixed up for the other, on top of `known`.
    pub confused: f32,
    /// The same where the two sound alike.
    pub alike: f32,
    /// Scale of the classes for such a pair, on top of `kinds`.
    pub alike_kinds: f32,
    /// For a word that is nearly always meant beside the one next to it.
    pub phrase: f32,
    /// For the article that the sound of the next word asks for.
    pub article: f32,
    /// Prior against taking a possessive for the clause that sounds like it: `its` for `it's`.
    pub clause: f32,
    /// By how much a known word is likelier a slip for each unit of ln p that it is rarer than most.
    pub rarity: f32,
    /// By how much a known word is less likely meant to be another for each unit of ln p that the other is
    /// commoner than most: what one writes every day one seldom gets wrong.
    pub practice: f32,
    /// Against a word that takes a right one's place, for each unit of ln p that its neighbours make it less
    /// likely than `proof` asks.
    pub evidence: f32,
    /// How much likelier than alone its neighbours should make a word that takes a right one's place, in ln p.
    pub proof: f32,
    /// By how much less proof is asked for in a text of slips: the share of unknown words at which none is, inverted.
    pub careless: f32,
    /// For keeping a word of few consonants and nothing else, which is probably an abbreviation.
    pub clipped: f32,
    /// Taking a contraction such as `we'll` for another word.
    pub apostrophe: f32,
    /// Proposing another word with `'s`.
    pub possessive: f32,
    /// Prior against splitting a word, and a known one.
    pub split: f32,
    /// What a missing space costs where none is known of, for each unit of -ln of the share of spaces that
    /// the text lacks.
    pub gap: f32,
    /// That words which the spacing engine parted, all of them known, are one misspelt word after all.
    pub undone: f32,
    /// Prior against giving a word the space or the apostrophe that many people leave out, and against taking out
    /// the space that many put into a word.
    pub fused: f32,
    /// For taking digits in a word for letters that a scanner misread, frequency aside.
    pub digit: f32,
    /// Prior against taking a small `l` for a capital `I` that a scanner misread.
    pub capital_i: f32,
    /// Prior against joining two words.
    pub merge: f32,
    /// Prior against moving the space between two words by a letter.
    pub shifted: f32,
    /// Prior against taking out one of two words that are the same.
    pub doubled: f32,
    /// Scale of the letter model for words that are not known.
    pub letters: f32,
    /// A word that the corpora have and no dictionary has, against one that a dictionary has.
    pub undictionaried: f32,
    /// Proposing a word that is in no dictionary.
    pub foreign: f32,
    /// Proposing a name for a word in lower case.
    pub proper: f32,
    /// Keeping a capitalised word within a sentence.
    pub capital: f32,
    /// Keeping a capitalised word at a sentence's beginning.
    pub first_capital: f32,
    /// Keeping a word in capitals.
    pub upper: f32,
    /// Keeping a word in mixed case.
    pub mixed: f32,
    /// Keeping a part of a hyphenated compound.
    pub hyphen: f32,
    /// Keeping a word inside a run that looks like code.
    pub code: f32,
    /// Keeping a word with accents.
    pub accented: f32,
    /// Keeping a word that the text repeats.
    pub repeated: f32,
    /// For an unknown word that is in the list of rare names, slang and terms.
    pub listed: f32,
    /// The same for one that dictionaries or lists of technical terms have.
    pub term_listed: f32,
    /// Keeping a word built of known parts.
    pub built: f32,
    /// Keeping a term of science or technology built of known parts.
    pub term: f32,
    /// Keeping a word in technical text.
    pub technical: f32,
    /// Keeping a word in quotation marks or brackets.
    pub quoted: f32,
    /// Proposing a word that sounds like what was written.
    pub sound: f32,
    /// Proposing a word without the `s` that what was written ends with: of a word's form more is right than of its
    /// stem.
    pub ending: f32,
    /// Splitting into two words that no corpus has side by side.
    pub strangers: f32,
    /// Splitting into two content words, which may be a compound.
    pub compound: f32,
    /// Taking one form of a word for another.
    pub inflection: f32,
    /// Scale of the language model for the only word of a text, on top of `context`.
    pub alone_context: f32,
    /// Against keeping the only word of a text where it is not known.
    pub alone: f32,
    /// The same where it is right but rare.
    pub alone_rare: f32,
    /// How much likelier than alone its neighbours make a word at most, in ln p: what falls shorter than that
    /// of the word as written is not weighed.
    pub lift: f32,
    /// Slip that puts all letters but the first and the last in another order.
    pub jumbled: f32,
    /// Slip that alters the first letter.
    pub first_letter: f32,
    /// Share of unknown words above which a sentence may be in another language.
    pub strange: f32,
    /// Confidence of the corrections of such a sentence, over all of its unknown words, from which on it is
    /// English all the same.
    pub trusted: f32,
    /// Confidence below which a word is rather left as it is: several corrections are about as likely, or it may
    /// well be right.
    pub least: f32,
    /// The same for a word that may be a name.
    pub least_name: f32,
    /// The same for a word that is not known, beside another such: the two may be a foreign phrase.
    pub least_phrase: f32,
    /// Confidence from which on a word is surely wrong, so that others of its sentence may be.
    pub sure: f32,
    /// Confidence below which, where nothing is surely wrong, a known word is left that nobody is known to mix up
    /// with the other.
    pub least_known: f32,
    /// The same where people are known to mix up the two.
    pub least_pair: f32,
    /// The same for a clause (`they're`), which hardly anybody writes for a possessive.
    pub least_clause: f32,
    /// The same where those sound alike, or the other is a little word.
    pub least_alike: f32,
    /// The same where it is mixed up with the other, but far rarer.
    pub least_chosen: f32,
    /// The same for a word that is not known and far from the other.
    pub least_far: f32,
    /// The same for one that may be a name.
    pub least_far_name: f32,
    /// How well a known word must fit its neighbours to be left without a second look.
    pub fits: f32,
    /// By how much a known word may fall short, by its neighbours alone, and still be weighed in full.
    pub slack: f32,
    /// The same for a word that people are known to mix up with another.
    pub slack_listed: f32,
}

impl Weights {
    /// What speaks against a word in the place of a right one, which its neighbours make likelier by `lift`, in
    /// ln p, than it is alone.
    pub(super) fn unproven(&self, lift: f32) -> f32 {
        self.evidence * (self.proof - lift).max(0.0)
    }

    /// Weighted cost of what was written for `word`; above `limit` it need not be exact.
    pub(super) fn slip(&self, slips: &Slips, written: &Written, word: &[u8], limit: f32) -> f32 {
        let key = written.word();
        let swapped = word.len() > 1 && key.len() > 1 && word[0] == key[1] && word[1] == key[0];
        // What a scanner reads in the place of a letter says nothing of the first one.
        let is_misread = || {
            LOOK_ALIKES.iter().any(|(right, wrong)| {
                word.starts_with(right.as_bytes()) && key.starts_with(wrong.as_bytes())
            })
        };
        let first = if word.first() == key.first() || swapped || is_misread() {
            0.0
        } else {
            self.first_letter
        };
        self.slip * slips.cost(word, written, (limit - first) / self.slip) + first
    }
}

/// As tuned on the test sets.
const TUNED: Weights = Weights {
    context: 1.33,
    kinds: 0.3,
    company: 0.3,
    slip: 1.23,
    unknown: 1.4,
    rare: 4.5,
    known: 6.5,
    confused: 0.1,
    alike: -0.5,
    alike_kinds: 0.3,
    phrase: 7.0,
    article: 5.0,
    clause: 3.5,
    rarity: 0.25,
    practice: 0.3,
    evidence: 0.6,
    proof: 5.0,
    careless: 8.0,
    clipped: 3.0,
    apostrophe: 6.0,
    possessive: 1.4,
    split: 11.0,
    gap: 1.5,
    undone: 5.0,
    fused: 1.0,
    digit: 14.0,
    capital_i: 4.0,
    merge: 5.0,
    shifted: 4.0,
    doubled: 3.0,
    letters: 1.0,
    undictionaried: -1.0,
    foreign: 4.75,
    proper: 5.5,
    capital: 10.5,
    first_capital: 2.5,
    upper: 4.0,
    mixed: 2.0,
    hyphen: 4.0,
    code: 7.0,
    accented: 4.0,
    repeated: 2.2,
    listed: 1.5,
    term_listed: 3.0,
    built: 3.0,
    term: 10.0,
    technical: 7.0,
    quoted: 1.5,
    sound: 2.5,
    ending: 1.5,
    strangers: 3.0,
    compound: 2.0,
    inflection: 1.9,
    alone_context: 0.55,
    alone: 12.0,
    alone_rare: 5.0,
    lift: 9.0,
    jumbled: 8.0,
    first_letter: 3.0,
    strange: 0.35,
    trusted: 0.45,
    least: 0.25,
    least_name: 0.3,
    least_phrase: 0.45,
    sure: 0.7,
    least_known: 0.65,
    least_pair: 0.55,
    least_alike: 0.45,
    least_clause: 0.85,
    least_chosen: 0.7,
    least_far: 0.55,
    least_far_name: 0.5,
    fits: 2.8,
    slack: 6.0,
    slack_listed: 9.0,
};

impl Default for Weights {
    fn default() -> Self {
        TUNED
    }
}
