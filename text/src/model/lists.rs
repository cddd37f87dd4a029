//! Lists of words of which nothing is known but how often they occur.
//!
//! A file begins with the level of its commonest words, in hundredths of a decade below 1 (two bytes, the lower first),
//! and with the step from each level to the next. The words follow in alphabetical order. A word is a byte with how
//! many letters it shares with the one before it in the lower four bits and its level in the upper, then its other
//! letters, the last with its highest bit set.

use std::collections::VecDeque;
use std::fmt;
use std::sync::LazyLock;

/// How many compounds a word makes of which the lists of compounds' parts say that it always occurs (ln p of 0).
pub const FAMILY: f32 = 3000.0;
/// Bytes before the words.
const HEADER: usize = 3;
/// The last level.
const LEVELS: u32 = 15;
/// Most letters that a word shares with the one before it.
const SHARED: usize = 15;
/// Marks the last letter of a word.
const LAST: u8 = 0x80;

static RARE: LazyLock<WordList> =
    LazyLock::new(|| WordList::from_bytes(include_bytes!("../../data/en.rare")));
static TERMS: LazyLock<WordList> =
    LazyLock::new(|| WordList::from_bytes(include_bytes!("../../data/en.terms")));
static CODE: LazyLock<WordList> =
    LazyLock::new(|| WordList::from_bytes(include_bytes!("../../data/en.code")));
static ENDS: LazyLock<WordList> =
    LazyLock::new(|| WordList::from_bytes(include_bytes!("../../data/en.ends")));
static BEGINS: LazyLock<WordList> =
    LazyLock::new(|| WordList::from_bytes(include_bytes!("../../data/en.begins")));

/// A list of words in small letters, laid out for finding all that begin at a place.
pub struct WordList {
    levels: Levels,
    /// A trie. From the bottom up: a bit for each letter that goes on from here, 1 more than the level of the word that
    /// ends here, and where the nodes behind the letters begin, side by side in the order of the alphabet.
    nodes: Vec<u64>,
    /// A bit for each [`SHORT_WORD`] letters that a word stands at the beginning of.
    short: Vec<u64>,
    /// Where the words begin that have [`LONG_WORD`] letters or more.
    begun: Begun,
}

/// The beginnings of the longer words, and the nodes behind them.
struct Begun {
    /// For each hash of the first [`LONG_WORD`] letters a Bloom filter of how words go on behind them (Bloom 1970, in blocks):
    /// small enough to stay near the processor, and mostly all that is asked.
    blocks: Vec<Block>,
    /// A hash table of the letters and the nodes behind them; 0 where it is free.
    nodes: Vec<(u64, u64)>,
}

/// Spreads letters over all bits of a number.
const MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15;
/// How words may go on behind their first [`LONG_WORD`] letters.
#[derive(Debug, Clone, Copy, Default)]
struct Block(u64);

impl Block {
    /// Two bits for words that have no letter, one or two (and maybe more) behind the first ones.
    #[inline]
    fn bits(letters: u64, behind: &[u8]) -> u64 {
        let tail = behind
            .iter()
            .fold(0, |tail, &letter| tail << 5 | u64::from(letter & 31));
        let hash = (letters << 10 | tail).wrapping_mul(MULTIPLIER) >> 40;
        1 << (hash & 63) | 1 << (hash >> 6 & 63)
    }

    /// Whether a word may begin so and go on as in `behind`, or end there.
    #[inline]
    fn has(self, letters: u64, behind: &[u8]) -> bool {
        let behind = &behind[..behind.len().min(BEHIND)];
        (0..=behind.len()).any(|length| {
            let bits = Self::bits(letters, &behind[..length]);
            self.0 & bits == bits
        })
    }
}

impl Begun {
    fn new(nodes: &[u64], beginnings: &[(u64, usize)], longer: &[(u64, &[u8])]) -> Self {
        let mut begun = Self {
            blocks: vec![Block::default(); BLOCKS],
            nodes: vec![(0, 0); (2 * beginnings.len()).next_power_of_two().max(2)],
        };
        for &(letters, behind) in longer {
            begun.blocks[hash(letters, BLOCKS)].0 |= Block::bits(letters, behind);
        }
        for &(letters, node) in beginnings {
            let mut at = hash(letters, begun.nodes.len());
            while begun.nodes[at].0 != 0 {
                at = (at + 1) % begun.nodes.len();
            }
            begun.nodes[at] = (letters, nodes[node]);
        }
        begun
    }

