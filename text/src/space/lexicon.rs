//! The model's words laid out for finding all that begin at a place.
//!
//! A walk along the model's trie reads a unit for each letter, another for the word that ends there,
//! then its probability and its flags: four places far apart. Here they are one place of 12 bytes, and
//! the first three letters are one step.

use std::fmt;

use crate::model::{Model, WordFlags, WordId, trie};

use super::beginnings::Beginnings;
use super::weights::Weights;

/// A word and what the first pass asks about it: id, flags and score from the bottom up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry(u32);

const ID: u32 = (1 << 18) - 1;
const IS_MIXED: u32 = 1 << 18;
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
        if flags.contains(WordFlags::MIXED) {
            entry |= IS_MIXED;
        }
        let score = weights.word(key, flags) + weights.model * model.unigram(word);
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

    /// Whether it has capitals inside: `iPhone`.
    pub(super) fn is_mixed(self) -> bool {
        self.0 & IS_MIXED != 0
    }
}

/// Where no word ends.
pub(super) const NO_WORD: Entry = Entry::unknown();

/// What words are made of besides digits, by symbol; 0 is no symbol.
const LETTERS: &[u8; 27] = b"abcdefghijklmnopqrstuvwxyz'";
/// The symbol of all digits. Words with digits are few: the model's own trie has them.
const DIGIT: u8 = 28;
/// So many bits take a symbol.
const SYMBOL_BITS: usize = 5;
/// So many symbols there are at most, used or not.
const SYMBOLS: usize = 1 << SYMBOL_BITS;
/// Units of beginnings of so many letters stand where the letters say.
const DIRECT: usize = 3;
/// How many of the commonest words are laid out here.
const HOT: u32 = 30_000;

/// The symbol of each byte.
const SYMBOL: [u8; 256] = {
    let mut symbols = [0; 256];
    let mut at = 0;
    while at < LETTERS.len() {
        symbols[LETTERS[at] as usize] = at as u8 + 1;
        at += 1;
    }
    let mut digit = b'0';
    while digit <= b'9' {
        symbols[digit as usize] = DIGIT;
        digit += 1;
    }
    symbols
};

/// A place in the trie.
#[derive(Debug, Clone, Copy)]
struct Unit {
    /// A bit for each symbol that goes on from here, so that nothing is read to learn that none does, and [`ELSEWHERE`].
    goes_on: u32,
    /// Where the walk goes on. What follows a symbol stands at this place, its lowest bits exchanged (xor) for those
    /// of the symbol.
    next: u32,
    /// The word that ends here.
    entry: Entry,
}

/// The walk goes on in the model's own trie, at the node `next`.
const ELSEWHERE: u32 = 1 << 31;

impl Unit {
    const NOWHERE: Self = Self {
        goes_on: 0,
        next: 0,
        entry: NO_WORD,
    };

    #[inline]
    fn leads_to(self, symbol: u8) -> bool {
        self.goes_on >> symbol & 1 != 0
    }

    #[inline]
    fn child(self, symbol: u8) -> usize {
        (self.next ^ u32::from(symbol)) as usize
    }
}

/// Room for units is looked for in so many shelves of [`SYMBOLS`] at the end.
const SHELVES: usize = 8;

/// The words of a model, the common ones laid out anew.
pub(super) struct Lexicon {
    model: &'static Model,
    weights: Weights,
    /// The words of one letter and of two, by their symbols.
    short: Vec<Entry>,
    units: Vec<Unit>,
}

impl Lexicon {
    pub(super) fn new(model: &'static Model, weights: Weights) -> Self {
        let mut lexicon = Self {
            model,
            weights,
            short: vec![NO_WORD; SYMBOLS * SYMBOLS],
            units: vec![Unit::NOWHERE; SYMBOLS * SYMBOLS * SYMBOLS],
        };
        lexicon.begin(trie::Node::root(model.trie()), 0, 0);
        let mut shelves = Vec::new();
        for id in 0..HOT {
            lexicon.lay_out(model.word(WordId(id)).as_bytes(), &mut shelves);
        }
        lexicon
    }

