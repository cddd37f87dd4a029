//! Which sentence is next.
//!
//! Start-time fair queueing (P. Goyal, H. Vin, H. Cheng, 1996): each request has a virtual time that
//! grows by the cost of what it was served; the one with the least is next. A new request starts at the
//! least virtual time of those that wait, so that a short one passes the long ones without ever starving
//! them. Among equals, the one with the least work left is first.

use std::collections::VecDeque;
use std::sync::mpsc::Sender;

use super::super::sentence::{Failed, Sentence};
use super::Pair;

/// One request: sentences for one model.
#[derive(Debug)]
pub(super) struct Job {
    id: u64,
    pair: Pair,
    sentences: VecDeque<(usize, Sentence)>,
    /// Sentences that a worker has in hand.
    running: usize,
    virtual_time: u64,
    rest: u64,
    answers: Sender<(usize, Result<String, Failed>)>,
}

/// A sentence for a worker, and where its answer goes.
#[derive(Debug)]
pub(super) struct Task {
    pub job: u64,
    pub number: usize,
    pub sentence: Sentence,
    pub answers: Sender<(usize, Result<String, Failed>)>,
}

impl Job {
    pub fn new(
        pair: Pair,
        sentences: Vec<Sentence>,
        answers: Sender<(usize, Result<String, Failed>)>,
    ) -> Self {
        Self {
            id: 0,
            pair,
            rest: sentences.iter().map(Sentence::cost).sum(),
            sentences: sentences.into_iter().enumerate().collect(),
            running: 0,
            virtual_time: 0,
            answers,
        }
    }
}

/// All requests that wait or run.
#[derive(Debug, Default)]
pub(super) struct Schedule {
    jobs: Vec<Job>,
    next_id: u64,
}

impl Schedule {
    /// Adds a request and returns its number.
    pub fn add(&mut self, mut job: Job) -> u64 {
        self.next_id += 1;
        job.id = self.next_id;
        job.virtual_time = self
            .jobs
            .iter()
            .map(|job| job.virtual_time)
            .min()
            .unwrap_or(0);
        if !job.sentences.is_empty() {
            self.jobs.push(job);
        }
        self.next_id
    }

    /// Forgets what a request still waits for.
    pub fn remove(&mut self, id: u64) {
        for job in self.jobs.iter_mut().filter(|job| job.id == id) {
            job.sentences.clear();
        }
        self.sweep();
    }

    /// The next sentence, if it is one for this model.
    pub fn take(&mut self, pair: &Pair) -> Option<Task> {
        let job = self
            .jobs
            .iter_mut()
            .filter(|job| !job.sentences.is_empty())
            .min_by_key(|job| (job.virtual_time, job.rest))
            .filter(|job| job.pair == *pair)?;
        let (number, sentence) = job.sentences.pop_front()?;
        let cost = sentence.cost();
        job.running += 1;
        job.virtual_time += cost;
        job.rest = job.rest.saturating_sub(cost);
        Some(Task {
            job: job.id,
            number,
            sentence,
            answers: job.answers.clone(),
        })
    }

    /// Notes that a sentence of a request is done.
    pub fn done(&mut self, id: u64) {
        for job in self.jobs.iter_mut().filter(|job| job.id == id) {
            job.running = job.running.saturating_sub(1);
        }
        self.sweep();
    }

    /// Whether a request waits for or runs on a model.
    pub fn uses(&self, pair: &Pair) -> bool {
        self.jobs.iter().any(|job| job.pair == *pair)
    }

    /// Sentences that wait.
    pub fn waiting(&self) -> usize {
        self.jobs.iter().map(|job| job.sentences.len()).sum()
    }

    fn sweep(&mut self) {
        self.jobs
            .retain(|job| job.running > 0 || !job.sentences.is_empty());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    fn job(pair: &Pair, sentences: usize) -> Job {
        let sentence = Sentence::new("uma frase de dez palavras ou menos", vec![]);
        Job::new(pair.clone(), vec![sentence; sentences], mpsc::channel().0)
    }

    #[test]
    fn a_short_request_passes_long_ones_which_share() {
        let pair = Pair::new("pt", "en").unwrap();
        let mut schedule = Schedule::default();
        let long = [schedule.add(job(&pair, 100)), schedule.add(job(&pair, 100))];
        let mut served = [0, 0];
        for _ in 0..20 {
            let task = schedule.take(&pair).unwrap();
            served[usize::from(task.job == long[1])] += 1;
        }
        assert_eq!(served, [10, 10]);
        let short = schedule.add(job(&pair, 1));
        assert_eq!(schedule.take(&pair).unwrap().job, short);
    }

    #[test]
    fn no_request_starves() {
        let pair = Pair::new("pt", "en").unwrap();
        let mut schedule = Schedule::default();
        let long = schedule.add(job(&pair, 50));
        let mut served = 0;
        for _ in 0..50 {
            schedule.add(job(&pair, 1));
            for _ in 0..2 {
                served += usize::from(schedule.take(&pair).unwrap().job == long);
            }
        }
        assert!(served >= 25, "{served}");
    }

    #[test]
    fn a_request_that_is_removed_leaves_nothing() {
        let pair = Pair::new("pt", "en").unwrap();
        let mut schedule = Schedule::default();
        let id = schedule.add(job(&pair, 5));
        let task = schedule.take(&pair).unwrap();
        schedule.remove(id);
        assert_eq!(schedule.waiting(), 0);
        assert!(schedule.uses(&pair), "a worker still has one");
        schedule.done(task.job);
        assert!(!schedule.uses(&pair));
    }
}
