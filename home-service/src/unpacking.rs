//! Records of long texts, one at a time: unpacked for a page or a line of an export, the edits of a megabyte of slips take a
//! hundred times as much, which the allocator keeps for the thread. So all of them have the same one.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc,
    thread,
    time::Duration,
};

use db::Record;
use tokio::sync::oneshot;
use web_common::{Code, Problem};

/// Records of no more bytes than this are unpacked at once, where they are.
const MAX_SMALL_BYTES: usize = 16 << 10;
/// How long a page waits for its turn.
const PATIENCE: Duration = Duration::from_secs(5);

/// The way to the thread for long records. Cheap to clone; the thread ends with the last clone.
#[derive(Debug, Clone)]
pub struct Unpacking(mpsc::Sender<Job>);

type Job = Box<dyn FnOnce() + Send>;

impl Default for Unpacking {
    fn default() -> Self {
        let (jobs, queue) = mpsc::channel::<Job>();
        thread::spawn(move || {
            for job in queue {
                // A panic drops the answer, by which whoever waits learns of it.
                let _ = catch_unwind(AssertUnwindSafe(job));
            }
        });
        Self(jobs)
    }
}

impl Unpacking {
    /// Makes something of a record, in turn on the thread where it is long.
    ///
    /// # Errors
    /// A panic on that thread.
    pub async fn run<T: Send + 'static>(
        &self,
        record: Record,
        make: impl FnOnce(Record) -> T + Send + 'static,
    ) -> Result<T, Problem> {
        if record.bytes() <= MAX_SMALL_BYTES {
            return Ok(make(record));
        }
        let (answer, made) = oneshot::channel();
        let job = move || {
            // Whoever waited for it may have gone.
            if !answer.is_closed() {
                let _ = answer.send(make(record));
            }
        };
        let sent = self.0.send(Box::new(job));
        sent.map_err(|error| Problem::internal(&error))?;
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
        let text = "a ".repeat(200_000);
        NewRecord::new(Operation::Spell, text.clone(), text).to_record()
    }

    #[actix_web::test]
    async fn long_records_take_turns_and_short_ones_do_not_wait() {
        static RUNNING: AtomicUsize = AtomicUsize::new(0);
        let unpacking = Unpacking::default();
        let (release, gate) = mpsc::channel::<()>();
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
