//! Where the time of a request went, for its caller: `Server-Timing`
//! (<https://www.w3.org/TR/server-timing/>).

use std::{
    fmt::Write,
    time::{Duration, Instant},
};

use actix_web::{HttpMessage, HttpRequest, http::header::HeaderValue};

/// Parts of a request with what each took, in their order.
#[derive(Debug, Default)]
struct Parts(Vec<(&'static str, Duration)>);

/// Awaits a part of a request and notes how long that took; `name` is a token such as `engine`.
pub async fn part<T>(
    request: &HttpRequest,
    name: &'static str,
    work: impl Future<Output = T>,
) -> T {
    let started = Instant::now();
    let done = work.await;
    let mut extensions = request.extensions_mut();
    if extensions.get::<Parts>().is_none() {
        extensions.insert(Parts::default());
    }
    if let Some(parts) = extensions.get_mut::<Parts>() {
        parts.0.push((name, started.elapsed()));
    }
    done
}

/// The header's value: each part, and the total, in milliseconds.
pub(crate) fn header(request: &HttpRequest, total: Duration) -> Option<HeaderValue> {
    let mut value = String::new();
    let extensions = request.extensions();
    let parts = extensions.get::<Parts>();
    let parts = parts.map_or(&[][..], |parts| &parts.0);
    for (name, took) in parts.iter().chain([&("total", total)]) {
        let sign = if value.is_empty() { "" } else { ", " };
        // Writing to a string cannot fail.
        let _ = write!(value, "{sign}{name};dur={:.1}", took.as_secs_f64() * 1e3);
    }
    HeaderValue::from_str(&value).ok()
}
