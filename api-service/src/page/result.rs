//! What came of a text, as the form of its operation shows it.

use std::{borrow::Cow, collections::HashMap, mem};

use db::{Edit, Operation};

use super::{
    compose::compose,
    form::{about, language_name},
    marks::{self, Piece},
};
use crate::answer::Answer;

/// More changes, or words to check, than this are not listed one by one; they are marked in the text all the same.
const MAX_LISTED: usize = 200;

/// A result as the page shows it.
pub struct Shown<'a> {
    pub answer: &'a Answer,
    pub pieces: Vec<Piece<'a>>,
    /// Those of words, listed one by one.
    pub changes: Vec<Change<'a>>,
    pub unlisted: usize,
    /// How many there are, spaces put in among them.
    pub edits: usize,
    /// Where they were asked for.
    pub doubts: Option<Doubts<'a>>,
    pub steps: Vec<ShownStep<'a>>,
}

/// One change, as a row of its own.
pub struct Change<'a> {
    pub offset: usize,
    pub from: &'a str,
    pub to: &'a str,
    pub others: Vec<&'a str>,
    pub percent: u32,
}

impl<'a> Change<'a> {
    pub fn new(edit: &'a Edit) -> Self {
        let others = edit.suggestions.iter().filter(|other| **other != edit.to);
        Self {
            offset: edit.offset,
            from: &edit.from,
            to: &edit.to,
            others: others.map(String::as_str).collect(),
            percent: percent(edit.confidence),
        }
    }
}

/// The words to check.
pub struct Doubts<'a> {
    /// Each once, in their order.
    pub listed: Vec<Doubted<'a>>,
    pub unlisted: usize,
}

/// A word to check, as a row of its own.
pub struct Doubted<'a> {
    pub word: &'a str,
    pub times: usize,
    pub others: &'a [String],
}

impl<'a> Doubts<'a> {
    /// Those among these pieces.
    fn of(pieces: &[Piece<'a>]) -> Self {
        let mut listed: Vec<Doubted<'a>> = Vec::new();
        let mut places = HashMap::new();
        for doubt in pieces.iter().filter_map(|piece| piece.doubt) {
            let place = *places.entry(doubt.word.as_str()).or_insert(listed.len());
            if place == listed.len() {
                listed.push(Doubted {
                    word: &doubt.word,
                    times: 0,
                    others: &doubt.suggestions,
                });
            }
            listed[place].times += 1;
        }
        let unlisted = listed.len().saturating_sub(MAX_LISTED);
        listed.truncate(MAX_LISTED);
        Self { listed, unlisted }
    }
}

/// One step of a clean-up.
pub struct ShownStep<'a> {
    pub name: &'static str,
    pub pieces: Vec<Piece<'a>>,
    pub edits: usize,
    pub provider: Option<&'a str>,
}

/// What was changed, the steps of a clean-up taken together; none after a translation, where every word differs.
pub fn changes(answer: &Answer) -> Cow<'_, [Edit]> {
    if let Some(edits) = &answer.edits {
        return edits.into();
    }
    let mut all = Vec::new();
    for step in answer.detail.steps.iter().flatten() {
        if step.processed == answer.original {
            all.clear();
        } else if step.operation == Operation::Translate {
            return Cow::default();
        } else {
            all = compose(&answer.original, &all, &step.edits);
        }
    }
    all.into()
}

/// Whether a text was left alone as one in another language: that no word of it is in doubt says nothing.
fn was_passed_over(answer: &Answer) -> bool {
    let found = answer.language.as_ref();
    answer.original == answer.processed
        && answer.detail.doubts.as_ref().is_none_or(Vec::is_empty)
        && found.is_some_and(|found| found.code != "en" && found.confidence >= 0.5)
}

impl<'a> Shown<'a> {
    pub fn new(answer: &'a Answer, edits: &'a [Edit]) -> Self {
        let mut pieces = if edits.is_empty() {
            vec![Piece::plain(&answer.processed)]
        } else {
            marks::pieces(&answer.original, 0, edits)
        };
        let doubts = answer.detail.doubts.as_ref();
        let doubts = doubts.filter(|_| !was_passed_over(answer)).map(|doubts| {
            pieces = marks::with_doubts(mem::take(&mut pieces), doubts);
            Doubts::of(&pieces)
        });
        let mut before = answer.original.as_str();
        let mut steps = Vec::new();
        for step in answer.detail.steps.iter().flatten() {
            let pieces = match step.operation {
                Operation::Translate => vec![Piece::plain(&step.processed)],
                _ => marks::pieces(before, 0, &step.edits),
            };
            steps.push(ShownStep {
                name: about(step.operation).result,
                pieces,
                edits: step.edits.len(),
                provider: step.translation.provider.as_deref(),
            });
            before = &step.processed;
        }
        let words = edits.iter().filter(|edit| !edit.to.trim().is_empty());
        let unlisted = words.clone().count().saturating_sub(MAX_LISTED);
        Self {
            answer,
            pieces,
            changes: words.take(MAX_LISTED).map(Change::new).collect(),
            edits: edits.len(),
            doubts,
            unlisted,
            steps,
        }
    }

    pub fn language(&self) -> Option<String> {
        let found = self.answer.language.as_ref()?;
        Some(format!(
            "{}, {} %",
            language_name(&found.code),
            percent(found.confidence)
        ))
    }

    /// The language that the result is in, for readers and screen readers.
    pub fn result_language(&self) -> &str {
        let detail = &self.answer.detail;
        let found = || {
            self.answer
                .language
                .as_ref()
                .map_or("en", |found| &found.code)
        };
        detail.translation.target.as_deref().unwrap_or_else(found)
    }

    pub fn summary(&self) -> String {
        let translated = self.answer.edits.is_none() && self.edits == 0;
        match self.edits {
            _ if self.answer.original == self.answer.processed => "Nothing changed".to_owned(),
            0 if translated => String::new(),
            1 => "1 change".to_owned(),
            changes => format!("{changes} changes"),
        }
    }

    pub fn took(&self) -> String {
        format!("{:.1} ms", self.answer.detail.took_ms)
    }
}

/// A share in whole percent.
fn percent(share: f64) -> u32 {
    (share * 100.0).round() as u32
}
