//! Many texts in one request: answers in order, records all or none.

use serde_json::{Value, json};

use crate::{on_both, support::TestApp};

on_both!(
    an_array_is_answered_by_an_array_in_order,
    one_bad_text_means_no_record_at_all,
    a_thousand_texts_are_the_most,
    an_unsaved_array_leaves_nothing,
);

async fn an_array_is_answered_by_an_array_in_order(app: &TestApp) {
    let texts = ["I havv a dog", "Nothing wrong here.", "A speling eror"];
    let answer = app
        .post("/api/spell", &json!({"id": "batch", "text": texts}))
        .await
        .json();
    let answers = answer.as_array().unwrap();
    let processed: Vec<_> = answers
        .iter()
        .map(|a| a["processed"].as_str().unwrap())
        .collect();
    assert_eq!(
        processed,
        ["I have a dog", "Nothing wrong here.", "A spelling error"]
    );
    assert!(answers.iter().all(|answer| answer["id"] == "batch"));
    let mut made: Vec<_> = answers
        .iter()
        .map(|a| a["record"].as_str().unwrap().to_owned())
        .collect();
    assert!(made.is_sorted());
    made.reverse();
    assert_eq!(app.record_ids().await, made);
    let single = app
        .post("/api/spell", &json!({"text": ["One"]}))
        .await
        .json();
    assert_eq!(single.as_array().unwrap().len(), 1);
}

async fn one_bad_text_means_no_record_at_all(app: &TestApp) {
    for bad in [
        json!(""),
        json!(" \n"),
        json!(7),
        json!(null),
        json!("a\u{0}b"),
    ] {
        let body = json!({"text": ["fine", bad, "fine too"]});
        let answer = app.post("/api/spell", &body).await;
        let problem = answer.problem(422, "invalid_field");
        let field = problem["errors"][0]["field"].as_str().unwrap();
        assert!(field.starts_with("text"), "{problem}");
    }
    let portuguese = "Onde fica a biblioteca municipal desta cidade?";
    let body = json!({"text": ["This one is English already, as anybody can see.", portuguese]});
    app.post("/api/translate", &body)
        .await
        .problem(422, "language_unavailable");
    assert_eq!(app.database.records().await, 0);
}

async fn a_thousand_texts_are_the_most(app: &TestApp) {
    let texts: Vec<_> = (0..1000).map(|n| format!("Text number {n}")).collect();
    let answer = app.post("/api/space", &json!({"text": texts})).await.json();
    assert_eq!(answer.as_array().unwrap().len(), 1000);
    assert_eq!(answer[999]["original"], "Text number 999");
    assert_eq!(app.database.records().await, 1000);
    for wrong in [vec![Value::from("a"); 1001], vec![]] {
        let answer = app.post("/api/space", &json!({"text": wrong})).await;
        answer.problem_in(422, "invalid_field", "text");
    }
    assert_eq!(app.database.records().await, 1000);
}

async fn an_unsaved_array_leaves_nothing(app: &TestApp) {
    let body = json!({"text": ["I havv", "a dog"], "save": false});
    let answer = app.post("/api/spell", &body).await.json();
    assert_eq!(answer.as_array().unwrap().len(), 2);
    assert!(
        answer
            .as_array()
            .unwrap()
            .iter()
            .all(|answer| answer.get("record").is_none())
    );
    assert_eq!(app.database.records().await, 0);
}
