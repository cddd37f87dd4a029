//! Computing in turn on threads that do not compute: a clean-up that translates runs where jobs wait for the translator,
//! of which there are many, and spaces and spells there as few at a time as any other text.

use std::sync::Arc;

use crate::pool::{CpuPool, Deadline, Permits};

/// Whose turns a job takes, and for how many bytes of text.
#[derive(Debug, Clone)]
pub struct Turns {
    pool: Arc<CpuPool>,
    bytes: usize,
}

/// The turn of a job on a thread of another pool. On a thread that computes there is none to wait for.
#[derive(Debug)]
pub struct Turn<'a> {
    turns: Option<&'a Turns>,
    held: Option<Permits>,
}

impl Turns {
    /// Those of this pool, as for a job on so many bytes of text.
    pub const fn of(pool: Arc<CpuPool>, bytes: usize) -> Self {
        Self { pool, bytes }
    }

    /// Blocks the thread; no longer than those before it take, which have deadlines of their own.
    fn wait(&self) -> Option<Permits> {
        self.pool.wait_for_turn(self.bytes)
    }
}

impl<'a> Turn<'a> {
    /// Waits for the turn of a job with this deadline.
    pub fn of(deadline: &'a Deadline) -> Self {
        let turns = deadline.turns();
        Self {
            turns,
            held: turns.and_then(Turns::wait),
        }
    }

    /// Does something that waits rather than computes. Meanwhile it is others' turn.
    pub fn aside<T>(&mut self, wait: impl FnOnce() -> T) -> T {
        self.held = None;
        let done = wait();
        self.held = self.turns.and_then(Turns::wait);
        done
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{sync::mpsc, thread, time::Duration};

    const LONG: usize = 1 << 20;

    #[actix_rt::test]
    async fn a_job_elsewhere_computes_when_no_other_does() {
        let pool = Arc::new(CpuPool::for_long_jobs(1, 8).unwrap());
        let (deadline, _caller) = Deadline::after(Duration::from_mins(1));
        let elsewhere = deadline.with_turns(Turns::of(pool.clone(), LONG));
        let (begun, begins) = mpsc::channel();
        let (release, gate) = mpsc::channel::<()>();
        let (go_on, waits) = mpsc::channel::<()>();
        let busy = tokio::task::spawn_local({
            let (pool, deadline) = (pool.clone(), deadline.clone());
            async move {
                pool.run(&deadline, LONG, move |_| gate.recv().is_ok())
                    .await
            }
        });
        tokio::time::sleep(Duration::from_millis(20)).await;
        let job = thread::spawn(move || {
            let mut turn = Turn::of(&elsewhere);
            begun.send("computes").unwrap();
            turn.aside(|| {
                begun.send("waits").unwrap();
                waits.recv().unwrap();
            });
            begun.send("computes again").unwrap();
        });
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert!(begins.try_recv().is_err(), "another computes");
        release.send(()).unwrap();
        assert_eq!(busy.await.unwrap(), Ok(true));
        assert_eq!(begins.recv(), Ok("computes"));
        assert_eq!(begins.recv(), Ok("waits"));
        assert_eq!(pool.run(&deadline, LONG, |_| 1).await, Ok(1));
        go_on.send(()).unwrap();
        assert_eq!(begins.recv(), Ok("computes again"));
        job.join().unwrap();
    }
}
