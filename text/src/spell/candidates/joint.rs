//! Words run together and misspelt at once: what the spacing engine made of a run is one reading of it, and
//! here are the others, weighed with it in one decoding.

use std::ops::Range;

use super::Reach;
use super::reading::Choice;
use crate::model::Model;
use crate::spell::pass::{Fit, Pass};
use crate::spell::weights::Weights;
use crate::spell::word::standing::Standing;
use crate::token::{Kind, Token};

/// How many pieces of a run are read as one at most: more were hardly misread.
const WIDEST: usize = 4;
/// The longest word, in letters, that pieces are put together to.
const LONGEST_RUN: usize = 24;
/// Missing spaces that a text is taken to have before any is found, out of so many spaces.
const USUAL: (f32, f32) = (0.2, 10.0);

/// What one more missing space costs in a text in which `found` were.
pub(in crate::spell) fn gap_cost(weights: &Weights, found: usize, tokens: &[Token]) -> f32 {
    let spaces = tokens.iter().filter(|t| t.kind == Kind::Space).count();
    let rate = (found as f32 + USUAL.0) / (spaces as f32 + USUAL.1);
    (-weights.gap * rate.ln()).min(weights.split)
}

impl Pass<'_> {
    /// Appends what an item may be together with those behind it, from which the writer did not part it:
    /// one misspelt word, or two with another space between them.
    pub(in crate::spell) fn joined(
        &mut self,
        index: usize,
        sentence: &Range<usize>,
        fits: &[Fit],
        out: &mut Vec<Choice>,
    ) {
        let items = self.items;
        let Some(gap) = self.finder.gap else { return };
        let mut odd = self.is_odd(index, sentence, fits);
        let mut key = items.key(index).to_owned();
        for last in index + 1..sentence.end.min(index + WIDEST) {
            // A number, or whatever else is no word, is no part of one.
            let are_words = [last - 1, last].map(|at| self.is_letters(at)) == [true; 2];
            if !are_words
                || !self.is_put_in(last - 1)
                || key.len() + items.key(last).len() > LONGEST_RUN
            {
                return;
            }
            key.push_str(items.key(last));
            odd |= self.is_odd(last, sentence, fits);
            if !odd {
                continue;
            }
            let mut item = items.list[index].clone();
            item.standing = Standing::Unknown;
            item.id = Model::unknown();
            let first = out.len();
            let weights = self.finder.weights;
            let prior = weights.unknown;
            let known = (index..=last)
                .all(|at| matches!(items.list[at].standing, Standing::Known | Standing::Fixed));
            let cost = if known { weights.undone } else { 0.0 };
            self.finder
                .corrections(&item, &key, prior, (Reach::Usual, f32::NEG_INFINITY), out);
            for choice in &mut out[first..] {
                choice.width = last - index + 1;
                choice.score += gap * (last - index) as f32 - cost;
            }
        }
    }

    /// Whether a word is hardly what was meant: not known, or a stranger among its neighbours.
    fn is_odd(&self, index: usize, sentence: &Range<usize>, fits: &[Fit]) -> bool {
        self.items.list[index].standing != Standing::Known
            || !self.is_at_home(index, sentence, fits)
    }

    fn is_letters(&self, index: usize) -> bool {
        let item = &self.items.list[index];
        !item.key.is_empty() && item.standing != Standing::Scanned
    }

    /// Whether the space behind an item is not the writer's.
    fn is_put_in(&self, index: usize) -> bool {
        let end = self.tokens[self.items.list[index].token].end;
        self.put_in.binary_search(&end).is_ok()
    }
}
