//! The description of the API is true: every route in it answers, and every route is in it.

use reqwest::Method;
use serde_json::json;

use crate::{
    on_both,
    support::{Json, TestApp, app::send},
};

on_both!(
    the_description_is_served_and_complete,
    every_described_route_answers
);

async fn the_description_is_served_and_complete(app: &TestApp) {
    let description = app.get("/api/openapi.json").await.json();
    assert!(
        description["openapi"].as_str().unwrap().starts_with("3.1"),
        "{description}"
    );
    let described: Vec<_> = description["paths"]
        .as_object()
        .unwrap()
        .keys()
        .cloned()
        .collect();
    let expected = [
        ("/api/spell", "post"),
        ("/api/space", "post"),
        ("/api/translate", "post"),
        ("/api/clean", "post"),
        ("/api/records", "get"),
        ("/api/records/{record}", "get"),
        ("/api/records/{record}", "delete"),
        ("/api/livez", "get"),
        ("/api/readyz", "get"),
    ];
    for (path, method) in expected {
        let operation = &description["paths"][path][method];
        assert!(
            operation.is_object(),
            "{method} {path} is not described; there are {described:?}"
        );
        for field in ["summary", "responses", "operationId"] {
            assert!(
                !operation[field].is_null(),
                "{method} {path} has no {field}"
            );
        }
    }
}

async fn every_described_route_answers(app: &TestApp) {
    let record = app.process("spell", "I havv a dog").await["record"].clone();
    let description = app.get("/api/openapi.json").await.json();
    let mut asked = 0;
    // Deleting comes last: the other routes want the record.
    for deleting in [false, true] {
        // Files go up and come down: see `translation`.
        let paths = description["paths"].as_object().unwrap().iter();
        for (path, methods) in paths.filter(|(path, _)| !path.contains("_file")) {
            let operations = methods.as_object().unwrap().iter();
            for (method, operation) in
                operations.filter(|(method, _)| (method.as_str() == "delete") == deleting)
            {
                let Ok(method) = Method::from_bytes(method.to_uppercase().as_bytes()) else {
                    continue;
                };
                if !operation.is_object() {
                    continue;
                }
                asked += 1;
                let mut address = path.replace("{record}", record.as_str().unwrap());
                if method == Method::GET && path.ends_with("/check") {
                    address.push_str("?text=I+have+a+dog&language=en");
                }
                let mut request = app.request(method.clone(), &address);
                if method == Method::POST {
                    request = request.json(&example(path));
                }
                let answer = send(request).await;
                let described = &operation["responses"][answer.status.to_string()];
                assert!(
                    described.is_object(),
                    "{method} {path}: {} {}",
                    answer.status,
                    answer.text()
                );
                assert!(
                    answer.status < 400 || path.ends_with("translate"),
                    "{}",
                    answer.text()
                );
            }
        }
    }
    assert!(asked >= 9, "{asked}");
}

/// A body that the route takes.
fn example(path: &str) -> Json {
    if path.ends_with("detect") {
        json!({"q": "Onde fica a biblioteca?"})
    } else if path.ends_with("/check") {
        json!({"text": "I have a dog, as you can see.", "language": "en"})
    } else {
        json!({"text": "I have a dog, as you can see."})
    }
}
