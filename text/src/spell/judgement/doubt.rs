//! The known words of a text that may not be meant.

use std::ops::Range;

use crate::model::{Model, WordId};
use crate::spell::candidates::reading::{Choice, Reading};
use crate::spell::context::clause::class_lift;
use crate::spell::context::than::then_for_than;
use crate::spell::pass::{Fit, LONGEST_STRETCH, Pass, around};
use crate::spell::word::case::Case;
use crate::spell::word::standing::Standing;

/// What the classes of the words around say for or against a word at most, in ln p.
const MOST_CLASS_LIFT: f32 = 3.0;

/// How strongly it speaks that nothing before a `than` compares; see [`Phrases::rights`].
///
/// [`Phrases::rights`]: crate::spell::context::phrases::Phrases::rights
const NOTHING_COMPARED: f32 = 1.15;
/// How far off a word may stand that a phrase asks for anywhere near.
const NEAR: usize = 10;

impl Pass<'_> {
    /// The known words of a sentence that may not be meant, and what else they may be, in order.
    pub(in crate::spell) fn doubted(
        &self,
        sentence: &Range<usize>,
        fits: &[Fit],
    ) -> Vec<(usize, Vec<Choice>)> {
        let mut out: Vec<(usize, Vec<Choice>)> = Vec::new();
        if self.surroundings.alone {
            return out;
        }
        for start in sentence.clone().step_by(LONGEST_STRETCH) {
            let mut doubts = Vec::new();
            for index in start..sentence.end.min(start + LONGEST_STRETCH) {
                let item = &self.items.list[index];
                if self.is_label(index) {
                    continue;
                }
                let beside = self.beside(index, sentence);
                let meant = self.meant(index, sentence, beside);
                let named = item.case == Case::Title && !item.first;
                let is_open = item.standing == Standing::Known && !named;
                let is_doubled = self.is_doubled(index, sentence);
                if meant.is_empty() && !is_open && !is_doubled {
                    continue;
                }
                let at_home =
                    meant.is_empty() && !is_doubled && self.is_at_home(index, sentence, fits);
                let is_closed = named || meant.is_empty() && !is_open;
                if !at_home {
                    out.push((index, meant));
                }
                if is_closed || at_home && !self.remembered.is_alike(item.id) {
                    continue;
                }
                let at = index - sentence.start;
                let likely = fits[at].likely + fits[at + 1].likely;
                let word = (self.items.key(index), item);
                let doubt =
                    self.finder
                        .doubt(self.remembered, index, word, beside, (likely, at_home));
                doubts.extend(doubt);
            }
            for (index, mut choice, is_alike) in self.finder.confusions(&doubts, self.care) {
                if is_alike {
                    choice.score += self.asked_for(index, sentence, choice.reading);
                }
                let at = out.partition_point(|(of, _)| *of < index);
                if out.get(at).is_none_or(|(of, _)| *of != index) {
                    out.insert(at, (index, Vec::new()));
                }
                let choices = &mut out[at].1;
                if choices.iter().all(|other| other.reading != choice.reading) {
                    choices.push(choice);
                }
            }
        }
        out
    }

    /// Whether a word stands alone before a colon, so that what is behind says nothing of it: `Note: see below`.
    fn is_label(&self, index: usize) -> bool {
        let item = &self.items.list[index];
        let behind = self.tokens.get(item.token + 1);
        item.first && behind.is_some_and(|token| token.text(self.text) == ":")
    }

    /// How much the classes of the words around speak for another word that sounds like the one that stands there.
    fn asked_for(&self, index: usize, sentence: &Range<usize>, other: Reading) -> f32 {
        let list = &self.items.list;
        let id = |at: usize| list[at].id;
        let before = [2, 1].map(|back| {
            let at = index.checked_sub(back).filter(|at| sentence.contains(at));
            at.map_or(Model::start(), id)
        });
        let behind = (index + 1..sentence.end).map(id).chain([Model::end()]);
        let behind: Vec<WordId> = behind.take(2).collect();
        let gain =
            class_lift(before, other.ids().0, &behind) - class_lift(before, id(index), &behind);
        self.finder.weights.alike_kinds * gain.clamp(-MOST_CLASS_LIFT, MOST_CLASS_LIFT)
    }

    /// What the words next to a known word, or to an article, say that it stands for.
    fn meant(&self, index: usize, sentence: &Range<usize>, beside: [WordId; 2]) -> Vec<Choice> {
        let weights = self.finder.weights;
        if let Some(whole) = self.with_mark(index, sentence) {
            return vec![whole];
        }
        let article = self.other_article(index, sentence);
        if self.items.list[index].standing != Standing::Known {
            return article.into_iter().collect();
        }
        let before = [self.two_before(index, sentence), beside[0]];
        let then = then_for_than(self.model(), self.items, sentence, index);
        let meant = self
            .phrased(index, sentence)
            .chain(then.map(|then| (Reading::Word(then), NOTHING_COMPARED)))
            .chain(self.plural(index, sentence));
        let score = |strength| strength * weights.phrase - weights.known;
        meant
            .map(|(reading, strength)| Choice::one(reading, score(strength)))
            .chain(article)
            .chain(self.clause(index, sentence, before))
            .chain(self.with_apostrophe(index, sentence, before))
            .collect()
    }

    /// The word that stands two before an item, or the sentence's beginning.
    fn two_before(&self, index: usize, sentence: &Range<usize>) -> WordId {
        match index.checked_sub(2) {
            Some(before) if before >= sentence.start => self.items.list[before].id,
            _ => Model::start(),
        }
    }

    /// What a word stands for by the phrases that it is in, and how strongly each speaks.
    pub(in crate::spell) fn phrased<'a>(
        &'a self,
        index: usize,
        sentence: &Range<usize>,
    ) -> impl Iterator<Item = (Reading, f32)> + use<'a> {
        let list = &self.items.list;
        let after = match list.get(index + 2) {
            Some(after) if index + 2 < sentence.end => after.id,
            _ => Model::end(),
        };
        let [before, behind] = self.beside(index, sentence);
        let beside = [self.two_before(index, sentence), before, behind, after];
        let near = around(index, NEAR, sentence);
        let is_near = move |id| list[near.clone()].iter().any(|item| item.id == id);
        self.phrases.rights(list[index].id, beside, is_near)
    }
}
