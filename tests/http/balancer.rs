//! Two of each service on one database behind a balancer with the two path rules, as in production.

use std::{
    fs,
    path::Path,
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{
    Answer, Database, Kind, Server,
    app::{BROWSER, CLIENT, send},
    free_port, models, until,
};

/// The configuration of docker-compose.yml with what is different here: the ports, and the addresses of
/// the instances, which nobody's DNS knows.
fn configuration(
    port: u16,
    statistics: u16,
    services: &[(&str, &[Server; 2])],
    folder: &Path,
) -> String {
    let mut config = include_str!("../../balancer/haproxy.cfg").to_owned();
    let mut replace = |from: &str, to: &str| {
        assert_eq!(config.matches(from).count(), 1, "{from}");
        config = config.replace(from, to);
    };
    replace("bind :8080", &format!("bind 127.0.0.1:{port}"));
    replace("127.0.0.1:8404", &format!("127.0.0.1:{statistics}"));
    replace("/tmp/haproxy.sock", folder.join("socket").to_str().unwrap());
    for (service, instances) in services {
        let port = if *service == "home" { 8080 } else { 8081 };
        let addresses = instances
            .each_ref()
            .map(|server| server.address.trim_start_matches("http://"));
        replace(
            &format!(
                "server-template {service} 1-8 {service}:{port} resolvers docker init-addr none"
            ),
            &format!(
                "server {service}1 {}\n    server {service}2 {}",
                addresses[0], addresses[1]
            ),
        );
    }
    config
}

struct Fleet {
    /// Of the balancer, `http://127.0.0.1:PORT`.
    address: String,
    /// Where the balancer says how it finds its servers.
    statistics: String,
    homes: [Server; 2],
    apis: [Server; 2],
    database: Database,
    haproxy: Child,
    _folder: TempDir,
}

impl Fleet {
    async fn start() -> Self {
        Self::start_with(&[]).await
    }

    /// With these variables besides.
    async fn start_with(variables: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = Database::new(Kind::MariaDb).await;
        let (mirror, store) = (models::mirror_url(), folder.path().join("models"));
        let own = [
            ("DATABASE_URL", database.url.as_str()),
            ("MODELS_URL", &mirror),
            ("MODELS_DIR", store.to_str().unwrap()),
        ];
        let variables = [&own[..], variables].concat();
        let homes = [(); 2].map(|()| Server::start("home", None, &variables));
        let apis = [(); 2].map(|()| Server::start("api", None, &variables));
        let (port, statistics) = (free_port(), free_port());
        let services = [("home", &homes), ("api", &apis)];
        let config = configuration(port, statistics, &services, folder.path());
        let file = folder.path().join("haproxy.cfg");
        fs::write(&file, config).unwrap();
        let haproxy = Command::new("haproxy")
            .arg("-db")
            .arg("-f")
            .arg(file)
            .stdout(Stdio::null())
            .spawn()
            .expect("haproxy is installed: use `tests/run balancer`");
        let fleet = Self {
            address: format!("http://127.0.0.1:{port}"),
            statistics: format!("http://127.0.0.1:{statistics}/;csv"),
            homes,
            apis,
            database,
            haproxy,
            _folder: folder,
        };
        for server in ["home1", "home2", "api1", "api2"] {
            fleet.until_state(server, "UP").await;
        }
        fleet
    }

    /// Waits until the balancer's own check has found this server as it is.
    async fn until_state(&self, server: &str, state: &str) {
        until(&format!("{server} {state}"), async || {
            let Ok(answer) = CLIENT.get(&self.statistics).send().await else {
                return false;
            };
            // Name and state are the second and the eighteenth column.
            answer.text().await.unwrap().lines().any(|line| {
                let columns: Vec<_> = line.split(',').collect();
                columns.get(1) == Some(&server) && columns.get(17) == Some(&state)
            })
        })
        .await;
    }

    async fn post(&self, path: &str, body: &Value) -> Answer {
        send(CLIENT.post(format!("{}{path}", self.address)).json(body)).await
    }

    async fn open(&self, path: &str) -> Answer {
        send(
            CLIENT
                .get(format!("{}{path}", self.address))
                .header("accept", BROWSER),
        )
        .await
    }
}

impl Drop for Fleet {
    fn drop(&mut self) {
        let _ = self.haproxy.kill();
        let _ = self.haproxy.wait();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_steps_work_through_the_balancer() {
    let fleet = Fleet::start().await;
    let cases = [
        ("spell", "I havv a speling eror", "I have a spelling error"),
        (
            "space",
            "thequickbrownfoxjumpsoverthelazydog",
            "the quick brown fox jumps over the lazy dog",
        ),
        ("translate", "Onde fica a biblioteca?", "library"),
    ];
    for (operation, text, expected) in cases {
        let path = format!("/api/{operation}");
        let mut body = json!({"id": format!("tag-{operation}"), "text": text});
        if operation == "translate" {
            body["source"] = json!("pt");
        }
        let answer = fleet.post(&path, &body).await.json();
        assert!(
            answer["processed"].as_str().unwrap().contains(expected),
            "{answer}"
        );
        assert!(fleet.open(&path).await.page(200).contains("<form"));
    }
    for _ in 0..4 {
        let answer = fleet.open("/").await;
        let page = answer.reading(200);
        for (operation, text, _) in cases {
            assert!(
                page.contains(text) && page.contains(&format!("tag-{operation}")),
                "{page}"
            );
        }
    }
    assert_eq!(fleet.open("/api").await.header("location"), "/api/docs");
    assert_eq!(fleet.open("/api/docs").await.status, 200);
    // The pages of each service find their own files behind the balancer.
    for path in ["/", "/api/spell"] {
        let answer = fleet.open(path).await;
        let files: Vec<_> = answer
            .page(200)
            .split('"')
            .filter(|text| text.contains("/assets/"))
            .collect();
        assert!(!files.is_empty());
        for file in files {
            assert_eq!(fleet.open(file).await.status, 200, "{path}: {file}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_record_of_one_instance_is_on_every_other() {
    let fleet = Fleet::start().await;
    for (turn, api) in fleet.apis.iter().enumerate() {
        let body = json!({"id": format!("from-{turn}"), "text": "I havv a dog"});
        let made = send(
            CLIENT
                .post(format!("{}/api/spell", api.address))
                .json(&body),
        )
        .await
        .json();
        let record = made["record"].as_str().unwrap();
        for home in &fleet.homes {
            let page = send(
                CLIENT
                    .get(format!("{}/", home.address))
                    .header("accept", BROWSER),
            )
            .await;
            assert!(page.page(200).contains(&format!("from-{turn}")));
        }
        for other in &fleet.apis {
            let path = format!("{}/api/records/{record}", other.address);
            assert_eq!(
                send(CLIENT.get(path)).await.json()["processed"],
                "I have a dog"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_instances_work_and_the_balancers_name_for_a_request_is_kept() {
    let fleet = Fleet::start().await;
    for _ in 0..10 {
        let answer = fleet
            .post("/api/spell", &json!({"text": "I havv a dog"}))
            .await;
        answer.json();
        let id = answer.header("x-request-id").to_owned();
        assert!(id.starts_with("Root=1-"), "{id}");
        // An answer may be here before its line in the log.
        until("the request's name in a log", async || {
            fleet.apis.iter().any(|api| api.process.log().contains(&id))
        })
        .await;
    }
    for api in &fleet.apis {
        assert!(
            api.process.log().contains("/api/spell"),
            "one of the two has had nothing to do"
        );
    }
}

/// The balancer appends nothing to what a client says of itself: that client may be in a trusted network, too, as
/// everyone on this machine is here.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_cannot_choose_its_own_address_or_name() {
    let variables = [
        ("TRUSTED_PROXIES", "127.0.0.0/8"),
        ("RATE_LIMIT_PER_MINUTE", "3"),
    ];
    let fleet = Fleet::start_with(&variables).await;
    let ask = async |n: usize| {
        let request = CLIENT.get(format!("{}/api/docs", fleet.address));
        let request = request
            .header("accept", BROWSER)
            .header("x-forwarded-for", format!("8.8.8.{n}"))
            .header("forwarded", format!("for=8.8.4.{n};host=evil.example"))
            .header("x-forwarded-host", "evil.example");
        send(request).await
    };
    let answers = [ask(0).await, ask(1).await, ask(2).await, ask(3).await];
    assert!(!answers[0].page(200).contains("evil.example"));
    // Each of the two instances counts for itself.
    let mut refused = 0;
    for n in 4..16 {
        refused += u32::from(ask(n).await.status == 429);
    }
    assert!(refused >= 6, "{refused}");
}

/// One `api` is told to stop, later a `home` is killed: clients see no failed request, but for what was in
/// flight in the killed one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn losing_an_instance_goes_unnoticed() {
    let mut fleet = Fleet::start().await;
    let url = format!("{}/api/spell", fleet.address);
    let (acknowledged, stop) = (
        Arc::new(AtomicI64::new(0)),
        Arc::new(AtomicBool::new(false)),
    );
    let client = tokio::spawn({
        let (acknowledged, stop) = (Arc::clone(&acknowledged), Arc::clone(&stop));
        async move {
            while !stop.load(Ordering::Relaxed) {
                let answer = send(CLIENT.post(&url).json(&json!({"text": "I havv a dog"}))).await;
                assert_eq!(answer.status, 200, "{}", answer.text());
                acknowledged.fetch_add(1, Ordering::Relaxed);
            }
        }
    });
    let ten_more = async || {
        let before = acknowledged.load(Ordering::Relaxed);
        until("ten more answers", async || {
            client.is_finished() || acknowledged.load(Ordering::Relaxed) >= before + 10
        })
        .await;
    };
    ten_more().await;
    fleet.apis[0].process.signal("TERM");
    assert_eq!(fleet.apis[0].process.wait(), Some(0));
    ten_more().await;
    stop.store(true, Ordering::Relaxed);
    client.await.unwrap();
    assert_eq!(
        fleet.database.records().await,
        acknowledged.load(Ordering::Relaxed)
    );

    fleet.homes[1].process.signal("KILL");
    fleet.homes[1].process.wait();
    fleet.until_state("home2", "DOWN").await;
    for _ in 0..6 {
        assert_eq!(fleet.open("/").await.status, 200);
    }
}
