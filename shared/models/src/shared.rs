//! A store for many at once: a model that several requests lack is fetched once, in the background.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use text::translate::{ModelFiles, Models, Pair, Unavailable};

use crate::error::StoreError;
use crate::store::ModelStore;

/// How often one who waits asks whether to go on.
const GLANCE: Duration = Duration::from_millis(50);

/// A store whose models are fetched when they are needed. Clones are the same store.
#[derive(Debug, Clone)]
pub struct SharedStore {
    store: Arc<ModelStore>,
    /// The downloads that run.
    running: Arc<Mutex<HashMap<Pair, Arc<Fetch>>>>,
}

/// A download. Whoever waits for it has a share of it, and finds in it how it ended.
#[derive(Debug, Default)]
struct Fetch {
    outcome: Mutex<Option<Result<(), StoreError>>>,
    ended: Condvar,
}

impl SharedStore {
    /// A store that requests share.
    pub fn new(store: ModelStore) -> Self {
        Self {
            store: Arc::new(store),
            running: Arc::default(),
        }
    }

    /// The store itself.
    pub fn store(&self) -> &ModelStore {
        &self.store
    }

    /// The download of this pair that runs, or a new one.
    fn join_or_start(
        &self,
        pair: &Pair,
        job: impl FnOnce() -> Result<(), StoreError> + Send + 'static,
    ) -> Arc<Fetch> {
        let mut running = lock(&self.running);
        if let Some(fetch) = running.get(pair) {
            return Arc::clone(fetch);
        }
        let fetch = Arc::new(Fetch::default());
        let (running_too, own, wanted) =
            (Arc::clone(&self.running), Arc::clone(&fetch), pair.clone());
        let run = move || {
            let outcome = catch_unwind(AssertUnwindSafe(job))
                .unwrap_or_else(|_| Err(StoreError::Interrupted(wanted.clone())));
            // First: whoever comes now begins anew.
            lock(&running_too).remove(&wanted);
            own.end(outcome);
        };
        match thread::Builder::new().spawn(run) {
            Ok(_) => drop(running.insert(pair.clone(), Arc::clone(&fetch))),
            // The system has no thread to give.
            Err(_) => fetch.end(Err(StoreError::Interrupted(pair.clone()))),
        }
        fetch
    }
}

impl Models for SharedStore {
    fn has(&self, pair: &Pair) -> bool {
        self.store.has(pair)
    }

    fn is_offered(&self, pair: &Pair) -> bool {
        self.store.is_offered(pair)
    }

    fn open(&self, pair: &Pair) -> Result<ModelFiles, Unavailable> {
        Ok(self.store.open(pair)?.model_files()?)
    }

    fn check(&self, pair: &Pair) -> Result<(), Unavailable> {
        Ok(self.store.open(pair)?.verify()?)
    }

    fn fetch(&self, pair: &Pair, waits: &dyn Fn() -> bool) -> Result<bool, Unavailable> {
        let (store, wanted) = (Arc::clone(&self.store), pair.clone());
        let job = move || store.pull(&wanted, &mut |_| {}).map(drop);
        let ended = self.join_or_start(pair, job).wait(waits);
        Ok(ended.transpose()?.is_some())
    }
}

impl Fetch {
    fn end(&self, outcome: Result<(), StoreError>) {
        *lock(&self.outcome) = Some(outcome);
        self.ended.notify_all();
    }

    /// How it ended; `None` where it goes on and the caller does not wait any more.
    fn wait(&self, waits: &dyn Fn() -> bool) -> Option<Result<(), StoreError>> {
        let mut outcome = lock(&self.outcome);
        loop {
            if outcome.is_some() || !waits() {
                return outcome.clone();
            }
            outcome = self
                .ended
                .wait_timeout(outcome, GLANCE)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    fn pair() -> Pair {
        "pt-en".parse().unwrap()
    }

    fn store() -> SharedStore {
        SharedStore::new(ModelStore::new("/nowhere", Some("file:///nowhere")).unwrap())
    }

    #[test]
    fn everyone_who_waits_learns_how_it_ended() {
        let store = store();
        let (release, gate) = mpsc::channel::<()>();
        let job = move || {
            gate.recv().unwrap();
            Err(StoreError::NotOffered(pair()))
        };
        let mut waiting = vec![store.join_or_start(&pair(), job)];
        waiting.extend([(); 2].map(|()| store.join_or_start(&pair(), || Ok(()))));
        assert!(waiting[0].wait(&|| false).is_none(), "it goes on");
        release.send(()).unwrap();
        for fetch in waiting {
            let failed = fetch.wait(&|| true);
            assert!(matches!(failed, Some(Err(StoreError::NotOffered(_)))));
        }
        // That failure is past: the next one to come tries again.
        let again = store.join_or_start(&pair(), || Ok(()));
        assert!(matches!(again.wait(&|| true), Some(Ok(()))));
    }

    #[test]
    fn a_panic_ends_the_download() {
        let store = store();
        let failed = store.join_or_start(&pair(), || std::panic::panic_any("on purpose"));
        let failed = failed.wait(&|| true);
        assert!(matches!(failed, Some(Err(StoreError::Interrupted(_)))));
        assert!(lock(&store.running).is_empty());
        let again = store.join_or_start(&pair(), || Ok(()));
        assert!(matches!(again.wait(&|| true), Some(Ok(()))));
    }
}
