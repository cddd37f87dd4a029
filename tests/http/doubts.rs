//! The words that stay as they are though they may be wrong: told where that is asked for.

use std::path::Path;

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    on_both,
    support::{TestApp, app::send, output},
};

on_both!(
    an_answer_has_them_where_they_are_asked_for,
    a_clean_up_has_those_of_its_result,
    each_text_of_many_has_its_own,
    a_record_and_a_replay_have_what_was_answered,
    text_in_another_language_has_none,
    the_page_of_a_record_lists_them,
);

/// What nobody knows, behind a character of two UTF-16 units and a word that is corrected to a shorter oneb.
const TEXT: &str = "\u{1f980} It is tomorroww: I thort it was a sosij.";

/// The words in doubt; each has to stand in the processed text where it is said to.
#[track_caller]
fn words(answer: &Value) -> Vec<&str> {
    let processed: Vec<char> = answer["processed"].as_str().unwrap().chars().collect();
    let doubts = answer["doubts"].as_array().unwrap().iter();
    let words = doubts.map(|doubt| {
        let word = doubt["word"].as_str().unwrap();
        let place = |name: &str| doubt[name].as_u64().unwrap() as usize;
        let stands = &processed[place("offset")..place("offset") + place("length")];
        assert_eq!(word, stands.iter().collect::<String>(), "{answer}");
        word
    });
    words.collect()
}

async fn an_answer_has_them_where_they_are_asked_for(app: &TestApp) {
    let body = json!({"text": TEXT, "doubts": true, "suggestions": 2});
    let answer = app.post("/api/spell", &body).await.json();
    assert_eq!(words(&answer), ["thort", "sosij"]);
    assert_ne!(answer["processed"], TEXT);
    for doubt in answer["doubts"].as_array().unwrap() {
        assert_eq!(doubt["suggestions"].as_array().unwrap().len(), 2, "{doubt}");
    }
    let form = [("text", TEXT), ("doubts", "true")];
    let form = app.request(Method::POST, "/api/spell").form(&form);
    assert_eq!(words(&send(form).await.json()), ["thort", "sosij"]);
    let right = json!({"text": "The quick brown fox.", "doubts": true});
    let right = app.post("/api/spell", &right).await.json();
    assert_eq!(right["doubts"], json!([]));
    let ignored = json!({"text": TEXT, "doubts": true, "ignore": ["thort"]});
    let ignored = app.post("/api/spell", &ignored).await.json();
    assert_eq!(words(&ignored), ["sosij"]);
    for without in [
        json!({"text": TEXT}),
        json!({"text": TEXT, "doubts": false}),
    ] {
        let answer = app.post("/api/spell", &without).await.json();
        assert!(answer.get("doubts").is_none(), "{answer}");
    }
    app.post("/api/spell", &json!({"text": "a", "doubts": "true"}))
        .await
        .problem_in(422, "invalid_field", "doubts");
}

async fn a_clean_up_has_those_of_its_result(app: &TestApp) {
    let text = "Pleasecall me: I thort it was a sosij.";
    for steps in [
        json!(["translate", "space", "spell"]),
        json!(["spell", "space"]),
        json!(["space", "spell", "translate"]),
    ] {
        let body = json!({"text": text, "steps": steps, "doubts": true});
        let answer = app.post("/api/clean", &body).await.json();
        assert_eq!(words(&answer), ["thort", "sosij"], "{steps}");
    }
    // Nobody looked at the spelling.
    let body = json!({"text": text, "steps": ["space"], "doubts": true});
    let answer = app.post("/api/clean", &body).await.json();
    assert!(answer.get("doubts").is_none(), "{answer}");
}

async fn each_text_of_many_has_its_own(app: &TestApp) {
    let body = json!({"text": [TEXT, "I have a dog.", "Another sosij."], "doubts": true});
    let answers = app.post("/api/spell", &body).await.json();
    let told: Vec<_> = answers.as_array().unwrap().iter().map(words).collect();
    assert_eq!(told, [vec!["thort", "sosij"], vec![], vec!["sosij"]]);
}

