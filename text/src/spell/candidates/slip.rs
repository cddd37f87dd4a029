//! How likely a slip of the pen or the finger is: the error model of Brill and Moore ("An improved
//! error model for noisy channel spelling correction", 2000).
//!
//! A misspelling is the right word with some short pieces rewritten (`ei` as `ie`, `ll` as `l`, `^kn` as
//! `^n`); each rewriting has a cost, -ln p, learned from 89,752 pairs of misspelling and correction in
//! the crate `typos-dict` 0.14 (MIT or Apache-2.0). Only letter statistics are kept, no words.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Longest side of a rewriting.
const LONGEST_REWRITE: usize = 3;
/// Longest stretch, its context included, that is aligned; anything longer is no slip.
const CORE: usize = 24;
/// Longest word.
const WORD: usize = 64;
/// Cost above which a word is no candidate.
pub(in crate::spell) const FARTHEST: f32 = 20.0;
const OPEN: u8 = 28;
const CLOSE: u8 = 29;
const OTHER: u8 = 30;
/// Cost of one letter put in, left out or replaced, where the table is silent.
const STRANGE: f32 = 8.0;
/// Cost, in tenths, of swapping two letters, of doubling one, and of taking one of two equal ones, where the table
/// is silent or thinks it costs more.
const CLUMSY: u8 = 55;
/// The same where the keys are neighbours.
const NEIGHBOUR: f32 = 4.2;

/// By how much the commonest slip of all, a short word with two letters swapped (`teh`), is likelier than in a list
/// that has each misspelling once: ln of the ratio.
const SWAPPED: f32 = 0.8;
/// The longest word that this is said of.
const SHORT_WORD: usize = 3;

/// Letters that a scanner takes for each other, which no one writes and the table lacks.
pub(in crate::spell) const LOOK_ALIKES: [(&str, &str); 6] = [
    ("m", "rn"),
    ("rn", "m"),
    ("h", "li"),
    ("d", "cl"),
    ("w", "vv"),
    ("u", "ii"),
];

static LEARNED: LazyLock<Slips> =
    LazyLock::new(|| Slips::parse(include_str!("../../../data/slips.tsv")));

/// The costs of rewritings.
pub(in crate::spell) struct Slips {
    /// Costs of single letters, 0 for none.
    single: [[f32; 32]; 32],
    /// For each packed right piece its place in `rows`; 0 where nothing rewrites it.
    places: Vec<u16>,
    /// What each right piece is rewritten as: for each length of a wrong piece the [`mark`]s of those that there are. Most
    /// rewritings that are asked for do not exist, and this says so at once.
    rows: Vec<[u64; LONGEST_REWRITE]>,
    /// A hash table of the rewritings: place and packed wrong piece; 0 where it is free.
    keys: Vec<u32>,
    /// Their costs in tenths.
    costs: Vec<u8>,
}

/// Slots of the hash table of rewritings, as a power of two: three times as many as there are rewritings.
const SLOTS: u32 = 16;

/// Where a rewriting is looked for first.
#[inline]
fn slot(key: u32) -> usize {
    (key.wrapping_mul(0x9e37_79b1) >> (32 - SLOTS)) as usize
}

/// One of 64 bits for a packed piece.
#[inline]
fn mark(piece: u16) -> u64 {
    1 << (piece.wrapping_mul(0x9e37) >> 10)
}

