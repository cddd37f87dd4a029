//! The language model's pairs for every two arcs of a run that follow each other.
//!
//! What look-ups mostly do is wait for memory. Which pairs a search will ask for is known before it begins, so they are
//! touched and then looked up one behind the other, and so are the triples that may be stored.

use crate::model::{Model, Pair};

use super::lattice::Arc;

/// Work space, kept from run to run.
#[derive(Debug, Default)]
pub(super) struct Pairs {
    /// Where the arcs that end at each place begin in the list of arcs, and one more.
    ends: Vec<u32>,
    /// Where the pairs of each arc begin in `found`.
    first: Vec<u32>,
    /// For each arc, its pair with each arc that ends where it starts.
    found: Vec<Option<Pair>>,
}

impl Pairs {
    /// Looks up the pairs of a run's arcs, which are ordered by end.
    pub(super) fn look_up(&mut self, model: &Model, arcs: &[Arc], start: u32, end: u32) {
        self.ends.clear();
        let mut at = 0;
        for place in start..=end + 1 {
            while arcs.get(at).is_some_and(|arc| arc.end < place) {
                at += 1;
            }
            self.ends.push(at as u32);
        }
        let mut touched = 0;
        for arc in arcs {
            for before in &arcs[self.ending(arc.start - start)] {
                touched ^= model.touch_pair(before.word, arc.word);
            }
        }
        std::hint::black_box(touched);
        self.first.clear();
        self.found.clear();
        for arc in arcs {
            self.first.push(self.found.len() as u32);
            for before in &arcs[self.ending(arc.start - start)] {
                self.found.push(model.pair(before.word, arc.word));
            }
        }
        self.touch_triples(model, arcs, start);
    }

    fn touch_triples(&self, model: &Model, arcs: &[Arc], start: u32) {
        let mut touched = 0;
        for (third, arc) in arcs.iter().enumerate() {
            for second in self.ending(arc.start - start) {
                if self.between(second, third, arcs, start).is_none() {
                    continue;
                }
                for first in self.ending(arcs[second].start - start) {
                    if self.between(first, second, arcs, start).is_some() {
                        touched ^=
                            model.touch(arcs[first].word, arcs[second].word, arc.word);
                    }
                }
            }
        }
        std::hint::black_box(touched);
    }

    /// The arcs that end at a place of the run.
    #[inline]
    fn ending(&self, place: u32) -> std::ops::Range<usize> {
        let place = place as usize;
        self.ends[place] as usize..self.ends[place + 1] as usize
    }

    /// The pair of an arc with one that ends where it starts.
    #[inline]
    pub(super) fn between(
        &self,
        before: usize,
        arc: usize,
        arcs: &[Arc],
        start: u32,
    ) -> Option<Pair> {
        let place = (arcs[arc].start - start) as usize;
        self.found[self.first[arc] as usize + before - self.ends[place] as usize]
    }
}
