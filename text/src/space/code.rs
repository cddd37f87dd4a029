//! Names from programs, written small and alone: `tinfo`, `hostname`. They are made of other words than tags and prose are,
//! and more freely, so they are read with words of their own.

use crate::model::{Model, WordFlags, WordList};

use super::block::{Block, Class, Kind};

/// Names are no longer than this, in letters.
const LONGEST: usize = 24;
/// Words are no longer than this.
const WORD: usize = 14;
/// One word of a name is at least so long.
const LONG: usize = 4;
/// What a name from a program is likelier or less likely than other text that stands alone.
const PRIOR: f32 = -6.0;
const NEVER: f32 = f32::NEG_INFINITY;

/// The best reading of a text as a name from a program.
#[derive(Debug)]
pub(super) struct Name {
    /// Its ln probability.
    pub(super) score: f32,
    /// Where its words begin, but for the first.
    pub(super) gaps: Vec<u32>,
}

/// A way to get to a place between two letters.
#[derive(Debug, Clone, Copy)]
struct Best {
    score: f32,
    from: usize,
}

/// Reads a block that is nothing but small letters and no word of the dictionary.
pub(super) fn read(model: &Model, words: &WordList, block: &Block) -> Option<Name> {
    let run = block.pieces.iter().find(|piece| piece.kind == Kind::Run)?;
    let key = &block.bytes[run.start..run.end];
    let plain = key.len() <= LONGEST
        && block.pieces.len() == 1
        && block.class.iter().all(|&class| class == Class::Lower)
        && key.is_ascii();
    if !plain {
        return None;
    }
    let word = model.id(std::str::from_utf8(key).ok()?);
    if word.is_some_and(|id| model.flags(id).contains(WordFlags::DICTIONARY)) {
        return None;
    }
    let mut best = [Best {
        score: NEVER,
        from: 0,
    }; LONGEST + 1];
    best[0].score = PRIOR;
    for from in 0..key.len() {
        let before = best[from].score;
        words.starting(&key[from..key.len().min(from + WORD)], |length, ln_p| {
            let to = from + length;
            let score = before + ln_p;
            if score > best[to].score && length < key.len() && (length > 1 || to < key.len()) {
                best[to] = Best { score, from };
            }
        });
    }
    let (mut gaps, mut to) = (Vec::new(), key.len());
    let (mut singles, mut longest) = (0, 0);
    while to > 0 && best[to].score > NEVER {
        let from = best[to].from;
        singles += usize::from(to - from == 1);
        longest = longest.max(to - from);
        if from > 0 {
            gaps.push(from as u32);
        }
        to = from;
    }
    gaps.reverse();
    (longest >= LONG && singles <= 1).then_some(Name {
        score: best[key.len()].score,
        gaps,
    })
}
