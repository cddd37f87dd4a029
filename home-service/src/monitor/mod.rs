//! The live monitor: one sampler for the machine, however many viewers; the fleet from the signs of
//! life in the database.

mod cgroup;
mod chart;
mod fleet;
mod page;
mod sampler;

pub use page::{events, json, page};

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
    time::{Duration, Instant},
};

use actix_web::web;
use db::RecordStore;
use serde::Serialize;
use tokio::sync::broadcast;
use web_common::{Lifecycle, health::Phase, instance::BEAT};

use self::{
    fleet::{Fleet, Member},
    sampler::{Sample, Sampler},
};

/// Between two samples.
const PERIOD: Duration = Duration::from_secs(1);
/// The short history: two minutes, a point a second.
const SECONDS: usize = 120;
/// The long history: an hour, a point for every ten seconds.
const TENS: usize = 360;
/// Samples in a point of the long history.
const SAMPLES_PER_TEN: usize = 10;
/// How far a slow viewer may fall behind.
const BUFFER: usize = 16;

/// What is known of the machine and of the fleet. Cheap to clone.
#[derive(Clone)]
pub struct Monitor {
    events: broadcast::Sender<web::Bytes>,
    known: Arc<Mutex<Known>>,
}

#[derive(Default)]
struct Known {
    latest: Option<Sample>,
    history: History,
    fleet: Vec<Member>,
}

/// The past of the four numbers that have a history, oldest first.
#[derive(Debug, Clone, Default, Serialize)]
struct History {
    /// A point a second.
    seconds: VecDeque<Point>,
    /// A point for every ten seconds: the mean.
    tens: VecDeque<Point>,
    #[serde(skip)]
    pending: Vec<Point>,
}

/// Percent of processor and memory; bytes a second in and out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
struct Point {
    cpu: f32,
    memory: f32,
    received: f32,
    sent: f32,
}

impl Monitor {
    /// Begins to sample, until the process drains.
    pub fn start(store: RecordStore, lifecycle: Lifecycle) -> Self {
        let (events, _) = broadcast::channel(BUFFER);
        let monitor = Self {
            events,
            known: Arc::default(),
        };
        let (sampling, phase) = (monitor.clone(), lifecycle.clone());
        let sampler = move || match Sampler::new() {
            Ok(sampler) => sampling.sample(sampler, &phase),
            Err(error) => tracing::warn!(%error, "the monitor has no readings on this system"),
        };
        if let Err(error) = thread::Builder::new().name("sampler".into()).spawn(sampler) {
            tracing::warn!(%error, "the monitor cannot start");
        }
        tokio::spawn(monitor.clone().watch_fleet(store, lifecycle));
        monitor
    }

    /// Reading the counters may block, so this has a thread of its own.
    fn sample(&self, mut sampler: Sampler, lifecycle: &Lifecycle) {
        let mut next = Instant::now();
        while lifecycle.phase() != Phase::Draining {
            next += PERIOD;
            thread::sleep(next.saturating_duration_since(Instant::now()));
            let sample = sampler.sample();
            if let Some(event) = event("sample", &sample) {
                // An error only says that nobody is looking.
                let _ = self.events.send(event);
            }
            let mut known = self.known();
            known.history.push(Point::from(&sample));
            known.latest = Some(sample);
        }
    }

    async fn watch_fleet(self, store: RecordStore, lifecycle: Lifecycle) {
        let draining = lifecycle.drained();
        tokio::pin!(draining);
        loop {
            // While the database is away, what was last known stays.
            if let Ok(fleet) = fleet::read(&store).await {
                if let Some(event) = event("fleet", &Fleet::new(&fleet)) {
                    let _ = self.events.send(event);
                }
                self.known().fleet = fleet;
            }
            // Right after the start not even this process has left a sign of life.
            let soon = if self.known().fleet.is_empty() {
                PERIOD
            } else {
                BEAT
            };
            tokio::select! {
                () = tokio::time::sleep(soon) => {}
                () = &mut draining => return,
            }
        }
    }

    /// Nothing in here is left half done by a panic, so a poisoned lock is as good as any.
    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn event(name: &str, data: &impl Serialize) -> Option<web::Bytes> {
    let json = serde_json::to_string(data).ok()?;
    Some(format!("event: {name}\ndata: {json}\n\n").into())
}

impl From<&Sample> for Point {
    fn from(sample: &Sample) -> Self {
        Self {
            cpu: sample.cpu.percent,
            memory: sample.memory.percent,
            received: sample.network.received as f32,
            sent: sample.network.sent as f32,
        }
    }
}

impl Point {
    fn mean(points: &[Self]) -> Self {
        let mean = |value: fn(&Self) -> f32| {
            points.iter().map(value).sum::<f32>() / points.len().max(1) as f32
        };
        Self {
            cpu: mean(|point| point.cpu),
            memory: mean(|point| point.memory),
            received: mean(|point| point.received),
            sent: mean(|point| point.sent),
        }
    }
}

impl History {
    fn push(&mut self, point: Point) {
        push(&mut self.seconds, point, SECONDS);
        self.pending.push(point);
        if self.pending.len() == SAMPLES_PER_TEN {
            push(&mut self.tens, Point::mean(&self.pending), TENS);
            self.pending.clear();
        }
    }
}

fn push(points: &mut VecDeque<Point>, point: Point, most: usize) {
    points.push_back(point);
    if points.len() > most {
        points.pop_front();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn histories_keep_their_length_and_the_long_one_the_mean() {
        let mut history = History::default();
        for value in 0..SECONDS * SAMPLES_PER_TEN * 4 {
            history.push(Point {
                cpu: value as f32,
                ..Point::default()
            });
        }
        assert_eq!(history.seconds.len(), SECONDS);
        assert_eq!(history.tens.len(), TENS);
        let (newest, mean) = (
            history.seconds.back().unwrap(),
            history.tens.back().unwrap(),
        );
        assert!((newest.cpu - mean.cpu - 4.5).abs() < 1e-3);
    }
}
