//! All readings of one run worth a closer look.
//!
//! A reading is a path of arcs (words). A first pass scores paths with single-word probabilities,
//! forwards and backwards; an arc stays where the best path through it comes close to the best of
//! all. The second pass (`decode`) then asks the language model about few arcs only.

use crate::model::{LetterContext, WordId};

use super::block::Class;
use super::decode::Broken;
use super::numbers::is_date;
use super::words::{Care, Place, Scorer};

/// A word that a run may contain.
#[derive(Debug, Clone, Copy)]
pub(super) struct Arc {
    pub(super) start: u32,
    pub(super) end: u32,
    /// The word, for the language model.
    pub(super) word: WordId,
    /// What the arc scores beside the language model.
    pub(super) local: f32,
    /// With the word's own probability.
    pub(super) alone: f32,
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
pub(super) struct Node {
    /// Best score of a path from the start of the run to here, and how many gaps it has.
    pub(super) forward: f32,
    gaps: u32,
    /// Best score of a path from here to the end.
    backward: f32,
    /// What case and digits say about a gap here; [`NEVER`] where there can be none.
    pub(super) joint: f32,
    /// Best score of being inside an unknown word here, and where that word began.
    inside: f32,
    origin: u32,
    letters: LetterContext,
    /// First known arc that starts here.
    arcs: u32,
    /// The unknown words that start here: the end of the shortest, and for the one that ends here
    /// the end of the next. 0 ends the list.
    unknown: u32,
    next_unknown: u32,
    /// What the unknown word scores that ends here.
    unknown_score: f32,
}

/// A tag of this length with one capital in front would have more of them if it were several words.
const TITLE: usize = 16;
/// No word is looked for where a path that got further scores better by so much.
const HOPELESS: f32 = 4.0;
/// The same for going on with an unknown word.
const LOST: f32 = 20.0;
/// What a letter of ordinary text costs, so that paths of different lengths compare.
const LETTER: f32 = 1.2;
pub(super) const NEVER: f32 = f32::NEG_INFINITY;

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
            arcs: 0,
            unknown: 0,
            next_unknown: 0,
            unknown_score: NEVER,
        }
    }
}

/// Work space, kept from run to run.
#[derive(Debug, Default)]
pub(super) struct Lattice {
    nodes: Vec<Node>,
    known: Vec<Arc>,
    /// The best of the paths that have got further than the others: where it is, and its score.
    ahead: (usize, f32),
}

impl Lattice {
    /// Appends to `arcs`, ordered by start, the words of the run that are on a path that scores within
    /// `slack` of the best, and the run as one word.
    pub(super) fn build(&mut self, run: Scorer<'_>, slack: f32, arcs: &mut Vec<Arc>) -> Summary {
        let n = run.end - run.start;
        self.nodes.clear();
        self.nodes.resize(n + 1, Node::default());
        self.known.clear();
        self.ahead = (0, NEVER);
        self.joints(run);
        let one_word = self.forwards(run, slack);
        self.backwards(run);
        let unknown = run.whole();
        if one_word == NEVER {
            arcs.push(unknown);
        }
        let mut summary = Summary {
            start: run.start as u32,
            whole: one_word.max(unknown.alone),
            split: NEVER,
            gaps: 0,
        };
        let least = self.nodes[n].forward.max(unknown.alone) - slack;
        let class = &run.block.class[run.start..run.end];
        let mut list = |arc: Arc, nodes: &[Node]| {
            let (i, j) = (arc.start as usize - run.start, arc.end as usize - run.start);
            let before = nodes[i].forward + nodes[i].joint;
            let after = nodes[j].backward + nodes[j].joint;
            if j == n && i > 0 && before + arc.alone > summary.split {
                summary.split = before + arc.alone;
                summary.gaps = nodes[i].gaps + 1;
            }
            if before + arc.alone + after >= least || (i == 0 && j == n) {
                arcs.push(Arc {
                    joint: nodes[i].joint,
                    hump: i > 0 && class[i - 1] == Class::Lower && class[i] == Class::Upper,
                    ..arc
                });
            }
        };
        for i in 0..n {
            let (from, to) = (self.nodes[i].arcs as usize, self.nodes[i + 1].arcs as usize);
            for arc in &self.known[from..to] {
                list(*arc, &self.nodes);
            }
            let mut j = self.nodes[i].unknown as usize;
            while j > 0 {
                if i == 0 && j == n {
                    break;
                }
                list(
                    run.unknown_word(i, j, self.nodes[j].unknown_score),
                    &self.nodes,
                );
                j = self.nodes[j].next_unknown as usize;
            }
        }
        summary
    }

