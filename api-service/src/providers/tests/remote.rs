//! Whole texts through a provider, as the service sends them.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use text::{
    token::Format,
    translate::{Cache, SourceLanguage},
};
use wiremock::{Mock, MockServer, ResponseTemplate, matchers};

use super::{Provider, provider, received, translated};
use crate::{
    input::TranslateTask,
    pool::{Caller, Deadline},
    providers::{
        Fault, RemoteError, Threads,
        remote::{Remote, Reply},
    },
};

fn task(format: Format) -> TranslateTask {
    TranslateTask {
        source: SourceLanguage::Code("pt".into()),
        target: "en".into(),
        format,
    }
}

async fn server(answer: impl wiremock::Respond + 'static) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(matchers::any())
        .respond_with(answer)
        .mount(&server)
        .await;
    server
}

/// Runs on a thread that may wait, as the service does.
async fn translate(
    provider: Arc<dyn Provider>,
    task: TranslateTask,
    texts: Vec<String>,
    deadline: Deadline,
) -> Result<Vec<Reply>, RemoteError> {
    through(Arc::new(Cache::new(0)), provider, task, texts, deadline).await
}

async fn through(
    cache: Arc<Cache>,
    provider: Arc<dyn Provider>,
    task: TranslateTask,
    texts: Vec<String>,
    deadline: Deadline,
) -> Result<Vec<Reply>, RemoteError> {
    let run = move || {
        let threads = Threads::start().unwrap();
        let remote = Remote::new(provider, threads.handle().unwrap().clone(), cache);
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        remote.translate(&task, &texts, &deadline)
    };
    tokio::task::spawn_blocking(run).await.unwrap()
}

fn minute() -> (Deadline, Caller) {
    Deadline::after(Duration::from_mins(1))
}

#[actix_rt::test]
async fn many_texts_are_few_requests_and_keep_their_places() {
    let server = server(translated).await;
    let texts: Vec<String> = (0..300).map(|n| format!("  olá {n}\n")).collect();
    let (deadline, _caller) = minute();
    let google = provider("google v2", &server.uri());
    let replies = translate(google, task(Format::Text), texts.clone(), deadline).await;
    let replies = replies.unwrap();
    for (text, reply) in texts.iter().zip(&replies) {
        assert_eq!(reply.processed, text.to_uppercase());
        assert!(reply.translated);
    }
    let sizes = received(&server).await.into_iter();
    let mut sizes: Vec<_> = sizes
        .map(|(_, body)| body["q"].as_array().unwrap().len())
        .collect();
    sizes.sort_unstable();
    assert_eq!(sizes, [44, 128, 128]);
}

#[actix_rt::test]
async fn a_long_text_is_cut_to_the_vendor_s_limit() {
    let server = server(translated).await;
    let text = |n| format!("Esta é a frase {n} com algumas palavras. ");
    let text: String = (0..600).map(text).collect();
    let (deadline, _caller) = minute();
    let amazon = provider("amazon", &server.uri());
    let replies = translate(amazon, task(Format::Text), vec![text.clone()], deadline).await;
    assert_eq!(replies.unwrap()[0].processed, text.to_uppercase());
    let requests = received(&server).await;
    assert!(requests.len() >= 3);
    assert!(
        requests
            .iter()
            .all(|(_, body)| body["Text"].as_str().unwrap().len() <= 10_000)
    );
}

#[actix_rt::test]
async fn what_a_vendor_translated_is_not_asked_for_again() {
    let server = server(translated).await;
    let cache = Arc::new(Cache::new(1 << 20));
    let ask = async |vendor: &str, task: TranslateTask, texts: &[&str]| {
        let (deadline, _caller) = minute();
        let texts = texts.iter().map(|text| (*text).to_owned()).collect();
        let provider = provider(vendor, &server.uri());
        let replies = through(cache.clone(), provider, task, texts, deadline).await;
        let replies = replies.unwrap().into_iter();
        let replies: Vec<String> = replies.map(|reply| reply.processed).collect();
        let sent = received(&server).await.into_iter();
        let sent = sent.map(|(_, body)| body["q"].as_array().map_or(1, Vec::len));
        (replies, sent.sum::<usize>())
    };
    let text = || task(Format::Text);
    let (replies, sent) = ask("google v2", text(), &["olá\nadeus\nolá", "olá"]).await;
    assert_eq!(replies, ["OLÁ\nADEUS\nOLÁ", "OLÁ"]);
    assert_eq!(sent, 2, "each string once");
    let (replies, sent) = ask("google v2", text(), &["adeus", " olá\n\n- bom dia"]).await;
    assert_eq!(replies, ["ADEUS", " OLÁ\n\n- BOM DIA"]);
    assert_eq!(sent, 3, "only what is new");
    // Whatever else a translation depends on.
    let automatic = TranslateTask {
        source: SourceLanguage::Auto,
        ..text()
    };
    let french = TranslateTask {
        target: "fr".into(),
        ..text()
    };
    for (n, (vendor, task)) in [
        ("google v2", task(Format::Html)),
        ("google v2", automatic),
        ("google v2", french),
        ("libretranslate", text()),
    ]
    .into_iter()
    .enumerate()
    {
        let (replies, sent) = ask(vendor, task, &["adeus"]).await;
        assert_eq!((replies, sent), (vec!["ADEUS".to_owned()], 4 + n));
    }
}

