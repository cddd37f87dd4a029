//! The one task of a process that writes records: requests that come while a commit is under way are
//! committed together by the next, so that a disk that is slow to confirm makes larger groups instead
//! of a longer queue. A disk that is fast would make groups of one or two, each of which costs nearly
//! what a large one does: while requests come close together, a commit waits a moment for more of
//! them. Where they come one at a time, none waits.

use std::borrow::Borrow;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};
use tracing::Instrument;

use crate::error::{Error, Result};
use crate::insert::{Batch, Inserted};
use crate::store::RecordStore;

/// The most requests that wait.
const MAX_QUEUED_REQUESTS: usize = 1024;
/// The most that the waiting requests may hold, in KiB.
const MAX_QUEUED_KIB: u32 = 64 << 10;
/// The most records of one commit, so that nobody waits long for others' records.
const GROUP_RECORDS: usize = 256;
/// The most bytes of one commit; a single larger request is committed alone.
const GROUP_BYTES: usize = 1 << 20;
/// After a commit for at least so many requests more are expected: the next one waits for them.
const COMMIT_SIBLINGS: usize = 4;
/// How long it waits; as in `PostgreSQL`.
const COMMIT_DELAY: Duration = Duration::from_millis(2);
/// Between two tries while the database is away.
const RETRY_DELAY: Duration = Duration::from_millis(50);

/// The way to the task that writes. Cheap to clone; the task ends with the last clone.
#[derive(Clone)]
pub struct Writer {
    store: RecordStore,
    jobs: mpsc::Sender<Job>,
    memory: Arc<Semaphore>,
    budget: Duration,
}

/// What one commit did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Commit {
    /// Requests that it was for.
    pub requests: usize,
    /// Records that are saved by it.
    pub records: usize,
    /// How long it took.
    pub took: Duration,
}

/// Records to save, and whom to tell.
#[derive(Debug)]
struct Job {
    batch: Batch,
    bytes: usize,
    answer: oneshot::Sender<Result<Inserted>>,
    _memory: OwnedSemaphorePermit,
}

impl Borrow<Batch> for Job {
    fn borrow(&self) -> &Batch {
        &self.batch
    }
}

impl Job {
    /// Whether the caller has stopped waiting: nobody would know that it was saved.
    fn is_abandoned(&self) -> bool {
        self.answer.is_closed()
    }
}

impl Writer {
    /// Starts the task, on the current Tokio runtime; `observe` is told of each commit.
    pub fn start(store: RecordStore, observe: impl FnMut(Commit) + Send + 'static) -> Self {
        let (jobs, queue) = mpsc::channel(MAX_QUEUED_REQUESTS);
        let budget = store.time_budget();
        tokio::spawn(keep_writing(store.clone(), queue, observe));
        Self {
            store,
            jobs,
            memory: Arc::new(Semaphore::new(MAX_QUEUED_KIB as usize)),
            budget,
        }
    }

    /// Saves the records of one request, all or none; when this returns, they are committed. While the
    /// database is away it is tried again, and an attempt whose outcome is not known is looked up by
    /// the ids of its records, as long as the caller waits.
    ///
    /// # Errors
    /// As [`RecordStore::insert`], and [`Error::Unavailable`] where too many wait already.
    pub async fn save(&self, batch: Batch) -> Result<Inserted> {
        let full = || Error::Unavailable("too many records wait to be saved".to_owned());
        let bytes = batch.bytes();
        // A long text takes longer to write.
        let time = self.budget + Duration::from_secs((batch.texts() >> 20) as u64);
        let kib = u32::try_from(bytes >> 10).unwrap_or(MAX_QUEUED_KIB);
        let kib = (kib + 1).min(MAX_QUEUED_KIB);
        let memory = self.memory.clone().try_acquire_many_owned(kib);
        let (answer, result) = oneshot::channel();
        let job = Job {
            batch,
            bytes,
            answer,
            _memory: memory.map_err(|_| full())?,
        };
        self.jobs.try_send(job).map_err(|error| match error {
            TrySendError::Full(_) => full(),
            TrySendError::Closed(_) => ended(),
        })?;
        match tokio::time::timeout(time, result).await {
            Ok(Ok(result)) => result,
            Ok(Err(_)) => Err(ended()),
            // Readiness hears of it now; the write itself may take longer to fail.
            Err(_) => self.store.written(Err(Error::Unavailable(format!(
                "not confirmed within {} ms",
                time.as_millis()
            )))),
        }
    }

