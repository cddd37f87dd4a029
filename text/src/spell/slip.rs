//! How likely a slip of the pen or the finger is: the error model of Brill and Moore ("An improved
//! error model for noisy channel spelling correction", 2000).
//!
//! A misspelling is the right word with some short pieces rewritten (`ei` as `ie`, `ll` as `l`, `^kn` as
//! `^n`); each rewriting has a cost, -ln p, learned from 89,752 pairs of misspelling and correction in
//! the crate `typos-dict` 0.14 (MIT or Apache-2.0). Only letter statistics are kept, no words.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Longest side of a rewriting.
const LONGEST: usize = 3;
/// Longest stretch, its context included, that is aligned; anything longer is no slip.
const CORE: usize = 24;
/// Longest word, with its two edges.
const WORD: usize = 66;
/// Cost above which a word is no candidate.
pub(super) const FARTHEST: f32 = 20.0;
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
const SHORT: usize = 3;

/// Letters that a scanner takes for each other, which no one writes and the table lacks.
pub(super) const LOOK_ALIKES: [(&str, &str); 6] = [
    ("m", "rn"),
    ("rn", "m"),
    ("h", "li"),
    ("d", "cl"),
    ("w", "vv"),
    ("u", "ii"),
];

static LEARNED: LazyLock<Slips> = LazyLock::new(|| Slips::parse(include_str!("slips.tsv")));

/// The costs of rewritings.
pub(super) struct Slips {
    /// Costs of single letters, 0 for none.
    single: [[f32; 32]; 32],
    /// For each packed right piece its place in `rows`; 0 where nothing rewrites it.
    places: Vec<u16>,
    rows: Vec<Row>,
    /// Packed wrong pieces and their costs in tenths, ascending in each row.
    rewritings: Vec<(u16, u8)>,
}

