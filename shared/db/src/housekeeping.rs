//! What has to be removed from time to time, and who does it.

use std::time::Duration;

use chrono::Utc;
use serde::Serialize;
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::idempotency::KEY_LIFETIME;
use crate::pool::Arg;
use crate::remove::RESTORABLE;
use crate::store::RecordStore;

/// How many records are removed in one transaction: few, so that inserts hardly wait.
const BATCH: u32 = 500;

/// How long to stand aside between two transactions.
const BATCH_DELAY: Duration = Duration::from_millis(50);

/// For how long the job is taken. It is renewed with each batch, and free again soon after its holder
/// has died.
const LEASE: Duration = Duration::from_mins(1);

/// Instances silent for so long are forgotten.
const SILENCE: Duration = Duration::from_hours(1);

const JOB: &str = "housekeeping";

/// What housekeeping removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Housekeeping {
    /// Records that had been deleted and could no longer be restored.
    pub purged: u64,
    /// Records older than the retention time.
    pub retired: u64,
    /// Idempotency keys that had expired.
    pub keys: u64,
    /// Instances that had been silent.
    pub instances: u64,
}

impl RecordStore {
    /// Removes what is no longer wanted, in small steps: deleted records, expired idempotency keys,
    /// silent instances, and records older than `retention` if there is such a limit. `holder` tells
    /// one process from another. None if another process is at it.
    ///
    /// # Errors
    /// [`Error::Unavailable`] if the database does not answer in time.
    pub async fn housekeep(
        &self,
        holder: Uuid,
        retention: Option<Duration>,
    ) -> Result<Option<Housekeeping>> {
        if !self.take_job(JOB, holder, LEASE).await? {
            return Ok(None);
        }
        let mut done = Housekeeping::default();
        while self.take_job(JOB, holder, LEASE).await? {
            let purged = self.purge(RESTORABLE, BATCH).await?;
            let keys = self.forget_keys().await?;
            let retired =
                match retention.and_then(|time| Utc::now().checked_sub_signed(delta(time))) {
                    Some(limit) => self.remove_before(limit, BATCH).await?,
                    None => 0,
                };
            done.purged += purged;
            done.keys += keys;
            done.retired += retired;
            if purged + keys + retired == 0 {
                break;
            }
            tokio::time::sleep(BATCH_DELAY).await;
        }
        done.instances = self.forget_instances(SILENCE).await?;
        self.leave_job(JOB, holder).await?;
        Ok(Some(done))
    }

    /// Takes a job, or keeps it, for the time of the lease by the clock of the database; false if
    /// somebody else has it.
    ///
    /// # Errors
    /// [`Error::Unavailable`] if the database does not answer in time.
    pub async fn take_job(&self, job: &str, holder: Uuid, lease: Duration) -> Result<bool> {
        let (now, until) = (self.dialect().now(), self.dialect().micros_hence());
        let lease = Arg::Int(lease.as_micros() as i64);
        let renew = format!(
            "UPDATE job_locks SET holder = ?, held_until = {until} \
             WHERE job = ? AND (holder = ? OR held_until < {now})"
        );
        let args = [Arg::Id(holder), lease, Arg::Text(job), Arg::Id(holder)];
        self.in_time(async {
            if self.writer().execute(renew, &args).await? > 0 {
                return Ok(true);
            }
            let take =
                format!("INSERT INTO job_locks (job, holder, held_until) VALUES (?, ?, {until})");
            let args = [Arg::Text(job), Arg::Id(holder), lease];
            match self.writer().execute(take, &args).await {
                Ok(_) => Ok(true),
                Err(Error::Conflict(_)) => Ok(false),
                Err(error) => Err(error),
            }
        })
        .await
    }

    /// Gives a job back, if it is still the holder's.
    ///
    /// # Errors
    /// [`Error::Unavailable`] if the database does not answer in time.
    pub async fn leave_job(&self, job: &str, holder: Uuid) -> Result<()> {
        let sql = "DELETE FROM job_locks WHERE job = ? AND holder = ?".to_owned();
        let args = [Arg::Text(job), Arg::Id(holder)];
        self.in_time(self.writer().execute(sql, &args))
            .await
            .map(drop)
    }

    /// Forgets up to a batch of expired idempotency keys; how many.
    async fn forget_keys(&self) -> Result<u64> {
        let ago = self.dialect().micros_ago();
        // A subquery within a subquery: MySQL takes neither a limit in the inner one alone nor a
        // subquery on the table that it deletes from.
        let sql = format!(
            "DELETE FROM idempotency_keys WHERE key_hash IN (SELECT key_hash FROM \
             (SELECT key_hash FROM idempotency_keys WHERE created_at <= {ago} LIMIT {BATCH}) old)"
        );
        let args = [Arg::Int(KEY_LIFETIME.as_micros() as i64)];
        self.in_time(self.writer().execute(sql, &args)).await
    }
}

fn delta(time: Duration) -> chrono::TimeDelta {
    chrono::TimeDelta::from_std(time).unwrap_or(chrono::TimeDelta::MAX)
}
