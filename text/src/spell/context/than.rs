//! `than` where nothing is compared: it stands for `then`. What tells them apart lies further off than three words.

use std::ops::Range;

use crate::model::{Model, WordFlags, WordId};
use crate::spell::word::item::Items;
use crate::spell::word::standing::Standing;

/// Words besides comparatives that `than` goes with, and those that people put before it.
const COMPARING: &[&str] = &[
    "more",
    "less",
    "fewer",
    "rather",
    "other",
    "others",
    "otherwise",
    "else",
    "elsewhere",
    "better",
    "worse",
    "different",
    "differently",
    "prefer",
    "prefers",
    "preferred",
    "preferable",
    "superior",
    "inferior",
    "same",
    "such",
    "as",
    "times",
    "twice",
    "hardly",
    "scarcely",
    "barely",
    "above",
    "beyond",
];

/// What `than` stands for where no word before it compares: `then`. `None` for any other word, and where an unknown
/// word might compare.
pub(in crate::spell) fn then_for_than(
    model: &Model,
    items: &Items,
    sentence: &Range<usize>,
    index: usize,
) -> Option<WordId> {
    if items.key(index) != "than" {
        return None;
    }
    let may_compare = |at: usize| {
        let key = items.key(at);
        items.list[at].standing == Standing::Unknown
            || COMPARING.contains(&key)
            || is_comparative(model, key)
    };
    if (sentence.start..index).any(may_compare) {
        return None;
    }
    model.id("then")
}

/// Whether a word compares: `larger` does, because there is `largest`.
fn is_comparative(model: &Model, key: &str) -> bool {
    key.strip_suffix("er")
        .filter(|stem| stem.len() > 2)
        .and_then(|stem| model.id(&[stem, "est"].concat()))
        .is_some_and(|id| model.flags(id).contains(WordFlags::DICTIONARY))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comparatives_have_a_superlative() {
        for word in ["larger", "easier", "bigger", "later"] {
            assert!(is_comparative(Model::english(), word), "{word}");
        }
        for word in ["water", "after", "her", "teacher", "more"] {
            assert!(!is_comparative(Model::english(), word), "{word}");
        }
    }
}
