//! Many instances on one database.

use std::{path::Path, sync::Arc};

use futures_util::future::join_all;
use serde_json::json;

use crate::support::{
    Database, Kind, Server, TestApp,
    app::{CLIENT, send},
    models, until,
};

/// Ten at once on an empty database: one migrates, the others wait, all serve.
async fn ten_start_at_once(kind: Kind) {
    let database = Arc::new(Database::new(kind).await);
    let starts = (0..10).map(|turn| {
        let database = Arc::clone(&database);
        tokio::task::spawn_blocking(move || {
            let program = match kind {
                Kind::Sqlite => "textmend",
                Kind::MariaDb if turn % 2 == 0 => "api",
                Kind::MariaDb => "home",
            };
            Server::start(program, None::<&Path>, &[("DATABASE_URL", &database.url)])
        })
    });
    let servers: Vec<_> = join_all(starts)
        .await
        .into_iter()
        .map(Result::unwrap)
        .collect();
    let writers = servers.iter().step_by(2);
    for (turn, server) in writers.clone().enumerate() {
        let body = json!({"id": format!("from-{turn}"), "text": "I havv a dog"});
        let answer = CLIENT
            .post(format!("{}/api/spell", server.address))
            .json(&body)
            .send()
            .await;
        assert_eq!(answer.unwrap().status(), 200);
    }
    assert_eq!(database.records().await, 5);
    let readers = servers.iter().skip(1).step_by(2);
    for server in readers {
        let page = CLIENT
            .get(format!("{}/", server.address))
            .send()
            .await
            .unwrap();
        let page = page.text().await.unwrap();
        for turn in 0..5 {
            assert!(page.contains(&format!("from-{turn}")), "{page}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_start_at_once_on_sqlite() {
    ten_start_at_once(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_start_at_once_on_mariadb() {
    ten_start_at_once(Kind::MariaDb).await;
}

/// A new version's instances start beside the old one's on a database that is in use.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_instance_joins_a_running_one() {
    let first = TestApp::spawn(Kind::MariaDb).await;
    let answer = first.process("spell", "I havv a dog").await;
    let second = TestApp::on(Arc::clone(&first.database), &[]);
    let path = format!("/api/records/{}", answer["record"].as_str().unwrap());
    assert_eq!(second.get(&path).await.json()["processed"], "I have a dog");
}

/// The monitor of one instance knows what the others do.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_monitor_knows_every_instance() {
    let (_folder, app) = models::app(Kind::MariaDb).await;
    let answer = app.process("translate", "Onde fica a biblioteca?").await;
    assert_eq!(answer["provider"], "local");
    let address = format!("{}/monitor.json", app.home().await.address);
    until("the loaded model on the monitor", async || {
        let known = send(CLIENT.get(&address)).await.json();
        let of = |service: &str| {
            let fleet = known["fleet"].as_array().unwrap();
            fleet.iter().find(|one| one["service"] == service).cloned()
        };
        of("api").is_some_and(|api| api["work"] == json!({"waiting": 0, "models": 1}))
            && of("home").is_some_and(|home| home["work"].is_null())
    })
    .await;
}
