//! What has to speak for another word in the place of one that is right though rare: of careful writers the rare word
//! is more likely meant than of those who make slips.

use std::ops::Range;

use crate::spell::Weights;
use crate::spell::candidates::reading::{Choice, Reading};
use crate::spell::pass::Pass;
use crate::spell::word::case::Case;
use crate::spell::word::item::{Item, Items};
use crate::spell::word::standing::Standing;

/// How careful the writer of a text is, 0 to 1: where there are slips, right words may be some too.
pub(in crate::spell) fn care(items: &Items, weights: &Weights) -> f32 {
    let is_slip = |item: &&Item| item.standing == Standing::Unknown && item.case == Case::Lower;
    let slips = items.list.iter().filter(is_slip).count() as f32;
    (1.0 - weights.careless * slips / items.list.len().max(1) as f32).max(0.0)
}

/// How much likelier than alone two neighbours make a word: of each side ln p of what comes second there behind what
/// comes first, and alone.
pub(in crate::spell) fn lift(sides: [(f32, f32); 2]) -> f32 {
    let of_side = |(beside, alone): (f32, f32)| (beside - alone).max(0.0);
    sides.into_iter().map(of_side).sum()
}

impl Pass<'_> {
    /// Lowers the scores of the words, in the place of one that is right but rare, where its neighbours ask for none.
    pub(in crate::spell) fn ask_for_proof(
        &self,
        index: usize,
        sentence: &Range<usize>,
        choices: &mut [Choice],
    ) {
        let model = self.model();
        let [before, behind] = self.beside(index, sentence);
        let lifted = |choice: &Choice| match choice.reading {
            Reading::Word(id) => lift([
                (model.bigram(before, id), model.unigram(id)),
                (model.bigram(id, behind), model.unigram(behind)),
            ]),
            _ => 0.0,
        };
        let best = choices.iter().map(lifted).fold(0.0, f32::max);
        let against = self.care * self.finder.weights.unproven(best);
        for choice in choices {
            choice.score -= against;
        }
    }
}
