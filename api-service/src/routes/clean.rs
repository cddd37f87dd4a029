//! `/api/clean`.

use std::collections::BTreeSet;

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Query},
};
use db::Operation;
use utoipa::ToSchema;
use web_common::Problem;

use super::operation::{self, Answers, FormQuery, Texts};
use crate::{
    accept::Wants,
    input::Body,
    openapi::{EnglishName, FormatName, IdempotencyKey, SplitName, StepName},
    state::ApiState,
};

/// What to clean up.
#[derive(Debug, ToSchema)]
#[schema(example = json!({"text": "Thereis a speling erorin thistext"}))]
#[expect(dead_code, reason = "describes the fields that `input` reads")]
pub struct CleanRequest {
    /// Your own tag for the text, up to 128 characters; need not be unique.
    #[schema(max_length = 128, pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
    id: Option<String>,
    /// The text; not blank.
    text: Texts,
    /// Which steps to take, in which order, each at most once: `translate`, `space`, `spell`.
    #[schema(example = json!(["translate", "space", "spell"]), min_items = 1, max_items = 3)]
    steps: Option<BTreeSet<StepName>>,
    /// Which English is to be spelt: `en` and `auto` take the spellings of either variety.
    #[schema(default = "auto")]
    language: Option<EnglishName>,
    /// Words to leave alone in spelling.
    #[schema(max_items = 1000)]
    ignore: Option<Vec<String>>,
    /// How many readings to tell of each word whose spelling changes, and of each in doubt.
    #[schema(default = 5, minimum = 0, maximum = 10)]
    suggestions: Option<u32>,
    /// What to split in running text where spaces are put back: `hashtags`, `identifiers` or both.
    #[schema(example = json!(["hashtags"]))]
    split: Option<Vec<SplitName>>,
    /// What in the text is syntax and stays as it is.
    #[schema(default = "text")]
    format: Option<FormatName>,
    /// Whether to tell, as `doubts`, the words that may be wrong and are not surely so. Where `spell` is among the steps.
    #[schema(default = false)]
    doubts: Option<bool>,
    /// Whether to keep a record.
    #[schema(default = true)]
    save: Option<bool>,
}

/// Clean a text up
///
/// Translates what is not English, puts missing spaces back and corrects the spelling, in that order
/// or in the order asked for. The answer has each step with its own result and edits. A few words that
/// may be in another language, which nothing here translates, stay for the other steps; `untranslated`
/// of the step names the language.
#[utoipa::path(
    post, path = "/api/clean", operation_id = "clean", tag = "Text",
    params(IdempotencyKey),
    request_body(content = CleanRequest, description = "The text and the steps to take"),
    responses((
        status = 200, description = "The text after the last step; saved, unless that was not wanted", body = Answers,
        example = json!({
            "record": "0193f3a2-7c1e-7b64-9c1d-3f6a8c2b1e58", "id": null, "operation": "clean",
            "original": "I havv thelazy dog", "processed": "I have the lazy dog",
            "language": {"code": "en", "confidence": 0.95}, "created_at": "2026-11-22T09:15:05.220Z",
            "steps": [
                {"operation": "translate", "processed": "I havv thelazy dog", "edits": [], "provider": "none"},
                {"operation": "space", "processed": "I havv the lazy dog", "edits": [
                    {"offset": 10, "length": 0, "from": "", "to": " ", "confidence": 1.0, "suggestions": []}
                ]},
                {"operation": "spell", "processed": "I have the lazy dog", "edits": [
                    {"offset": 2, "length": 4, "from": "havv", "to": "have", "confidence": 0.99, "suggestions": []}
                ]}
            ],
            "took_ms": 0.6
        })
    ))
)]
pub async fn post(
    state: Data<ApiState>,
    request: HttpRequest,
    wants: Wants,
    body: Body,
) -> Result<HttpResponse, Problem> {
    operation::post(Operation::Clean, state, request, wants, body.0).await
}

/// The form for cleaning a text up
///
/// A page for a browser, filled with a record and its result where one is named. In JSON: that record,
/// or a word on how to use this address.
#[utoipa::path(
    get, path = "/api/clean", operation_id = "clean_form", tag = "Forms",
    params(FormQuery),
    responses((status = 200, description = "The form, or the record", content(
        (String = "text/html", example = json!("<!doctype html>…")),
        (Object = "application/json", example = json!({"operation": "clean", "method": "POST"}))
    )))
)]
pub async fn get(
    state: Data<ApiState>,
    request: HttpRequest,
    wants: Wants,
    query: Query<FormQuery>,
) -> Result<HttpResponse, Problem> {
    operation::get(Operation::Clean, state, request, wants, query).await
}
