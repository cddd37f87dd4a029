//! This process as one of a fleet: who it is, how much it has to do, and the sign of life that it
//! leaves in the database every five seconds.

use std::{
    collections::VecDeque,
    fs,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use chrono::{DateTime, Utc};
use db::{Heartbeat, RecordStore};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Lifecycle;

/// Between two signs of life.
pub const BEAT: Duration = Duration::from_secs(5);
/// An instance silent for so long is taken for gone.
pub const SILENT: Duration = Duration::from_secs(17);
/// Rates and latencies are those of so many beats: a minute.
const WINDOW: usize = 12;
/// Latencies are counted in classes, each a quarter longer than the one before, from 0.1 ms on: the
/// last begins at 87 s. Counts of instances can be added, percentiles cannot.
const CLASSES: usize = 62;
const SHORTEST_MS: f64 = 0.1;
const GROWTH: f64 = 1.25;
/// The unit in which Linux tells processor time (`USER_HZ`, 100 on every architecture that we build
/// for).
const TICKS_PER_SECOND: f64 = 100.0;

/// Who this process is. Cheap to clone.
#[derive(Clone)]
pub struct Instance {
    inner: Arc<Inner>,
}

struct Inner {
    id: Uuid,
    service: &'static str,
    host: String,
    version: &'static str,
    started_at: DateTime<Utc>,
    requests: AtomicU64,
    errors: AtomicU64,
    classes: [AtomicU64; CLASSES],
    work: OnceLock<Box<dyn Fn() -> Work + Send + Sync>>,
}

/// What an instance has to do, besides answering.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Work {
    /// Texts that wait for an engine, and requests that wait for their records to be saved.
    pub waiting: usize,
    /// Translation models in memory.
    pub models: usize,
}

/// How an instance is, as its sign of life tells the others.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Stats {
    /// Processor time of the process, in percent of one core.
    pub cpu_percent: f64,
    /// Resident memory of the process, in bytes.
    pub memory: u64,
    /// Requests a second over the last minute, health checks left out.
    pub requests_per_second: f64,
    /// Of these, the ones answered with a 5xx status, a second.
    pub errors_per_second: f64,
    /// How many requests of the last minute took how long; see [`percentile`].
    pub latencies: Vec<u64>,
    /// Database connections open, and in use.
    pub connections: (u32, u32),
    /// What it has to do; none where it runs no engines.
    pub work: Option<Work>,
}

/// Counters at one moment.
#[derive(Clone)]
struct Counts {
    at: Instant,
    requests: u64,
    errors: u64,
    classes: Vec<u64>,
    cpu_seconds: f64,
}

impl Instance {
    /// A new instance of this service.
    pub fn new(service: &'static str) -> Self {
        let host = fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
        let host = Some(host.trim())
            .filter(|host| !host.is_empty())
            .unwrap_or("unknown");
        let inner = Inner {
            id: Uuid::now_v7(),
            service,
            host: host.to_owned(),
            version: env!("CARGO_PKG_VERSION"),
            started_at: Utc::now(),
            requests: AtomicU64::new(0),
            errors: AtomicU64::new(0),
            classes: [const { AtomicU64::new(0) }; CLASSES],
            work: OnceLock::new(),
        };
        Self {
            inner: Arc::new(inner),
        }
    }

    /// Made anew at each start.
    pub fn id(&self) -> Uuid {
        self.inner.id
    }

