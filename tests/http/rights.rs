//! The right that each address requires: every route of both services, asked by whoever has one right and no other.

use reqwest::{Method, RequestBuilder};
use serde_json::json;

use crate::{
    access::{SECRET, USERS, key},
    support::{Kind, TestApp, app::CLIENT},
};

/// What a request requires.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Right {
    /// Nothing, and it does not count against a limit.
    Uncounted,
    Open,
    /// This scope, where pages require signing in.
    Page(&'static str),
    /// This scope, where keys or signing in are required.
    Api(&'static str),
}
use Right::{Api, Open, Page, Uncounted};

const SCOPES: [&str; 3] = ["read", "write", "delete"];
const RECORD: &str = "0193a5a0-0000-7000-8000-000000000000";

/// Every route of the service `api`.
const OF_API: &[(&str, &str, Right)] = &[
    ("GET", "/api/spell", Page("read")),
    ("GET", "/api/space", Page("read")),
    ("GET", "/api/translate", Page("read")),
    ("GET", "/api/clean", Page("read")),
    ("GET", "/api/spell?record=7", Api("read")),
    ("GET", "/api/spell?%72ecord=7", Api("read")),
    ("GET", "/api/spell?a=b&record", Api("read")),
    ("GET", "/api/space?record=7", Api("read")),
    ("GET", "/api/translate?record=7", Api("read")),
    ("GET", "/api/clean?record=7", Api("read")),
    ("POST", "/api/spell", Api("write")),
    ("POST", "/api/space", Api("write")),
    ("POST", "/api/translate", Api("write")),
    ("POST", "/api/clean", Api("write")),
    ("POST", "/api/detect", Api("write")),
    ("POST", "/api/translate_file", Api("write")),
    ("GET", "/api/download_file/{file}", Open),
    ("GET", "/api/v2/check", Api("write")),
    ("POST", "/api/v2/check", Api("write")),
    ("POST", "/api/v2/v2/check", Api("write")),
    ("POST", "/api/check", Api("write")),
    ("GET", "/api/v2/languages", Open),
    ("GET", "/api/v2/v2/languages", Open),
    ("GET", "/api/records", Api("read")),
    ("HEAD", "/api/records", Api("read")),
    ("GET", "/api/records/{record}", Api("read")),
    ("DELETE", "/api/records/{record}", Api("delete")),
    ("GET", "/api/languages", Open),
    ("GET", "/api/models", Open),
    ("GET", "/api/frontend/settings", Open),
    ("GET", "/api/openapi.json", Open),
    ("GET", "/api/docs", Open),
    ("GET", "/api", Open),
    ("GET", "/api/", Open),
    ("GET", "/api/login", Open),
    ("POST", "/api/login", Open),
    ("POST", "/api/logout", Open),
    ("GET", "/api/livez", Uncounted),
    ("GET", "/api/readyz", Uncounted),
    ("GET", "/api/assets/x/style.css", Uncounted),
    // What is not served.
    ("OPTIONS", "/api/records", Open),
    ("PUT", "/api/records", Api("write")),
    ("DELETE", "/api/records", Api("delete")),
    ("PATCH", "/api/spell", Api("write")),
    ("POST", "/api/docs", Open),
    ("POST", "/api/livez", Uncounted),
    ("GET", "/api/nothing", Api("read")),
    ("POST", "/api/nothing", Api("write")),
    ("DELETE", "/api/nothing", Api("delete")),
    ("GET", "/api/records/", Api("read")),
];

/// Every route of the service `home`.
const OF_HOME: &[(&str, &str, Right)] = &[
    ("GET", "/", Page("read")),
    ("HEAD", "/", Page("read")),
    ("GET", "/records.csv", Page("read")),
    ("GET", "/records.ndjson", Page("read")),
    ("GET", "/records/events", Page("read")),
    ("GET", "/records/{record}", Page("read")),
    ("POST", "/records/{record}/delete", Page("delete")),
    ("POST", "/records/{record}/restore", Page("delete")),
    ("POST", "/records/delete", Page("delete")),
    ("POST", "/records/restore", Page("delete")),
    ("GET", "/monitor", Page("read")),
    ("GET", "/monitor.json", Page("read")),
    ("GET", "/monitor/events", Page("read")),
    ("GET", "/api", Open),
    ("GET", "/api/", Open),
    ("GET", "/login", Open),
    ("POST", "/login", Open),
    ("POST", "/logout", Open),
    ("GET", "/livez", Uncounted),
    ("GET", "/readyz", Uncounted),
    ("GET", "/assets/x/style.css", Uncounted),
    // What is not served.
    ("OPTIONS", "/records/delete", Open),
    ("PUT", "/monitor", Page("delete")),
    ("GET", "/nothing", Page("read")),
    ("POST", "/nothing", Page("delete")),
];

/// A request that a handler would answer, were it allowed.
fn request(method: &str, address: &str, path: &str) -> RequestBuilder {
    let method = Method::from_bytes(method.as_bytes()).unwrap();
    let filled = path
        .replace("{record}", RECORD)
        .replace("{file}", "7.abc.txt");
    let request = CLIENT.request(method.clone(), format!("{address}{filled}"));
    if method != Method::POST {
        request
    } else if path.ends_with("/login") {
        request.form(&[("user", "ann"), ("password", "correct horse")])
    } else if path.ends_with("_file") {
        let part = "--cut\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\na dog\r\n--cut--\r\n";
        let request = request.header("content-type", "multipart/form-data; boundary=cut");
        request.body(part)
    } else if path.starts_with("/api/") {
        request.json(&json!({"text": "a dog", "q": "a dog", "language": "en", "save": false}))
    } else {
        request.form(&[("record", RECORD)])
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_route_requires_its_right() {
    let sign_in = [("AUTH_USERS", USERS), ("SESSION_SECRET", SECRET)];
    let keys = [("API_KEYS_REQUIRED", "true")];
    for (kind, variables) in [(Kind::Sqlite, &keys[..]), (Kind::MariaDb, &sign_in)] {
        let limit = [("RATE_LIMIT_PER_MINUTE", "100000")];
        let app = TestApp::spawn_with(kind, &[variables, &limit].concat()).await;
        let pages_are_private = variables == sign_in;
        let holders = SCOPES.map(|scope| (scope, key(&app.database, &["--scopes", scope]).1));
        let home = &app.home().await.address;
        let of_api = OF_API.iter().map(|route| (&app.api.address, route));
        let of_home = OF_HOME.iter().map(|route| (home, route));
        for (address, (method, path, right)) in of_api.chain(of_home) {
            let required = match right {
                Api(scope) => Some(*scope),
                Page(scope) => Some(*scope).filter(|_| pages_are_private),
                Open | Uncounted => None,
            };
            let nobody = request(method, address, path);
            let mut senders = vec![("nobody", nobody)];
            for (scope, key) in &holders {
                senders.push((scope, request(method, address, path).bearer_auth(key)));
            }
            for (who, request) in senders {
                // Not read to its end: some are streams.
                let answer = request.send().await.unwrap();
                let status = answer.status().as_u16();
                let said = format!("{kind:?}: {method} {path} by {who}: {status}");
                match required {
                    Some(_) if who == "nobody" => assert_eq!(status, 401, "{said}"),
                    Some(scope) if who != scope => assert_eq!(status, 403, "{said}"),
                    _ => assert!(![401, 403].contains(&status), "{said}"),
                }
                let counted = answer.headers().contains_key("ratelimit-limit");
                assert_eq!(counted, *right != Uncounted, "{said}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_described_route_is_among_these() {
    let app = TestApp::spawn(Kind::Sqlite).await;
    let description = app.get("/api/openapi.json").await.json();
    for (path, methods) in description["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            let method = method.to_uppercase();
            let known = |route: &&(&str, &str, Right)| (route.0, route.1) == (&method, path);
            assert!(OF_API.iter().any(|route| known(&route)), "{method} {path}");
        }
    }
}
