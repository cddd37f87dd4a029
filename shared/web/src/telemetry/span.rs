//! Spans as OTLP has them (<https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding>), made of
//! those that the code opens: what is logged within a span becomes its attributes.

use std::{
    fmt,
    time::{SystemTime, UNIX_EPOCH},
};

use serde_json::{Map, Value, json};
use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
};
use tracing_subscriber::{
    Layer,
    layer::Context,
    registry::{LookupSpan, SpanRef},
};

/// Our names of attributes and those of
/// <https://opentelemetry.io/docs/specs/semconv/http/http-spans/>.
const NAMES: [(&str, &str); 4] = [
    ("method", "http.request.method"),
    ("route", "http.route"),
    ("status", "http.response.status_code"),
    ("caller", "enduser.id"),
];
const SERVER: u8 = 2;
const INTERNAL: u8 = 1;
const ERROR: u8 = 2;

/// Hands each span to `send` when it closes.
pub struct Spans<F> {
    /// From 0 to 1.
    pub share: f64,
    pub send: F,
}

/// A span that is open.
struct Open {
    trace: u128,
    id: u64,
    parent: Option<u64>,
    sampled: bool,
    started: SystemTime,
    fields: Fields,
}

#[derive(Default)]
struct Fields(Map<String, Value>);

impl Visit for Fields {
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.0
            .insert(field.name().into(), json!({"doubleValue": value}));
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        let value = json!({"intValue": value.to_string()});
        self.0.insert(field.name().into(), value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        let value = json!({"intValue": value.to_string()});
        self.0.insert(field.name().into(), value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.0
            .insert(field.name().into(), json!({"boolValue": value}));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0
            .insert(field.name().into(), json!({"stringValue": value}));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.record_str(field, &format!("{value:?}"));
    }
}

impl Fields {
    fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?["stringValue"].as_str()
    }
}

impl Open {
    fn new(fields: Fields, above: Option<(u128, u64, bool)>, share: f64) -> Self {
        // A collision would merely show two traces as one.
        let random = || getrandom::u64().unwrap_or(1).max(1);
        let id = random();
        let (trace, parent, sampled) = match above {
            Some((trace, parent, sampled)) => (trace, Some(parent), sampled),
            None => (
                u128::from(random()) << 64 | u128::from(id),
                None,
                (id as f64) < share * u64::MAX as f64,
            ),
        };
        Self {
            trace,
            id,
            parent,
            sampled,
            started: SystemTime::now(),
            fields,
        }
    }

    fn close(self, name: &str) -> Value {
        let name = match (self.fields.text("method"), self.fields.text("route")) {
            (Some(method), Some(route)) => format!("{method} {route}"),
            _ => name.to_owned(),
        };
        let status = self.fields.0.get("status");
        let status = status.and_then(|status| status["intValue"].as_str()?.parse::<u16>().ok());
        let attributes = self.fields.0.into_iter();
        let attributes = attributes.map(|(key, value)| {
            let known = NAMES.iter().find(|(ours, _)| *ours == key);
            json!({"key": known.map_or(key.as_str(), |(_, theirs)| theirs), "value": value})
        });
        let nanos = |time: SystemTime| {
            let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
            since.as_nanos().to_string()
        };
        let mut span = json!({
            "traceId": format!("{:032x}", self.trace),
            "spanId": format!("{:016x}", self.id),
            "name": name,
            "kind": if status.is_some() { SERVER } else { INTERNAL },
            "startTimeUnixNano": nanos(self.started),
            "endTimeUnixNano": nanos(SystemTime::now()),
            "attributes": attributes.collect::<Vec<_>>(),
        });
        if let Some(parent) = self.parent {
            span["parentSpanId"] = json!(format!("{parent:016x}"));
        }
        if status.is_some_and(|status| status >= 500) {
            span["status"] = json!({"code": ERROR});
        }
        span
    }
}

/// The trace, the span, and whether it is sampled, of a `traceparent` header of the right shape.
fn caller(traceparent: &str) -> Option<(u128, u64, bool)> {
    let mut parts = traceparent.split('-').skip(1);
    let trace = u128::from_str_radix(parts.next()?, 16).ok()?;
    let span = u64::from_str_radix(parts.next()?, 16).ok()?;
    let flags = u8::from_str_radix(parts.next()?, 16).ok()?;
    (trace != 0 && span != 0).then_some((trace, span, flags & 1 == 1))
}

