//! Where `--save` keeps records.

use db::{NewRecord, RecordStore};
use tokio::runtime::{Builder, Runtime};
use web_common::config::DatabaseArgs;

use crate::DEFAULT_DATABASE;

/// The database, for a program that has nothing else to do while it waits.
pub struct Records {
    runtime: Runtime,
    store: RecordStore,
}

impl Records {
    /// Connects, and brings the database up to date.
    pub fn open(args: &DatabaseArgs) -> Result<Self, String> {
        let settings = args.settings(Some(DEFAULT_DATABASE))?;
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| error.to_string())?;
        let opened = runtime.block_on(async {
            let store = RecordStore::connect(&settings).await?;
            store.migrate().await?;
            Ok(store)
        });
        let store = opened.map_err(|error: db::Error| error.to_string())?;
        Ok(Self { runtime, store })
    }

    /// Commits a record.
    pub fn keep(&self, record: &NewRecord) -> Result<(), String> {
        let kept = self
            .runtime
            .block_on(self.store.insert(std::slice::from_ref(record), None));
        kept.map(drop)
            .map_err(|error| format!("not saved: {error}"))
    }
}

impl Drop for Records {
    fn drop(&mut self) {
        self.runtime.block_on(self.store.close());
    }
}
