//! The language model's pairs for every two arcs of a run that follow each other.
//!
//! What look-ups mostly do is wait for memory. Which pairs a search will ask for is known before it begins, so they are
//! touched and then looked up one behind the other, and so are the triples that may be stored.

use std::ops::Range;

use crate::model::{Model, Pair};

use super::lattice::Arc;

/// Work space, kept from run to run.
#[derive(Debug, Default)]
pub(super) struct Pairs {
    /// The first of the arcs that end at each place of the run; [`NONE`] where none does.
    ending: Vec<u32>,
    /// Where the pairs of each arc begin in `found`.
    first: Vec<u32>,
    /// For each arc, its pair with each arc that ends where it starts.
    found: Vec<Option<Pair>>,
}

const NONE: u32 = u32::MAX;

impl Pairs {
    /// Looks up the pairs of a run's arcs, which are ordered by end.
    pub(super) fn look_up(&mut self, model: &Model, arcs: &[Arc], (start, end): (u32, u32)) {
        self.ending.clear();
        self.ending.resize((end - start) as usize + 1, NONE);
        let mut touched = 0;
        // Arcs are longer than nothing: those that end where one starts stand before it.
        for (number, arc) in arcs.iter().enumerate() {
            let first = &mut self.ending[(arc.end - start) as usize];
            *first = (*first).min(number as u32);
            touched ^= model.touch_word(arc.word);
            for before in self.before(arcs, arc, start) {
                touched ^= model.touch_pair(arcs[before].word, arc.word);
            }
        }
        self.first.clear();
        self.found.clear();
        for arc in arcs {
            self.first.push(self.found.len() as u32);
            for before in self.before(arcs, arc, start) {
                self.found.push(model.pair(arcs[before].word, arc.word));
            }
        }
        for (third, arc) in arcs.iter().enumerate() {
            let pairs = &self.found[self.first[third] as usize..];
            for (number, pair) in self.before(arcs, arc, start).zip(pairs) {
                if pair.is_none() {
                    continue;
                }
                let second = &arcs[number];
                let pairs = &self.found[self.first[number] as usize..];
                for (first, pair) in self.before(arcs, second, start).zip(pairs) {
                    if pair.is_some() {
                        touched ^= model.touch_triple(arcs[first].word, second.word, arc.word);
                    }
                }
            }
        }
        std::hint::black_box(touched);
    }

    /// The arcs that end where one starts.
    #[inline]
    fn before(&self, arcs: &[Arc], arc: &Arc, start: u32) -> Range<usize> {
        let first = self.ending[(arc.start - start) as usize] as usize;
        let same = arcs.get(first..).unwrap_or_default().iter();
        let count = same.take_while(|before| before.end == arc.start).count();
        first..first + count
    }

    /// The pair of the arc `number` with one that ends where it starts.
    #[inline]
    pub(super) fn between(&self, before: u32, number: u32, place: u32) -> Option<Pair> {
        let before = before - self.ending[place as usize];
        self.found[(self.first[number as usize] + before) as usize]
    }
}
