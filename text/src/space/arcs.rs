//! What the first pass keeps of a run: its words on paths near the best, and what it found out about it.

use crate::model::WordId;

use super::block::Class;
use super::lattice::{Lattice, NEVER};
use super::trace::Broken;
use super::words::Scorer;

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

impl Lattice {
    /// Scores paths from the end, and lists the words on those that score `least` or more, last first, and the run as one
    /// word where it `is_one`.
    pub(super) fn backwards(
        &mut self,
        run: &Scorer<'_>,
        least: f32,
        is_one: bool,
        arcs: &mut Vec<Arc>,
    ) {
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
