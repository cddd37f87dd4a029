//! What must not be in any log: at the most talkative level, with every secret that there is in use.

use std::sync::Arc;

use reqwest::Method;
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Connection, MySqlConnection};
use wiremock::{Mock, MockServer, ResponseTemplate, matchers};

use crate::{
    access::{SECRET, USERS, key},
    support::{
        Database, Kind, Server, TestApp,
        app::{BROWSER, CLIENT, send},
    },
};

const DATABASE_PASSWORD: &str = "hunter2databasepassword";
const PROVIDER_KEYS: [(&str, &str); 4] = [
    ("GOOGLE_TRANSLATE_API_KEY", "hunter2google"),
    ("DEEPL_API_KEY", "hunter2deepl"),
    ("LIBRETRANSLATE_API_KEY", "hunter2libre"),
    ("AWS_SECRET_ACCESS_KEY", "hunter2amazon"),
];
const COLLECTOR_KEY: &str = "hunter2collector";
const TEXT: &str = "Zxqvtext is nobodys busines";
const TAG: &str = "zxqvtag";
const SEARCH: &str = "zxqvsearch";

/// A user of the database server with a password that can be looked for.
async fn with_password(database: &Database) -> String {
    let mut connection = MySqlConnection::connect(&database.url).await.unwrap();
    let name = database.url.rsplit('/').next().unwrap();
    let user = &name[name.len() - 12..];
    for statement in [
        // In quotes: a name of hexadecimal digits may read as a number.
        format!("CREATE USER '{user}'@'%' IDENTIFIED BY '{DATABASE_PASSWORD}'"),
        format!("GRANT ALL ON {name}.* TO '{user}'@'%'"),
    ] {
        let statement = sqlx::query(AssertSqlSafe(statement));
        statement.execute(&mut connection).await.unwrap();
    }
    let server = database.url.rsplit('@').next().unwrap();
    format!("mysql://{user}:{DATABASE_PASSWORD}@{server}")
}

