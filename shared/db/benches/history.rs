//! How long the pages of a long history take: `cargo bench -p db --bench history -- URL RECORDS`. Fills
//! the database at the address up to so many records of about 50 words, then asks for pages.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on stops")]

use std::fmt::Write;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use db::{DatabaseSettings, Filter, NewRecord, Operation, Order, Page, RecordStore};

const RUNS: usize = 15;

#[tokio::main]
async fn main() {
    let args: Vec<String> = std::env::args()
        .skip(1)
        .filter(|arg| arg != "--bench")
        .collect();
    let [url, records] = args.as_slice() else {
        println!("cargo bench -p db --bench history -- URL RECORDS");
        return;
    };
    let settings = DatabaseSettings::from_url(url).unwrap();
    let store = RecordStore::connect(&settings.with_time_budget(Duration::from_mins(1))).await;
    let store = store.unwrap();
    store.migrate().await.unwrap();
    let newest = store
        .list(
            &Filter::default(),
            &Page {
                limit: 1,
                ..Page::default()
            },
        )
        .await;
    if newest.unwrap().records.is_empty() {
        fill(&store, records.parse().unwrap()).await;
    }

    let middle = middle(&store).await;
    for (name, filter) in filters(middle) {
        measure(&store, name, &filter, middle).await;
    }
}

/// The time half way between the oldest record and the newest.
async fn middle(store: &RecordStore) -> DateTime<Utc> {
    let mut ends = Vec::new();
    for order in [Order::Oldest, Order::Newest] {
        let page = Page {
            order,
            limit: 1,
            ..Page::default()
        };
        let records = store.list(&Filter::default(), &page).await.unwrap().records;
        ends.push(records[0].created_at);
    }
    ends[0] + (ends[1] - ends[0]) / 2
}

fn filters(middle: DateTime<Utc>) -> [(&'static str, Filter); 12] {
    let search = |q: &str| Filter {
        q: Some(q.to_owned()),
        ..Filter::default()
    };
    let tag = |tag: &str| Filter {
        tag: Some(tag.to_owned()),
        ..Filter::default()
    };
    let dates = Filter {
        from: Some(middle),
        to: Some(middle + TimeDelta::seconds(5)),
        ..Filter::default()
    };
    let operation = Some(Operation::Clean);
    [
        ("all", Filter::default()),
        (
            "operation",
            Filter {
                operation,
                ..Filter::default()
            },
        ),
        ("tag", tag("tag 77")),
        ("no such tag", tag("none")),
        ("date", dates),
        ("search, in every record", search("common")),
        ("search, 1 in 20", search("often")),
        ("search, 1 in 100", search("seldom")),
        ("search, 1 in 10,000", search("rare")),
        ("search, two words", search("seldom common")),
        ("search, nowhere", search("nowhere")),
        (
            "search, 1 in 100, operation",
            Filter {
                operation,
                ..search("seldom")
            },
        ),
    ]
}

/// Page 1, and a page in the middle of the history: page 10,000 of 50 records each in a million.
async fn measure(store: &RecordStore, name: &str, filter: &Filter, middle: DateTime<Utc>) {
    let before = Filter {
        to: Some(middle),
        ..Filter::default()
    };
    let one = Page {
        limit: 1,
        ..Page::default()
    };
    let deep = store.list(&before, &one).await.unwrap().records[0].id;
    for (place, after) in [("first page", None), ("deep page", Some(deep))] {
        let page = Page {
            after,
            excerpt: Some(300),
            ..Page::default()
        };
        let mut times = Vec::new();
        let mut found = 0;
        for _ in 0..RUNS {
            let started = Instant::now();
            found = store.list(filter, &page).await.unwrap().records.len();
            times.push(started.elapsed().as_secs_f64() * 1e3);
        }
        times.sort_by(f64::total_cmp);
        let (median, worst) = (times[RUNS / 2], times[RUNS - 1]);
        println!("{name:28} {place:10} {found:3} records {median:8.2} ms, worst {worst:8.2} ms");
    }
}

async fn fill(store: &RecordStore, records: usize) {
    let started = Instant::now();
    // Words as frequent as in prose, more or less: the n-th of 30,000 about 1/n as often as the first.
    let mut state = 1_u64;
    let mut random = move || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as f64 / (1_u64 << 31) as f64
    };
    for start in (0..records).step_by(1000) {
        let batch: Vec<_> = (start..(start + 1000).min(records))
            .map(|i| {
                let mut text = String::from("common ");
                for (every, word) in [(20, "often "), (100, "seldom "), (10_000, "rare ")] {
                    // Not evenly: matches of a word come in clusters.
                    if random() * f64::from(every) < 1.0 {
                        text.push_str(word);
                    }
                }
                for _ in 0..45 {
                    write!(text, "w{:x} ", 30_000_f64.powf(random()) as u32).unwrap();
                }
                NewRecord {
                    operation: Operation::ALL[i % 4],
                    tag: Some(format!("tag {}", i % 1000)),
                    ..NewRecord::new(Operation::Spell, text.clone(), text)
                }
            })
            .collect();
        store.insert(&batch, None).await.unwrap();
    }
    let seconds = started.elapsed().as_secs_f64();
    println!(
        "{records} records inserted in {seconds:.0} s, {:.0}/s",
        records as f64 / seconds
    );
}
