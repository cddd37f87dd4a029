//! Compute-bound work leaves the async threads through here: so many jobs at a time, so many waiting,
//! and no more. What comes on top is refused at once, which a client can act on; a queue without end
//! would only make every answer late. Short jobs never wait for long ones: they have a thread of their own.

use std::{
    io,
    pin::pin,
    sync::Arc,
    task::{Context, Poll, Wake, Waker},
    thread::{self, Thread},
    time::{Duration, Instant},
};

use text::translate::Cancel;
use tokio::{
    runtime::{Builder, Handle, Runtime},
    sync::{AcquireError, OwnedSemaphorePermit, Semaphore},
};

use crate::turn::Turns;

/// Why a job was not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PoolError {
    /// Too many jobs wait already.
    #[error("too many jobs wait already")]
    Full,
    /// The job's time was over before it was done.
    #[error("not done in time")]
    Late,
    /// The job panicked.
    #[error("the job panicked")]
    Panicked,
}

/// When a request must stop: its time is over, or its caller has gone away.
#[derive(Debug, Clone)]
pub struct Deadline {
    at: Instant,
    cancel: Cancel,
    turns: Option<Turns>,
}

/// Marks the work as abandoned when it is dropped, as it is with the request's future.
#[derive(Debug)]
pub struct Caller(Cancel);

impl Drop for Caller {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

impl Deadline {
    /// A deadline this long from now, and the caller whose end abandons the work.
    pub fn after(time: Duration) -> (Self, Caller) {
        let cancel = Cancel::default();
        (
            Self {
                at: Instant::now() + time,
                cancel: cancel.clone(),
                turns: None,
            },
            Caller(cancel),
        )
    }

    /// The same for a job that takes these turns where it computes.
    #[must_use]
    pub fn with_turns(&self, turns: Turns) -> Self {
        Self {
            turns: Some(turns),
            ..self.clone()
        }
    }

    /// The turns that the job takes where it computes, if it runs on threads that are for waiting.
    pub const fn turns(&self) -> Option<&Turns> {
        self.turns.as_ref()
    }

    /// Whether to stop now. Cheap enough to ask between sentences.
    pub fn is_over(&self) -> bool {
        self.cancel.is_cancelled() || Instant::now() >= self.at
    }

    /// The moment itself, for engines that take one.
    pub fn at(&self) -> Instant {
        self.at
    }

