//! The home page: the history of all processed text.

use std::time::Duration;

use serde_json::{Value, json};

use crate::{
    on_both,
    support::{TestApp, app::CLIENT},
};

on_both!(
    every_record_is_in_the_table_with_all_that_it_must_show,
    an_empty_history_shows_how_to_begin,
    pages_of_the_history_show_every_record_once,
    a_viewer_who_comes_back_is_told_the_newest_and_nothing_twice,
    an_export_tells_of_a_record_what_the_api_tells,
);

async fn every_record_is_in_the_table_with_all_that_it_must_show(app: &TestApp) {
    let body = json!({"id": "note-7", "text": "I havv a dog"});
    let first = app.post("/api/spell", &body).await.json();
    let second = app.process("space", "Pleasecall me backtomorrow").await;
    let answer = app.open_home("/").await;
    let (page, reading) = (answer.page(200), answer.reading(200));
    assert!(page.contains("<table"), "{page}");
    for shown in [
        "note-7",
        "I havv a dog",
        "I have a dog",
        "Pleasecall me backtomorrow",
        "Please call me back tomorrow",
    ] {
        assert!(reading.contains(shown), "{shown}: {reading}");
    }
    for answer in [&first, &second] {
        assert!(
            page.contains(answer["record"].as_str().unwrap()),
            "links to the record"
        );
        // Date and time, exact to the second at least, for machines too.
        let second = &answer["created_at"].as_str().unwrap()[..19];
        assert!(
            page.contains(&format!("datetime=\"{second}")),
            "{second}: {page}"
        );
    }
    let newest = page.find(second["record"].as_str().unwrap());
    assert!(
        newest < page.find(first["record"].as_str().unwrap()),
        "newest first"
    );
}

async fn an_empty_history_shows_how_to_begin(app: &TestApp) {
    let answer = app.open_home("/").await;
    let page = answer.page(200);
    assert!(
        page.contains("/api/spell") && page.contains("curl"),
        "{page}"
    );
}

async fn pages_of_the_history_show_every_record_once(app: &TestApp) {
    let texts: Vec<_> = (0..120).map(|n| format!("Numbered {n}.")).collect();
    app.post("/api/space", &json!({"text": texts})).await.json();
    let mut path = Some("/".to_owned());
    let mut seen = vec![0; 120];
    let mut pages = 0;
    while let Some(here) = path {
        pages += 1;
        assert!(pages < 20, "the pages do not end");
        let answer = app.open_home(&here).await;
        let reading = answer.reading(200);
        for (number, count) in seen.iter_mut().enumerate() {
            *count += usize::from(reading.contains(&format!("Numbered {number}.")));
        }
        path = next(answer.page(200));
    }
    assert!(
        seen.iter().all(|count| *count == 1),
        "{pages} pages: {seen:?}"
    );
}

/// The address behind `rel="next"`.
fn next(page: &str) -> Option<String> {
    let at = page.find("rel=\"next\"")?;
    let start = page[..at].rfind('<')?;
    let tag = &page[start..start + page[start..].find('>')?];
    let address = tag.split("href=\"").nth(1)?.split('"').next()?;
    Some(address.replace("&amp;", "&"))
}

async fn a_viewer_who_comes_back_is_told_the_newest_and_nothing_twice(app: &TestApp) {
    let first = app.process("space", "The first of them.").await;
    let first = first["record"].as_str().unwrap().to_owned();
    let texts: Vec<_> = (0..250).map(|n| format!("Numbered {n}.")).collect();
    let made = app.post("/api/space", &json!({"text": texts})).await.json();
    let made: Vec<_> = made.as_array().unwrap().iter().collect();
    // At once: the service has not looked for new records yet.
    let path = format!("{}/records/events", app.home().await.address);
    let stream = CLIENT.get(path).header("last-event-id", &first).send();
    let mut stream = stream.await.unwrap();
    let last = app.process("space", "The last of them.").await;
    let last = last["record"].as_str().unwrap();
    let mut told = Vec::new();
    let mut text = String::new();
    while told.last().is_none_or(|id| id != last) {
        let more = tokio::time::timeout(Duration::from_secs(20), stream.chunk()).await;
        text += &String::from_utf8_lossy(&more.unwrap().unwrap().unwrap());
        while let Some((event, rest)) = text.split_once("\n\n") {
            let id = event.lines().find_map(|line| line.strip_prefix("id: "));
            told.extend(id.map(str::to_owned));
            text = rest.to_owned();
        }
    }
    let newest = made[50..].iter().map(|one| one["record"].as_str().unwrap());
    assert_eq!(told, newest.chain([last]).collect::<Vec<_>>());
}

async fn an_export_tells_of_a_record_what_the_api_tells(app: &TestApp) {
    for (operation, options) in [
        (
            "spell",
            json!({"language": "en-GB", "ignore": ["eror"], "id": "a"}),
        ),
        ("space", json!({"split": ["hashtags"]})),
        (
            "clean",
            json!({"steps": ["space", "spell"], "doubts": true}),
        ),
    ] {
        let mut body = options;
        body["text"] = json!("I havv a speling eror");
        app.post(&format!("/api/{operation}"), &body).await.json();
    }
    let export = app.open_home("/records.ndjson").await;
    let lines: Vec<Value> = export
        .text()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 3);
    for line in lines {
        let record = line["record"].as_str().unwrap();
        let told = app.get(&format!("/api/records/{record}")).await.json();
        assert_eq!(line, told);
        assert!(line.get("options").is_none(), "{line}");
    }
}
