//! Finds the best reading of a stretch of a sentence: a beam search over the readings of its words, so
//! that two errors in a row are corrected together.

use crate::model::WordId;
use crate::spell::candidates::reading::Choice;
use crate::spell::fluency::Fluency;

/// How many hypotheses are followed.
const BEAM: usize = 10;

/// A stretch of items to decode, with the words around it.
pub(super) struct Stretch<'a> {
    /// The two words before it, the nearer last; the start of the sentence where there are none.
    pub before: [WordId; 2],
    /// Readings of each item; at least one of width 1 each.
    pub choices: &'a [Vec<Choice>],
    /// Up to two words after it, the sentence's end among them.
    pub after: &'a [WordId],
}

/// A chosen reading.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Chosen {
    /// Index of the item in the stretch.
    pub item: usize,
    /// Index of its choice.
    pub choice: usize,
}

struct Hypothesis {
    context: [WordId; 2],
    score: f32,
    previous: usize,
    chosen: Chosen,
}

/// The best readings, in order.
pub(super) fn decode(fluency: &Fluency, stretch: &Stretch) -> Vec<Chosen> {
    const ROOT: usize = usize::MAX;
    let end = stretch.choices.len();
    let mut arena: Vec<Hypothesis> = vec![Hypothesis {
        context: stretch.before,
        score: 0.0,
        previous: ROOT,
        chosen: Chosen { item: 0, choice: 0 },
    }];
    let mut frontier: Vec<Vec<usize>> = vec![Vec::new(); end + 1];
    frontier[0].push(0);
    for item in 0..end {
        let mut here = std::mem::take(&mut frontier[item]);
        prune(&arena, &mut here);
        // What is asked for all at once, the memory serves together.
        let firsts = stretch.choices[item].iter().map(|c| c.reading.ids().0);
        let touched = here.iter().fold(0, |sum, &from| {
            let context = arena[from].context;
            firsts
                .clone()
                .fold(sum, |sum, first| sum ^ fluency.touch(context, first))
        });
        std::hint::black_box(touched);
        for &from in &here {
            for (choice, candidate) in stretch.choices[item].iter().enumerate() {
                let to = item + candidate.width;
                if to > end {
                    continue;
                }
                let mut context = arena[from].context;
                let (first, second) = candidate.reading.ids();
                let mut lm = fluency.step(&mut context, first);
                if let Some(second) = second {
                    lm += fluency.step(&mut context, second);
                }
                frontier[to].push(arena.len());
                arena.push(Hypothesis {
                    context,
                    score: arena[from].score + lm + candidate.score,
                    previous: from,
                    chosen: Chosen { item, choice },
                });
            }
        }
    }
    if let Some(&next) = stretch.after.first() {
        let touch = |sum, &at: &usize| sum ^ fluency.touch(arena[at].context, next);
        std::hint::black_box(frontier[end].iter().fold(0, touch));
    }
    let finished = |at: usize| {
        let mut context = arena[at].context;
        let tail: f32 = stretch
            .after
            .iter()
            .map(|&word| fluency.step(&mut context, word))
            .sum();
        arena[at].score + tail
    };
    let mut at = frontier[end]
        .iter()
        .copied()
        .max_by(|&a, &b| finished(a).total_cmp(&finished(b)))
        .unwrap_or(0);
    let mut path = Vec::new();
    while arena[at].previous != ROOT {
        path.push(arena[at].chosen);
        at = arena[at].previous;
    }
    path.reverse();
    path
}

/// Keeps the best hypotheses, one for each context.
fn prune(arena: &[Hypothesis], here: &mut Vec<usize>) {
    here.sort_by(|&a, &b| arena[b].score.total_cmp(&arena[a].score));
    let mut kept: Vec<usize> = Vec::with_capacity(BEAM);
    for &candidate in here.iter() {
        if kept.len() == BEAM {
            break;
        }
        if kept
            .iter()
            .all(|&other| arena[other].context != arena[candidate].context)
        {
            kept.push(candidate);
        }
    }
    *here = kept;
}
