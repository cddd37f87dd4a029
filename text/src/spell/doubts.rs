//! The words of a text that may be wrong and are not surely enough so to be changed: what a reader should look at.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::candidates::reading::Choice;
use super::decode::{Chosen, Stretch};
use super::pass::Pass;
use super::word::built;
use super::word::case::Case;
use super::word::standing::{Standing, is_listed, owner};

/// A word that may be wrong. `offset` and `length` count Unicode scalar values of the text that it stands in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Doubt {
    /// Where it starts.
    pub offset: usize,
    /// How long it is.
    pub length: usize,
    /// The word, or the words that may be one.
    pub word: String,
    /// What may have been meant, best first; empty where nothing is near, or none were asked for.
    pub suggestions: Vec<String>,
}

/// By how much, in log score, what is written may be ahead of the best other reading and still be doubted. Of real
/// right text this marks 20 words in 10,000 of manuals, 51 of an encyclopedia, 84 of old books.
const CLOSE: f32 = 4.0;

/// A doubted word by its bytes.
#[derive(Debug)]
pub(super) struct Doubtful {
    /// Index of its first item.
    index: usize,
    range: Range<usize>,
    suggestions: Vec<String>,
}

impl Pass<'_> {
    /// Notes a word that has no other reading, where nobody knows it.
    pub(super) fn doubt_unread(&mut self, index: usize) {
        if self.doubts.is_some() && self.is_unheard_of(index) {
            self.note(index, 1, Vec::new());
        }
    }

    /// Notes an item of the best path where another reading is about as likely, or nobody knows the word.
    pub(super) fn doubt(&mut self, first: usize, stretch: &Stretch, path: &[Chosen], at: usize) {
        let chosen = path[at];
        let index = first + chosen.item;
        let choice = stretch.choices[chosen.item][chosen.choice];
        let weighed = self.weighed(stretch, path, at);
        let mut readings: Vec<(f32, Choice)> = weighed.others;
        if !choice.reading.is_kept() {
            readings.insert(0, (weighed.own, choice));
        }
        let close = readings.first().copied();
        let close = close.filter(|(score, _)| *score > weighed.kept - CLOSE);
        if close.is_none() && !self.is_unheard_of(index) {
            return;
        }
        let width = close.map_or(1, |(_, reading)| reading.width);
        let alike = readings.iter().filter(|(_, other)| other.width == width);
        let mut suggestions = Vec::new();
        self.suggest(index, weighed.kept, alike, &mut suggestions);
        self.note(index, width, suggestions);
    }

    fn note(&mut self, index: usize, width: usize, suggestions: Vec<String>) {
        let range = self.token(index).start..self.token(index + width - 1).end;
        if let Some(doubts) = &mut self.doubts {
            let behind = doubts.last().map_or(0, |last| last.range.end);
            if range.start >= behind {
                doubts.push(Doubtful {
                    index,
                    range,
                    suggestions,
                });
            }
        }
    }

    /// Adds the other places of the unknown words that are doubted anywhere: who looks at one of them has to find all.
    pub(super) fn doubt_everywhere(&self, doubts: &mut Vec<Doubtful>) {
        let is_unknown = |index: usize| self.items.list[index].standing == Standing::Unknown;
        let unknown = doubts.iter().filter(|doubt| is_unknown(doubt.index));
        let known: HashMap<&str, Vec<String>> = unknown
            .map(|doubt| (self.items.key(doubt.index), doubt.suggestions.clone()))
            .collect();
        let told: HashSet<usize> = doubts.iter().map(|doubt| doubt.index).collect();
        for index in (0..self.items.list.len()).filter(|index| !told.contains(index)) {
            if !is_unknown(index) {
                continue;
            }
            if let Some(suggestions) = known.get(self.items.key(index)) {
                let token = self.token(index);
                doubts.push(Doubtful {
                    index,
                    range: token.start..token.end,
                    suggestions: suggestions.clone(),
                });
            }
        }
        doubts.sort_by_key(|doubt| doubt.range.start);
        doubts.dedup_by(|second, first| second.range.start < first.range.end);
    }

    /// Whether no list has a word, nor parts that it could be built of. With a capital it is mostly a name: one of a
    /// hundred such is a slip.
    fn is_unheard_of(&self, index: usize) -> bool {
        let item = &self.items.list[index];
        let key = owner(self.items.key(index));
        item.standing == Standing::Unknown
            && item.case == Case::Lower
            && !is_listed(key)
            && !built::is_term(self.model(), key)
            && !built::is_built(self.model(), key)
    }
}

/// The doubted words of `text`, which are in order, counted in characters.
pub(super) fn counted(text: &str, doubtful: Vec<Doubtful>) -> Vec<Doubt> {
    let (mut byte, mut chars) = (0, 0);
    let mut out = Vec::with_capacity(doubtful.len());
    for Doubtful {
        range, suggestions, ..
    } in doubtful
    {
        chars += text[byte..range.start].chars().count();
        byte = range.start;
        let word = &text[range];
        out.push(Doubt {
            offset: chars,
            length: word.chars().count(),
            word: word.to_owned(),
            suggestions,
        });
    }
    out
}
