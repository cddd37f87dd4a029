//! Jobs of requests, on the threads that they belong on.

use std::time::Duration;

use web_common::{Code, Lifecycle, Problem};

use crate::{
    pool::{CpuPool, Deadline, PoolError},
    problem,
    state::ApiState,
};

/// How long the engines may take for one request; below a balancer's idle time-out of 60 s.
pub const ENGINES_TIMEOUT: Duration = Duration::from_secs(30);
/// Up to this many bytes of text, conversion is cheap enough for the async thread.
const MAX_INLINE_BYTES: usize = 16 << 10;

/// Runs a job on so many bytes of text on the threads that compute.
///
/// # Errors
/// Overloaded, or a panic of the job.
pub async fn compute<T: Send + 'static>(
    state: &ApiState,
    bytes: usize,
    job: impl FnOnce(&Deadline) -> T + Send + 'static,
) -> Result<T, Problem> {
    let _reserved = state.reserve(bytes)?;
    let (deadline, _caller) = Deadline::after(ENGINES_TIMEOUT);
    let done = state.computing(bytes).run(&deadline, bytes, job);
    until_last_call(&state.lifecycle, async { done.await.map_err(pool_problem) }).await
}

/// What a job gives that saves nothing, unless the process stops before it is done.
///
/// # Errors
/// Those of the job; 503 where it came too late.
pub async fn until_last_call<T>(
    lifecycle: &Lifecycle,
    job: impl Future<Output = Result<T, Problem>>,
) -> Result<T, Problem> {
    tokio::select! {
        done = job => done,
        () = lifecycle.last_call() => Err(problem::stopping()),
    }
}

/// Runs a job that puts records or answers of so many bytes of text into another form: where they are long not on the
/// async threads, and never behind the engines.
///
/// # Errors
/// Overloaded, stopping, or a panic of the job.
pub async fn convert<T: Send + 'static>(
    state: &ApiState,
    bytes: usize,
    job: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Problem> {
    convert_on(&state.lifecycle, &state.converting, bytes, job).await
}

/// The same on these threads, unless the process stops before it is done.
///
/// # Errors
/// As [`convert`].
pub async fn convert_on<T: Send + 'static>(
    lifecycle: &Lifecycle,
    threads: &CpuPool,
    bytes: usize,
    job: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Problem> {
    if bytes <= MAX_INLINE_BYTES {
        return Ok(job());
    }
    let (deadline, _caller) = Deadline::after(ENGINES_TIMEOUT);
    let done = threads.run(&deadline, bytes, |_| job());
    tokio::select! {
        done = done => done.map_err(not_converted),
        () = lifecycle.last_call() => Err(problem::closing()),
    }
}

/// Runs a job that may wait for a disk or a network.
///
/// # Errors
/// Overloaded, or a panic of the job.
pub async fn wait<T: Send + 'static>(
    state: &ApiState,
    job: impl FnOnce(&Deadline) -> T + Send + 'static,
) -> Result<T, Problem> {
    let (deadline, _caller) = Deadline::after(ENGINES_TIMEOUT);
    let done = state.translating.run(&deadline, 0, job);
    until_last_call(&state.lifecycle, async { done.await.map_err(pool_problem) }).await
}

/// Why something was not put into another form. That happens to what is read, to what is not yet saved and to what is.
fn not_converted(error: PoolError) -> Problem {
    match error {
        PoolError::Full => Problem::new(
            Code::Overloaded,
            "Too much work waits already. Try again in a moment.",
        )
        .retry_after(1),
        PoolError::Late => Problem::new(
            Code::Overloaded,
            "The work was not done in time. Try again in a moment.",
        )
        .retry_after(5),
        PoolError::Panicked => Problem::internal(&error),
    }
}

/// Why a text was not processed, as its sender is told.
pub fn pool_problem(error: PoolError) -> Problem {
    match error {
        PoolError::Full => Problem::new(
            Code::Overloaded,
            "Too much work waits already. Nothing was saved.",
        )
        .retry_after(1),
        PoolError::Late => problem::late(),
        PoolError::Panicked => Problem::internal(&error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;
    use web_common::health::Phase;

    #[actix_rt::test]
    async fn a_process_that_stops_does_not_wait_for_long_jobs() {
        let lifecycle = Lifecycle::default();
        let short = until_last_call(&lifecycle, async { Ok(1) });
        assert_eq!(short.await.unwrap(), 1);
        let never = std::future::pending::<Result<(), Problem>>();
        let long = until_last_call(&lifecycle, never);
        lifecycle.enter(Phase::Draining);
        let refused = tokio::time::timeout(Duration::from_secs(8), long).await;
        let refused = refused.unwrap().unwrap_err();
        assert_eq!(refused.code(), Code::Overloaded);
        assert_eq!(refused.comes_back_after(), Some(1));
    }

    #[actix_rt::test]
    async fn a_process_that_stops_does_not_wait_for_long_conversions() {
        let lifecycle = Lifecycle::default();
        let threads = CpuPool::new(1, 1).unwrap();
        let (release, gate) = mpsc::channel::<()>();
        let job = move || gate.recv().is_ok();
        let long = convert_on(&lifecycle, &threads, MAX_INLINE_BYTES + 1, job);
        lifecycle.enter(Phase::Draining);
        let refused = tokio::time::timeout(Duration::from_secs(8), long).await;
        let refused = refused.unwrap().unwrap_err();
        assert_eq!(refused.code(), Code::Overloaded);
        assert!(!refused.detail().contains("saved"), "{refused}");
        release.send(()).unwrap();
        // What is done at once is answered even now.
        for _ in 0..20 {
            assert_eq!(convert_on(&lifecycle, &threads, 1, || 1).await.unwrap(), 1);
        }
    }

    #[test]
    fn what_was_not_converted_may_be_saved_all_the_same() {
        for error in [PoolError::Full, PoolError::Late, PoolError::Panicked] {
            let problem = not_converted(error);
            assert!(!problem.detail().contains("saved"), "{problem}");
            let answer = problem::unanswered(&problem);
            assert!(answer.detail().contains("is saved"), "{answer}");
            assert_eq!(answer.comes_back_after(), None, "a retry would double it");
        }
    }
}
