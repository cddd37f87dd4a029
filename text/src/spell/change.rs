//! A decision turned into an edit: its text, its confidence, and the readings that it was weighed against.

use std::ops::Range;

use super::case::Case;
use super::confidence::confidence;
use super::decode::{Chosen, Stretch, step};
use super::pass::Pass;
use super::reading::Reading;
use crate::edit::Edit;
use crate::model::{Model, WordId};
use crate::token::Token;

/// A correction that was decided on.
pub(super) struct Change {
    /// Bytes of the text that it replaces.
    range: Range<usize>,
    to: String,
    confidence: f32,
    suggestions: Vec<String>,
}

impl Pass<'_> {
    /// Records the change of one item, with the readings that it was weighed against.
    pub(super) fn change(&mut self, first: usize, stretch: &Stretch, path: &[Chosen], at: usize) {
        let chosen = path[at];
        let scores = alternatives(self.model(), self.finder.scale, stretch, path, at);
        let own = scores[chosen.choice];
        let choices = &stretch.choices[chosen.item];
        let mut kept = f32::NEG_INFINITY;
        let mut ranked: Vec<(f32, Reading)> = Vec::new();
        for (choice, &score) in choices.iter().zip(&scores) {
            if choice.reading.is_kept() {
                kept = score;
            } else if choice.reading != choices[chosen.choice].reading {
                ranked.push((score, choice.reading));
            }
        }
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
        let next = ranked.first().map_or(f32::NEG_INFINITY, |r| r.0);
        let index = first + chosen.item;
        let reading = choices[chosen.choice].reading;
        let to = self.written(index, reading);
        let mut suggestions = Vec::new();
        if self.options.suggestions > 0 {
            suggestions.push(to.clone());
            for (_, other) in ranked {
                let other = self.written(index, other);
                if suggestions.len() < self.options.suggestions && !suggestions.contains(&other) {
                    suggestions.push(other);
                }
            }
        }
        let last = index + reading.width() - 1;
        let range = self.token(index).start..self.token(last).end;
        if self.text[range.clone()] == to {
            return;
        }
        self.changes.push(Change {
            range,
            to,
            confidence: confidence(own - kept, own - next),
            suggestions,
        });
    }

    fn token(&self, index: usize) -> Token {
        self.tokens[self.items.list[index].token]
    }

    /// A reading's text, in the case and with the apostrophes of the text.
    fn written(&self, index: usize, reading: Reading) -> String {
        let item = &self.items.list[index];
        let written = self.token(index).text(self.text);
        let mut out = String::new();
        let model = self.model();
        match reading {
            Reading::Kept(_) => out.push_str(written),
            Reading::Word(id) | Reading::Merged(id) => {
                item.case.apply(model.display(id), written, &mut out);
            }
            Reading::Possessive(id) => {
                item.case.apply(model.display(id), written, &mut out);
                out.push_str(if item.case == Case::Upper { "'S" } else { "'s" });
            }
            Reading::Split(a, b) => {
                item.case.apply(model.display(a), written, &mut out);
                out.push(' ');
                let case = if item.case == Case::Upper {
                    Case::Upper
                } else {
                    Case::Lower
                };
                case.apply(model.display(b), written, &mut out);
            }
        }
        if self.apostrophe != "'" && out.contains('\'') {
            out = out.replace('\'', self.apostrophe);
        }
        out
    }

    /// The changes as edits, which count characters.
    pub(super) fn edits(&self) -> Vec<Edit> {
        let (mut byte, mut chars) = (0, 0);
        let mut out = Vec::with_capacity(self.changes.len());
        for change in &self.changes {
            chars += self.text[byte..change.range.start].chars().count();
            byte = change.range.start;
            let from = &self.text[change.range.clone()];
            out.push(Edit {
                offset: chars,
                length: from.chars().count(),
                from: from.to_owned(),
                to: change.to.clone(),
                confidence: change.confidence,
                suggestions: change.suggestions.clone(),
            });
        }
        out
    }
}

/// Scores of all readings of one item, its neighbours read as on the path.
fn alternatives(
    model: &Model,
    scale: f32,
    stretch: &Stretch,
    path: &[Chosen],
    at: usize,
) -> Vec<f32> {
    let mut words: Vec<WordId> = stretch.before.to_vec();
    let mut after: Vec<WordId> = Vec::new();
    for (i, chosen) in path.iter().enumerate() {
        let (a, b) = stretch.choices[chosen.item][chosen.choice].reading.ids();
        if i < at {
            words.extend([Some(a), b].into_iter().flatten());
        } else if i > at {
            after.extend([Some(a), b].into_iter().flatten());
        }
    }
    after.extend(stretch.after);
    if stretch.choices[path[at].item][path[at].choice]
        .reading
        .width()
        > 1
    {
        // The chosen reading has eaten the next word; the others leave it.
        let eaten = stretch.choices[path[at].item + 1]
            .iter()
            .find(|c| c.reading.is_kept());
        after.splice(0..0, eaten.map(|c| c.reading.ids().0));
    }
    let before = [words[words.len() - 2], words[words.len() - 1]];
    stretch.choices[path[at].item]
        .iter()
        .map(|choice| {
            let mut context = before;
            let (a, b) = choice.reading.ids();
            let mut lm = step(model, &mut context, a);
            if let Some(b) = b {
                lm += step(model, &mut context, b);
            }
            let skip = choice.reading.width() - 1;
            lm += after
                .iter()
                .skip(skip)
                .take(2)
                .map(|&word| step(model, &mut context, word))
                .sum::<f32>();
            scale * lm + choice.score
        })
        .collect()
}
