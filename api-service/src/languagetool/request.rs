//! What a client of LanguageTool asks for.

use serde_json::Value;

use super::{
    Rule,
    annotated::Annotated,
    language::{self, Checked},
};
use crate::input::{
    Fields, Reader,
    json::{self, JsonError, MAX_VALUES},
};

/// A text to check, and how.
#[derive(Debug)]
pub struct Request {
    /// The text.
    pub text: Annotated,
    /// The language named; none if it is to be detected.
    pub language: Option<Checked>,
    /// The variety of English: the one named, or else the one to assume.
    pub preferred: Checked,
    /// Which findings are wanted.
    pub rules: Vec<Rule>,
}

/// Why a request cannot be answered, in words for people.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// The text with its markup is longer than allowed.
    #[error("the text exceeds the limit of {0} bytes, please send a shorter one")]
    TooLong(usize),
    /// Anything else.
    #[error("{0}")]
    Wrong(String),
}

fn wrong<T>(detail: impl Into<String>) -> Result<T, RequestError> {
    Err(RequestError::Wrong(detail.into()))
}

impl Request {
    /// Parses a request whose text with its markup has at most `limit` bytes, which takes a while for a long one.
    /// Unknown fields, such as `motherTongue`, are ignored.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn parse(fields: &Fields, limit: usize) -> Result<Self, RequestError> {
        let text = text(fields, limit)?;
        let mut reader = fields.reader();
        let language = language(&mut reader);
        let preferred = names(&mut reader, "preferredVariants");
        let preferred = preferred.into_iter().find_map(language::by_code);
        let picky = reader.choice("level", &[("default", false), ("picky", true)]);
        let rules = rules(&mut reader, picky.unwrap_or_default());
        reader
            .finish()
            .map_err(|problem| RequestError::Wrong(problem.detail().to_owned()))?;
        Ok(Self {
            text,
            language,
            preferred: language.or(preferred).unwrap_or(language::AMERICAN),
            rules,
        })
    }
}

fn text(fields: &Fields, limit: usize) -> Result<Annotated, RequestError> {
    match (fields.raw("text"), fields.raw("data")) {
        (Some(_), Some(_)) => wrong("set only one of 'text' and 'data'"),
        (Some(Value::String(text)), None) => Annotated::of_text(text, limit),
        (Some(_), None) => wrong("'text' must be given once, as a string"),
        // A form has the value as text, a JSON request may have it as it is.
        (None, Some(Value::String(data))) => match json::parse(data.as_bytes()) {
            Ok(data) => Annotated::of_data(&data, limit),
            Err(JsonError::TooMany) => wrong(format!("'data' has more than {MAX_VALUES} values")),
            Err(JsonError::Invalid(error)) => wrong(format!("'data' is not valid JSON: {error}")),
        },
        (None, Some(data)) => Annotated::of_data(data, limit),
        (None, None) => wrong("missing 'text' or 'data' parameter"),
    }
}

/// The language named; none for `auto`.
fn language(reader: &mut Reader<'_>) -> Option<Checked> {
    let Some(code) = reader.string("language") else {
        reader.reject("language", "is missing; auto finds the language out");
        return None;
    };
    let found = language::by_code(code);
    if found.is_none() && code != "auto" {
        let known: Vec<_> = language::ALL.iter().map(|known| known.code).collect();
        let known = known.join(", ");
        reader.reject(
            "language",
            format!(
                "must be auto, {known}, and not {:?}",
                code.escape_debug().to_string()
            ),
        );
    }
    found
}

fn rules(reader: &mut Reader<'_>, picky: bool) -> Vec<Rule> {
    let mut named = |rules: &'static str, categories: &'static str| {
        let (rules, categories) = (names(reader, rules), names(reader, categories));
        move |rule: &Rule| {
            rules.iter().any(|id| rule.is_called(id)) || categories.contains(&rule.category().0)
        }
    };
    let enabled = named("enabledRules", "enabledCategories");
    let disabled = named("disabledRules", "disabledCategories");
    let enabled_only = reader.flag("enabledOnly", false);
    // What is named in both is left out, as LanguageTool does.
    let all = Rule::ALL.into_iter().filter(|rule| !disabled(rule));
    let all = all.filter(|rule| picky || !rule.is_picky());
    all.filter(|rule| !enabled_only || enabled(rule)).collect()
}

