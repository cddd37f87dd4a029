//! Words that another has to follow: before a comma or at an end something else is meant (`Pros: quiet, cheap`).

use crate::spell::candidates::reading::{Choice, Reading};
use crate::spell::pass::Pass;

/// Words that stand before others alone.
const UNFINISHED: &[&str] = &[
    "a", "an", "every", "its", "our", "quite", "the", "their", "your",
];

impl Pass<'_> {
    /// Drops such words in the place of a right one, where a mark follows or nothing.
    pub(in crate::spell) fn drop_unfinished(&self, index: usize, choices: &mut Vec<Choice>) {
        let item = &self.items.list[index];
        if choices.is_empty() || !self.is_right(index) {
            return;
        }
        let behind = self
            .tokens
            .get(item.token + 1)
            .map(|token| token.text(self.text));
        if !matches!(behind, None | Some("," | "." | ";" | ":" | "!" | "?" | ")")) {
            return;
        }
        let is_unfinished = |choice: &Choice| match choice.reading {
            Reading::Word(id) => choice.width == 1 && UNFINISHED.contains(&self.model().word(id)),
            _ => false,
        };
        choices.retain(|choice| !is_unfinished(choice));
    }
}
