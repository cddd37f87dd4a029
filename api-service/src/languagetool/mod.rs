//! LanguageTool's way to check a text, for the clients that speak it: what they ask ([`request`]), what
//! the engines find ([`review`]), and how it is told ([`report`]).
//!
//! As its public API describes it (<https://languagetool.org/http-api/>), and as the Python packages
//! `language_tool_python` and `pylanguagetool` use it. Nothing of it is stored.

pub mod annotated;
mod back;
pub mod language;
pub mod report;
pub mod request;
pub mod review;

/// What a finding is about; each has the id that LanguageTool's clients know, or one like it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// A word that does not exist.
    Spelling,
    /// A word that exists and was not meant.
    Confusion,
    /// Words without a space between them.
    Spacing,
    /// A word that may be wrong and is not surely so.
    Doubt,
}

impl Rule {
    /// Every rule.
    pub const ALL: [Self; 4] = [Self::Spelling, Self::Confusion, Self::Spacing, Self::Doubt];

    /// Whether a client means this rule by `id`: that of spelling names a variety of English.
    pub fn is_called(self, id: &str) -> bool {
        match self {
            Self::Spelling => id.starts_with("MORFOLOGIK_RULE_EN"),
            Self::Confusion => id == "CONFUSION_RULE",
            Self::Spacing => id == "MISSING_SPACE",
            Self::Doubt => id == "DOUBTFUL_WORD",
        }
    }

    /// Whether it is only for who asks to be told more than what is surely wrong.
    pub const fn is_picky(self) -> bool {
        matches!(self, Self::Doubt)
    }

    /// Id and name of its category.
    pub const fn category(self) -> (&'static str, &'static str) {
        match self {
            Self::Spelling | Self::Doubt => ("TYPOS", "Possible Typo"),
            Self::Confusion => ("CONFUSED_WORDS", "Commonly Confused Words"),
            Self::Spacing => ("TYPOGRAPHY", "Typography"),
        }
    }
}
