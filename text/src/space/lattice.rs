//! All readings of one run worth a closer look.
//!
//! A reading is a path of arcs (words). A first pass scores paths with single-word probabilities,
//! forwards and backwards; an arc stays where the best path through it comes close to the best of
//! all. The second pass (`decode`) then asks the language model about few arcs only.

use crate::model::{LetterContext, WordId, lists};

use super::block::Class;
use super::lexicon::{Entry, spell_out};
use super::trace::Broken;
use super::words::{Care, Scorer};

/// A word that a run may contain.
#[derive(Debug, Clone, Copy)]
pub(super) struct Arc {
    pub(super) start: u32,
    pub(super) end: u32,
    /// The word, for the language model.
    pub(super) word: WordId,
    /// What the arc scores beside the language model.
    pub(super) local: f32,
    /// What case and digits say about a gap at `start`.
    pub(super) joint: f32,
    /// Whether a capital there follows a small letter.
    pub(super) hump: bool,
}

/// What the first pass found out about one run.
#[derive(Debug, Clone, Copy)]
pub(super) struct Summary {
    /// Where the run starts.
    pub(super) start: u32,
    /// Score of the run as one word.
    pub(super) whole: f32,
    /// Score of its best reading as several.
    pub(super) split: f32,
    /// How many gaps that reading has.
    pub(super) gaps: u32,
}

impl Summary {
    /// How much better the run reads as several words.
    pub(super) fn gain(&self) -> f32 {
        self.split - self.whole
    }

    /// The run as one that the best reading breaks, if it does.
    pub(super) fn broken(&self) -> Option<Broken> {
        (self.gain() > 0.0).then_some(Broken {
            start: self.start,
            gaps: self.gaps,
            gain: self.gain(),
        })
    }
}

/// A position between two characters of the run.
#[derive(Debug, Clone, Copy)]
struct Node {
    /// Best score of a path from the start of the run to here, and how many gaps it has.
    forward: f32,
    gaps: u32,
    /// Best score of a path from here to the end; [`NEVER`] where none comes close to the best.
    backward: f32,
    /// What case and digits say about a gap here; [`NEVER`] where there can be none.
    joint: f32,
    /// Best score of being inside an unknown word here, and where that word began.
    inside: f32,
    origin: u32,
    letters: LetterContext,
    /// The last word found that ends here.
    last: u32,
}

/// A word that the run may contain, as long as its neighbours are unknown.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    start: u32,
    entry: Entry,
    /// What it scores, and how much of that is for how it is written.
    alone: f32,
    written: f32,
    /// Another that ends at the same place.
    next: u32,
}

/// No word is looked for where a path that got further scores better by so much.
const HOPELESS: f32 = 5.0;
/// The same for going on with an unknown word.
const LOST: f32 = 8.0;
/// What a letter of ordinary text costs, so that paths of different lengths compare.
const LETTER: f32 = 1.5;
/// By how much a run has to read better as several words for the reading as one to be dropped: by more than the language
/// model may think otherwise, and than makes a difference to how sure anybody is.
const CLEAR: f32 = 40.0;
/// The lexicon is asked for so many places at once.
const TOUCHED: usize = 16;
const NEVER: f32 = f32::NEG_INFINITY;
const NONE: u32 = u32::MAX;

impl Default for Node {
    fn default() -> Self {
        Self {
            forward: NEVER,
            gaps: 0,
            backward: NEVER,
            joint: NEVER,
            inside: NEVER,
            origin: 0,
            letters: LetterContext::default(),
            last: NONE,
        }
    }
}

/// Work space, kept from run to run.
#[derive(Debug)]
pub(super) struct Lattice {
    nodes: Vec<Node>,
    candidates: Vec<Candidate>,
    /// The symbols of the run for the lexicon, and the words that it has found.
    symbols: Vec<u8>,
    found: Vec<(usize, Entry)>,
    /// The best of the paths that have got further than the others: where it is, and its score.
    ahead: (usize, f32),
    /// By how much a path may be worse than the best.
    slack: f32,
    /// The best reading as several words that got to the end: its score and its gaps.
    split: (f32, u32),
    /// Score of the run as one word.
    whole: f32,
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
    /// Whether words that start there score other than the lexicon says.
    special: bool,
}

impl Default for Lattice {
    fn default() -> Self {
        Self {
            nodes: Vec::new(),
            candidates: Vec::new(),
            symbols: Vec::new(),
            found: Vec::new(),
            ahead: (0, NEVER),
            slack: 0.0,
            split: (NEVER, 0),
            whole: NEVER,
            place: From::default(),
        }
    }
}

