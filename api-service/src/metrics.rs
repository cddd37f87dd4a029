//! What this service counts besides its requests: engines, queues, caches, saved records.

use std::{sync::LazyLock, time::Duration};

use db::Commit;
use web_common::metrics::{before_scrape, counter, counts, gauge, seconds};

use crate::state::ApiState;

/// Notes how long the engines took for one text.
pub fn processed(operation: db::Operation, took_ms: f64) {
    static ENGINES: LazyLock<prometheus::HistogramVec> = LazyLock::new(|| {
        seconds(
            "textmend_engine_duration_seconds",
            "Time that the engines took for a text, by operation",
            &["operation"],
        )
    });
    ENGINES
        .with_label_values(&[operation.as_str()])
        .observe(took_ms / 1e3);
}

/// Notes what one commit saved.
pub fn saved(commit: Commit) {
    static RECORDS: LazyLock<prometheus::IntCounterVec> =
        LazyLock::new(|| counter("textmend_records_saved_total", "Records saved", &[]));
    static GROUP: LazyLock<prometheus::Histogram> = LazyLock::new(|| {
        counts(
            "textmend_commit_requests",
            "Requests whose records were committed together",
        )
    });
    static TIME: LazyLock<prometheus::HistogramVec> =
        LazyLock::new(|| seconds("textmend_commit_duration_seconds", "Time of a commit", &[]));
    let none: [&str; 0] = [];
    RECORDS
        .with_label_values(&none)
        .inc_by(commit.records as u64);
    GROUP.observe(commit.requests as f64);
    observe(&TIME, commit.took);
}

fn observe(histogram: &prometheus::HistogramVec, took: Duration) {
    let none: [&str; 0] = [];
    histogram
        .with_label_values(&none)
        .observe(took.as_secs_f64());
}

/// Has the queues and caches of this state looked up whenever the metrics are read.
pub fn watch(state: &ApiState) {
    let waiting = gauge(
        "textmend_queue_waiting",
        "What waits for threads, for the translator, and for the database",
        &["queue"],
    );
    let cache = gauge(
        "textmend_translation_cache_lookups",
        "Sentences, or paragraphs for a vendor, looked up in the cache of translations since the start",
        &["result"],
    );
    let models = gauge(
        "textmend_translation_models",
        "Translation models in memory",
        &[],
    );
    let state = state.clone();
    before_scrape(move || {
        for (queue, number) in [
            ("compute", state.waiting()),
            ("translate", state.translating.waiting()),
            ("save", state.writer.waiting()),
        ] {
            waiting.with_label_values(&[queue]).set(number as i64);
        }
        let none: [&str; 0] = [];
        models
            .with_label_values(&none)
            .set(state.engines.models_loaded() as i64);
        let stats = state.engines.cache_stats();
        cache.with_label_values(&["hit"]).set(stats.hits as i64);
        cache.with_label_values(&["miss"]).set(stats.misses as i64);
    });
}
