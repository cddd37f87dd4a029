//! The answer as LanguageTool's clients read it.

use std::ops::Range;

use db::Language;
use serde::Serialize;
use text::{
    lang,
    token::{Format, sentences, tokenize},
};
use utoipa::ToSchema;

use super::{
    Rule,
    language::Checked,
    request::Request,
    review::{Finding, Review},
};

/// The longest sentence that is told whole, in characters. A text may be one sentence from end to end, and each match tells its own.
const MAX_SENTENCE_CHARS: usize = 500;

/// What was found in a text.
#[derive(Debug, Serialize, ToSchema)]
pub struct CheckAnswer {
    /// What checked it.
    software: Software,
    /// Whether anything is missing.
    warnings: Warnings,
    /// The language that it was checked in.
    language: CheckedLanguage,
    /// What to change, in the order of the text.
    matches: Vec<Match>,
}

/// What checked the text.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Software {
    #[schema(example = "textmend")]
    name: &'static str,
    #[schema(example = "0.1.0")]
    version: &'static str,
    /// Empty: a build carries no date.
    #[schema(example = "")]
    build_date: &'static str,
    /// Version of this form of answers.
    #[schema(example = 1)]
    api_version: u32,
    /// Always false.
    premium: bool,
    /// Always empty.
    #[schema(example = "")]
    status: &'static str,
}

/// Whether anything is missing.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Warnings {
    /// Whether there is more to change than the first 10,000 matches.
    incomplete_results: bool,
}

/// The language that a text was checked in.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct CheckedLanguage {
    #[schema(example = "English (US)")]
    name: String,
    #[schema(example = "en-US")]
    code: String,
    /// The language that the text seems to be in.
    detected_language: DetectedLanguage,
}

/// The language that a text seems to be in.
#[derive(Debug, Serialize, ToSchema)]
struct DetectedLanguage {
    #[schema(example = "English (US)")]
    name: String,
    #[schema(example = "en-US")]
    code: String,
    /// From 0 to 1.
    #[schema(example = 0.97)]
    confidence: f64,
    #[schema(example = "fasttext")]
    source: &'static str,
}

/// Something to change. Offsets and lengths count UTF-16 units.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the names are LanguageTool's")]
struct Match {
    /// What is wrong, for people.
    #[schema(example = "Possible spelling mistake found.")]
    message: String,
    #[schema(example = "Spelling mistake")]
    short_message: &'static str,
    /// What to put there, best first; empty for a word in doubt that nothing is near.
    replacements: Vec<Replacement>,
    /// Where, in the text as it was sent.
    #[schema(example = 2)]
    offset: usize,
    #[schema(example = 4)]
    length: usize,
    /// Some of the text around it.
    context: Context,
    /// The sentence that it is in, or the words around it where that is long.
    #[schema(example = "I havv a dog.")]
    sentence: String,
    r#type: MatchType,
    /// The rule that found it.
    rule: MatchRule,
    /// Always false.
    ignore_for_incomplete_sentence: bool,
    /// Always 0: more text would not change it.
    #[schema(example = 0)]
    context_for_sure_match: i32,
}

/// What to put in the place of a match.
#[derive(Debug, Serialize, ToSchema)]
struct Replacement {
    #[schema(example = "have")]
    value: String,
}

/// Some of the text around a match, on one line.
#[derive(Debug, Serialize, ToSchema)]
struct Context {
    #[schema(example = "I havv a dog.")]
    text: String,
    #[schema(example = 2)]
    offset: usize,
    #[schema(example = 4)]
    length: usize,
}

/// What kind of match.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct MatchType {
    #[schema(example = "UnknownWord")]
    type_name: &'static str,
}

/// The rule that found a match.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct MatchRule {
    #[schema(example = "MORFOLOGIK_RULE_EN_US")]
    id: &'static str,
    #[schema(example = "Possible spelling mistake")]
    description: &'static str,
    /// As the Internationalization Tag Set calls it.
    #[schema(example = "misspelling")]
    issue_type: &'static str,
    category: Category,
}

/// The kind of rule.
#[derive(Debug, Serialize, ToSchema)]
struct Category {
    #[schema(example = "TYPOS")]
    id: &'static str,
    #[schema(example = "Possible Typo")]
    name: &'static str,
}

/// A language that texts can be checked in.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CheckLanguage {
    /// In English.
    #[schema(example = "English (US)")]
    name: &'static str,
    /// Without its country.
    #[schema(example = "en")]
    code: &'static str,
    /// With its country; this is what `language` takes.
    #[schema(example = "en-US")]
    long_code: &'static str,
}

impl From<Checked> for CheckLanguage {
    fn from(language: Checked) -> Self {
        Self {
            name: language.name,
            code: "en",
            long_code: language.code,
        }
    }
}

impl CheckAnswer {
    /// The answer to a request, of what was found in its text.
    pub fn of(request: &Request, review: Review) -> Self {
        let english = request.preferred;
        let detected = detected(english, review.language.as_ref());
        let (name, code) = match request.language {
            Some(named) => (named.name.to_owned(), named.code.to_owned()),
            None => (detected.name.clone(), detected.code.clone()),
        };
        let sentences = Sentences::of(request.text.plain());
        let tell = |finding: Finding| tell(request, english, &sentences, finding);
        Self {
            software: Software {
                name: "textmend",
                version: env!("CARGO_PKG_VERSION"),
                build_date: "",
                api_version: 1,
                premium: false,
                status: "",
            },
            warnings: Warnings {
                incomplete_results: !review.complete,
            },
            language: CheckedLanguage {
                name,
                code,
                detected_language: detected,
            },
            matches: review.findings.into_iter().map(tell).collect(),
        }
    }
}

