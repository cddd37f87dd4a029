//! The varieties of English as LanguageTool names them.

use text::spell::Variety;

/// A language that a text can be checked in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checked {
    /// `English (US)`
    pub name: &'static str,
    /// `en-US`
    pub code: &'static str,
    /// Id of the rule for spelling.
    pub spelling: &'static str,
    /// Which spellings to propose.
    pub variety: Variety,
}

const fn english(
    name: &'static str,
    code: &'static str,
    spelling: &'static str,
    variety: Variety,
) -> Checked {
    Checked {
        name,
        code,
        spelling,
        variety,
    }
}

/// What `auto` finds English to be, unless the client prefers another.
pub const AMERICAN: Checked = english(
    "English (US)",
    "en-US",
    "MORFOLOGIK_RULE_EN_US",
    Variety::American,
);

/// Every language that can be named.
pub const ALL: [Checked; 7] = [
    english("English", "en", "MORFOLOGIK_RULE_EN_US", Variety::Any),
    AMERICAN,
    english(
        "English (GB)",
        "en-GB",
        "MORFOLOGIK_RULE_EN_GB",
        Variety::British,
    ),
    english(
        "English (Australian)",
        "en-AU",
        "MORFOLOGIK_RULE_EN_AU",
        Variety::British,
    ),
    english(
        "English (Canadian)",
        "en-CA",
        "MORFOLOGIK_RULE_EN_CA",
        Variety::Any,
    ),
    english(
        "English (New Zealand)",
        "en-NZ",
        "MORFOLOGIK_RULE_EN_NZ",
        Variety::British,
    ),
    english(
        "English (South African)",
        "en-ZA",
        "MORFOLOGIK_RULE_EN_ZA",
        Variety::British,
    ),
];

/// The language with this code, however it is written.
pub fn by_code(code: &str) -> Option<Checked> {
    ALL.into_iter()
        .find(|language| language.code.eq_ignore_ascii_case(&code.replace('_', "-")))
}