    /// Lays out the beginnings of up to [`DIRECT`] letters: those that go on from a node behind `length` letters.
    fn begin(&mut self, node: trie::Node, length: usize, index: usize) {
        for (child, symbol) in children(self.model.trie(), node) {
            let index = index << SYMBOL_BITS | usize::from(symbol);
            match length + 1 {
                DIRECT => self.units[index] = self.unit(child),
                // A word of one letter stands before those of two that begin with it.
                1 => self.short[index << SYMBOL_BITS] = self.entry(child),
                _ => self.short[index] = self.entry(child),
            }
            if length + 1 < DIRECT {
                self.begin(child, length + 1, index);
            }
        }
    }

    /// Lays out the units along a word.
    fn lay_out(&mut self, word: &[u8], shelves: &mut Vec<u32>) {
        let Some((first, rest)) = word.split_first_chunk::<DIRECT>() else {
            return;
        };
        let mut at = first.iter().fold(0, |at, &byte| {
            at << SYMBOL_BITS | usize::from(SYMBOL[usize::from(byte)])
        });
        for &byte in rest {
            let symbol = SYMBOL[usize::from(byte)];
            if symbol == DIGIT || !self.units[at].leads_to(symbol) {
                return;
            }
            if self.units[at].goes_on & ELSEWHERE != 0 {
                self.expand(at, shelves);
            }
            at = self.units[at].child(symbol);
        }
    }

    /// Lays out what lies behind a unit. Of each shelf, `shelves` has a bit for each unit that is free.
    fn expand(&mut self, at: usize, shelves: &mut Vec<u32>) {
        let Unit { goes_on, next, .. } = self.units[at];
        let wanted = goes_on & !ELSEWHERE & !(1 << DIGIT);
        let next_free = room(shelves, wanted).unwrap_or_else(|| {
            shelves.push(u32::MAX);
            self.units.resize(self.units.len() + SYMBOLS, Unit::NOWHERE);
            SYMBOLS * (shelves.len() - 1)
        });
        let base = self.units.len() - SYMBOLS * shelves.len();
        let unit = &mut self.units[at];
        unit.goes_on &= !ELSEWHERE;
        unit.next = (base + next_free) as u32;
        let unit = *unit;
        for (child, symbol) in children(self.model.trie(), trie::Node(next)) {
            shelves[next_free / SYMBOLS] &= !(1 << (unit.child(symbol) % SYMBOLS));
            self.units[unit.child(symbol)] = self.unit(child);
        }
    }

    /// A node of the model's trie, whose children aren't laid out yet.
    fn unit(&self, node: trie::Node) -> Unit {
        let trie = self.model.trie();
        let mut goes_on = ELSEWHERE;
        for (_, symbol) in children(trie, node) {
            goes_on |= 1 << symbol;
        }
        if (b'0'..=b'9').any(|digit| node.child(trie, digit).is_some()) {
            goes_on |= 1 << DIGIT;
        }
        Unit {
            goes_on,
            next: node.0,
            entry: self.entry(node),
        }
    }

    /// The word that ends at a node of the model's trie.
    fn entry(&self, node: trie::Node) -> Entry {
        node.id(self.model.trie()).map_or(NO_WORD, |id| {
            Entry::new(self.model, &self.weights, WordId(id))
        })
    }

    /// Finds every word that `bytes` (small letters) begins with. `symbols` are the bytes' symbols and a 0 behind them.
    #[inline]
    pub(super) fn starting(&self, bytes: &[u8], symbols: &[u8], found: &mut Beginnings) {
        found.clear();
        let symbol = |at: usize| symbols.get(at).copied().unwrap_or(0);
        let (one, two, three) = (symbol(0), symbol(1), symbol(2));
        if one == 0 {
            return;
        }
        if two == DIGIT || three == DIGIT || one == DIGIT {
            let root = trie::Node::root(self.model.trie());
            return self.elsewhere(bytes, 0, root, found);
        }
        let at = index(0, one, 0);
        found.add(1, self.short[at]);
        if two == 0 {
            return;
        }
        found.add(2, self.short[at | usize::from(two)]);
        if three == 0 {
            return;
        }
        let mut unit = self.units[index(one, two, three)];
        let mut length = DIRECT;
        loop {
            found.add(length, unit.entry);
            let symbol = symbol(length);
            if !unit.leads_to(symbol) {
                return;
            }
            if symbol == DIGIT || unit.goes_on & ELSEWHERE != 0 {
                let node = if symbol == DIGIT {
                    self.node(&bytes[..length])
                } else {
                    trie::Node(unit.next)
                };
                return self.elsewhere(bytes, length, node, found);
            }
            unit = self.units[unit.child(symbol)];
            length += 1;
        }
    }