    /// The node behind the first letters.
    #[inline]
    fn node(&self, letters: u64) -> Option<u64> {
        let mut at = hash(letters, self.nodes.len());
        // The table is at most half full.
        while self.nodes[at].0 != letters {
            if self.nodes[at].0 == 0 {
                return None;
            }
            at = (at + 1) % self.nodes.len();
        }
        Some(self.nodes[at].1)
    }
}

/// The first [`SHORT_WORD`] letters of a text as a number: texts that begin alike lie together.
#[inline]
fn four(bytes: &[u8]) -> usize {
    (0..SHORT_WORD).fold(0, |sum, at| {
        let byte = bytes.get(at).copied().unwrap_or_default();
        let letter = usize::from(byte.wrapping_sub(b'a' - 1));
        SYMBOLS * sum + if letter < SYMBOLS { letter } else { 0 }
    })
}

/// The first letters as a number.
#[inline]
fn number(letters: [u8; LONG_WORD]) -> u64 {
    letters
        .iter()
        .fold(0, |sum, &byte| sum << 8 | u64::from(byte))
}

/// A hash of letters below a power of two.
#[inline]
fn hash(letters: u64, below: usize) -> usize {
    (letters.wrapping_mul(MULTIPLIER) >> (64 - below.ilog2())) as usize
}

/// How often words of each level occur, in hundredths of a decade below 1.
#[derive(Debug, Clone, Copy)]
struct Levels {
    commonest: u32,
    step: u32,
}

impl Levels {
    fn ln_p(self, level: u32) -> f32 {
        (self.commonest + level * self.step) as f32 * (-std::f32::consts::LN_10 / 100.0)
    }

    /// ln p of the word that ends at a node.
    fn word(self, node: u64) -> Option<f32> {
        let level = (node >> LETTERS & LEVEL_BITS).checked_sub(1)?;
        Some(self.ln_p(level as u32))
    }

    fn level(self, below: u32) -> u32 {
        let above = below.saturating_sub(self.commonest) + self.step / 2;
        (above / self.step).min(LEVELS)
    }
}

/// Words of so many letters are long.
pub const LONG_WORD: usize = 5;
/// All others have no more than this.
const SHORT_WORD: usize = LONG_WORD - 1;
/// The letters, and what is none.
const SYMBOLS: usize = 27;
/// It is known in advance how they go on for so many letters.
const BEHIND: usize = 2;
/// So many blocks tell how they begin.
const BLOCKS: usize = 1 << 14;
const LETTERS: u32 = 26;
const LEVEL_BITS: u64 = 31;
const FIRST: u32 = 32;

