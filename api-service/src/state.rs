//! What every route shares.

use std::{sync::Arc, thread};

use db::{RecordStore, Writer};
use web_common::{assets::Assets, instance::Work};

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

/// Translations that share the translator at a time; as many more may wait.
const TRANSLATIONS: usize = 64;

/// The files of this service's pages.
#[derive(rust_embed::RustEmbed)]
#[folder = "assets"]
pub struct ApiFiles;

/// Engines, store and limits. Cheap to clone; clones share everything.
#[derive(Clone)]
pub struct ApiState {
    /// The engines, loaded once.
    pub engines: Arc<Engines>,
    /// The threads that compute.
    pub pool: Arc<CpuPool>,
    /// The threads that wait for the translator, which computes on threads of its own and lets short
    /// texts overtake long ones: spelling must not queue behind them.
    pub translating: Arc<CpuPool>,
    /// Where records are kept.
    pub store: RecordStore,
    /// The task that saves records.
    pub writer: Writer,
    /// How much one request may ask for.
    pub limits: Limits,
    /// The room for requests' bodies.
    pub arrivals: Arc<Arrivals>,
    /// Style sheets and scripts.
    pub assets: Arc<Assets>,
}

impl ApiState {
    /// Loads the engines, which takes some tenths of a second, and starts the task that saves records, on
    /// the current Tokio runtime.
    ///
    /// # Errors
    /// A sentence that names the variable to change.
    pub fn build(args: &ApiArgs, store: RecordStore) -> Result<Self, LoadError> {
        let threads = thread::available_parallelism().map_or(1, Into::into);
        let state = Self {
            engines: Arc::new(Engines::load(args)?),
            pool: Arc::new(CpuPool::new(threads, threads * QUEUE_PER_THREAD)?),
            translating: Arc::new(CpuPool::new(TRANSLATIONS, TRANSLATIONS)?),
            writer: Writer::start(store.clone(), metrics::saved),
            store,
            limits: Limits::from(args),
            arrivals: Arc::new(Arrivals::new(args.max_body_bytes.0 as usize)),
            assets: Arc::new(Assets::new::<ApiFiles>("/api")),
        };
        metrics::watch(&state);
        Ok(state)
    }

    /// What there is to do at any moment, for the fleet's monitor.
    pub fn work(&self) -> impl Fn() -> Work + Send + Sync + 'static {
        let state = self.clone();
        move || Work {
            waiting: state.pool.waiting() + state.translating.waiting() + state.writer.waiting(),
            models: state.engines.models_loaded(),
        }
    }
}
