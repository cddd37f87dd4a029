//! What a client may keep, and where the time of a request went.

use reqwest::Method;
use serde_json::json;

use crate::{
    on_both,
    support::{TestApp, app::send},
};

on_both!(
    what_has_not_changed_is_not_sent_again,
    an_answer_says_where_its_time_went,
    a_cache_keeps_pages_and_json_apart,
    whoever_accepts_no_coding_is_answered,
);

async fn what_has_not_changed_is_not_sent_again(app: &TestApp) {
    let record = app.process("spell", "I havv a dog").await["record"].clone();
    let record = format!("/api/records/{}", record.as_str().unwrap());
    for path in ["/api/openapi.json", &record] {
        let first = app.get(path).await;
        let tag = first.header("etag");
        assert!(first.status == 200 && !tag.is_empty(), "{path}");
        let again = |tag: &str| send(app.request(Method::GET, path).header("if-none-match", tag));
        let unchanged = again(tag).await;
        assert_eq!((unchanged.status, unchanged.body.len()), (304, 0), "{path}");
        assert_eq!(unchanged.header("etag"), tag);
        assert_eq!(again("\"another\"").await.body, first.body, "{path}");
    }
    let tag = app.get(&record).await.header("etag").to_owned();
    assert_eq!(app.delete(&record).await.status, 204);
    let gone = send(
        app.request(Method::GET, &record)
            .header("if-none-match", tag),
    )
    .await;
    gone.problem(404, "not_found");
}

async fn a_cache_keeps_pages_and_json_apart(app: &TestApp) {
    for path in ["/api/spell", "/api/nothing/here", "/api/openapi.json"] {
        for media in ["text/html", "application/json"] {
            let asked = || app.request(Method::GET, path).header("accept", media);
            let plain = send(asked()).await;
            let packed = send(asked().header("accept-encoding", "gzip")).await;
            for answer in [plain, packed] {
                let vary: Vec<_> = answer.headers.get_all("vary").iter().collect();
                assert_eq!(vary, ["accept, accept-encoding"], "{path} as {media}");
            }
        }
    }
}

async fn whoever_accepts_no_coding_is_answered(app: &TestApp) {
    for (accepted, coding) in [
        ("identity;q=0", ""),
        ("*;q=0", ""),
        ("gzip;q=0, identity;q=0", ""),
        ("identity;q=0, *", "gzip"),
        ("identity;q=0, gzip;q=0, *;q=0.5", "br"),
        ("identity;q=0, zstd", "zstd"),
        ("*", ""),
    ] {
        let asked = app.request(Method::GET, "/api/languages");
        let answer = send(asked.header("accept-encoding", accepted)).await;
        assert_eq!(
            (answer.status, answer.header("content-encoding")),
            (200, coding),
            "{accepted}"
        );
    }
}

async fn an_answer_says_where_its_time_went(app: &TestApp) {
    let parts = |header: &str| -> Vec<(String, f64)> {
        let parts = header
            .split(", ")
            .map(|part| part.split_once(";dur=").unwrap());
        parts
            .map(|(name, took)| (name.to_owned(), took.parse().unwrap()))
            .collect()
    };
    let saved = app
        .post("/api/spell", &json!({"text": "I havv a dog"}))
        .await;
    let told = parts(saved.header("server-timing"));
    let names: Vec<_> = told.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["engine", "save", "total"]);
    // Each is rounded to a tenth.
    assert!(told[0].1 + told[1].1 <= told[2].1 + 0.2, "{told:?}");
    let unsaved = json!({"text": "I havv a dog", "save": false});
    let unsaved = app.post("/api/spell", &unsaved).await;
    assert_eq!(parts(unsaved.header("server-timing")).len(), 2);
}
