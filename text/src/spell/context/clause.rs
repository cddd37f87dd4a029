//! Possessives where a clause stands, `its raining`, `your late`, and the other way round: `licked it's paw`. The two
//! sound alike, and what the corpora count of them is in part the mistake itself; the classes of the words around them
//! tell them apart.

use std::ops::Range;

use crate::model::{Classes, Model, WordId};
use crate::spell::candidates::reading::{Choice, Reading};
use crate::spell::pass::Pass;

/// Possessives and a verb, and the clauses that they are written for.
const CLAUSES: &[(&str, &str)] = &[
    ("its", "it's"),
    ("lets", "let's"),
    ("their", "they're"),
    ("whose", "who's"),
    ("your", "you're"),
];

/// Words that a clause stands behind, where the classes would rather have a noun: `although it's paw-shaped`.
const CONJUNCTIONS: &[&str] = &[
    "although", "and", "as", "because", "but", "if", "or", "since", "so", "than", "that", "then",
    "though", "think", "unless", "until", "when", "where", "whether", "while",
];

/// Words that stand before `nice` whether a noun follows it or not.
const PASSED_OVER: &[&str] = &[
    "extremely",
    "pretty",
    "quite",
    "really",
    "so",
    "too",
    "very",
];

/// Verbs that say of a thing what it is or has.
const VERBS: &[&str] = &["are", "had", "has", "have", "is", "was", "were"];

/// Words that nobody owns.
const OF_CLAUSES: &[&str] = &[
    "a", "also", "always", "an", "been", "got", "he", "in", "it", "just", "never", "not", "now",
    "on", "still", "that", "the", "there", "they", "this", "to", "who", "you",
];

/// What the classes speak for at least, in ln p: less is against a clause, whatever was counted.
const LEAST_CLASS_LIFT: f32 = -1.0;
/// What they speak for at most for a possessive: what was counted has to agree (`says it's spam`).
const MOST_CLASS_LIFT: f32 = 5.5;
/// What they are taken to say of a clause that they speak against.
const NEVER: f32 = -30.0;

/// What the classes of the words around say of a word between two others and some, in ln p.
pub(in crate::spell) fn class_lift(before: [WordId; 2], word: WordId, behind: &[WordId]) -> f32 {
    let mut context = before;
    let words = [word].into_iter().chain(behind.iter().copied());
    let lifts = words.map(|word| {
        let [a, b] = context;
        context = [b, word];
        Classes::english().lift(a, b, word)
    });
    lifts.sum()
}

/// Whether what becomes a clause has its apostrophe behind it, `its' raining`, where that ends no quotation.
pub(in crate::spell) fn has_lost_its_apostrophe(
    text: &str,
    range: &Range<usize>,
    to: &str,
) -> bool {
    let is_mark = |c| matches!(c, '\'' | '’');
    let behind = &text[range.end..];
    let mut chars = behind.chars();
    let line = text[..range.start].rfind('\n').map_or(0, |end| end + 1);
    let opens = |(at, c): (usize, char)| {
        let before = text[line..line + at].chars().next_back();
        matches!(c, '\'' | '‘') && before.is_none_or(|c| !c.is_alphanumeric())
    };
    to.eq_ignore_ascii_case("it's")
        && chars.next().is_some_and(is_mark)
        && chars.next().is_some_and(char::is_whitespace)
        && !text[line..range.start].char_indices().any(opens)
}

/// Whether two words are a possessive and its clause.
pub(in crate::spell) fn are_alike(a: &str, b: &str) -> bool {
    CLAUSES.contains(&(a, b)) || CLAUSES.contains(&(b, a))
}

impl Pass<'_> {
    /// The clause that a possessive behind these words may stand for, or the possessive that `it's` or `who's` may, and
    /// how much the classes of the words beside it speak for it.
    pub(in crate::spell) fn clause(
        &self,
        index: usize,
        sentence: &Range<usize>,
        before: [WordId; 2],
    ) -> Option<Choice> {
        let key = self.items.key(index);
        let clause = CLAUSES.iter().find(|(written, _)| *written == key);
        let other = match clause {
            Some((_, clause)) => clause,
            None if key == "it's" && self.may_own(index, sentence) => "its",
            None if key == "who's" && !self.says_what_is_done(index + 1, sentence) => "whose",
            None => return None,
        };
        let other = self.model().id(other)?;
        let list = &self.items.list;
        let behind: Vec<WordId> = (index + 1..sentence.end)
            .filter(|&at| !PASSED_OVER.contains(&self.items.key(at)))
            .map(|at| list[at].id)
            .chain([Model::end()])
            .take(2)
            .collect();
        let gain = class_lift(before, other, &behind) - class_lift(before, list[index].id, &behind);
        let weights = self.finder.weights;
        let gain = match clause {
            None if gain <= LEAST_CLASS_LIFT => return None,
            None => gain.min(MOST_CLASS_LIFT),
            Some(_) if gain <= LEAST_CLASS_LIFT => NEVER,
            Some(_) => gain,
        };
        // `who's umbrella is`: one of the two verbs is none.
        let has_verb =
            sentence.contains(&(index + 2)) && VERBS.contains(&self.items.key(index + 2));
        let prior = if key == "who's" && has_verb {
            0.0
        } else {
            weights.clause
        };
        // Decoding hears the classes too, but not in full.
        let score = (1.0 - weights.kinds) * gain - prior;
        Some(Choice::one(Reading::Word(other), score))
    }

    /// Whether an item goes on with a clause whatever its class: `who's working`, `who's now`, `who's to say`.
    fn says_what_is_done(&self, index: usize, sentence: &Range<usize>) -> bool {
        let key = sentence.contains(&index).then(|| self.items.key(index));
        key.is_some_and(|key| key.ends_with("ing") || OF_CLAUSES.contains(&key))
    }

    /// Whether a possessive may stand at an item: right behind a word that no clause is wanted after, or at the beginning
    /// where another verb follows (`it's name is`).
    fn may_own(&self, index: usize, sentence: &Range<usize>) -> bool {
        if index == sentence.start {
            return index + 2 < sentence.end && VERBS.contains(&self.items.key(index + 2));
        }
        self.is_one_space_on(index - 1) && !CONJUNCTIONS.contains(&self.items.key(index - 1))
    }
}
