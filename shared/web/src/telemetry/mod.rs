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

impl TelemetryArgs {
    /// Lines only, for a command that is soon done.
    pub const fn lines(log_format: LogFormat) -> Self {
        Self {
            log_format,
            otel_exporter_otlp_endpoint: None,
            otel_exporter_otlp_headers: None,
            otel_traces_sampler_arg: 1.0,
        }
    }
}

/// Starts logging for this process, filtered by `RUST_LOG` (default `info`), and sending traces, if they
/// are wanted, on the current Tokio runtime.
pub fn init(service: &'static str, args: &TelemetryArgs) {
    let wanted = std::env::var("RUST_LOG").unwrap_or_default();
    let filter = levels(&wanted).unwrap_or_else(|line| stop(&line));
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

/// What `RUST_LOG` asks for; without anything, `info`.
fn levels(text: &str) -> Result<Targets, String> {
    if text.trim().is_empty() {
        return Ok(Targets::new().with_default(LevelFilter::INFO));
    }
    // A word alone that is no level would be taken for a target, and everything else fall silent.
    let plain = |c: char| c.is_ascii_alphanumeric() || "_:-.".contains(c);
    let is_level = |level: &str| !level.is_empty() && level.parse::<LevelFilter>().is_ok();
    let known = |directive: &str| match directive.trim().split_once('=') {
        Some((target, level)) => !target.is_empty() && target.chars().all(plain) && is_level(level),
        None => is_level(directive.trim()),
    };
    let parsed = text.parse().ok();
    parsed
        .filter(|_| text.split(',').all(known))
        .ok_or_else(|| {
            format!(
                "RUST_LOG cannot be \"{text}\": accepted: off, error, warn, info, debug, trace, or \
                 target=level pairs, with commas"
            )
        })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_read_and_nothing_else() {
        for right in [
            "",
            "info",
            "WARN",
            "off",
            "info,actix_web=warn",
            "warn,sqlx::query=debug",
        ] {
            assert!(levels(right).is_ok(), "{right}");
        }
        for wrong in [
            "loud",
            "][",
            "info,loud",
            "][=info",
            "db=loud",
            "a=b=c",
            ",",
        ] {
            let line = levels(wrong).unwrap_err();
            assert!(
                line.contains("RUST_LOG") && line.contains("trace"),
                "{wrong}: {line}"
            );
        }
    }
}