impl Lattice {
    /// Appends to `arcs`, ordered by end, the words of the run that are on a path that scores within
    /// `slack` of the best, and the run as one word.
    pub(super) fn build(&mut self, run: &Scorer<'_>, slack: f32, arcs: &mut Vec<Arc>) -> Summary {
        let n = run.end - run.start;
        let mut nodes = std::mem::take(&mut self.nodes);
        nodes.clear();
        let is_plain = run.is_plain();
        let joint = if is_plain { 0.0 } else { NEVER };
        nodes.resize(
            n + 1,
            Node {
                joint,
                ..Node::default()
            },
        );
        *self = Self {
            nodes,
            candidates: std::mem::take(&mut self.candidates),
            symbols: std::mem::take(&mut self.symbols),
            found: std::mem::take(&mut self.found),
            slack,
            ..Self::default()
        };
        self.candidates.clear();
        if !is_plain {
            run.joints(|i, score| self.nodes[i].joint = score);
        }
        self.forwards(run);
        let unknown = run.whole();
        let summary = Summary {
            start: run.start as u32,
            whole: self.whole.max(unknown.local),
            split: self.split.0,
            gaps: self.split.1,
        };
        // In text without spaces, a long run is not worth looking at as one word.
        let is_one = run.care != Care::Bare || summary.gain() < CLEAR;
        let first = arcs.len();
        if self.whole == NEVER && is_one {
            arcs.push(unknown);
        }
        let best = self.nodes[n].forward.max(unknown.local);
        self.backwards(run, best - slack, is_one, arcs);
        arcs[first..].reverse();
        summary
    }

    /// Finds the words and scores paths from the start.
    fn forwards(&mut self, run: &Scorer<'_>) {
        let n = run.end - run.start;
        spell_out(&run.block.bytes[run.start..run.end], &mut self.symbols);
        let special = run.mixed || run.care == Care::Cautious;
        self.nodes[0].forward = 0.0;
        let mut rare = [lists::Block::default(); TOUCHED];
        for i in 0..n {
            if i % TOUCHED == 0 {
                run.touch(&self.symbols, i, n.min(i + TOUCHED), &mut rare);
            }
            self.end_unknown(run, i);
            let before = self.before(i);
            let hopeless = self.ahead.0 > i && pace(before, i) < self.ahead.1 - HOPELESS;
            if before > NEVER && !hopeless {
                self.place = self.from(i, special || i == 0);
                run.words(i, rare[i % TOUCHED], self);
            }
            self.grow_unknown(run, i, if hopeless { NEVER } else { before });
        }
        self.end_unknown(run, n);
    }

    /// Score of the best path that ends at `i` with a gap.
    fn before(&self, i: usize) -> f32 {
        self.nodes[i].forward + self.nodes[i].joint
    }

    fn from(&self, i: usize, special: bool) -> From {
        From {
            at: i,
            before: self.before(i),
            gaps: if i > 0 { self.nodes[i].gaps + 1 } else { 0 },
            special,
        }
    }

    /// Takes up the words of the lexicon that start at `from`, in all their forms.
    #[inline]
    pub(super) fn words(&mut self, run: &Scorer<'_>, from: usize, written: f32) {
        let mut found = std::mem::take(&mut self.found);
        found.clear();
        let bytes = &run.block.bytes[run.start + from..run.end];
        run.lexicon
            .starting(bytes, &self.symbols[from..], &mut found);
        // Longer words come first: they are mostly meant, and show that their beginnings are not.
        let mut next = 0;
        for &(length, entry) in found.iter().rev() {
            let j = from + length;
            run.forms(j, length <= 2 || next == length + 1, |stop, cost| {
                self.offer(run, stop, entry, written + cost);
            });
            self.take(run, j, entry, written);
            next = length;
        }
        self.found = found;
    }

