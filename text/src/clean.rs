//! Spacing and spelling as one: text that lacks spaces is often misspelt as well, and either fault hides
//! the other. The spacing engine goes first; the speller then weighs what it did against other readings of
//! the same letters (`spell::candidates::joint`). What comes of it is told as two steps all the same.

use crate::edit::{Edit, Revision};
use crate::lang::{Foreign, Identifier};
use crate::space::{SpaceOptions, Spacer};
use crate::spell::{Change, SpellOptions, Speller};

/// A text with its spaces put back, and then its spelling corrected.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Cleaned {
    /// The spaces put in.
    pub spaced: Revision,
    /// The spelling corrected, on what `spaced` made.
    pub spelled: Revision,
}

/// Puts spaces back and corrects spelling, each in the light of the other.
pub fn clean(
    spacer: &Spacer,
    speller: &Speller,
    text: &str,
    space: &SpaceOptions,
    spell: &SpellOptions,
) -> Cleaned {
    let first = whole(text, spacer.space(text, space), speller, spell);
    let gaps = gaps(&first);
    let changes = speller.correct_spaced(&first.processed, &gaps, spell);
    let mut steps = Steps::new(&first, &gaps);
    for change in changes {
        steps.change(change);
    }
    steps.pass(first.processed.len());
    let spaced = Revision::new(text, steps.spaces);
    let spelled = Revision::new(&spaced.processed, steps.words);
    Cleaned { spaced, spelled }
}

/// A longer text, in bytes, has enough right words to be known by.
const SHORT_TEXT: usize = 300;
/// How sure the changes to a text must be at the least, and on average, that it was English all the while: fitted to
/// 18,449 snippets in other languages, of which five of three words each pass for English.
const ENGLISH_CONFIDENCE: (f32, f32) = (0.4, 0.65);

/// How sure it is that a text is in another language than English, where slips and lost spaces are no sign of one: a
/// short text that is plain English once it is put right was English before.
pub fn foreign(spacer: &Spacer, speller: &Speller, identifier: &Identifier, text: &str) -> Foreign {
    let foreign = identifier.foreign(text);
    if foreign == Foreign::No || text.len() > SHORT_TEXT {
        return foreign;
    }
    let (space, spell) = (SpaceOptions::default(), SpellOptions::default());
    let Cleaned { spaced, spelled } = clean(spacer, speller, text, &space, &spell);
    let edits = spaced.edits.iter().chain(&spelled.edits);
    let (mut least, mut sum) = (1.0_f32, 0.0);
    for edit in edits.clone() {
        least = least.min(edit.confidence);
        sum += edit.confidence;
    }
    let sure = least >= ENGLISH_CONFIDENCE.0 && sum >= ENGLISH_CONFIDENCE.1 * edits.count() as f32;
    if sure && identifier.is_plainly_english(&spelled.processed) {
        Foreign::No
    } else {
        foreign
    }
}

/// Takes out the spaces inside a word of which one correction is surer than they are: `rnany` is `many` and no `rn any`.
fn whole(text: &str, spaced: Revision, speller: &Speller, options: &SpellOptions) -> Revision {
    if spaced.edits.is_empty() {
        return spaced;
    }
    // Spaces were put in before each.
    let places = gaps(&spaced).into_iter().enumerate();
    let places: Vec<_> = places.map(|(before, gap)| gap - before).collect();
    let mut gaps = spaced.edits;
    let mut undone = vec![false; gaps.len()];
    for word in speller.correct_around(text, &places, options) {
        let first = places.partition_point(|&place| place <= word.range.start);
        let behind = places.partition_point(|&place| place < word.range.end);
        let mut inside = gaps[first..behind.max(first)].iter();
        if !word.to.contains(' ') && inside.any(|gap| gap.confidence < word.confidence) {
            undone[first..behind].fill(true);
        }
    }
    let mut undone = undone.into_iter();
    gaps.retain(|_| undone.next() != Some(true));
    Revision::new(text, gaps)
}

