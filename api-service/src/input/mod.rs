//! From a request to values that the engines can use. Nothing behind this module sees a raw field.

pub mod arrival;
pub mod body;
mod fields;
mod form;
pub mod json;
mod options;
mod tag;
mod text;
mod unpack;

pub use body::{AnyBody, Body};
pub use fields::{Fields, Reader};
pub use form::pairs;
pub use options::{CleanTask, STEPS, SpellTask, Task, TranslateTask, task};
pub use tag::{Tag, TagError};
pub use text::{Text, TextError};

use db::Operation;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use web_common::Problem;

use crate::args::Limits;

/// The most texts of one request.
pub const MAX_TEXTS: usize = 1000;

/// What a request wants processed.
#[derive(Debug)]
pub struct Input {
    /// The texts; at least one, but for an array of LibreTranslate's, whose blank ones are left out.
    pub texts: Vec<Text>,
    /// Whether they came as an array, and the answer must be one.
    pub many: bool,
    /// The user's tag for all of them.
    pub tag: Option<Tag>,
    /// Whether to keep a record.
    pub save: bool,
    /// What to do with them.
    pub task: Task,
    /// The names of the fields that say how.
    pub options: Vec<&'static str>,
}

impl Input {
    /// Reads a request for an operation.
    ///
    /// # Errors
    /// 422 that names every field that cannot be used, or 413 where a text is too long.
    pub fn parse(operation: Operation, fields: &Fields, limits: Limits) -> Result<Self, Problem> {
        let mut reader = fields.reader();
        let parsed = Self::read(operation, &mut reader, limits);
        reader.finish()?;
        Ok(parsed)
    }

    /// Reads without judging; `reader` knows what is wrong.
    pub(crate) fn read(operation: Operation, reader: &mut Reader<'_>, limits: Limits) -> Self {
        // LibreTranslate's clients call the text `q`.
        let name = if reader.has("q") && !reader.has("text") && operation == Operation::Translate {
            "q"
        } else {
            "text"
        };
        let (texts, many) = match reader.value(name) {
            // Its clients send documents by lines.
            Some(Value::Array(list))
                if name == "q" && list.len() <= MAX_TEXTS && !list.is_empty() =>
            {
                let lines = list.iter().enumerate().filter(|(_, line)| !is_blank(line));
                (each_text(reader, name, lines, limits), true)
            }
            _ => texts(reader, name, limits),
        };
        let tag = reader.parsed("id", Tag::parse).flatten();
        let save = reader.flag("save", true);
        let others = reader.asked().len();
        let task = task(operation, reader);
        Self {
            texts,
            many,
            tag,
            save,
            task,
            options: reader.asked()[others..].to_vec(),
        }
    }

    /// A fingerprint of what a request means, for comparing two of them: the same however its fields are written, and
    /// whether or not what is the default is spelt out.
    pub fn meaning(&self, fields: &Fields) -> [u8; 32] {
        let tag = self.tag.as_ref().map(Tag::as_str);
        let options = options::meaning(&self.task, &mut fields.reader());
        let how = json!([self.task.operation(), self.many, tag, self.save, options]).to_string();
        let texts = self.texts.iter().map(Text::as_str);
        let mut hash = Sha256::new();
        for part in [how.as_str()].into_iter().chain(texts) {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        hash.finalize().into()
    }
}

/// The texts of a field, and whether they came as an array.
pub fn texts(reader: &mut Reader<'_>, name: &'static str, limits: Limits) -> (Vec<Text>, bool) {
    match reader.value(name) {
        Some(Value::String(text)) => (
            text_of(reader, name, text, limits).into_iter().collect(),
            false,
        ),
        Some(Value::Array(list)) if (1..=MAX_TEXTS).contains(&list.len()) => {
            let list = list.iter().enumerate();
            (each_text(reader, name, list, limits), true)
        }
        Some(Value::Array(list)) => {
            let length = list.len();
            reader.reject(
                name,
                format!("must hold 1 to {MAX_TEXTS} texts, but holds {length}"),
            );
            (Vec::new(), true)
        }
        Some(_) => {
            reader.reject(name, "must be a string, or an array of strings");
            (Vec::new(), false)
        }
        None => {
            reader.reject(name, "is required, and must not be blank");
            (Vec::new(), false)
        }
    }
}

/// Whether a member of an array is a string without any text.
pub fn is_blank(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.trim().is_empty())
}

