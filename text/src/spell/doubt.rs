//! The known words of a text that may not be meant.

use std::ops::Range;

use super::case::Case;
use super::item::Standing;
use super::pass::{Fit, LONGEST, Pass};
use super::reading::{Choice, Reading};
use super::than::then_for_than;
use crate::model::{Model, WordId};

impl Pass<'_> {
    /// The known words of a sentence that may not be meant, and what else they may be, in order.
    pub(super) fn doubted(
        &self,
        sentence: &Range<usize>,
        fits: &[Fit],
    ) -> Vec<(usize, Vec<Choice>)> {
        let mut out: Vec<(usize, Vec<Choice>)> = Vec::new();
        if self.surroundings.alone {
            return out;
        }
        for start in sentence.clone().step_by(LONGEST) {
            let first = out.len();
            let mut doubts = Vec::new();
            for index in start..sentence.end.min(start + LONGEST) {
                let item = &self.items.list[index];
                let beside = self.beside(index, sentence);
                let meant = self.meant(index, sentence, beside);
                let named = item.case == Case::Title && !item.first;
                let is_open = item.standing == Standing::Known && !named;
                if meant.is_empty() && !is_open {
                    continue;
                }
                if !meant.is_empty()
                    || !self.is_at_home(index, sentence, fits)
                    || self.is_doubled(index, sentence)
                {
                    out.push((index, meant));
                    if named {
                        continue;
                    }
                    let word = (self.items.key(index), item);
                    let at = index - sentence.start;
                    let likely = fits[at].likely + fits[at + 1].likely;
                    let doubt = self
                        .finder
                        .doubt(self.remembered, index, word, beside, likely);
                    doubts.extend(doubt);
                }
            }
            let confusions = self.finder.confusions(&doubts, self.care);
            let mut confusions = confusions.into_iter().peekable();
            for (index, choices) in &mut out[first..] {
                while let Some((_, choice)) = confusions.next_if(|(of, _)| of == index) {
                    if choices.iter().all(|other| other.reading != choice.reading) {
                        choices.push(choice);
                    }
                }
            }
        }
        out
    }

    /// What the words next to a known word, or to an article, say that it stands for.
    fn meant(&self, index: usize, sentence: &Range<usize>, beside: [WordId; 2]) -> Vec<Choice> {
        let weights = self.finder.weights;
        let article = self.other_article(index, sentence);
        if self.items.list[index].standing != Standing::Known {
            return article.into_iter().collect();
        }
        let before = match index.checked_sub(2) {
            Some(before) if before >= sentence.start => self.items.list[before].id,
            _ => Model::start(),
        };
        let around = [before, beside[0], beside[1]];
        let rights = self.phrases.rights(self.items.list[index].id, around);
        let then = then_for_than(self.model(), self.items, sentence, index);
        let meant = rights.chain(then.map(|then| (then, 1.0)));
        let score = |strength| strength * weights.phrase - weights.known;
        meant
            .map(|(word, strength)| Choice::one(Reading::Word(word), score(strength)))
            .chain(article)
            .chain(self.clause(index, sentence, [before, beside[0]]))
            .collect()
    }
}
