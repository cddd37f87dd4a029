//! What every route shares.

use std::{sync::Arc, thread};

use db::{RecordStore, Writer};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use web_common::{Code, Lifecycle, Problem, assets::Assets, instance::Work};

use crate::{
    args::{ApiArgs, Limits},
    engine::{Engines, LoadError},
    input::arrival::Arrivals,
    metrics,
    pool::CpuPool,
};

/// Jobs that may wait for each thread. At a millisecond or two each, the last one waits well under a
/// second.
const QUEUE_PER_THREAD: usize = 128;

/// Texts of more bytes than this are large: they take up to two hundred times as much memory, which the allocator keeps
/// for the thread. So they get threads of their own: one for every [`THREADS_PER_LARGE`] cores.
const MIN_LARGE_BYTES: usize = 256 << 10;
const THREADS_PER_LARGE: usize = 4;

/// Translations that share the translator at a time; as many more may wait.
const TRANSLATIONS: usize = 64;

/// What the texts of all requests that are being worked on may have, in bytes; more where a single request may have more.
/// What is made of a text takes up to a hundred times as much memory.
const MAX_TEXT_BYTES_AT_WORK: usize = 16 << 20;

/// The files of this service's pages.
#[derive(rust_embed::RustEmbed)]
#[folder = "assets"]
pub struct ApiFiles;

/// Engines, store and limits. Cheap to clone; clones share everything.
#[derive(Clone)]
pub struct ApiState {
    /// The engines, loaded once.
    pub engines: Arc<Engines>,
    /// The threads that compute; [`computing`](Self::computing) tells which a job is for.
    pub pool: Arc<CpuPool>,
    /// Those for large texts.
    pub large: Arc<CpuPool>,
    /// The threads that wait for the translator, which computes on threads of its own and lets short
    /// texts overtake long ones: spelling must not queue behind them.
    pub translating: Arc<CpuPool>,
    /// The threads that put long bodies, records and answers into another form.
    pub converting: Arc<CpuPool>,
    /// Where records are kept.
    pub store: RecordStore,
    /// The task that saves records.
    pub writer: Writer,
    /// Where the process is in its life: when it stops, so does work that still runs.
    pub lifecycle: Lifecycle,
    /// How much one request may ask for.
    pub limits: Limits,
    /// The memory for requests' bodies.
    pub arrivals: Arc<Arrivals>,
    /// Permits for texts that are being worked on, or wait for it, in bytes.
    texts: Arc<Semaphore>,
    /// Style sheets and scripts.
    pub assets: Arc<Assets>,
}

impl ApiState {
    /// Loads the engines, which takes some tenths of a second, and starts the task that saves records, on
    /// the current Tokio runtime.
    ///
    /// # Errors
    /// A sentence that names the variable to change.
    pub fn build(
        args: &ApiArgs,
        store: RecordStore,
        lifecycle: Lifecycle,
    ) -> Result<Self, LoadError> {
        let threads = thread::available_parallelism().map_or(1, Into::into);
        let waiting = threads * QUEUE_PER_THREAD;
        let converting = Arc::new(CpuPool::new(1, waiting)?);
        let body_bytes = args.max_body_bytes.0 as usize;
        let state = Self {
            engines: Arc::new(Engines::load(args)?),
            pool: Arc::new(CpuPool::new(threads, waiting)?),
            large: Arc::new(CpuPool::for_long_jobs(
                threads.div_ceil(THREADS_PER_LARGE),
                waiting,
            )?),
            translating: Arc::new(CpuPool::new(TRANSLATIONS, TRANSLATIONS)?),
            writer: Writer::start(store.clone(), metrics::saved),
            store,
            limits: Limits::from(args),
            arrivals: Arc::new(Arrivals::new(
                body_bytes,
                lifecycle.clone(),
                converting.clone(),
            )),
            lifecycle,
            converting,
            texts: Arc::new(Semaphore::new(MAX_TEXT_BYTES_AT_WORK.max(body_bytes))),
            assets: Arc::new(Assets::new::<ApiFiles>("/api")),
        };
        metrics::watch(&state);
        Ok(state)
    }

    /// Reserves memory for so many bytes of texts, until it is dropped.
    ///
    /// # Errors
    /// 503 where there is not so much now.
    pub fn reserve(&self, bytes: usize) -> Result<OwnedSemaphorePermit, Problem> {
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        self.texts
            .clone()
            .try_acquire_many_owned(bytes)
            .map_err(|_| {
                let detail = "Too many long texts are being worked on. Nothing was saved.";
                Problem::new(Code::Overloaded, detail).retry_after(5)
            })
    }

    /// The threads that work on so many bytes of text.
    pub fn computing(&self, bytes: usize) -> &Arc<CpuPool> {
        if bytes > MIN_LARGE_BYTES {
            &self.large
        } else {
            &self.pool
        }
    }

    /// How many jobs wait for the threads that compute.
    pub fn waiting(&self) -> usize {
        self.pool.waiting() + self.large.waiting()
    }

    /// What there is to do at any moment, for the fleet's monitor.
    pub fn work(&self) -> impl Fn() -> Work + Send + Sync + 'static {
        let state = self.clone();
        move || Work {
            waiting: state.waiting() + state.translating.waiting() + state.writer.waiting(),
            models: state.engines.models_loaded(),
        }
    }
}
