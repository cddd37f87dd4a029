//! Every running instance of both services, from the signs of life in the database.

use chrono::{DateTime, Utc};
use db::{Instance, RecordStore};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use web_common::instance::{SILENT, Stats, Work, percentile};

use super::chart::bytes;

/// An instance, and how it is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Member {
    /// Made anew at each start.
    pub instance: Uuid,
    /// Name of the service.
    pub service: String,
    /// Name of the host.
    pub host: String,
    /// Version of the program.
    pub version: String,
    /// When it started.
    pub started_at: DateTime<Utc>,
    /// Processor time, in percent of one core.
    pub cpu_percent: f64,
    /// Resident memory, in bytes.
    pub memory: u64,
    /// Requests a second over the last minute.
    pub requests_per_second: f64,
    /// Of these, failed ones a second.
    pub errors_per_second: f64,
    /// Milliseconds that half the requests did not exceed.
    pub p50_ms: Option<f64>,
    /// The same for 95 of 100.
    pub p95_ms: Option<f64>,
    /// The same for 99 of 100.
    pub p99_ms: Option<f64>,
    /// Open database connections.
    pub connections_open: u32,
    /// Those of them that are in use.
    pub connections_used: u32,
    /// What waits, and how many models are loaded; none where no engines run.
    pub work: Option<Work>,
    #[serde(skip)]
    latencies: Vec<u64>,
}

/// All instances, and their sum: percentiles only add up here, where the histograms are.
#[derive(Debug, Serialize)]
pub struct Fleet<'a> {
    members: &'a [Member],
    total: Option<Member>,
}

impl<'a> Fleet<'a> {
    /// These, and their sum where there are several.
    pub fn new(members: &'a [Member]) -> Self {
        Self {
            members,
            total: Member::total(members),
        }
    }
}

/// The instances that gave a sign of life of late.
pub async fn read(store: &RecordStore) -> db::Result<Vec<Member>> {
    Ok(store
        .instances(SILENT)
        .await?
        .into_iter()
        .map(Member::from)
        .collect())
}

impl From<Instance> for Member {
    fn from(instance: Instance) -> Self {
        // An instance of another version may tell other things; what is missing counts as nothing.
        let stats = Stats::deserialize(&instance.stats).unwrap_or_default();
        Self {
            instance: instance.instance,
            service: instance.service,
            host: instance.host,
            version: instance.version,
            started_at: instance.started_at,
            ..Self::with(stats)
        }
    }
}

impl Member {
    fn with(stats: Stats) -> Self {
        Self {
            instance: Uuid::nil(),
            service: String::new(),
            host: String::new(),
            version: String::new(),
            started_at: DateTime::UNIX_EPOCH,
            cpu_percent: stats.cpu_percent,
            memory: stats.memory,
            requests_per_second: stats.requests_per_second,
            errors_per_second: stats.errors_per_second,
            p50_ms: percentile(&stats.latencies, 0.5),
            p95_ms: percentile(&stats.latencies, 0.95),
            p99_ms: percentile(&stats.latencies, 0.99),
            connections_open: stats.connections.0,
            connections_used: stats.connections.1,
            work: stats.work,
            latencies: stats.latencies,
        }
    }

    /// All of them together, where there are several.
    pub fn total(members: &[Self]) -> Option<Self> {
        if members.len() < 2 {
            return None;
        }
        let mut stats = Stats::default();
        for member in members {
            stats.cpu_percent += member.cpu_percent;
            stats.memory += member.memory;
            stats.requests_per_second += member.requests_per_second;
            stats.errors_per_second += member.errors_per_second;
            stats.connections.0 += member.connections_open;
            stats.connections.1 += member.connections_used;
            if let Some(work) = member.work {
                let sum = stats.work.get_or_insert_default();
                sum.waiting += work.waiting;
                sum.models += work.models;
            }
            stats
                .latencies
                .resize(stats.latencies.len().max(member.latencies.len()), 0);
            for (sum, count) in stats.latencies.iter_mut().zip(&member.latencies) {
                *sum += count;
            }
        }
        Some(Self {
            service: "all".into(),
            ..Self::with(stats)
        })
    }

    /// The numbers of its row.
    pub fn cells(&self) -> [String; 10] {
        let ms = |value: Option<f64>| value.map_or_else(none, milliseconds);
        let count = |of: fn(&Work) -> usize| {
            self.work
                .as_ref()
                .map_or_else(none, |work| of(work).to_string())
        };
        [
            format!("{:.0} %", self.cpu_percent),
            bytes(self.memory as f64),
            format!("{:.1}", self.requests_per_second),
            format!("{:.1}", self.errors_per_second),
            ms(self.p50_ms),
            ms(self.p95_ms),
            ms(self.p99_ms),
            count(|work| work.waiting),
            count(|work| work.models),
            format!("{} of {}", self.connections_used, self.connections_open),
        ]
    }

    /// When it started, in the form of `<time datetime>`.
    pub fn started(&self) -> String {
        self.started_at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
    }

    /// The same for people, in UTC.
    pub fn started_label(&self) -> String {
        self.started_at.format("%-d %b %Y, %H:%M:%S").to_string()
    }
}

fn none() -> String {
    "–".to_owned()
}

fn milliseconds(ms: f64) -> String {
    match ms {
        ..1.0 => format!("{ms:.2} ms"),
        ..10.0 => format!("{ms:.1} ms"),
        ..1000.0 => format!("{ms:.0} ms"),
        _ => format!("{:.1} s", ms / 1000.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_add_up_counts_and_not_percentiles() {
        let fast = Stats {
            latencies: vec![90, 0, 0],
            requests_per_second: 9.0,
            ..Stats::default()
        };
        let slow = Stats {
            latencies: vec![0, 0, 10],
            requests_per_second: 1.0,
            work: Some(Work {
                waiting: 3,
                models: 1,
            }),
            ..Stats::default()
        };
        let members = [Member::with(fast), Member::with(slow)];
        let total = Member::total(&members).unwrap();
        assert!((total.requests_per_second - 10.0).abs() < 1e-9);
        assert_eq!(total.work, members[1].work);
        assert_eq!(total.p50_ms, members[0].p50_ms);
        assert_eq!(total.p95_ms, members[1].p95_ms);
        assert_eq!(Member::total(&members[..1]), None);
    }
}
