//! What is sent, compared with what the vendors' own clients send.

use serde_json::{Value, json};
use text::token::Format;
use wiremock::{Mock, MockServer, Request, matchers};

use super::{Batch, SECRET, VENDORS, batch, provider, received, translated};

/// The request for a batch.
async fn sent(vendor: &str, batch: &Batch) -> (Request, Value) {
    let server = MockServer::start().await;
    Mock::given(matchers::any())
        .respond_with(translated)
        .mount(&server)
        .await;
    let provider = provider(vendor, &server.uri());
    provider.translate(batch).await.unwrap();
    let mut requests = received(&server).await;
    assert_eq!(requests.len(), 1);
    requests.remove(0)
}

fn header<'a>(request: &'a Request, name: &str) -> &'a str {
    request.headers[name].to_str().unwrap()
}

fn with_source(batch: Batch) -> Batch {
    Batch {
        source: Some("pt".into()),
        ..batch
    }
}

#[actix_rt::test]
async fn google_v2() {
    let (request, body) = sent("google v2", &batch(&["Olá mundo.", "Bom dia."])).await;
    assert_eq!(request.method.as_str(), "POST");
    assert_eq!(request.url.path(), "/language/translate/v2");
    assert_eq!(request.url.query(), Some(format!("key={SECRET}").as_str()));
    assert_eq!(
        body,
        json!({"q": ["Olá mundo.", "Bom dia."], "target": "en", "format": "text"})
    );
    let html = Batch {
        format: Format::Html,
        target: "zh-Hant".into(),
        ..with_source(batch(&["<b>Olá</b>"]))
    };
    let (_, body) = sent("google v2", &html).await;
    assert_eq!(
        body,
        json!({"q": ["<b>Olá</b>"], "source": "pt", "target": "zh-TW", "format": "html"})
    );
}

#[actix_rt::test]
async fn google_v3() {
    let (request, body) = sent("google v3", &batch(&["Olá mundo."])).await;
    assert_eq!(
        request.url.path(),
        "/v3/projects/p/locations/global:translateText"
    );
    assert_eq!(
        header(&request, "authorization"),
        format!("Bearer {SECRET}")
    );
    assert_eq!(
        body,
        json!({"contents": ["Olá mundo."], "mimeType": "text/plain", "targetLanguageCode": "en"})
    );
    let (_, body) = sent("google v3", &with_source(batch(&["Olá"]))).await;
    assert_eq!(body["sourceLanguageCode"], "pt");
}

#[actix_rt::test]
async fn deepl() {
    let (request, body) = sent("deepl", &batch(&["Olá mundo.", "Bom dia."])).await;
    assert_eq!(request.url.path(), "/v2/translate");
    assert_eq!(
        header(&request, "authorization"),
        format!("DeepL-Auth-Key {SECRET}")
    );
    assert_eq!(
        body,
        json!({"text": ["Olá mundo.", "Bom dia."], "target_lang": "EN-US"})
    );
    let html = Batch {
        format: Format::Html,
        target: "de".into(),
        ..with_source(batch(&["<b>Olá</b>"]))
    };
    let (_, body) = sent("deepl", &html).await;
    let expected = json!({
        "text": ["<b>Olá</b>"], "source_lang": "PT", "target_lang": "DE", "tag_handling": "html",
    });
    assert_eq!(body, expected);
}

#[actix_rt::test]
async fn libretranslate() {
    let (request, body) = sent("libretranslate", &batch(&["Olá mundo."])).await;
    assert_eq!(request.url.path(), "/translate");
    let expected = json!({
        "q": ["Olá mundo."], "source": "auto", "target": "en", "format": "text", "api_key": SECRET,
    });
    assert_eq!(body, expected);
    let (_, body) = sent("libretranslate", &with_source(batch(&["Olá"]))).await;
    assert_eq!(body["source"], "pt");
}

#[actix_rt::test]
async fn amazon() {
    let (request, body) = sent("amazon", &batch(&["Olá mundo."])).await;
    assert_eq!((request.method.as_str(), request.url.path()), ("POST", "/"));
    assert_eq!(
        header(&request, "x-amz-target"),
        "AWSShineFrontendService_20170701.TranslateText"
    );
    assert_eq!(
        header(&request, "content-type"),
        "application/x-amz-json-1.1"
    );
    let date = header(&request, "x-amz-date");
    let authorization = header(&request, "authorization");
    let scope = format!(
        "Credential=AK/{}/eu-central-1/translate/aws4_request",
        &date[..8]
    );
    assert!(
        authorization.starts_with("AWS4-HMAC-SHA256 "),
        "{authorization}"
    );
    assert!(authorization.contains(&scope), "{authorization}");
    for signed in ["content-type", "host", "x-amz-date", "x-amz-target"] {
        assert!(authorization.contains(signed), "{authorization}");
    }
    assert_eq!(
        body,
        json!({"Text": "Olá mundo.", "SourceLanguageCode": "auto", "TargetLanguageCode": "en"})
    );
}

#[actix_rt::test]
async fn every_answer_is_understood() {
    for vendor in VENDORS {
        let server = MockServer::start().await;
        Mock::given(matchers::any())
            .respond_with(translated)
            .mount(&server)
            .await;
        let provider = provider(vendor, &server.uri());
        let texts = ["olá mundo", "bom dia"];
        let count = provider.limits().texts.min(texts.len());
        let answer = provider.translate(&batch(&texts[..count])).await.unwrap();
        let read: Vec<_> = answer.iter().map(|one| one.text.as_str()).collect();
        assert_eq!(read, ["OLÁ MUNDO", "BOM DIA"][..count], "{vendor}");
        let found = answer[0].language.as_deref().unwrap().to_lowercase();
        assert_eq!(found, "pt", "{vendor}");
    }
}

#[actix_rt::test]
async fn languages_are_listed() {
    for (vendor, body) in [
        (
            "google v2",
            json!({"data": {"languages": [{"language": "pt"}, {"language": "en"}]}}),
        ),
        (
            "google v3",
            json!({"languages": [{"languageCode": "pt"}, {"languageCode": "en"}]}),
        ),
        ("deepl", json!([{"language": "PT"}, {"language": "EN-US"}])),
        (
            "libretranslate",
            json!([{"code": "pt", "name": "Portuguese", "targets": ["en", "pt"]}]),
        ),
        (
            "amazon",
            json!({"Languages": [{"LanguageCode": "pt"}, {"LanguageCode": "en"}]}),
        ),
    ] {
        let server = MockServer::start().await;
        Mock::given(matchers::any())
            .respond_with(wiremock::ResponseTemplate::new(200).set_body_json(body))
            .mount(&server)
            .await;
        let offered = provider(vendor, &server.uri()).languages().await.unwrap();
        let (source, targets) = &offered[0];
        assert_eq!(source.to_lowercase(), "pt", "{vendor}");
        let reached = targets
            .iter()
            .any(|code| code.to_lowercase().starts_with("en"));
        assert!(reached, "{vendor}: {targets:?}");
    }
}
