//! One text in, one answer out, one record kept.

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::{
    on_both,
    support::{TestApp, answer::rebuild},
};

on_both!(
    a_spelling_answer_has_all_that_the_contract_names,
    missing_spaces_come_back,
    cleaning_takes_its_steps_in_order,
    cleaning_leaves_english_to_the_other_steps_whatever_it_looks_like,
    cleaning_takes_the_options_of_its_steps,
    what_is_right_comes_back_byte_for_byte,
    offsets_count_characters_not_bytes_or_utf_16,
    options_of_spelling_are_obeyed,
    hashtags_are_split_alone_or_when_asked_for,
    unsaved_leaves_no_record,
);

async fn a_spelling_answer_has_all_that_the_contract_names(app: &TestApp) {
    let body = json!({"id": "note-7", "text": "I havv a speling eror"});
    let answer = app.post("/api/spell", &body).await.json();
    assert_eq!(answer["processed"], "I have a spelling error");
    assert_eq!(answer["id"], "note-7");
    assert_eq!(answer["operation"], "spell");
    assert_eq!(answer["original"], "I havv a speling eror");
    assert_eq!(answer["edits"].as_array().unwrap().len(), 3);
    let edit = &answer["edits"][0];
    assert_eq!((&edit["offset"], &edit["length"]), (&json!(2), &json!(4)));
    assert_eq!(
        (&edit["from"], &edit["to"]),
        (&json!("havv"), &json!("have"))
    );
    let confidence = edit["confidence"].as_f64().unwrap();
    assert!((0.0..=1.0).contains(&confidence), "{confidence}");
    assert_eq!(edit["suggestions"][0], "have");
    assert_eq!(rebuild(&answer), "I have a spelling error");
    assert_eq!(answer["language"]["code"], "en");
    assert!((0.0..=1.0).contains(&answer["language"]["confidence"].as_f64().unwrap()));
    assert!(answer["took_ms"].as_f64().unwrap() >= 0.0);
    let record = uuid::Uuid::parse_str(answer["record"].as_str().unwrap()).unwrap();
    assert_eq!(record.get_version_num(), 7);
    let written = answer["created_at"].as_str().unwrap();
    assert!(written.ends_with('Z'), "{written}");
    let age = Utc::now() - written.parse::<DateTime<Utc>>().unwrap();
    assert!(
        age.num_milliseconds() >= -1 && age.num_seconds() < 60,
        "{age}"
    );
    assert_eq!(app.record_ids().await, [answer["record"].as_str().unwrap()]);
}

async fn missing_spaces_come_back(app: &TestApp) {
    let answer = app
        .process("space", "thequickbrownfoxjumpsoverthelazydog")
        .await;
    assert_eq!(
        answer["processed"],
        "the quick brown fox jumps over the lazy dog"
    );
    for edit in answer["edits"].as_array().unwrap() {
        assert_eq!((&edit["length"], &edit["from"]), (&json!(0), &json!("")));
        assert_eq!(edit["to"], " ");
    }
    let answer = app
        .process("space", "Pleasecall me backtomorrow, at 10:30.")
        .await;
    assert_eq!(
        answer["processed"],
        "Please call me back tomorrow, at 10:30."
    );
}

