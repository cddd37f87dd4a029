//! What is known about a block while it is read.

use super::arcs::{Arc, Summary};
use super::block::{Block, Kind};
use super::decode::{Decoder, Step};
use super::gaps::Gap;
use super::lattice::Lattice;
use super::trace::{Broken, Found};

/// Bytes that must follow a gap before the end of a block that breaks a run.
const LOOKAHEAD: usize = 64;

/// By how much a run reads better as several words that shows a missing space.
const SHOWN: f32 = 3.0;
/// How likely a space is at a mark that shows that it is missing.
const LIKELY: f32 = 0.1;

/// Buffers that blocks share.
#[derive(Debug, Default)]
pub(super) struct Work {
    pub(super) block: Block,
    pub(super) gaps: Vec<Gap>,
    pub(super) lattice: Lattice,
    pub(super) arcs: Vec<Arc>,
    pub(super) runs: Vec<(u32, u32)>,
    pub(super) summaries: Vec<Summary>,
    pub(super) steps: Vec<Step>,
    pub(super) decoder: Decoder,
    pub(super) found: Vec<Found>,
    pub(super) marks: Vec<Found>,
}

impl Work {
    /// How many places show that a space is missing there, names with capitals inside set aside.
    pub(super) fn lacking(&self) -> usize {
        let is_shown = |run: &&Broken| run.gain > SHOWN && !self.block.is_camel(run.start as usize);
        let runs = self.decoder.broken.iter().filter(is_shown);
        let marks = self.gaps.iter().filter(|gap| gap.probability > LIKELY);
        runs.count() + marks.count()
    }

    /// Cuts the runs where a text that lacks so many spaces lacks one.
    pub(super) fn part(&mut self, rate: f32) {
        let gaps = self.gaps.iter().filter(|gap| gap.odds(rate) > 1.0);
        self.block.part(gaps.map(|gap| gap.at));
    }

    /// Lays the runs out for the decoder, with the ends of sentences between them, and decides the
    /// gaps at marks.
    pub(super) fn lay_out(&mut self, rate: f32) {
        self.steps.clear();
        let mut runs = self.runs.iter();
        for gap in &self.gaps {
            let odds = gap.odds(rate);
            if odds > 1.0 {
                self.marks.push(Found {
                    position: gap.at as u32,
                    margin: odds.ln(),
                });
            }
        }
        for piece in &self.block.pieces {
            match piece.kind {
                Kind::Run => {
                    if let Some(&(first, last)) = runs.next() {
                        self.steps.push(Step::Run {
                            start: piece.start as u32,
                            end: piece.end as u32,
                            first,
                            last,
                        });
                    }
                }
                Kind::Mark if matches!(self.block.bytes[piece.start], b'.' | b'!' | b'?') => {
                    self.steps.push(Step::Break);
                }
                _ => {}
            }
        }
    }

    /// Where to begin the next block after one that ended inside a run: at the last gap that had enough
    /// text behind it to be sure of. In scalar values; what was found further on is forgotten.
    pub(super) fn cut(&mut self) -> Option<usize> {
        let sure = self.block.bytes.len().saturating_sub(LOOKAHEAD);
        let kept = self
            .found
            .partition_point(|found| found.position as usize <= sure);
        let last = self.found[..kept].last()?.position as usize;
        self.found.truncate(kept);
        Some(self.block.at[last] as usize)
    }
}