impl WordList {
    /// Words too rare for the shipped model: names, slang, terms.
    pub fn rare() -> &'static Self {
        &RARE
    }

    /// Words that dictionaries or lists of technical terms have, and texts hardly ever.
    pub fn terms() -> &'static Self {
        &TERMS
    }

    /// What the names of programs' parts are made of: `get`, `ptr`, `utf`.
    pub fn code() -> &'static Self {
        &CODE
    }

    /// The words that compounds end with (`-book`, `-line`), by how many do.
    pub fn ends() -> &'static Self {
        &ENDS
    }

    /// The words that compounds begin with (`over-`, `house-`), by how many do.
    pub fn begins() -> &'static Self {
        &BEGINS
    }

    /// Reads a file. Damage shows as wrong words, never as a panic.
    pub fn from_bytes(file: &[u8]) -> Self {
        let mut letters: Vec<u8> = Vec::with_capacity(3 * file.len());
        let mut words: Vec<(usize, u32)> = Vec::with_capacity(file.len() / 3);
        let (head, words_of_file) = file.split_at_checked(HEADER).unwrap_or_default();
        let levels = match *head {
            [low, high, step] => Levels {
                commonest: u32::from(u16::from_le_bytes([low, high])),
                step: u32::from(step),
            },
            _ => Levels {
                commonest: 0,
                step: 1,
            },
        };
        let mut short = vec![0_u64; SYMBOLS.pow(SHORT_WORD as u32) / 64 + 1];
        let mut rest = words_of_file.iter();
        while let Some(&head) = rest.next() {
            let start = letters.len();
            let before = words.last().map_or(0, |&(start, _)| start);
            let shared = (before + usize::from(head & 15)).min(start);
            letters.extend_from_within(before..shared);
            for &letter in rest.by_ref() {
                letters.push(letter & !LAST);
                if letter & LAST != 0 {
                    break;
                }
            }
            let word = &letters[start..];
            if let Some(missing) = SHORT_WORD.checked_sub(word.len()) {
                let first = four(word);
                for place in first..first + SYMBOLS.pow(missing as u32) {
                    short[place / 64] |= 1 << (place % 64);
                }
            }
            words.push((start, u32::from(head >> 4)));
        }
        let (nodes, beginnings, longer) = lay_out(&letters, &words);
        let begun = Begun::new(&nodes, &beginnings, &longer);
        Self {
            levels,
            nodes,
            short,
            begun,
        }
    }

    /// Calls `found` with the length in bytes and ln p of every word that `bytes` (small letters) begins with,
    /// shortest first.
    #[inline]
    pub fn starting(&self, bytes: &[u8], mut found: impl FnMut(usize, f32)) {
        let four = four(bytes);
        if self.short[four / 64] >> (four % 64) & 1 != 0 {
            let short = &bytes[..bytes.len().min(SHORT_WORD)];
            let root = self.nodes.first().copied().unwrap_or_default();
            self.walk(short, 0, root, &mut found);
        }
        self.starting_long(bytes, found);
    }

    /// The same for words of [`LONG_WORD`] letters or more, in less time.
    #[inline]
    pub fn starting_long(&self, bytes: &[u8], mut found: impl FnMut(usize, f32)) {
        let Some((letters, rest)) = bytes.split_first_chunk() else {
            return;
        };
        let letters = number(*letters);
        if !self.begun.blocks[hash(letters, BLOCKS)].has(letters, rest) {
            return;
        }
        if let Some(node) = self.begun.node(letters) {
            if let Some(ln_p) = self.levels.word(node) {
                found(LONG_WORD, ln_p);
            }
            self.walk(bytes, LONG_WORD, node, &mut found);
        }
    }

    /// Walks on from the node behind the first `length` letters.
    #[inline]
    fn walk(&self, bytes: &[u8], length: usize, mut node: u64, found: &mut impl FnMut(usize, f32)) {
        for (length, byte) in bytes.iter().enumerate().skip(length) {
            let letter = u32::from(byte.wrapping_sub(b'a'));
            let bit = 1_u64.checked_shl(letter).unwrap_or_default();
            if letter >= LETTERS || node & bit == 0 {
                return;
            }
            let at = (node >> FIRST) as usize + (node & (bit - 1)).count_ones() as usize;
            node = self.nodes.get(at).copied().unwrap_or_default();
            if let Some(ln_p) = self.levels.word(node) {
                found(length + 1, ln_p);
            }
        }
    }

    /// ln p of a word in small letters, if it is in the list.
    pub fn ln_p(&self, word: &[u8]) -> Option<f32> {
        let mut whole = None;
        self.starting(word, |length, ln_p| {
            if length == word.len() {
                whole = Some(ln_p);
            }
        });
        whole
    }
}

impl fmt::Debug for WordList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WordList").finish_non_exhaustive()
    }
}

