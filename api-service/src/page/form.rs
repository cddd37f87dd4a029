//! The form of an operation, with what was typed, what came of it, or what is wrong with it.

use std::collections::BTreeMap;

use ::models::ModelInfo;
use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
};
use askama::Template;
use db::{Operation, Record};
use serde_json::Value;
use text::{lang, translate::Pair};
use web_common::{
    Problem,
    page::{Frame, Site},
};

use super::{
    respond,
    result::{Shown, changes},
};
use crate::{
    answer::Answer,
    input::{Fields, STEPS},
    routes::{languages as languages_route, models, operation::example},
    state::ApiState,
    translation::Reached,
};

/// What one view of a form shows.
pub struct Form<'a> {
    operation: Operation,
    fields: Fields,
    problem: Option<&'a Problem>,
    answer: Option<Answer>,
}

impl<'a> Form<'a> {
    /// A form that nobody has typed in.
    pub fn empty(operation: Operation) -> Self {
        Self {
            operation,
            fields: Fields::default(),
            problem: None,
            answer: None,
        }
    }

    /// A form with its result.
    pub fn done(operation: Operation, fields: &Fields, answer: Option<Answer>) -> Self {
        Self {
            operation,
            fields: fields.clone(),
            problem: None,
            answer,
        }
    }

    /// A form that could not be processed, with everything that was typed.
    pub fn refused(operation: Operation, fields: &Fields, problem: &'a Problem) -> Self {
        Self {
            operation,
            fields: fields.clone(),
            problem: Some(problem),
            answer: None,
        }
    }
}

/// The fields as they were meant: boxes of which none is ticked come as nothing at all, like a field that
/// the form does not have. `shown` says that they were there.
pub fn meant(mut fields: Fields) -> Fields {
    if fields.typed("shown") == "steps" && !fields.has("steps") {
        fields.set("steps", Value::Array(Vec::new()));
    }
    fields
}

/// The fields that a record was made from.
pub fn fields_of(record: &Record) -> Fields {
    let mut fields = Fields::from_json(record.read_detail().options);
    fields.set("text", Value::String(record.original.clone()));
    if let Some(tag) = &record.tag {
        fields.set("id", Value::String(tag.clone()));
    }
    // An empty form has its box ticked; a request that does not name the option does without.
    if !fields.has("doubts") {
        fields.set("doubts", Value::Bool(false));
    }
    fields
}

/// The form as a page. A problem keeps its status and its headers' meaning.
///
/// # Errors
/// A page that cannot be rendered is a fault of ours.
pub async fn answer(
    request: &HttpRequest,
    state: &ApiState,
    form: &Form<'_>,
) -> Result<HttpResponse, Problem> {
    let path = format!("/api/{}", form.operation);
    let about = about(form.operation);
    let site = Site::of(request);
    let mut frame = site.frame(&path, about.title);
    frame.scripts.push(site.href(&path, "form.js"));
    let status = form
        .problem
        .map_or(StatusCode::OK, |problem| problem.code().status());
    let models = match form.operation {
        Operation::Translate => models::list(state).await.unwrap_or_default(),
        _ => Vec::new(),
    };
    let changes = form.answer.as_ref().map(changes).unwrap_or_default();
    let reached = match form.operation {
        Operation::Translate => languages_route::reached(state).await.unwrap_or_default(),
        _ => Reached::default(),
    };
    let mut answer = respond(
        status,
        &FormPage {
            frame,
            operation: form.operation,
            path: &path,
            about,
            fields: &form.fields,
            problem: form.problem,
            result: form
                .answer
                .as_ref()
                .map(|answer| Shown::new(answer, &changes)),
            sources: languages(&models, reached.keys(), |pair| &pair.source),
            targets: languages(&models, targets_of(&reached), |pair| &pair.target),
            example: example(form.operation),
        },
    )?;
    if let Some(seconds) = form.problem.and_then(Problem::comes_back_after) {
        answer
            .headers_mut()
            .insert(header::RETRY_AFTER, seconds.into());
    }
    Ok(answer)
}

/// How a form introduces itself.
#[derive(Clone, Copy)]
pub(super) struct About {
    title: &'static str,
    lead: &'static str,
    button: &'static str,
    /// What the text is then.
    pub(super) result: &'static str,
}

