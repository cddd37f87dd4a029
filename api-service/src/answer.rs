//! What the API answers: one shape for a text just processed and for a record read back.

use chrono::{DateTime, SecondsFormat, Utc};
use db::{Language, NewRecord, Operation, Record};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::engine::Outcome;

/// A processed text.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Answer {
    /// Key of the record, a UUIDv7; absent where nothing was saved.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "0193f3a2-7c1e-7b64-9c1d-3f6a8c2b1e55")]
    pub record: Option<Uuid>,
    /// Your own tag, as you gave it.
    #[schema(example = "note-7")]
    pub id: Option<String>,
    /// What was done.
    #[schema(value_type = String, example = "spell")]
    pub operation: Operation,
    /// The text as you gave it.
    #[schema(example = "I havv a speling eror")]
    pub original: String,
    /// The text as processed.
    #[schema(example = "I have a spelling error")]
    pub processed: String,
    /// What was changed; applied from last to first, the edits turn `original` into `processed`.
    /// Absent for a translation; a clean-up has the edits of each of its steps.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edits: Option<Vec<Edit>>,
    /// The language of `original`; null where the text has no word to go by.
    #[schema(value_type = Option<LanguageFound>)]
    pub language: Option<Language>,
    /// When, in UTC, to the millisecond.
    #[serde(serialize_with = "to_the_millisecond")]
    #[schema(value_type = String, format = DateTime, example = "2026-11-22T09:15:02.318Z")]
    pub created_at: DateTime<Utc>,
    /// Everything that only some operations have.
    #[serde(flatten)]
    pub detail: Detail,
}

/// A language, and how sure its identification is.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "describes db::Language in the API's description")]
pub struct LanguageFound {
    /// ISO 639 code.
    #[schema(example = "en")]
    code: String,
    /// From 0 to 1.
    #[schema(example = 0.97, minimum = 0, maximum = 1)]
    confidence: f64,
}

/// What an answer has besides: how a translation was made, the steps of a clean-up, the time taken.
/// Stored with the record.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct Detail {
    /// How a translation was made.
    #[serde(flatten)]
    pub translation: Translation,
    /// The steps of a clean-up, in their order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub steps: Option<Vec<Step>>,
    /// Milliseconds that the engines took.
    #[serde(default)]
    #[schema(example = 0.4)]
    pub took_ms: f64,
}

/// One step of a clean-up.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Step {
    /// What was done.
    #[schema(value_type = String, example = "spell")]
    pub operation: Operation,
    /// The text after this step.
    #[schema(example = "I have a spelling error")]
    pub processed: String,
    /// What this step changed in the text that it was given.
    pub edits: Vec<Edit>,
    /// How the translation was made, if this step is one.
    #[serde(flatten)]
    pub translation: Translation,
}

/// How a translation was made.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Translation {
    /// Who translated: `local`, a vendor's name, or `none` where the text was in the target language
    /// already, or stayed because it was not sure to be in another (see `untranslated`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "local")]
    pub provider: Option<String>,
    /// The model that translated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "pt-en")]
    pub model: Option<String>,
    /// How good a translation of this kind is: `neural`, `remote` or `gist`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "neural")]
    pub quality: Option<String>,
    /// The language translated into.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "en")]
    pub target: Option<String>,
    /// Languages of what stayed as it was, because nothing here translates it: small parts of a text, or
    /// a few words in a clean-up.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(example = json!([]))]
    pub untranslated: Vec<String>,
}

/// One change. `offset` and `length` count Unicode scalar values.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Edit {
    /// Where it starts.
    #[schema(example = 2)]
    pub offset: usize,
    /// How much it replaces; 0 for a space put in.
    #[schema(example = 4)]
    pub length: usize,
    /// The text replaced.
    #[schema(example = "havv")]
    pub from: String,
    /// The text put in its place.
    #[schema(example = "have")]
    pub to: String,
    /// How likely the change is right, from 0 to 1.
    #[schema(example = 0.99, minimum = 0, maximum = 1)]
    pub confidence: f64,
    /// Other readings, best first.
    #[schema(example = json!(["have", "haven"]))]
    pub suggestions: Vec<String>,
}

impl From<text::Edit> for Edit {
    fn from(edit: text::Edit) -> Self {
        Self {
            offset: edit.offset,
            length: edit.length,
            from: edit.from,
            to: edit.to.into_owned(),
            confidence: rounded(edit.confidence),
            suggestions: edit.suggestions,
        }
    }
}

/// A probability with four decimals: more would be noise.
pub fn rounded(probability: f32) -> f64 {
    (f64::from(probability) * 1e4).round() / 1e4
}

impl Answer {
    /// The answer for a text that is not saved.
    pub fn of(outcome: Outcome, original: String, tag: Option<String>) -> Self {
        Self {
            record: None,
            id: tag,
            operation: outcome.operation,
            original,
            processed: outcome.processed,
            edits: shows_edits(outcome.operation).then_some(outcome.edits),
            detail: outcome.detail,
            language: outcome.language,
            created_at: Utc::now(),
        }
    }