/// Somebody who answers every vendor's request with an error that repeats what was sent, and DeepL's with an answer
/// that is none and repeats it too.
async fn vendor() -> MockServer {
    let server = MockServer::start().await;
    let repeats = |request: &wiremock::Request| {
        let said = format!("{} {:?} {:?}", request.url, request.headers, request.body);
        if request.url.path() == "/v2/translate" {
            return ResponseTemplate::new(200).set_body_json(json!({"translations": said}));
        }
        ResponseTemplate::new(403).set_body_string(said)
    };
    Mock::given(matchers::any())
        .respond_with(repeats)
        .mount(&server)
        .await;
    server
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_secret_and_no_text_is_in_any_log_line() {
    let vendor = vendor().await;
    let vendor = vendor.uri();
    for kind in [Kind::Sqlite, Kind::MariaDb] {
        let database = Arc::new(Database::new(kind).await);
        let url = match kind {
            Kind::Sqlite => database.url.clone(),
            Kind::MariaDb => with_password(&database).await,
        };
        let headers = format!("api-key={COLLECTOR_KEY}");
        let variables = [
            ("RUST_LOG", "trace"),
            ("DATABASE_URL", &url),
            ("AUTH_USERS", USERS),
            ("SESSION_SECRET", SECRET),
            ("TRANSLATE_PROVIDERS", "google,deepl,libretranslate,amazon"),
            ("GOOGLE_TRANSLATE_URL", &vendor),
            ("DEEPL_URL", &vendor),
            ("LIBRETRANSLATE_URL", &vendor),
            ("AMAZON_TRANSLATE_URL", &vendor),
            ("AWS_REGION", "eu-west-1"),
            ("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", &vendor),
            ("OTEL_EXPORTER_OTLP_HEADERS", &headers),
        ];
        let variables: Vec<_> = variables.into_iter().chain(PROVIDER_KEYS).collect();
        let app = TestApp::on(Arc::clone(&database), &variables);
        let home = app.home().await;
        let (_, key) = key(&database, &[]);
        let cookie = use_everything(&app, home, &key).await;
        let (_, signature) = cookie.rsplit_once('|').unwrap();

        let mut secrets = vec![
            ("an API key", key.as_str()),
            ("a session", signature),
            ("the secret of sessions", SECRET),
            ("a password", "correct horse"),
            ("a password in a form", "correct+horse"),
            ("a password's hash", "pLCyIK"),
            ("the database's password", DATABASE_PASSWORD),
            ("the collector's key", COLLECTOR_KEY),
            ("a text", "Zxqvtext"),
            ("a tag", TAG),
            ("a search", SEARCH),
        ];
        secrets.extend(PROVIDER_KEYS);
        let mut logs = vec![app.api.process.log()];
        if kind == Kind::MariaDb {
            logs.push(home.process.log());
        }
        for log in logs {
            assert!(log.contains("\"TRACE\"") && log.contains("answered"));
            for line in log.lines() {
                for (what, secret) in &secrets {
                    assert!(
                        !line.to_lowercase().contains(&secret.to_lowercase()),
                        "{what} is in the log: {line}"
                    );
                }
            }
        }
    }
}

/// Goes once through everything that has a secret or a text in it; the cookie of a session.
async fn use_everything(app: &TestApp, home: &Server, key: &str) -> String {
    let sign_in = [
        ("user", "ann"),
        ("password", "correct horse"),
        ("next", "/"),
    ];
    let answer = app.submit("/api/login", &sign_in).await;
    let cookie = answer
        .header("set-cookie")
        .split(';')
        .next()
        .unwrap()
        .to_owned();
    let wrong = [
        ("user", "ann"),
        ("password", "correct horse battery"),
        ("next", "/"),
    ];
    assert_eq!(app.submit("/api/login", &wrong).await.status, 403);

    let body = json!({"text": TEXT, "id": TAG});
    let post = |path: &str, body: &Value| {
        send(app.request(Method::POST, path).bearer_auth(key).json(body))
    };
    let record = post("/api/spell", &body).await.json()["record"].clone();
    post("/api/space", &body).await.json();
    let foreign = json!({"text": TEXT, "id": TAG, "source": "pt"});
    assert!(post("/api/translate", &foreign).await.status >= 500);
    post("/api/v2/check", &json!({"text": TEXT, "language": "en"}))
        .await
        .json();
    post("/api/spell", &json!({"text": TEXT, "suggestions": 99}))
        .await
        .problem(422, "invalid_field");
    let as_libre = json!({"q": TEXT, "source": "pt", "target": "en", "api_key": key});
    assert!(app.post("/api/translate", &as_libre).await.status >= 500);
    let keyed = app
        .request(Method::POST, "/api/spell")
        .header("x-api-key", key);
    send(keyed.header("idempotency-key", TAG).json(&body))
        .await
        .json();
    let form = app
        .request(Method::POST, "/api/spell")
        .header("cookie", &cookie);
    let form = form
        .header("accept", BROWSER)
        .form(&[("text", TEXT), ("id", TAG)]);
    assert_eq!(send(form).await.status, 303);
    let broken = app.request(Method::POST, "/api/spell").bearer_auth(key);
    let broken = broken.header("content-type", "application/json");
    send(broken.body(format!("{{\"text\": \"{TEXT}")))
        .await
        .problem(400, "malformed");

    let get = |address: &str, path: String| {
        let request = CLIENT
            .get(format!("{address}{path}"))
            .header("cookie", &cookie);
        send(request)
    };
    let search = format!("?q={SEARCH}&id={TAG}");
    get(&app.api.address, format!("/api/records{search}"))
        .await
        .json();
    get(
        &app.api.address,
        format!("/api/records/{}", record.as_str().unwrap()),
    )
    .await
    .json();
    for path in ["/", "/records.csv", "/records.ndjson"] {
        assert_eq!(
            get(&home.address, format!("{path}{search}")).await.status,
            200,
            "{path}"
        );
    }
    assert_eq!(get(&home.address, "/".into()).await.status, 200);
    let delete = app.request(
        Method::DELETE,
        &format!("/api/records/{}", record.as_str().unwrap()),
    );
    assert_eq!(send(delete.bearer_auth(key)).await.status, 204);
    cookie
}