    /// Tells when the caller has gone away.
    pub fn cancel(&self) -> &Cancel {
        &self.cancel
    }
}

/// Jobs of more bytes of text than this are long: they take some hundredths of a second to some seconds.
const MAX_SHORT_BYTES: usize = 4 << 10;

/// How much longer than its deadline a job is waited for that has begun: one that watches its deadline then tells more than
/// that it is late.
const GRACE: Duration = Duration::from_secs(1);

/// How often a thread that waits for its turn looks whether its caller has gone.
const GLANCE: Duration = Duration::from_millis(50);

/// How long a thread waits for its next job before it ends.
const THREAD_KEEP_ALIVE: Duration = Duration::from_hours(1);

/// A runtime for its threads alone, which live on from job to job. Those that a server's worker starts for blocking
/// work end after ten seconds, and each new one takes an arena of the allocator, which keeps what it once had.
#[derive(Debug)]
struct Threads {
    handle: Handle,
    runtime: Option<Runtime>,
}

impl Threads {
    fn new(most: usize) -> io::Result<Self> {
        let runtime = Builder::new_current_thread()
            .max_blocking_threads(most)
            .thread_keep_alive(THREAD_KEEP_ALIVE)
            .thread_name("engine")
            .build()?;
        Ok(Self {
            handle: runtime.handle().clone(),
            runtime: Some(runtime),
        })
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        // Its own drop waits for the threads, which is forbidden where async code runs.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// Wakes a thread that waits for its turn.
struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Holds a place among the jobs that run, and where the text is long among those of long ones.
#[derive(Debug)]
pub struct Permits {
    _running: OwnedSemaphorePermit,
    _long: Option<OwnedSemaphorePermit>,
}

/// A bounded number of threads with a bounded queue before them, and one more that is for short jobs alone: while
/// long ones take all the others, the system shares the cores between it and them.
#[derive(Debug)]
pub struct CpuPool {
    count: usize,
    queue: usize,
    running: Arc<Semaphore>,
    long: Arc<Semaphore>,
    places: Semaphore,
    threads: Threads,
}

impl CpuPool {
    /// A pool that runs `threads` jobs at a time, a short one besides, and lets `queue` more wait. A thread starts
    /// with its first job.
    ///
    /// # Errors
    /// The system gives no runtime to start them with.
    pub fn new(threads: usize, queue: usize) -> io::Result<Self> {
        Self::on(threads.max(1) + 1, threads, queue)
    }

    /// The same for long jobs alone, without the thread for short ones: one thread more keeps what a large text once took.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn for_long_jobs(threads: usize, queue: usize) -> io::Result<Self> {
        Self::on(threads.max(1), threads, queue)
    }

    fn on(most: usize, threads: usize, queue: usize) -> io::Result<Self> {
        let count = threads.max(1);
        let threads = Threads::new(most)?;
        Ok(Self {
            count,
            queue,
            running: Arc::new(Semaphore::new(count + 1)),
            long: Arc::new(Semaphore::new(count)),
            places: Semaphore::new(count + 1 + queue),
            threads,
        })
    }

    /// How many long jobs run at a time.
    pub fn threads(&self) -> usize {
        self.count
    }

    /// How many jobs wait.
    pub fn waiting(&self) -> usize {
        self.queue.saturating_sub(self.places.available_permits())
    }

    /// Runs a job on so many bytes of text when its turn comes; first come, first served, among short jobs and
    /// among long ones.
    ///
    /// # Errors
    /// [`PoolError::Full`] right away where the queue is full, [`PoolError::Late`] if the deadline
    /// comes first (a job that has begun has a second more, and is then left to itself), [`PoolError::Panicked`].
    pub async fn run<T: Send + 'static>(
        &self,
        deadline: &Deadline,
        bytes: usize,
        job: impl FnOnce(&Deadline) -> T + Send + 'static,
    ) -> Result<T, PoolError> {
        let _place = self.places.try_acquire().map_err(|_| PoolError::Full)?;
        let turn = tokio::time::timeout_at(deadline.at.into(), self.turn(bytes));
        let Ok(Ok(permits)) = turn.await else {
            return Err(PoolError::Late);
        };
        let end = deadline.at + GRACE;
        let deadline = deadline.clone();
        let done = self.threads.handle.spawn_blocking(move || {
            // Held by the thread: a job whose caller has gone still takes its core.
            let _permits = permits;
            (!deadline.is_over()).then(|| job(&deadline))
        });
        match tokio::time::timeout_at(end.into(), done).await {
            Ok(Ok(Some(result))) => Ok(result),
            Ok(Ok(None)) | Err(_) => Err(PoolError::Late),
            Ok(Err(_)) => Err(PoolError::Panicked),
        }
    }

    /// Waits until a job on so many bytes of text may run.
    async fn turn(&self, bytes: usize) -> Result<Permits, AcquireError> {
        // Before it waits among the short ones, so that those never wait for more than one long job.
        let long = match bytes {
            0..=MAX_SHORT_BYTES => None,
            _ => Some(self.long.clone().acquire_owned().await?),
        };
        Ok(Permits {
            _running: self.running.clone().acquire_owned().await?,
            _long: long,
        })
    }

