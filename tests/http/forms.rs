//! The forms as a browser without JavaScript uses them.

use serde_json::json;

use crate::{
    on_both,
    support::{
        Answer, TestApp,
        app::{BROWSER, send},
    },
};

on_both!(
    a_form_is_filled_in_and_shows_its_result,
    a_problem_is_shown_in_the_form_and_nothing_typed_is_lost,
    unsaved_is_answered_by_the_page_itself,
    a_form_body_gets_json_unless_html_is_asked_for,
    a_file_may_be_sent,
    a_file_that_cannot_be_read_is_told_in_the_form,
    what_a_file_is_written_in_is_told_by_its_name,
    no_step_ticked_is_none_and_not_all,
    what_was_typed_is_text_and_never_markup,
    words_to_check_are_listed_where_their_box_is_ticked,
    an_unknown_record_has_no_form,
);

async fn a_form_is_filled_in_and_shows_its_result(app: &TestApp) {
    for operation in ["spell", "space", "clean"] {
        let path = format!("/api/{operation}");
        let empty = app.open(&path).await;
        let page = empty.page(200);
        assert!(
            page.contains("<form") && page.contains("name=\"text\""),
            "{page}"
        );
        assert!(page.contains("name=\"id\""), "{page}");
        let text = "Pleasecall me tomorow";
        let answer = app.submit(&path, &[("id", "form-1"), ("text", text)]).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        let record = app.record_ids().await[0].clone();
        assert_eq!(answer.header("location"), format!("{path}?record={record}"));
        let filled = app.open(answer.header("location")).await;
        let stored = app.get(&format!("/api/records/{record}")).await.json();
        assert_eq!(stored["id"], "form-1");
        assert_ne!(stored["processed"], text);
        let reading = filled.reading(200);
        for shown in [text, stored["processed"].as_str().unwrap()] {
            assert!(reading.contains(shown), "{shown}: {reading}");
        }
        assert!(filled.page(200).contains("value=\"form-1\""), "{reading}");
    }
    assert!(app.open("/api/translate").await.page(200).contains("<form"));
}

async fn a_problem_is_shown_in_the_form_and_nothing_typed_is_lost(app: &TestApp) {
    let answer = app
        .submit("/api/spell", &[("id", "kept-tag"), ("text", "  ")])
        .await;
    let page = answer.page(422);
    assert!(
        page.contains("blank") && page.contains("kept-tag"),
        "{page}"
    );
    assert!(page.contains("<form"), "{page}");
    let long = "x".repeat(129);
    let answer = app
        .submit("/api/spell", &[("id", &long), ("text", "a kept text")])
        .await;
    let page = answer.page(422);
    assert!(
        page.contains("a kept text") && page.contains(&long),
        "{page}"
    );
    let portuguese = "Onde fica a biblioteca municipal desta cidade?";
    let answer = app.submit("/api/translate", &[("text", portuguese)]).await;
    let page = answer.reading(422);
    assert!(page.contains(portuguese), "{page}");
    assert!(page.contains("Portuguese"), "{page}");
    assert_eq!(app.database.records().await, 0);
}

async fn unsaved_is_answered_by_the_page_itself(app: &TestApp) {
    let fields = [("text", "I havv a dog"), ("save", "false")];
    let answer = app.submit("/api/spell", &fields).await;
    assert!(answer.reading(200).contains("I have a dog"));
    assert_eq!(app.database.records().await, 0);
}

async fn a_form_body_gets_json_unless_html_is_asked_for(app: &TestApp) {
    let form = "application/x-www-form-urlencoded";
    let answer = app
        .post_raw("/api/spell", form, "text=I+havv+a+dog&id=f")
        .await
        .json();
    assert_eq!(answer["processed"], "I have a dog");
    for accept in [
        "*/*",
        "application/json",
        "application/*;q=0.5",
        "text/*;q=0.1, */*",
    ] {
        let request = app
            .request(reqwest::Method::POST, "/api/spell")
            .header("accept", accept);
        let answer = send(request.form(&[("text", "I havv a dog")])).await.json();
        assert_eq!(answer["processed"], "I have a dog", "{accept}");
    }
}

