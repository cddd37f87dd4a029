//! Every vendor against a server of ours that speaks its language, and has its faults.

mod faults;
mod remote;
mod wire;

use std::sync::Arc;

use serde_json::{Value, json};
use text::token::Format;
use wiremock::{MockServer, Request, ResponseTemplate};

use super::{
    Batch, Provider,
    amazon::Amazon,
    aws_credentials,
    deepl::DeepL,
    google::{Access, Google},
    http::{Http, client},
    libretranslate::LibreTranslate,
};

/// Both of Google's services, and everybody else's one.
const VENDORS: [&str; 5] = [
    "google v2",
    "google v3",
    "deepl",
    "libretranslate",
    "amazon",
];

/// What must never be seen in a message.
const SECRET: &str = "hunter2";

fn provider(vendor: &str, address: &str) -> Arc<dyn Provider> {
    let address = address.to_owned();
    let client = client().unwrap();
    let google = |access| Google {
        address: address.clone(),
        access,
    };
    match vendor {
        "google v2" => Arc::new(Http::new(google(Access::Key(SECRET.into())), client)),
        "google v3" => {
            let access = Access::Project {
                project: "p".into(),
                token: Some(SECRET.into()),
            };
            Arc::new(Http::new(google(access), client))
        }
        "deepl" => {
            let key = SECRET.into();
            Arc::new(Http::new(DeepL { address, key }, client))
        }
        "libretranslate" => {
            let key = Some(SECRET.into());
            Arc::new(Http::new(LibreTranslate { address, key }, client))
        }
        "amazon" => {
            let variables = [
                ("AWS_ACCESS_KEY_ID", "AK"),
                ("AWS_SECRET_ACCESS_KEY", SECRET),
            ];
            let vendor = Amazon {
                address,
                region: "eu-central-1".into(),
                credentials: aws_credentials::of(&variables).unwrap(),
            };
            Arc::new(Http::new(vendor, client))
        }
        other => panic!("{other}"),
    }
}

fn batch(texts: &[&str]) -> Batch {
    Batch {
        texts: texts.iter().map(|text| (*text).to_owned()).collect(),
        source: None,
        language: "pt".into(),
        target: "en".into(),
        format: Format::Text,
    }
}

/// A good answer to any vendor's request.
fn translated(request: &Request) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(translation(request))
}

/// Its body: each text in capitals, found to be Portuguese.
fn translation(request: &Request) -> Value {
    let body: Value = request.body_json().unwrap();
    let texts = |field: &str| -> Vec<String> {
        let list = body[field].as_array().cloned();
        let list = list.unwrap_or_else(|| vec![body[field].clone()]);
        list.iter()
            .map(|text| text.as_str().unwrap().to_uppercase())
            .collect()
    };
    let path = request.url.path();
    if path == "/language/translate/v2" {
        let list = texts("q").into_iter();
        let list = list.map(|text| json!({"translatedText": text, "detectedSourceLanguage": "pt"}));
        json!({"data": {"translations": list.collect::<Vec<_>>()}})
    } else if path.starts_with("/v3/") {
        let list = texts("contents").into_iter();
        let list = list.map(|text| json!({"translatedText": text, "detectedLanguageCode": "pt"}));
        json!({"translations": list.collect::<Vec<_>>()})
    } else if path == "/v2/translate" {
        let list = texts("text").into_iter();
        let list = list.map(|text| json!({"text": text, "detected_source_language": "PT"}));
        json!({"translations": list.collect::<Vec<_>>()})
    } else if path == "/translate" {
        let found = json!({"language": "pt", "confidence": 98.0});
        let texts = texts("q");
        let found = vec![found; texts.len()];
        json!({"translatedText": texts, "detectedLanguage": found})
    } else {
        json!({"TranslatedText": texts("Text")[0], "SourceLanguageCode": "pt"})
    }
}

/// The requests that a server got, with their bodies.
async fn received(server: &MockServer) -> Vec<(Request, Value)> {
    let requests = server.received_requests().await.unwrap();
    let with_body = requests.into_iter().map(|request| {
        let body = request.body_json().unwrap();
        (request, body)
    });
    with_body.collect()
}
