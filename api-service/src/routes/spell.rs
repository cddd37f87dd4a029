//! `/api/spell`.

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
    openapi::{EnglishName, FormatName, IdempotencyKey},
    state::ApiState,
};

/// What to correct.
#[derive(Debug, ToSchema)]
#[schema(example = json!({"id": "note-7", "text": "I havv a speling eror"}))]
#[expect(dead_code, reason = "describes the fields that `input` reads")]
pub struct SpellRequest {
    /// Your own tag for the text, up to 128 characters; need not be unique.
    #[schema(max_length = 128, pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
    id: Option<String>,
    /// The text; not blank.
    text: Texts,
    /// Which English: `en` and `auto` take the spellings of either variety. Text that is surely in
    /// another language comes back unchanged.
    #[schema(default = "auto")]
    language: Option<EnglishName>,
    /// Words to leave alone.
    #[schema(max_items = 1000)]
    ignore: Option<Vec<String>>,
    /// How many readings to tell of each changed word, and of each in doubt.
    #[schema(default = 5, minimum = 0, maximum = 10)]
    suggestions: Option<u32>,
    /// What in the text is syntax and stays as it is.
    #[schema(default = "text")]
    format: Option<FormatName>,
    /// Whether to tell, as `doubts`, the words that may be wrong and are not surely so.
    #[schema(default = false)]
    doubts: Option<bool>,
    /// Whether to keep a record.
    #[schema(default = true)]
    save: Option<bool>,
}

/// Correct spelling
///
/// Corrects misspelt English words where they stand and leaves everything else byte for byte as it
/// was: what is right, names and jargon, line breaks, URLs, code, numbers, emoji.
#[utoipa::path(
    post, path = "/api/spell", operation_id = "spell", tag = "Text",
    params(IdempotencyKey),
    request_body(content = SpellRequest, description = "The text and how to correct it"),
    responses((
        status = 200, description = "The corrected text; saved, unless that was not wanted", body = Answers,
        example = json!({
            "record": "0193f3a2-7c1e-7b64-9c1d-3f6a8c2b1e55", "id": "note-7", "operation": "spell",
            "original": "I havv a speling eror", "processed": "I have a spelling error",
            "edits": [
                {"offset": 2, "length": 4, "from": "havv", "to": "have", "confidence": 0.99, "suggestions": ["have", "haven"]},
                {"offset": 9, "length": 7, "from": "speling", "to": "spelling", "confidence": 0.99, "suggestions": ["spelling"]},
                {"offset": 17, "length": 4, "from": "eror", "to": "error", "confidence": 0.99, "suggestions": ["error"]}
            ],
            "language": {"code": "en", "confidence": 0.97}, "created_at": "2026-11-22T09:15:02.318Z", "took_ms": 0.4
        })
    ))
)]
pub async fn post(
    state: Data<ApiState>,
    request: HttpRequest,
    wants: Wants,
    body: Body,
) -> Result<HttpResponse, Problem> {
    operation::post(Operation::Spell, state, request, wants, body.0).await
}

/// The form for correcting spelling
///
/// A page for a browser, filled with a record and its result where one is named. In JSON: that record,
/// or a word on how to use this address.
#[utoipa::path(
    get, path = "/api/spell", operation_id = "spell_form", tag = "Forms",
    params(FormQuery),
    responses((status = 200, description = "The form, or the record", content(
        (String = "text/html", example = json!("<!doctype html>…")),
        (Object = "application/json", example = json!({"operation": "spell", "method": "POST"}))
    )))
)]
pub async fn get(
    state: Data<ApiState>,
    request: HttpRequest,
    wants: Wants,
    query: Query<FormQuery>,
) -> Result<HttpResponse, Problem> {
    operation::get(Operation::Spell, state, request, wants, query).await
}