    /// Takes up a word of the lexicon that ends at `j`, unless it can't be on a path near the best.
    #[expect(
        clippy::inline_always,
        reason = "asked for each word that begins anywhere"
    )]
    #[inline(always)]
    fn take(&mut self, run: &Scorer<'_>, j: usize, entry: Entry, written: f32) {
        let place = self.place;
        let last = j + 1 == self.nodes.len();
        let mut alone = entry.score() + written;
        if place.special || last {
            alone += run.special(place.at, j, entry);
        }
        if self.is_near(j, alone) || (place.at == 0 && last) {
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
        score >= node.forward - self.slack
            && node.joint > NEVER
            // Where even the best path that ends here and is worth going on with scores better by more than the slack.
            && (self.ahead.0 <= j || pace(score, j) >= self.ahead.1 - HOPELESS - self.slack)
    }

    #[expect(clippy::inline_always, reason = "as for `take`")]
    #[inline(always)]
    fn add(&mut self, from: From, j: usize, entry: Entry, alone: f32, written: f32) {
        if from.at == 0 && j + 1 == self.nodes.len() {
            self.whole = self.whole.max(alone);
        }
        let node = &mut self.nodes[j];
        let next = std::mem::replace(&mut node.last, self.candidates.len() as u32);
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
    #[expect(
        clippy::needless_bitwise_bool,
        reason = "a jump that can't be foretold costs more than both sides"
    )]
    #[inline]
    fn reach(&mut self, from: From, j: usize, score: f32) {
        let last = j + 1 == self.nodes.len();
        let node = &mut self.nodes[j];
        // Nobody can guess which way these go: both sides are worked out, and one taken.
        let is_best = score > node.forward;
        node.forward = if is_best { score } else { node.forward };
        node.gaps = if is_best { from.gaps } else { node.gaps };
        let paced = pace(score, j);
        let leads = (paced > self.ahead.1) | (self.ahead.0 <= from.at);
        self.ahead.0 = if leads { j } else { self.ahead.0 };
        self.ahead.1 = if leads { paced } else { self.ahead.1 };
        if last && from.at > 0 && score > self.split.0 {
            self.split = (score, from.gaps);
        }
    }

    /// Lets the unknown word before `i` end there.
    fn end_unknown(&mut self, run: &Scorer<'_>, i: usize) {
        let node = self.nodes[i];
        // What comes too late here can't be on a path near the best.
        let least = node.forward - self.slack;
        if node.inside == NEVER || node.inside < least || node.joint == NEVER {
            return;
        }
        let score = node.inside + run.last_letter(node.letters);
        if score < least {
            return;
        }
        let origin = node.origin as usize;
        if origin == 0 && i + 1 == self.nodes.len() {
            // The run as one unknown word is scored by other rules.
            self.reach(self.from(origin, false), i, score);
        } else {
            let from = self.from(origin, false);
            let alone = score - from.before;
            self.add(from, i, Entry::unknown(), alone, alone);
        }
    }

    /// Carries unknown words over the character at `i`: one that is under way, or one that starts here.
    fn grow_unknown(&mut self, run: &Scorer<'_>, i: usize, before: f32) {
        if run.block.class[run.start + i] == Class::Digit {
            return;
        }
        let node = self.nodes[i];
        let mut best = (NEVER, node.origin, node.letters);
        if node.inside > NEVER && !(self.ahead.0 > i && pace(node.inside, i) < self.ahead.1 - LOST)
        {
            let (score, letters) = run.letter(i, node.letters);
            best = (
                node.inside + score + run.inner_capital(i),
                node.origin,
                letters,
            );
        }
        if before > NEVER {
            let (score, letters) = run.letter(i, LetterContext::default());
            let score = before + run.unknown_start(i) + score;
            if score > best.0 {
                best = (score, i as u32, letters);
            }
        }
        let next = &mut self.nodes[i + 1];
        (next.inside, next.origin, next.letters) = best;
    }

    /// Scores paths from the end, and lists the words on those that score `least` or more, last first, and the run as one
    /// word where it `is_one`.
    fn backwards(&mut self, run: &Scorer<'_>, least: f32, is_one: bool, arcs: &mut Vec<Arc>) {
        let n = run.end - run.start;
        let class = &run.block.class[run.start..run.end];
        self.nodes[n].backward = 0.0;
        let is_name = run.is_name();
        for j in (1..=n).rev() {
            let node = self.nodes[j];
            if node.backward == NEVER {
                continue;
            }
            let behind = node.joint + node.backward;
            let mut at = node.last;
            while let Some(&word) = self.candidates.get(at as usize) {
                at = word.next;
                let i = word.start as usize;
                let after = word.alone + behind;
                let is_whole = i == 0 && j == n;
                if self.before(i) + after < least && !(is_whole && is_one) {
                    continue;
                }
                let start = &mut self.nodes[i];
                start.backward = start.backward.max(after);
                let mut local = word.written;
                if !word.entry.is_class() {
                    local += run.local(i, j, word.entry);
                }
                if is_name && i > 0 {
                    local += run.torn(word.entry);
                }
                arcs.push(Arc {
                    start: (run.start + i) as u32,
                    end: (run.start + j) as u32,
                    word: word.entry.word(),
                    local,
                    joint: start.joint,
                    hump: i > 0 && class[i - 1] == Class::Lower && class[i] == Class::Upper,
                });
            }
        }
    }
}

fn pace(score: f32, at: usize) -> f32 {
    score + LETTER * at as f32
}
