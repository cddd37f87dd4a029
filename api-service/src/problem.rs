//! What the engines object to, as problem answers.

use std::time::Duration;

use text::translate::{SourceLanguage, TranslateError, Unavailable};
use web_common::{Code, Problem, problem::Chain};

use crate::{
    input::Task,
    providers::{Failure, Fault},
    translation::{Reason, TranslationError},
};

/// The problem that one of several texts of a request meets, the first of which has this number. Where the
/// language was found out and nobody translates it, the text is at fault and no field of the options.
pub fn of_text(error: &TranslationError, task: &Task, first: usize) -> Problem {
    let problem = of_engine(error);
    let found = match task {
        Task::Translate(task) => task.source == SourceLanguage::Auto,
        Task::Clean(_) => true,
        Task::Spell(_) | Task::Space(_) => false,
    };
    if !found {
        return problem;
    }
    let mut errors = problem.errors().to_vec();
    for error_of_field in errors.iter_mut().filter(|known| known.field == "source") {
        error_of_field.field = format!("text[{}]", first + error.text);
    }
    problem.with_errors(errors)
}

/// The problem that a client sees. Addresses and paths of ours stay in the log.
pub fn of_engine(error: &TranslationError) -> Problem {
    let problem = match error.main() {
        Some(Reason::Local(error)) => of_translator(error),
        Some(Reason::Remote(failure)) => of_provider(*failure),
        None => return Problem::internal(error),
    };
    if error.reasons.len() == 1 {
        return problem;
    }
    // Everybody who was asked has a say.
    let detail = sentence(&format!("{error}. Nothing was saved."));
    let all = Problem::new(problem.code(), detail).with_errors(problem.errors().to_vec());
    match problem.comes_back_after() {
        Some(seconds) => all.retry_after(seconds),
        None => all,
    }
}

fn of_provider(failure: Failure) -> Problem {
    let detail = sentence(&format!("{failure}. Nothing was saved."));
    let later = |wait: Option<Duration>| {
        let seconds = wait.map_or(5, |wait| wait.as_secs().max(1));
        u32::try_from(seconds).unwrap_or(u32::MAX)
    };
    match failure.fault {
        Fault::TimedOut => Problem::new(Code::ProviderTimeout, detail),
        Fault::Busy(wait) => Problem::new(Code::Overloaded, detail).retry_after(later(wait)),
        Fault::Paused(wait) => {
            Problem::new(Code::Overloaded, detail).retry_after(later(Some(wait)))
        }
        Fault::Language => Problem::new(Code::LanguageUnavailable, detail).with_field("source"),
        _ => Problem::new(Code::ProviderFailed, detail),
    }
}

fn of_translator(error: &TranslateError) -> Problem {
    match error {
        TranslateError::UnknownLanguage(code) => Problem::field(
            "source",
            format!("\u{201c}{code}\u{201d} is no known language."),
        ),
        TranslateError::NoModel { missing, .. } => {
            let field = if missing.iter().all(|pair| pair.source == "en") {
                "target"
            } else {
                "source"
            };
            let pullable = error.command().is_some();
            let more = if pullable {
                " Or set MODELS_URL, and models are fetched when they are needed."
            } else {
                ""
            };
            let detail = sentence(&format!("{error}.{more}"));
            Problem::new(Code::LanguageUnavailable, detail).with_field(field)
        }
        TranslateError::Degenerate { .. } => Problem::new(
            Code::ProviderFailed,
            sentence(&format!(
                "{error}. Nothing was saved. Is it really in the language that was named or found?"
            )),
        ),
        TranslateError::Fetching { .. } => Problem::new(
            Code::ModelUnavailable,
            sentence(&format!("{error}. Nothing was saved.")),
        )
        .retry_after(10),
        TranslateError::Deadline | TranslateError::Cancelled => late(),
        TranslateError::Model(Unavailable::NotOffered(pair)) => Problem::new(
            Code::LanguageUnavailable,
            format!(
                "The place that models come from offers none for {pair}. Set MODELS_URL to one that does, or \
                 TRANSLATE_PROVIDERS to a provider that knows the language."
            ),
        )
        .with_field("source"),
        TranslateError::Model(_) | TranslateError::Engine { .. } => {
            tracing::error!(error = %Chain(error), "translation model unavailable");
            Problem::new(
                Code::ModelUnavailable,
                "The translation model could not be fetched or loaded. Nothing was saved.",
            )
            .retry_after(30)
        }
    }
}

/// With a capital at its beginning, as an error's message has none.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}

/// The work was not done in time.
pub fn late() -> Problem {
    Problem::new(
        Code::Overloaded,
        "The text was not processed in time. Nothing was saved. Send less at once, or later.",
    )
    .retry_after(5)
}

/// What a request asked for is done and saved, and only its answer could not be written. Without `Retry-After`: whoever
/// sent no `Idempotency-Key` would save it twice.
pub fn unanswered(cause: &Problem) -> Problem {
    tracing::warn!(%cause, "saved, but not answered");
    Problem::new(
        Code::Internal,
        "The answer could not be written, but what was to be saved is saved. Find it in the history, or send the \
         same request again if it had an Idempotency-Key.",
    )
}

/// The records of a request could not be saved, or nobody knows whether they are.
pub fn unsaved(error: db::Error) -> Problem {
    let unconfirmed = error.is_transient();
    let problem = Problem::from(error);
    if !unconfirmed {
        return problem;
    }
    let detail = "The record was not confirmed as saved. Try again in a moment.";
    Problem::new(problem.code(), detail).retry_after(2)
}

/// The process stops before something is read or written, of which some may be saved.
pub fn closing() -> Problem {
    let detail = "The service is stopping. Try again in a moment.";
    Problem::new(Code::Overloaded, detail).retry_after(1)
}

/// The process stops before the work is done.
pub fn stopping() -> Problem {
    Problem::new(
        Code::Overloaded,
        "The service is stopping, and the text was not processed in time. Nothing was saved.",
    )
    .retry_after(1)
}