/// English is taken for the variety that was asked for; no words tell varieties apart surely.
fn detected(english: Checked, found: Option<&Language>) -> DetectedLanguage {
    let (code, confidence) = found.map_or(("en", 0.0), |found| (&found.code, found.confidence));
    let (name, code) = if code == "en" {
        (english.name, english.code)
    } else {
        (lang::name(code).unwrap_or(code), code)
    };
    DetectedLanguage {
        name: name.to_owned(),
        code: code.to_owned(),
        confidence,
        source: "fasttext",
    }
}

fn tell(request: &Request, english: Checked, sentences: &Sentences, finding: Finding) -> Match {
    let text = &request.text;
    let source = text.source_of(&finding.range);
    let (offset, length) = text.units(&source);
    let around = text.around(&source);
    let best = finding.replacements.first().map_or("", String::as_str);
    let (message, short_message, type_name) = match finding.rule {
        Rule::Spelling => (
            "Possible spelling mistake found.".to_owned(),
            "Spelling mistake",
            "UnknownWord",
        ),
        Rule::Confusion => (
            format!("Did you mean \"{best}\"?"),
            "Commonly confused word",
            "Other",
        ),
        Rule::Spacing => (
            format!("A space seems to be missing: \"{best}\"."),
            "Missing space",
            "Other",
        ),
        Rule::Doubt => ("This word may be wrong.".to_owned(), "To check", "Hint"),
    };
    let (id, description, issue_type) = match finding.rule {
        Rule::Spelling => (english.spelling, "Possible spelling mistake", "misspelling"),
        Rule::Confusion => (
            "CONFUSION_RULE",
            "A word that was probably not meant",
            "misspelling",
        ),
        Rule::Spacing => ("MISSING_SPACE", "Missing space between words", "whitespace"),
        Rule::Doubt => (
            "DOUBTFUL_WORD",
            "A word that may be wrong and is not surely so",
            "misspelling",
        ),
    };
    let (category, name) = finding.rule.category();
    let values = finding.replacements.into_iter();
    Match {
        replacements: values.map(|value| Replacement { value }).collect(),
        message,
        short_message,
        offset,
        length,
        context: Context {
            text: around.text,
            offset: around.offset,
            length,
        },
        sentence: sentences.around(&finding.range),
        r#type: MatchType { type_name },
        rule: MatchRule {
            id,
            description,
            issue_type,
            category: Category { id: category, name },
        },
        ignore_for_incomplete_sentence: false,
        context_for_sure_match: 0,
    }
}

/// The sentences of a text, found by the place of a character.
struct Sentences {
    text: Vec<char>,
    /// One past the last character of each.
    ends: Vec<usize>,
}

impl Sentences {
    fn of(text: &str) -> Self {
        let tokens = tokenize(text, Format::Text);
        let mut end = 0;
        let ends = sentences(text, &tokens).into_iter().map(|range| {
            let bytes = tokens[range.start].start..tokens[range.end - 1].end;
            end += text[bytes].chars().count();
            end
        });
        Self {
            ends: ends.collect(),
            text: text.chars().collect(),
        }
    }

    /// The sentence that a range begins in; of a long one the words around the range.
    fn around(&self, range: &Range<usize>) -> String {
        let index = self.ends.partition_point(|end| *end <= range.start);
        let Some(&end) = self.ends.get(index) else {
            return String::new();
        };
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        let mut shown = start..end;
        if end - start > MAX_SENTENCE_CHARS {
            let beside = MAX_SENTENCE_CHARS.saturating_sub(range.len()) / 2;
            shown.start = start.max(range.start.saturating_sub(beside));
            shown.end = end.min(range.end + beside).max(range.end);
            // Half a word at either end is left out.
            if shown.start > start {
                let before = &self.text[shown.start..range.start];
                let cut = before.iter().position(|c| c.is_whitespace());
                shown.start += cut.unwrap_or(before.len());
            }
            if shown.end < end {
                let after = &self.text[range.end..shown.end];
                let cut = after.iter().rposition(|c| c.is_whitespace());
                shown.end = range.end + cut.unwrap_or(0);
            }
        }
        let shown: String = self.text[shown].iter().collect();
        shown.trim().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The characters that a word stands at.
    fn place(text: &str, word: &str) -> Range<usize> {
        let start = text[..text.find(word).unwrap()].chars().count();
        start..start + word.chars().count()
    }

    #[test]
    fn each_place_has_its_sentence() {
        let text = "😀 One here. Two there!\n\nThree.";
        let sentences = Sentences::of(text);
        let at = |word| sentences.around(&place(text, word));
        assert_eq!(at("here"), "😀 One here.");
        assert_eq!(at("Two"), "Two there!");
        assert_eq!(at("Three"), "Three.");
    }

    #[test]
    fn of_a_long_sentence_the_words_around_are_told() {
        let some = "é word ".repeat(200);
        let text = format!("Before. First {some}havv {some}last. After.");
        let sentences = Sentences::of(&text);
        let told = |word| sentences.around(&place(&text, word));
        for word in ["First", "havv", "last"] {
            let sentence = told(word);
            assert!(sentence.contains(word), "{sentence}");
            let length = sentence.chars().count();
            assert!((200..=MAX_SENTENCE_CHARS).contains(&length), "{length}");
            let known = ["First", "é", "word", "havv", "last."];
            assert!(sentence.split(' ').all(|word| known.contains(&word)));
        }
        assert_eq!(told("Before"), "Before.");
        assert_eq!(told("After"), "After.");
        let run = "a".repeat(2000);
        let sentence = Sentences::of(&run).around(&(0..2000));
        assert_eq!(sentence, run);
    }
}
