//! Keys, limits and sign-in.

use std::{sync::Arc, time::Duration};

use reqwest::Method;
use serde_json::json;

use crate::support::{
    Answer, Database, Json, Kind, TestApp,
    app::{BROWSER, CLIENT, send},
    output,
};

/// `correct horse`, hashed cheaply.
pub const USERS: &str =
    "ann:$argon2id$v=19$m=256,t=1,p=1$c29tZXNhbHRzYWx0$pLCyIK/+JaqHO97lbiSigL9npv4z3sV/j89xGPaWIo0";
pub const SECRET: &str = "0123456789abcdef0123456789abcdef";

/// Makes a key with the command; its id and the key.
pub fn key(database: &Database, arguments: &[&str]) -> (String, String) {
    let folder = tempfile::tempdir().unwrap();
    let arguments = [&["keys", "add", "a test"], arguments].concat();
    let variables = [("DATABASE_URL", database.url.as_str())];
    let output = output("textmend", folder.path(), &arguments, &variables, b"");
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{said}");
    let id = said.split(' ').nth(1).unwrap().to_owned();
    (
        id,
        String::from_utf8(output.stdout).unwrap().trim().to_owned(),
    )
}

async fn with_key(app: &TestApp, method: Method, path: &str, key: &str) -> Answer {
    let body = json!({"text": "I havv a dog"});
    let request = app.request(method.clone(), path).bearer_auth(key);
    send(if method == Method::POST {
        request.json(&body)
    } else {
        request
    })
    .await
}

async fn app_with_keys(kind: Kind) -> TestApp {
    TestApp::spawn_with(kind, &[("API_KEYS_REQUIRED", "true")]).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_opens_what_its_scopes_name() {
    for kind in [Kind::Sqlite, Kind::MariaDb] {
        let app = app_with_keys(kind).await;
        let body = json!({"text": "I havv a dog"});
        let refused = app.post("/api/spell", &body).await;
        refused.problem(401, "unauthorized");
        assert_eq!(refused.header("www-authenticate"), "Bearer");
        app.get("/api/records").await.problem(401, "unauthorized");
        for open in [
            "/api/docs",
            "/api/openapi.json",
            "/api/languages",
            "/api/livez",
            "/api/readyz",
        ] {
            assert_eq!(app.get(open).await.status, 200, "{open}");
        }
        let settings = app.get("/api/frontend/settings").await.json();
        assert_eq!(
            settings["keyRequired"], true,
            "LibreTranslate's clients ask"
        );
        let (_, all) = key(&app.database, &[]);
        let made = with_key(&app, Method::POST, "/api/spell", &all)
            .await
            .json();
        let record = format!("/api/records/{}", made["record"].as_str().unwrap());

        let (_, reader) = key(&app.database, &["--scopes", "read"]);
        with_key(&app, Method::GET, &record, &reader).await.json();
        with_key(&app, Method::POST, "/api/spell", &reader)
            .await
            .problem(403, "forbidden");
        with_key(&app, Method::DELETE, &record, &reader)
            .await
            .problem(403, "forbidden");
        let by_header = app
            .request(Method::GET, &record)
            .header("x-api-key", &reader);
        send(by_header).await.json();
        let unknown = format!("tm_{}", "0".repeat(64));
        for wrong in ["", "rubbish", &unknown] {
            with_key(&app, Method::GET, &record, wrong)
                .await
                .problem(401, "unauthorized");
        }
        assert_eq!(
            with_key(&app, Method::DELETE, &record, &all).await.status,
            204
        );
    }
}

/// The router decodes a path before it looks for a handler: however an address is written, it needs its right.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_spelling_of_an_address_goes_around_its_right() {
    for kind in [Kind::Sqlite, Kind::MariaDb] {
        let app = app_with_keys(kind).await;
        let (_, all) = key(&app.database, &[]);
        let made = with_key(&app, Method::POST, "/api/spell", &all).await;
        let record = made.json()["record"].as_str().unwrap().to_owned();
        let (encoded, form) = (
            format!("/%61pi/records/{record}"),
            format!("/api/spell?%72ecord={record}"),
        );
        for address in [
            "/ap%69/records",
            "/%61%70%69/records",
            "/api/%72ecord%73",
            "/api/%6Dodel%73/../records",
            "/ap%69/n%6fthing",
            "/ap%69/n%6Fthing",
            &encoded,
            &form,
            &form.replace("/api", "/%61%70i"),
            &format!("/api/spell?a=b&recor%64={record}"),
            &format!("/api/spell?%ff=%ff&record={record}"),
        ] {
            let refused = app.get(address).await;
            assert_eq!(refused.status, 401, "{address}: {}", refused.text());
        }
        for address in ["/ap%69/spell", "/api/translat%65", "/%61pi/%63heck"] {
            let body = json!({"text": "I havv a dog", "q": "a dog", "language": "en"});
            let refused = app.post(address, &body).await;
            assert_eq!(refused.status, 401, "{address}: {}", refused.text());
        }
        assert_eq!(app.delete(&encoded).await.status, 401);
        with_key(&app, Method::GET, &encoded, &all).await.json();
        // These are addresses of nothing.
        for address in [
            "/ap%2569/records",
            "//api/records",
            "/%2fapi/records",
            "/api%2Frecords",
            "/api%2frecords",
            "/API/records",
            "/%41pi/records",
            "/api;/records",
        ] {
            let answer = app.get(address).await;
            assert_eq!(answer.status, 404, "{address}: {}", answer.text());
        }
        for address in ["/api/records.", "/api/records/", "/api//records"] {
            let answer = app.get(address).await;
            assert_eq!(answer.status, 401, "{address}: {}", answer.text());
        }
        assert_eq!(app.database.records().await, 1);
    }
}

