//! A pair of languages, which names a model.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::lang;

/// What was written is no pair of known languages.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a pair of languages: write `pt`, `pt-en` or `en-pt`")]
pub struct NotAPair(String);

/// Source and target language of a model. Written `pt-en`; `pt` alone means into English.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Pair {
    /// Code of the language that is read, as [`lang::canonical`] has it.
    pub source: String,
    /// Code of the language that is written.
    pub target: String,
}

impl Pair {
    /// A pair of codes in any form that [`lang::canonical`] takes.
    ///
    /// # Errors
    ///
    /// [`NotAPair`] where a code is unknown or both are the same.
    pub fn new(source: &str, target: &str) -> Result<Self, NotAPair> {
        match (lang::canonical(source), lang::canonical(target)) {
            (Some(source), Some(target)) if source != target => Ok(Self { source, target }),
            _ => Err(NotAPair(format!("{source}-{target}"))),
        }
    }

    /// What to write after `textmend models pull`: `pt`, or `en-pt` where the target is not English.
    pub fn short(&self) -> String {
        if self.target == "en" {
            self.source.clone()
        } else {
            self.to_string()
        }
    }
}

impl fmt::Display for Pair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.source, self.target)
    }
}

impl FromStr for Pair {
    type Err = NotAPair;

    fn from_str(text: &str) -> Result<Self, NotAPair> {
        // `pt-BR` and `zh-Hans` are one language: a part that names a region is in capitals, one that
        // names a script has four letters.
        match text.rsplit_once('-') {
            Some((source, target))
                if (2..=3).contains(&target.len())
                    && target.chars().all(|c| c.is_ascii_lowercase()) =>
            {
                Self::new(source, target)
            }
            Some((source, script)) if script.len() == 4 && source.contains('-') => {
                // `en-zh-Hans`
                match source.split_once('-') {
                    Some((source, target)) => Self::new(source, &format!("{target}-{script}")),
                    None => Self::new(text, "en"),
                }
            }
            _ => Self::new(text, "en"),
        }
        .map_err(|_| NotAPair(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_read_as_people_write_them() {
        for (text, pair) in [
            ("pt", "pt-en"),
            ("pt-en", "pt-en"),
            ("en-pt", "en-pt"),
            ("pt-BR", "pt-en"),
            ("por", "pt-en"),
            ("zh-Hans", "zh-Hans-en"),
            ("zh-Hans-en", "zh-Hans-en"),
            ("en-zh-Hans", "en-zh-Hans"),
            ("no", "nb-en"),
        ] {
            assert_eq!(
                text.parse::<Pair>().map(|p| p.to_string()).ok().as_deref(),
                Some(pair),
                "{text}"
            );
        }
        for text in ["", "en", "xx", "en-en", "../pt", "pt-en/..", "pt-xx"] {
            assert!(text.parse::<Pair>().is_err(), "{text}");
        }
    }
}
