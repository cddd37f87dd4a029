//! Inserting records: all or none, and once however often it is tried.

use std::borrow::Borrow;
use std::time::Duration;

use tokio::task::spawn_blocking;
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::idempotency::Idempotency;
use crate::pool::{Arg, Tx, placeholders};
use crate::record::{NewRecord, Record};
use crate::rows::{self, Row, Stored};
use crate::store::RecordStore;

/// How often an insert is tried when it meets keys that vanish while it looks at them.
const ATTEMPTS: usize = 3;

/// A record that is ready to be stored.
#[derive(Debug)]
pub struct Ready {
    record: NewRecord,
    stored: Stored,
}

impl Ready {
    /// Makes what is stored of a record. For a long text this takes a thread some time.
    ///
    /// # Errors
    /// [`Error::TooLarge`] if a field of the record exceeds its column.
    pub fn new(mut record: NewRecord) -> Result<Self> {
        let stored = Stored::of(&mut record)?;
        Ok(Self { record, stored })
    }
}

/// The records of one request, ready to be stored.
#[derive(Debug)]
pub struct Batch {
    records: Vec<NewRecord>,
    stored: Vec<Stored>,
    idempotency: Option<Idempotency>,
}

impl Batch {
    /// The records of one request, in the order of the answer, with its idempotency key.
    pub fn of(records: Vec<Ready>, idempotency: Option<Idempotency>) -> Self {
        let (records, stored) = records
            .into_iter()
            .map(|ready| (ready.record, ready.stored))
            .unzip();
        Self {
            records,
            stored,
            idempotency,
        }
    }

    /// How many records.
    pub(crate) const fn records(&self) -> usize {
        self.records.len()
    }

    /// The bytes of their texts.
    pub(crate) fn texts(&self) -> usize {
        let records = self.records.iter();
        records
            .map(|new| new.original.len() + new.processed.len())
            .sum()
    }

    /// The bytes of their texts and of what is stored beside them.
    pub(crate) fn bytes(&self) -> usize {
        self.texts() + self.stored.iter().map(Stored::bytes).sum::<usize>()
    }

    fn request(&self) -> Request<'_> {
        Request {
            records: &self.records,
            stored: &self.stored,
            idempotency: self.idempotency.as_ref(),
        }
    }
}

/// What came of an insert.
#[derive(Debug, Clone, PartialEq)]
pub enum Inserted {
    /// The records are committed.
    New,
    /// The idempotency key was used for the same request before; these are the records that were made
    /// then, without those that have been deleted since. Nothing was inserted.
    Replayed(Vec<Record>),
}

/// A [`Batch`], borrowed.
#[derive(Clone, Copy)]
struct Request<'a> {
    records: &'a [NewRecord],
    stored: &'a [Stored],
    idempotency: Option<&'a Idempotency>,
}

impl RecordStore {
    /// Inserts the records of one request, all or none, in one transaction with its idempotency key.
    ///
    /// After [`Error::Unavailable`] the commit may have happened all the same. Inserting the same
    /// records again is safe: they have their ids, and those that are there already are not doubled.
    ///
    /// # Errors
    /// [`Error::IdempotencyMismatch`] if the key was used for another request in the last 24 hours,
    /// [`Error::TooLarge`] if a record exceeds what the server takes, [`Error::Conflict`] if some of
    /// the ids exist and some do not.
    pub async fn insert(
        &self,
        records: &[NewRecord],
        idempotency: Option<&Idempotency>,
    ) -> Result<Inserted> {
        let records = records.to_vec();
        let ready = move || records.into_iter().map(Ready::new).collect::<Result<_>>();
        let ready = spawn_blocking(ready).await??;
        self.insert_one(Batch::of(ready, idempotency.cloned()).request())
            .await
    }