impl Slips {
    /// The table that ships with the program.
    pub fn learned() -> &'static Self {
        &LEARNED
    }

    /// Reads lines of right, wrong and cost in tenths.
    fn parse(lines: &str) -> Self {
        let key = |right: &str, wrong: &str| (pack(&symbols_of(right)), pack(&symbols_of(wrong)));
        let learned = lines.lines().filter_map(|line| {
            let (rewriting, cost) = line.rsplit_once('\t')?;
            let (right, wrong) = rewriting.split_once('\t')?;
            Some((key(right, wrong), cost.parse().ok()?))
        });
        let mut costs: BTreeMap<(u16, u16), u8> = learned.collect();
        for (right, wrong) in LOOK_ALIKES {
            costs.entry(key(right, wrong)).or_insert(CLUMSY);
        }
        for (right, wrong) in clumsy() {
            let cost = costs.entry((pack(&right), pack(&wrong))).or_insert(CLUMSY);
            *cost = CLUMSY.min(*cost);
        }
        let mut slips = Self {
            single: std::array::from_fn(|right| {
                std::array::from_fn(|wrong| finger(right as u8, wrong as u8))
            }),
            places: vec![0; 1 << (5 * LONGEST_REWRITE)],
            rows: vec![[0; LONGEST_REWRITE]],
            keys: vec![0; 1 << SLOTS],
            costs: vec![0; 1 << SLOTS],
        };
        for ((right, wrong), cost) in costs {
            slips.push(right, wrong, cost);
        }
        slips
    }

    /// Adds a rewriting.
    fn push(&mut self, right: u16, wrong: u16, tenths: u8) {
        if right < 32 && wrong < 32 {
            let single = &mut self.single[usize::from(right)][usize::from(wrong)];
            *single = single.min(f32::from(tenths) / 10.0);
            return;
        }
        let place = &mut self.places[usize::from(right)];
        if *place == 0 {
            *place = self.rows.len() as u16;
            self.rows.push([0; LONGEST_REWRITE]);
        }
        if let Some(longer) = (0..LONGEST_REWRITE).rfind(|longer| wrong >> (5 * longer) > 0) {
            self.rows[usize::from(*place)][longer] |= mark(wrong);
        }
        let key = u32::from(*place) << 16 | u32::from(wrong);
        let mut at = slot(key);
        while self.keys[at] != 0 {
            at = (at + 1) % self.keys.len();
        }
        self.keys[at] = key;
        self.costs[at] = tenths;
    }

    /// Cost of rewriting the right piece of a place as `wrong`.
    #[inline]
    fn rewriting(&self, place: u16, wrong: u16) -> Option<f32> {
        let key = u32::from(place) << 16 | u32::from(wrong);
        let mut at = slot(key);
        while self.keys[at] != key {
            if self.keys[at] == 0 {
                return None;
            }
            at = (at + 1) % self.keys.len();
        }
        Some(f32::from(self.costs[at]) / 10.0)
    }

    /// -ln p of writing `wrong` where `right` (lower-case ASCII) was meant, given that the word was misspelt; infinite
    /// where that is above `limit` or the two have too little in common.
    pub fn cost(&self, right: &[u8], wrong: &Written, limit: f32) -> f32 {
        if right.len() > WORD || wrong.word.len() > WORD {
            return f32::INFINITY;
        }
        let often = if right.len() <= SHORT_WORD && is_swap(right, wrong.word) {
            SWAPPED
        } else {
            0.0
        };
        let symbols = with_edges(right);
        let right = &symbols[..right.len() + 2];
        let written = &wrong.symbols[..wrong.word.len() + 2];
        // What is equal costs nothing; two letters of it on each side are the context of the slip.
        let same = |(a, b): &(&u8, &u8)| a == b;
        let prefix = right.iter().zip(written).take_while(same).count();
        if prefix == right.len() && prefix == written.len() {
            return 0.0;
        }
        let (right_rest, rest) = (&right[prefix..], &written[prefix..]);
        let suffix = right_rest.iter().rev().zip(rest.iter().rev());
        let suffix = suffix.take_while(same).count();
        let plainly = self.plainly(
            &right_rest[..right_rest.len() - suffix],
            &rest[..rest.len() - suffix],
        );
        let (start, tail) = (prefix.saturating_sub(2), suffix.saturating_sub(2));
        let right = &right[start..right.len() - tail];
        let wrong = &wrong.pieces[start..written.len() - tail];
        if right.len() > CORE || wrong.len() > CORE {
            return f32::INFINITY;
        }
        self.align(right, wrong, limit.min(plainly)) - often
    }

    /// What it costs to rewrite letter by letter, which is no less than the cheapest way.
    fn plainly(&self, right: &[u8], wrong: &[u8]) -> f32 {
        let at = |letters: &[u8], i: usize| letters.get(i).map_or(0, |&letter| letter as usize);
        (0..right.len().max(wrong.len()))
            .fold(0.0, |sum, i| sum + self.single[at(right, i)][at(wrong, i)])
    }

    /// The cheapest way to cut both sides into pieces that rewrite each other; infinite above `limit`.
    fn align(&self, right: &[u8], wrong: &[Pieces], limit: f32) -> f32 {
        let (n, m) = (right.len(), wrong.len());
        // Pieces that far out of step are no slip of a finger.
        let band = 3 + n.abs_diff(m);
        let mut costs = [[f32::INFINITY; CORE + 1]; CORE + 1];
        costs[0][0] = 0.0;
        for i in 0..=n {
            // What the pieces of the right side that begin here are rewritten as; place 0 is nothing.
            let mut places = [0; LONGEST_REWRITE];
            let mut piece = 0;
            for (a, &letter) in right[i..].iter().take(LONGEST_REWRITE).enumerate() {
                piece |= usize::from(letter) << (5 * a);
                places[a] = self.places[piece];
            }
            let rows = places.map(|place| self.rows[usize::from(place)]);
            let letter = right
                .get(i)
                .map(|&letter| &self.single[usize::from(letter)]);
            let end = m.min(i + band) + 1;
            for j in i.saturating_sub(band)..end {
                let so_far = costs[i][j];
                if so_far > limit {
                    continue;
                }
                let mut reach = |a: usize, b: usize, step: f32| {
                    let cost = &mut costs[i + a][j + b];
                    if so_far + step < *cost {
                        *cost = so_far + step;
                    }
                };
                if let Some(letter) = letter {
                    reach(1, 0, letter[0]);
                }
                let Some(wrong) = wrong.get(j) else { continue };
                let written = usize::from(wrong.keys[0]);
                reach(0, 1, self.single[0][written]);
                let Some(letter) = letter else { continue };
                reach(1, 1, letter[written]);
                let any = |row: &[u64; LONGEST_REWRITE]| {
                    (0..LONGEST_REWRITE).fold(0, |any, b| any | row[b] & wrong.marks[b])
                };
                if rows.iter().fold(0, |sum, row| sum | any(row)) == 0 {
                    continue;
                }
                for (a, row) in rows.iter().enumerate() {
                    for (b, marks) in row.iter().enumerate().take(m - j) {
                        if marks & wrong.marks[b] != 0
                            && let Some(step) = self.rewriting(places[a], wrong.keys[b])
                        {
                            reach(a + 1, b + 1, step);
                        }
                    }
                }
            }
        }
        costs[n][m]
    }
}

