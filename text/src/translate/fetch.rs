//! Fetching a missing model while a request waits for it, once however many wait.

use std::collections::HashMap;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use super::TranslateError;
use super::pool::Patience;
use super::store::{ModelStore, Pair, StoreError};

const GLANCE: Duration = Duration::from_millis(50);

/// Downloads that run, and how those ended that a request still waits for.
#[derive(Debug, Default, Clone)]
pub(super) struct Fetches {
    shared: Arc<(Mutex<HashMap<Pair, Fetch>>, Condvar)>,
}

#[derive(Debug)]
enum Fetch {
    Running,
    Failed(StoreError),
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
        let (running, ended) = &*self.shared;
        let mut state = running.lock().unwrap_or_else(PoisonError::into_inner);
        if !state.contains_key(pair) {
            state.insert(pair.clone(), Fetch::Running);
            let (this, store, pair) = (self.clone(), Arc::clone(store), pair.clone());
            thread::spawn(move || this.run(&store, &pair));
        }
        loop {
            match state.get(pair) {
                None => return Ok(()),
                Some(Fetch::Failed(_)) => {
                    if let Some(Fetch::Failed(error)) = state.remove(pair) {
                        return Err(error.into());
                    }
                }
                Some(Fetch::Running) => {}
            }
            state = ended
                .wait_timeout(state, GLANCE)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
            if let Err(TranslateError::Deadline) = patience.check() {
                return Err(TranslateError::Fetching { pair: pair.clone() });
            }
            patience.check()?;
        }
    }

    fn run(&self, store: &ModelStore, pair: &Pair) {
        let result = store.pull(pair, &mut |_| {});
        let (running, ended) = &*self.shared;
        let mut state = running.lock().unwrap_or_else(PoisonError::into_inner);
        match result {
            Ok(_) => state.remove(pair),
            Err(error) => state.insert(pair.clone(), Fetch::Failed(error)),
        };
        drop(state);
        ended.notify_all();
    }
}
