//! What operators read on the management port: metrics, and readiness.

use serde_json::{Value, json};

use crate::support::{Answer, Kind, TestApp, app::CLIENT};

/// The address of the management port, as the process logs it.
fn management(app: &TestApp) -> String {
    let log = app.api.process.log();
    let entries = log
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok());
    let mut entries = entries.filter(|entry: &Value| entry["message"] == "metrics");
    entries.next().unwrap()["address"]
        .as_str()
        .unwrap()
        .to_owned()
}

/// The value of the first series that begins so.
fn value(metrics: &str, series: &str) -> f64 {
    let line = metrics.lines().find(|line| line.starts_with(series));
    let line = line.unwrap_or_else(|| panic!("{series} is not in\n{metrics}"));
    line.rsplit(' ').next().unwrap().parse().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_engines_and_records_are_counted() {
    for kind in [Kind::Sqlite, Kind::MariaDb] {
        let app = TestApp::spawn_with(kind, &[("MANAGEMENT_PORT", "0")]).await;
        let address = management(&app);
        app.process("spell", "I havv a dog").await;
        app.post("/api/spell", &json!({"text": ["a dog", "a cat"]}))
            .await
            .json();
        app.get("/api/records/7").await;
        app.get("/api/no/such/place").await;
        let read = |path: &str| {
            let request = CLIENT.get(format!("{address}{path}"));
            async { Answer::read(request.send().await.unwrap()).await }
        };
        let answer = read("/metrics").await;
        assert!(answer.header("content-type").starts_with("text/plain"));
        let metrics = answer.text();
        let requests = "textmend_http_requests_total{method=";
        assert!(
            (value(
                metrics,
                &format!("{requests}\"POST\",route=\"/api/spell\",status=\"200\"}}")
            ) - 2.0)
                .abs()
                < 0.1
        );
        value(
            metrics,
            &format!("{requests}\"GET\",route=\"/api/records/{{record}}\",status=\"404\"}}"),
        );
        assert!(!metrics.contains("no/such/place"), "a path is no label");
        assert!((value(metrics, "textmend_records_saved_total") - 3.0).abs() < 0.1);
        assert!(
            value(
                metrics,
                "textmend_engine_duration_seconds_count{operation=\"spell\"}"
            ) >= 3.0
        );
        assert!(value(metrics, "textmend_commit_requests_count") >= 1.0);
        value(metrics, "textmend_queue_waiting{queue=\"save\"}");
        value(metrics, "textmend_database_connections{state=\"most\"}");
        assert!(value(metrics, "process_resident_memory_bytes") > 1e6);
        assert_eq!(read("/livez").await.status, 200);
        assert_eq!(read("/readyz").await.json()["ready"], true);
        assert_eq!(app.get("/metrics").await.status, 404, "not for the public");
    }
}

/// The names of metrics in a file of an operator's tools.
fn names(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    words.filter(|word| word.starts_with("textmend_") || word.starts_with("process_"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_dashboard_and_the_alerts_ask_for_what_there_is() {
    let app = TestApp::spawn_with(Kind::Sqlite, &[("MANAGEMENT_PORT", "0")]).await;
    app.process("spell", "I havv a dog").await;
    let metrics = CLIENT.get(format!("{}/metrics", management(&app)));
    let metrics = metrics.send().await.unwrap().text().await.unwrap();
    let dashboard = include_str!("../../docs/monitoring/grafana.json");
    let parsed: Value = serde_json::from_str(dashboard).unwrap();
    assert!(parsed["panels"].as_array().unwrap().len() > 5);
    let alerts = include_str!("../../docs/monitoring/alerts.yaml");
    let mut asked = 0;
    for name in names(dashboard).chain(names(alerts)) {
        asked += 1;
        let there = metrics.lines().any(|line| line.starts_with(name));
        assert!(there, "{name} is not measured");
    }
    assert!(asked > 10, "{asked}");
}