async fn a_record_and_a_replay_have_what_was_answered(app: &TestApp) {
    for operation in ["spell", "clean"] {
        let path = format!("/api/{operation}");
        let post = async |doubts: bool| {
            let body = json!({"text": TEXT, "doubts": doubts});
            let request = app.request(Method::POST, &path);
            send(request.header("idempotency-key", operation).json(&body)).await
        };
        let answer = post(true).await.json();
        assert_eq!(words(&answer), ["thort", "sosij"]);
        assert_eq!(post(true).await.json(), answer);
        post(false).await.problem(422, "idempotency_mismatch");
        let record = answer["record"].as_str().unwrap();
        let stored = app.get(&format!("/api/records/{record}")).await.json();
        assert_eq!(stored, answer);
        assert_eq!(
            app.get("/api/records").await.json()["records"][0],
            answer,
            "{operation}"
        );
    }
}

async fn text_in_another_language_has_none(app: &TestApp) {
    let text = "Onde fica a biblioteca municipal desta cidade?";
    let body = json!({"text": text, "doubts": true});
    let answer = app.post("/api/spell", &body).await.json();
    assert_eq!(
        (&answer["processed"], &answer["doubts"]),
        (&json!(text), &json!([]))
    );
    let body = json!({"text": text, "steps": ["space", "spell"], "doubts": true});
    let answer = app.post("/api/clean", &body).await.json();
    assert_eq!(answer["doubts"], json!([]));
}

async fn the_page_of_a_record_lists_them(app: &TestApp) {
    let text = "I thort it was a sosij.";
    let open = async |doubts: bool| {
        let body = json!({"text": text, "doubts": doubts});
        let answer = app.post("/api/spell", &body).await.json();
        let path = format!("/records/{}", answer["record"].as_str().unwrap());
        app.open_home(&path).await.reading(200)
    };
    let with = open(true).await;
    for shown in [
        "Words to check",
        "sosij",
        "sausage",
        "no word is surely wrong",
    ] {
        assert!(with.contains(shown), "{shown}: {with}");
    }
    assert!(!with.contains("no mistake was found"), "{with}");
    assert!(!open(false).await.contains("Words to check"));
}

#[test]
fn the_command_line_tells_them_beside_the_text() {
    let folder = tempfile::tempdir().unwrap();
    let file = "It is true.\n\n\u{1f980} I thort it was a sosij.\n";
    std::fs::write(folder.path().join("note.txt"), file).unwrap();
    let run = |arguments: &[&str], input: &str| {
        let path: &Path = folder.path();
        let done = output("textmend", path, arguments, &[], input.as_bytes());
        assert!(done.status.success(), "{done:?}");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (text(done.stdout), text(done.stderr))
    };
    for operation in ["spell", "clean"] {
        let (out, told) = run(&[operation, "--doubts", "--suggestions=1", "note.txt"], "");
        assert_eq!(out, file);
        let lines: Vec<&str> = told.lines().collect();
        assert_eq!(lines.len(), 2, "{told}");
        assert!(
            lines[0].starts_with("note.txt:3:5: thort (maybe: "),
            "{told}"
        );
        assert!(
            lines[1].starts_with("note.txt:3:20: sosij (maybe: "),
            "{told}"
        );
        let (_, told) = run(&[operation, "--doubts", "--suggestions=0"], "A sosij.");
        assert_eq!(told, "-:1:3: sosij\n");
        let (out, told) = run(&[operation, "--doubts", "--json"], TEXT);
        let answer: Value = serde_json::from_str(&out).unwrap();
        assert_eq!((words(&answer), &*told), (vec!["thort", "sosij"], ""));
        let (out, told) = run(&[operation, "--json"], TEXT);
        let answer: Value = serde_json::from_str(&out).unwrap();
        assert!(
            answer.get("doubts").is_none() && told.is_empty(),
            "{answer}"
        );
    }
}
