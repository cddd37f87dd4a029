//! Two words that are one, or of which one is too many.

use std::ops::Range;

use super::lists;
use super::pass::{Fit, Pass};
use crate::model::{WordFlags, WordId};

impl Pass<'_> {
    /// The dictionary word that an item and the next make together, where one space parts them. Two known words
    /// that go together are not meant as one, but for those that many write so.
    pub(super) fn merged(
        &self,
        index: usize,
        sentence: &Range<usize>,
        fits: &[Fit],
    ) -> Option<WordId> {
        let next = Some(index + 1).filter(|next| sentence.contains(next))?;
        let friends =
            fits[next - sentence.start].lift > 0.0 && self.is_known(index) && self.is_known(next);
        if friends && !lists::is_parted(self.items.key(index), self.items.key(next)) {
            return None;
        }
        if !self.is_one_space_on(index) || self.items.key(next).is_empty() {
            return None;
        }
        let model = self.model();
        let id = model.joined(self.items.key(index), self.items.key(next))?;
        let flags = model.flags(id);
        (flags.contains(WordFlags::DICTIONARY) && !flags.intersects(WordFlags::RARE)).then_some(id)
    }

    /// Whether the next item stands one space behind this one.
    pub(super) fn is_one_space_on(&self, index: usize) -> bool {
        let list = &self.items.list;
        let (this, next) = (list[index].token, list[index + 1].token);
        next == this + 2 && self.tokens[this + 1].text(self.text) == " "
    }

    /// Whether a word that never follows itself does.
    pub(super) fn is_doubled(&self, index: usize, sentence: &Range<usize>) -> bool {
        let key = self.items.key(index);
        index + 1 < sentence.end
            && key == self.items.key(index + 1)
            && lists::is_said_once(key)
            && self.is_one_space_on(index)
    }
}
