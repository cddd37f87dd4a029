//! The answer as LanguageTool's clients read it.

use std::ops::Range;

use db::Language;
use serde::Serialize;
use text::{
    lang,
    token::{Format, sentences, tokenize},
};
use utoipa::ToSchema;

use super::{Rule, language::Checked, request::Request, review::Finding};

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
    /// Always false: a text is checked to its end, or not at all.
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
    /// What to put there, best first.
    replacements: Vec<Replacement>,
    /// Where, in the text as it was sent.
    #[schema(example = 2)]
    offset: usize,
    #[schema(example = 4)]
    length: usize,
    /// Some of the text around it.
    context: Context,
    /// The sentence that it is in.
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
    /// The answer to a request, of the language and the findings in its text.
    pub fn of(request: &Request, found: Option<&Language>, findings: Vec<Finding>) -> Self {
        let english = request.preferred;
        let detected = detected(english, found);
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
                incomplete_results: false,
            },
            language: CheckedLanguage {
                name,
                code,
                detected_language: detected,
            },
            matches: findings.into_iter().map(tell).collect(),
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
    };
    let (id, description, issue_type) = match finding.rule {
        Rule::Spelling => (english.spelling, "Possible spelling mistake", "misspelling"),
        Rule::Confusion => (
            "CONFUSION_RULE",
            "A word that was probably not meant",
            "misspelling",
        ),
        Rule::Spacing => ("MISSING_SPACE", "Missing space between words", "whitespace"),
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
        sentence: sentences.at(finding.range.start).to_owned(),
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
struct Sentences<'a> {
    /// One past the last character of each, and the sentence.
    list: Vec<(usize, &'a str)>,
}

impl<'a> Sentences<'a> {
    fn of(text: &'a str) -> Self {
        let tokens = tokenize(text, Format::Text);
        let mut end = 0;
        let list = sentences(text, &tokens)
            .into_iter()
            .map(|range: Range<usize>| {
                let bytes = tokens[range.start].start..tokens[range.end - 1].end;
                let sentence = &text[bytes];
                end += sentence.chars().count();
                (end, sentence.trim())
            });
        Self {
            list: list.collect(),
        }
    }

    fn at(&self, place: usize) -> &'a str {
        let index = self.list.partition_point(|(end, _)| *end <= place);
        self.list.get(index).map_or("", |(_, sentence)| sentence)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_place_has_its_sentence() {
        let text = "😀 One here. Two there!\n\nThree.";
        let sentences = Sentences::of(text);
        let at = |word: &str| {
            let byte = text.find(word).unwrap();
            sentences.at(text[..byte].chars().count())
        };
        assert_eq!(at("here"), "😀 One here.");
        assert_eq!(at("Two"), "Two there!");
        assert_eq!(at("Three"), "Three.");
    }
}
