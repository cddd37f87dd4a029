//! Fetching a missing model while a request waits for it, once however many wait.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use super::TranslateError;
use super::pool::Patience;
use super::store::{ModelStore, Pair, StoreError};

const GLANCE: Duration = Duration::from_millis(50);

/// The downloads that run.
#[derive(Debug, Default, Clone)]
pub(super) struct Fetches {
    running: Arc<Mutex<HashMap<Pair, Arc<Fetch>>>>,
}

/// A download. Whoever waits for it has a share of it, and finds in it how it ended.
#[derive(Debug, Default)]
struct Fetch {
    outcome: Mutex<Option<Result<(), StoreError>>>,
    ended: Condvar,
}

impl Fetches {
    /// Fetches a model in the background, or joins the download that runs, and waits for its end. A
    /// caller whose patience ends leaves; the download goes on.
    pub fn pull(
        &self,
        store: &Arc<ModelStore>,
        pair: &Pair,
        patience: &Patience,
    ) -> Result<(), TranslateError> {
        let (store, wanted) = (Arc::clone(store), pair.clone());
        let job = move || store.pull(&wanted, &mut |_| {}).map(drop);
        self.join_or_start(pair, job).wait(pair, patience)
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
        let (this, own, wanted) = (self.clone(), Arc::clone(&fetch), pair.clone());
        let run = move || {
            let outcome = catch_unwind(AssertUnwindSafe(job))
                .unwrap_or_else(|_| Err(StoreError::Interrupted(wanted.clone())));
            // First: whoever comes now begins anew.
            lock(&this.running).remove(&wanted);
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

impl Fetch {
    fn end(&self, outcome: Result<(), StoreError>) {
        *lock(&self.outcome) = Some(outcome);
        self.ended.notify_all();
    }

    fn wait(&self, pair: &Pair, patience: &Patience) -> Result<(), TranslateError> {
        let mut outcome = lock(&self.outcome);
        loop {
            if let Some(outcome) = &*outcome {
                return Ok(outcome.clone()?);
            }
            if let Err(TranslateError::Deadline) = patience.check() {
                return Err(TranslateError::Fetching { pair: pair.clone() });
            }
            patience.check()?;
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

    #[test]
    fn everyone_who_waits_learns_how_it_ended() {
        let fetches = Fetches::default();
        let (release, gate) = mpsc::channel::<()>();
        let job = move || {
            gate.recv().unwrap();
            Err(StoreError::NotOffered(pair()))
        };
        let mut waiting = vec![fetches.join_or_start(&pair(), job)];
        waiting.extend([(); 2].map(|()| fetches.join_or_start(&pair(), || Ok(()))));
        release.send(()).unwrap();
        for fetch in waiting {
            let failed = fetch.wait(&pair(), &Patience::default());
            assert!(matches!(
                failed,
                Err(TranslateError::Store(StoreError::NotOffered(_)))
            ));
        }
        // That failure is past: the next one to come tries again.
        let again = fetches.join_or_start(&pair(), || Ok(()));
        assert!(again.wait(&pair(), &Patience::default()).is_ok());
    }

    #[test]
    fn a_panic_ends_the_download() {
        let fetches = Fetches::default();
        let failed = fetches.join_or_start(&pair(), || std::panic::panic_any("on purpose"));
        let failed = failed.wait(&pair(), &Patience::default());
        assert!(matches!(
            failed,
            Err(TranslateError::Store(StoreError::Interrupted(_)))
        ));
        assert!(lock(&fetches.running).is_empty());
        let again = fetches.join_or_start(&pair(), || Ok(()));
        assert!(again.wait(&pair(), &Patience::default()).is_ok());
    }
}
