//! Deleting records, with a grace period for undo.

use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::task::spawn_blocking;
use uuid::Uuid;

use crate::error::Result;
use crate::find::parse;
use crate::pool::{Arg, Dialect, Tx, placeholders, row};
use crate::record::first_id_at;
use crate::search::stored_words;
use crate::store::RecordStore;

/// How long a deleted record can be restored.
pub const RESTORABLE: Duration = Duration::from_secs(30);

/// How many are restored in one transaction: their words are in memory together.
const RESTORED_TOGETHER: usize = 20;

row! {
    struct Texts {
        original: String,
        processed: String,
        tag: Option<String>,
    }
}

impl RecordStore {
    /// Deletes a record, so that nothing finds it any more; whether there was one. For
    /// [`RESTORABLE`] it can be had back.
    ///
    /// # Errors
    /// [`crate::Error::Unavailable`] if the database does not answer in time; so all the others here.
    pub async fn delete(&self, id: Uuid) -> Result<bool> {
        Ok(!self.delete_all(&[id]).await?.is_empty())
    }

    /// Deletes all of these records or none; those that there were.
    ///
    /// # Errors
    /// As for [`delete`](Self::delete).
    pub async fn delete_all(&self, ids: &[Uuid]) -> Result<Vec<Uuid>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let deleted = self
            .in_time(async {
                let mut tx = self.writer().begin().await?;
                let done = delete(&mut tx, ids).await;
                tx.end(done).await
            })
            .await?;
        for id in &deleted {
            tracing::info!(record = %id, "record deleted");
        }
        Ok(deleted)
    }

    /// Takes a deletion back; whether that was still possible.
    ///
    /// # Errors
    /// As for [`delete`](Self::delete).
    pub async fn restore(&self, id: Uuid) -> Result<bool> {
        Ok(!self.restore_all(&[id]).await?.is_empty())
    }

    /// Takes the deletions of these records back; those for which that was still possible. After an error some may be
    /// restored already; the same call goes on with the others.
    ///
    /// # Errors
    /// As for [`delete`](Self::delete).
    pub async fn restore_all(&self, ids: &[Uuid]) -> Result<Vec<Uuid>> {
        let mut restored = Vec::new();
        for ids in ids.chunks(RESTORED_TOGETHER) {
            // Before the transaction, for which other writers wait: what a record says never changes.
            let mut words = Vec::new();
            for id in ids {
                words.extend(self.words_of_deleted(*id).await?);
            }
            let some = self.in_time(async {
                let mut tx = self.writer().begin().await?;
                let done = restore(&mut tx, words).await;
                tx.end(done).await
            });
            restored.extend(some.await?);
        }
        Ok(restored)
    }

    /// What a deleted record is found by once it is restored.
    async fn words_of_deleted(&self, id: Uuid) -> Result<Option<(Uuid, String)>> {
        let sql =
            "SELECT original, processed, tag FROM records WHERE id = ? AND deleted_at IS NOT NULL";
        let args = [Arg::Id(id)];
        let texts = self.reader().fetch_optional(sql.to_owned(), &args);
        let Some(texts) = self.in_time(texts).await? else {
            return Ok(None);
        };
        let words = move || {
            let Texts {
                original,
                processed,
                tag,
            } = texts;
            stored_words(&[&original, &processed, tag.as_deref().unwrap_or_default()])
        };
        Ok(Some((id, spawn_blocking(words).await?)))
    }

    /// Removes for good up to `limit` records that were deleted longer ago than `age` (never less than
    /// [`RESTORABLE`]); how many.
    ///
    /// # Errors
    /// As for [`delete`](Self::delete).
    pub async fn purge(&self, age: Duration, limit: u32) -> Result<u64> {
        // The margin lets a restore that has begun come to its end.
        let age = age.max(RESTORABLE + Duration::from_secs(5));
        let sql = format!(
            "SELECT id FROM records WHERE deleted_at < {} LIMIT ?",
            self.dialect().micros_ago()
        );
        let args = [Arg::Int(age.as_micros() as i64), Arg::Int(i64::from(limit))];
        self.remove_found(sql, &args).await
    }

    /// Removes for good up to `limit` of the records created before `time`, oldest first; how many.
    ///
    /// # Errors
    /// As for [`delete`](Self::delete).
    pub async fn remove_before(&self, time: DateTime<Utc>, limit: u32) -> Result<u64> {
        let sql = "SELECT id FROM records WHERE id < ? ORDER BY id LIMIT ?".to_owned();
        let args = [Arg::Id(first_id_at(time)), Arg::Int(i64::from(limit))];
        self.remove_found(sql, &args).await
    }

    async fn remove_found(&self, sql: String, args: &[Arg<'_>]) -> Result<u64> {
        self.in_time(async {
            let found: Vec<(Vec<u8>,)> = self.reader().fetch_all(sql, args).await?;
            if found.is_empty() {
                return Ok(0);
            }
            let ids = found
                .iter()
                .map(|(id,)| parse(id))
                .collect::<Result<Vec<Uuid>>>()?;
            let (slots, ids) = (placeholders(ids.len()), in_slots(&ids));
            let mut tx = self.writer().begin().await?;
            let done = remove(&mut tx, &slots, &ids).await;
            tx.end(done).await
        })
        .await
    }
}

