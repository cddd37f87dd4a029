//! Unified differences of a document that comes in pieces.

use std::fmt::Write;
use std::ops::Range;

use similar::TextDiff;

/// What differs in a piece, lines counted from its beginning.
pub struct Differences {
    hunks: Vec<Hunk>,
    /// Lines of the piece, before and after.
    lines: (usize, usize),
}

struct Hunk {
    old: Range<usize>,
    new: Range<usize>,
    /// Its lines, each with its sign.
    body: String,
}

impl Differences {
    pub fn new(old: &str, new: &str) -> Self {
        let diff = TextDiff::from_lines(old, new);
        let hunks = diff.unified_diff().iter_hunks().filter_map(|hunk| {
            let (first, last) = (hunk.ops().first()?, hunk.ops().last()?);
            let shown = hunk.to_string();
            Some(Hunk {
                old: first.old_range().start..last.old_range().end,
                new: first.new_range().start..last.new_range().end,
                body: shown.split_once('\n')?.1.to_owned(),
            })
        });
        let hunks = hunks.collect();
        let lines = (diff.old_len(), diff.new_len());
        Self { hunks, lines }
    }
}

/// A document's differences, piece by piece.
pub struct UnifiedDiff {
    name: String,
    /// Whether it is read on a terminal.
    coloured: bool,
    begun: bool,
    /// Lines of the pieces so far, before and after.
    lines: (usize, usize),
}

impl UnifiedDiff {
    pub const fn new(name: String, coloured: bool) -> Self {
        Self {
            name,
            coloured,
            begun: false,
            lines: (0, 0),
        }
    }

    /// What to print for the next piece.
    pub fn next(&mut self, piece: &Differences) -> String {
        let mut shown = String::new();
        if !self.begun && !piece.hunks.is_empty() {
            self.begun = true;
            // Writing to a string cannot fail.
            let _ = write!(shown, "--- {0}\n+++ {0}\n", self.name);
        }
        for hunk in &piece.hunks {
            let old = range(&hunk.old, self.lines.0);
            let new = range(&hunk.new, self.lines.1);
            let _ = write!(shown, "@@ -{old} +{new} @@\n{}", hunk.body);
        }
        self.lines.0 += piece.lines.0;
        self.lines.1 += piece.lines.1;
        if self.coloured {
            coloured(&shown)
        } else {
            shown
        }
    }
}

/// As `diff -u` writes lines: the first and how many, which is left out where it is one.
fn range(lines: &Range<usize>, before: usize) -> String {
    let start = before + lines.start;
    match lines.len() {
        // Nothing stands after the line before it.
        0 => format!("{start},0"),
        1 => (start + 1).to_string(),
        count => format!("{},{count}", start + 1),
    }
}

/// A unified diff in the colours that everybody knows it in.
fn coloured(diff: &str) -> String {
    let lines = diff.split_inclusive('\n').map(|line| {
        let colour = match line.as_bytes().first() {
            Some(b'-') => "31",
            Some(b'+') => "32",
            Some(b'@') => "36",
            _ => return line.to_owned(),
        };
        let text = line.trim_end_matches('\n');
        format!("\u{1b}[{colour}m{text}\u{1b}[m{}", &line[text.len()..])
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diff_in_pieces_is_one_diff() {
        let old: Vec<String> = (0..60).map(|n| format!("line {n}\n")).collect();
        let mut new = old.clone();
        new[3] = "changed\n".into();
        new[33] = "one\ntwo\n".into();
        new.remove(50);
        let (all, changed) = (old.concat(), new.concat());
        let whole = TextDiff::from_lines(&all, &changed);
        let whole = whole.unified_diff().header("a", "a").to_string();

        let mut diff = UnifiedDiff::new("a".into(), false);
        let pieces = [(0..20, 0..20), (20..40, 20..40), (40..60, 40..59)];
        let pieces = pieces.map(|(a, b)| Differences::new(&old[a].concat(), &new[b].concat()));
        let shown: String = pieces.iter().map(|piece| diff.next(piece)).collect();
        assert_eq!(shown, whole);
        assert_eq!(diff.next(&Differences::new("same\n", "same\n")), "");
    }

    #[test]
    fn it_has_its_colours() {
        let mut diff = UnifiedDiff::new("a".into(), true);
        let shown = diff.next(&Differences::new("old\nsame", "new\nsame"));
        assert!(shown.contains("\u{1b}[31m-old\u{1b}[m\n\u{1b}[32m+new\u{1b}[m\n same"));
    }
}