async fn cleaning_takes_its_steps_in_order(app: &TestApp) {
    let answer = app.process("clean", "Pleasecall me tomorow").await;
    assert_eq!(answer["processed"], "Please call me tomorrow");
    let names = |answer: &serde_json::Value| -> Vec<String> {
        let steps = answer["steps"].as_array().unwrap();
        steps
            .iter()
            .map(|step| step["operation"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(names(&answer), ["translate", "space", "spell"]);
    let last = answer["steps"].as_array().unwrap().last().unwrap();
    assert_eq!(last["processed"], answer["processed"]);
    let body = json!({"text": "I havv a speling eror", "steps": ["spell"]});
    let answer = app.post("/api/clean", &body).await.json();
    assert_eq!(names(&answer), ["spell"]);
    assert_eq!(answer["steps"][0]["edits"].as_array().unwrap().len(), 3);
    let body = json!({"text": "Pleasecall me tomorow", "steps": ["spell", "space"]});
    let answer = app.post("/api/clean", &body).await.json();
    assert_eq!(names(&answer), ["spell", "space"]);
    for steps in [json!([]), json!(["spell", "spell"]), json!(["sing"])] {
        let body = json!({"text": "a text", "steps": steps});
        app.post("/api/clean", &body)
            .await
            .problem_in(422, "invalid_field", "steps");
    }
    assert_eq!(app.record_ids().await.len(), 3);
}

async fn cleaning_leaves_english_to_the_other_steps_whatever_it_looks_like(app: &TestApp) {
    let texts = [
        "The r\u{e9}sum\u{e9} of Andr\u{e9} and Ren\u{e9}e mentions a clich\u{e9} about Beyonc\u{e9}.",
        "VIN 1HGCM82633A004352, plate AB12 CDE, passport 533380006.",
        "Attendees: Jo\u{e3}o, In\u{ea}s, Concei\u{e7}\u{e3}o, Tiago, Gon\u{e7}alo",
        "I havv a dog",
    ];
    let answers = app.post("/api/clean", &json!({"text": texts})).await.json();
    for answer in answers.as_array().unwrap() {
        assert_eq!(answer["steps"][0]["provider"], "none", "{answer}");
        assert!(answer["steps"][0].get("untranslated").is_none(), "{answer}");
    }
    assert_eq!(answers[3]["processed"], "I have a dog");
    // A few words that nothing here translates are named; more are refused.
    let answer = app.process("clean", "Merci beaucoup").await;
    assert_eq!(answer["processed"], "Merci beaucoup");
    assert_eq!(answer["steps"][0]["untranslated"], json!(["fr"]));
    let sentence =
        json!({"text": "Nous avons oubli\u{e9} les cl\u{e9}s sur la table de la cuisine."});
    let problem = app.post("/api/clean", &sentence).await;
    problem.problem(422, "language_unavailable");
}

async fn cleaning_takes_the_options_of_its_steps(app: &TestApp) {
    let text = "I havv a speling #throwbackthursday";
    let body = json!({"text": text, "ignore": ["havv"], "split": ["hashtags"], "suggestions": 1});
    let answer = app.post("/api/clean", &body).await.json();
    assert_eq!(answer["processed"], "I havv a spelling #throwback thursday");
    let edits = answer["steps"][2]["edits"].as_array().unwrap();
    assert_eq!(edits[0]["suggestions"].as_array().unwrap().len(), 1);
}

async fn what_is_right_comes_back_byte_for_byte(app: &TestApp) {
    let right = [
        "The quick brown fox jumps over the lazy dog.",
        "Two  spaces,\ta tab,\r\na Windows line end\nand a Unix one.\n",
        "  leading and trailing white space \n\n",
        "Write to jane.doe+news@example.co.uk or see https://example.com/a?b=c&d=%20#e.",
        "Thanks @torvalds and #rustlang \u{1f980}\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}!",
        "Run `cargo build --release` in /usr/local/src/textmend, then {name} gets 3.5 kg for $4.99.",
        "It's 10:30 a.m. in New York; the R\u{e9}sum\u{e9} na\u{ef}vely cost \u{20ac}16 \u{2014} \u{201c}fine\u{201d}.",
        "\u{feff}A byte order mark begins this line.",
    ];
    for text in right {
        for operation in ["spell", "space", "clean"] {
            let answer = app.process(operation, text).await;
            assert_eq!(answer["processed"], text, "{operation}: {answer}");
            if operation != "clean" {
                assert_eq!(answer["edits"], json!([]));
            }
        }
    }
}

async fn offsets_count_characters_not_bytes_or_utf_16(app: &TestApp) {
    let text = "\u{1f980}\u{1f600} \u{2014} \u{201c}Look\u{201d} here:\r\nI havv a dog.";
    let answer = app.process("spell", text).await;
    let edit = &answer["edits"][0];
    assert_eq!(
        (&edit["from"], &edit["to"]),
        (&json!("havv"), &json!("have"))
    );
    assert_eq!(edit["offset"], 21);
    assert_eq!(answer["edits"].as_array().unwrap().len(), 1, "{answer}");
}

async fn options_of_spelling_are_obeyed(app: &TestApp) {
    let spell = |body: serde_json::Value| async move { app.post("/api/spell", &body).await };
    let body = json!({"text": "I havv a speling eror", "ignore": ["speling"]});
    assert_eq!(
        spell(body).await.json()["processed"],
        "I have a speling error"
    );
    let body = json!({"text": "I havv a speling eror", "suggestions": 1});
    for edit in spell(body).await.json()["edits"].as_array().unwrap() {
        assert_eq!(edit["suggestions"].as_array().unwrap().len(), 1);
    }
    for language in ["en", "en-US", "en-GB", "auto"] {
        let body = json!({"text": "I havv a speling eror", "language": language});
        assert_eq!(
            spell(body).await.json()["processed"],
            "I have a spelling error"
        );
    }
    let body = json!({"text": "Bonjour", "language": "fr"});
    spell(body)
        .await
        .problem_in(422, "invalid_field", "language");
    let body = json!({"text": "a text", "suggestions": 11});
    spell(body)
        .await
        .problem_in(422, "invalid_field", "suggestions");
    let body = json!({"text": "a text", "format": "pdf"});
    spell(body).await.problem_in(422, "invalid_field", "format");
    let foreign =
        "Depois de amanh\u{e3} vamos todos \u{e0} praia com os nossos amigos portugueses.";
    let answer = app.process("spell", foreign).await;
    assert_eq!(answer["processed"], foreign);
    assert_eq!(answer["language"]["code"], "pt");
}

async fn hashtags_are_split_alone_or_when_asked_for(app: &TestApp) {
    let answer = app.process("space", "#throwbackthursday").await;
    assert!(
        answer["processed"]
            .as_str()
            .unwrap()
            .contains("throwback thursday"),
        "{answer}"
    );
    let running = "We all love #throwbackthursday here.";
    assert_eq!(app.process("space", running).await["processed"], running);
    let body = json!({"text": running, "split": ["hashtags"]});
    let answer = app.post("/api/space", &body).await.json();
    assert!(
        answer["processed"]
            .as_str()
            .unwrap()
            .contains("throwback thursday"),
        "{answer}"
    );
    let body = json!({"text": running, "split": ["hairs"]});
    app.post("/api/space", &body)
        .await
        .problem_in(422, "invalid_field", "split");
}

async fn unsaved_leaves_no_record(app: &TestApp) {
    for operation in ["spell", "space", "clean"] {
        let body = json!({"text": "I havv a speling eror", "save": false});
        let answer = app.post(&format!("/api/{operation}"), &body).await.json();
        assert!(answer.get("record").is_none(), "{answer}");
    }
    assert!(app.record_ids().await.is_empty());
    assert_eq!(app.database.records().await, 0);
}
