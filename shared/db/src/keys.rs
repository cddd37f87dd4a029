//! API keys. The store has their hashes; the keys themselves are known to their owners only.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::error::Result;
use crate::find::parse;
use crate::pool::{Arg, row};
use crate::store::RecordStore;
use crate::time::At;

const COLUMNS: &str = "id, name, scopes, per_minute, created_at, revoked_at";

/// What a key may be used for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scopes {
    /// Reading records.
    pub read: bool,
    /// Processing texts and saving records.
    pub write: bool,
    /// Deleting records.
    pub delete: bool,
}

impl Scopes {
    /// Everything.
    pub const ALL: Self = Self {
        read: true,
        write: true,
        delete: true,
    };

    /// Those that the key has, by name.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        let all = [
            (self.read, "read"),
            (self.write, "write"),
            (self.delete, "delete"),
        ];
        all.into_iter()
            .filter_map(|(has, name)| has.then_some(name))
    }

    fn to_words(self) -> String {
        self.names().collect::<Vec<_>>().join(" ")
    }

    fn from_words(words: &str) -> Self {
        let has = |word| words.split(' ').any(|other| other == word);
        Self {
            read: has("read"),
            write: has("write"),
            delete: has("delete"),
        }
    }
}

/// A key that is to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewApiKey {
    /// What its owner calls it, at most 128 characters.
    pub name: String,
    /// Hash of the key, by which it is found: SHA-256 of a random key of 256 bits needs no salt.
    pub hash: [u8; 32],
    /// What it may be used for.
    pub scopes: Scopes,
    /// Requests a minute; none: the general limit.
    pub per_minute: Option<u32>,
}

/// A key as stored, without its hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ApiKey {
    /// UUIDv7.
    pub id: Uuid,
    /// What its owner calls it.
    pub name: String,
    /// What it may be used for.
    pub scopes: Scopes,
    /// Requests a minute; none: the general limit.
    pub per_minute: Option<u32>,
    /// When it was added, by the clock of the database.
    pub created_at: DateTime<Utc>,
    /// Since when it is no longer accepted.
    pub revoked_at: Option<DateTime<Utc>>,
}

row! {
    struct Row {
        id: Vec<u8>,
        name: String,
        scopes: String,
        per_minute: Option<i64>,
        created_at: At,
        revoked_at: Option<At>,
    }
}

impl RecordStore {
    /// Adds a key; its id.
    ///
    /// # Errors
    /// [`crate::Error::Conflict`] if the same key exists, [`crate::Error::TooLarge`] if the name is
    /// too long, [`crate::Error::Unavailable`] if the database does not answer in time.
    pub async fn add_key(&self, key: &NewApiKey) -> Result<Uuid> {
        let id = Uuid::now_v7();
        let sql = format!(
            "INSERT INTO api_keys (id, name, key_hash, scopes, per_minute, created_at) \
             VALUES (?, ?, ?, ?, ?, {})",
            self.dialect().now()
        );
        let scopes = key.scopes.to_words();
        let args = [
            Arg::Id(id),
            Arg::Text(&key.name),
            Arg::Bytes(&key.hash),
            Arg::Text(&scopes),
            Arg::OptInt(key.per_minute.map(i64::from)),
        ];
        self.in_time(self.writer().execute(sql, &args)).await?;
        Ok(id)
    }

    /// All keys, revoked ones too, oldest first.
    ///
    /// # Errors
    /// [`crate::Error::Unavailable`] if the database does not answer in time.
    pub async fn keys(&self) -> Result<Vec<ApiKey>> {
        let sql = format!("SELECT {COLUMNS} FROM api_keys ORDER BY id");
        let rows: Vec<Row> = self.in_time(self.reader().fetch_all(sql, &[])).await?;
        rows.into_iter().map(ApiKey::try_from).collect()
    }

    /// The key with this hash, if it has not been revoked.
    ///
    /// # Errors
    /// [`crate::Error::Unavailable`] if the database does not answer in time.
    pub async fn find_key(&self, hash: &[u8; 32]) -> Result<Option<ApiKey>> {
        let sql =
            format!("SELECT {COLUMNS} FROM api_keys WHERE key_hash = ? AND revoked_at IS NULL");
        let args = [Arg::Bytes(hash)];
        let row: Option<Row> = self
            .in_time(self.reader().fetch_optional(sql, &args))
            .await?;
        row.map(ApiKey::try_from).transpose()
    }

    /// Revokes a key; whether there was one that had not been revoked.
    ///
    /// # Errors
    /// [`crate::Error::Unavailable`] if the database does not answer in time.
    pub async fn revoke_key(&self, id: Uuid) -> Result<bool> {
        let sql = format!(
            "UPDATE api_keys SET revoked_at = {} WHERE id = ? AND revoked_at IS NULL",
            self.dialect().now()
        );
        Ok(self
            .in_time(self.writer().execute(sql, &[Arg::Id(id)]))
            .await?
            > 0)
    }
}

impl TryFrom<Row> for ApiKey {
    type Error = crate::Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: parse(&row.id)?,
            name: row.name,
            scopes: Scopes::from_words(&row.scopes),
            per_minute: row.per_minute.map(|limit| limit as u32),
            created_at: row.created_at.0,
            revoked_at: row.revoked_at.map(|time| time.0),
        })
    }
}
