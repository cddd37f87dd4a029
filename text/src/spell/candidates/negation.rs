//! Contractions of `not`: what is written with their letters is never the word without them, which says the
//! opposite (`I carnt come` is not `I can come`), and those that are piled up (`I'd've`, `couldn't've`) are right.

use super::Finder;
use super::reading::{Choice, Reading};
use super::slip::Written;
use crate::model::WordId;

/// A contraction without its apostrophe, and the word that it negates.
const NEGATED: &[(&str, &str)] = &[
    ("aint", "is"),
    ("arent", "are"),
    ("cant", "can"),
    ("couldnt", "could"),
    ("didnt", "did"),
    ("doesnt", "does"),
    ("dont", "do"),
    ("hadnt", "had"),
    ("hasnt", "has"),
    ("havent", "have"),
    ("isnt", "is"),
    ("mustnt", "must"),
    ("neednt", "need"),
    ("shouldnt", "should"),
    ("wasnt", "was"),
    ("werent", "were"),
    ("wont", "will"),
    ("wouldnt", "would"),
];

/// Slip cost up to which a word may be one of these.
const NEAR: f32 = 8.0;
/// What the lost apostrophe costs, which most people leave out who leave out letters.
const APOSTROPHE: f32 = 0.5;
/// How many letters from its end such a word has its `n` at most.
const END: usize = 4;

impl Finder<'_> {
    /// Puts the contractions of `not` that an unknown word may be in the place of the words that they negate.
    pub(in crate::spell) fn negated(
        &self,
        key: &str,
        prior: f32,
        out: &mut Vec<Choice>,
        start: usize,
    ) {
        if !may_be_negated(key) {
            return;
        }
        let written = Written::new(key.as_bytes());
        for (contraction, positive) in NEGATED {
            let cost = self.slips.cost(contraction.as_bytes(), &written, NEAR);
            if cost > NEAR {
                continue;
            }
            let ids = (self.contraction(contraction), self.model.id(positive));
            let (Some(id), Some(positive)) = ids else {
                continue;
            };
            let mut best = -cost - APOSTROPHE - prior;
            let mut at = 0;
            out.retain(|choice| {
                at += 1;
                let is_it = choice.reading == Reading::Word(id);
                if at > start && is_it {
                    best = best.max(choice.score);
                }
                at <= start || !is_it && choice.reading != Reading::Word(positive)
            });
            out.push(Choice::one(Reading::Word(id), best));
        }
    }

    /// The contraction with its apostrophe: before the last letter.
    fn contraction(&self, bare: &str) -> Option<WordId> {
        let (stem, t) = bare.split_at(bare.len() - 1);
        self.model.id(&format!("{stem}'{t}"))
    }
}

/// Whether a word without an apostrophe has the letters of `not` at its end: `t`, and an `n` before it.
fn may_be_negated(key: &str) -> bool {
    let Some(rest) = key.strip_suffix('t') else {
        return false;
    };
    !rest.contains('\'') && rest.bytes().rev().take(END - 1).any(|byte| byte == b'n')
}

/// Whether a word is two contractions in one, which no dictionary lists: `I'd've`, `couldn't've`, `'twasn't`. Without
/// one of its apostrophes it is no other word either.
pub(in crate::spell) fn is_piled_up(key: &str) -> bool {
    let is_negated = |rest: &str| {
        rest.ends_with("n't") || NEGATED.iter().any(|(contraction, _)| *contraction == rest)
    };
    let have = key.strip_suffix("'ve").or_else(|| key.strip_suffix("ve"));
    have.is_some_and(|rest| rest.ends_with("'d") || is_negated(rest))
        || key
            .strip_prefix('t')
            .is_some_and(|rest| rest.ends_with("n't") && is_negated(rest))
}
