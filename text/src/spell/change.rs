//! A decision turned into an edit: its text, its confidence, and the readings that it was weighed against.

use std::ops::Range;

use crate::edit::Edit;
use crate::model::WordId;
use crate::spell::candidates::reading::{Choice, Reading};
use crate::spell::candidates::scan;
use crate::spell::context::apostrophe;
use crate::spell::context::clause;
use crate::spell::decode::{Chosen, Stretch};
use crate::spell::fluency::Fluency;
use crate::spell::judgement::confidence::{Evidence, confidence};
use crate::spell::judgement::floor::Floor;
use crate::spell::pass::Pass;
use crate::spell::word::case::{Case, fold_into};
use crate::spell::word::item::is_ordinary;
use crate::spell::word::standing::Standing;
use crate::token::Token;

/// A correction that was decided on.
pub(crate) struct Change {
    /// Bytes of the text that it replaces.
    pub range: Range<usize>,
    /// What it puts there.
    pub to: String,
    /// Where it only puts a space beside other letters: how many bytes of the words written, without the
    /// spaces between them, stand before that space.
    pub cut: Option<usize>,
    /// Probability that it is right.
    pub confidence: f32,
    /// What that must be where nothing in the sentence is surely wrong.
    pub alone: f32,
    /// Other readings, best first, `to` among them.
    pub suggestions: Vec<String>,
}

/// Scores of the readings of one item, its neighbours read as on the best path.
pub(super) struct Weighed {
    /// Of the reading on the path.
    pub own: f32,
    /// Of what is written.
    pub kept: f32,
    /// Of the others but what is written, best first.
    pub others: Vec<(f32, Choice)>,
}

impl Pass<'_> {
    /// Records the change of one item, with the readings that it was weighed against.
    pub(super) fn change(&mut self, first: usize, stretch: &Stretch, path: &[Chosen], at: usize) {
        let chosen = path[at];
        let choice = stretch.choices[chosen.item][chosen.choice];
        let index = first + chosen.item;
        let weighed = self.weighed(stretch, path, at);
        let evidence = self.evidence(index, choice, &weighed);
        let confidence = confidence(&evidence);
        // Where spaces were missing more is wrong, and what is read together is changed together.
        let floor = if self.surroundings.alone || self.lacked_spaces(index, choice.width) {
            Floor::NONE
        } else {
            self.floor(index, choice, evidence.capital)
        };
        if confidence < floor.anywhere {
            return;
        }
        let to = self.written(index, choice);
        let mut suggestions = Vec::new();
        if self.options.suggestions > 0 {
            suggestions.push(to.clone());
            let others = weighed.others.iter();
            let others = others.filter(|(_, other)| other.width == choice.width);
            self.suggest(index, weighed.kept, others, &mut suggestions);
        }
        let range = self.replaced(index, choice.width, &to);
        if self.text[range.clone()] == to {
            return;
        }
        let cut = match choice.reading {
            Reading::Split(_, _, cut) => {
                Some(place(&self.text[range.clone()].replace(' ', ""), cut))
            }
            _ => None,
        };
        self.changes.push(Change {
            range,
            to,
            cut,
            confidence,
            alone: floor.alone,
            suggestions,
        });
    }

    /// What the confidence in a change is judged by.
    fn evidence(&self, index: usize, choice: Choice, weighed: &Weighed) -> Evidence {
        let next = weighed.others.first().map_or(f32::NEG_INFINITY, |r| r.0);
        let item = &self.items.list[index];
        let key = self.items.key(index);
        let alike = matches!(choice.reading, Reading::Word(id) if {
            let word = self.model().word(id);
            clause::are_alike(key, word) || apostrophe::are_alike(key, word)
        });
        // One of two words that never stand twice: that it is one too many is as good as certain.
        let doubled = choice.width > 1 && choice.reading == Reading::Word(item.id);
        // A letter by itself is no name.
        let broken = choice.width > 1
            && (index..index + choice.width).any(|part| self.items.key(part).len() == 1);
        let ordinary = is_ordinary(self.model(), item, key);
        let capital = item.case != Case::Lower
            && !(item.first && (item.standing == Standing::Known || ordinary))
            && item.standing != Standing::Scanned
            && !self.items.shouting
            && !doubled
            && !broken;
        Evidence {
            over_kept: weighed.own - weighed.kept,
            over_next: weighed.own - next,
            standing: item.standing,
            capital,
            letters: item.key.len(),
            alike: alike || doubled || broken,
            split: matches!(choice.reading, Reading::Split(..))
                && choice.width == 1
                && self.finder.gap.is_none(),
        }
    }

    /// The bytes of so many items, which a reading written so replaces: an apostrophe that has gone astray goes with them.
    fn replaced(&self, index: usize, width: usize, to: &str) -> Range<usize> {
        let mut range = self.token(index).start..self.token(index + width - 1).end;
        if clause::has_lost_its_apostrophe(self.text, &range, to) {
            let rest = &self.text[range.end..];
            range.end += rest.chars().next().map_or(0, char::len_utf8);
        }
        range
    }

    /// What speaks for each reading of an item on the best path.
    pub(super) fn weighed(&self, stretch: &Stretch, path: &[Chosen], at: usize) -> Weighed {
        let chosen = path[at];
        let scores = alternatives(&self.fluency, stretch, path, at);
        let choices = &stretch.choices[chosen.item];
        let mut kept = f32::NEG_INFINITY;
        let mut others: Vec<(f32, Choice)> = Vec::new();
        for (other, &score) in choices.iter().zip(&scores) {
            if other.reading.is_kept() {
                kept = score;
            } else if other.reading != choices[chosen.choice].reading {
                others.push((score, *other));
            }
        }
        others.sort_by(|a, b| b.0.total_cmp(&a.0));
        Weighed {
            own: scores[chosen.choice],
            kept,
            others,
        }
    }

    /// Appends the texts of readings, best first, up to as many suggestions as are wanted.
    pub(super) fn suggest<'c>(
        &self,
        index: usize,
        kept: f32,
        readings: impl Iterator<Item = &'c (f32, Choice)>,
        suggestions: &mut Vec<String>,
    ) {
        // Two words that are less likely than the one that stands there help nobody.
        let helps = |&&(score, other): &&(f32, Choice)| {
            score > kept || !matches!(other.reading, Reading::Split(..))
        };
        for (_, reading) in readings.filter(helps) {
            if suggestions.len() >= self.options.suggestions {
                return;
            }
            let text = self.written(index, *reading);
            if !suggestions.contains(&text) {
                suggestions.push(text);
            }
        }
    }

    /// Whether the writer left out a space in these items or beside them.
    fn lacked_spaces(&self, index: usize, width: usize) -> bool {
        let last = (index + width).min(self.items.list.len() - 1);
        let from = self.token(index.saturating_sub(1)).start;
        let first = self.put_in.partition_point(|&gap| gap < from);
        let gap = self.put_in.get(first);
        gap.is_some_and(|&gap| gap < self.token(last).end)
    }

    pub(super) fn token(&self, index: usize) -> Token {
        self.tokens[self.items.list[index].token]
    }

    /// A reading's text, in the case and with the apostrophes of the text.
    fn written(&self, index: usize, choice: Choice) -> String {
        let item = &self.items.list[index];
        let written = self.token(index).text(self.text);
        let mut out = String::new();
        let model = self.model();
        match choice.reading {
            Reading::Kept(_) => out.push_str(written),
            Reading::Word(id) => {
                let display = model.display(id);
                match scan::printed(item, written, display) {
                    Some(printed) => out.push_str(&printed),
                    None => item.case.apply(display, written, &mut out),
                }
            }
            Reading::Possessive(id) => {
                item.case.apply(model.display(id), written, &mut out);
                out.push_str(if item.case == Case::Upper { "'S" } else { "'s" });
            }
            Reading::Split(a, b, cut) => {
                let last = self.token(index + choice.width - 1);
                let written = self.text[self.token(index).start..last.end].replace(' ', "");
                let (left, right) = written
                    .split_at_checked(place(&written, cut))
                    .unwrap_or((&written, ""));
                self.half(a, left, &mut out);
                out.push(' ');
                self.half(b, right, &mut out);
            }
        }
        if out.contains('\'') && self.is_curly() {
            out = out.replace('\'', "’");
        }
        out
    }

    /// Appends a part of a word that was parted: as it is written where nothing but accents tells it from the word.
    fn half(&self, id: WordId, written: &str, out: &mut String) {
        let mut folded = String::new();
        if !written.is_ascii() && fold_into(written, &mut folded) && folded == self.model().word(id)
        {
            out.push_str(written);
        } else {
            Case::of(written).apply(self.model().display(id), written, out);
        }
    }
}

