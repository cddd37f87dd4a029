//! The language model's pairs for every two arcs of a run that follow each other, as far as a search asks for them.
//!
//! What look-ups mostly do is wait for memory. Which pairs a search will ask for is known before it begins, so they are
//! touched and then looked up one behind the other, and so are the triples that may be stored.

use std::ops::Range;

use crate::model::{Model, Pair};

use super::arcs::Arc;

/// Work space, kept from run to run.
#[derive(Debug, Default)]
pub(super) struct Pairs {
    arcs: Vec<Place>,
    /// The first of the arcs that end at each place of the run; [`NONE`] where none does.
    ending: Vec<u32>,
    /// For each arc that is not settled, its pair with each arc that ends where it starts.
    found: Vec<Option<Pair>>,
}

/// Where an arc stands among the others.
#[derive(Debug, Clone, Copy)]
struct Place {
    /// The first of the arcs that end where it starts, and how many do.
    before: u32,
    count: u32,
    /// How many arcs in a row, up to this one, every reading has; no more than [`CONTEXT`] are counted.
    shared: usize,
    /// Where its pairs begin in `found`.
    pairs: u32,
}

const NONE: u32 = u32::MAX;
/// So many words decide what the language model says of the last of them.
const CONTEXT: usize = 3;

impl Pairs {
    /// Finds out which arcs of a run, which are ordered by end, are settled, and looks up the pairs of the others.
    /// `alone` says that there is but one reading of the text before the run.
    pub(super) fn look_up(
        &mut self,
        model: &Model,
        arcs: &[Arc],
        (start, end): (u32, u32),
        alone: bool,
    ) {
        self.place(arcs, (start, end), alone);
        self.found.clear();
        let mut touched = 0;
        for (number, arc) in self.open(arcs) {
            touched ^= model.touch_word(arc.word);
            for before in self.before(number) {
                let second = &arcs[before];
                touched ^= model.touch_pair(second.word, arc.word);
                // The pair before, which nobody asked for.
                if self.is_settled(before) {
                    for first in self.before(before) {
                        touched ^= model.touch_pair(arcs[first].word, second.word);
                    }
                }
            }
        }
        for number in 0..arcs.len() {
            self.arcs[number].pairs = self.found.len() as u32;
            if !self.is_settled(number) {
                for before in self.before(number) {
                    let pair = model.pair(arcs[before].word, arcs[number].word);
                    self.found.push(pair);
                }
            }
        }
        for (number, arc) in self.open(arcs) {
            for before in self.before(number) {
                let second = &arcs[before];
                if self.between(before as u32, number).is_none() {
                    continue;
                }
                for first in self.before(before) {
                    if self.is_settled(before) || self.between(first as u32, before).is_some() {
                        touched ^= model.touch_triple(arcs[first].word, second.word, arc.word);
                    }
                }
            }
        }
        std::hint::black_box(touched);
    }

    /// Finds the arcs before each, and those that every reading has.
    fn place(&mut self, arcs: &[Arc], (start, end): (u32, u32), alone: bool) {
        self.ending.clear();
        self.ending.resize((end - start) as usize + 1, NONE);
        self.arcs.clear();
        let mut reached = start;
        // Arcs are longer than nothing: those that end where one starts stand before it.
        for (number, arc) in arcs.iter().enumerate() {
            let before = self.ending[(arc.start - start) as usize];
            let same = arcs.get(before as usize..).unwrap_or_default().iter();
            self.arcs.push(Place {
                before,
                count: same.take_while(|before| before.end == arc.start).count() as u32,
                // For now whether no arc before it reaches into it.
                shared: usize::from(reached <= arc.start),
                pairs: 0,
            });
            reached = arc.end;
            let first = &mut self.ending[(arc.end - start) as usize];
            *first = (*first).min(number as u32);
        }
        let mut next = end;
        for (arc, place) in arcs.iter().zip(&mut self.arcs).rev() {
            if next < arc.end {
                place.shared = 0;
            }
            next = next.min(arc.start);
        }
        for (number, arc) in arcs.iter().enumerate() {
            if self.arcs[number].shared > 0 {
                let before = if arc.start > start {
                    self.arcs[self.arcs[number].before as usize].shared
                } else if alone {
                    CONTEXT
                } else {
                    0
                };
                self.arcs[number].shared = CONTEXT.min(before + 1);
            }
        }
    }

    /// The arcs that are not settled.
    fn open<'a>(&self, arcs: &'a [Arc]) -> impl Iterator<Item = (usize, &'a Arc)> {
        let arcs = arcs.iter().enumerate();
        arcs.filter(|&(number, _)| !self.is_settled(number))
    }

    /// The arcs that end where one starts.
    #[inline]
    fn before(&self, number: usize) -> Range<usize> {
        let place = self.arcs[number];
        place.before as usize..(place.before + place.count) as usize
    }

    /// Whether every reading has the arc `number` and the words before it that the language model looks at: what it
    /// scores makes no difference.
    #[inline]
    pub(super) fn is_settled(&self, number: usize) -> bool {
        self.arcs[number].shared == CONTEXT
    }

    /// The pair of the arc `number`, which is not settled, with one that ends where it starts.
    #[inline]
    pub(super) fn between(&self, before: u32, number: usize) -> Option<Pair> {
        let place = self.arcs[number];
        self.found[(place.pairs + before - place.before) as usize]
    }
}
