//! A name for every request, in its answer, in its log line and in its problem.

use std::{fmt, time::Instant};

use actix_web::{
    HttpMessage,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::header::{HeaderName, HeaderValue},
    middleware::Next,
    web,
};
use tracing::Instrument;
use uuid::Uuid;

use crate::{Instance, metrics, timing};

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const X_AMZN_TRACE_ID: HeaderName = HeaderName::from_static("x-amzn-trace-id");
const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");
const SERVER_TIMING: HeaderName = HeaderName::from_static("server-timing");
const MAX_ID_LENGTH: usize = 128;

/// The request's id: the caller's `x-request-id`, the balancer's trace id, or a new one.
#[derive(Debug, Clone)]
pub struct RequestId(String);

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl RequestId {
    /// A new one.
    pub(crate) fn new() -> Self {
        Self(Uuid::now_v7().to_string())
    }

    fn of(request: &ServiceRequest) -> Self {
        let given = [X_REQUEST_ID, X_AMZN_TRACE_ID].iter().find_map(|name| {
            let value = request.headers().get(name)?.to_str().ok()?;
            // What goes into the log is printable and short, whatever a client sends.
            let fine = !value.is_empty()
                && value.len() <= MAX_ID_LENGTH
                && value.bytes().all(|byte| byte.is_ascii_graphic());
            fine.then(|| value.to_owned())
        });
        given.map_or_else(Self::new, Self)
    }
}

/// Middleware: names the request, opens its span, logs it once when it is answered.
///
/// # Errors
/// Passes on what the inner service could not turn into an answer.
pub async fn trace(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let id = RequestId::of(&request);
    request.extensions_mut().insert(id.clone());
    let method = request.method().to_string();
    let span = tracing::info_span!(
        "request", request_id = %id, %method, caller = tracing::field::Empty,
        traceparent = tracing::field::Empty
    );
    if let Some(parent) = traceparent(&request) {
        span.record("traceparent", parent);
    }
    async move {
        let started = Instant::now();
        let mut answer = next.call(request).await?;
        if let Ok(value) = HeaderValue::from_str(&id.0) {
            answer.headers_mut().insert(X_REQUEST_ID, value);
        }
        let status = answer.status().as_u16();
        // The pattern, not the path: a path may hold what a client typed.
        let route = answer
            .request()
            .match_pattern()
            .unwrap_or_else(|| "-".into());
        let took = started.elapsed();
        if let Some(value) = timing::header(answer.request(), took) {
            answer.headers_mut().insert(SERVER_TIMING, value);
        }
        let took_ms = took.as_secs_f64() * 1e3;
        metrics::answered(&method, &route, status, took);
        // Probes come every few seconds for ever; they would drown the rest.
        if route.ends_with("/livez") || route.ends_with("/readyz") {
            tracing::debug!(route, status, took_ms, "answered");
        } else {
            tracing::info!(route, status, took_ms, "answered");
            if let Some(instance) = answer.request().app_data::<web::Data<Instance>>() {
                instance.count(status >= 500, took);
            }
        }
        Ok(answer)
    }
    .instrument(span)
    .await
}

/// The caller's trace and span, as <https://www.w3.org/TR/trace-context/> has them.
fn traceparent(request: &ServiceRequest) -> Option<&str> {
    let value = request.headers().get(TRACEPARENT)?.to_str().ok()?;
    let shape = value.bytes().enumerate().all(|(place, byte)| match place {
        2 | 35 | 52 => byte == b'-',
        _ => byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte),
    });
    (shape && value.len() == 55).then_some(value)
}
