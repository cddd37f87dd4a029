//! Which instances of the services are running.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::find::parse;
use crate::pool::{Arg, row};
use crate::store::RecordStore;
use crate::time::At;

/// A sign of life of one instance.
#[derive(Debug, Clone, PartialEq)]
pub struct Heartbeat {
    /// Made anew at each start.
    pub instance: Uuid,
    /// Name of the service, at most 32 characters.
    pub service: String,
    /// Name of the host, at most 255 characters.
    pub host: String,
    /// Version of the program, at most 64 characters.
    pub version: String,
    /// When the instance started, by its own clock.
    pub started_at: DateTime<Utc>,
    /// How it is, in whatever form the services agree on.
    pub stats: Value,
}

/// A running instance.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Instance {
    /// Made anew at each start.
    pub instance: Uuid,
    /// Name of the service.
    pub service: String,
    /// Name of the host.
    pub host: String,
    /// Version of the program.
    pub version: String,
    /// When the instance started, by its own clock.
    pub started_at: DateTime<Utc>,
    /// The time of its last sign of life, by the clock of the database.
    pub last_seen: DateTime<Utc>,
    /// How it was then.
    pub stats: Value,
}

row! {
    struct Row {
        instance: Vec<u8>,
        service: String,
        host: String,
        version: String,
        started_at: At,
        last_seen: At,
        stats: String,
    }
}

impl RecordStore {
    /// Notes that an instance is alive, now by the clock of the database.
    ///
    /// # Errors
    /// [`Error::Unavailable`] if the database does not answer in time; so all the others here.
    pub async fn beat(&self, heartbeat: &Heartbeat) -> Result<()> {
        let sql = format!(
            "REPLACE INTO heartbeats \
             (instance, service, host, version, started_at, stats, last_seen) \
             VALUES (?, ?, ?, ?, ?, ?, {})",
            self.dialect().now()
        );
        let stats = heartbeat.stats.to_string();
        let args = [
            Arg::Id(heartbeat.instance),
            Arg::Text(&heartbeat.service),
            Arg::Text(&heartbeat.host),
            Arg::Text(&heartbeat.version),
            Arg::Time(heartbeat.started_at),
            Arg::Text(&stats),
        ];
        let done = self.in_time(self.writer().execute(sql, &args)).await;
        self.written(done).map(drop)
    }

    /// The instances that gave a sign of life within the last `age`, by service, host and start.
    ///
    /// # Errors
    /// As for [`beat`](Self::beat).
    pub async fn instances(&self, age: Duration) -> Result<Vec<Instance>> {
        let sql = format!(
            "SELECT instance, service, host, version, started_at, last_seen, stats \
             FROM heartbeats WHERE last_seen > {} ORDER BY service, host, started_at, instance",
            self.dialect().micros_ago()
        );
        let args = [Arg::Int(age.as_micros() as i64)];
        let rows: Vec<Row> = self.in_time(self.reader().fetch_all(sql, &args)).await?;
        rows.into_iter().map(Instance::try_from).collect()
    }

    /// Forgets an instance that is about to stop.
    ///
    /// # Errors
    /// As for [`beat`](Self::beat).
    pub async fn retire(&self, instance: Uuid) -> Result<()> {
        let sql = "DELETE FROM heartbeats WHERE instance = ?".to_owned();
        self.in_time(self.writer().execute(sql, &[Arg::Id(instance)]))
            .await
            .map(drop)
    }

    /// Forgets the instances that gave no sign of life for `age`; how many.
    ///
    /// # Errors
    /// As for [`beat`](Self::beat).
    pub async fn forget_instances(&self, age: Duration) -> Result<u64> {
        let sql = format!(
            "DELETE FROM heartbeats WHERE last_seen <= {}",
            self.dialect().micros_ago()
        );
        let args = [Arg::Int(age.as_micros() as i64)];
        self.in_time(self.writer().execute(sql, &args)).await
    }
}

impl TryFrom<Row> for Instance {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            instance: parse(&row.instance)?,
            service: row.service,
            host: row.host,
            version: row.version,
            started_at: row.started_at.0,
            last_seen: row.last_seen.0,
            stats: serde_json::from_str(&row.stats)
                .map_err(|error| Error::Other(format!("damaged heartbeat: {error}")))?,
        })
    }
}
