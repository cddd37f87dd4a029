//! All readings of one run worth a closer look.
//!
//! A reading is a path of arcs (words). A first pass scores paths with single-word probabilities,
//! forwards and backwards; an arc stays where the best path through it comes close to the best of
//! all. The second pass (`decode`) then asks the language model about few arcs only.

use std::iter;

use crate::model::LetterContext;

use super::arcs::{Arc, Summary};
use super::beginnings::Beginnings;
use super::block::Class;
use super::lexicon::{Entry, spell_out};
use super::words::{Care, Scorer};

/// A position between two characters of the run.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node {
    /// Best score of a path from the start of the run to here, and how many gaps it has.
    pub(super) forward: f32,
    pub(super) gaps: u32,
    /// Best score of a path from here to the end; [`NEVER`] where none comes close to the best.
    pub(super) backward: f32,
    /// What case and digits say about a gap here; [`NEVER`] where there can be none.
    pub(super) joint: f32,
    /// The last word found that ends here.
    pub(super) last: u32,
}

/// The best of the unknown words that are under way at a place: the score of the path with it, and where it began.
#[derive(Debug, Clone, Copy)]
struct Unknown {
    score: f32,
    origin: u32,
    letters: LetterContext,
}

/// A word that the run may contain, as long as its neighbours are unknown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    pub(super) start: u32,
    pub(super) entry: Entry,
    /// What it scores, and how much of that is for how it is written.
    pub(super) alone: f32,
    pub(super) written: f32,
    /// Another that ends at the same place.
    pub(super) next: u32,
}

/// By how much a path may be worse than the best for its words to be looked at again.
const SLACK: f32 = 5.0;
/// No word is looked for where a path that got further scores better by so much.
const HOPELESS: f32 = 5.0;
/// The same for going on with an unknown word.
const LOST: f32 = 8.0;
/// What a letter of ordinary text costs, so that paths of different lengths compare.
const LETTER: f32 = 1.5;
/// By how much a run has to read better as several words for the reading as one to be dropped: by more than the language
/// model may think otherwise, and than makes a difference to how sure anybody is.
const CLEAR: f32 = 40.0;
pub(super) const NEVER: f32 = f32::NEG_INFINITY;
const NONE: u32 = u32::MAX;

impl Unknown {
    /// No unknown word is under way.
    const NONE: Self = Self {
        score: NEVER,
        origin: 0,
        letters: LetterContext::START,
    };
}

impl Default for Node {
    fn default() -> Self {
        Self {
            forward: NEVER,
            gaps: 0,
            backward: NEVER,
            joint: NEVER,
            last: NONE,
        }
    }
}

/// Work space, kept from run to run.
#[derive(Debug, Default)]
pub(super) struct Lattice {
    pub(super) nodes: Vec<Node>,
    pub(super) candidates: Vec<Candidate>,
    /// The symbols of the run for the lexicon, and the words that it has found.
    symbols: Vec<u8>,
    found: Beginnings,
    /// The best of the paths that have got further than the others: where it is, and its score.
    ahead: (usize, f32),
    /// The place that words are looked for at.
    place: From,
}

/// A place that words start at.
#[derive(Debug, Clone, Copy, Default)]
struct From {
    at: usize,
    /// Best score of a path that ends there with a gap, and how many gaps it has then.
    before: f32,
    gaps: u32,
    /// Words that start there and reach no further than this score what the lexicon says.
    plain: usize,
}

impl Lattice {
    /// Appends to `arcs`, ordered by end, the words of the run that are on a path that scores within
    /// [`SLACK`] of the best, and the run as one word.
    pub(super) fn build(&mut self, run: &Scorer<'_>, arcs: &mut Vec<Arc>) -> Summary {
        let n = run.end - run.start;
        let is_plain = run.is_plain();
        let joint = if is_plain { 0.0 } else { NEVER };
        self.nodes.clear();
        self.nodes.resize(
            n + 1,
            Node {
                joint,
                ..Node::default()
            },
        );
        self.candidates.clear();
        self.ahead = (0, NEVER);
        if !is_plain {
            run.joints(|i, score| self.nodes[i].joint = score);
        }
        self.forwards(run);
        let unknown = run.whole();
        let (known, split, gaps) = self.best();
        let summary = Summary {
            start: run.start as u32,
            whole: known.max(unknown.local),
            split,
            gaps,
        };
        // In text without spaces, a long run is not worth looking at as one word.
        let is_one = run.care != Care::Bare || summary.gain() < CLEAR;
        let first = arcs.len();
        if known == NEVER && is_one {
            arcs.push(unknown);
        }
        let best = self.nodes[n].forward.max(unknown.local);
        self.backwards(run, best - SLACK, is_one, arcs);
        arcs[first..].reverse();
        summary
    }

