//! Logs: one line an event on standard error, for people or as JSON; ids as fields, never bodies.

use std::io::IsTerminal;

use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt, util::SubscriberInitExt};

use crate::config::{LogFormat, stop};

/// Starts logging for this process, filtered by `RUST_LOG` (default `info`).
pub fn init(format: LogFormat) {
    let filter = match std::env::var("RUST_LOG") {
        Ok(text) if !text.is_empty() => EnvFilter::try_new(&text).unwrap_or_else(|error| {
            stop(&format!(
                "RUST_LOG cannot be \"{text}\": {error}; accepted: error, warn, info, debug, trace, \
                 or target=level pairs"
            ))
        }),
        _ => EnvFilter::new("info"),
    };
    let lines = fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_target(false);
    let registry = tracing_subscriber::registry().with(filter);
    match format {
        LogFormat::Text => registry.with(lines).init(),
        LogFormat::Json => registry.with(lines.json().flatten_event(true)).init(),
    }
}