/// A list of names, which commas separate.
fn names<'a>(reader: &mut Reader<'a>, name: &'static str) -> Vec<&'a str> {
    let list = reader.string(name).unwrap_or_default();
    let names = list.split(',').map(str::trim);
    names.filter(|name| !name.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(value: Value) -> Result<Request, RequestError> {
        Request::parse(&Fields::of_object(value), 100)
    }

    fn rules_of(extra: &[(&str, &str)]) -> Vec<Rule> {
        let pairs = [("text", "a"), ("language", "en-US")];
        let pairs = pairs.iter().chain(extra);
        let pairs = pairs.map(|(n, v)| ((*n).to_owned(), (*v).to_owned()));
        Request::parse(&Fields::from_pairs(pairs), 100)
            .unwrap()
            .rules
    }

    #[test]
    fn the_language_is_named_or_found_out() {
        let named = read(json!({"text": "a", "language": "en_gb"})).unwrap();
        assert_eq!(named.language.unwrap().code, "en-GB");
        let found =
            read(json!({"text": "", "language": "auto", "preferredVariants": "de-DE,en-AU"}));
        let found = found.unwrap();
        assert_eq!((found.language, found.preferred.code), (None, "en-AU"));
    }

    #[test]
    fn rules_are_chosen_by_id_and_category() {
        let usual = [Rule::Spelling, Rule::Confusion, Rule::Spacing];
        assert_eq!(rules_of(&[]), usual);
        assert_eq!(rules_of(&[("level", "default")]), usual);
        assert_eq!(
            rules_of(&[("disabledRules", "MORFOLOGIK_RULE_EN_US, X")]),
            [Rule::Confusion, Rule::Spacing]
        );
        assert_eq!(
            rules_of(&[("disabledCategories", "TYPOS,CONFUSED_WORDS")]),
            [Rule::Spacing]
        );
        let only = [
            ("enabledOnly", "true"),
            ("enabledRules", "CONFUSION_RULE"),
            ("enabledCategories", "TYPOGRAPHY"),
        ];
        assert_eq!(rules_of(&only), [Rule::Confusion, Rule::Spacing]);
    }

    #[test]
    fn who_is_picky_is_told_of_doubts() {
        let picky = ("level", "picky");
        assert_eq!(rules_of(&[picky]), Rule::ALL);
        let confusions = [Rule::Confusion, Rule::Spacing];
        assert_eq!(
            rules_of(&[picky, ("disabledCategories", "TYPOS")]),
            confusions
        );
        let without = rules_of(&[picky, ("disabledRules", "DOUBTFUL_WORD")]);
        assert_eq!(without, rules_of(&[]));
        let alone = [("enabledOnly", "true"), ("enabledRules", "DOUBTFUL_WORD")];
        assert_eq!(rules_of(&[&[picky][..], &alone].concat()), [Rule::Doubt]);
        assert_eq!(rules_of(&alone), []);
    }

    #[test]
    fn data_comes_as_text_or_as_it_is() {
        let data = json!({"annotation": [{"markup": "<p>"}, {"text": "a"}]});
        let typed = read(json!({"data": data, "language": "en"})).unwrap();
        let text = read(json!({"data": data.to_string(), "language": "en"})).unwrap();
        assert_eq!((typed.text.plain(), text.text.plain()), ("a", "a"));
    }

    #[test]
    fn what_is_wrong_is_said() {
        for wrong in [
            json!({"text": "a"}),
            json!({"language": "en"}),
            json!({"text": "a", "data": "{}", "language": "en"}),
            json!({"text": ["a"], "language": "en"}),
            json!({"data": "{", "language": "en"}),
            json!({"text": "a", "language": "tlh"}),
            json!({"text": "a", "language": "en", "level": "hard"}),
            json!({"text": "a", "language": "en", "enabledOnly": "maybe"}),
            json!({"text": "a", "language": "en", "disabledRules": 7}),
        ] {
            assert!(
                matches!(read(wrong.clone()), Err(RequestError::Wrong(_))),
                "{wrong}"
            );
        }
        let long = read(json!({"text": "a".repeat(101), "language": "en"}));
        assert_eq!(long.unwrap_err(), RequestError::TooLong(100));
        let data = json!({"annotation": [{"text": "a"}, {"markup": "<".repeat(100)}]});
        for data in [data.to_string().into(), data] {
            let long = read(json!({"data": data, "language": "en"}));
            assert_eq!(long.unwrap_err(), RequestError::TooLong(100));
        }
    }
}
