//! Translation with a real model from a folder, and honest answers without one.

use serde_json::json;

use crate::support::{Kind, PATIENCE, TestApp, app::CLIENT, models};

const QUESTION: &str = "Onde fica a biblioteca?";

async fn without_a_model_the_answer_says_what_adds_it(kind: Kind) {
    let app = TestApp::spawn(kind).await;
    let text = "Onde fica a biblioteca municipal desta cidade?";
    let problem = app.post("/api/translate", &json!({"text": text})).await;
    let problem = problem.problem(422, "language_unavailable");
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.contains("Portuguese"), "{detail}");
    assert!(detail.contains("textmend models pull pt"), "{detail}");
    assert!(problem["error"].is_string(), "{problem}");
    // Into a language it is that one which lacks a model.
    let body = json!({"text": "Where is the library?", "source": "en", "target": "de"});
    let problem = app.post("/api/translate", &body).await;
    let problem = problem.problem_in(422, "language_unavailable", "target");
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.contains("German"), "{detail}");
    assert!(!detail.contains("English"), "{detail}");
    // English needs no model.
    let text = "Where is the library of this town?";
    let answer = app
        .post("/api/translate", &json!({"text": text}))
        .await
        .json();
    assert_eq!(
        (&answer["processed"], &answer["provider"]),
        (&json!(text), &json!("none"))
    );
    assert_eq!(app.database.records().await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_model_the_answer_says_what_adds_it_on_sqlite() {
    without_a_model_the_answer_says_what_adds_it(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_model_the_answer_says_what_adds_it_on_mariadb() {
    without_a_model_the_answer_says_what_adds_it(Kind::MariaDb).await;
}

/// With `MODELS_URL` the model is fetched when it is first needed, and kept.
async fn a_model_is_fetched_when_first_needed(kind: Kind) {
    let (store, app) = models::app(kind).await;
    let body = json!({"id": "lib", "text": QUESTION, "source": "pt"});
    let answer = app.post("/api/translate", &body).await.json();
    let english = answer["processed"].as_str().unwrap().to_lowercase();
    assert!(
        english.starts_with("where") && english.ends_with("library?"),
        "{answer}"
    );
    assert_eq!(answer["operation"], "translate");
    assert_eq!(answer["provider"], "local");
    assert_eq!(answer["quality"], "neural");
    assert!(!answer["model"].is_null());
    assert!(answer.get("edits").is_none(), "{answer}");
    assert!(answer["record"].is_string());
    // Found without being told, line breaks and what must not be translated kept.
    let text = "O livro que comprei ontem \u{e9} muito interessante.\r\n\r\nEscreva para \
        ana@example.com ou veja https://example.com/a?b=1 \u{1f980}.";
    let answer = app
        .post("/api/translate", &json!({"text": text}))
        .await
        .json();
    assert_eq!(answer["language"]["code"], "pt");
    let english = answer["processed"].as_str().unwrap();
    for kept in [
        "\r\n\r\n",
        "ana@example.com",
        "https://example.com/a?b=1",
        "\u{1f980}",
        "book",
    ] {
        assert!(english.contains(kept), "{kept:?}: {english}");
    }
    assert!(app.open_home("/").await.reading(200).contains(QUESTION));
    let languages = app.get("/api/languages").await;
    if languages.status == 200 {
        let languages = languages.json();
        assert!(
            languages
                .as_array()
                .unwrap()
                .iter()
                .any(|language| language["code"] == "pt")
        );
    }
    // It is there for good: another process needs no mirror.
    let dir = [("MODELS_DIR", store.path().to_str().unwrap())];
    let app = TestApp::spawn_with(kind, &dir).await;
    let answer = app.post("/api/translate", &body).await.json();
    assert!(answer["processed"].as_str().unwrap().contains("library"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_model_is_fetched_when_first_needed_on_sqlite() {
    a_model_is_fetched_when_first_needed(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_model_is_fetched_when_first_needed_on_mariadb() {
    a_model_is_fetched_when_first_needed(Kind::MariaDb).await;
}

/// Rubbish costs the one who sends it at most an error, and nobody a stuck worker.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rubbish_is_answered_in_time_and_never_with_a_loop() {
    let (_store, app) = models::app(Kind::Sqlite).await;
    for text in [
        "a".repeat(20_000),
        "\u{1f980}".repeat(2000),
        "\u{5e9}".repeat(3000),
    ] {
        let body = json!({"text": text, "source": "pt"});
        let request = CLIENT
            .post(format!("{}/api/translate", app.api.address))
            .json(&body);
        let request = request.timeout(PATIENCE);
        let answer = crate::support::app::send(request).await;
        match answer.status {
            200 => {
                let processed = answer.json()["processed"].as_str().unwrap().to_owned();
                assert!(!processed.trim().is_empty() && processed.len() <= text.len() * 4);
            }
            status => assert!(
                [422, 502, 503, 504].contains(&status),
                "{status} {}",
                answer.text()
            ),
        }
    }
    let body = json!({"text": QUESTION, "source": "pt"});
    app.post("/api/translate", &body).await.json();
}

/// Nothing that is no translation is passed off as one, and the answer says what may be wrong.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_source_is_refused_with_the_likelier_language() {
    let (_store, app) = models::app(Kind::Sqlite).await;
    let german = "Die Angreifer kamen mit Hilfe von Booten und brachten Granaten und automatische Waffen mit.";
    let body = json!({"text": german, "source": "pt"});
    let answer = app.post("/api/translate", &body).await;
    let problem = answer.problem(502, "provider_failed");
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.contains("looks like German"), "{detail}");
    assert!(!detail.contains("Waffen"), "only the beginning: {detail}");
}

/// As LibreTranslate's page does it: a file goes up, its translation comes down.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_is_translated_and_comes_back_as_a_file() {
    let (_store, app) = models::app(Kind::Sqlite).await;
    let upload = |name: &str, text: &str| {
        format!(
            "--cut\r\ncontent-disposition: form-data; name=\"source\"\r\n\r\npt\r\n--cut\r\n\
             content-disposition: form-data; name=\"target\"\r\n\r\nen\r\n--cut\r\n\
             content-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n{text}\r\n--cut--\r\n"
        )
    };
    let media = "multipart/form-data; boundary=cut";
    let file = upload("note.html", "<p>Onde fica a <b>biblioteca</b>?</p>");
    let answer = app
        .post_raw("/api/translate_file", media, file)
        .await
        .json();
    let address = answer["translatedFileUrl"].as_str().unwrap();
    assert!(address.contains(".html"), "{answer}");
    let file = CLIENT.get(address).send().await.unwrap();
    assert_eq!(file.status(), 200);
    let disposition = file.headers()["content-disposition"].to_str().unwrap();
    assert!(disposition.starts_with("attachment"), "{disposition}");
    let english = file.text().await.unwrap().to_lowercase();
    assert!(
        english.starts_with("<p>") && english.contains("library") && english.contains("<b>"),
        "{english}"
    );
    let empty = app
        .post_raw("/api/translate_file", media, upload("note.txt", "\n"))
        .await;
    assert!(empty.text().contains("is empty"), "{}", empty.text());
    let none = "--cut\r\ncontent-disposition: form-data; name=\"source\"\r\n\r\npt\r\n--cut--\r\n";
    let none = app.post_raw("/api/translate_file", media, none).await;
    assert!(none.text().contains("There is no file"), "{}", none.text());
    let latin = upload("note.txt", "caf#").into_bytes();
    let latin: Vec<u8> = latin
        .into_iter()
        .map(|byte| if byte == b'#' { 0xe9 } else { byte })
        .collect();
    let latin = app.post_raw("/api/translate_file", media, latin).await;
    assert!(latin.text().contains("UTF-8"), "{}", latin.text());
    let answer = app
        .post_raw("/api/translate_file", media, upload("note.pdf", "x"))
        .await;
    assert_eq!(answer.status, 400);
    assert!(answer.text().contains(".txt"), "{}", answer.text());
}

/// What would help is named, and which text it is about.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mirror_without_the_model_is_told_with_what_would_help() {
    let (_store, app) = models::app(Kind::Sqlite).await;
    let french = "Nous avons oubli\u{e9} les cl\u{e9}s sur la table de la cuisine.";
    let body = json!({"text": ["Bom dia", "This is English.", french]});
    for path in ["/api/translate", "/api/clean"] {
        let problem = app.post(path, &body).await;
        let problem = problem.problem_in(422, "language_unavailable", "text[2]");
        let detail = problem["detail"].as_str().unwrap();
        for told in ["French", "MODELS_URL", "TRANSLATE_PROVIDERS"] {
            assert!(detail.contains(told), "{detail}");
        }
    }
    assert_eq!(app.database.records().await, 0);
}

/// What is no word has no translation, and what the model makes of it is not returned.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn letters_that_are_no_words_stay() {
    let (_store, app) = models::app(Kind::Sqlite).await;
    for text in ["kkkkkkkkkkkkkkkkkkkk", "b", "a", "KKKkkk kkk!"] {
        let body = json!({"text": text, "source": "pt"});
        let answer = app.post("/api/translate", &body).await.json();
        assert_eq!(answer["processed"], text);
        assert_eq!(answer["provider"], "none");
    }
    let text = "n\u{e3}o ".repeat(10);
    let body = json!({"text": text.trim(), "source": "pt"});
    let answer = app.post("/api/translate", &body).await;
    if answer.status == 200 {
        let processed = answer.json()["processed"].as_str().unwrap().to_lowercase();
        let fine = |word: &str| matches!(word.trim_matches(','), "no" | "not");
        assert!(processed.split_whitespace().all(fine), "{processed}");
    } else {
        answer.problem(502, "provider_failed");
    }
}

/// A clean-up translates a few words as well as a sentence.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clean_up_translates_short_texts() {
    let (_store, app) = models::app(Kind::Sqlite).await;
    for (text, word) in [
        ("Onde fica?", "where"),
        ("Bom dia", "morning"),
        ("N\u{e3}o entendo", "understand"),
    ] {
        let answer = app.post("/api/clean", &json!({"text": text})).await.json();
        let english = answer["processed"].as_str().unwrap().to_lowercase();
        assert!(english.contains(word), "{answer}");
        assert_eq!(answer["steps"][0]["provider"], "local", "{answer}");
    }
    for english in ["I havv a dog", "untill tomorow", "Maria Silva", "imposible"] {
        let answer = app
            .post("/api/clean", &json!({"text": english}))
            .await
            .json();
        assert_eq!(answer["steps"][0]["provider"], "none", "{answer}");
    }
}