/// Pages are for whoever has signed in, however their addresses are written.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_spelling_of_a_pages_address_goes_around_the_sign_in() {
    for kind in [Kind::Sqlite, Kind::MariaDb] {
        let variables = [("AUTH_USERS", USERS), ("SESSION_SECRET", SECRET)];
        let app = TestApp::spawn_with(kind, &variables).await;
        let home = &app.home().await.address;
        for address in [
            "/",
            "/recor%64s.csv",
            "/%6Donitor.json",
            "/recor%64s/7",
            "/x",
        ] {
            let refused = send(CLIENT.get(format!("{home}{address}"))).await;
            refused.problem(401, "unauthorized");
        }
        for address in ["/recor%64s/delete", "/records/7/%64elete"] {
            let refused = send(CLIENT.post(format!("{home}{address}"))).await;
            refused.problem(401, "unauthorized");
        }
        for address in ["/lo%67in", "/%6civez"] {
            assert_eq!(app.open_home(address).await.status, 200, "{address}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clients_of_other_products_send_the_key_their_way() {
    let app = app_with_keys(Kind::Sqlite).await;
    let (_, key) = key(&app.database, &["--scopes", "write"]);
    let body = |key: &str| json!({"q": "This is English.", "target": "en", "api_key": key});
    let answer = app.post("/api/translate", &body(&key)).await.json();
    assert_eq!(answer["translatedText"], "This is English.");
    for wrong in ["", "tm_wrong"] {
        app.post("/api/translate", &body(wrong))
            .await
            .problem(401, "unauthorized");
        app.post("/api/detect", &body(wrong))
            .await
            .problem(401, "unauthorized");
    }
    app.post("/api/detect", &body(&key)).await.json();
    for wrong in ["", "&apiKey=tm_wrong"] {
        let check = format!("text=I+havv+it&language=en{wrong}");
        let answer = app
            .post_raw("/api/v2/check", "application/x-www-form-urlencoded", check)
            .await;
        assert_eq!(answer.status, 401, "{}", answer.text());
        assert!(answer.text().contains("'apiKey'"), "{}", answer.text());
    }
    let check = format!("text=I+havv+it&language=en&username=a&apiKey={key}");
    let form = "application/x-www-form-urlencoded";
    app.post_raw("/api/v2/check", form, check).await.json();
    // Their file comes from an address that proves the right to it, whole however many pieces it is sent in.
    let english = "This is a naïve café in plain English.\n".repeat(5_000);
    let file = format!(
        "--cut\r\ncontent-disposition: form-data; name=\"api_key\"\r\n\r\n{key}\r\n--cut\r\n\
         content-disposition: form-data; name=\"file\"; filename=\"note.txt\"\r\n\r\n{english}\r\n--cut--\r\n"
    );
    let media = "multipart/form-data; boundary=cut";
    let answer = app.post_raw("/api/translate_file", media, file).await;
    let answer = answer.json();
    let address = answer["translatedFileUrl"].as_str().unwrap();
    let file = Answer::read(CLIENT.get(address).send().await.unwrap()).await;
    assert_eq!(file.status, 200);
    assert!(file.text() == english, "{} bytes", file.text().len());
    let record = address.rsplitn(3, '.').last().unwrap();
    for unproved in [
        format!("{record}.txt"),
        format!("{record}.00112233445566778899aabbccddeeff.txt"),
    ] {
        let file = Answer::read(CLIENT.get(unproved).send().await.unwrap()).await;
        file.problem(404, "not_found");
    }
    // Only there: elsewhere a key in the body could end up in a record.
    let spell = json!({"text": "a dog", "api_key": key});
    app.post("/api/spell", &spell)
        .await
        .problem(401, "unauthorized");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_revoked_key_is_refused_soon() {
    let app = app_with_keys(Kind::Sqlite).await;
    let (id, key) = key(&app.database, &[]);
    with_key(&app, Method::GET, "/api/records", &key)
        .await
        .json();
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let variables = [("DATABASE_URL", app.database.url.as_str())];
        output("textmend", folder.path(), arguments, &variables, b"")
    };
    let listed = String::from_utf8(run(&["keys", "list"]).stdout).unwrap();
    assert!(
        listed.contains(&id) && listed.contains("a test") && !listed.contains(&key),
        "{listed}"
    );
    let revoked = run(&["keys", "revoke", &id, "--log-format", "json"]);
    assert!(revoked.status.success());
    let line: Json = serde_json::from_slice(&revoked.stderr).unwrap();
    assert_eq!(
        (&line["message"], &line["key"]),
        (&json!("key revoked"), &json!(id))
    );
    assert!(
        line["by"].is_string() && line["timestamp"].is_string(),
        "{line}"
    );
    assert_eq!(run(&["keys", "revoke", &id]).status.code(), Some(2));
    let mut status = 200;
    for _ in 0..200 {
        status = with_key(&app, Method::GET, "/api/records", &key)
            .await
            .status;
        if status == 401 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(status, 401);
    assert!(!app.api.process.log().contains(&key));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_asks_too_often_is_told_when_to_come_back() {
    let variables = [("RATE_LIMIT_PER_MINUTE", "5")];
    let app = TestApp::spawn_with(Kind::Sqlite, &variables).await;
    let ask = |forwarded: &str| {
        send(
            app.request(Method::GET, "/api/languages")
                .header("x-forwarded-for", forwarded),
        )
    };
    let first = ask("1.1.1.1").await;
    assert_eq!(first.header("ratelimit-limit"), "5");
    assert_eq!(first.header("ratelimit-remaining"), "4");
    let mut refused = 0;
    for other in 2..12 {
        // No proxy is trusted, so whatever a client says of itself counts for nothing.
        let answer = ask(&format!("{other}.1.1.1")).await;
        if answer.status == 429 {
            answer.problem(429, "rate_limited");
            assert_eq!(answer.header("ratelimit-remaining"), "0");
            refused += 1;
        }
    }
    assert!(refused >= 5, "{refused}");
    assert_eq!(
        app.get("/api/livez").await.status,
        200,
        "checks are not counted"
    );
    let (_, key) = key(&app.database, &["--per-minute", "50"]);
    let answer = with_key(&app, Method::GET, "/api/languages", &key).await;
    assert_eq!(
        (answer.status, answer.header("ratelimit-limit")),
        (200, "50")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_trusted_proxy_speaks_for_its_clients() {
    let variables = [
        ("RATE_LIMIT_PER_MINUTE", "3"),
        ("TRUSTED_PROXIES", "127.0.0.0/8, ::1"),
        ("AUTH_USERS", USERS),
        ("SESSION_SECRET", SECRET),
    ];
    let app = TestApp::spawn_with(Kind::Sqlite, &variables).await;
    let ask = |forwarded: String| {
        send(
            app.request(Method::GET, "/api/languages")
                .header("x-forwarded-for", forwarded),
        )
    };
    for client in 1..6 {
        assert_eq!(ask(format!("10.0.0.{client}")).await.status, 200);
    }
    // Its word on how the site was called, too.
    let called = |app: &TestApp| {
        let docs = app.request(Method::GET, "/api/docs");
        send(
            docs.header("accept", BROWSER)
                .header("x-forwarded-for", "10.1.1.1")
                .header("x-forwarded-proto", "https")
                .header("x-forwarded-host", "texts.example")
                // Balancers pass this on as the client wrote it.
                .header("forwarded", "for=1.1.1.1;proto=gopher;host=evil.example"),
        )
    };
    let cookie = async |app: &TestApp, name: &'static str, value: &str| {
        let right = [("user", "ann"), ("password", "correct horse")];
        let sign_in = app.request(Method::POST, "/api/login").header(name, value);
        let sign_in = sign_in.header("x-forwarded-for", "10.1.1.2");
        let answer = send(sign_in.form(&right)).await;
        assert_eq!(answer.status, 303);
        answer.header("set-cookie").to_owned()
    };
    let proto = cookie(&app, "x-forwarded-proto", "https").await;
    assert!(proto.contains("Secure"), "{proto}");
    let own = cookie(&app, "forwarded", "proto=https").await;
    assert!(!own.contains("Secure"), "{own}");
    assert!(
        called(&app)
            .await
            .page(200)
            .contains("https://texts.example/api/")
    );
    let untrusting = [("AUTH_USERS", USERS), ("SESSION_SECRET", SECRET)];
    let other = TestApp::spawn_with(Kind::Sqlite, &untrusting).await;
    let page = called(&other).await.page(200).to_owned();
    assert!(!page.contains("texts.example") && !page.contains("evil.example"));
    let unproved = cookie(&other, "x-forwarded-proto", "https").await;
    assert!(!unproved.contains("Secure"), "{unproved}");
    let mut refused = 0;
    for spoofed in 1..10 {
        let answer = ask(format!("8.8.8.{spoofed}, 10.9.9.9")).await;
        refused += u32::from(answer.status == 429);
    }
    assert!(
        refused >= 5,
        "what the client wrote itself does not lift its limit: {refused}"
    );
}

/// The session that a `Set-Cookie` begins, as a browser sends it back.
pub fn signed_in(cookie: &str) -> String {
    cookie.split(';').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_sign_in_once_for_both_services() {
    let database = Arc::new(Database::new(Kind::MariaDb).await);
    let variables = [("AUTH_USERS", USERS), ("SESSION_SECRET", SECRET)];
    let app = TestApp::on(database, &variables);
    let form = app.open("/api/spell?x=1").await;
    assert_eq!(form.status, 303);
    assert_eq!(
        form.header("location"),
        "/api/login?next=%2Fapi%2Fspell%3Fx%3D1"
    );
    let history = app.open_home("/").await;
    assert_eq!(
        (history.status, history.header("location")),
        (303, "/login?next=%2F")
    );
    app.get("/api/records").await.problem(401, "unauthorized");
    assert!(app.open("/api/login").await.page(200).contains("password"));

    let wrong = [("user", "ann"), ("password", "wrong horse"), ("next", "/")];
    let refused = app.submit("/api/login", &wrong).await;
    assert!(refused.page(403).contains("not right"));
    assert_eq!(refused.header("set-cookie"), "");
    let right = [
        ("user", "ann"),
        ("password", "correct horse"),
        ("next", "/api/spell"),
    ];
    let welcome = app.submit("/api/login", &right).await;
    assert_eq!(
        (welcome.status, welcome.header("location")),
        (303, "/api/spell")
    );
    let cookie = welcome.header("set-cookie").to_owned();
    for part in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let cookie = signed_in(&cookie);
    // A key reads, and deletes by the pages' forms, as its scopes say.
    let (_, reader) = key(&app.database, &["--scopes", "read"]);
    let docs = app.request(Method::GET, "/api/docs").bearer_auth(&reader);
    send(docs.header("accept", BROWSER)).await.page(200);
    let form = app
        .request(Method::POST, "/api/spell")
        .header("accept", BROWSER);
    let form = form
        .header("cookie", &cookie)
        .form(&[("text", "I havv a dog")]);
    let saved = send(form).await;
    assert_eq!(saved.status, 303);
    let home = &app.home().await.address;
    let (_, record) = saved.header("location").split_once('=').unwrap();
    let delete = CLIENT.post(format!("{home}/records/{record}/delete"));
    send(delete.bearer_auth(&reader))
        .await
        .problem(403, "forbidden");
    let page = CLIENT
        .get(format!("{home}/"))
        .header("accept", BROWSER)
        .header("cookie", &cookie);
    let page = send(page).await.page(200).to_owned();
    assert!(page.contains("a dog") && page.contains("Signed in as ann"));
    let leave = app
        .request(Method::POST, "/api/logout")
        .header("cookie", &cookie);
    let left = send(leave).await;
    assert_eq!((left.status, left.header("location")), (303, "/api/login"));
    let emptied = left.header("set-cookie");
    assert!(emptied.contains("Max-Age=0"), "{emptied}");

    let evil = [
        ("user", "ann"),
        ("password", "correct horse"),
        ("next", "//evil.example"),
    ];
    let welcome = app.submit("/api/login", &evil).await;
    assert_eq!((welcome.status, welcome.header("location")), (303, "/"));
    let forged = cookie.replace("ann", "bob");
    let page = CLIENT
        .get(format!("{home}/"))
        .header("accept", BROWSER)
        .header("cookie", forged);
    assert_eq!(send(page).await.status, 303);
    let log = app.api.process.log();
    assert!(!log.contains("correct horse") && !log.contains(SECRET));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn guessing_passwords_is_slow() {
    let variables = [("AUTH_USERS", USERS), ("SESSION_SECRET", SECRET)];
    let app = TestApp::spawn_with(Kind::Sqlite, &variables).await;
    let wrong = [("user", "ann"), ("password", "guess")];
    let mut refused = 0;
    for _ in 0..20 {
        refused += u32::from(app.submit("/login", &wrong).await.status == 429);
    }
    assert!(refused >= 5, "{refused}");
}
