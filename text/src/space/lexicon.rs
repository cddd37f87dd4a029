//! The model's words laid out for finding all that begin at a place.
//!
//! A walk along the model's trie reads a unit for each letter, another for the word that ends there,
//! then its probability and its flags: four places far apart. Here they are one place of 8 bytes.

use std::fmt;

use crate::model::{Model, WordFlags, WordId, trie};

use super::weights::Weights;

/// In a dictionary, a list of names or of jargon.
const RECORDED: WordFlags = WordFlags(
    WordFlags::DICTIONARY.0
        | WordFlags::PRONOUNCED.0
        | WordFlags::NAME.0
        | WordFlags::JARGON.0
        | WordFlags::ABBREVIATION.0,
);
/// A word and what the first pass asks about it: id, flags and score from the bottom up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry(u32);

const ID: u32 = (1 << 18) - 1;
const IS_RECORDED: u32 = 1 << 18;
const SCORE: u32 = 19;
/// Steps of the score for each step of the 13 bits that are left for it: down to -27.3.
const STEPS: f32 = 300.0;
/// The first word that is no class of words.
const FIRST: u32 = 4;

impl Entry {
    pub(super) fn new(model: &Model, weights: &Weights, word: WordId) -> Self {
        Self::of(model, weights, word, model.word(word).as_bytes())
    }

    /// The entry of a word that is written so.
    fn of(model: &Model, weights: &Weights, word: WordId, key: &[u8]) -> Self {
        let flags = model.flags(word);
        let mut entry = word.0 & ID;
        let recorded = flags.intersects(RECORDED);
        if recorded {
            entry |= IS_RECORDED;
        }
        let score = weights.word(key, recorded) + weights.model * model.unigram(word);
        let score = (-score * STEPS).round().clamp(0.0, 8191.0);
        Self(entry | (score as u32) << SCORE)
    }

    /// The class of unknown words.
    pub(super) const fn unknown() -> Self {
        Self(Model::unknown().0)
    }

    /// The class of numbers.
    pub(super) const fn number() -> Self {
        Self(Model::number().0)
    }

    /// Whether this is a class and no word.
    pub(super) fn is_class(self) -> bool {
        self.0 & ID < FIRST
    }

    pub(super) fn word(self) -> WordId {
        WordId(self.0 & ID)
    }

    /// What the word scores alone in a broken run: its probability, and what is against its length.
    pub(super) fn score(self) -> f32 {
        (self.0 >> SCORE) as f32 * (-1.0 / STEPS)
    }

    pub(super) fn is_recorded(self) -> bool {
        self.0 & IS_RECORDED != 0
    }
}

/// Where no word ends.
const NO_WORD: Entry = Entry::unknown();

/// What words are made of.
const LABELS: &[u8; 37] = b"'0123456789abcdefghijklmnopqrstuvwxyz";
/// How many of the commonest words are laid out here.
const HOT: u32 = 30_000;

/// The number of each byte among the symbols; [`NO_SYMBOL`] for others.
const SYMBOLS: [u8; 256] = {
    let mut symbols = [NO_SYMBOL; 256];
    let mut at = 0;
    while at < LABELS.len() {
        symbols[LABELS[at] as usize] = at as u8;
        at += 1;
    }
    symbols
};
/// What is no symbol, and what no unit has as its symbol.
const NO_SYMBOL: u8 = 63;
/// The symbol of units that aren't taken.
const FREE: u64 = 62;

/// A place in the trie: from the bottom up the symbol that leads to it (6 bits); whether the walk goes on in the
/// model's own trie; where it goes on (25 bits); the word that ends here. What follows a symbol stands at the place
/// where the walk goes on, its lowest bits exchanged (xor) for those of the symbol. No two units go on at the same
/// place, so the symbol alone tells whose a unit is.
#[derive(Debug, Clone, Copy)]
struct Unit(u64);

const ELSEWHERE: u64 = 1 << 6;
const NEXT: u32 = 7;
const NEXT_MASK: u64 = (1 << 25) - 1;
const ENTRY: u32 = 32;

impl Unit {
    fn new(symbol: u64, origin: trie::Node, entry: Entry) -> Self {
        Self(symbol | ELSEWHERE | u64::from(origin.0) << NEXT | u64::from(entry.0) << ENTRY)
    }

    #[inline]
    fn symbol(self) -> u8 {
        self.0 as u8 & 63
    }

    #[inline]
    fn next(self) -> usize {
        (self.0 >> NEXT & NEXT_MASK) as usize
    }

    #[inline]
    fn entry(self) -> Entry {
        Entry((self.0 >> ENTRY) as u32)
    }

    fn is_elsewhere(self) -> bool {
        self.0 & ELSEWHERE != 0
    }
}

/// 64 units next to each other, while units are put there.
#[derive(Debug, Clone, Copy)]
struct Shelf {
    /// A bit for each unit that is free, and one for each place at which no unit goes on yet.
    free: u64,
    open: u64,
}

/// Room is looked for in so many shelves at the end.
const SHELVES: usize = 8;

/// The words of a model, the common ones laid out anew.
pub(super) struct Lexicon {
    model: &'static Model,
    weights: Weights,
    units: Vec<Unit>,
}

impl Lexicon {
    pub(super) fn new(model: &'static Model, weights: Weights) -> Self {
        let mut lexicon = Self {
            model,
            weights,
            units: Vec::new(),
        };
        let mut shelves = Vec::new();
        lexicon.grow(&mut shelves);
        lexicon.units[0] = Unit::new(FREE, trie::Node::root(model.trie()), NO_WORD);
        shelves[0].free = !1;
        for id in 0..HOT {
            lexicon.lay_out(model.word(WordId(id)).as_bytes(), &mut shelves);
        }
        lexicon
    }

