//! LanguageTool's clients find what they know: their requests, their answers, their errors.

use serde_json::{Value, json};

use crate::{
    on_both,
    support::{Answer, Kind, TestApp},
};

on_both!(
    what_is_found_is_told_and_not_stored,
    who_is_picky_is_told_what_may_be_wrong,
    markup_takes_of_the_same_limit_as_text,
);

const FORM: &str = "application/x-www-form-urlencoded";

/// Puts the first replacement of each match in; offsets count UTF-16 units.
fn replaced(text: &str, answer: &Value) -> String {
    let mut units: Vec<u16> = text.encode_utf16().collect();
    for found in answer["matches"].as_array().unwrap().iter().rev() {
        let offset = found["offset"].as_u64().unwrap() as usize;
        let length = found["length"].as_u64().unwrap() as usize;
        let value = found["replacements"][0]["value"].as_str().unwrap();
        units.splice(offset..offset + length, value.encode_utf16());
    }
    String::from_utf16(&units).unwrap()
}

fn rules(answer: &Value) -> Vec<&str> {
    let matches = answer["matches"].as_array().unwrap().iter();
    matches
        .map(|found| found["rule"]["id"].as_str().unwrap())
        .collect()
}

/// An error in plain text, as their server words them.
#[track_caller]
fn refused(answer: &Answer, status: u16) {
    assert_eq!(answer.status, status, "{}", answer.text());
    assert_eq!(answer.header("content-type"), "text/plain; charset=utf-8");
    assert!(answer.text().starts_with("Error: "), "{}", answer.text());
}

async fn what_is_found_is_told_and_not_stored(app: &TestApp) {
    let text = "😀 I havv a dog.\nPleasecall me back tomorow.";
    let body = json!({"text": text, "language": "en-US", "motherTongue": "pt"});
    let answer = app.post("/api/v2/check", &body).await.json();
    assert_eq!(
        replaced(text, &answer),
        "😀 I have a dog.\nPlease call me back tomorrow."
    );
    let found = &answer["matches"][0];
    assert_eq!(found["offset"], 5, "a face is two units: {answer}");
    assert_eq!(found["rule"]["id"], "MORFOLOGIK_RULE_EN_US");
    assert_eq!(found["rule"]["category"]["id"], "TYPOS");
    assert_eq!(found["rule"]["issueType"], "misspelling");
    assert_eq!(found["sentence"], "😀 I havv a dog.");
    let context: Vec<u16> = found["context"]["text"]
        .as_str()
        .unwrap()
        .encode_utf16()
        .collect();
    let at = found["context"]["offset"].as_u64().unwrap() as usize;
    assert_eq!(String::from_utf16(&context[at..at + 4]).unwrap(), "havv");
    assert_eq!(answer["language"]["code"], "en-US");
    assert_eq!(answer["language"]["detectedLanguage"]["code"], "en-US");
    assert_eq!(answer["warnings"]["incompleteResults"], false);
    assert_eq!(app.database.records().await, 0);
}

async fn markup_takes_of_the_same_limit_as_text(app: &TestApp) {
    let check = async |markup: String| {
        let data = json!({"annotation": [{"text": "I havv a dog."}, {"markup": markup}]});
        let body = json!({"data": data.to_string(), "language": "en-US"});
        app.post("/api/v2/check", &body).await
    };
    let answer = check("<".repeat(1000 << 10)).await.json();
    assert_eq!(answer["matches"].as_array().unwrap().len(), 1);
    let before = app.api.process.peak_bytes();
    refused(&check("<".repeat(7 << 20)).await, 413);
    let more = (app.api.process.peak_bytes() - before) >> 20;
    assert!(more < 64, "{more} MiB");
}