    /// The scores of the run as one word of the lexicon and as several words, and how many gaps the latter has.
    fn best(&self) -> (f32, f32, u32) {
        let (mut known, mut split, mut gaps) = (NEVER, NEVER, 0);
        for word in self.ending(self.nodes.len() - 1) {
            let start = word.start as usize;
            let score = self.before(start) + word.alone;
            if start == 0 {
                known = known.max(word.alone);
            } else if score >= split {
                (split, gaps) = (score, self.nodes[start].gaps + 1);
            }
        }
        (known, split, gaps)
    }

    /// The words found that end at a place, the last found first.
    fn ending(&self, at: usize) -> impl Iterator<Item = &Candidate> {
        let word = |at: u32| self.candidates.get(at as usize);
        iter::successors(word(self.nodes[at].last), move |before| word(before.next))
    }

    /// Finds the words and scores paths from the start.
    fn forwards(&mut self, run: &Scorer<'_>) {
        let n = run.end - run.start;
        spell_out(&run.block.bytes[run.start..run.end], &mut self.symbols);
        let cautious = run.care == Care::Cautious;
        let mut hump = if run.mixed { 0 } else { usize::MAX };
        self.nodes[0].forward = 0.0;
        let mut unknown = Unknown::NONE;
        for i in 0..n {
            if unknown.score > NEVER {
                self.end_unknown(run, i, unknown);
            }
            let mut before = self.before(i);
            if self.ahead.0 > i && pace(before, i) < self.ahead.1 - HOPELESS {
                before = NEVER;
            }
            if before > NEVER {
                if hump <= i {
                    hump = run.hump(i);
                }
                let plain = if cautious || i == 0 { 0 } else { hump };
                self.place = From {
                    plain: plain.min(n - 1),
                    ..self.from(i)
                };
                run.words(i, self);
            }
            unknown = self.grow_unknown(run, i, unknown, before);
        }
        self.end_unknown(run, n, unknown);
    }

    /// Score of the best path that ends at `i` with a gap.
    pub(super) fn before(&self, i: usize) -> f32 {
        self.nodes[i].forward + self.nodes[i].joint
    }

    fn from(&self, i: usize) -> From {
        From {
            at: i,
            before: self.before(i),
            gaps: if i > 0 { self.nodes[i].gaps + 1 } else { 0 },
            plain: 0,
        }
    }

    /// Finds the words of the lexicon that start at `from`.
    #[inline]
    pub(super) fn look_up(&mut self, run: &Scorer<'_>, from: usize) {
        let bytes = &run.block.bytes[run.start + from..run.end];
        run.lexicon
            .starting(bytes, &self.symbols[from..], &mut self.found);
    }

    /// Takes up the words found that start at `from`, in all their forms.
    #[inline]
    pub(super) fn words(&mut self, run: &Scorer<'_>, from: usize, written: f32) {
        // Longer words come first: they are mostly meant, and show that their beginnings are not.
        let mut next = 0;
        while let Some((length, entry)) = self.found.pop() {
            let j = from + length;
            run.forms(j, length <= 2 || next == length + 1, |stop, cost| {
                self.offer(run, stop, entry, written + cost);
            });
            self.take(run, j, entry, written);
            next = length;
        }
    }

