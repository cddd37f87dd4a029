//! Pages of other sites, those that `CORS_ORIGINS` lists among them.

use std::sync::Arc;

use reqwest::Method;

use crate::{
    access::{SECRET, USERS, signed_in},
    support::{
        Database, Kind, TestApp,
        app::{CLIENT, send},
    },
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_of_listed_sites_may_call_the_api() {
    let variables = [("CORS_ORIGINS", "https://app.example.org")];
    let app = TestApp::spawn_with(Kind::Sqlite, &variables).await;
    let preflight = |origin: &str| {
        let request = app
            .request(Method::OPTIONS, "/api/spell")
            .header("origin", origin);
        send(request.header("access-control-request-method", "POST"))
    };
    let allowed = preflight("https://app.example.org").await;
    assert_eq!(allowed.status, 204);
    assert_eq!(
        allowed.header("access-control-allow-origin"),
        "https://app.example.org"
    );
    let may_send = allowed.header("access-control-allow-headers");
    for name in ["idempotency-key", "if-none-match"] {
        assert!(may_send.contains(name), "{name}");
    }
    let other = preflight("https://evil.example").await;
    assert_eq!(other.header("access-control-allow-origin"), "");
    let post = |origin: &str| {
        let request = app
            .request(Method::POST, "/api/spell")
            .header("origin", origin);
        send(request.form(&[("text", "I havv a dog")]))
    };
    let answer = post("https://app.example.org").await;
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.header("access-control-allow-origin"),
        "https://app.example.org"
    );
    let may_read = answer.header("access-control-expose-headers");
    assert!(may_read.split(", ").any(|name| name == "etag"));
    assert_eq!(answer.header("vary"), "accept, accept-encoding, origin");
    post("https://evil.example").await.problem(403, "forbidden");
}

/// A browser sends the session's cookie along from another port of the same host, and from a sister domain.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_of_listed_sites_do_nothing_in_the_name_of_who_is_signed_in() {
    const LISTED: &str = "https://app.example.org";
    for (kind, origins) in [(Kind::Sqlite, LISTED), (Kind::MariaDb, "*")] {
        let database = Arc::new(Database::new(kind).await);
        let open = TestApp::on(Arc::clone(&database), &[("CORS_ORIGINS", origins)]);
        let record = open.process("spell", "I havv a dog").await["record"].clone();
        let delete = format!("/records/{}/delete", record.as_str().unwrap());
        let from_listed = |address: &str| {
            let request = CLIENT.post(address).header("origin", LISTED);
            request.header("sec-fetch-site", "same-site")
        };
        let text = [("text", "I havv a dog")];
        let spell = format!("{}/api/spell", open.api.address);
        assert_eq!(send(from_listed(&spell).form(&text)).await.status, 200);
        // What a load balancer says of who is signed in counts as a session does.
        let named = from_listed(&spell).header("x-amzn-oidc-data", "a.b.c");
        send(named.form(&text)).await.problem(403, "forbidden");
        let home = &open.home().await.address;
        let refused = send(from_listed(&format!("{home}{delete}"))).await;
        refused.problem(403, "forbidden");

        let variables = [
            ("CORS_ORIGINS", origins),
            ("AUTH_USERS", USERS),
            ("SESSION_SECRET", SECRET),
        ];
        let app = TestApp::on(Arc::clone(&database), &variables);
        let right = [("user", "ann"), ("password", "correct horse")];
        let welcome = app.submit("/api/login", &right).await;
        let cookie = signed_in(welcome.header("set-cookie"));
        let home = app.home().await.address.clone();
        let api = &app.api.address;
        for address in [
            format!("{api}/api/spell"),
            format!("{api}/api/logout"),
            format!("{home}{delete}"),
            format!("{home}/records/delete"),
        ] {
            let request = from_listed(&address).header("cookie", &cookie);
            let refused = send(request.form(&text)).await;
            assert_eq!(refused.status, 403, "{address}: {}", refused.text());
        }
        let sign_in = from_listed(&format!("{api}/api/login")).form(&right);
        send(sign_in).await.problem(403, "forbidden");
        assert_eq!(database.records().await, 2);
        let own = CLIENT.post(format!("{home}{delete}"));
        let own = own.header("sec-fetch-site", "same-origin");
        assert_eq!(send(own.header("cookie", &cookie)).await.status, 303);
    }
}
