//! The words in doubt of a document that comes in pieces, a line each, as compilers tell where something is.

use std::{
    io::{self, Write},
    path::Path,
};

use db::Doubt;

/// Goes through the lines of a document.
pub struct Lines {
    name: String,
    /// Of the next character, from 1.
    line: usize,
    column: usize,
}

impl Lines {
    /// Those of the document at a path, from its beginning.
    pub fn of(path: &Path) -> Self {
        Self {
            name: path.display().to_string(),
            line: 1,
            column: 1,
        }
    }

    /// Writes a line for each word in doubt of the next piece: where it stands in the processed text, and what may have been
    /// meant.
    ///
    /// # Errors
    /// They cannot be written.
    pub fn tell(&mut self, piece: &str, doubts: &[Doubt], mut out: impl Write) -> io::Result<()> {
        let mut chars = piece.chars();
        let mut at = 0;
        for doubt in doubts {
            self.pass(chars.by_ref().take(doubt.offset - at));
            at = doubt.offset;
            let (name, line, column) = (&self.name, self.line, self.column);
            write!(out, "{name}:{line}:{column}: {}", doubt.word)?;
            if !doubt.suggestions.is_empty() {
                write!(out, " (maybe: {})", doubt.suggestions.join(", "))?;
            }
            writeln!(out)?;
        }
        self.pass(chars);
        Ok(())
    }

    fn pass(&mut self, chars: impl Iterator<Item = char>) {
        for c in chars {
            if c == '\n' {
                self.line += 1;
                self.column = 1;
            } else {
                self.column += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn doubt(offset: usize, word: &str, suggestions: &[&str]) -> Doubt {
        Doubt {
            offset,
            length: word.chars().count(),
            word: word.to_owned(),
            suggestions: suggestions.iter().map(|&other| other.to_owned()).collect(),
        }
    }

    #[test]
    fn places_are_counted_on_from_piece_to_piece() {
        let mut lines = Lines::of(Path::new("a.txt"));
        let mut told = Vec::new();
        let found = [doubt(2, "ab", &["cd", "ef"]), doubt(7, "gh", &[])];
        lines.tell("\u{e9} ab\r\n gh x", &found, &mut told).unwrap();
        lines
            .tell("yz\n", &[doubt(1, "z", &[])], &mut told)
            .unwrap();
        lines.tell("q", &[doubt(0, "q", &[])], &mut told).unwrap();
        assert_eq!(
            String::from_utf8(told).unwrap(),
            "a.txt:1:3: ab (maybe: cd, ef)\na.txt:2:2: gh\na.txt:2:7: z\na.txt:3:1: q\n"
        );
    }
}