async fn who_is_picky_is_told_what_may_be_wrong(app: &TestApp) {
    let text = "\u{1f600} I thort it was a sosij. Pleasecall me back tomorow.";
    let check = async |extra: Value| {
        let mut body = json!({"text": text, "language": "en-US"});
        let members = extra.as_object().unwrap().clone();
        body.as_object_mut().unwrap().extend(members);
        app.post("/api/v2/check", &body).await.json()
    };
    let usual = check(json!({})).await;
    let sure = ["MISSING_SPACE", "MORFOLOGIK_RULE_EN_US"];
    assert_eq!(rules(&usual), sure);
    assert_eq!(check(json!({"level": "default"})).await, usual);

    let picky = check(json!({"level": "picky"})).await;
    let doubts = ["DOUBTFUL_WORD"; 2];
    assert_eq!(rules(&picky), [&doubts[..], &sure].concat());
    let matches = picky["matches"].as_array().unwrap();
    let units: Vec<u16> = text.encode_utf16().collect();
    for (found, word) in matches.iter().zip(["thort", "sosij"]) {
        let offset = found["offset"].as_u64().unwrap() as usize;
        let length = found["length"].as_u64().unwrap() as usize;
        let stands = String::from_utf16(&units[offset..offset + length]).unwrap();
        assert_eq!(stands, word);
        assert_eq!(found["rule"]["category"]["id"], "TYPOS");
        assert_eq!(found["type"]["typeName"], "Hint");
        let replacements = found["replacements"].as_array().unwrap();
        assert!(!replacements.is_empty(), "{found}");
    }
    assert_eq!(matches[2..], usual["matches"].as_array().unwrap()[..]);

    let only = json!({"level": "picky", "enabledRules": "DOUBTFUL_WORD", "enabledOnly": true});
    for (extra, expected) in [
        (
            json!({"level": "picky", "disabledRules": "DOUBTFUL_WORD"}),
            &sure[..],
        ),
        (
            json!({"level": "picky", "disabledCategories": "TYPOS"}),
            &sure[..1],
        ),
        (only, &doubts[..]),
    ] {
        assert_eq!(rules(&check(extra.clone()).await), expected, "{extra}");
    }

    // A word that is surely wrong is none in doubt, also where it is not to be told.
    let body = json!({"text": "I havv a dog.", "language": "en-US", "level": "picky",
        "disabledRules": "MORFOLOGIK_RULE_EN_US"});
    let answer = app.post("/api/v2/check", &body).await.json();
    assert_eq!(answer["matches"], json!([]));
    let data = json!({"annotation": [
        {"text": "It was "}, {"markup": "<b>"}, {"text": "a sosij"}, {"markup": "</b>"}, {"text": "."}
    ]});
    let body = json!({"data": data, "language": "en", "level": "picky"});
    let answer = app.post("/api/v2/check", &body).await.json();
    let found = &answer["matches"][0];
    assert_eq!(
        (&found["offset"], &found["length"]),
        (&json!(12), &json!(5))
    );
    let foreign = "Onde fica a biblioteca municipal desta cidade?";
    let body = json!({"text": foreign, "language": "auto", "level": "picky"});
    let answer = app.post("/api/v2/check", &body).await.json();
    assert_eq!(answer["matches"], json!([]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_way_of_asking_is_understood() {
    let app = TestApp::spawn_with(Kind::Sqlite, &[("MAX_TEXT_BYTES", "1000")]).await;
    let query = "text=I+havv+a+dog.&language=auto&preferredVariants=en-GB";
    let by_form = app.post_raw("/api/v2/check", FORM, query).await.json();
    assert_eq!(rules(&by_form), ["MORFOLOGIK_RULE_EN_GB"]);
    let by_query = app.get(&format!("/api/v2/check?{query}")).await.json();
    assert_eq!(by_query, by_form);
    for path in ["/api/v2/v2/check", "/api/check"] {
        assert_eq!(app.post_raw(path, FORM, query).await.json(), by_form);
    }
    let without_type = app.request(reqwest::Method::POST, "/api/v2/check");
    let without_type = crate::support::app::send(without_type.body(query)).await;
    assert_eq!(without_type.json(), by_form);

    let data = json!({"annotation": [
        {"text": "I "}, {"markup": "<b>"}, {"text": "havv"}, {"markup": "</b>"}, {"text": " a dog."}
    ]});
    let body = json!({"data": data.to_string(), "language": "en"});
    let answer = app.post("/api/v2/check", &body).await.json();
    let found = &answer["matches"][0];
    assert_eq!((&found["offset"], &found["length"]), (&json!(5), &json!(4)));

    let body = json!({"text": "I havv a dog. Pleasecall me.", "language": "en",
        "disabledRules": "MORFOLOGIK_RULE_EN_US"});
    let answer = app.post("/api/v2/check", &body).await.json();
    assert_eq!(rules(&answer), ["MISSING_SPACE"]);

    // A word alone is read as a clean-up reads it, and not as two that ran together.
    let body = json!({"text": "problm", "language": "en"});
    let answer = app.post("/api/v2/check", &body).await.json();
    let best = &answer["matches"][0]["replacements"][0]["value"];
    assert_eq!(
        (best, rules(&answer)),
        (&json!("problem"), vec!["MORFOLOGIK_RULE_EN_US"])
    );

    let foreign =
        json!({"text": "Onde fica a biblioteca municipal desta cidade?", "language": "auto"});
    let answer = app.post("/api/v2/check", &foreign).await.json();
    assert_eq!(answer["language"]["code"], "pt");
    assert_eq!(answer["matches"], json!([]));

    let empty = json!({"text": "", "language": "en-US"});
    assert_eq!(
        app.post("/api/v2/check", &empty).await.json()["matches"],
        json!([])
    );

    for wrong in [
        json!({"text": "a"}),
        json!({"language": "en"}),
        json!({"text": "a", "language": "tlh"}),
    ] {
        refused(&app.post("/api/v2/check", &wrong).await, 400);
    }
    refused(
        &app.post_raw("/api/v2/check", "application/json", "{").await,
        400,
    );
    refused(&app.get("/api/v2/check").await, 400);
    let long = json!({"text": "a ".repeat(501), "language": "en"});
    refused(&app.post("/api/v2/check", &long).await, 413);

    let languages = app.get("/api/v2/languages").await.json();
    let british = json!({"name": "English (GB)", "code": "en", "longCode": "en-GB"});
    assert!(
        languages.as_array().unwrap().contains(&british),
        "{languages}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_text_of_slips_has_an_answer_of_its_size() {
    let app = TestApp::spawn(Kind::Sqlite).await;
    let text = "a havv ".repeat(12_000);
    let body = json!({"text": text, "language": "en-US"});
    let answer = app.post("/api/v2/check", &body).await;
    assert!(answer.body.len() < 20 << 20, "{} bytes", answer.body.len());
    let answer = answer.json();
    let matches = answer["matches"].as_array().unwrap();
    assert_eq!(matches.len(), 10_000);
    assert_eq!(answer["warnings"]["incompleteResults"], true);
    let middle = &matches[5_000];
    assert_eq!(middle["offset"], 5_000 * 7 + 2);
    let sentence = middle["sentence"].as_str().unwrap();
    assert!((400..=500).contains(&sentence.len()), "{sentence}");
}
