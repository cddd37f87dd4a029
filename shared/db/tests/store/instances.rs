//! Instances are there while they give signs of life, by the clock of the database.

use std::time::Duration;

use chrono::{TimeDelta, Utc};
use db::Heartbeat;
use serde_json::json;
use uuid::Uuid;

use crate::support::Database;

crate::on_both!(instances_come_and_go, the_clock_is_that_of_the_database,);

const AGE: Duration = Duration::from_secs(15);

fn heartbeat(service: &str, host: &str) -> Heartbeat {
    Heartbeat {
        instance: Uuid::now_v7(),
        service: service.to_owned(),
        host: host.to_owned(),
        version: "0.1.0".to_owned(),
        started_at: Utc::now(),
        stats: json!({"requests": 1, "latency": [0, 1, 2]}),
    }
}

async fn instances_come_and_go(database: &Database) {
    let store = &database.store;
    let mut api = heartbeat("api", "höst-2");
    let home = heartbeat("home", "host-1");
    store.beat(&home).await.unwrap();
    store.beat(&api).await.unwrap();
    api.stats = json!({"requests": 2});
    store.beat(&api).await.unwrap();
    let seen = store.instances(AGE).await.unwrap();
    let names: Vec<_> = seen
        .iter()
        .map(|i| (&*i.service, &*i.host, &*i.version))
        .collect();
    assert_eq!(
        names,
        [("api", "höst-2", "0.1.0"), ("home", "host-1", "0.1.0")]
    );
    assert_eq!(seen[0].stats, api.stats);
    assert_eq!(seen[1].stats, home.stats);
    assert_eq!(
        seen[0].started_at.timestamp_micros(),
        api.started_at.timestamp_micros()
    );

    database.age("heartbeats", "last_seen", 16).await;
    store.beat(&api).await.unwrap();
    let seen = store.instances(AGE).await.unwrap();
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0].instance, api.instance);
    assert_eq!(
        store.instances(Duration::from_mins(1)).await.unwrap().len(),
        2
    );
    assert_eq!(store.forget_instances(AGE).await.unwrap(), 1);
    assert_eq!(
        store.instances(Duration::from_mins(1)).await.unwrap().len(),
        1
    );
    store.retire(api.instance).await.unwrap();
    assert_eq!(store.instances(Duration::from_mins(1)).await.unwrap(), []);
}

async fn the_clock_is_that_of_the_database(database: &Database) {
    let store = &database.store;
    let mut lost_in_time = heartbeat("api", "host");
    for days in [-1000, 1000] {
        lost_in_time.started_at = Utc::now() + TimeDelta::days(days);
        store.beat(&lost_in_time).await.unwrap();
        let seen = store.instances(AGE).await.unwrap();
        assert_eq!(seen.len(), 1);
        assert!((seen[0].last_seen - Utc::now()).num_seconds().abs() < 5);
    }
    let before = store.instances(AGE).await.unwrap()[0].last_seen;
    tokio::time::sleep(Duration::from_millis(20)).await;
    store.beat(&lost_in_time).await.unwrap();
    assert!(store.instances(AGE).await.unwrap()[0].last_seen > before);
}
