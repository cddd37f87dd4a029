//! Records over the API: listing, filtering, paging, reading, deleting.

use std::collections::HashSet;

use serde_json::{Value, json};

use crate::{on_both, support::TestApp};

on_both!(
    a_record_reads_as_it_was_answered,
    pages_show_every_record_once_and_newest_first,
    filters_choose_records,
    a_deleted_record_is_gone,
    what_is_not_there_is_not_found,
    wrong_filters_are_refused_by_name,
);

fn ids(list: &Value) -> Vec<String> {
    let records = list["records"].as_array().unwrap();
    records
        .iter()
        .map(|record| record["record"].as_str().unwrap().to_owned())
        .collect()
}

async fn a_record_reads_as_it_was_answered(app: &TestApp) {
    let text = "I havv \u{1f980} a speling\r\n eror";
    let answer = app
        .post("/api/spell", &json!({"id": "t\u{e4}g", "text": text}))
        .await
        .json();
    let record = answer["record"].as_str().unwrap();
    let stored = app.get(&format!("/api/records/{record}")).await.json();
    let fields = [
        "record",
        "id",
        "operation",
        "original",
        "processed",
        "edits",
        "language",
        "created_at",
    ];
    for field in fields {
        assert_eq!(stored[field], answer[field], "{field}");
    }
    let listed = &app.get("/api/records").await.json()["records"][0];
    for field in [
        "record",
        "id",
        "operation",
        "original",
        "processed",
        "created_at",
    ] {
        assert_eq!(listed[field], answer[field], "{field}");
    }
}

async fn pages_show_every_record_once_and_newest_first(app: &TestApp) {
    let texts: Vec<_> = (0..57).map(|n| format!("Text number {n}")).collect();
    let made = app.post("/api/space", &json!({"text": texts})).await.json();
    let mut made: Vec<_> = made
        .as_array()
        .unwrap()
        .iter()
        .map(|a| a["record"].as_str().unwrap().to_owned())
        .collect();
    made.reverse();
    let mut seen = Vec::new();
    let mut path = "/api/records?limit=10".to_owned();
    for page in 1.. {
        let list = app.get(&path).await.json();
        let on_page = ids(&list);
        assert_eq!(on_page.len(), if page == 6 { 7 } else { 10 });
        seen.extend(on_page);
        let Some(next) = list["next"].as_str() else {
            break;
        };
        path = format!("/api/records?limit=10&after={next}");
        // What arrives meanwhile does not shift the pages.
        app.process("spell", "A newcomer.").await;
    }
    assert_eq!(seen, made);
    assert_eq!(seen.iter().collect::<HashSet<_>>().len(), 57);
}

async fn filters_choose_records(app: &TestApp) {
    let first = app
        .post(
            "/api/spell",
            &json!({"id": "a", "text": "Zebras like grass."}),
        )
        .await;
    let first = first.json();
    let second = app
        .post(
            "/api/space",
            &json!({"id": "b", "text": "Lions like zebras."}),
        )
        .await;
    let second = second.json();
    let found =
        |query: String| async move { ids(&app.get(&format!("/api/records?{query}")).await.json()) };
    let one = [first["record"].as_str().unwrap()];
    let two = [second["record"].as_str().unwrap()];
    assert_eq!(found("operation=spell".into()).await, one);
    assert_eq!(found("id=b".into()).await, two);
    assert_eq!(found("q=LIONS".into()).await, two);
    assert_eq!(found("q=zebras".into()).await.len(), 2);
    assert_eq!(found("q=zebras&operation=spell".into()).await, one);
    assert_eq!(found("q=crocodile".into()).await, [""; 0]);
    assert_eq!(found("id=nobody".into()).await, [""; 0]);
    let since = second["created_at"].as_str().unwrap();
    assert!(
        found(format!("from={since}"))
            .await
            .contains(&two[0].to_owned())
    );
    assert_eq!(found("from=2990-01-01T00:00:00Z".into()).await, [""; 0]);
    assert_eq!(found("to=2990-01-01T00:00:00Z".into()).await.len(), 2);
    assert_eq!(found("to=2001-01-01T00:00:00Z".into()).await, [""; 0]);
}

async fn a_deleted_record_is_gone(app: &TestApp) {
    let answer = app.process("spell", "I havv a dog").await;
    let kept = app.process("spell", "I havv a cat").await;
    let path = format!("/api/records/{}", answer["record"].as_str().unwrap());
    let deleted = app.delete(&path).await;
    assert_eq!((deleted.status, deleted.body.len()), (204, 0));
    app.get(&path).await.problem(404, "not_found");
    app.delete(&path).await.problem(404, "not_found");
    assert_eq!(app.record_ids().await, [kept["record"].as_str().unwrap()]);
}

async fn what_is_not_there_is_not_found(app: &TestApp) {
    let unknown = format!("/api/records/{}", uuid::Uuid::now_v7());
    for path in [
        unknown.as_str(),
        "/api/records/rubbish",
        "/api/records/%00",
        "/api/nothing",
    ] {
        app.get(path).await.problem(404, "not_found");
    }
    app.delete(&unknown).await.problem(404, "not_found");
}

async fn wrong_filters_are_refused_by_name(app: &TestApp) {
    let words = |count: usize| {
        let words: Vec<_> = (0..count).map(|n| format!("w{n}")).collect();
        words.join("+")
    };
    let wrong = [
        ("operation", "sing"),
        ("from", "yesterday"),
        ("to", "2026-13-01"),
        ("limit", "0"),
        ("limit", "many"),
        ("limit", "1000000"),
        ("after", "rubbish"),
        ("q", &words(49)),
    ];
    for (field, value) in wrong {
        let answer = app.get(&format!("/api/records?{field}={value}")).await;
        answer.problem_in(422, "invalid_field", field);
    }
    // What is searched for is all of it, or nothing; a search without a word finds nothing.
    app.process("spell", "I havv a dog").await;
    for (q, status) in [(words(48), 200), (words(49), 422), ("!!!".to_owned(), 200)] {
        for path in ["/api/records", "/", "/records.csv", "/records.ndjson"] {
            let address = format!("{path}?q={q}");
            let answer = if path.starts_with("/api/") {
                app.get(&address).await
            } else {
                app.open_home(&address).await
            };
            assert_eq!(answer.status, status, "{address}: {}", answer.text());
            assert!(!answer.text().contains("havv"), "{address}");
            assert!(status == 200 || answer.text().contains("at most 48"));
        }
    }
}
