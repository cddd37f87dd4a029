//! A second look at the sentences that were changed: a word that had a misspelt neighbour is judged anew beside what
//! that neighbour became.

use std::iter;
use std::ops::Range;

use crate::model::Model;
use crate::spell::change::Change;
use crate::spell::word::case::{Case, fold_into};
use crate::spell::word::item::{Item, Items};
use crate::spell::word::standing::{Standing, standing};
use crate::token::Token;

impl Items {
    /// The items of the sentences that were changed, read as what was put there.
    pub fn corrected(&self, tokens: &[Token], model: &Model, changes: &[Change]) -> Self {
        let mut out = Self {
            shouting: self.shouting,
            ..Self::default()
        };
        let start = |index: usize| tokens[self.list[index].token].start;
        let end = |index: usize| tokens[self.list[index].token].end;
        for sentence in &self.sentences {
            let from = changes.partition_point(|c| c.range.start < start(sentence.start));
            let to = changes.partition_point(|c| c.range.start < end(sentence.end - 1));
            if from == to {
                continue;
            }
            let first = out.list.len();
            let mut changes = changes[from..to].iter().peekable();
            let mut index = sentence.start;
            while index < sentence.end {
                let change = changes.next_if(|change| change.range.start == start(index));
                let Some(change) = change else {
                    out.copy(self, index);
                    index += 1;
                    continue;
                };
                let next = (index..sentence.end)
                    .find(|&i| start(i) >= change.range.end)
                    .unwrap_or(sentence.end);
                out.put(self, index..next, &change.to, model);
                index = next;
            }
            out.sentences.push(first..out.list.len());
        }
        out
    }

    /// Appends what was put in the place of some items of others.
    fn put(&mut self, others: &Self, range: Range<usize>, to: &str, model: &Model) {
        // What covers more than a token, or part of one, can't be changed again.
        let whole = range.len() == 1 && !to.contains(' ');
        for word in to.split(' ') {
            let start = self.keys.len();
            fold_into(word, &mut self.keys);
            let case = Case::of(word);
            let (id, standing) = standing(model, &self.keys[start..], word, case, self.shouting);
            let end = if whole { self.keys.len() } else { start };
            self.list.push(Item {
                key: start as u32..end as u32,
                id,
                case,
                standing: if whole { standing } else { Standing::Fixed },
                ..others.list[range.start].clone()
            });
        }
    }

    /// Appends an item of other items.
    fn copy(&mut self, other: &Self, index: usize) {
        let start = self.keys.len() as u32;
        self.keys.push_str(other.key(index));
        self.list.push(Item {
            key: start..self.keys.len() as u32,
            ..other.list[index].clone()
        });
    }
}

/// Changes after a second look at some of the sentences: where both looks changed something, the second counts.
pub(super) fn renewed(first: Vec<Change>, second: Vec<Change>) -> Vec<Change> {
    let mut out: Vec<Change> = Vec::with_capacity(first.len() + second.len());
    let mut second = second.into_iter().peekable();
    for change in first {
        out.extend(iter::from_fn(|| {
            second.next_if(|new| new.range.start < change.range.end)
        }));
        if out
            .last()
            .is_none_or(|last| last.range.end <= change.range.start)
        {
            out.push(change);
        }
    }
    out.extend(second);
    out
}
