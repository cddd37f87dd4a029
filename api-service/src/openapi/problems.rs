//! The problems in the description of the API: told once, for all addresses.

use utoipa::{
    Modify,
    openapi::{self, Content, Ref, RefOr, ResponseBuilder, Schema, path::Operation},
};
use web_common::Code;

/// The problems that any address may answer with, so that they need not be told at each.
pub struct CommonProblems;

impl Modify for CommonProblems {
    fn modify(&self, document: &mut openapi::OpenApi) {
        for (path, item) in &mut document.paths.paths {
            let others = path.starts_with("/api/v2/");
            if others || path.ends_with("livez") || path.ends_with("readyz") {
                continue;
            }
            if let Some(operation) = &mut item.get {
                let names: Vec<_> = operation
                    .parameters
                    .iter()
                    .flatten()
                    .filter_map(|parameter| match parameter {
                        RefOr::T(parameter) => Some(parameter.name.clone()),
                        RefOr::Ref(_) => None,
                    })
                    .collect();
                add(operation, &[401, 403, 406, 429, 500, 503]);
                if names.iter().any(|name| name == "record" || name == "file") {
                    add(operation, &[400, 404]);
                } else if !names.is_empty() {
                    add(operation, &[400, 422]);
                }
            }
            if let Some(operation) = &mut item.post {
                add(
                    operation,
                    &[400, 401, 403, 406, 413, 415, 422, 429, 500, 503],
                );
                // The four operations keep records, and replay them by their key.
                if operation.parameters.is_some() {
                    add(operation, &[404]);
                }
                let file = path.ends_with("translate_file");
                if file || path.ends_with("translate") || path.ends_with("clean") {
                    add(operation, &[502, 504]);
                }
                if file || path.ends_with("translate") {
                    add_libre_errors(operation);
                }
            }
            if let Some(operation) = &mut item.delete {
                add(operation, &[401, 403, 404, 429, 500, 503]);
            }
        }
    }
}

/// The same problems as LibreTranslate's clients get them.
fn add_libre_errors(operation: &mut Operation) {
    for (status, response) in &mut operation.responses.responses {
        if let RefOr::T(response) = response
            && status.starts_with(['4', '5'])
        {
            let mut content = Content::new(Some(RefOr::T(Schema::default())));
            content.example = Some(serde_json::json!({"error": "What is wrong"}));
            response
                .content
                .insert("application/json".to_owned(), content.into());
        }
    }
}

fn add(operation: &mut Operation, statuses: &[u16]) {
    for status in statuses {
        let (code, description) = match status {
            400 => (Code::Malformed, "The request cannot be read"),
            401 => (
                Code::Unauthorized,
                "Where keys are required: there is none, or it is not known",
            ),
            403 => (
                Code::Forbidden,
                "The key lacks a scope, or a form was sent from another site's page",
            ),
            404 => (Code::NotFound, "There is no such record, or not any more"),
            406 => (
                Code::NotAcceptable,
                "`Accept` names nothing that can be given",
            ),
            413 => (Code::TooLarge, "The text or the request is too large"),
            415 => (
                Code::UnsupportedMediaType,
                "The media type is not read here",
            ),
            422 => (
                Code::InvalidField,
                "A field has a value that cannot be used",
            ),
            429 => (
                Code::RateLimited,
                "Too many requests; `Retry-After` says when to try again",
            ),
            502 => (Code::ProviderFailed, "The translation came out unusable"),
            504 => (Code::ProviderTimeout, "The translation took too long"),
            503 => (
                Code::DatabaseUnavailable,
                "Overloaded, or the database is away; `Retry-After` says when to try again",
            ),
            _ => (
                Code::Internal,
                "A fault of ours; `request_id` finds it in the log",
            ),
        };
        let example = web_common::Problem::new(code, description).body(None);
        let mut content = Content::new(Some(RefOr::Ref(Ref::from_schema_name("ProblemBody"))));
        content.example = serde_json::to_value(example).ok();
        let response = ResponseBuilder::new()
            .description(description)
            .content("application/problem+json", content)
            .build();
        operation
            .responses
            .responses
            .entry(status.to_string())
            .or_insert(RefOr::T(response));
    }
}