async fn delete(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<Uuid>> {
    let (slots, ids) = (placeholders(ids.len()), in_slots(ids));
    // Whoever deletes the same meanwhile waits, and finds less. SQLite has one writer at a time.
    let lock = match tx.dialect() {
        Dialect::MySql => " FOR UPDATE",
        Dialect::Sqlite => "",
    };
    let there =
        format!("SELECT id FROM records WHERE id IN ({slots}) AND deleted_at IS NULL{lock}");
    let found: Vec<(Vec<u8>,)> = tx.fetch_all(there, &ids).await?;
    let found: Vec<Uuid> = found.iter().map(|(id,)| parse(id)).collect::<Result<_>>()?;
    if found.is_empty() {
        return Ok(found);
    }
    let (slots, ids) = (placeholders(found.len()), in_slots(&found));
    let now = tx.dialect().now();
    let mark = format!("UPDATE records SET deleted_at = {now} WHERE id IN ({slots})");
    tx.execute(mark, &ids).await?;
    let words = format!("DELETE FROM record_words WHERE id IN ({slots})");
    tx.execute(words, &ids).await?;
    Ok(found)
}

fn in_slots(ids: &[Uuid]) -> Vec<Arg<'static>> {
    ids.iter().copied().map(Arg::Id).collect()
}

async fn restore(tx: &mut Tx, words: Vec<(Uuid, String)>) -> Result<Vec<Uuid>> {
    let ago = tx.dialect().micros_ago();
    let unmark =
        format!("UPDATE records SET deleted_at = NULL WHERE id = ? AND deleted_at > {ago}");
    let mut restored = Vec::new();
    for (id, words) in words {
        let args = [Arg::Id(id), Arg::Int(RESTORABLE.as_micros() as i64)];
        if tx.execute(unmark.clone(), &args).await? == 0 {
            continue;
        }
        let sql = "INSERT INTO record_words (id, words) VALUES (?, ?)".to_owned();
        tx.execute(sql, &[Arg::Id(id), Arg::Text(&words)]).await?;
        restored.push(id);
    }
    Ok(restored)
}

async fn remove(tx: &mut Tx, slots: &str, ids: &[Arg<'_>]) -> Result<u64> {
    let words = format!("DELETE FROM record_words WHERE id IN ({slots})");
    tx.execute(words, ids).await?;
    let records = format!("DELETE FROM records WHERE id IN ({slots})");
    tx.execute(records, ids).await
}