    /// The same for one that is saved, as this record.
    #[must_use]
    pub fn saved_as(mut self, record: &NewRecord) -> Self {
        self.record = Some(record.id);
        self.created_at = record.created_at();
        self
    }
}

impl From<Record> for Answer {
    fn from(record: Record) -> Self {
        Self {
            record: Some(record.id),
            id: record.tag,
            operation: record.operation,
            original: record.original,
            processed: record.processed,
            edits: shows_edits(record.operation)
                .then(|| from_stored(record.id, "edits", record.edits)),
            detail: from_stored(record.id, "detail", record.detail),
            language: record.language,
            created_at: record.created_at,
        }
    }
}

/// The record that stores an outcome, with the options of its request where there are any.
pub fn record_of(
    outcome: &Outcome,
    original: String,
    tag: Option<String>,
    options: &Value,
) -> NewRecord {
    #[derive(Serialize)]
    struct Stored<'a> {
        #[serde(flatten)]
        detail: &'a Detail,
        #[serde(skip_serializing_if = "is_empty")]
        options: &'a Value,
    }
    let detail = Stored {
        detail: &outcome.detail,
        options,
    };
    let mut record = NewRecord::new(outcome.operation, original, outcome.processed.clone());
    record.tag = tag;
    record.language.clone_from(&outcome.language);
    // Strings, numbers and lists of them always serialise.
    record.edits = serde_json::to_string(&outcome.edits).unwrap_or_default();
    record.detail = serde_json::to_string(&detail).unwrap_or_default();
    record
}

fn is_empty(options: &Value) -> bool {
    options.as_object().is_none_or(serde_json::Map::is_empty)
}

/// Whether an answer has edits: only where one list of them leads from the original to the result.
pub const fn shows_edits(operation: Operation) -> bool {
    matches!(operation, Operation::Spell | Operation::Space)
}

/// A stored value, or nothing where an older version wrote it otherwise. Why it cannot be read is not logged: it may
/// repeat the text.
fn from_stored<T: Default + for<'de> Deserialize<'de>>(
    record: Uuid,
    what: &'static str,
    value: Value,
) -> T {
    serde_json::from_value(value).unwrap_or_else(|_| {
        tracing::warn!(%record, what, "a part of a record cannot be read, and is left out");
        T::default()
    })
}

fn to_the_millisecond<S: Serializer>(time: &DateTime<Utc>, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&time.to_rfc3339_opts(SecondsFormat::Millis, true))
}

#[cfg(test)]
impl Edit {
    /// An edit beyond doubt, itself its only suggestion.
    pub fn sure(offset: usize, from: &str, to: &str) -> Self {
        Self {
            offset,
            length: from.chars().count(),
            from: from.into(),
            to: to.into(),
            confidence: 1.0,
            suggestions: vec![to.into()],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn outcome(operation: Operation) -> Outcome {
        let edit = text::Edit {
            offset: 2,
            length: 4,
            from: "havv".into(),
            to: "have".into(),
            confidence: 0.99,
            suggestions: vec!["have".into()],
        };
        Outcome {
            operation,
            processed: "I have".into(),
            edits: vec![edit.into()],
            language: Some(Language {
                code: "en".into(),
                confidence: 0.97,
            }),
            detail: Detail {
                took_ms: 0.4,
                ..Detail::default()
            },
        }
    }

    #[test]
    fn a_record_read_back_answers_as_it_did_when_it_was_made() {
        let (outcome, tag) = (outcome(Operation::Spell), Some("n".to_owned()));
        let options = json!({"suggestions": 3});
        let record = record_of(&outcome, "I havv".into(), tag.clone(), &options);
        let answer = Answer::of(outcome, "I havv".into(), tag).saved_as(&record);
        let stored = record.to_record();
        assert_eq!(stored.detail["options"]["suggestions"], 3);
        let made = serde_json::to_value(&answer).unwrap();
        let read = serde_json::to_value(Answer::from(stored)).unwrap();
        assert_eq!(made, read);
        assert_eq!(made["edits"][0]["confidence"], json!(0.99));
        assert_eq!(made["record"], json!(record.id));
        let time = made["created_at"].as_str().unwrap();
        assert!(time.len() == 24 && time.ends_with('Z'), "{time}");
    }

    #[test]
    fn what_an_operation_does_not_have_is_absent() {
        let answer = Answer::of(outcome(Operation::Translate), "I havv".into(), None);
        let json = serde_json::to_value(answer).unwrap();
        for absent in ["record", "edits", "steps", "provider"] {
            assert!(json.get(absent).is_none(), "{absent}");
        }
        assert_eq!(json["id"], Value::Null);
    }
}
