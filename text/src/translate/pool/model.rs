//! The thread that owns one engine, and its workers.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;

use super::super::engine::LocalEngine;
use super::super::models::{ModelFiles, Models};
use super::super::sentence::Failed;
use super::{Pair, Shared, TranslateError};

/// Where a model is in its life.
#[derive(Debug)]
pub(super) enum Phase {
    /// Its thread checks and reads the files.
    Loading,
    /// Sentences can run.
    Ready,
    /// It takes no more sentences and goes when its workers have.
    Closing,
    /// It could not be loaded; the next caller gets the reason.
    Failed(TranslateError),
}

/// Starts the thread that loads a model and keeps it until it is closed.
pub(super) fn spawn(
    shared: &Arc<Shared>,
    models: &Arc<dyn Models>,
    files: ModelFiles,
) -> std::io::Result<()> {
    let (shared, models) = (Arc::clone(shared), Arc::clone(models));
    thread::Builder::new()
        .name(format!("translate {}", files.pair))
        .spawn(move || live(&shared, &*models, &files))
        .map(drop)
}

fn live(shared: &Shared, models: &dyn Models, files: &ModelFiles) {
    let pair = &files.pair;
    // The engine trusts its files: what the hash did not catch may panic in it.
    let loaded = catch_unwind(AssertUnwindSafe(|| {
        models.check(pair)?;
        LocalEngine::load(files)
    }));
    let engine = match loaded {
        Ok(Ok(engine)) => engine,
        Ok(Err(error)) => return fail(shared, pair, error),
        Err(_) => {
            let error = TranslateError::Engine {
                pair: pair.clone(),
                detail: "its files make no model".to_owned(),
            };
            return fail(shared, pair, error);
        }
    };
    set_phase(shared, pair, Phase::Ready);
    thread::scope(|scope| {
        for _ in 1..shared.threads {
            scope.spawn(|| work(shared, pair, &engine));
        }
        work(shared, pair, &engine);
    });
    drop(engine);
    shared.lock().models.remove(pair);
    shared.changed.notify_all();
}

fn fail(shared: &Shared, pair: &Pair, error: TranslateError) {
    set_phase(shared, pair, Phase::Failed(error));
}

fn set_phase(shared: &Shared, pair: &Pair, phase: Phase) {
    if let Some(model) = shared.lock().models.get_mut(pair) {
        model.phase = phase;
    }
    shared.changed.notify_all();
}

/// Takes sentences until the model is closed and none is left for it.
fn work(shared: &Shared, pair: &Pair, engine: &LocalEngine) {
    let mut state = shared.lock();
    loop {
        let task = if state.running < shared.threads {
            state.schedule.take(pair)
        } else {
            None
        };
        if let Some(task) = task {
            state.running += 1;
            drop(state);
            // A sentence that the engine can't bear must not take the model with it.
            let answer = catch_unwind(AssertUnwindSafe(|| engine.translate(&task.sentence)))
                .unwrap_or(Err(Failed));
            state = shared.lock();
            state.running -= 1;
            state.sentences += 1;
            state.schedule.done(task.job);
            drop(state);
            // The caller may have gone.
            let _ = task.answers.send((task.number, answer));
            shared.changed.notify_all();
            state = shared.lock();
            continue;
        }
        let closing = state.closing
            || state
                .models
                .get(pair)
                .is_none_or(|model| matches!(model.phase, Phase::Closing));
        if closing && !state.schedule.uses(pair) {
            return;
        }
        state = shared
            .changed
            .wait(state)
            .unwrap_or_else(std::sync::PoisonError::into_inner);
    }
}