    /// The node of the model's trie behind the letters of a word or of its beginning.
    fn node(&self, bytes: &[u8]) -> trie::Node {
        let trie = self.model.trie();
        let root = trie::Node::root(trie);
        bytes
            .iter()
            .try_fold(root, |node, &byte| node.child(trie, byte))
            .unwrap_or(root)
    }

    /// The words that go on from a node of the model's own trie, behind `length` letters.
    #[inline(never)]
    fn elsewhere(
        &self,
        bytes: &[u8],
        mut length: usize,
        mut node: trie::Node,
        found: &mut Beginnings,
    ) {
        let trie = self.model.trie();
        while let Some(child) = bytes.get(length).and_then(|&byte| node.child(trie, byte)) {
            node = child;
            length += 1;
            if let Some(id) = node.id(trie) {
                let word = Entry::of(self.model, &self.weights, WordId(id), &bytes[..length]);
                found.add(length, word);
            }
        }
    }
}

/// The symbols of some bytes, and a 0 behind them.
pub(super) fn spell_out(bytes: &[u8], symbols: &mut Vec<u8>) {
    symbols.clear();
    symbols.extend(bytes.iter().map(|&byte| SYMBOL[usize::from(byte)]));
    symbols.push(0);
}

/// Where the unit of three letters is.
#[inline]
fn index(one: u8, two: u8, three: u8) -> usize {
    (usize::from(one) << SYMBOL_BITS | usize::from(two)) << SYMBOL_BITS | usize::from(three)
}

/// The nodes that letters lead to from a node of the model's trie, with the letters' symbols.
fn children(trie: &[u8], node: trie::Node) -> impl Iterator<Item = (trie::Node, u8)> {
    LETTERS
        .iter()
        .filter_map(move |&letter| Some((node.child(trie, letter)?, SYMBOL[usize::from(letter)])))
}

/// A place in one of the last shelves at which units for these symbols, a bit for each, fit.
fn room(shelves: &[u32], symbols: u32) -> Option<usize> {
    /// The bits whose number lacks the first, the second … bit.
    const LOWER: [u32; SYMBOL_BITS] = [
        0x5555_5555,
        0x3333_3333,
        0x0f0f_0f0f,
        0x00ff_00ff,
        0x0000_ffff,
    ];
    // What the units take where the walk goes on at each place of a shelf.
    let mut taken = [symbols; SYMBOLS];
    for place in 1..SYMBOLS {
        let bit = place.trailing_zeros() as usize;
        let (before, lower) = (taken[place & (place - 1)], LOWER[bit]);
        taken[place] = (before & lower) << (1 << bit) | before >> (1 << bit) & lower;
    }
    let from = shelves.len().saturating_sub(SHELVES);
    shelves[from..].iter().enumerate().find_map(|(at, free)| {
        let place = taken.iter().position(|taken| taken & !free == 0)?;
        Some(SYMBOLS * (from + at) + place)
    })
}

impl fmt::Debug for Lexicon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lexicon").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::iter;

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
                let (mut symbols, mut found) = (Vec::new(), Beginnings::default());
                let bytes = &text.as_bytes()[from..];
                spell_out(bytes, &mut symbols);
                lexicon.starting(bytes, &symbols, &mut found);
                let mut words: Vec<_> = iter::from_fn(|| found.pop())
                    .map(|(length, entry)| (length, entry.word()))
                    .collect();
                words.reverse();
                assert_eq!(words, wanted, "{}", &text[from..]);
            }
        }
    }
}