    fn grow(&mut self, shelves: &mut Vec<Shelf>) {
        shelves.push(Shelf {
            free: u64::MAX,
            open: u64::MAX,
        });
        self.units.resize(64 * shelves.len(), Unit(FREE));
    }

    /// Lays out the units along a word.
    fn lay_out(&mut self, word: &[u8], shelves: &mut Vec<Shelf>) {
        let mut at = 0;
        for &byte in word {
            if self.units[at].is_elsewhere() {
                self.expand(at, shelves);
            }
            let symbol = SYMBOLS[usize::from(byte)];
            at = self.units[at].next() ^ usize::from(symbol);
            if self.units[at].symbol() != symbol {
                return;
            }
        }
    }

    /// Lays out what lies behind a unit.
    fn expand(&mut self, at: usize, shelves: &mut Vec<Shelf>) {
        let trie = self.model.trie();
        let origin = trie::Node(self.units[at].next() as u32);
        let children: Vec<(usize, trie::Node)> = LABELS
            .iter()
            .enumerate()
            .filter_map(|(symbol, &label)| Some((symbol, origin.child(trie, label)?)))
            .collect();
        let Some(&(first, _)) = children.first() else {
            return;
        };
        let next = room(shelves, &children, first).unwrap_or_else(|| {
            self.grow(shelves);
            64 * (shelves.len() - 1)
        });
        let shelf = &mut shelves[next / 64];
        shelf.open &= !(1 << (next % 64));
        for (symbol, origin) in children {
            let child = next ^ symbol;
            shelf.free &= !(1 << (child % 64));
            self.units[child] = Unit::new(symbol as u64, origin, self.entry(origin));
        }
        let unit = self.units[at].0 & !(ELSEWHERE | NEXT_MASK << NEXT);
        self.units[at] = Unit(unit | (next as u64) << NEXT);
    }

    /// The word that ends at a node of the model's trie.
    fn entry(&self, node: trie::Node) -> Entry {
        node.id(self.model.trie()).map_or(NO_WORD, |id| {
            Entry::new(self.model, &self.weights, WordId(id))
        })
    }

    /// The length in bytes and the entry of every word that `bytes` (small letters) begins with, shortest first.
    #[inline]
    pub(super) fn starting<'a>(&'a self, bytes: &'a [u8]) -> Starting<'a> {
        Starting {
            lexicon: self,
            bytes,
            length: 0,
            unit: self.units[0],
        }
    }
}

/// A walk along the words that a text begins with.
#[derive(Debug)]
pub(super) struct Starting<'a> {
    lexicon: &'a Lexicon,
    bytes: &'a [u8],
    length: usize,
    unit: Unit,
}

impl Iterator for Starting<'_> {
    type Item = (usize, Entry);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        while !self.unit.is_elsewhere() {
            let symbol = SYMBOLS[usize::from(*self.bytes.get(self.length)?)];
            let at = self.unit.next() ^ usize::from(symbol);
            let unit = *self.lexicon.units.get(at)?;
            if unit.symbol() != symbol {
                return None;
            }
            self.unit = unit;
            self.length += 1;
            if unit.entry() != NO_WORD {
                return Some((self.length, unit.entry()));
            }
        }
        self.elsewhere()
    }
}

impl Starting<'_> {
    /// The next word in the model's own trie.
    #[inline(never)]
    fn elsewhere(&mut self) -> Option<(usize, Entry)> {
        let Lexicon { model, weights, .. } = self.lexicon;
        let trie = model.trie();
        let mut origin = trie::Node(self.unit.next() as u32);
        loop {
            origin = origin.child(trie, *self.bytes.get(self.length)?)?;
            self.length += 1;
            if let Some(id) = origin.id(trie) {
                let entry = Entry::of(model, weights, WordId(id), &self.bytes[..self.length]);
                self.unit = Unit::new(FREE, origin, entry);
                return Some((self.length, entry));
            }
        }
    }
}

/// A place in one of the last shelves at which these children fit, and no unit goes on yet.
fn room(shelves: &[Shelf], children: &[(usize, trie::Node)], first: usize) -> Option<usize> {
    let from = shelves.len().saturating_sub(SHELVES);
    shelves[from..].iter().enumerate().find_map(|(at, shelf)| {
        let mut free = shelf.free;
        while free != 0 {
            let next = free.trailing_zeros() as usize ^ first;
            free &= free - 1;
            let fits = shelf.open & 1 << next != 0
                && children
                    .iter()
                    .all(|(symbol, _)| shelf.free & 1 << (next ^ symbol) != 0);
            if fits {
                return Some(64 * (from + at) + next);
            }
        }
        None
    })
}

impl fmt::Debug for Lexicon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lexicon").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_found_are_the_models() {
        let model = Model::english();
        let lexicon = Lexicon::new(model, Weights::default());
        for id in (0..model.len() as u32).step_by(37) {
            let text = format!("{}ings2o'clock", model.word(WordId(id)));
            for from in 0..text.len() {
                let mut wanted = Vec::new();
                model.prefixes(&text.as_bytes()[from..], |length, word| {
                    wanted.push((length, word));
                });
                let found = lexicon
                    .starting(&text.as_bytes()[from..])
                    .map(|(length, entry)| (length, entry.word()))
                    .collect::<Vec<_>>();
                assert_eq!(found, wanted, "{}", &text[from..]);
            }
        }
    }
}
