//! Records of long texts, a few at a time: unpacked for a page or a line of an export, the edits of a megabyte of slips take a
//! hundred times as much.

use std::{sync::Arc, time::Duration};

use actix_web::web;
use db::Record;
use tokio::sync::Semaphore;
use web_common::{Code, Problem};

/// Records of no more bytes than this are unpacked at once, where they are.
const MAX_SMALL_BYTES: usize = 16 << 10;
/// How many bytes the others may have together; one that has more has its turn alone.
const MAX_BYTES: u32 = 32 << 20;
/// How long a page waits for its turn.
const PATIENCE: Duration = Duration::from_secs(5);

/// The turns of long records. Cheap to clone; clones share them.
#[derive(Debug, Clone)]
pub struct Unpacking(Arc<Semaphore>);

impl Default for Unpacking {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(MAX_BYTES as usize)))
    }
}

impl Unpacking {
    /// Makes something of a record, in turn and on a thread of its own where it is long.
    ///
    /// # Errors
    /// A panic on that thread.
    pub async fn run<T: Send + 'static>(
        &self,
        record: Record,
        make: impl FnOnce(Record) -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let bytes = record.bytes();
        if bytes <= MAX_SMALL_BYTES {
            return Ok(make(record));
        }
        let bytes = u32::try_from(bytes).unwrap_or(MAX_BYTES).min(MAX_BYTES);
        let turn = self.0.clone().acquire_many_owned(bytes).await;
        let turn = turn.map_err(|error| Problem::internal(&error))?;
        // The thread has the turn: whoever waited for it may have gone.
        let made = web::block(move || {
            let _turn = turn;
            make(record)
        });
        made.await.map_err(|error| Problem::internal(&error))
    }

    /// The same for somebody who does not wait long.
    ///
    /// # Errors
    /// 503 where the turn does not come in time.
    pub async fn run_soon<T: Send + 'static>(
        &self,
        record: Record,
        make: impl FnOnce(Record) -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let late = |_| {
            let detail = "Too many long texts are being shown. Try again in a moment.";
            Problem::new(Code::Overloaded, detail).retry_after(5)
        };
        tokio::time::timeout(PATIENCE, self.run(record, make))
            .await
            .map_err(late)?
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use db::{NewRecord, Operation};
    use std::sync::atomic::{AtomicUsize, Ordering};

    fn long() -> Record {
        let text = "a ".repeat(MAX_BYTES as usize / 5);
        NewRecord::new(Operation::Spell, text.clone(), text).to_record()
    }

    #[actix_web::test]
    async fn long_records_take_turns_and_short_ones_do_not_wait() {
        static RUNNING: AtomicUsize = AtomicUsize::new(0);
        let unpacking = Unpacking::default();
        let (release, gate) = std::sync::mpsc::channel::<()>();
        let held = actix_web::rt::spawn({
            let unpacking = unpacking.clone();
            async move { unpacking.run(long(), move |_| gate.recv().is_ok()).await }
        });
        let others = [(); 3].map(|()| {
            let unpacking = unpacking.clone();
            actix_web::rt::spawn(async move {
                let count = |_| RUNNING.fetch_add(1, Ordering::SeqCst);
                unpacking.run(long(), count).await
            })
        });
        tokio::time::sleep(Duration::from_millis(100)).await;
        assert_eq!(RUNNING.load(Ordering::SeqCst), 0);
        let short = NewRecord::new(Operation::Spell, "a", "a").to_record();
        assert!(unpacking.run(short, |_| ()).await.is_ok());
        let late = unpacking.run_soon(long(), |_| ()).await.unwrap_err();
        assert_eq!(late.code(), Code::Overloaded);
        release.send(()).unwrap();
        assert!(held.await.unwrap().unwrap());
        for other in others {
            assert!(other.await.unwrap().is_ok());
        }
    }
}