    /// The same on a thread of another pool, which it blocks, for what is computed there. `None` where the deadline is over
    /// first.
    pub fn wait_for_turn(&self, deadline: &Deadline, bytes: usize) -> Option<Permits> {
        let mut turn = pin!(self.turn(bytes));
        let waker = Waker::from(Arc::new(Unpark(thread::current())));
        let mut context = Context::from_waker(&waker);
        while !deadline.is_over() {
            if let Poll::Ready(permits) = turn.as_mut().poll(&mut context) {
                // An error would say that the pool takes no more jobs, which it never does.
                return permits.ok();
            }
            thread::park_timeout(GLANCE);
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    const MINUTE: Duration = Duration::from_mins(1);
    const LONG: usize = MAX_SHORT_BYTES + 1;

    #[actix_rt::test]
    async fn a_full_queue_refuses_at_once_and_recovers() {
        let pool = Arc::new(CpuPool::new(1, 0).unwrap());
        let (deadline, _caller) = Deadline::after(MINUTE);
        let (release, gate) = mpsc::channel::<()>();
        let blocked = tokio::task::spawn_local({
            let (pool, deadline) = (pool.clone(), deadline.clone());
            async move {
                pool.run(&deadline, LONG, move |_| gate.recv().is_ok())
                    .await
            }
        });
        let waiting = tokio::task::spawn_local({
            let (pool, deadline) = (pool.clone(), deadline.clone());
            async move { pool.run(&deadline, LONG, |_| 2).await }
        });
        tokio::time::sleep(Duration::from_millis(20)).await;
        assert_eq!(pool.run(&deadline, LONG, |_| 3).await, Err(PoolError::Full));
        release.send(()).unwrap();
        assert_eq!(blocked.await.unwrap(), Ok(true));
        assert_eq!(waiting.await.unwrap(), Ok(2));
        assert_eq!(pool.run(&deadline, LONG, |_| 4).await, Ok(4));
    }

    #[actix_rt::test]
    async fn a_job_whose_time_is_over_or_whose_caller_is_gone_does_not_begin() {
        let pool = CpuPool::new(1, 1).unwrap();
        let (late, _caller) = Deadline::after(Duration::ZERO);
        assert_eq!(pool.run(&late, LONG, |_| 1).await, Err(PoolError::Late));
        let (deadline, caller) = Deadline::after(MINUTE);
        drop(caller);
        assert!(deadline.is_over());
        assert_eq!(pool.run(&deadline, LONG, |_| 1).await, Err(PoolError::Late));
    }

    #[actix_rt::test]
    async fn a_job_that_does_not_watch_its_deadline_is_left_behind() {
        let pool = CpuPool::new(1, 1).unwrap();
        let (deadline, _caller) = Deadline::after(Duration::from_millis(50));
        let (release, gate) = mpsc::channel::<()>();
        let started = Instant::now();
        let late = pool.run(&deadline, LONG, move |_| gate.recv().is_ok());
        assert_eq!(late.await, Err(PoolError::Late));
        assert!(started.elapsed() >= GRACE);
        // It still has its thread.
        let (soon, _caller) = Deadline::after(Duration::from_millis(50));
        assert_eq!(pool.run(&soon, LONG, |_| 1).await, Err(PoolError::Late));
        release.send(()).unwrap();
        let (deadline, _caller) = Deadline::after(MINUTE);
        assert_eq!(pool.run(&deadline, LONG, |_| 1).await, Ok(1));
    }

    #[actix_rt::test]
    async fn short_jobs_do_not_wait_for_long_ones() {
        let pool = Arc::new(CpuPool::new(1, 8).unwrap());
        let (deadline, _caller) = Deadline::after(MINUTE);
        let (release, gate) = mpsc::channel::<()>();
        let gate = Arc::new(std::sync::Mutex::new(gate));
        let long = [(); 3].map(|()| {
            let (pool, deadline, gate) = (pool.clone(), deadline.clone(), gate.clone());
            tokio::task::spawn_local(async move {
                let job = move |_: &Deadline| gate.lock().unwrap().recv().is_ok();
                pool.run(&deadline, LONG, job).await
            })
        });
        tokio::time::sleep(Duration::from_millis(20)).await;
        assert_eq!(pool.run(&deadline, MAX_SHORT_BYTES, |_| 1).await, Ok(1));
        for job in long {
            release.send(()).unwrap();
            assert_eq!(job.await.unwrap(), Ok(true));
        }
    }

    #[actix_rt::test]
    async fn a_panic_fails_its_own_job_only() {
        let pool = CpuPool::new(1, 1).unwrap();
        let (deadline, _caller) = Deadline::after(MINUTE);
        let failed = pool
            .run(&deadline, LONG, |_| std::panic::panic_any("on purpose"))
            .await;
        assert_eq!(failed, Err(PoolError::Panicked));
        assert_eq!(pool.run(&deadline, LONG, |_| 1).await, Ok(1));
    }
}