/// The trie of words, each from its place in `letters` to the next one's; the nodes behind the beginnings of the long
/// ones; and how these go on, up to [`BEHIND`] letters.
#[expect(clippy::type_complexity, reason = "three lists, used in one place")]
fn lay_out<'a>(
    letters: &'a [u8],
    words: &[(usize, u32)],
) -> (Vec<u64>, Vec<(u64, usize)>, Vec<(u64, &'a [u8])>) {
    let word = |at: usize| {
        let end = words.get(at + 1).map_or(letters.len(), |&(start, _)| start);
        &letters[words[at].0..end]
    };
    let mut nodes = vec![0_u64];
    let (mut beginnings, mut longer) = (Vec::new(), Vec::new());
    // Nodes whose words from the first to before the last have so many letters in common.
    let mut open = VecDeque::from([(0_usize, 0..words.len(), 0_usize)]);
    while let Some((node, range, depth)) = open.pop_front() {
        let mut at = range.start;
        if depth >= LONG_WORD
            && let Some((first, behind)) = word(at).split_first_chunk()
        {
            let letters = number(*first);
            if depth == LONG_WORD {
                beginnings.push((letters, node));
            }
            if depth == LONG_WORD + BEHIND
                || depth < LONG_WORD + BEHIND && depth == LONG_WORD + behind.len()
            {
                longer.push((letters, &behind[..depth - LONG_WORD]));
            }
        }
        if at < range.end && word(at).len() == depth {
            nodes[node] |= u64::from(words[at].1 + 1) << LETTERS;
            at += 1;
        }
        nodes[node] |= (nodes.len() as u64) << FIRST;
        while at < range.end {
            let letter = word(at).get(depth).copied().unwrap_or_default();
            let same = (at..range.end).take_while(|&at| word(at).get(depth) == Some(&letter));
            let end = at + same.count().max(1);
            if letter.is_ascii_lowercase() {
                nodes[node] |= 1 << (letter - b'a');
                open.push_back((nodes.len(), at..end, depth + 1));
                nodes.push(0);
            }
            at = end;
        }
    }
    (nodes, beginnings, longer)
}

/// Writes a file from words in small letters and their hundredths of a decade below 1.
pub fn pack(words: &mut [(String, u32)]) -> Vec<u8> {
    words.sort_unstable();
    let most = words
        .iter()
        .map(|&(_, below)| below)
        .max()
        .unwrap_or_default();
    let commonest = words
        .iter()
        .map(|&(_, below)| below)
        .min()
        .unwrap_or_default();
    let step = (most - commonest).div_ceil(LEVELS).clamp(1, 255);
    let levels = Levels { commonest, step };
    let mut bytes = (commonest as u16).to_le_bytes().to_vec();
    bytes.push(step as u8);
    let mut before: &[u8] = &[];
    for (word, below) in words {
        let word = word.as_bytes();
        let same = word.iter().zip(before).take_while(|(a, b)| a == b).count();
        let shared = same.min(SHARED).min(word.len().saturating_sub(1));
        bytes.push(shared as u8 | (levels.level(*below) as u8) << 4);
        bytes.extend(&word[shared..]);
        if let Some(last) = bytes.last_mut() {
            *last |= LAST;
        }
        before = word;
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_again() {
        let words = [("abc", 722), ("ab", 740), ("abcde", 797), ("zebra", 760)];
        let mut list = words.map(|(word, below)| (word.to_owned(), below));
        let rare = WordList::from_bytes(&pack(&mut list));
        for (word, below) in words {
            let ln_p = rare.ln_p(word.as_bytes()).unwrap();
            let wanted = -f64::from(below) / 100.0 * std::f64::consts::LN_10;
            assert!((f64::from(ln_p) - wanted).abs() < 0.07, "{word}");
        }
        for word in ["a", "abcd", "zebras", "", "é"] {
            assert!(rare.ln_p(word.as_bytes()).is_none(), "{word}");
        }
        let mut found = Vec::new();
        rare.starting(b"abcdefg", |length, _| found.push(length));
        assert_eq!(found, [2, 3, 5]);
        let long = |text: &[u8]| {
            let mut found = Vec::new();
            rare.starting_long(text, |length, _| found.push(length));
            found
        };
        assert_eq!(long(b"abcdefg"), [5]);
        assert_eq!(long(b"zebras"), [5]);
        assert!(long(b"zebr").is_empty() && long(b"zebus").is_empty());
    }

    #[test]
    fn damage_is_no_panic() {
        for bytes in [
            &[255_u8][..],
            &[0; 5],
            &[15, b'a', 0xff, 1],
            b"no list at all",
        ] {
            WordList::from_bytes(bytes).starting(b"anything", |_, _| ());
        }
    }

    #[test]
    fn the_shipped_list_has_what_the_model_lacks() {
        let rare = WordList::rare();
        for word in ["tweetup", "nerdfighters", "digiorno"] {
            assert!(rare.ln_p(word.as_bytes()).is_some(), "{word}");
            assert!(crate::model::Model::english().id(word).is_none(), "{word}");
        }
        assert!(rare.ln_p(b"customerservice").is_none());
        assert!(WordList::ends().ln_p(b"book") > WordList::ends().ln_p(b"tree"));
        assert!(WordList::begins().ln_p(b"over") > WordList::begins().ln_p(b"key"));
        assert!(WordList::ends().ln_p(b"memo").is_none());
        assert!(WordList::code().ln_p(b"ptr") > rare.ln_p(b"nerdfighters"));
    }
}