/// What one right piece is rewritten as.
#[derive(Clone, Default)]
struct Row {
    /// For each length of a wrong piece, one bit for each symbol that it may begin with: most rewritings that are
    /// asked for do not exist, and this says so at once.
    firsts: [u32; LONGEST],
    /// Where its rewritings end; they begin where those of the row before end.
    end: u32,
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
            places: vec![0; 1 << (5 * LONGEST)],
            rows: vec![Row::default()],
            rewritings: Vec::with_capacity(costs.len()),
        };
        for ((right, wrong), cost) in costs {
            slips.push(right, wrong, cost);
        }
        slips
    }

    /// Adds the rewriting that comes next in order.
    fn push(&mut self, right: u16, wrong: u16, tenths: u8) {
        if right < 32 && wrong < 32 {
            let single = &mut self.single[usize::from(right)][usize::from(wrong)];
            *single = single.min(f32::from(tenths) / 10.0);
            return;
        }
        self.rewritings.push((wrong, tenths));
        let place = &mut self.places[usize::from(right)];
        if *place == 0 {
            *place = self.rows.len() as u16;
            self.rows.push(Row::default());
        }
        let row = &mut self.rows[usize::from(*place)];
        row.end = self.rewritings.len() as u32;
        if let Some(longer) = (0..LONGEST).rfind(|longer| wrong >> (5 * longer) > 0) {
            row.firsts[longer] |= 1 << (wrong & 31);
        }
    }

    /// Cost of rewriting the right piece of a row as `wrong`.
    #[inline]
    fn rewriting(&self, place: u16, wrong: u16) -> Option<f32> {
        let place = usize::from(place);
        let range = self.rows[place - 1].end as usize..self.rows[place].end as usize;
        let row = &self.rewritings[range];
        let at = row.binary_search_by_key(&wrong, |&(wrong, _)| wrong).ok()?;
        Some(f32::from(row[at].1) / 10.0)
    }

    /// -ln p of writing `wrong` where `right` was meant, given that the word was misspelt; infinite
    /// where that is above `limit` or the two have too little in common. Both are lower-case ASCII.
    pub fn cost(&self, right: &[u8], wrong: &[u8], limit: f32) -> f32 {
        if right.len() + 2 > WORD || wrong.len() + 2 > WORD {
            return f32::INFINITY;
        }
        let often = if right.len() <= SHORT && is_swap(right, wrong) {
            SWAPPED
        } else {
            0.0
        };
        let (mut right_symbols, mut wrong_symbols) = ([0; WORD], [0; WORD]);
        let right = with_edges(right, &mut right_symbols);
        let wrong = with_edges(wrong, &mut wrong_symbols);
        // What is equal costs nothing; two letters of it on each side are the context of the slip.
        let prefix = right.iter().zip(wrong).take_while(|(a, b)| a == b).count();
        if prefix == right.len() && prefix == wrong.len() {
            return 0.0;
        }
        let suffix = right[prefix..]
            .iter()
            .rev()
            .zip(wrong[prefix..].iter().rev())
            .take_while(|(a, b)| a == b)
            .count();
        let (start, tail) = (prefix.saturating_sub(2), suffix.saturating_sub(2));
        let plainly = self.plainly(
            &right[prefix..right.len() - suffix],
            &wrong[prefix..wrong.len() - suffix],
        );
        let right = &right[start..right.len() - tail];
        let wrong = &wrong[start..wrong.len() - tail];
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
    fn align(&self, right: &[u8], wrong: &[u8], limit: f32) -> f32 {
        let (n, m) = (right.len(), wrong.len());
        let (right_keys, wrong_keys) = (prefixes(right), prefixes(wrong));
        let mut places = [[0; LONGEST + 1]; CORE + 1];
        for (places, keys) in places.iter_mut().zip(&right_keys[..n]) {
            *places = keys.map(|key| self.places[usize::from(key)]);
        }
        // Pieces that far out of step are no slip of a finger.
        let band = 3 + n.abs_diff(m);
        let mut costs = [[f32::INFINITY; CORE + 1]; CORE + 1];
        costs[0][0] = 0.0;
        for i in 0..=n {
            for j in i.saturating_sub(band)..=m.min(i + band) {
                let so_far = costs[i][j];
                if so_far > limit {
                    continue;
                }
                let mut reach = |a: usize, b: usize, step: f32| {
                    let cost = &mut costs[i + a][j + b];
                    *cost = cost.min(so_far + step);
                };
                let letter = usize::from(right_keys[i][1]);
                let written = usize::from(wrong_keys[j][1]);
                if i < n {
                    reach(1, 0, self.single[letter][0]);
                }
                if j == m {
                    continue;
                }
                reach(0, 1, self.single[0][written]);
                for (a, &place) in places[i].iter().enumerate().skip(1).take(n - i) {
                    let firsts = self.rows[usize::from(place)].firsts;
                    for b in 1..=LONGEST.min(m - j) {
                        if a == 1 && b == 1 {
                            reach(1, 1, self.single[letter][written]);
                        } else if firsts[b - 1] & 1 << written != 0
                            && let Some(step) = self.rewriting(place, wrong_keys[j][b])
                        {
                            reach(a, b, step);
                        }
                    }
                }
            }
        }
        costs[n][m]
    }
}

/// For each place the packed pieces of up to three letters that begin there, by length.
fn prefixes(letters: &[u8]) -> [[u16; LONGEST + 1]; CORE + 1] {
    let mut out = [[0; LONGEST + 1]; CORE + 1];
    for (at, keys) in out.iter_mut().enumerate().take(letters.len()) {
        for length in 1..=LONGEST.min(letters.len() - at) {
            keys[length] =
                keys[length - 1] | u16::from(letters[at + length - 1]) << (5 * (length - 1));
        }
    }
    out
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

fn with_edges<'a>(word: &[u8], into: &'a mut [u8; WORD]) -> &'a [u8] {
    into[0] = OPEN;
    for (slot, &byte) in into[1..].iter_mut().zip(word) {
        *slot = symbol(byte);
    }
    into[word.len() + 1] = CLOSE;
    &into[..word.len() + 2]
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
            Slips::learned().cost(right.as_bytes(), wrong.as_bytes(), 99.0)
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
