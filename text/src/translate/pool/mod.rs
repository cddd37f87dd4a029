//! Engines and the threads that run them.
//!
//! An engine can be shared between threads but must be dropped where it was made. So each loaded model
//! has a thread of its own that owns the engine, and lends it to as many scoped workers as the pool may
//! run at once. All workers take sentences from one schedule, so that together they never run more than
//! the pool allows, whatever the number of models.

mod model;
mod schedule;

use std::collections::HashMap;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::models::{ModelFiles, Models};
use super::pair::Pair;
use super::sentence::{Failed, Sentence};
use super::{Cancel, TranslateError};
use model::Phase;
use schedule::{Job, Schedule};

/// How often a waiting caller looks whether it was cancelled.
const GLANCE: Duration = Duration::from_millis(20);

/// Memory that a loaded model takes, for each byte of its files: weights are unpacked for the processor
/// beside the mapped file (measured with the tiny architecture: 23 MB of files, 56 MB resident).
const MEMORY_FACTOR: f64 = 2.5;

/// When a caller stops waiting.
#[derive(Debug, Clone, Default)]
pub(super) struct Patience {
    pub deadline: Option<Instant>,
    pub cancel: Cancel,
}

impl Patience {
    pub fn check(&self) -> Result<(), TranslateError> {
        if self.cancel.is_cancelled() {
            Err(TranslateError::Cancelled)
        } else if self
            .deadline
            .is_some_and(|deadline| Instant::now() >= deadline)
        {
            Err(TranslateError::Deadline)
        } else {
            Ok(())
        }
    }
}

/// What the pool has loaded and done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PoolStats {
    /// Models in memory.
    pub models: usize,
    /// Bytes that they take, estimated from their files.
    pub memory_bytes: u64,
    /// Sentences that wait for a thread.
    pub waiting: usize,
    /// Sentences translated since the start.
    pub sentences: u64,
}

/// Runs sentences on models.
#[derive(Debug)]
pub(super) struct Pool {
    shared: Arc<Shared>,
    memory: u64,
}

/// What callers, workers and owners of engines share.
#[derive(Debug)]
struct Shared {
    threads: usize,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    models: HashMap<Pair, Model>,
    schedule: Schedule,
    running: usize,
    uses: u64,
    sentences: u64,
    closing: bool,
}

/// A model that is loading, loaded, or being dropped.
#[derive(Debug)]
struct Model {
    phase: Phase,
    memory: u64,
    last_use: u64,
    label: String,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(&self, state: MutexGuard<'a, State>) -> MutexGuard<'a, State> {
        self.changed
            .wait_timeout(state, GLANCE)
            .unwrap_or_else(PoisonError::into_inner)
            .0
    }
}

impl Pool {
    /// A pool of `threads` that keeps models in memory up to `memory` bytes; one model is always
    /// allowed.
    pub fn new(threads: usize, memory: u64) -> Self {
        let shared = Shared {
            threads: threads.max(1),
            state: Mutex::default(),
            changed: Condvar::new(),
        };
        Self {
            shared: Arc::new(shared),
            memory,
        }
    }

    /// Translates sentences with the model for a pair, loading it first if need be. Answers are in the
    /// order of the sentences; the second value names the model. As soon as more than `bearable` letters
    /// have no translation, the rest is not tried.
    pub fn run(
        &self,
        models: &Arc<dyn Models>,
        pair: &Pair,
        sentences: Vec<Sentence>,
        patience: &Patience,
        bearable: usize,
    ) -> Result<(Vec<Result<String, Failed>>, String), TranslateError> {
        let letters: Vec<usize> = sentences.iter().map(Sentence::letters).collect();
        let (sender, receiver) = mpsc::channel();
        let (mut state, label) = self.loaded(models, pair, patience)?;
        let id = state
            .schedule
            .add(Job::new(pair.clone(), sentences, sender));
        drop(state);
        self.shared.changed.notify_all();
        let answers = collect(&receiver, &letters, patience, bearable);
        // What nobody waits for any more is not translated.
        self.shared.lock().schedule.remove(id);
        Ok((answers?, label))
    }

