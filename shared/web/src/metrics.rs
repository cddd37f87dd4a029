//! What the process counts, for Prometheus (<https://prometheus.io/docs/instrumenting/exposition_formats/>).
//!
//! Labels are route patterns and fixed names, never what a client typed: their number is bounded.

use std::{
    sync::{LazyLock, Mutex, PoisonError},
    time::Duration,
};

use db::RecordStore;
use prometheus::{
    Gauge, HistogramOpts, HistogramVec, IntCounterVec, IntGauge, Opts, TextEncoder, core::Collector,
};

use crate::instance;

/// Bounds of latencies, in seconds: from a spelling of one sentence to the longest translation.
const SECONDS: [f64; 14] = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 30.0,
];
/// Bounds of sizes of groups.
const COUNTS: [f64; 9] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0];

static ANSWERED: LazyLock<IntCounterVec> = LazyLock::new(|| {
    counter(
        "textmend_http_requests_total",
        "Requests answered, by route and status",
        &["method", "route", "status"],
    )
});
static LATENCY: LazyLock<HistogramVec> = LazyLock::new(|| {
    seconds(
        "textmend_http_request_duration_seconds",
        "Time from a request to its answer, by route",
        &["method", "route"],
    )
});
static CONNECTIONS: LazyLock<prometheus::IntGaugeVec> = LazyLock::new(|| {
    registered(prometheus::IntGaugeVec::new(
        Opts::new(
            "textmend_database_connections",
            "Connections to the database",
        ),
        &["state"],
    ))
});
static MEMORY: LazyLock<IntGauge> = LazyLock::new(|| {
    registered(IntGauge::new(
        "process_resident_memory_bytes",
        "Resident memory",
    ))
});
static CPU: LazyLock<Gauge> = LazyLock::new(|| {
    registered(Gauge::new(
        "process_cpu_seconds_total",
        "Processor time used",
    ))
});
static BEFORE_SCRAPE: Mutex<Vec<Box<dyn Fn() + Send + Sync>>> = Mutex::new(Vec::new());

/// A counter with these labels, for all of the process.
pub fn counter(name: &str, help: &str, labels: &[&str]) -> IntCounterVec {
    registered(IntCounterVec::new(Opts::new(name, help), labels))
}

/// A gauge with these labels, for all of the process.
pub fn gauge(name: &str, help: &str, labels: &[&str]) -> prometheus::IntGaugeVec {
    registered(prometheus::IntGaugeVec::new(Opts::new(name, help), labels))
}

/// A histogram of seconds with these labels, for all of the process.
pub fn seconds(name: &str, help: &str, labels: &[&str]) -> HistogramVec {
    let options = HistogramOpts::new(name, help).buckets(SECONDS.to_vec());
    registered(HistogramVec::new(options, labels))
}

/// A histogram of numbers from one to some hundreds, for all of the process.
pub fn counts(name: &str, help: &str) -> prometheus::Histogram {
    let options = HistogramOpts::new(name, help).buckets(COUNTS.to_vec());
    registered(prometheus::Histogram::with_opts(options))
}

/// Has this done before each reading of the metrics: for gauges that are looked up.
pub fn before_scrape(read: impl Fn() + Send + Sync + 'static) {
    let mut list = BEFORE_SCRAPE.lock().unwrap_or_else(PoisonError::into_inner);
    list.push(Box::new(read));
}

#[expect(
    clippy::expect_used,
    reason = "each name is in the source once, and a test reads them all"
)]
fn registered<C: Collector + Clone + 'static>(metric: prometheus::Result<C>) -> C {
    let metric = metric.expect("a valid name");
    prometheus::register(Box::new(metric.clone())).expect("a name of its own");
    metric
}

/// Counts an answered request.
pub(crate) fn answered(method: &str, route: &str, status: u16, took: Duration) {
    let method = match method {
        "GET" | "HEAD" | "POST" | "DELETE" | "OPTIONS" => method,
        _ => "other",
    };
    let code = status.to_string();
    ANSWERED.with_label_values(&[method, route, &code]).inc();
    LATENCY
        .with_label_values(&[method, route])
        .observe(took.as_secs_f64());
}

/// Counts what was refused without having been a request.
pub(crate) fn unread(status: u16) {
    let code = status.to_string();
    ANSWERED.with_label_values(&["other", "-", &code]).inc();
}

/// Everything that is counted, as Prometheus reads it.
pub(crate) fn text(store: &RecordStore) -> Result<String, prometheus::Error> {
    let pool = store.pool_status();
    for (state, number) in [
        ("in_use", pool.open - pool.idle.min(pool.open)),
        ("idle", pool.idle),
        ("most", pool.max),
    ] {
        CONNECTIONS
            .with_label_values(&[state])
            .set(i64::from(number));
    }
    MEMORY.set(instance::resident_bytes() as i64);
    CPU.set(instance::cpu_seconds());
    let list = BEFORE_SCRAPE.lock().unwrap_or_else(PoisonError::into_inner);
    list.iter().for_each(|read| read());
    drop(list);
    TextEncoder::new().encode_to_string(&prometheus::gather())
}
