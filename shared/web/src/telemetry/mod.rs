//! Logs: one line an event on standard error, for people or as JSON; ids as fields, never bodies. And
//! traces, where somebody collects them.

mod otlp;
mod span;

use std::io::IsTerminal;

use secrecy::SecretString;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::{filter::Targets, fmt, layer::SubscriberExt, util::SubscriberInitExt};

use crate::config::{LogFormat, secret, stop};

pub use otlp::flush;

/// What the process says of itself.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Logs and traces")]
pub struct TelemetryArgs {
    /// How log lines are written (to standard error)
    #[arg(long, env, value_enum, default_value = "text")]
    pub log_format: LogFormat,
    /// Where traces go, as OTLP over HTTP, such as `http://collector:4318`
    #[arg(long, env, value_parser = collector)]
    pub otel_exporter_otlp_endpoint: Option<String>,
    /// Headers for them, such as `api-key=SECRET`, with commas
    #[arg(long, env, hide_env_values = true, value_parser = secret)]
    pub otel_exporter_otlp_headers: Option<SecretString>,
    /// The share of requests that is traced, from 0 to 1; what a caller's own trace is part of, always
    #[arg(long, env, default_value_t = 1.0, value_parser = share)]
    pub otel_traces_sampler_arg: f64,
}

/// Starts logging for this process, filtered by `RUST_LOG` (default `info`), and sending traces, if they
/// are wanted, on the current Tokio runtime.
pub fn init(service: &'static str, args: &TelemetryArgs) {
    let filter = match std::env::var("RUST_LOG") {
        Ok(text) if !text.is_empty() => text.parse().unwrap_or_else(|error| {
            stop(&format!(
                "RUST_LOG cannot be \"{text}\": {error}; accepted: error, warn, info, debug, trace, \
                 or target=level pairs"
            ))
        }),
        _ => Targets::new().with_default(LevelFilter::INFO),
    };
    let lines = fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_target(false);
    let spans = otlp::start(service, args).unwrap_or_else(|line| stop(&line));
    let registry = tracing_subscriber::registry().with(filter).with(spans);
    match args.log_format {
        LogFormat::Text => registry.with(lines).init(),
        LogFormat::Json => registry.with(lines.json().flatten_event(true)).init(),
    }
}

fn collector(text: &str) -> Result<String, String> {
    let address = text.trim().trim_end_matches('/');
    if address.starts_with("http://") || address.starts_with("https://") {
        Ok(address.to_owned())
    } else {
        Err("accepted: an address such as http://collector:4318".into())
    }
}

fn share(text: &str) -> Result<f64, String> {
    let share = text.trim().parse().ok();
    share
        .filter(|share| (0.0..=1.0).contains(share))
        .ok_or_else(|| "accepted: a number from 0 to 1".into())
}