    /// What case and digits say about a gap at each position.
    fn joints(&mut self, run: Scorer<'_>) {
        let class = &run.block.class[run.start..run.end];
        let mixed = run.mixed;
        let camel = mixed && run.is_camel();
        let title =
            run.place == Place::Alone && !mixed && class.len() <= TITLE && class[0] == Class::Upper;
        for i in 1..class.len() {
            if !run.block.is_joint(run.start + i) {
                continue;
            }
            let score = match (class[i - 1], class[i]) {
                (Class::Digit, right) if right != Class::Digit && run.care == Care::Cautious => {
                    run.weights.unit_word
                }
                (left, Class::Digit) if left != Class::Digit && run.care == Care::Cautious => {
                    run.weights.digit
                }
                (left, _) if left != Class::Digit && run.care == Care::Cautious => 0.0,
                (Class::Digit, Class::Digit)
                    if is_date(&run.block.bytes[run.start..run.end], i) =>
                {
                    run.weights.date
                }
                (Class::Digit, Class::Digit) => continue,
                (Class::Lower | Class::Inner, Class::Upper) => run.weights.camel,
                (Class::Lower | Class::Inner, Class::Lower) if camel => run.weights.flat,
                (Class::Lower | Class::Inner, Class::Lower) if title => run.weights.title,
                (Class::Upper, Class::Upper) if class.get(i + 1) == Some(&Class::Lower) => {
                    run.weights.camel * 0.5
                }
                _ => 0.0,
            };
            self.nodes[i].joint = score;
        }
        self.nodes[0].joint = 0.0;
        self.nodes[class.len()].joint = 0.0;
    }

    /// Lists the known words and scores paths from the start; returns the score of the whole run as
    /// one word.
    fn forwards(&mut self, run: Scorer<'_>, slack: f32) -> f32 {
        let n = run.end - run.start;
        let bytes = &run.block.bytes[run.start..run.end];
        let mut whole = NEVER;
        self.nodes[0].forward = 0.0;
        for i in 0..n {
            let from = self.known.len();
            self.nodes[i].arcs = from as u32;
            self.end_unknown(run, i, slack);
            let before = self.nodes[i].forward + self.nodes[i].joint;
            let hopeless = self.ahead.0 > i && pace(before, i) < self.ahead.1 - HOPELESS;
            if before > NEVER && !hopeless {
                run.words(bytes, i, &self.nodes, slack, &mut self.known);
                for k in from..self.known.len() {
                    let arc = self.known[k];
                    let j = arc.end as usize - run.start;
                    if i == 0 && j == n {
                        whole = whole.max(arc.alone);
                    }
                    self.reach(j, before + arc.alone, i);
                }
            }
            self.grow_unknown(run, i, if hopeless { NEVER } else { before });
        }
        self.end_unknown(run, n, slack);
        self.nodes[n].arcs = self.known.len() as u32;
        whole
    }

    fn reach(&mut self, j: usize, score: f32, i: usize) {
        let paced = pace(score, j);
        if paced > self.ahead.1 || self.ahead.0 <= i {
            self.ahead = (j, paced);
        }
        if score > self.nodes[j].forward {
            self.nodes[j].forward = score;
            self.nodes[j].gaps = if i > 0 { self.nodes[i].gaps + 1 } else { 0 };
        }
    }

    /// Lets the unknown word before `i` end there.
    fn end_unknown(&mut self, run: Scorer<'_>, i: usize, slack: f32) {
        let node = self.nodes[i];
        if node.inside == NEVER || node.joint == NEVER {
            return;
        }
        let origin = node.origin as usize;
        let score = node.inside + run.last_letter(node.letters);
        // What comes too late here can't be on a path near the best.
        if score < node.forward - slack {
            return;
        }
        self.reach(i, score, origin);
        let before = self.nodes[origin].forward + self.nodes[origin].joint;
        self.nodes[i].unknown_score = score - before;
        self.nodes[i].next_unknown = self.nodes[origin].unknown;
        self.nodes[origin].unknown = i as u32;
    }

    /// Carries unknown words over the character at `i`: one that is under way, or one that starts here.
    fn grow_unknown(&mut self, run: Scorer<'_>, i: usize, before: f32) {
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

    fn backwards(&mut self, run: Scorer<'_>) {
        let n = run.end - run.start;
        self.nodes[n].backward = 0.0;
        for i in (0..n).rev() {
            let mut best = NEVER;
            let (from, to) = (self.nodes[i].arcs as usize, self.nodes[i + 1].arcs as usize);
            for arc in &self.known[from..to] {
                let after = &self.nodes[arc.end as usize - run.start];
                best = best.max(arc.alone + after.joint + after.backward);
            }
            let mut j = self.nodes[i].unknown as usize;
            while j > 0 {
                let after = &self.nodes[j];
                best = best.max(after.unknown_score + after.joint + after.backward);
                j = after.next_unknown as usize;
            }
            self.nodes[i].backward = best;
        }
    }
}

fn pace(score: f32, at: usize) -> f32 {
    score + LETTER * at as f32
}