/// A word as it was written, ready to be compared with what may have been meant.
pub(in crate::spell) struct Written<'a> {
    word: &'a [u8],
    symbols: [u8; WORD + 2],
    pieces: [Pieces; WORD + 2],
}

/// What begins at one place of a word, by length.
#[derive(Clone, Copy, Default)]
struct Pieces {
    /// The packed pieces.
    keys: [u16; LONGEST_REWRITE],
    /// Their [`mark`]s; none where a piece would reach beyond the word.
    marks: [u64; LONGEST_REWRITE],
}

impl<'a> Written<'a> {
    /// Prepares a word in lower case.
    pub fn new(word: &'a [u8]) -> Self {
        let mut written = Self {
            word,
            symbols: with_edges(word),
            pieces: [Pieces::default(); WORD + 2],
        };
        let end = word.len().min(WORD) + 2;
        for at in 0..end {
            let pieces = &mut written.pieces[at];
            let mut key = 0;
            for b in 0..LONGEST_REWRITE.min(end - at) {
                key |= u16::from(written.symbols[at + b]) << (5 * b);
                pieces.keys[b] = key;
                pieces.marks[b] = mark(key);
            }
        }
        written
    }

    /// The word.
    pub fn word(&self) -> &'a [u8] {
        self.word
    }
}

/// Whether two words differ by two neighbouring letters that changed places.
fn is_swap(right: &[u8], wrong: &[u8]) -> bool {
    let first = right.iter().zip(wrong).take_while(|(a, b)| a == b).count();
    right.len() == wrong.len()
        && first + 1 < right.len()
        && (right[first], right[first + 1]) == (wrong[first + 1], wrong[first])
        && right[first + 2..] == wrong[first + 2..]
}

