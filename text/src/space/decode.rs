//! The best reading of a sequence of runs under the language model: a beam search over the arcs that
//! the first pass kept, with two words of context on the left and the following words deciding.

use crate::model::{Model, Pair, WordId};

use super::arcs::Arc;
use super::compounds;
use super::costs::Costs;
use super::pairs::Pairs;
use super::trace::{Broken, Found};
use super::weights::Weights;

/// What the decoder is given, in order of position.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step {
    /// A run: its arcs are those at `first..last` of the arc list, ordered by start.
    Run {
        start: u32,
        end: u32,
        first: u32,
        last: u32,
    },
    /// The end of a sentence, or anything else that the model has no word for.
    Break,
}

/// The last two words of a reading as a pair of the model, once that was looked up.
#[derive(Debug, Clone, Copy)]
enum Known {
    NotYet,
    Pair(Option<Pair>),
}

/// A partial reading that ends before `end`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hypothesis {
    before: WordId,
    last: WordId,
    pair: Known,
    pub(super) score: f32,
    /// The reading that it lengthens.
    pub(super) back: u32,
    /// Score of the end of a sentence, part of `score`.
    pub(super) stop: f32,
    /// Best score of what follows, once the search is over.
    pub(super) rest: f32,
    /// Next partial reading that ends at the same place.
    pub(super) next: u32,
    pub(super) end: u32,
    /// The arc of the run that it ends with; [`NONE`] before the run's first.
    arc: u32,
    /// Whether the run has a gap before this.
    pub(super) broken: bool,
    /// Whether this is a gap: a place inside a run.
    pub(super) inside: bool,
}

/// What an arc adds to the reading `index`.
#[derive(Debug, Clone, Copy)]
struct Longer {
    index: u32,
    arc: u32,
    pair: Known,
    score: f32,
    broken: bool,
}

/// One way to get from a partial reading to a longer one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Edge {
    pub(super) from: u32,
    pub(super) to: u32,
    pub(super) score: f32,
}

pub(super) const NONE: u32 = u32::MAX;
const NEVER: f32 = f32::NEG_INFINITY;

/// How many partial readings are kept at one position.
const WIDTH: usize = 3;
/// Partial readings worse than the best at the position by more than this are not continued.
const BEAM: f32 = 5.0;
/// The same where the search is to tell how much worse the other readings are.
const WIDE: (usize, f32) = (8, 16.0);

/// Work space, kept from block to block.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    pub(super) hypotheses: Vec<Hypothesis>,
    pub(super) edges: Vec<Edge>,
    /// First partial reading that ends at each position of the run.
    heads: Vec<u32>,
    pairs: Pairs,
    /// How many readings are kept, and how much worse than the best they may be.
    search: (usize, f32),
    /// The runs that the last best reading breaks, in order.
    pub(super) broken: Vec<Broken>,
    /// The score of that reading.
    pub(super) total: f32,
}

impl Decoder {
    /// Appends the gaps of the best reading to `found`, in order.
    pub(super) fn decode(
        &mut self,
        model: &Model,
        weights: &Weights,
        steps: &[Step],
        arcs: &[Arc],
        costs: Costs,
        found: &mut Vec<Found>,
    ) {
        self.hypotheses.clear();
        self.edges.clear();
        self.search = if costs.survey { WIDE } else { (WIDTH, BEAM) };
        self.hypotheses.push(Hypothesis {
            before: Model::start(),
            last: Model::start(),
            pair: Known::Pair(None),
            score: 0.0,
            back: NONE,
            stop: 0.0,
            rest: NEVER,
            next: NONE,
            end: 0,
            arc: NONE,
            broken: false,
            inside: false,
        });
        let mut head = 0;
        for step in steps {
            match *step {
                Step::Break => self.end_sentence(model, weights.model, head),
                Step::Run {
                    start,
                    end,
                    first,
                    last,
                } => {
                    head = self.run(
                        model,
                        weights,
                        head,
                        (start, end),
                        &arcs[first as usize..last as usize],
                        costs,
                    );
                }
            }
        }
        if matches!(steps.last(), Some(Step::Run { .. })) {
            self.end_sentence(model, weights.end, head);
        }
        self.trace(head, found);
    }

    /// Forgets the words before the end of a sentence.
    fn end_sentence(&mut self, model: &Model, weight: f32, head: u32) {
        let alone = self.hypotheses[head as usize].next == NONE;
        let mut at = head;
        while at != NONE {
            let hypothesis = &mut self.hypotheses[at as usize];
            if !alone {
                let stop = weight * model.trigram(hypothesis.before, hypothesis.last, Model::end());
                // Marks may follow each other: `?!`.
                hypothesis.stop += stop;
                hypothesis.score += stop;
            }
            (hypothesis.before, hypothesis.last) = (Model::start(), Model::start());
            hypothesis.pair = Known::Pair(None);
            at = hypothesis.next;
        }
    }

