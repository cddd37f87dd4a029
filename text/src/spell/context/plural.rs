//! Plurals with an apostrophe that are nobody's: `two dog's`, `for six month's and`.

use std::ops::Range;

use crate::model::WordFlags;
use crate::spell::candidates::reading::Reading;
use crate::spell::pass::Pass;
use crate::spell::word::case::Case;
use crate::token::Kind;

/// What more than one thing stands behind, besides numbers in digits.
const MANY: &[&str] = &[
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "fifteen", "twenty", "thirty", "forty", "fifty", "sixty", "hundred", "thousand", "few", "many",
    "several", "these", "those",
];

/// What stands behind a thing that owns nothing.
const BEHIND: &[&str] = &[
    "after", "ago", "and", "are", "as", "at", "because", "before", "but", "by", "for", "from",
    "had", "have", "if", "in", "is", "of", "on", "or", "so", "than", "that", "to", "was", "were",
    "when", "where", "which", "while", "who", "with",
];

/// How strongly the two speak; as phrases do.
const STRENGTH: f32 = 1.5;
/// The shortest such plural: what is shorter is an abbreviation (`CD's`) or a letter (`three a's`).
const SHORTEST_PLURAL: usize = 4;

impl Pass<'_> {
    /// The plural that an owner stands for where a number is before it and nothing behind it that can be owned, and how
    /// strongly that speaks.
    pub(in crate::spell) fn plural(
        &self,
        index: usize,
        sentence: &Range<usize>,
    ) -> Option<(Reading, f32)> {
        let stem = self.items.key(index).strip_suffix("'s")?;
        let item = &self.items.list[index];
        let before = index.checked_sub(1).filter(|at| sentence.contains(at))?;
        let is_many = MANY.contains(&self.items.key(before));
        let ends = self
            .tokens
            .get(item.token + 1)
            .is_none_or(|token| token.kind == Kind::Punctuation);
        let next = Some(index + 1).filter(|next| sentence.contains(next));
        let owns = !ends && next.is_some_and(|next| !BEHIND.contains(&self.items.key(next)));
        if !is_many || owns || stem.len() + 1 < SHORTEST_PLURAL || item.case != Case::Lower {
            return None;
        }
        let model = self.model();
        let plural = model.id(&[stem, "s"].concat())?;
        let is_right = model.flags(plural).contains(WordFlags::DICTIONARY);
        is_right.then_some((Reading::Word(plural), STRENGTH))
    }
}
