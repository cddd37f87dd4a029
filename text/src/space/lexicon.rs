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
        let flags = model.flags(word);
        let mut entry = word.0 & ID;
        let recorded = flags.intersects(RECORDED);
        if recorded {
            entry |= IS_RECORDED;
        }
        let score = weights.word(model.word(word).as_bytes(), recorded)
            + weights.model * model.unigram(word);
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

/// A place in a trie.
#[derive(Debug, Clone, Copy)]
struct Node {
    /// From the bottom up: a bit for each symbol that goes on from here, and in the other bits where the
    /// nodes behind them begin, side by side in the order of their symbols. 0 where the walk goes on in
    /// the model's own trie.
    next: u64,
    /// The word that ends here.
    entry: Entry,
    /// The same place in the model's trie.
    origin: trie::Node,
}

/// What words are made of.
const LABELS: &[u8; 37] = b"'0123456789abcdefghijklmnopqrstuvwxyz";
const SYMBOLS: u32 = LABELS.len() as u32;
/// How many of the commonest words are laid out here.
const HOT: u32 = 30_000;

/// The number of a byte among the symbols.
#[inline]
fn symbol(byte: u8) -> Option<u32> {
    match byte {
        b'a'..=b'z' => Some(u32::from(byte - b'a') + 11),
        b'0'..=b'9' => Some(u32::from(byte - b'0') + 1),
        b'\'' => Some(0),
        _ => None,
    }
}

impl Node {
    /// Where the node behind a symbol is, if there is one.
    #[inline]
    fn child(self, symbol: u32) -> Option<usize> {
        let bit = 1 << symbol;
        let before = (self.next & (bit - 1)).count_ones() as usize;
        (self.next & bit != 0).then(|| (self.next >> SYMBOLS) as usize + before)
    }
}

/// The words of a model, the common ones laid out anew.
pub(super) struct Lexicon {
    model: &'static Model,
    weights: Weights,
    nodes: Vec<Node>,
}

impl Lexicon {
    pub(super) fn new(model: &'static Model, weights: Weights) -> Self {
        let root = Node {
            next: 0,
            entry: NO_WORD,
            origin: trie::Node::root(model.trie()),
        };
        let mut lexicon = Self {
            model,
            weights,
            nodes: vec![root],
        };
        for id in 0..HOT {
            lexicon.lay_out(model.word(WordId(id)).as_bytes());
        }
        lexicon
    }

    /// Lays out the nodes along a word.
    fn lay_out(&mut self, word: &[u8]) {
        let mut at = 0;
        for symbol in word.iter().map_while(|&byte| symbol(byte)) {
            if self.nodes[at].next == 0 {
                self.expand(at);
            }
            match self.nodes[at].child(symbol) {
                Some(child) => at = child,
                None => return,
            }
        }
    }

    /// Lays out what lies behind a node.
    fn expand(&mut self, at: usize) {
        let trie = self.model.trie();
        let origin = self.nodes[at].origin;
        let first = self.nodes.len() as u64;
        let mut symbols = 0;
        for (symbol, &label) in LABELS.iter().enumerate() {
            if let Some(origin) = origin.child(trie, label) {
                symbols |= 1 << symbol;
                self.nodes.push(Node {
                    next: 0,
                    entry: self.entry(origin),
                    origin,
                });
            }
        }
        self.nodes[at].next = first << SYMBOLS | symbols;
    }

    /// The word that ends at a node of the model's trie.
    fn entry(&self, node: trie::Node) -> Entry {
        node.id(self.model.trie()).map_or(NO_WORD, |id| {
            Entry::new(self.model, &self.weights, WordId(id))
        })
    }

    /// Calls `found` with the length in bytes and the entry of every word that `bytes` (small letters)
    /// begins with, shortest first.
    #[inline]
    pub(super) fn starting(&self, bytes: &[u8], mut found: impl FnMut(usize, Entry)) {
        let mut node = self.nodes[0];
        let mut length = 0;
        while node.next != 0 {
            let Some(&byte) = bytes.get(length) else {
                return;
            };
            let child = symbol(byte).and_then(|symbol| self.nodes.get(node.child(symbol)?));
            let Some(&child) = child else { return };
            node = child;
            length += 1;
            if node.entry != NO_WORD {
                found(length, node.entry);
            }
        }
        let trie = self.model.trie();
        let mut origin = node.origin;
        for &byte in &bytes[length..] {
            let Some(child) = origin.child(trie, byte) else {
                return;
            };
            origin = child;
            length += 1;
            let entry = self.entry(origin);
            if entry != NO_WORD {
                found(length, entry);
            }
        }
    }
}

impl fmt::Debug for Lexicon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lexicon").finish_non_exhaustive()
    }
}