    /// Inserts the records of several requests in one transaction if possible, which is much cheaper
    /// than one each. If one of them is at fault, they are tried in ever smaller groups, so that it
    /// fails alone. The results are in the order of the batches; see [`insert`](Self::insert) for their
    /// errors.
    pub async fn insert_group<B: Borrow<Batch>>(&self, batches: &[B]) -> Vec<Result<Inserted>> {
        let requests: Vec<_> = batches.iter().map(|one| one.borrow().request()).collect();
        let mut results = Vec::with_capacity(requests.len());
        let mut waiting = vec![&requests[..]];
        while let Some(group) = waiting.pop() {
            if let [only] = *group {
                results.push(self.insert_one(only).await);
                continue;
            }
            match self.insert_together(group).await {
                Ok(()) => results.extend(group.iter().map(|_| Ok(Inserted::New))),
                Err(error) if error.is_transient() => {
                    results.extend(group.iter().map(|_| Err(error.clone())));
                }
                Err(_) => {
                    let (first, second) = group.split_at(group.len() / 2);
                    waiting.extend([second, first]);
                }
            }
        }
        results
    }

    async fn insert_one(&self, request: Request<'_>) -> Result<Inserted> {
        let ids: Vec<Uuid> = request.records.iter().map(|record| record.id).collect();
        let mut conflict = String::new();
        for _ in 0..ATTEMPTS {
            match self.insert_together(&[request]).await {
                Ok(()) => return Ok(Inserted::New),
                Err(Error::Conflict(message)) => conflict = message,
                Err(error) => return Err(error),
            }
            if let Some(idempotency) = request.idempotency {
                match self.recorded_ids(idempotency).await? {
                    // Our own, from an attempt whose outcome was not known.
                    Some(recorded) if recorded == ids => return Ok(Inserted::New),
                    Some(recorded) => return Ok(Inserted::Replayed(self.load(&recorded).await?)),
                    None => self.forget_expired(idempotency).await?,
                }
            }
            match self.count_existing(&ids).await? {
                0 => {}
                all if all == ids.len() => return Ok(Inserted::New),
                _ => break,
            }
        }
        Err(Error::Conflict(conflict))
    }

    /// Inserts everything in one transaction.
    async fn insert_together(&self, requests: &[Request<'_>]) -> Result<()> {
        let rows = requests.iter().flat_map(|r| Row::all(r.records, r.stored));
        let rows: Vec<_> = rows.collect();
        let bytes: usize = rows.iter().map(Row::bytes).sum();
        let time = self.time_budget() + Duration::from_secs((bytes >> 20) as u64);
        let inserted = self.within(time, async {
            let max_packet = self.max_packet().await?;
            let mut tx = self.writer().begin().await?;
            let done = write(&mut tx, requests, &rows, max_packet).await;
            tx.end(done).await
        });
        self.written(inserted.await)
    }

    async fn count_existing(&self, ids: &[Uuid]) -> Result<usize> {
        let mut existing = 0;
        for ids in ids.chunks(500) {
            let sql = format!(
                "SELECT COUNT(*) FROM records WHERE id IN ({})",
                placeholders(ids.len())
            );
            let args: Vec<_> = ids.iter().copied().map(Arg::Id).collect();
            // The writer's connection: it sees every commit at once, on either database.
            let row = self
                .in_time(self.writer().fetch_optional::<(i64,)>(sql, &args))
                .await?;
            existing += row.map_or(0, |(count,)| count as usize);
        }
        Ok(existing)
    }
}

async fn write(
    tx: &mut Tx,
    requests: &[Request<'_>],
    rows: &[Row<'_>],
    max_packet: usize,
) -> Result<()> {
    // Keys first: of two requests with the same key the second waits here for the first. In the order
    // of the keys, so that two groups cannot wait for each other.
    let mut keyed: Vec<_> = requests
        .iter()
        .filter_map(|request| Some((request.idempotency?, request.records)))
        .collect();
    keyed.sort_by_key(|(idempotency, _)| idempotency.key_hash);
    for (idempotency, records) in keyed {
        idempotency.record(tx, records).await?;
    }
    rows::insert(tx, rows, max_packet).await
}
