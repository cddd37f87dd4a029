//! Words of a text, and the edits between two lists of them: the scorers' own definitions, which follow
//! Python's `difflib` so that figures can be compared.

use std::collections::HashMap;
use std::hash::Hash;
use std::ops::Range;

/// A replaced span of words, and the words in its place.
pub type WordEdit = (usize, usize, Vec<String>);

/// Lower-case words: runs of letters and digits with inner apostrophes and hyphens.
pub fn words(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let inside = |i: usize| chars.get(i).is_some_and(|c| c.is_alphanumeric());
    let joins = |i: usize| matches!(chars.get(i), Some('\'' | '’' | '-')) && inside(i + 1);
    let mut out = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let start = at;
        while inside(at) || (at > start && joins(at)) {
            at += 1;
        }
        if at > start {
            let word: String = chars[start..at].iter().collect();
            out.push(word.replace('’', "'").to_lowercase());
        } else {
            at += 1;
        }
    }
    out
}

/// The edits that turn one list of words into another.
pub fn edits(from: &[String], to: &[String]) -> Vec<WordEdit> {
    let mut out = Vec::new();
    for (a, b) in differences(from, to) {
        for (i, j) in units(&from[a.clone()], &to[b.clone()]) {
            let (source, target) = (&from[a.clone()][i.clone()], &to[b.clone()][j]);
            if source != target {
                out.push((a.start + i.start, a.start + i.end, target.to_vec()));
            }
        }
    }
    out
}

/// Spans outside the matching blocks of `difflib.SequenceMatcher` without junk.
fn differences<T: Eq + Hash>(a: &[T], b: &[T]) -> Vec<(Range<usize>, Range<usize>)> {
    let mut out = Vec::new();
    let (mut i, mut j) = (0, 0);
    let mut blocks = blocks(a, b);
    blocks.push((a.len(), b.len(), 0));
    for (x, y, size) in blocks {
        if i < x || j < y {
            out.push((i..x, j..y));
        }
        (i, j) = (x + size, y + size);
    }
    out
}

fn blocks<T: Eq + Hash>(a: &[T], b: &[T]) -> Vec<(usize, usize, usize)> {
    let mut places: HashMap<&T, Vec<usize>> = HashMap::new();
    for (j, item) in b.iter().enumerate() {
        places.entry(item).or_default().push(j);
    }
    let mut todo = vec![(0..a.len(), 0..b.len())];
    let mut found = Vec::new();
    while let Some((left, right)) = todo.pop() {
        let (i, j, size) = longest(a, &places, &left, &right);
        if size > 0 {
            found.push((i, j, size));
            todo.push((left.start..i, right.start..j));
            todo.push((i + size..left.end, j + size..right.end));
        }
    }
    found.sort_unstable();
    found
}

fn longest<T: Eq + Hash>(
    a: &[T],
    places: &HashMap<&T, Vec<usize>>,
    left: &Range<usize>,
    right: &Range<usize>,
) -> (usize, usize, usize) {
    let mut best = (left.start, right.start, 0);
    let mut lengths: HashMap<usize, usize> = HashMap::new();
    for i in left.clone() {
        let mut next = HashMap::new();
        for &j in places
            .get(&a[i])
            .into_iter()
            .flatten()
            .filter(|j| right.contains(j))
        {
            let size = 1 + j
                .checked_sub(1)
                .and_then(|j| lengths.get(&j))
                .copied()
                .unwrap_or(0);
            next.insert(j, size);
            if size > best.2 {
                best = (i + 1 - size, j + 1 - size, size);
            }
        }
        lengths = next;
    }
    best
}

/// `difflib`'s ratio of two strings.
fn similarity(a: &str, b: &str) -> f64 {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.is_empty() && b.is_empty() {
        return 1.0;
    }
    let matched: usize = blocks(&a, &b).iter().map(|block| block.2).sum();
    2.0 * matched as f64 / (a.len() + b.len()) as f64
}

/// Aligns two short lists word by word, splits and joins of up to three words among them.
#[expect(
    clippy::many_single_char_names,
    reason = "the usual names of an alignment table"
)]
fn units(a: &[String], b: &[String]) -> Vec<(Range<usize>, Range<usize>)> {
    let (n, m) = (a.len(), b.len());
    if n == 0 || m == 0 || n > 25 || m > 25 {
        return if n + m == 0 {
            Vec::new()
        } else {
            vec![(0..n, 0..m)]
        };
    }
    let mut cost = vec![vec![1e9_f64; m + 1]; n + 1];
    let mut back = vec![vec![(0, 0); m + 1]; n + 1];
    cost[0][0] = 0.0;
    for i in 0..=n {
        for j in 0..=m {
            let here = cost[i][j];
            if here >= 1e9 {
                continue;
            }
            let mut relax = |x: usize, y: usize, step: f64| {
                if here + step < cost[x][y] {
                    cost[x][y] = here + step;
                    back[x][y] = (i, j);
                }
            };
            if i < n && j < m {
                let differs = if a[i] == b[j] {
                    0.0
                } else {
                    2.0 * (1.0 - similarity(&a[i], &b[j]))
                };
                relax(i + 1, j + 1, differs);
            }
            if i < n {
                relax(i + 1, j, 1.01);
            }
            if j < m {
                relax(i, j + 1, 1.01);
            }
            for k in [2, 3] {
                if i + k <= n && j < m {
                    let whole = b[j].replace(['-', '\''], "");
                    relax(
                        i + k,
                        j + 1,
                        0.05 + 2.0 * (1.0 - similarity(&a[i..i + k].concat(), &whole)),
                    );
                }
                if j + k <= m && i < n {
                    let whole = a[i].replace('-', "");
                    relax(
                        i + 1,
                        j + k,
                        0.05 + 2.0 * (1.0 - similarity(&whole, &b[j..j + k].concat())),
                    );
                }
            }
        }
    }
    let (mut i, mut j) = (n, m);
    let mut out = Vec::new();
    while (i, j) != (0, 0) {
        let (x, y) = back[i][j];
        out.push((x..i, y..j));
        (i, j) = (x, y);
    }
    out.reverse();
    out
}