fn each_text<'v>(
    reader: &mut Reader<'_>,
    name: &str,
    list: impl Iterator<Item = (usize, &'v Value)>,
    limits: Limits,
) -> Vec<Text> {
    let read = list.filter_map(|(index, value)| {
        let field = format!("{name}[{index}]");
        let Value::String(text) = value else {
            reader.reject(field, "must be a string");
            return None;
        };
        text_of(reader, field, text, limits)
    });
    read.collect()
}

fn text_of(
    reader: &mut Reader<'_>,
    field: impl Into<String>,
    text: &str,
    limits: Limits,
) -> Option<Text> {
    match Text::parse(text, limits.text_bytes) {
        Ok(text) => Some(text),
        Err(error @ TextError::TooLong { .. }) => {
            reader.reject_as_too_large(field, error);
            None
        }
        Err(error) => {
            reader.reject(field, error);
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use web_common::Code;

    const LIMITS: Limits = Limits {
        text_bytes: 20,
        body_bytes: 1000,
    };

    fn parse(operation: Operation, value: Value) -> Result<Input, Problem> {
        Input::parse(operation, &Fields::of_object(value), LIMITS)
    }

    fn named(value: Value) -> Vec<String> {
        let problem = parse(Operation::Spell, value).unwrap_err();
        problem
            .errors()
            .iter()
            .map(|error| error.field.clone())
            .collect()
    }

    #[test]
    fn a_text_alone_is_enough_and_is_saved() {
        let input = parse(Operation::Spell, json!({"text": " a\r\n"})).unwrap();
        assert_eq!(input.texts[0].as_str(), " a\r\n");
        assert!(input.save && !input.many && input.tag.is_none());
    }

    #[test]
    fn an_array_stays_one_however_short() {
        let input = parse(Operation::Space, json!({"text": ["a"], "save": false})).unwrap();
        assert!(input.many && !input.save);
    }

    #[test]
    fn every_wrong_field_is_named() {
        let wrong = json!({
            "text": ["fine", "", 7, "\u{0}"], "id": "x".repeat(129), "save": "yes",
            "language": "tlh", "suggestions": 11, "ignore": "word", "format": "pdf",
        });
        let mut fields = named(wrong);
        fields.sort();
        let expected = [
            "format",
            "id",
            "ignore",
            "language",
            "save",
            "suggestions",
            "text[1]",
            "text[2]",
            "text[3]",
        ];
        assert_eq!(fields, expected);
        for blank in [
            json!({}),
            json!({"text": null}),
            json!({"text": " "}),
            json!({"text": []}),
            json!({"text": {}}),
        ] {
            assert_eq!(named(blank), ["text"]);
        }
        assert_eq!(named(json!({"text": vec!["a"; MAX_TEXTS + 1]})), ["text"]);
    }

    #[test]
    fn a_text_that_is_too_long_is_another_kind_of_problem() {
        let problem =
            parse(Operation::Spell, json!({"text": "a".repeat(21), "id": 7})).unwrap_err();
        assert_eq!(problem.code(), Code::TooLarge);
        assert_eq!(problem.errors().len(), 2);
    }

    #[test]
    fn a_member_that_nobody_knows_is_left_aside() {
        assert!(
            parse(
                Operation::Spell,
                json!({"text": "a", "api_key": "", "x": [1]})
            )
            .is_ok()
        );
    }
}
