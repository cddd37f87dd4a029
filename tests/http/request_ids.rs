//! Every answer carries a request id: the caller's, the balancer's, or a new one.

use reqwest::Method;
use serde_json::json;

use crate::{
    on_both,
    support::{TestApp, app::send, until},
};

on_both!(
    a_request_id_is_kept_or_made,
    the_log_names_the_request_and_never_its_text
);

async fn a_request_id_is_kept_or_made(app: &TestApp) {
    let ask = |headers: &[(&str, &str)]| {
        let mut request = app.request(Method::GET, "/api/nothing");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        send(request)
    };
    let answer = ask(&[("x-request-id", "mine-1")]).await;
    assert_eq!(answer.problem(404, "not_found")["request_id"], "mine-1");
    let trace = "Root=1-67891233-abcdef012345678912345678";
    let answer = ask(&[("x-amzn-trace-id", trace)]).await;
    assert_eq!(answer.problem(404, "not_found")["request_id"], trace);
    let answer = ask(&[("x-request-id", "mine-2"), ("x-amzn-trace-id", trace)]).await;
    assert_eq!(answer.header("x-request-id"), "mine-2");
    let first = ask(&[]).await;
    let second = ask(&[("x-request-id", "")]).await;
    let third = ask(&[("x-request-id", &"x".repeat(5000))]).await;
    for answer in [&first, &second, &third] {
        assert!(
            (8..=128).contains(&answer.header("x-request-id").len()),
            "{answer:?}"
        );
    }
    assert_ne!(first.header("x-request-id"), second.header("x-request-id"));
    for path in ["/api/livez", "/api/records", "/api/spell"] {
        assert!(
            !app.open(path).await.header("x-request-id").is_empty(),
            "{path}"
        );
    }
}

async fn the_log_names_the_request_and_never_its_text(app: &TestApp) {
    let request = app
        .request(Method::POST, "/api/spell")
        .header("x-request-id", "find-me");
    let body = json!({"id": "secret-tag", "text": "Xylophonic secretes are nott logged"});
    send(request.json(&body)).await.json();
    app.submit(
        "/api/spell",
        &[("text", "Xylophonic forms"), ("id", "secret-tag")],
    )
    .await;
    let request = app
        .request(Method::GET, "/api/records?q=Xylophonic&id=secret-tag")
        .header("x-request-id", "the-last");
    send(request).await.json();
    until("the lines of all requests", async || {
        let log = app.api.process.log();
        log.contains("find-me") && log.contains("the-last")
    })
    .await;
    let log = app.api.process.log();
    assert!(
        !log.contains("Xylophonic") && !log.contains("secret-tag"),
        "{log}"
    );
}