    /// Reads one run; returns the first of the partial readings that end with it.
    fn run(
        &mut self,
        model: &Model,
        weights: &Weights,
        head: u32,
        (start, end): (u32, u32),
        arcs: &[Arc],
        costs: Costs,
    ) -> u32 {
        self.heads.clear();
        self.heads.resize((end - start) as usize + 1, NONE);
        let mut at = head;
        while at != NONE {
            let hypothesis = &mut self.hypotheses[at as usize];
            hypothesis.end = start;
            hypothesis.arc = NONE;
            hypothesis.broken = false;
            at = hypothesis.next;
        }
        self.heads[0] = head;
        let alone = self.hypotheses[head as usize].next == NONE;
        self.pairs.look_up(model, arcs, (start, end), alone);
        self.touch(model, arcs, start);
        for (number, arc) in arcs.iter().enumerate() {
            let first = self.heads[(arc.start - start) as usize];
            let partial = arc.start > start || arc.end < end;
            let settled = self.pairs.is_settled(number);
            let spoken = !settled && arc.word != Model::unknown();
            let base = arc.local + arc.joint + if arc.start > start { costs.gap } else { 0.0 };
            let best = self.best(first);
            let mut at = first;
            while at != NONE {
                let from = self.hypotheses[at as usize];
                if from.score >= best - self.search.1 {
                    let mut score = base;
                    if partial && !from.broken {
                        score += costs.broken;
                    }
                    if arc.start > start && !settled {
                        score += compounds::weigh(model, weights, costs, from.last, arc);
                    }
                    let mut pair = Known::NotYet;
                    if spoken {
                        let next = if from.arc == NONE {
                            model.pair(from.last, arc.word)
                        } else {
                            self.pairs.between(from.arc, number)
                        };
                        pair = Known::Pair(next);
                        let context = match from.pair {
                            Known::Pair(pair) => pair,
                            Known::NotYet => model.pair(from.before, from.last),
                        };
                        score += weights.model
                            * model.after(from.before, from.last, context, arc.word, next);
                    }
                    self.push(
                        Longer {
                            index: at,
                            arc: number as u32,
                            pair,
                            score,
                            broken: partial,
                        },
                        arc,
                        (start, end),
                    );
                }
                at = from.next;
            }
        }
        self.heads[(end - start) as usize]
    }

    /// Touches the model for the arcs that begin the run.
    fn touch(&self, model: &Model, arcs: &[Arc], start: u32) {
        let mut bytes = 0;
        for (number, arc) in arcs.iter().enumerate() {
            if arc.start > start || self.pairs.is_settled(number) {
                continue;
            }
            let mut at = self.heads[0];
            while at != NONE {
                let from = self.hypotheses[at as usize];
                bytes ^= model.touch(from.before, from.last, arc.word);
                at = from.next;
            }
        }
        std::hint::black_box(bytes);
    }

    fn best(&self, mut at: u32) -> f32 {
        let mut best = NEVER;
        while at != NONE {
            best = best.max(self.hypotheses[at as usize].score);
            at = self.hypotheses[at as usize].next;
        }
        best
    }

    /// Adds a longer reading at its place, unless one with the same last words is there already.
    fn push(&mut self, step: Longer, arc: &Arc, (start, end): (u32, u32)) {
        let Longer {
            index,
            arc: number,
            pair,
            score,
            broken,
        } = step;
        let from = self.hypotheses[index as usize];
        let slot = (arc.end - start) as usize;
        let total = from.score + score;
        let (before, last) = (from.last, arc.word);
        let (mut at, mut count) = (self.heads[slot], 0);
        let mut worst = (f32::INFINITY, NONE);
        while at != NONE {
            let there = &mut self.hypotheses[at as usize];
            if there.before == before && there.last == last && there.broken == broken {
                if total > there.score {
                    (there.score, there.back) = (total, index);
                }
                self.edges.push(Edge {
                    from: index,
                    to: at,
                    score,
                });
                return;
            }
            if there.score < worst.0 {
                worst = (there.score, at);
            }
            count += 1;
            at = there.next;
        }
        if count >= self.search.0 && worst.0 >= total {
            return;
        }
        let new = self.hypotheses.len() as u32;
        self.hypotheses.push(Hypothesis {
            before,
            last,
            pair,
            score: total,
            back: index,
            stop: 0.0,
            rest: NEVER,
            next: self.heads[slot],
            end: arc.end,
            arc: number,
            broken,
            inside: arc.end < end,
        });
        self.heads[slot] = new;
        self.edges.push(Edge {
            from: index,
            to: new,
            score,
        });
        if count >= self.search.0 {
            self.unlink(slot, worst.1);
        }
    }

    /// Drops a reading from its place; the edges that lead to it lead nowhere.
    fn unlink(&mut self, slot: usize, gone: u32) {
        let next = self.hypotheses[gone as usize].next;
        let mut at = self.heads[slot];
        while at != NONE {
            let follower = self.hypotheses[at as usize].next;
            if follower == gone {
                self.hypotheses[at as usize].next = next;
                return;
            }
            at = follower;
        }
    }
}
