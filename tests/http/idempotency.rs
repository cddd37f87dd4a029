//! A retry with the same key never doubles a record.

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    on_both,
    support::{Answer, TestApp, app::send},
};

on_both!(
    the_same_key_and_body_give_the_same_record,
    the_same_meaning_in_another_writing_gives_the_same_record,
    the_same_key_with_another_body_is_refused,
    duplicates_at_the_same_moment_make_one_record,
    a_batch_is_made_once,
    a_refused_request_does_not_use_up_its_key,
    a_key_that_is_none_is_refused_though_nothing_is_saved,
);

async fn post(app: &TestApp, key: &str, path: &str, body: &Value) -> Answer {
    send(
        app.request(Method::POST, path)
            .header("idempotency-key", key)
            .json(body),
    )
    .await
}

async fn the_same_key_and_body_give_the_same_record(app: &TestApp) {
    let body = json!({"id": "once", "text": "I havv a dog"});
    let first = post(app, "key-1", "/api/spell", &body).await.json();
    let second = post(app, "key-1", "/api/spell", &body).await.json();
    for field in [
        "record",
        "id",
        "original",
        "processed",
        "edits",
        "created_at",
        "operation",
    ] {
        assert_eq!(first[field], second[field], "{field}");
    }
    let other = post(app, "key-2", "/api/spell", &body).await.json();
    assert_ne!(first["record"], other["record"]);
    assert_eq!(app.database.records().await, 2);
}

async fn the_same_meaning_in_another_writing_gives_the_same_record(app: &TestApp) {
    let body = json!({"id": "once", "text": "I havv a dog"});
    let first = post(app, "key", "/api/spell", &body).await.json();
    let spelt_out = json!({"text": "I havv a dog", "save": true, "format": "text", "id": "once"});
    let second = post(app, "key", "/api/spell", &spelt_out).await.json();
    assert_eq!(first["record"], second["record"]);
    let form = app
        .request(Method::POST, "/api/spell")
        .header("idempotency-key", "key")
        .form(&[("text", "I havv a dog"), ("id", "once")]);
    assert_eq!(first["record"], send(form).await.json()["record"]);
    assert_eq!(app.database.records().await, 1);
}

async fn the_same_key_with_another_body_is_refused(app: &TestApp) {
    post(app, "key", "/api/spell", &json!({"text": "I havv a dog"}))
        .await
        .json();
    let other = json!({"text": "I havv a cat"});
    post(app, "key", "/api/spell", &other)
        .await
        .problem(422, "idempotency_mismatch");
    assert_eq!(app.database.records().await, 1);
}

async fn duplicates_at_the_same_moment_make_one_record(app: &TestApp) {
    let body = json!({"text": "I havv a dog"});
    let answers = join_all((0..12).map(|_| post(app, "race", "/api/spell", &body))).await;
    let records: Vec<_> = answers
        .iter()
        .map(|answer| answer.json()["record"].clone())
        .collect();
    assert!(
        records.iter().all(|record| *record == records[0]),
        "{records:?}"
    );
    assert_eq!(app.database.records().await, 1);
}

async fn a_batch_is_made_once(app: &TestApp) {
    let body = json!({"text": ["I havv a dog", "and a cat"]});
    let first = post(app, "batch", "/api/spell", &body).await.json();
    let second = post(app, "batch", "/api/spell", &body).await.json();
    let records = |answer: &Value| -> Vec<Value> {
        answer
            .as_array()
            .unwrap()
            .iter()
            .map(|answer| answer["record"].clone())
            .collect()
    };
    assert_eq!(records(&first), records(&second));
    assert_eq!(app.database.records().await, 2);
}

async fn a_refused_request_does_not_use_up_its_key(app: &TestApp) {
    post(app, "key", "/api/spell", &json!({"text": ""}))
        .await
        .problem(422, "invalid_field");
    post(app, "key", "/api/spell", &json!({"text": "I havv a dog"}))
        .await
        .json();
    assert_eq!(app.database.records().await, 1);
}

async fn a_key_that_is_none_is_refused_though_nothing_is_saved(app: &TestApp) {
    for save in [true, false] {
        let body = json!({"text": "I havv a dog", "save": save});
        post(app, &"k".repeat(256), "/api/spell", &body)
            .await
            .problem(400, "malformed");
        post(app, &"k".repeat(255), "/api/spell", &body)
            .await
            .json();
    }
}