    /// Name of the service.
    pub fn service(&self) -> &'static str {
        self.inner.service
    }

    /// Name of the host.
    pub fn host(&self) -> &str {
        &self.inner.host
    }

    /// Has its signs of life tell what there is to do. Only the first call counts.
    pub fn tell(&self, work: impl Fn() -> Work + Send + Sync + 'static) {
        let _ = self.inner.work.set(Box::new(work));
    }

    /// Counts an answered request.
    pub(crate) fn count(&self, failed: bool, took: Duration) {
        self.inner.requests.fetch_add(1, Ordering::Relaxed);
        self.inner
            .errors
            .fetch_add(u64::from(failed), Ordering::Relaxed);
        self.inner.classes[class(took)].fetch_add(1, Ordering::Relaxed);
    }

    /// Leaves a sign of life every [`BEAT`] until the process drains, and takes leave then.
    pub(crate) async fn beat(self, store: RecordStore, lifecycle: Lifecycle) {
        let mut window = VecDeque::from([self.counts()]);
        let draining = lifecycle.drained();
        tokio::pin!(draining);
        loop {
            let stats = self.stats(&mut window, &store);
            let heartbeat = Heartbeat {
                instance: self.inner.id,
                service: self.inner.service.to_owned(),
                host: self.inner.host.clone(),
                version: self.inner.version.to_owned(),
                started_at: self.inner.started_at,
                // Numbers and lists of them always serialise.
                stats: serde_json::to_value(&stats).unwrap_or_default(),
            };
            // A lost beat is made up for by the next; that the database is away others tell.
            let _ = store.beat(&heartbeat).await;
            tokio::select! {
                () = tokio::time::sleep(BEAT) => {}
                () = &mut draining => break,
            }
        }
        let _ = store.retire(self.inner.id).await;
    }

    fn stats(&self, window: &mut VecDeque<Counts>, store: &RecordStore) -> Stats {
        let now = self.counts();
        let pool = store.pool_status();
        let mut stats = Stats {
            memory: resident_bytes(),
            connections: (pool.open, pool.open.saturating_sub(pool.idle)),
            work: self.inner.work.get().map(|work| work()),
            ..Stats::default()
        };
        if let (Some(first), Some(last)) = (window.front(), window.back()) {
            let seconds = now.at.duration_since(first.at).as_secs_f64().max(0.001);
            let since_last = now.at.duration_since(last.at).as_secs_f64().max(0.001);
            stats.requests_per_second = (now.requests - first.requests) as f64 / seconds;
            stats.errors_per_second = (now.errors - first.errors) as f64 / seconds;
            stats.cpu_percent = (now.cpu_seconds - last.cpu_seconds) / since_last * 100.0;
            let counts = now.classes.iter().zip(&first.classes);
            stats.latencies = counts.map(|(now, before)| now - before).collect();
        }
        window.push_back(now);
        if window.len() > WINDOW {
            window.pop_front();
        }
        stats
    }

    fn counts(&self) -> Counts {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Counts {
            at: Instant::now(),
            requests: read(&self.inner.requests),
            errors: read(&self.inner.errors),
            classes: self.inner.classes.iter().map(read).collect(),
            cpu_seconds: cpu_seconds(),
        }
    }
}

/// The time, in milliseconds, that `share` (0 to 1) of the counted requests did not exceed, to a
/// quarter of itself; none without requests.
pub fn percentile(latencies: &[u64], share: f64) -> Option<f64> {
    let all: u64 = latencies.iter().sum();
    let wanted = (all as f64 * share).ceil().max(1.0) as u64;
    let mut sum = 0;
    for (index, count) in latencies.iter().enumerate() {
        sum += count;
        if sum >= wanted {
            return Some(SHORTEST_MS * GROWTH.powi(index as i32));
        }
    }
    None
}

fn class(took: Duration) -> usize {
    let ratio = took.as_secs_f64() * 1e3 / SHORTEST_MS;
    let class = if ratio <= 1.0 {
        0.0
    } else {
        (ratio.ln() / GROWTH.ln()).ceil()
    };
    (class as usize).min(CLASSES - 1)
}

/// The processor time that this process has used; 0 where the system does not tell.
pub(crate) fn cpu_seconds() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name in parentheses may hold anything; user and system time are the 14th and 15th fields.
    let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields);
    let ticks: f64 = fields
        .split_whitespace()
        .skip(11)
        .take(2)
        .flat_map(str::parse::<f64>)
        .sum();
    ticks / TICKS_PER_SECOND
}

/// Resident memory of this process; 0 where the system does not tell.
pub(crate) fn resident_bytes() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|line| {
        line.trim()
            .trim_end_matches("kB")
            .trim()
            .parse::<u64>()
            .ok()
    });
    kib.unwrap_or(0) * 1024
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_right_to_a_quarter_and_may_be_added_up() {
        let mut counts = vec![0; CLASSES];
        for ms in 1..=1000 {
            counts[class(Duration::from_millis(ms))] += 1;
        }
        for (share, exact) in [(0.5, 500.0), (0.95, 950.0), (0.99, 990.0)] {
            let told = percentile(&counts, share).unwrap();
            assert!(told >= exact && told <= exact * GROWTH, "{share}: {told}");
        }
        let doubled: Vec<_> = counts.iter().map(|count| 2 * count).collect();
        assert_eq!(percentile(&doubled, 0.95), percentile(&counts, 0.95));
        assert_eq!(percentile(&vec![0; CLASSES], 0.5), None);
    }

    #[test]
    fn any_time_has_a_class() {
        assert_eq!(class(Duration::ZERO), 0);
        assert_eq!(class(Duration::from_micros(100)), 0);
        assert_eq!(class(Duration::from_hours(5)), CLASSES - 1);
    }

    #[test]
    fn the_process_knows_what_it_uses() {
        assert!(resident_bytes() > 1 << 20);
        let before = cpu_seconds();
        let until = Instant::now() + Duration::from_millis(300);
        while Instant::now() < until {
            std::hint::black_box(cpu_seconds());
        }
        assert!(cpu_seconds() > before);
    }
}