/// The byte behind so many letters of a word, accents and all.
fn place(written: &str, letters: u8) -> usize {
    let (mut folded, mut buffer) = (String::new(), [0; 4]);
    let mut places = written.char_indices().filter(|&(_, c)| {
        let before = folded.len();
        fold_into(c.encode_utf8(&mut buffer), &mut folded);
        before >= letters.into()
    });
    places.next().map_or(written.len(), |(byte, _)| byte)
}

/// Changes as edits of `text`, which count characters.
pub(super) fn edits(text: &str, changes: Vec<Change>) -> Vec<Edit> {
    let (mut byte, mut chars) = (0, 0);
    let mut out = Vec::with_capacity(changes.len());
    for change in changes {
        chars += text[byte..change.range.start].chars().count();
        byte = change.range.start;
        let from = &text[change.range];
        out.push(Edit {
            offset: chars,
            length: from.chars().count(),
            from: from.to_owned(),
            to: change.to.into(),
            confidence: change.confidence,
            suggestions: change.suggestions,
        });
    }
    out
}

/// Scores of all readings of one item, its neighbours read as on the path.
fn alternatives(fluency: &Fluency, stretch: &Stretch, path: &[Chosen], at: usize) -> Vec<f32> {
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
    // Where the chosen reading has eaten the words behind it, the others leave them.
    let chosen = path[at];
    let width = stretch.choices[chosen.item][chosen.choice].width;
    let eaten = stretch.choices[chosen.item + 1..chosen.item + width]
        .iter()
        .filter_map(|choices| choices.iter().find(|c| c.reading.is_kept()));
    let eaten: Vec<WordId> = eaten.map(|c| c.reading.ids().0).collect();
    after.splice(0..0, eaten);
    let before = [words[words.len() - 2], words[words.len() - 1]];
    stretch.choices[path[at].item]
        .iter()
        .map(|choice| {
            let mut context = before;
            let (a, b) = choice.reading.ids();
            let mut lm = fluency.step(&mut context, a);
            if let Some(b) = b {
                lm += fluency.step(&mut context, b);
            }
            let skip = choice.width - 1;
            lm += after
                .iter()
                .skip(skip)
                .take(2)
                .map(|&word| fluency.step(&mut context, word))
                .sum::<f32>();
            lm + choice.score
        })
        .collect()
}
