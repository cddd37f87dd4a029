//! A record: what was given, what was made of it, and when.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, SecondsFormat, SubsecRound, Utc};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::detail::{Detail, Edit};
use crate::json::Json;
use crate::pool::row;
use crate::time::At;

/// The longest tag, in characters.
pub const MAX_TAG_CHARS: usize = 128;

/// What was done to the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Operation {
    /// Spelling was corrected.
    Spell,
    /// Missing spaces were put back.
    Space,
    /// The text was translated.
    Translate,
    /// Several of these, one after the other.
    Clean,
}

impl Operation {
    /// Every operation.
    pub const ALL: [Self; 4] = [Self::Spell, Self::Space, Self::Translate, Self::Clean];

    /// The name, as in addresses and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Spell => "spell",
            Self::Space => "space",
            Self::Translate => "translate",
            Self::Clean => "clean",
        }
    }

    /// Whether its answers have edits: only where one list of them leads from the original to the result.
    pub const fn has_edits(self) -> bool {
        matches!(self, Self::Spell | Self::Space)
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The name of no operation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not an operation; there are spell, space, translate and clean")]
pub struct UnknownOperation(pub String);

impl FromStr for Operation {
    type Err = UnknownOperation;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|operation| operation.as_str() == name)
            .ok_or_else(|| UnknownOperation(name.to_owned()))
    }
}

/// The language that the original was found to be in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Language {
    /// ISO 639 or BCP 47 code, at most 35 ASCII characters.
    pub code: String,
    /// From 0 to 1.
    pub confidence: f64,
}

/// A record that is to be inserted. It has its id from the start, so that an insert whose outcome is
/// not known can be repeated without making a second record.
#[derive(Debug, Clone, PartialEq)]
pub struct NewRecord {
    /// A UUIDv7, as [`new`](Self::new) makes it.
    pub id: Uuid,
    /// What was done.
    pub operation: Operation,
    /// The user's own id for the text, at most [`MAX_TAG_CHARS`] characters; need not be unique.
    pub tag: Option<String>,
    /// The text as given.
    pub original: String,
    /// The text as processed.
    pub processed: String,
    /// What was changed, where one list of edits tells it.
    pub edits: Json<Vec<Edit>>,
    /// The language found.
    pub language: Option<Language>,
    /// Everything else about the processing.
    pub detail: Json<Detail>,
}

impl NewRecord {
    /// A record of now, with an id later than that of every record made before in this process, no
    /// edits, and no detail.
    pub fn new(
        operation: Operation,
        original: impl Into<String>,
        processed: impl Into<String>,
    ) -> Self {
        Self {
            id: Uuid::now_v7(),
            operation,
            tag: None,
            original: original.into(),
            processed: processed.into(),
            edits: Json::plain("[]"),
            language: None,
            detail: Json::plain("{}"),
        }
    }

    /// The time inside the id, to the millisecond.
    pub fn created_at(&self) -> DateTime<Utc> {
        created_at(self.id)
    }

    /// The record as it will be read back once it is stored.
    pub fn to_record(&self) -> Record {
        Record {
            id: self.id,
            operation: self.operation,
            tag: self.tag.clone(),
            original: self.original.clone(),
            processed: self.processed.clone(),
            edits: self.edits.clone(),
            language: self.language.clone(),
            detail: self.detail.clone(),
            created_at: self.created_at(),
        }
    }
}

/// A record as stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// UUIDv7: key and order of the history.
    pub id: Uuid,
    /// What was done.
    pub operation: Operation,
    /// The user's own id for the text.
    pub tag: Option<String>,
    /// The text as given (its beginning only, where an excerpt was asked for).
    pub original: String,
    /// The text as processed (its beginning only, where an excerpt was asked for).
    pub processed: String,
    /// The edits as they were inserted.
    pub edits: Json<Vec<Edit>>,
    /// The language found.
    pub language: Option<Language>,
    /// The detail as it was inserted.
    pub detail: Json<Detail>,
    /// When, to the millisecond.
    pub created_at: DateTime<Utc>,
}

impl Record {
    /// The bytes of its texts, to which all the rest is proportional.
    pub fn text_bytes(&self) -> usize {
        self.original.len() + self.processed.len()
    }

    /// The bytes of its texts, and of its edits and its detail as they are unpacked.
    pub fn bytes(&self) -> usize {
        self.text_bytes() + self.edits.len() + self.detail.len()
    }

    /// The edits; none where they were left out, or an older version wrote them otherwise.
    pub fn read_edits(&self) -> Vec<Edit> {
        self.read("edits", &self.edits)
    }

    /// The detail; nothing where it was left out, or an older version wrote it otherwise.
    pub fn read_detail(&self) -> Detail {
        self.read("detail", &self.detail)
    }

    fn read<T: DeserializeOwned + Default>(&self, what: &'static str, json: &Json<T>) -> T {
        json.value().unwrap_or_else(|_| {
            // Why is not logged: it may repeat the text.
            tracing::warn!(record = %self.id, what, "a part of a record cannot be read, and is left out");
            T::default()
        })
    }
}

/// A time as answers, exports and pages write it: `2026-11-22T09:15:02.318Z`.
pub fn timestamp(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// The time inside a UUIDv7, to the millisecond; 1970 for any other UUID.
pub(crate) fn created_at(id: Uuid) -> DateTime<Utc> {
    let (seconds, nanoseconds) = id.get_timestamp().map_or((0, 0), |time| time.to_unix());
    DateTime::from_timestamp(seconds as i64, nanoseconds)
        .unwrap_or_default()
        .trunc_subsecs(3)
}

/// The smallest id that a record created at `time` or later can have. Since the time is the front of
/// the id, a range of dates is a range of the primary key and needs no index of its own.
pub(crate) fn first_id_at(time: DateTime<Utc>) -> Uuid {
    let micros = time.timestamp_micros().max(0) as u64;
    let millis = micros.div_ceil(1000).min((1 << 48) - 1);
    Uuid::from_u128(u128::from(millis) << 80)
}

row! {
    /// The columns of a record, as the database has them.
    pub(crate) struct RecordRow {
        id: Vec<u8>,
        created_at: At,
        operation: String,
        tag: Option<String>,
        language: Option<String>,
        language_confidence: Option<f64>,
        original: String,
        processed: String,
        edits: String,
        detail: String,
    }
}

impl RecordRow {
    /// The size of what was read, in bytes, nearly.
    pub(crate) fn bytes(&self) -> usize {
        self.original.len() + self.processed.len() + self.edits.len() + self.detail.len()
    }
}

impl TryFrom<RecordRow> for Record {
    type Error = crate::Error;

    fn try_from(row: RecordRow) -> Result<Self, Self::Error> {
        Ok(Self {
            id: Uuid::from_slice(&row.id).map_err(|error| crate::Error::damaged(&error))?,
            operation: row
                .operation
                .parse()
                .map_err(|error| crate::Error::damaged(&error))?,
            tag: row.tag,
            original: row.original,
            processed: row.processed,
            edits: Json::from_stored(row.edits)?,
            language: row.language.map(|code| Language {
                code,
                confidence: row.language_confidence.unwrap_or_default(),
            }),
            detail: Json::from_stored(row.detail)?,
            created_at: row.created_at.0,
        })
    }
}
