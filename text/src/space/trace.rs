//! What the best reading says: its gaps, and how much worse the best readings without each of them are.

use std::borrow::Cow;

use crate::edit::Edit;

use super::decode::{Decoder, NONE};

/// A gap that the best reading has, with how much better it is than the best reading without.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    pub(super) position: u32,
    pub(super) margin: f32,
}

impl Found {
    /// The space put in, at an offset in the text.
    pub(super) fn edit(self, offset: usize) -> Edit {
        Edit {
            offset,
            length: 0,
            from: String::new(),
            to: Cow::Borrowed(" "),
            confidence: probability(self.margin),
            suggestions: Vec::new(),
        }
    }
}

/// How often a space with this lead over the best reading without it is right: a logistic curve through
/// what was counted on text from which spaces had been taken.
fn probability(margin: f32) -> f32 {
    const SLOPE: f32 = 0.7;
    const EVEN: f32 = 0.65;
    1.0 / (1.0 + (SLOPE * (EVEN - margin)).exp())
}

/// A run that the best reading breaks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Broken {
    pub(super) start: u32,
    pub(super) gaps: u32,
    /// How much better this is than the best reading that keeps the run whole.
    pub(super) gain: f32,
}

impl Decoder {
    /// Walks the best reading back to front and weighs each gap against the readings without it.
    pub(super) fn trace(&mut self, head: u32, found: &mut Vec<Found>) {
        let mut best = head;
        let mut at = head;
        while at != NONE {
            let hypothesis = &mut self.hypotheses[at as usize];
            hypothesis.rest = 0.0;
            let (score, next) = (hypothesis.score, hypothesis.next);
            if score > self.hypotheses[best as usize].score {
                best = at;
            }
            at = next;
        }
        let total = self.hypotheses[best as usize].score;
        self.total = total;
        let from = found.len();
        self.broken.clear();
        let mut gaps = 0;
        let mut at = best;
        while at != NONE {
            let hypothesis = self.hypotheses[at as usize];
            // A reading that is broken ends inside its run, or at the end, which is no gap.
            if hypothesis.inside {
                gaps += 1;
                found.push(Found {
                    position: hypothesis.end,
                    margin: f32::INFINITY,
                });
            } else if gaps > 0 {
                self.broken.push(Broken {
                    start: hypothesis.end,
                    gaps,
                    gain: f32::INFINITY,
                });
                gaps = 0;
            }
            at = hypothesis.back;
        }
        found[from..].reverse();
        self.broken.reverse();
        if found.len() > from {
            self.weigh(total, &mut found[from..]);
        }
    }

    /// For each gap, how much worse the best reading is that has no gap there.
    fn weigh(&mut self, total: f32, found: &mut [Found]) {
        // Edges are listed in order of where they end, so one sweep back settles every `rest`.
        let mut before = found.len();
        for edge in self.edges.iter().rev() {
            let to = self.hypotheses[edge.to as usize];
            let rest = to.rest + to.stop + edge.score;
            let from = &mut self.hypotheses[edge.from as usize];
            from.rest = from.rest.max(rest);
            let through = from.score + rest;
            if !from.inside
                && !to.inside
                && let Ok(run) = self.broken.binary_search_by_key(&from.end, |run| run.start)
            {
                let run = &mut self.broken[run];
                run.gain = run.gain.min(total - through);
            }
            while before > 0 && found[before - 1].position >= to.end {
                before -= 1;
            }
            for gap in found[..before].iter_mut().rev() {
                if gap.position <= from.end {
                    break;
                }
                gap.margin = gap.margin.min(total - through);
            }
        }
    }
}
