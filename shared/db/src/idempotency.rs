//! Idempotency keys: a request that is repeated is answered with the records of the first time.

use std::time::Duration;

use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::pool::{Arg, Tx, row};
use crate::record::{NewRecord, Record};
use crate::store::RecordStore;

/// How long an idempotency key counts.
pub(crate) const KEY_LIFETIME: Duration = Duration::from_hours(24);

/// An idempotency key with the request that it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Idempotency {
    pub(crate) key_hash: [u8; 32],
    body_hash: [u8; 32],
}

impl Idempotency {
    /// The key as the client sent it, what it counts for (an API key's id and a route, say), and the
    /// bytes of the request. Only hashes of them are kept.
    pub fn new(scope: &str, key: &str, body: &[u8]) -> Self {
        let key = Sha256::new()
            .chain_update((scope.len() as u64).to_be_bytes())
            .chain_update(scope)
            .chain_update(key)
            .finalize();
        Self {
            key_hash: key.into(),
            body_hash: Sha256::digest(body).into(),
        }
    }

    /// Notes the key within the transaction that inserts its records.
    pub(crate) async fn record(&self, tx: &mut Tx, records: &[NewRecord]) -> Result<()> {
        let ids: Vec<u8> = records
            .iter()
            .flat_map(|record| record.id.into_bytes())
            .collect();
        let sql = format!(
            "INSERT INTO idempotency_keys (key_hash, body_hash, record_ids, created_at) \
             VALUES (?, ?, ?, {})",
            tx.dialect().now()
        );
        let args = [
            Arg::Bytes(&self.key_hash),
            Arg::Bytes(&self.body_hash),
            Arg::Bytes(&ids),
        ];
        tx.execute(sql, &args).await.map(drop)
    }
}

row! {
    struct KeyRow {
        body_hash: Vec<u8>,
        record_ids: Vec<u8>,
    }
}

impl RecordStore {
    /// The records that were made for this key before, without those deleted since; none if the key is
    /// new or older than 24 hours. With it a service can answer a repeated request without doing the
    /// work again.
    ///
    /// # Errors
    /// [`Error::IdempotencyMismatch`] if the key was used for another request.
    pub async fn replay(&self, idempotency: &Idempotency) -> Result<Option<Vec<Record>>> {
        match self.recorded_ids(idempotency).await? {
            Some(ids) => self.load(&ids).await.map(Some),
            None => Ok(None),
        }
    }

    /// The ids noted for the key, unless it has expired.
    pub(crate) async fn recorded_ids(
        &self,
        idempotency: &Idempotency,
    ) -> Result<Option<Vec<Uuid>>> {
        let sql = format!(
            "SELECT body_hash, record_ids FROM idempotency_keys \
             WHERE key_hash = ? AND created_at > {}",
            self.dialect().micros_ago()
        );
        let lifetime = Arg::Int(KEY_LIFETIME.as_micros() as i64);
        let args = [Arg::Bytes(&idempotency.key_hash), lifetime];
        let row: Option<KeyRow> = self
            .in_time(self.writer().fetch_optional(sql, &args))
            .await?;
        let Some(row) = row else { return Ok(None) };
        if row.body_hash != idempotency.body_hash {
            return Err(Error::IdempotencyMismatch);
        }
        let ids = row.record_ids.chunks_exact(16).map(Uuid::from_slice);
        ids.collect::<Result<_, _>>()
            .map(Some)
            .map_err(|error| Error::Other(error.to_string()))
    }

    /// Removes the key if it has expired, so that it can be used again before housekeeping comes by.
    pub(crate) async fn forget_expired(&self, idempotency: &Idempotency) -> Result<()> {
        let sql = format!(
            "DELETE FROM idempotency_keys WHERE key_hash = ? AND created_at <= {}",
            self.dialect().micros_ago()
        );
        let lifetime = Arg::Int(KEY_LIFETIME.as_micros() as i64);
        let args = [Arg::Bytes(&idempotency.key_hash), lifetime];
        self.in_time(self.writer().execute(sql, &args))
            .await
            .map(drop)
    }
}
