//! LibreTranslate's clients find what they know: their requests, their answers, their errors.

use serde_json::json;

use crate::{
    on_both,
    support::{Kind, TestApp, models},
};

on_both!(
    errors_are_theirs,
    a_language_is_detected,
    what_their_pages_ask_for_is_there
);

async fn errors_are_theirs(app: &TestApp) {
    let portuguese = json!({"q": "Onde fica a biblioteca desta cidade?", "target": "en"});
    for body in [
        json!({"q": ""}),
        json!({"q": "Hello", "target": "klingonish"}),
        portuguese,
    ] {
        let answer = app.post("/api/translate", &body).await;
        assert_eq!(answer.status, 400, "{}", answer.text());
        let error: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
        assert!(error["error"].is_string(), "{error}");
    }
    assert_eq!(app.database.records().await, 0);
}

async fn a_language_is_detected(app: &TestApp) {
    let body = json!({"q": "Onde fica a biblioteca municipal desta cidade?"});
    let detected = app.post("/api/detect", &body).await.json();
    assert_eq!(detected[0]["language"], "pt");
    assert!(
        (50.0..=100.0).contains(&detected[0]["confidence"].as_f64().unwrap()),
        "{detected}"
    );
    let form = "application/x-www-form-urlencoded";
    let detected = app
        .post_raw("/api/detect", form, "q=Where+is+the+library%3F")
        .await
        .json();
    assert_eq!(detected[0]["language"], "en");
    app.post("/api/detect", &json!({}))
        .await
        .problem_in(422, "invalid_field", "q");
}

async fn what_their_pages_ask_for_is_there(app: &TestApp) {
    let languages = app.get("/api/languages").await.json();
    let english = &languages.as_array().unwrap()[0];
    assert_eq!(
        (&english["code"], &english["name"]),
        (&json!("en"), &json!("English"))
    );
    assert!(english["targets"].is_array());
    let settings = app.get("/api/frontend/settings").await.json();
    assert_eq!(settings["charLimit"], 1 << 20);
    assert_eq!(settings["keyRequired"], false);
    assert!(app.get("/api/models").await.json().is_array());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_translation_is_answered_as_theirs_and_kept_as_ours() {
    let (_store, app) = models::app(Kind::Sqlite).await;
    let body = json!({"q": "Onde fica a biblioteca?", "source": "pt", "target": "en"});
    let answer = app.post("/api/translate", &body).await.json();
    assert!(
        answer["translatedText"]
            .as_str()
            .unwrap()
            .contains("library"),
        "{answer}"
    );
    assert!(
        answer.get("detectedLanguage").is_none(),
        "only where it was asked for"
    );
    let texts = json!([
        "Onde fica a biblioteca municipal?",
        "O livro \u{e9} muito interessante."
    ]);
    let body = json!({"q": texts, "source": "auto", "target": "en", "alternatives": 2});
    let answer = app.post("/api/translate", &body).await.json();
    assert!(
        answer["translatedText"][1]
            .as_str()
            .unwrap()
            .contains("book"),
        "{answer}"
    );
    assert_eq!(answer["detectedLanguage"][0]["language"], "pt");
    assert_eq!(answer["alternatives"].as_array().unwrap().len(), 2);
    // A document sent by lines keeps its blank ones, which are no records.
    let body = json!({"q": ["Bom dia", "", "Onde fica?", " \t"], "source": "pt", "target": "en"});
    let lines = app.post("/api/translate", &body).await.json();
    let lines = lines["translatedText"].as_array().unwrap().clone();
    assert_eq!(lines.len(), 4);
    assert_eq!((&lines[1], &lines[3]), (&json!(""), &json!(" \t")));
    assert!(lines[2].as_str().unwrap().starts_with("Where"), "{lines:?}");
    let body = json!({"q": ["", " "], "target": "en"});
    let blank = app.post("/api/translate", &body).await.json();
    assert_eq!(blank["translatedText"], json!(["", " "]));
    let form = "application/x-www-form-urlencoded";
    let body = "q=Onde+fica+a+biblioteca%3F&source=pt&target=en";
    let answer = app.post_raw("/api/translate", form, body).await.json();
    assert!(answer["translatedText"].is_string(), "{answer}");
    assert_eq!(app.database.records().await, 6);
    let languages = app.get("/api/languages").await.json();
    let languages = languages.as_array().unwrap();
    let portuguese = languages
        .iter()
        .find(|language| language["code"] == "pt")
        .unwrap();
    assert!(
        portuguese["targets"]
            .as_array()
            .unwrap()
            .contains(&json!("en")),
        "{portuguese}"
    );
}