#[actix_rt::test]
async fn tags_are_sent_only_to_who_knows_them() {
    let html = "<p>Olá <b>mundo</b></p>";
    for (vendor, field, sent) in [
        ("google v2", "q", vec!["Olá <b>mundo</b>"]),
        ("amazon", "Text", vec!["Olá", "mundo"]),
    ] {
        let server = server(translated).await;
        let (deadline, _caller) = minute();
        let provider = provider(vendor, &server.uri());
        let replies = translate(provider, task(Format::Html), vec![html.into()], deadline).await;
        let processed = &replies.unwrap()[0].processed;
        assert_eq!(processed.to_lowercase(), html.to_lowercase());
        let mut texts: Vec<String> = Vec::new();
        for (_, body) in received(&server).await {
            match body[field].as_array() {
                Some(list) => texts.extend(list.iter().map(|t| t.as_str().unwrap().to_owned())),
                None => texts.push(body[field].as_str().unwrap().to_owned()),
            }
        }
        texts.sort();
        assert_eq!(texts, sent, "{vendor}");
    }
}

#[actix_rt::test]
async fn a_loop_or_nothing_is_no_translation() {
    for text in ["", " ", "the the the the the the the the"] {
        let answer = serde_json::json!({"translations": [{"text": text}]});
        let server = server(ResponseTemplate::new(200).set_body_json(answer)).await;
        let (deadline, _caller) = minute();
        let deepl = provider("deepl", &server.uri());
        let result = translate(
            deepl,
            task(Format::Text),
            vec!["Olá, mundo".into()],
            deadline,
        )
        .await;
        let Err(RemoteError::Failure(failure)) = result else {
            panic!("{text:?} {result:?}")
        };
        assert_eq!((failure.provider, failure.fault), ("deepl", Fault::Garbled));
    }
}

#[actix_rt::test]
async fn nobody_waits_for_a_caller_who_has_gone() {
    let slow = ResponseTemplate::new(200).set_delay(Duration::from_mins(1));
    let server = server(slow).await;
    let (deadline, caller) = minute();
    let google = provider("google v2", &server.uri());
    let waiting = translate(google, task(Format::Text), vec!["olá".into()], deadline);
    let waiting = tokio::task::spawn_local(waiting);
    while server.received_requests().await.unwrap().is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    drop(caller);
    let result = tokio::time::timeout(Duration::from_secs(5), waiting).await;
    assert!(matches!(result, Ok(Ok(Err(RemoteError::Text(_))))));
}

#[actix_rt::test]
async fn whoever_asks_for_languages_meanwhile_does_not_wait() {
    let told = serde_json::json!([{"code": "pt", "targets": ["en"]}]);
    let slow = ResponseTemplate::new(200).set_body_json(told);
    let server = server(slow.set_delay(Duration::from_secs(2))).await;
    let provider = provider("libretranslate", &server.uri());
    let (deadline, _caller) = minute();
    let run = move || {
        let threads = Threads::start().unwrap();
        let handle = threads.handle().unwrap().clone();
        let remote = Remote::new(provider, handle, Arc::new(Cache::new(0)));
        std::thread::scope(|scope| {
            let first = scope.spawn(|| remote.languages(&deadline));
            std::thread::sleep(Duration::from_millis(500));
            let started = Instant::now();
            assert_eq!(remote.languages(&deadline), []);
            assert!(started.elapsed() < Duration::from_secs(1));
            let told = [("pt".to_owned(), vec!["en".to_owned()])];
            assert_eq!(first.join().unwrap(), told);
            assert_eq!(remote.languages(&deadline), told);
        });
    };
    tokio::task::spawn_blocking(run).await.unwrap();
    assert_eq!(server.received_requests().await.unwrap().len(), 1);
}

#[actix_rt::test]
async fn languages_are_not_waited_for_beyond_the_deadline() {
    let never = ResponseTemplate::new(200).set_delay(Duration::from_mins(1));
    let server = server(never).await;
    let provider = provider("deepl", &server.uri());
    let (deadline, _caller) = Deadline::after(Duration::from_millis(100));
    let run = move || {
        let threads = Threads::start().unwrap();
        let handle = threads.handle().unwrap().clone();
        let remote = Remote::new(provider, handle, Arc::new(Cache::new(0)));
        let started = Instant::now();
        assert_eq!(remote.languages(&deadline), []);
        started.elapsed()
    };
    let waited = tokio::task::spawn_blocking(run).await.unwrap();
    assert!(waited < Duration::from_secs(2), "{waited:?}");
}
