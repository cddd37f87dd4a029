//! Possessives where a clause stands: `its raining`, `your late`. The two sound alike, and what the corpora count of them
//! is in part the mistake itself; the classes of the words around them tell them apart.

use std::ops::Range;

use super::pass::Pass;
use super::reading::{Choice, Reading};
use crate::model::{Classes, Model, WordId};

/// Possessives and a verb, and the clauses that they are written for.
const CLAUSES: &[(&str, &str)] = &[
    ("its", "it's"),
    ("lets", "let's"),
    ("their", "they're"),
    ("whose", "who's"),
    ("your", "you're"),
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

/// What the classes speak for at least, in ln p: less is against a clause, whatever was counted.
const LEAST: f32 = -1.0;
/// Log score of a clause that the classes speak against.
const NEVER: f32 = -20.0;

impl Pass<'_> {
    /// The clause that a possessive behind these words may stand for, and how much the classes of the words beside it speak
    /// for it.
    pub(super) fn clause(
        &self,
        index: usize,
        sentence: &Range<usize>,
        before: [WordId; 2],
    ) -> Option<Choice> {
        let key = self.items.key(index);
        let (_, clause) = CLAUSES.iter().find(|(written, _)| *written == key)?;
        let clause = self.model().id(clause)?;
        let list = &self.items.list;
        let behind: Vec<WordId> = (index + 1..sentence.end)
            .filter(|&at| !PASSED_OVER.contains(&self.items.key(at)))
            .map(|at| list[at].id)
            .chain([Model::end()])
            .take(2)
            .collect();
        let lift = |word: WordId| {
            let mut context = before;
            let words = [word].into_iter().chain(behind.iter().copied());
            let lifts = words.map(|word| {
                let [a, b] = context;
                context = [b, word];
                Classes::english().lift(a, b, word)
            });
            lifts.sum::<f32>()
        };
        let gain = lift(clause) - lift(list[index].id);
        let weights = self.finder.weights;
        // Decoding hears the classes too, but not in full.
        let score = (1.0 - weights.kinds) * gain - weights.clause;
        let score = if gain > LEAST { score } else { NEVER };
        Some(Choice::one(Reading::Word(clause), score))
    }
}
