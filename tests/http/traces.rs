//! Traces, as a collector gets them.

use serde_json::{Value, json};
use wiremock::{Mock, MockServer, ResponseTemplate, matchers};

use crate::support::{Kind, TestApp, app::send, until};

const ABOVE: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

/// A collector that wants a key, and what it has been sent.
async fn collector() -> MockServer {
    let server = MockServer::start().await;
    Mock::given(matchers::method("POST"))
        .and(matchers::path("/v1/traces"))
        .and(matchers::header("api-key", "hunter2"))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({})))
        .mount(&server)
        .await;
    server
}

async fn spans(collector: &MockServer) -> Vec<Value> {
    let requests = collector.received_requests().await.unwrap();
    let documents = requests.iter().map(|request| request.body_json().unwrap());
    let spans = documents.flat_map(|document: Value| {
        let resource = &document["resourceSpans"][0];
        assert_eq!(resource["resource"]["attributes"][0]["key"], "service.name");
        let spans = resource["scopeSpans"][0]["spans"].as_array().cloned();
        spans.unwrap()
    });
    spans.collect()
}

fn named<'s>(spans: &'s [Value], name: &str) -> Option<&'s Value> {
    spans.iter().find(|span| span["name"] == name)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_and_its_parts_go_to_the_collector() {
    for kind in [Kind::Sqlite, Kind::MariaDb] {
        let collector = collector().await;
        let variables = [
            ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.uri()),
            ("OTEL_EXPORTER_OTLP_HEADERS", "api-key=hunter2".into()),
        ];
        let variables = variables
            .each_ref()
            .map(|(name, value)| (*name, value.as_str()));
        let mut app = TestApp::spawn_with(kind, &variables).await;
        let body = json!({"text": "I havv a secrett plan", "id": "s3cret-tag"});
        let request = app.request(reqwest::Method::POST, "/api/spell").json(&body);
        let answer = send(request.header("traceparent", ABOVE)).await;
        assert_eq!(answer.status, 200);
        until("the span of the request", async || {
            named(&spans(&collector).await, "POST /api/spell").is_some()
        })
        .await;
        let told = spans(&collector).await;
        let request = named(&told, "POST /api/spell").unwrap();
        assert_eq!(request["traceId"], "0af7651916cd43dd8448eb211c80319c");
        assert_eq!(request["parentSpanId"], "b7ad6b7169203331");
        for part in ["engine", "save"] {
            let part = named(&told, part).unwrap();
            assert_eq!(part["parentSpanId"], request["spanId"], "{part}");
        }
        assert!(named(&told, "commit").is_some());
        let all = serde_json::to_string(&told).unwrap();
        assert!(
            !all.contains("plan") && !all.contains("s3cret-tag"),
            "{all}"
        );

        // What a process has not sent yet goes with its end.
        app.get("/api/records?limit=1").await.json();
        app.api.process.signal("INT");
        assert_eq!(app.api.process.wait(), Some(0));
        assert!(named(&spans(&collector).await, "GET /api/records").is_some());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_collector_that_is_away_harms_nobody() {
    let variables = [("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")];
    let app = TestApp::spawn_with(Kind::Sqlite, &variables).await;
    for _ in 0..20 {
        app.process("spell", "I havv a dog").await;
    }
    until("a word about it", async || {
        app.api.process.log().contains("traces cannot be sent")
    })
    .await;
}
