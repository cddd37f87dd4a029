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
    deadline: &'a Deadline,
    held: Option<Permits>,
}

impl Turns {
    /// Those of this pool, as for a job on so many bytes of text.
    pub const fn of(pool: Arc<CpuPool>, bytes: usize) -> Self {
        Self { pool, bytes }
    }

    /// Blocks the thread until the turn comes or the deadline is over.
    fn wait(&self, deadline: &Deadline) -> Option<Permits> {
        self.pool.wait_for_turn(deadline, self.bytes)
    }
}

impl<'a> Turn<'a> {
    /// Waits for the turn of a job with this deadline. Where that is over first, the job goes on without one, up to its
    /// next look at the deadline.
    pub fn of(deadline: &'a Deadline) -> Self {
        Self {
            deadline,
            held: Self::wait(deadline),
        }
    }

    /// Does something that waits rather than computes. Meanwhile it is others' turn.
    pub fn aside<T>(&mut self, wait: impl FnOnce() -> T) -> T {
        self.held = None;
        let done = wait();
        self.held = Self::wait(self.deadline);
        done
    }

    fn wait(deadline: &Deadline) -> Option<Permits> {
        deadline.turns()?.wait(deadline)
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

    #[actix_rt::test]
    async fn nobody_waits_for_a_turn_of_a_caller_who_has_gone() {
        let pool = Arc::new(CpuPool::for_long_jobs(1, 8).unwrap());
        let (deadline, _caller) = Deadline::after(Duration::from_mins(1));
        let (release, gate) = mpsc::channel::<()>();
        let busy = tokio::task::spawn_local({
            let pool = pool.clone();
            async move {
                pool.run(&deadline, LONG, move |_| gate.recv().is_ok())
                    .await
            }
        });
        tokio::time::sleep(Duration::from_millis(20)).await;
        let (gone, caller) = Deadline::after(Duration::from_mins(1));
        let (late, _caller) = Deadline::after(Duration::from_millis(100));
        let (ended, ends) = mpsc::channel();
        for deadline in [gone, late] {
            let elsewhere = deadline.with_turns(Turns::of(pool.clone(), LONG));
            let ended = ended.clone();
            thread::spawn(move || {
                let turn = Turn::of(&elsewhere);
                ended.send(turn.held.is_some()).unwrap();
            });
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
        drop(caller);
        for _ in 0..2 {
            assert_eq!(ends.recv_timeout(Duration::from_secs(2)), Ok(false));
        }
        release.send(()).unwrap();
        assert_eq!(busy.await.unwrap(), Ok(true));
    }
}
