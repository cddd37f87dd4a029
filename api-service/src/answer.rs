//! What the API answers: one shape for a text just processed and for a record read back.

use chrono::{DateTime, Utc};
use db::{Detail, Doubt, Edit, Json, Language, NewRecord, Operation, Record};
use serde::{Serialize, Serializer};
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

/// What an engine changed, as it is stored and answered.
pub fn edit(edit: text::Edit) -> Edit {
    Edit {
        offset: edit.offset,
        length: edit.length,
        from: edit.from,
        to: edit.to.into_owned(),
        confidence: rounded(edit.confidence),
        suggestions: edit.suggestions,
    }
}

/// A word that an engine leaves in doubt, as it is stored and answered.
pub fn doubt(doubt: text::spell::Doubt) -> Doubt {
    Doubt {
        offset: doubt.offset,
        length: doubt.length,
        word: doubt.word,
        suggestions: doubt.suggestions,
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
            edits: outcome.operation.has_edits().then_some(outcome.edits),
            detail: outcome.detail.answered(),
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
            edits: record.operation.has_edits().then(|| record.read_edits()),
            detail: record.read_detail().answered(),
            id: record.tag,
            operation: record.operation,
            original: record.original,
            processed: record.processed,
            language: record.language,
            created_at: record.created_at,
        }
    }
}

/// The record that stores an outcome.
///
/// # Errors
/// The outcome cannot be told in JSON.
pub fn record_of(
    outcome: &Outcome,
    original: String,
    tag: Option<String>,
) -> db::Result<NewRecord> {
    let mut record = NewRecord::new(outcome.operation, original, outcome.processed.clone());
    record.tag = tag;
    record.language.clone_from(&outcome.language);
    record.edits = Json::of(&outcome.edits)?;
    record.detail = Json::of(&outcome.detail)?;
    Ok(record)
}

fn to_the_millisecond<S: Serializer>(time: &DateTime<Utc>, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&db::timestamp(*time))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Map, Value, json};

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
            edits: vec![super::edit(edit)],
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
        let (mut outcome, tag) = (outcome(Operation::Spell), Some("n".to_owned()));
        let options = Map::from_iter([("suggestions".to_owned(), json!(3))]);
        outcome.detail.options.clone_from(&options);
        let record = record_of(&outcome, "I havv".into(), tag.clone()).unwrap();
        let answer = Answer::of(outcome, "I havv".into(), tag).saved_as(&record);
        let stored = record.to_record();
        assert_eq!(stored.read_detail().options, options);
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
