//! Sends spans to a collector: OTLP over HTTP, as JSON (<https://opentelemetry.io/docs/specs/otlp/>).

use std::{sync::OnceLock, time::Duration};

use percent_encoding::percent_decode_str;
use reqwest::{
    Client,
    header::{HeaderMap, HeaderName, HeaderValue},
};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use tokio::sync::{mpsc, oneshot};
use tracing_subscriber::{Layer, registry::LookupSpan};

use super::{TelemetryArgs, span::Spans};
use crate::outgoing;

/// Spans that wait to be sent; more are dropped, so that a collector that is away costs no memory.
const MAX_QUEUED_SPANS: usize = 8192;
/// The most spans of one request.
const BATCH: usize = 512;
/// How long spans gather.
const PERIOD: Duration = Duration::from_secs(1);
/// For one request to the collector.
const EXPORT_TIMEOUT: Duration = Duration::from_secs(5);
/// For the last spans of a process.
const LAST: Duration = Duration::from_secs(2);

enum Message {
    Span(Value),
    Flush(oneshot::Sender<()>),
}

static QUEUED: OnceLock<mpsc::Sender<Message>> = OnceLock::new();

/// What makes spans and queues them for the task that sends them; none where no collector is named.
pub(super) fn start<S>(
    service: &'static str,
    args: &TelemetryArgs,
) -> Result<Option<impl Layer<S> + use<S>>, String>
where
    S: tracing::Subscriber + for<'a> LookupSpan<'a>,
{
    let Some(endpoint) = &args.otel_exporter_otlp_endpoint else {
        return Ok(None);
    };
    let headers = args.otel_exporter_otlp_headers.as_ref();
    let headers = headers.map_or("", |headers| headers.expose_secret());
    let client = outgoing::client()
        .default_headers(parse(headers)?)
        .timeout(EXPORT_TIMEOUT)
        .build()
        .map_err(|error| format!("OTEL_EXPORTER_OTLP_ENDPOINT cannot be reached: {error}"))?;
    let (sender, queue) = mpsc::channel(MAX_QUEUED_SPANS);
    tokio::spawn(send(
        client,
        format!("{endpoint}/v1/traces"),
        service,
        queue,
    ));
    let sender = QUEUED.get_or_init(|| sender);
    Ok(Some(Spans {
        share: args.otel_traces_sampler_arg,
        send: |span| drop(sender.try_send(Message::Span(span))),
    }))
}

/// Sends what is queued, as far as the collector takes it in time.
pub async fn flush() {
    let Some(sender) = QUEUED.get() else { return };
    let (done, sent) = oneshot::channel();
    if sender.try_send(Message::Flush(done)).is_ok() {
        // Late or never: the process ends all the same.
        let _ = tokio::time::timeout(LAST, sent).await;
    }
}

/// `name=value` with commas, the values percent-encoded.
fn parse(text: &str) -> Result<HeaderMap, String> {
    let pairs = text
        .split(',')
        .map(str::trim)
        .filter(|pair| !pair.is_empty());
    let pairs = pairs.map(|pair| {
        let (name, value) = pair.split_once('=')?;
        let name: HeaderName = name.trim().parse().ok()?;
        let value = percent_decode_str(value.trim()).decode_utf8().ok()?;
        let mut value = HeaderValue::from_str(&value).ok()?;
        value.set_sensitive(true);
        Some((name, value))
    });
    pairs.collect::<Option<_>>().ok_or_else(|| {
        "OTEL_EXPORTER_OTLP_HEADERS cannot be read; accepted: name=value with commas".to_owned()
    })
}

async fn send(
    client: Client,
    address: String,
    service: &'static str,
    mut queue: mpsc::Receiver<Message>,
) {
    let mut reached = true;
    let mut messages = Vec::with_capacity(BATCH);
    while queue.recv_many(&mut messages, BATCH).await > 0 {
        let (mut spans, mut waiting) = (Vec::new(), Vec::new());
        for message in messages.drain(..) {
            match message {
                Message::Span(span) => spans.push(span),
                Message::Flush(done) => waiting.push(done),
            }
        }
        let few = spans.len() < BATCH / 2 && waiting.is_empty();
        if !spans.is_empty() {
            let request = client.post(&address).json(&document(service, &spans));
            let answer = request
                .send()
                .await
                .and_then(reqwest::Response::error_for_status);
            let sent = answer.is_ok();
            match answer {
                Err(error) if reached => {
                    let error = error.without_url();
                    tracing::warn!(%error, "traces cannot be sent");
                }
                Ok(_) if !reached => tracing::info!("traces are sent again"),
                _ => {}
            }
            reached = sent;
        }
        // Whoever waits for the flush is told by this.
        drop(waiting);
        if few {
            tokio::time::sleep(PERIOD).await;
        }
    }
}

fn document(service: &str, spans: &[Value]) -> Value {
    let text = |key: &str, value: &str| json!({"key": key, "value": {"stringValue": value}});
    let version = env!("CARGO_PKG_VERSION");
    json!({"resourceSpans": [{
        "resource": {"attributes": [
            text("service.name", service),
            text("service.namespace", "textmend"),
            text("service.version", version),
        ]},
        "scopeSpans": [{"scope": {"name": "textmend", "version": version}, "spans": spans}],
    }]})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_read_or_refused_and_never_shown() {
        let headers = parse("api-key=a%3Db, x=1").unwrap();
        assert_eq!(headers["api-key"], "a=b");
        assert_eq!(headers["x"], "1");
        assert!(!format!("{headers:?}").contains("a=b"));
        assert!(parse("").unwrap().is_empty());
        for wrong in ["api-key", "a b=c", "a=%0A"] {
            let line = parse(wrong).unwrap_err();
            assert!(line.contains("OTEL_EXPORTER_OTLP_HEADERS") && !line.contains(wrong));
        }
    }
}