pub(super) const fn about(operation: Operation) -> About {
    match operation {
        Operation::Spell => About {
            title: "Spelling",
            lead: "Corrects misspelt English words where they stand. What is right stays as it is, to the byte.",
            button: "Correct",
            result: "Corrected",
        },
        Operation::Space => About {
            title: "Spacing",
            lead: "Puts the spaces back between words that have run together. Nothing is taken out.",
            button: "Put spaces back",
            result: "Spaced",
        },
        Operation::Translate => About {
            title: "Translate",
            lead: "Translates any language that a model or provider reaches, into English unless you say otherwise.",
            button: "Translate",
            result: "Translation",
        },
        Operation::Clean => About {
            title: "Clean up",
            lead: "Translates what is not English, puts missing spaces back and corrects the spelling, in this order.",
            button: "Clean up",
            result: "Cleaned up",
        },
    }
}

#[derive(Template)]
#[template(path = "form.html")]
struct FormPage<'a> {
    frame: Frame,
    operation: Operation,
    path: &'a str,
    about: About,
    fields: &'a Fields,
    problem: Option<&'a Problem>,
    result: Option<Shown<'a>>,
    sources: Vec<Named>,
    targets: Vec<Named>,
    example: &'static str,
}

impl FormPage<'_> {
    /// What is wrong with a field.
    fn error(&self, field: &str) -> Option<&str> {
        let errors = self.problem.map(Problem::errors).unwrap_or_default();
        errors
            .iter()
            .find(|error| error.field == field)
            .map(|error| error.detail.as_str())
    }

    /// Whether a problem is about no field of the form, so that it must be told above it.
    fn general_problem(&self) -> Option<&Problem> {
        const SHOWN: [&str; 5] = ["text", "file", "id", "ignore", "suggestions"];
        self.problem.filter(|problem| {
            problem.errors().is_empty()
                || problem
                    .errors()
                    .iter()
                    .any(|error| !SHOWN.contains(&error.field.as_str()))
        })
    }

    /// Whether a choice is the one made, or the default where none was.
    fn chosen(&self, field: &str, value: &str, default: &str) -> bool {
        let typed = self.fields.typed(field);
        let typed = if typed.is_empty() { default } else { &typed };
        typed.eq_ignore_ascii_case(value)
    }

    /// Whether one of several choices was made.
    fn included(&self, field: &str, value: &str) -> bool {
        self.fields
            .typed(field)
            .split(", ")
            .any(|part| part == value)
    }

    /// The steps of a clean-up: name, label, whether it is taken.
    fn steps(&self) -> [(&'static str, &'static str, bool); 3] {
        STEPS.map(|step| {
            let name = step.as_str();
            let taken = !self.fields.has("steps") || self.included("steps", name);
            let label = match step {
                Operation::Translate => "Translate",
                Operation::Space => "Put spaces back",
                Operation::Spell | Operation::Clean => "Correct spelling",
            };
            (name, label, taken)
        })
    }

    /// Whether a box is ticked that is so in an empty form.
    fn ticked(&self, field: &str) -> bool {
        !self.fields.has(field) || self.fields.typed(field).ends_with("true")
    }

    /// Whether the operation can tell which words may be wrong.
    fn can_doubt(&self) -> bool {
        matches!(self.operation, Operation::Spell | Operation::Clean)
    }
}

/// A language to choose.
struct Named {
    code: String,
    name: String,
    /// Whether a translation can begin without anyone doing something first.
    ready: bool,
}

/// What the languages can be translated into, but for themselves.
fn targets_of(reached: &Reached) -> impl Iterator<Item = &String> {
    reached
        .iter()
        .flat_map(|(source, targets)| targets.iter().filter(move |target| *target != source))
}

/// The languages that can be translated on one side, and those that a model could be fetched for, by name.
fn languages<'c>(
    models: &[ModelInfo],
    reached: impl Iterator<Item = &'c String>,
    side: fn(&Pair) -> &String,
) -> Vec<Named> {
    let mut ready = BTreeMap::from([("en".to_owned(), true)]);
    for code in reached {
        ready.insert(code.clone(), true);
    }
    for model in models {
        ready.entry(side(&model.pair).clone()).or_default();
    }
    let mut named: Vec<_> = ready
        .into_iter()
        .map(|(code, ready)| Named {
            name: language_name(&code),
            code,
            ready,
        })
        .collect();
    named.sort_by(|a, b| a.name.cmp(&b.name));
    named
}

/// A language's name, or its code.
pub(super) fn language_name(code: &str) -> String {
    lang::name(code).unwrap_or(code).to_owned()
}
