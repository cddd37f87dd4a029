//! Liveness for balancers and containers, readiness for people and alarms.

use serde_json::Value;

use crate::{
    on_both,
    support::{
        Database, Kind, Process, TestApp,
        app::CLIENT,
        fault_proxy::{Fault, FaultProxy},
        free_port, output, until,
    },
};

on_both!(
    a_running_service_is_live_and_ready,
    the_healthcheck_command_agrees
);

async fn json(url: String) -> (u16, Value) {
    let answer = CLIENT.get(&url).send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

async fn a_running_service_is_live_and_ready(app: &TestApp) {
    let addresses = [
        format!("{}/api", app.api.address),
        app.home().await.address.clone(),
    ];
    for address in addresses {
        let (status, live) = json(format!("{address}/livez")).await;
        assert_eq!(status, 200, "{live}");
        let (status, ready) = json(format!("{address}/readyz")).await;
        assert_eq!(
            (status, &ready["ready"]),
            (200, &Value::Bool(true)),
            "{ready}"
        );
    }
}

async fn the_healthcheck_command_agrees(app: &TestApp) {
    let programs = match app.kind() {
        Kind::Sqlite => vec![("textmend", &app.api.address)],
        Kind::MariaDb => vec![
            ("api", &app.api.address),
            ("home", &app.home().await.address),
        ],
    };
    let folder = tempfile::tempdir().unwrap();
    for (program, address) in programs {
        let port = address.rsplit(':').next().unwrap();
        let check = |host: &str, port: &str| {
            let variables = [("PORT", port), ("HOST", host)];
            output(program, folder.path(), &["healthcheck"], &variables, b"")
                .status
                .code()
        };
        assert_eq!(check("127.0.0.1", port), Some(0), "{program}");
        assert_eq!(
            check("0.0.0.0", port),
            Some(0),
            "{program} as in a container"
        );
        // Port 1 has no listener.
        assert_eq!(check("127.0.0.1", "1"), Some(1), "{program}");
    }
}

/// A service that starts before its database says that it is alive only when it can serve, waits, and
/// then serves without help.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_service_waits_for_its_database() {
    let database = Database::new(Kind::MariaDb).await;
    let server = Database::server();
    let upstream = server.rsplit('@').next().unwrap().to_owned();
    let proxy = FaultProxy::start(upstream.clone()).await;
    proxy.set(Fault::Down);
    let url = database.url.replace(&upstream, &proxy.address);
    let port = free_port().to_string();
    let variables = [
        ("DATABASE_URL", url.as_str()),
        ("PORT", &port),
        ("LOG_FORMAT", "json"),
    ];
    let process = Process::start("api", None, &variables);
    let live = format!("http://127.0.0.1:{port}/api/livez");
    let status = async || {
        let answer = CLIENT.get(&live).send().await;
        answer.map_or(0, |answer| answer.status().as_u16())
    };
    until("an answer while it waits", async || status().await == 503).await;
    let ready = json(format!("http://127.0.0.1:{port}/api/readyz")).await;
    assert_eq!(ready.0, 503, "{ready:?}");
    assert!(
        ready.1.to_string().contains("database"),
        "names what is not ready: {}",
        ready.1
    );
    proxy.set(Fault::None);
    until("service once the database is there", async || {
        status().await == 200
    })
    .await;
    assert!(
        !process.log().contains("textmend:textmend"),
        "no password in the log"
    );
}
