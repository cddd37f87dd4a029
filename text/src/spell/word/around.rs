//! What the words around a word say of how it stands: in a phrase of another language, spoken of, behind an article, in a
//! text in a dialect.

use std::collections::HashSet;

use super::case::Case;
use super::item::{Glue, Items};
use super::standing::{Standing, is_only_a_name, owner};
use crate::model::Model;
use crate::spell::lists;

/// So many different words of a dialect are no slips.
const SEVERAL: usize = 2;
/// Letters of the shortest name that is taken for a slip of a word: shorter ones are near too many.
const LONG_NAME: usize = 6;
/// Words that a noun stands behind.
const DETERMINERS: &[&str] = &[
    "a", "an", "any", "every", "her", "his", "its", "my", "no", "our", "some", "that", "the",
    "their", "these", "this", "those", "your",
];

/// Words behind which one in quotation marks is spoken of, and how far behind.
const CITING: &[&str] = &[
    "misspell",
    "misspelled",
    "misspelling",
    "misspelt",
    "pronounced",
    "reads",
    "spell",
    "spelled",
    "spelling",
    "spellings",
    "spells",
    "spelt",
    "typed",
    "typo",
    "typos",
    "word",
    "words",
    "write",
    "writes",
    "written",
    "wrote",
];
const CITED_WITHIN: usize = 3;

impl Items {
    /// Marks the words of a dialect, where the text is written in one: half of them corrected would be worse than none.
    pub(super) fn speak(&mut self) {
        let word = |index: usize| owner(self.key(index));
        let of_dialect = |index: &usize| lists::dialect(word(*index)).is_some();
        let spoken: Vec<usize> = (0..self.list.len()).filter(of_dialect).collect();
        let is_sure = |index: &usize| lists::dialect(word(*index)) == Some(true);
        let different: HashSet<&str> = spoken.iter().map(|&index| word(index)).collect();
        if different.len() >= SEVERAL || spoken.iter().any(is_sure) {
            for index in spoken {
                self.list[index].standing = Standing::Fixed;
            }
        }
    }

    /// Marks an item and the one before it where both are part of a foreign phrase.
    pub(super) fn foreign(&mut self, index: usize) {
        let is_odd =
            |at: usize| matches!(self.list[at].standing, Standing::Rare | Standing::Unknown);
        if (is_odd(index - 1) || is_odd(index))
            && lists::is_foreign(self.key(index - 1), self.key(index))
        {
            for item in &mut self.list[index - 1..=index] {
                item.standing = Standing::Fixed;
            }
        }
    }

    /// Marks an item that is spoken of as it is written: `the word "definately"`.
    pub(super) fn cited(&mut self, index: usize, first: usize) {
        let before = first.max(index.saturating_sub(CITED_WITHIN))..index;
        if self.list[index].glue == Glue::Quoted
            && before.into_iter().any(|at| CITING.contains(&self.key(at)))
        {
            self.list[index].standing = Standing::Fixed;
        }
    }

    /// Marks an item that is a name written small, though names have no article: `the forrest`.
    pub(super) fn no_name(&mut self, index: usize, model: &Model) {
        let item = &self.list[index];
        if item.standing == Standing::Rare
            && item.case == Case::Lower
            && item.key.len() >= LONG_NAME
            && is_only_a_name(model.flags(item.id))
            && DETERMINERS.contains(&self.key(index - 1))
        {
            self.list[index].standing = Standing::Unknown;
        }
    }
}
