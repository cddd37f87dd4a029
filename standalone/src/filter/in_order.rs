//! Work on all cores, its results in order.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError, mpsc},
    thread,
};

/// Does `work` for each part, on all cores, and hands what it makes to `take`, in the order of the parts,
/// until that has had enough (false). Only a few parts for each core are in memory at a time.
pub fn in_order<P: Send, T: Send>(
    parts: impl Iterator<Item = P>,
    work: impl Fn(P) -> T + Sync,
    mut take: impl FnMut(T) -> bool,
) {
    let threads = thread::available_parallelism().map_or(1, Into::into);
    let (jobs, queue) = mpsc::channel::<(P, mpsc::Sender<T>)>();
    let queue = Mutex::new(queue);
    thread::scope(|scope| {
        // Ends here, and the threads with it.
        let jobs = jobs;
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let job = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    let Ok((part, done)) = job else { return };
                    // Nobody waits any more where enough was had.
                    let _ = done.send(work(part));
                }
            });
        }
        let mut waiting: VecDeque<mpsc::Receiver<T>> = VecDeque::new();
        // `recv` fails only if a worker panicked, which ends the scope too.
        let mut next = |first: mpsc::Receiver<T>| first.recv().is_ok_and(&mut take);
        for part in parts {
            let (done, result) = mpsc::channel();
            if jobs.send((part, done)).is_err() {
                return;
            }
            waiting.push_back(result);
            while waiting.len() >= 2 * threads {
                if !waiting.pop_front().is_some_and(&mut next) {
                    return;
                }
            }
        }
        let _ = waiting.into_iter().all(next);
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_until_enough_was_had() {
        let run = |enough: usize| {
            let mut taken = Vec::new();
            let work = |number: u64| {
                // The early ones are the slow ones.
                thread::sleep(std::time::Duration::from_micros(200 - number));
                number
            };
            in_order(0..200, work, |number| {
                taken.push(number);
                taken.len() < enough
            });
            taken
        };
        assert_eq!(run(1000), (0..200).collect::<Vec<_>>());
        assert_eq!(run(150), (0..150).collect::<Vec<_>>());
        assert_eq!(run(1), [0]);
    }
}
