//! What can go wrong, with every vendor.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use wiremock::{Mock, MockServer, Request, ResponseTemplate, matchers};

use super::{SECRET, VENDORS, batch, provider, translated, translation};
use crate::providers::{
    Failure, Fault, Provider,
    deepl::DeepL,
    http::{Http, client},
};

/// An error as the vendor words it.
fn error(vendor: &str, status: u16) -> ResponseTemplate {
    let kind = match (vendor, status) {
        ("amazon", 403) => "AccessDeniedException",
        ("amazon", 429) => "ThrottlingException",
        ("amazon", 456) => "LimitExceededException",
        ("google v2" | "google v3", 456) => "dailyLimitExceeded",
        _ => "other",
    };
    let body: Value = match vendor {
        "google v2" | "google v3" => {
            let errors = [json!({"reason": kind, "message": SECRET})];
            json!({"error": {"code": status, "message": SECRET, "errors": errors}})
        }
        "deepl" => json!({"message": SECRET}),
        "libretranslate" => json!({"error": SECRET}),
        _ => json!({"__type": kind, "message": SECRET}),
    };
    let status = match (vendor, status) {
        ("amazon", 403 | 429 | 456) => 400,
        ("google v2" | "google v3", 456) => 403,
        (_, status) => status,
    };
    ResponseTemplate::new(status).set_body_json(body)
}

/// What comes of a batch, and how many requests it took.
async fn outcome(vendor: &str, answer: ResponseTemplate) -> (Result<(), Fault>, usize) {
    let server = MockServer::start().await;
    Mock::given(matchers::any())
        .respond_with(answer)
        .mount(&server)
        .await;
    let provider = provider(vendor, &server.uri());
    let result = provider.translate(&batch(&["Olá."])).await;
    let requests = server.received_requests().await.unwrap().len();
    (result.map(drop), requests)
}

#[actix_rt::test]
async fn what_will_not_pass_is_not_tried_again() {
    for vendor in VENDORS {
        for (status, fault) in [(403, Fault::Credentials), (456, Fault::Quota)] {
            let result = outcome(vendor, error(vendor, status)).await;
            assert_eq!(result, (Err(fault), 1), "{vendor}");
        }
    }
}

#[actix_rt::test]
async fn a_fault_that_may_pass_is_tried_three_times() {
    for vendor in VENDORS {
        let result = outcome(vendor, error(vendor, 500)).await;
        assert_eq!(result, (Err(Fault::Broken(500)), 3), "{vendor}");
        let page = ResponseTemplate::new(200).set_body_raw("<html>sign in</html>", "text/html");
        assert_eq!(
            outcome(vendor, page).await,
            (Err(Fault::Garbled), 3),
            "{vendor}"
        );
        let cut =
            ResponseTemplate::new(200).set_body_raw("{\"translations\": [", "application/json");
        assert_eq!(
            outcome(vendor, cut).await,
            (Err(Fault::Garbled), 3),
            "{vendor}"
        );
    }
}

#[actix_rt::test]
async fn too_few_texts_are_no_answer() {
    // Amazon takes one text at a time.
    for vendor in VENDORS.into_iter().filter(|vendor| *vendor != "amazon") {
        let server = MockServer::start().await;
        let without_last = move |request: &Request| {
            let mut answer = translation(request);
            let texts = match vendor {
                "google v2" => &mut answer["data"]["translations"],
                "libretranslate" => &mut answer["translatedText"],
                _ => &mut answer["translations"],
            };
            texts.as_array_mut().unwrap().pop();
            ResponseTemplate::new(200).set_body_json(answer)
        };
        Mock::given(matchers::any())
            .respond_with(without_last)
            .mount(&server)
            .await;
        let provider = provider(vendor, &server.uri());
        let result = provider.translate(&batch(&["Olá.", "Bom dia."])).await;
        assert_eq!(result, Err(Fault::Garbled), "{vendor}");
    }
}

