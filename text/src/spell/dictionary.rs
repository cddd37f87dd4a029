//! The user's own words.

use std::collections::HashSet;

use crate::spell::word::case::fold_into;

/// Words that are right whatever the model says: a user's dictionary, or one request's ignore list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dictionary {
    words: HashSet<String>,
}

impl Dictionary {
    /// Reads one word a line; blank lines and what follows a `#` at a line's beginning are skipped. Case
    /// doesn't matter.
    pub fn parse(lines: &str) -> Self {
        lines
            .lines()
            .map(str::trim)
            .filter(|line| !line.starts_with('#'))
            .collect()
    }

    /// Whether it has no words.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether it has this word as it is written, or the word that it is the possessive of.
    pub(crate) fn has(&self, word: &str) -> bool {
        let mut key = String::new();
        !self.words.is_empty() && fold_into(word, &mut key) && self.allows(&key)
    }

    /// Whether it has this folded word, or the word that it is the possessive of.
    pub(super) fn allows(&self, key: &str) -> bool {
        !self.words.is_empty()
            && (self.words.contains(key)
                || key
                    .strip_suffix("'s")
                    .is_some_and(|owner| self.words.contains(owner)))
    }
}

impl<'a> FromIterator<&'a str> for Dictionary {
    fn from_iter<I: IntoIterator<Item = &'a str>>(words: I) -> Self {
        let mut all = HashSet::new();
        // A phrase allows each of its words.
        for word in words
            .into_iter()
            .flat_map(|line| line.split(|c: char| c.is_whitespace() || c == '-'))
        {
            let mut key = String::new();
            if fold_into(word, &mut key) && !key.is_empty() {
                all.insert(key);
            }
        }
        Self { words: all }
    }
}