    /// Waits until the model is loaded, and returns with the state locked so that it stays so.
    fn loaded<'a>(
        &'a self,
        models: &Arc<dyn Models>,
        pair: &Pair,
        patience: &Patience,
    ) -> Result<(MutexGuard<'a, State>, String), TranslateError> {
        let mut files: Option<ModelFiles> = None;
        let mut state = self.shared.lock();
        loop {
            patience.check()?;
            state.uses += 1;
            let now = state.uses;
            if let Some(model) = state.models.get_mut(pair) {
                match &model.phase {
                    Phase::Ready => {
                        model.last_use = now;
                        let label = model.label.clone();
                        return Ok((state, label));
                    }
                    Phase::Failed(_) => {
                        let failed = state.models.remove(pair).map(|model| model.phase);
                        self.shared.changed.notify_all();
                        if let Some(Phase::Failed(error)) = failed {
                            return Err(error);
                        }
                    }
                    Phase::Loading | Phase::Closing => {}
                }
            } else if let Some(found) = &files {
                let memory = (found.bytes as f64 * MEMORY_FACTOR) as u64;
                if state.models.is_empty() || state.memory() + memory <= self.memory {
                    let entry = Model {
                        phase: Phase::Loading,
                        memory,
                        last_use: now,
                        label: found.label.clone(),
                    };
                    state.models.insert(pair.clone(), entry);
                    model::spawn(&self.shared, models, found.clone()).map_err(|e| {
                        state.models.remove(pair);
                        TranslateError::Engine {
                            pair: pair.clone(),
                            detail: format!("no thread: {e}"),
                        }
                    })?;
                } else if state.evict() {
                    self.shared.changed.notify_all();
                }
            } else {
                drop(state);
                files = Some(models.open(pair)?);
                state = self.shared.lock();
                continue;
            }
            state = self.shared.wait(state);
        }
    }

    pub fn stats(&self) -> PoolStats {
        let state = self.shared.lock();
        PoolStats {
            models: state.models.len(),
            memory_bytes: state.memory(),
            waiting: state.schedule.waiting(),
            sentences: state.sentences,
        }
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.shared.lock().closing = true;
        self.shared.changed.notify_all();
    }
}

impl State {
    fn memory(&self) -> u64 {
        self.models.values().map(|model| model.memory).sum()
    }

    /// Starts to drop the model that was used longest ago, of those that no request waits for. Does
    /// nothing while another is on its way out.
    fn evict(&mut self) -> bool {
        if self
            .models
            .values()
            .any(|model| matches!(model.phase, Phase::Closing))
        {
            return false;
        }
        let schedule = &self.schedule;
        let oldest = self
            .models
            .iter_mut()
            .filter(|(pair, model)| matches!(model.phase, Phase::Ready) && !schedule.uses(pair))
            .min_by_key(|(_, model)| model.last_use);
        match oldest {
            Some((_, model)) => {
                model.phase = Phase::Closing;
                true
            }
            None => false,
        }
    }
}

/// Receives the answers of a job, for as long as the caller is willing to wait and as long as they are of
/// use.
fn collect(
    receiver: &Receiver<(usize, Result<String, Failed>)>,
    letters: &[usize],
    patience: &Patience,
    bearable: usize,
) -> Result<Vec<Result<String, Failed>>, TranslateError> {
    let mut answers: Vec<Result<String, Failed>> = vec![Err(Failed); letters.len()];
    let mut missing = letters.len();
    let mut failed = 0;
    while missing > 0 && failed <= bearable {
        match receiver.recv_timeout(GLANCE) {
            Ok((n, answer)) => {
                missing -= 1;
                failed += if answer.is_err() { letters[n] } else { 0 };
                answers[n] = answer;
            }
            Err(RecvTimeoutError::Timeout) => {}
            // The workers are gone: the pool is being dropped.
            Err(RecvTimeoutError::Disconnected) => return Err(TranslateError::Cancelled),
        }
        patience.check()?;
    }
    Ok(answers)
}
