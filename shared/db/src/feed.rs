//! The live feed: what has been inserted since one last looked.

use std::collections::BTreeSet;

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use uuid::Uuid;

use crate::error::Result;
use crate::filter::{Filter, Order, Page};
use crate::find::parse;
use crate::pool::Arg;
use crate::record::{Record, created_at, first_id_at};
use crate::store::RecordStore;

/// How far back each look goes. A record becomes visible when its transaction commits, which may be
/// after a later record's, and clocks of instances differ a little.
const OVERLAP: TimeDelta = TimeDelta::seconds(30);

/// The most records that one look considers: more than 300 a second for 30 s.
const MAX_SEEN: i64 = 10_000;

/// Tells new records from those already told. One for each process is enough, whatever the number of
/// viewers.
pub struct Feed {
    store: RecordStore,
    /// The records of the last [`OVERLAP`] that have been told.
    seen: BTreeSet<Uuid>,
    /// The first id that can be new.
    begin: Uuid,
    /// When it last looked and was answered, or began.
    looked: DateTime<Utc>,
}

impl RecordStore {
    /// The records that are later than one, oldest first. If there are more than `limit`, the newest. With `excerpt`, only
    /// so many characters of each text.
    ///
    /// # Errors
    /// [`crate::Error::Unavailable`] if the database does not answer in time.
    pub async fn since(&self, id: Uuid, limit: u32, excerpt: Option<u32>) -> Result<Vec<Record>> {
        let filter = Filter {
            from: Some(created_at(id)),
            ..Filter::default()
        };
        let page = Page {
            limit,
            excerpt,
            ..Page::default()
        };
        let mut records = self.list(&filter, &page).await?.records;
        records.retain(|record| record.id > id);
        records.reverse();
        Ok(records)
    }

    /// A feed that begins now.
    pub fn feed(&self) -> Feed {
        let now = Utc::now();
        Feed {
            store: self.clone(),
            seen: BTreeSet::new(),
            // A record of this very millisecond may be told though it was there before; it may not be missed.
            begin: first_id_at(now.trunc_subsecs(3)),
            looked: now,
        }
    }
}

impl Feed {
    /// The records that have been inserted since the last call, or the feed's beginning, oldest first, none twice. If there are more than `limit`, the newest. With `excerpt`, only so many
    /// characters of each text.
    ///
    /// # Errors
    /// [`crate::Error::Unavailable`] if the database does not answer in time; the next call makes up
    /// for it.
    pub async fn poll(&mut self, limit: u32, excerpt: Option<u32>) -> Result<Vec<Record>> {
        let store = self.store.clone();
        let now = Utc::now();
        // A record from the future, made where the clock is wrong, must not hide those of the present.
        let newest = self
            .seen
            .last()
            .map_or(self.looked, |id| created_at(*id))
            .min(now);
        let horizon = first_id_at(newest - OVERLAP);
        let sql = "SELECT id FROM records WHERE id >= ? AND deleted_at IS NULL \
                   ORDER BY id DESC LIMIT ?";
        let args = [Arg::Id(horizon), Arg::Int(MAX_SEEN)];
        let rows: Vec<(Vec<u8>,)> = store
            .in_time(store.reader().fetch_all(sql.to_owned(), &args))
            .await?;
        let found: BTreeSet<Uuid> = rows.iter().map(|(id,)| parse(id)).collect::<Result<_>>()?;

        let fresh = found.iter().rev();
        let fresh = fresh.filter(|id| **id >= self.begin && !self.seen.contains(*id));
        let fresh: Vec<Uuid> = fresh.take(limit as usize).copied().collect();
        let mut records = Vec::new();
        if !fresh.is_empty() {
            let page = Page {
                order: Order::Newest,
                limit,
                after: None,
                excerpt,
            };
            let loaded = store.load_page(fresh, &page, MAX_FEED_BYTES);
            records = store.in_time(loaded).await?.records;
            records.reverse();
        }
        // Only now: after an error the same records are still to be told.
        self.seen.extend(found);
        self.seen = self.seen.split_off(&horizon);
        // What was there before has been seen; what commits late is new, whatever its id.
        self.begin = Uuid::nil();
        self.looked = now;
        Ok(records)
    }
}

/// The most text that one look brings, in bytes.
const MAX_FEED_BYTES: usize = 8 << 20;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::support::{Database, record};

    #[tokio::test]
    async fn nothing_is_missed_while_the_database_was_away_for_long() {
        let Some(database) = Database::sqlite().await else {
            return;
        };
        let minute = TimeDelta::minutes(1);
        let mut feed = database.store.feed();
        feed.begin = first_id_at(Utc::now() - minute);
        feed.looked -= minute;
        let mut meanwhile = record("meanwhile");
        meanwhile.id = first_id_at(Utc::now() - minute / 2 - TimeDelta::seconds(10));
        let one = std::slice::from_ref(&meanwhile);
        database.store.insert(one, None).await.unwrap();
        assert_eq!(feed.poll(10, None).await.unwrap().len(), 1);
        assert_eq!(feed.poll(10, None).await.unwrap().len(), 0);
        database.close().await;
    }
}