/// The bytes of the processed text at which spaces were put in.
fn gaps(spaced: &Revision) -> Vec<usize> {
    let mut chars = spaced.processed.char_indices();
    let mut passed = 0;
    let places = spaced.edits.iter().enumerate().map(|(before, edit)| {
        let at = edit.offset + before;
        let byte = chars.nth(at - passed).map(|(byte, _)| byte);
        passed = at + 1;
        byte
    });
    places.flatten().collect()
}

/// Parts changes of what the spacing engine made into those of spaces and those of letters.
struct Steps<'a> {
    first: &'a Revision,
    /// Where the spacing engine put spaces, in bytes, and how many of them were passed.
    gaps: &'a [usize],
    passed: usize,
    /// How far the text was read, in bytes.
    byte: usize,
    /// The same in characters of the original.
    chars: usize,
    spaces: Vec<Edit>,
    words: Vec<Edit>,
}

impl<'a> Steps<'a> {
    fn new(first: &'a Revision, gaps: &'a [usize]) -> Self {
        Self {
            first,
            gaps,
            passed: 0,
            byte: 0,
            chars: 0,
            spaces: Vec::with_capacity(gaps.len()),
            words: Vec::new(),
        }
    }

    /// Reads on to a byte; the spaces put in before it stay.
    fn pass(&mut self, byte: usize) {
        while let Some(&gap) = self.gaps.get(self.passed).filter(|&&gap| gap < byte) {
            self.spaces.push(self.first.edits[self.passed].clone());
            self.passed += 1;
            self.chars += self.first.processed[self.byte..gap].chars().count();
            self.byte = gap + 1;
        }
        self.chars += self.first.processed[self.byte..byte].chars().count();
        self.byte = byte;
    }

    /// Takes a change over; the spaces put in inside it go.
    fn change(&mut self, change: Change) {
        self.pass(change.range.start);
        let mut written = String::new();
        let mut start = change.range.start;
        while let Some(&gap) = self
            .gaps
            .get(self.passed)
            .filter(|&&gap| gap < change.range.end)
        {
            written.push_str(&self.first.processed[start..gap]);
            start = gap + 1;
            self.passed += 1;
        }
        written.push_str(&self.first.processed[start..change.range.end]);
        let at = self.chars;
        self.chars += written.chars().count();
        self.byte = change.range.end;
        match (change.cut, change.to.split_once(' ')) {
            (Some(cut), Some((left, right))) => {
                let cut = behind_letters(&written, cut);
                let halves = |half: fn((&str, &str)) -> String| -> Vec<String> {
                    let mut out: Vec<String> = Vec::new();
                    for reading in change.suggestions.iter().filter_map(|s| s.split_once(' ')) {
                        let reading = half(reading);
                        if !out.contains(&reading) {
                            out.push(reading);
                        }
                    }
                    out
                };
                let behind_left = at + written[..cut].chars().count();
                let before = halves(|(left, _)| left.to_owned());
                let behind = halves(|(_, right)| right.to_owned());
                self.word(at, &written[..cut], left, change.confidence, before);
                self.spaces.push(Edit {
                    offset: behind_left,
                    length: 0,
                    from: String::new(),
                    to: " ".into(),
                    confidence: change.confidence,
                    suggestions: Vec::new(),
                });
                self.word(
                    behind_left,
                    &written[cut..],
                    right,
                    change.confidence,
                    behind,
                );
            }
            _ => self.word(
                at,
                &written,
                &change.to,
                change.confidence,
                change.suggestions,
            ),
        }
    }

    /// A change of letters; `at` counts characters of the original.
    fn word(&mut self, at: usize, from: &str, to: &str, confidence: f32, suggestions: Vec<String>) {
        if from != to {
            self.words.push(Edit {
                offset: at + self.spaces.len(),
                length: from.chars().count(),
                from: from.to_owned(),
                to: to.to_owned().into(),
                confidence,
                suggestions,
            });
        }
    }
}

/// The place in a text behind so many bytes of it that are no spaces: a space that was moved is still where it was.
fn behind_letters(written: &str, letters: usize) -> usize {
    let mut left = letters;
    for (at, c) in written.char_indices() {
        if left == 0 {
            return at;
        }
        if c != ' ' {
            left = left.saturating_sub(c.len_utf8());
        }
    }
    written.len()
}
