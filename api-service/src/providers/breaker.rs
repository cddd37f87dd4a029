//! Leaves a provider alone that keeps failing, so that nobody waits for what will not come.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// Failures in a row before the first pause.
const FAILURES: u32 = 8;
const FIRST_PAUSE: Duration = Duration::from_secs(5);
const MAX_PAUSE: Duration = Duration::from_mins(1);

/// Counts failures in a row. After too many it is open for a while; then one request at a time may try,
/// and the first success closes it.
#[derive(Debug, Default)]
pub struct Breaker(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    failures: u32,
    /// When it was opened last.
    opened: Option<Instant>,
    open_until: Option<Instant>,
    pause: Duration,
}

impl Breaker {
    /// Whether a request may go out.
    ///
    /// # Errors
    /// How long to wait.
    pub fn admit(&self, now: Instant) -> Result<(), Duration> {
        let mut state = self.lock();
        match state.open_until {
            None => Ok(()),
            Some(until) if now < until => Err(until - now),
            Some(_) => {
                // This one tries; the others wait until it is known how it went.
                state.open_until = Some(now + state.pause);
                Ok(())
            }
        }
    }

    /// Notes that the provider answered sensibly.
    pub fn succeeded(&self) {
        *self.lock() = State::default();
    }

    /// Notes that it did not answer a request that was admitted then. One that was under way already when it was opened
    /// says nothing new.
    pub fn failed(&self, admitted: Instant, now: Instant) {
        let mut state = self.lock();
        if state.opened.is_some_and(|opened| admitted < opened) {
            return;
        }
        state.failures += 1;
        if state.failures >= FAILURES {
            state.pause = (state.pause * 2).clamp(FIRST_PAUSE, MAX_PAUSE);
            state.opened = Some(now);
            state.open_until = Some(now + state.pause);
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_opens_after_failures_in_a_row_and_closes_with_a_success() {
        let breaker = Breaker::default();
        let start = Instant::now();
        for _ in 0..FAILURES - 1 {
            breaker.failed(start, start);
        }
        breaker.succeeded();
        for _ in 0..FAILURES {
            assert_eq!(breaker.admit(start), Ok(()));
            breaker.failed(start, start);
        }
        assert_eq!(breaker.admit(start), Err(FIRST_PAUSE));
        let later = start + FIRST_PAUSE;
        assert_eq!(breaker.admit(later), Ok(()), "one may try");
        assert_eq!(breaker.admit(later), Err(FIRST_PAUSE), "the others wait");
        breaker.failed(later, later);
        assert_eq!(breaker.admit(later), Err(FIRST_PAUSE * 2));
        breaker.succeeded();
        assert_eq!(breaker.admit(later), Ok(()));
    }

    #[test]
    fn pauses_do_not_grow_for_ever() {
        let breaker = Breaker::default();
        let mut now = Instant::now();
        for _ in 0..100 {
            breaker.failed(now, now);
            now += MAX_PAUSE;
        }
        breaker.failed(now, now);
        assert_eq!(breaker.admit(now), Err(MAX_PAUSE));
    }

    #[test]
    fn what_was_under_way_when_it_opened_does_not_prolong_the_pause() {
        let breaker = Breaker::default();
        let start = Instant::now();
        let later = start + Duration::from_secs(1);
        for _ in 0..100 {
            assert_eq!(breaker.admit(start), Ok(()));
        }
        for _ in 0..100 {
            breaker.failed(start, later);
        }
        assert_eq!(breaker.admit(later), Err(FIRST_PAUSE));
    }
}