/// The rewritings of more than one letter that fingers alone explain: a swap, a doubled letter, one of two equal ones
/// left out, or a neighbouring key hit too.
fn clumsy() -> Vec<(Vec<u8>, Vec<u8>)> {
    let mut out = Vec::new();
    for a in 1..32 {
        out.push((vec![a], vec![a, a]));
        out.push((vec![a, a], vec![a]));
        for b in 1..32 {
            if neighbours(a, b) {
                out.push((vec![a], vec![a, b]));
                out.push((vec![a], vec![b, a]));
            }
            if a < OPEN && b < OPEN {
                out.push((vec![a, b], vec![b, a]));
            }
        }
    }
    out
}

/// Cost of one letter for another, or for none (0), where the table is silent: what any finger may do.
fn finger(right: u8, wrong: u8) -> f32 {
    match (right, wrong) {
        (a, b) if a == b => 0.0,
        // An edge is context; it is neither typed nor left out.
        (OPEN | CLOSE, _) | (_, OPEN | CLOSE) => f32::INFINITY,
        (a, b) if neighbours(a, b) => NEIGHBOUR,
        _ => STRANGE,
    }
}

fn symbol(byte: u8) -> u8 {
    match byte {
        b'a'..=b'z' => byte - b'a' + 1,
        b'\'' => 27,
        b'^' => OPEN,
        b'$' => CLOSE,
        _ => OTHER,
    }
}

fn symbols_of(text: &str) -> Vec<u8> {
    text.bytes().map(symbol).collect()
}

fn pack(symbols: &[u8]) -> u16 {
    symbols
        .iter()
        .rev()
        .fold(0, |key, &symbol| key << 5 | u16::from(symbol))
}

/// The symbols of a word between its edges; longer ones are cut.
fn with_edges(word: &[u8]) -> [u8; WORD + 2] {
    let mut symbols = [0; WORD + 2];
    symbols[0] = OPEN;
    for (to, &byte) in symbols[1..=WORD].iter_mut().zip(word) {
        *to = symbol(byte);
    }
    symbols[word.len().min(WORD) + 1] = CLOSE;
    symbols
}

/// Where each letter of a to z lies on a QWERTY keyboard, in half keys: column and row.
const KEYS: [(i8, i8); 26] = [
    (1, 1),
    (11, 2),
    (7, 2),
    (5, 1),
    (4, 0),
    (7, 1),
    (9, 1),
    (11, 1),
    (14, 0),
    (13, 1),
    (15, 1),
    (17, 1),
    (15, 2),
    (13, 2),
    (16, 0),
    (18, 0),
    (0, 0),
    (6, 0),
    (3, 1),
    (8, 0),
    (12, 0),
    (9, 2),
    (2, 0),
    (5, 2),
    (10, 0),
    (3, 2),
];

/// Whether two letters lie side by side on the keyboard.
fn neighbours(a: u8, b: u8) -> bool {
    let key = |symbol: u8| KEYS.get(usize::from(symbol).wrapping_sub(1));
    match (key(a), key(b)) {
        (Some(a), Some(b)) => (a.0 - b.0).abs() <= 2 && (a.1 - b.1).abs() <= 1,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_is_cheaper_than_what_they_do_not() {
        let cost = |right: &str, wrong: &str| {
            Slips::learned().cost(right.as_bytes(), &Written::new(wrong.as_bytes()), 99.0)
        };
        for (wrong, likely, unlikely) in [
            ("wich", "which", "wicn"),
            ("recieve", "receive", "relieve"),
            ("independance", "independence", "independency"),
            ("speling", "spelling", "spewing"),
            ("fone", "phone", "foie"),
            ("teh", "the", "tech"),
        ] {
            assert!(
                cost(likely, wrong) < cost(unlikely, wrong),
                "{wrong}: {likely} {} {unlikely} {}",
                cost(likely, wrong),
                cost(unlikely, wrong)
            );
        }
        assert!(cost("same", "same") == 0.0);
        assert!(cost("cat", "antidisestablishmentarianism").is_infinite());
    }
}