    /// How many requests wait.
    pub fn waiting(&self) -> usize {
        self.jobs.max_capacity() - self.jobs.capacity()
    }
}

/// What is told to a caller whose records were not seen to the end.
fn ended() -> Error {
    Error::Other("the task that saves records has failed".to_owned())
}

/// Writes until nobody can send any more. A panic fails the requests of its own commit; whatever comes after them is
/// saved as before.
async fn keep_writing(
    store: RecordStore,
    mut queue: mpsc::Receiver<Job>,
    mut observe: impl FnMut(Commit),
) {
    // What a panic leaves half done is its own group alone.
    while AssertUnwindSafe(write(&store, &mut queue, &mut observe))
        .catch_unwind()
        .await
        .is_err()
    {
        tracing::error!("the task that saves records panicked, and begins anew");
    }
}

async fn write(
    store: &RecordStore,
    queue: &mut mpsc::Receiver<Job>,
    observe: &mut impl FnMut(Commit),
) {
    // What has to be tried again, and what was taken and did not fit.
    let (mut group, mut next) = (Vec::new(), None);
    let mut expects_more = false;
    loop {
        if group.is_empty() && next.is_none() {
            next = queue.recv().await;
            if next.is_none() {
                return;
            }
        }
        if expects_more {
            tokio::time::sleep(COMMIT_DELAY).await;
        }
        fill(&mut group, &mut next, queue);
        expects_more = group.len() >= COMMIT_SIBLINGS && next.is_none();
        let started = Instant::now();
        let span = tracing::info_span!("commit", requests = group.len());
        let results = store.insert_group(&group).instrument(span).await;
        let mut commit = Commit {
            requests: 0,
            records: 0,
            took: started.elapsed(),
        };
        let (mut again, mut done) = (Vec::new(), Vec::new());
        for (job, result) in group.into_iter().zip(results) {
            match result {
                Err(error) if error.is_transient() => {
                    tracing::debug!(%error, "not saved yet");
                    again.push(job);
                }
                result => {
                    if result == Ok(Inserted::New) {
                        commit.requests += 1;
                        commit.records += job.batch.records();
                    }
                    done.push((job, result));
                }
            }
        }
        // Whoever has an answer finds it counted.
        if commit.requests > 0 {
            observe(commit);
        }
        for (job, result) in done {
            // An error says that the caller has stopped waiting.
            let _ = job.answer.send(result);
        }
        if !again.is_empty() {
            tokio::time::sleep(RETRY_DELAY).await;
        }
        group = again;
        group.retain(|job| !job.is_abandoned());
    }
}

/// Adds to a group what waits, as far as one commit takes it.
fn fill(group: &mut Vec<Job>, next: &mut Option<Job>, queue: &mut mpsc::Receiver<Job>) {
    let mut records: usize = group.iter().map(|job| job.batch.records()).sum();
    let mut bytes: usize = group.iter().map(|job| job.bytes).sum();
    while let Some(job) = next.take().or_else(|| queue.try_recv().ok()) {
        if job.is_abandoned() {
            continue;
        }
        records += job.batch.records();
        bytes += job.bytes;
        if !group.is_empty() && (records > GROUP_RECORDS || bytes > GROUP_BYTES) {
            *next = Some(job);
            return;
        }
        group.push(job);
    }
}
