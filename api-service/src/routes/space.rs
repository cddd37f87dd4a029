//! `/api/space`.

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
    openapi::{FormatName, IdempotencyKey, SplitName},
    state::ApiState,
};

/// What to space.
#[derive(Debug, ToSchema)]
#[schema(example = json!({"text": "thequickbrownfox jumpsover thelazydog"}))]
#[expect(dead_code, reason = "describes the fields that `input` reads")]
pub struct SpaceRequest {
    /// Your own tag for the text, up to 128 characters; need not be unique.
    #[schema(max_length = 128, pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
    id: Option<String>,
    /// The text; not blank. A text that is one bare token (a hashtag, an identifier, a domain) is
    /// split.
    text: Texts,
    /// What to split in running text too: `hashtags`, `identifiers` or both.
    #[schema(example = json!(["hashtags"]))]
    split: Option<Vec<SplitName>>,
    /// What in the text is syntax and stays as it is.
    #[schema(default = "text")]
    format: Option<FormatName>,
    /// Whether to keep a record.
    #[schema(default = true)]
    save: Option<bool>,
}

/// Put missing spaces back
///
/// Finds words that have run together and puts the spaces between them back. Nothing is ever taken
/// out: every edit is an insertion of one space.
#[utoipa::path(
    post, path = "/api/space", operation_id = "space", tag = "Text",
    params(IdempotencyKey),
    request_body(content = SpaceRequest, description = "The text and what to split"),
    responses((
        status = 200, description = "The spaced text; saved, unless that was not wanted", body = Answers,
        example = json!({
            "record": "0193f3a2-7c1e-7b64-9c1d-3f6a8c2b1e56", "id": null, "operation": "space",
            "original": "thelazy dog", "processed": "the lazy dog",
            "edits": [{"offset": 3, "length": 0, "from": "", "to": " ", "confidence": 1.0, "suggestions": []}],
            "language": {"code": "en", "confidence": 0.9}, "created_at": "2026-11-22T09:15:03.104Z", "took_ms": 0.1
        })
    ))
)]
pub async fn post(
    state: Data<ApiState>,
    request: HttpRequest,
    wants: Wants,
    body: Body,
) -> Result<HttpResponse, Problem> {
    operation::post(Operation::Space, state, request, wants, body.0).await
}

/// The form for putting missing spaces back
///
/// A page for a browser, filled with a record and its result where one is named. In JSON: that record,
/// or a word on how to use this address.
#[utoipa::path(
    get, path = "/api/space", operation_id = "space_form", tag = "Forms",
    params(FormQuery),
    responses((status = 200, description = "The form, or the record", content(
        (String = "text/html", example = json!("<!doctype html>…")),
        (Object = "application/json", example = json!({"operation": "space", "method": "POST"}))
    )))
)]
pub async fn get(
    state: Data<ApiState>,
    request: HttpRequest,
    wants: Wants,
    query: Query<FormQuery>,
) -> Result<HttpResponse, Problem> {
    operation::get(Operation::Space, state, request, wants, query).await
}