    /// Takes up a word of the lexicon that ends at `j`, unless it can't be on a path near the best.
    #[expect(
        clippy::inline_always,
        reason = "asked for each word that begins anywhere"
    )]
    #[inline(always)]
    fn take(&mut self, run: &Scorer<'_>, j: usize, entry: Entry, written: f32) {
        let place = self.place;
        let mut alone = entry.score() + written;
        if j > place.plain || (entry.is_mixed() && run.mixed) {
            alone += run.special(place.at, j, entry);
        }
        if self.is_near(j, alone) || (place.at == 0 && j + 1 == self.nodes.len()) {
            self.add(place, j, entry, alone, written);
        }
    }

    /// The same for another form of a word, of which there are few.
    #[inline(never)]
    pub(super) fn offer(&mut self, run: &Scorer<'_>, j: usize, entry: Entry, written: f32) {
        self.take(run, j, entry, written);
    }

    /// Takes up a number, or letters with one, that end at `j`.
    #[inline(never)]
    pub(super) fn number(&mut self, j: usize, word: Entry, alone: f32, local: f32) {
        self.add(self.place, j, word, alone, local);
    }

    /// Takes up a word that the language model lacks and that ends at `j`, unless it can't be on a path near the best.
    #[inline(never)]
    pub(super) fn stranger(&mut self, j: usize, alone: f32) {
        if self.is_near(j, alone) {
            self.add(self.place, j, Entry::unknown(), alone, alone);
        }
    }

    /// Whether a word that ends at `j` may be on a path near the best.
    #[inline]
    fn is_near(&self, j: usize, alone: f32) -> bool {
        let node = &self.nodes[j];
        let score = self.place.before + alone;
        score >= node.forward - SLACK
            && node.joint > NEVER
            // Where even the best path that ends here and is worth going on with scores better by more than the slack.
            && (self.ahead.0 <= j || pace(score, j) >= self.ahead.1 - HOPELESS - SLACK)
    }

    #[expect(clippy::inline_always, reason = "as for `take`")]
    #[inline(always)]
    fn add(&mut self, from: From, j: usize, entry: Entry, alone: f32, written: f32) {
        let next = std::mem::replace(&mut self.nodes[j].last, self.candidates.len() as u32);
        self.candidates.push(Candidate {
            start: from.at as u32,
            entry,
            alone,
            written,
            next,
        });
        self.reach(from, j, from.before + alone);
    }

    /// Notes a path that gets to `j`.
    #[inline]
    fn reach(&mut self, from: From, j: usize, score: f32) {
        let node = &mut self.nodes[j];
        if score > node.forward {
            (node.forward, node.gaps) = (score, from.gaps);
        }
        let paced = pace(score, j);
        if paced > self.ahead.1 || self.ahead.0 <= from.at {
            self.ahead = (j, paced);
        }
    }

    /// Lets the unknown word before `i` end there.
    #[inline]
    fn end_unknown(&mut self, run: &Scorer<'_>, i: usize, unknown: Unknown) {
        let node = &self.nodes[i];
        // What comes too late here can't be on a path near the best.
        let least = node.forward - SLACK;
        if unknown.score >= least && unknown.score > NEVER && node.joint > NEVER {
            let score = unknown.score + run.last_letter(unknown.letters);
            if score >= least {
                self.add_unknown(i, unknown.origin as usize, score);
            }
        }
    }

    #[inline(never)]
    fn add_unknown(&mut self, i: usize, origin: usize, score: f32) {
        let from = self.from(origin);
        if origin == 0 && i + 1 == self.nodes.len() {
            // The run as one unknown word is scored by other rules.
            self.reach(from, i, score);
        } else {
            let alone = score - from.before;
            self.add(from, i, Entry::unknown(), alone, alone);
        }
    }

    /// Carries unknown words over the character at `i`: one that is under way, or one that starts here.
    #[inline]
    fn grow_unknown(&self, run: &Scorer<'_>, i: usize, unknown: Unknown, before: f32) -> Unknown {
        let mut best = Unknown::NONE;
        if run.block.class[run.start + i] == Class::Digit {
            return best;
        }
        if unknown.score > NEVER
            && (self.ahead.0 <= i || pace(unknown.score, i) >= self.ahead.1 - LOST)
        {
            let (score, letters) = run.letter(i, unknown.letters);
            best = Unknown {
                score: unknown.score + score + run.inner_capital(i),
                letters,
                ..unknown
            };
        }
        if before > NEVER {
            let (score, letters) = run.letter(i, LetterContext::default());
            let score = before + run.unknown_start(i) + score;
            if score > best.score {
                best = Unknown {
                    score,
                    origin: i as u32,
                    letters,
                };
            }
        }
        best
    }
}

fn pace(score: f32, at: usize) -> f32 {
    score + LETTER * at as f32
}
