//! Translation by somebody else: what the caller sees of it, good and bad.

use std::time::Duration;

use serde_json::json;
use wiremock::{Mock, MockServer, Request, ResponseTemplate, matchers};

use crate::support::{Kind, TestApp};

const KEY: &str = "hunter2";

/// A server that answers as Google's, with each text in brackets.
async fn google() -> MockServer {
    let server = MockServer::start().await;
    let answer = |request: &Request| {
        let body: serde_json::Value = request.body_json().unwrap();
        let texts = body["q"].as_array().unwrap();
        let translated = texts.iter().map(|text| {
            json!({
                "translatedText": format!("[{}]", text.as_str().unwrap()),
                "detectedSourceLanguage": "pt",
            })
        });
        let translations: Vec<_> = translated.collect();
        ResponseTemplate::new(200).set_body_json(json!({"data": {"translations": translations}}))
    };
    Mock::given(matchers::method("POST"))
        .and(matchers::path("/language/translate/v2"))
        .and(matchers::query_param("key", KEY))
        .respond_with(answer)
        .mount(&server)
        .await;
    let languages = json!({"data": {"languages": [{"language": "pt"}, {"language": "en"}]}});
    Mock::given(matchers::method("GET"))
        .respond_with(ResponseTemplate::new(200).set_body_json(languages))
        .mount(&server)
        .await;
    server
}

async fn failing(status: u16) -> MockServer {
    let server = MockServer::start().await;
    let body = json!({"error": {"message": format!("{KEY} is wrong"), "code": status}});
    Mock::given(matchers::any())
        .respond_with(ResponseTemplate::new(status).set_body_json(body))
        .mount(&server)
        .await;
    server
}

async fn app(variables: &[(&str, &str)]) -> TestApp {
    let keys = [("GOOGLE_TRANSLATE_API_KEY", KEY), ("DEEPL_API_KEY", KEY)];
    let variables: Vec<_> = variables.iter().copied().chain(keys).collect();
    TestApp::spawn_with(Kind::Sqlite, &variables).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_provider_translates_and_the_record_says_so() {
    let google = google().await;
    let variables = [
        ("TRANSLATE_PROVIDERS", "google"),
        ("GOOGLE_TRANSLATE_URL", &google.uri()),
    ];
    let app = app(&variables).await;
    let text = "Onde fica a biblioteca?\n\n- Olá, bom dia a todos\n";
    let answer = app
        .post("/api/translate", &json!({"text": text}))
        .await
        .json();
    assert_eq!(
        answer["processed"],
        "[Onde fica a biblioteca?]\n\n- [Olá, bom dia a todos]\n"
    );
    assert_eq!(
        (&answer["provider"], &answer["quality"], &answer["model"]),
        (&json!("google"), &json!("remote"), &json!("nmt"))
    );
    assert_eq!(answer["language"]["code"], "pt");
    let record = answer["record"].as_str().unwrap();
    let record = app.get(&format!("/api/records/{record}")).await.json();
    assert_eq!(record["provider"], "google");
    // A hundred texts are one request.
    let before = google.received_requests().await.unwrap().len();
    let texts = vec!["Onde fica a biblioteca?"; 100];
    let answers = app
        .post("/api/translate", &json!({"text": texts, "source": "pt"}))
        .await
        .json();
    assert_eq!(answers.as_array().unwrap().len(), 100);
    assert_eq!(google.received_requests().await.unwrap().len(), before + 1);
    // English is nobody's work.
    let english = json!({"text": "Where is the library of this town?"});
    let answer = app.post("/api/translate", &english).await.json();
    assert_eq!(answer["provider"], "none");
    let languages = app.get("/api/languages").await.json();
    let portuguese = languages.as_array().unwrap().iter();
    let portuguese = portuguese
        .into_iter()
        .find(|one| one["code"] == "pt")
        .unwrap();
    assert_eq!(portuguese["targets"], json!(["en", "pt"]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failure_names_the_provider_and_nothing_else() {
    for (status, seen, code) in [
        (500, 502, "provider_failed"),
        (403, 502, "provider_failed"),
        (429, 503, "overloaded"),
    ] {
        let google = failing(status).await;
        let variables = [
            ("TRANSLATE_PROVIDERS", "google"),
            ("GOOGLE_TRANSLATE_URL", &google.uri()),
        ];
        let app = app(&variables).await;
        let body = json!({"text": "Onde fica a biblioteca?", "source": "pt"});
        let problem = app.post("/api/translate", &body).await.problem(seen, code);
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains("google"), "{detail}");
        assert!(!problem.to_string().contains(KEY), "{problem}");
        assert_eq!(app.database.records().await, 0);
        assert!(
            !app.api.process.log().contains(KEY),
            "{}",
            app.api.process.log()
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_provider_that_never_answers_is_given_up() {
    let google = MockServer::start().await;
    Mock::given(matchers::any())
        .respond_with(ResponseTemplate::new(200).set_delay(Duration::from_mins(5)))
        .mount(&google)
        .await;
    let variables = [
        ("TRANSLATE_PROVIDERS", "google"),
        ("GOOGLE_TRANSLATE_URL", &google.uri()),
    ];
    let app = app(&variables).await;
    let body = json!({"text": "Onde fica a biblioteca?", "source": "pt"});
    app.post("/api/translate", &body)
        .await
        .problem(504, "provider_timeout");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_next_provider_takes_over() {
    let (google, deepl) = (google().await, failing(456).await);
    let variables = [
        ("TRANSLATE_PROVIDERS", "deepl,google,local"),
        ("GOOGLE_TRANSLATE_URL", &google.uri()),
        ("DEEPL_URL", &deepl.uri()),
    ];
    let app = app(&variables).await;
    let body = json!({"text": "Onde fica a biblioteca?", "source": "pt"});
    let answer = app.post("/api/translate", &body).await.json();
    assert_eq!(
        (&answer["processed"], &answer["provider"]),
        (&json!("[Onde fica a biblioteca?]"), &json!("google"))
    );
}