fn merge<S>(span: &SpanRef<'_, S>, fields: impl FnOnce(&mut Fields))
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    let mut extensions = span.extensions_mut();
    if let Some(open) = extensions.get_mut::<Open>() {
        fields(&mut open.fields);
        // Told after the span was opened, and before any within it.
        let above = open.fields.0.remove("traceparent");
        let above = above
            .as_ref()
            .and_then(|above| above["stringValue"].as_str());
        if let Some((trace, parent, sampled)) = above.and_then(caller) {
            (open.trace, open.parent, open.sampled) = (trace, Some(parent), sampled);
        }
    }
}

impl<S, F> Layer<S> for Spans<F>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    F: Fn(Value) + 'static,
{
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        let above = span.parent().and_then(|above| {
            let extensions = above.extensions();
            let open = extensions.get::<Open>()?;
            Some((open.trace, open.id, open.sampled))
        });
        let open = Open::new(fields, above, self.share);
        span.extensions_mut().insert(open);
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        if let Some(span) = context.span(id) {
            merge(&span, |fields| values.record(fields));
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        if let Some(span) = context.event_span(event) {
            merge(&span, |fields| {
                event.record(fields);
                fields.0.remove("message");
            });
        }
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        let Some(span) = context.span(&id) else {
            return;
        };
        let open = span.extensions_mut().remove::<Open>();
        if let Some(open) = open.filter(|open| open.sampled) {
            (self.send)(open.close(span.name()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};
    use tracing_subscriber::layer::SubscriberExt;

    const ABOVE: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    /// The spans that this makes.
    fn spans(share: f64, code: impl FnOnce()) -> Vec<Value> {
        let sent = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&sent);
        let send = move |span| kept.lock().unwrap().push(span);
        let subscriber = tracing_subscriber::registry().with(Spans { share, send });
        tracing::subscriber::with_default(subscriber, code);
        std::mem::take(&mut *sent.lock().unwrap())
    }

    fn request(traceparent: Option<&str>) {
        let span = tracing::info_span!(
            "request",
            method = "POST",
            traceparent = tracing::field::Empty
        );
        if let Some(above) = traceparent {
            span.record("traceparent", above);
        }
        let _within = span.entered();
        tracing::info_span!("engine", texts = 2).in_scope(|| ());
        tracing::info!(route = "/api/spell", status = 503_u16, "answered");
    }

    #[test]
    fn a_request_is_a_span_with_its_parts_below_it() {
        let spans = spans(1.0, || request(None));
        let [engine, request] = &spans[..] else {
            panic!("{spans:?}")
        };
        assert_eq!(request["name"], "POST /api/spell");
        assert_eq!((&request["kind"], &engine["kind"]), (&json!(2), &json!(1)));
        assert_eq!(request["status"]["code"], 2);
        assert_eq!(engine["parentSpanId"], request["spanId"]);
        assert_eq!(engine["traceId"], request["traceId"]);
        assert!(request.get("parentSpanId").is_none());
        let status = json!({"key": "http.response.status_code", "value": {"intValue": "503"}});
        assert!(request["attributes"].as_array().unwrap().contains(&status));
        let time = |span: &Value, name: &str| span[name].as_str().unwrap().parse::<u128>().unwrap();
        assert!(time(request, "startTimeUnixNano") <= time(engine, "startTimeUnixNano"));
        assert!(time(engine, "endTimeUnixNano") <= time(request, "endTimeUnixNano"));
    }

    #[test]
    fn a_callers_trace_goes_on_and_decides_whether_to_be_told() {
        let spans_told = spans(0.0, || request(Some(ABOVE)));
        assert_eq!(spans_told.len(), 2);
        for span in &spans_told {
            assert_eq!(span["traceId"], "0af7651916cd43dd8448eb211c80319c");
        }
        assert_eq!(spans_told[1]["parentSpanId"], "b7ad6b7169203331");
        let untold = ABOVE.replace("-01", "-00");
        assert_eq!(spans(1.0, || request(Some(&untold))), [] as [Value; 0]);
        assert_eq!(spans(0.0, || request(None)), [] as [Value; 0]);
    }
}