async fn a_file_may_be_sent(app: &TestApp) {
    let body = "--cut\r\ncontent-disposition: form-data; name=\"id\"\r\n\r\nfrom-file\r\n\
        --cut\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\
        content-type: text/plain\r\n\r\nI havv a dog\r\nand a cat\r\n--cut--\r\n";
    let answer = app
        .post_raw("/api/spell", "multipart/form-data; boundary=cut", body)
        .await
        .json();
    assert_eq!(answer["original"], "I havv a dog\r\nand a cat");
    assert_eq!(answer["processed"], "I have a dog\r\nand a cat");
    assert_eq!(answer["id"], "from-file");
}

/// Sends the parts as a browser does, with a file.
async fn upload(
    app: &TestApp,
    path: &str,
    fields: &[(&str, &str)],
    name: &str,
    file: &[u8],
) -> Answer {
    let mut body = Vec::new();
    for (name, value) in fields {
        let part =
            format!("--cut\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend(part.bytes());
    }
    let part = format!(
        "--cut\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n"
    );
    body.extend(part.bytes());
    body.extend(file);
    body.extend(b"\r\n--cut--\r\n");
    let request = app
        .request(reqwest::Method::POST, path)
        .header("accept", BROWSER)
        .header("content-type", "multipart/form-data; boundary=cut");
    send(request.body(body)).await
}

async fn a_file_that_cannot_be_read_is_told_in_the_form(app: &TestApp) {
    let typed = [("id", "kept-tag"), ("text", "")];
    let answer = upload(app, "/api/spell", &typed, "a.txt", b"caf\xe9").await;
    let page = answer.page(422);
    for shown in ["<form", "kept-tag", "file-error", "must be UTF-8"] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    assert!(!page.contains("text-error"), "{page}");
    let answer = upload(app, "/api/spell", &typed, "a.txt", b" \n").await;
    let page = answer.page(422);
    assert!(
        page.contains("file-error") && page.contains("is empty"),
        "{page}"
    );
    assert!(!page.contains("text-error"), "{page}");
    let typed = [("id", "kept-tag"), ("text", "a kept text")];
    let answer = upload(app, "/api/spell", &typed, "a.txt", b"another text").await;
    let page = answer.page(422);
    for shown in [
        "a kept text",
        "kept-tag",
        "file-error",
        "leave one of them empty",
    ] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    assert_eq!(app.database.records().await, 0);
}

async fn what_a_file_is_written_in_is_told_by_its_name(app: &TestApp) {
    let file = b"<!-- a speling -->I havv a dog";
    for (name, format, expected) in [
        ("a.HTML", "", "<!-- a speling -->I have a dog"),
        ("a.txt", "html", "<!-- a speling -->I have a dog"),
        ("a.html", "text", "<!-- a spelling -->I have a dog"),
    ] {
        let typed = [("text", ""), ("format", format)];
        let answer = upload(app, "/api/spell", &typed, name, file).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        let record = app.record_ids().await[0].clone();
        let stored = app.get(&format!("/api/records/{record}")).await.json();
        assert_eq!(stored["processed"], expected, "{name}, {format}");
    }
}

async fn no_step_ticked_is_none_and_not_all(app: &TestApp) {
    let none = app
        .post("/api/clean", &json!({"text": "a", "steps": []}))
        .await;
    let problem = none.problem(422, "invalid_field");
    let said = problem["errors"][0]["detail"].as_str().unwrap();
    let page = app.open("/api/clean").await;
    let page = page.page(200);
    let shown = ("shown", "steps");
    assert!(page.contains("name=\"shown\" value=\"steps\""), "{page}");
    let typed = [shown, ("text", "Pleasecall me"), ("id", "kept-tag")];
    let answer = app.submit("/api/clean", &typed).await;
    let reading = answer.reading(422);
    assert!(
        reading.contains(said) && reading.contains("Pleasecall me"),
        "{reading}"
    );
    let page = answer.page(422);
    assert!(
        page.contains("kept-tag") && !page.contains("value=\"spell\" checked"),
        "{page}"
    );
    let typed = [shown, ("steps", "space"), ("text", "Pleasecall me")];
    assert_eq!(app.submit("/api/clean", &typed).await.status, 303);
    assert_eq!(app.database.records().await, 1);
}

async fn what_was_typed_is_text_and_never_markup(app: &TestApp) {
    let text = "</textarea><script>alert(1)</script> \"><img src=x onerror=alert(1)>";
    let answer = app
        .submit("/api/spell", &[("id", text), ("text", text)])
        .await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    let filled = app.open(answer.header("location")).await;
    let home = app.open_home("/").await;
    let record = app.record_ids().await[0].clone();
    assert_eq!(
        app.get(&format!("/api/records/{record}")).await.json()["original"],
        json!(text)
    );
    for page in [filled.page(200), home.page(200)] {
        assert!(
            !page.contains("<script>alert") && !page.contains("<img src=x"),
            "{page}"
        );
    }
}

async fn words_to_check_are_listed_where_their_box_is_ticked(app: &TestApp) {
    const TICKED: &str = "name=\"doubts\" value=\"true\" checked";
    let text = "We met yestirday with a sosij in a pan of sosij.";
    // A box that is not ticked sends nothing; the hidden field of its name stands for it.
    let (unticked, ticked) = (("doubts", "false"), ("doubts", "true"));
    for operation in ["spell", "clean"] {
        let path = format!("/api/{operation}");
        let page = app.open(&path).await;
        let page = page.page(200);
        assert!(page.contains(TICKED), "{page}");
        let hidden = "type=\"hidden\" name=\"doubts\" value=\"false\"";
        assert!(page.contains(hidden), "{page}");

        for save in ["true", "false"] {
            let typed = [("text", text), unticked, ticked, ("save", save)];
            let mut answer = app.submit(&path, &typed).await;
            if answer.status == 303 {
                answer = app.open(answer.header("location")).await;
            }
            let reading = answer.reading(200);
            for shown in [
                "We met yesterday with a sosij in",
                "Words to check",
                "left as they",
            ] {
                assert!(reading.contains(shown), "{shown}: {reading}");
            }
            let page = answer.page(200);
            assert_eq!(
                page.matches("<mark class=\"doubt\" title=").count(),
                2,
                "{page}"
            );
            assert_eq!(
                page.matches("<mark class=\"doubt\" dir=").count(),
                1,
                "{page}"
            );
            let maybe = "title=\"to check; maybe: sushi, ";
            assert!(page.contains(maybe) && page.contains(TICKED), "{page}");
        }

        let answer = app.submit(&path, &[("text", text), unticked]).await;
        let stored = app.open(answer.header("location")).await;
        let page = stored.page(200);
        assert!(
            !page.contains("to check;") && !page.contains(TICKED),
            "{page}"
        );
        assert!(!stored.reading(200).contains("Words to check"), "{page}");

        let typed = [("text", "The quick brown fox."), unticked, ticked];
        let answer = app.submit(&path, &typed).await;
        let right = app.open(answer.header("location")).await;
        assert!(right.reading(200).contains("No word left in doubt."));

        // A form that names no such field is a program's.
        let answer = app.submit(&path, &[("text", text)]).await;
        let id = answer.header("location").split('=').next_back().unwrap();
        let record = app.get(&format!("/api/records/{id}")).await.json();
        assert!(record.get("doubts").is_none(), "{record}");
        let stored = app.open(answer.header("location")).await;
        assert!(!stored.page(200).contains(TICKED));
    }
    let page = app.open("/api/space").await;
    assert!(!page.page(200).contains("doubts"));
    // Nobody looked at these words.
    let foreign = "Onde fica a biblioteca municipal desta cidade?";
    let answer = app.submit("/api/spell", &[("text", foreign), ticked]).await;
    let page = app.open(answer.header("location")).await;
    assert!(!page.reading(200).contains("Words to check"));
}

async fn an_unknown_record_has_no_form(app: &TestApp) {
    let unknown = uuid::Uuid::now_v7();
    assert_eq!(
        app.open(&format!("/api/spell?record={unknown}"))
            .await
            .status,
        404
    );
    assert_eq!(app.open("/api/spell?record=rubbish").await.status, 404);
}
