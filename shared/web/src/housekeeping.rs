//! Removing what is no longer wanted: old records, deleted ones, used-up idempotency keys, instances that
//! are gone. Every process looks once a minute; the database lets one at a time do it.

use std::time::Duration;

use db::RecordStore;
use uuid::Uuid;

use crate::{Lifecycle, problem::Chain};

const PERIOD: Duration = Duration::from_mins(1);

/// Keeps house until the process drains; records older than `retention` are removed.
pub async fn run(
    store: RecordStore,
    holder: Uuid,
    retention: Option<Duration>,
    lifecycle: Lifecycle,
) {
    let draining = lifecycle.drained();
    tokio::pin!(draining);
    loop {
        match store.housekeep(holder, retention).await {
            Ok(Some(done)) if done.purged + done.retired > 0 => tracing::info!(
                purged = done.purged,
                retired = done.retired,
                keys = done.keys,
                instances = done.instances,
                "removed what was no longer wanted"
            ),
            // Nothing to do, or another process does it.
            Ok(_) => {}
            Err(error) => tracing::debug!(error = %Chain(&error), "could not keep house"),
        }
        tokio::select! {
            () = tokio::time::sleep(PERIOD) => {}
            () = &mut draining => return,
        }
    }
}
