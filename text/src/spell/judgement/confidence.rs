//! How sure a correction is.

use crate::spell::word::standing::Standing;

/// What a correction has going for it.
#[derive(Debug, Clone, Copy)]
pub(in crate::spell) struct Evidence {
    /// By how much, in log score, it is ahead of the word as written.
    pub over_kept: f32,
    /// By how much it is ahead of the next best correction.
    pub over_next: f32,
    /// What is known of the word as written.
    pub standing: Standing,
    /// Whether the word has capitals that say something: it may be a name.
    pub capital: bool,
    /// How many letters the word has: the shorter, the more words it could be.
    pub letters: usize,
    /// Whether the words around tell it from the word as written, which sounds alike: `its` and `it's`.
    pub alike: bool,
    /// Whether it puts a space into a text that lacks no others: the word may be a compound.
    pub split: bool,
}

/// The most letters of a short word.
const SHORT_WORD: usize = 3;

/// Probability that a correction is right.
///
/// A logistic curve, steeper where much speaks for the correction, fitted to 7,400 corrections on the development
/// halves of the public test sets, right words that were touched among them; what lies beyond the clamps no
/// longer helps. The weights of a split and of words that sound alike are set by hand: the sets mark few of them.
pub(in crate::spell) fn confidence(evidence: &Evidence) -> f32 {
    let prior = match evidence.standing {
        Standing::Unknown | Standing::Fixed => -1.71,
        // Set by hand: the sets have no such words.
        Standing::Scanned => 0.0,
        Standing::Rare => -1.08,
        Standing::Known => -2.38,
    };
    let against = |doubt: bool, weight: f32| if doubt { weight } else { 0.0 };
    let ahead = prior
        + 0.152 * evidence.over_kept.clamp(0.0, 16.0)
        + 0.345 * evidence.over_next.clamp(0.0, 8.0)
        - against(evidence.capital, 1.3)
        - against(evidence.letters <= SHORT_WORD && !evidence.alike, 1.03)
        + against(evidence.alike, 0.8)
        - against(evidence.split, 1.5);
    let logit = 0.71 * ahead + 0.68 * (ahead - 1.2).max(0.0);
    1.0 / (1.0 + (-logit).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Evidence = Evidence {
        over_kept: 6.0,
        over_next: 3.0,
        standing: Standing::Unknown,
        capital: false,
        letters: 7,
        alike: false,
        split: false,
    };

    #[test]
    fn more_evidence_is_more_confidence() {
        let ahead = |over_kept, over_next| {
            confidence(&Evidence {
                over_kept,
                over_next,
                ..PLAIN
            })
        };
        assert!(ahead(0.0, 0.0) < 0.25 && ahead(30.0, 30.0) > 0.95);
        for step in 0..20 {
            let lead = step as f32;
            assert!(ahead(lead, 3.0) <= ahead(lead + 1.0, 3.0));
            assert!(ahead(3.0, lead) <= ahead(3.0, lead + 1.0));
        }
    }

    #[test]
    fn names_short_words_compounds_and_known_words_are_doubtful() {
        for doubtful in [
            Evidence {
                standing: Standing::Known,
                ..PLAIN
            },
            Evidence {
                capital: true,
                ..PLAIN
            },
            Evidence {
                letters: 2,
                ..PLAIN
            },
            Evidence {
                split: true,
                ..PLAIN
            },
        ] {
            assert!(confidence(&doubtful) < confidence(&PLAIN), "{doubtful:?}");
        }
    }
}