#[actix_rt::test]
async fn retry_after_is_waited_for_or_passed_on() {
    for vendor in VENDORS {
        let server = MockServer::start().await;
        Mock::given(matchers::any())
            .respond_with(error(vendor, 429).insert_header("retry-after", "1"))
            .up_to_n_times(1)
            .mount(&server)
            .await;
        Mock::given(matchers::any())
            .respond_with(translated)
            .mount(&server)
            .await;
        let started = Instant::now();
        let result = provider(vendor, &server.uri())
            .translate(&batch(&["olá"]))
            .await;
        assert_eq!(result.unwrap()[0].text, "OLÁ", "{vendor}");
        assert!(started.elapsed() >= Duration::from_secs(1), "{vendor}");
        let long = error(vendor, 429).insert_header("retry-after", "60");
        let expected = (Err(Fault::Busy(Some(Duration::from_mins(1)))), 1);
        assert_eq!(outcome(vendor, long).await, expected, "{vendor}");
    }
}

#[actix_rt::test]
async fn a_language_that_the_vendor_lacks_is_no_failure() {
    for (vendor, body) in [
        (
            "google v2",
            json!({"error": {"code": 400, "message": "Bad language pair: xx|en"}}),
        ),
        (
            "google v3",
            json!({"error": {"code": 400, "message": "Target language is invalid.", "status": "INVALID_ARGUMENT"}}),
        ),
        (
            "deepl",
            json!({"message": "Value for 'source_lang' not supported."}),
        ),
        ("libretranslate", json!({"error": "xx is not supported"})),
        (
            "amazon",
            json!({"__type": "UnsupportedLanguagePairException"}),
        ),
    ] {
        let answer = ResponseTemplate::new(400).set_body_json(body);
        assert_eq!(
            outcome(vendor, answer).await,
            (Err(Fault::Language), 1),
            "{vendor}"
        );
    }
}

#[actix_rt::test]
async fn who_cannot_be_reached_or_hangs_up_is_told_apart() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    // The first half of an answer, then the end.
    let server = tokio::task::spawn_local(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let _ = stream.read(&mut [0; 4096]).await;
            let _ = stream
                .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{\"tr")
                .await;
        }
    });
    for vendor in VENDORS {
        let result = provider(vendor, &address)
            .translate(&batch(&["Olá."]))
            .await;
        assert_eq!(result, Err(Fault::Garbled), "{vendor}");
    }
    server.abort();
    let _ = server.await;
    for vendor in VENDORS {
        let result = provider(vendor, &address)
            .translate(&batch(&["Olá."]))
            .await;
        assert_eq!(result, Err(Fault::Unreachable), "{vendor}");
    }
}

#[actix_rt::test]
async fn who_never_answers_is_given_up_in_time_and_not_asked_again() {
    let slow = ResponseTemplate::new(200).set_delay(Duration::from_mins(1));
    let started = Instant::now();
    let all = VENDORS.map(|vendor| outcome(vendor, slow.clone()));
    for (vendor, outcome) in VENDORS.iter().zip(join_all(all).await) {
        assert_eq!(outcome, (Err(Fault::TimedOut), 1), "{vendor}");
    }
    assert!(started.elapsed() < Duration::from_secs(30));
}

#[actix_rt::test]
async fn who_keeps_failing_is_left_alone() {
    let server = MockServer::start().await;
    Mock::given(matchers::any())
        .respond_with(ResponseTemplate::new(503).insert_header("retry-after", "60"))
        .mount(&server)
        .await;
    let provider = provider("libretranslate", &server.uri());
    let mut asked = 0;
    loop {
        let result = provider.translate(&batch(&["Olá."])).await;
        if let Err(Fault::Paused(wait)) = result {
            assert!(wait > Duration::ZERO);
            break;
        }
        asked += 1;
        assert!(asked < 100);
    }
    assert_eq!(server.received_requests().await.unwrap().len(), asked);
}

#[actix_rt::test]
async fn a_key_that_cannot_be_sent_is_no_outage() {
    let server = MockServer::start().await;
    let vendor = DeepL {
        address: server.uri(),
        key: "a\nb".into(),
    };
    let provider = Http::new(vendor, client().unwrap());
    // More often than the breaker bears.
    for _ in 0..20 {
        let result = provider.translate(&batch(&["Olá."])).await;
        assert_eq!(result, Err(Fault::Unsendable));
    }
    assert!(server.received_requests().await.unwrap().is_empty());
}

#[test]
fn nothing_that_is_told_holds_a_key_or_a_text() {
    let failure = Failure {
        provider: "google",
        fault: Fault::Broken(500),
    };
    assert_eq!(
        failure.to_string(),
        "the provider google answered with status 500"
    );
}
