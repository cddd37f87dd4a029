//! Learns how likely each slip of the pen is from pairs of misspelling and correction: the weights of
//! Brill and Moore's error model ("An improved error model for noisy channel spelling correction",
//! 2000). Only statistics of letters come out of it, no words.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write as _;

/// Longest side of a rewrite, the letters around the slip included.
const LONGEST: usize = 3;

/// Reads the pairs out of the source of the crate `typos-dict`: lines such as
/// `(dictgen::InsensitiveStr::Ascii("teh"), &["the"]),`.
pub fn pairs(source: &str) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for entry in source.split("InsensitiveStr::Ascii(").skip(1) {
        let strings: Vec<&str> = entry.split('"').skip(1).step_by(2).collect();
        // Several corrections would say little about which slip it was.
        if let [wrong, right] = strings[..]
            && wrong.len() > 2
            && [wrong, right]
                .iter()
                .all(|w| w.bytes().all(|b| b.is_ascii_lowercase() || b == b'\''))
        {
            out.push((wrong.to_owned(), right.to_owned()));
        }
    }
    out
}

/// The table: one rewrite a line, `right`, `wrong` and -ln p in tenths, sorted.
pub fn table(pairs: &[(String, String)]) -> String {
    let mut rewrites: BTreeMap<(String, String), f64> = BTreeMap::new();
    let mut seen: HashMap<String, f64> = HashMap::new();
    let mut words = HashSet::new();
    for (wrong, right) in pairs {
        let (wrong, right) = (format!("^{wrong}$"), format!("^{right}$"));
        count_parts(&right, &mut seen);
        words.insert(right.clone());
        let steps = align(right.as_bytes(), wrong.as_bytes());
        for (i, step) in steps.iter().enumerate().filter(|(_, step)| !step.matches()) {
            for left in 0..=2.min(i) {
                for right in 0..=2.min(steps.len() - 1 - i) {
                    let window = &steps[i - left..=i + right];
                    let from: String = window.iter().map(|s| s.right.as_str()).collect();
                    let to: String = window.iter().map(|s| s.wrong.as_str()).collect();
                    if from.len() <= LONGEST && to.len() <= LONGEST && from != to {
                        // A window with two slips is met once from each of them.
                        let slips = window.iter().filter(|s| !s.matches()).count();
                        *rewrites.entry((from, to)).or_default() += 1.0 / slips as f64;
                    }
                }
            }
            let _ = step;
        }
    }
    let mut out = String::new();
    for ((from, to), count) in &rewrites {
        let total = seen.get(from.as_str()).copied().unwrap_or(count * 2.0);
        // Long windows need evidence; single letters are the base that everything falls back to.
        let needed = if from.len().max(to.len()) > 1 {
            5.0
        } else {
            2.0
        };
        if *count >= needed {
            let cost = -((count - 0.5) / (total + 15.0)).min(0.5).ln();
            let _ = writeln!(out, "{from}\t{to}\t{:.0}", cost * 10.0);
        }
    }
    out
}

fn count_parts(word: &str, seen: &mut HashMap<String, f64>) {
    for start in 0..word.len() {
        for length in 0..=LONGEST.min(word.len() - start) {
            *seen
                .entry(word[start..start + length].to_owned())
                .or_default() += 1.0;
        }
    }
}

/// One step of an alignment.
#[derive(Debug)]
struct Step {
    right: String,
    wrong: String,
}

impl Step {
    fn matches(&self) -> bool {
        self.right == self.wrong
    }
}

/// The steps of a best optimal string alignment.
#[expect(
    clippy::many_single_char_names,
    reason = "the usual names of an alignment table"
)]
fn align(right: &[u8], wrong: &[u8]) -> Vec<Step> {
    let (n, m) = (right.len(), wrong.len());
    let mut cost = vec![vec![usize::MAX; m + 1]; n + 1];
    for i in 0..=n {
        for j in 0..=m {
            cost[i][j] = moves(right, wrong, i, j)
                .map(|(a, b)| cost[i - a][j - b] + usize::from(right[i - a..i] != wrong[j - b..j]))
                .min()
                .unwrap_or(0);
        }
    }
    let (mut i, mut j) = (n, m);
    let mut steps = Vec::new();
    while i + j > 0 {
        let Some((a, b)) = moves(right, wrong, i, j).find(|&(a, b)| {
            cost[i][j] == cost[i - a][j - b] + usize::from(right[i - a..i] != wrong[j - b..j])
        }) else {
            break;
        };
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        steps.push(Step {
            right: text(&right[i - a..i]),
            wrong: text(&wrong[j - b..j]),
        });
        (i, j) = (i - a, j - b);
    }
    steps.reverse();
    steps
}

/// How many letters of each side the last step before `(i, j)` may take: a swap, a match or a
/// replacement, a letter left out, a letter put in.
fn moves<'a>(
    right: &'a [u8],
    wrong: &'a [u8],
    i: usize,
    j: usize,
) -> impl Iterator<Item = (usize, usize)> + 'a {
    let swap = i > 1
        && j > 1
        && right[i - 1] == wrong[j - 2]
        && right[i - 2] == wrong[j - 1]
        && right[i - 1] != right[i - 2];
    [
        (swap, (2, 2)),
        (i > 0 && j > 0, (1, 1)),
        (i > 0, (1, 0)),
        (j > 0, (0, 1)),
    ]
    .into_iter()
    .filter_map(|(allowed, step)| allowed.then_some(step))
}
