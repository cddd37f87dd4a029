//! `/api/translate`.

use actix_web::{
    HttpMessage, HttpRequest, HttpResponse,
    web::{Data, Query},
};
use db::Operation;
use utoipa::ToSchema;
use web_common::{Problem, origin};

use super::{
    libre::{self, LibreAnswer, LibreRequest},
    operation::{self, Answers, FormQuery, Texts},
};
use crate::{
    accept::Wants,
    input::Body,
    openapi::{FormatName, IdempotencyKey},
    state::ApiState,
};

/// What to translate.
#[derive(Debug, ToSchema)]
#[schema(example = json!({"text": "Onde fica a biblioteca?", "source": "auto", "target": "en"}))]
#[expect(dead_code, reason = "describes the fields that `input` reads")]
pub struct TranslateRequest {
    /// Your own tag for the text, up to 128 characters; need not be unique.
    #[schema(max_length = 128, pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
    id: Option<String>,
    /// The text; not blank.
    text: Texts,
    /// Language of the text: `auto`, or an ISO 639 code.
    #[schema(default = "auto", example = "pt")]
    source: Option<String>,
    /// Language wanted: an ISO 639 code.
    #[schema(default = "en", example = "en")]
    target: Option<String>,
    /// What in the text is syntax and stays as it is.
    #[schema(default = "text")]
    format: Option<FormatName>,
    /// Whether to keep a record.
    #[schema(default = true)]
    save: Option<bool>,
}

/// Our own request, or LibreTranslate's.
#[derive(Debug, ToSchema)]
#[serde(untagged)]
#[schema(example = json!({"text": "Onde fica a biblioteca?", "source": "auto", "target": "en"}))]
#[expect(dead_code, reason = "describes the two requests")]
pub enum TranslateBody {
    /// Our own.
    Ours(TranslateRequest),
    /// LibreTranslate's, with `q` in place of `text`.
    Libre(LibreRequest),
}

/// The answer that belongs to the request.
#[derive(Debug, ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "describes the two answers")]
pub enum TranslateAnswer {
    /// Our own.
    Ours(Answers),
    /// LibreTranslate's.
    Libre(LibreAnswer),
}

/// Translate
///
/// Translates any language that a model or provider reaches into English, or from English into
/// another. A text that is in the target language already comes back as it was, with the provider
/// `none`. Where nothing can translate the language, the problem names the language and the command
/// that would add it.
///
/// With `q` in place of `text` this is LibreTranslate's address: its clients work with the base
/// address `http://HOST/api`, and get its answers and its errors, `{"error": "…"}`.
#[utoipa::path(
    post, path = "/api/translate", operation_id = "translate", tag = "Text",
    params(IdempotencyKey),
    request_body(content = TranslateBody, description = "The text and its languages"),
    responses((
        status = 200, description = "The translation; saved, unless that was not wanted", body = TranslateAnswer,
        example = json!({
            "record": "0193f3a2-7c1e-7b64-9c1d-3f6a8c2b1e57", "id": null, "operation": "translate",
            "original": "Onde fica a biblioteca?", "processed": "Where is the library?",
            "language": {"code": "pt", "confidence": 0.97}, "created_at": "2026-11-22T09:15:04.812Z",
            "provider": "local", "model": "pt-en tiny 3.0", "quality": "neural", "target": "en", "took_ms": 9.3
        })
    ))
)]
pub async fn post(
    state: Data<ApiState>,
    request: HttpRequest,
    wants: Wants,
    body: Body,
) -> Result<HttpResponse, Problem> {
    if libre::speaks(&body.0) {
        if !request.content_type().ends_with("json") {
            origin::check_call(&request)?;
        }
        return Ok(libre::answer(&state, &request, body.0).await);
    }
    operation::post(Operation::Translate, state, request, wants, body.0).await
}

/// The form for translating
///
/// A page for a browser, filled with a record and its result where one is named. In JSON: that record,
/// or a word on how to use this address.
#[utoipa::path(
    get, path = "/api/translate", operation_id = "translate_form", tag = "Forms",
    params(FormQuery),
    responses((status = 200, description = "The form, or the record", content(
        (String = "text/html", example = json!("<!doctype html>…")),
        (Object = "application/json", example = json!({"operation": "translate", "method": "POST"}))
    )))
)]
pub async fn get(
    state: Data<ApiState>,
    request: HttpRequest,
    wants: Wants,
    query: Query<FormQuery>,
) -> Result<HttpResponse, Problem> {
    operation::get(Operation::Translate, state, request, wants, query).await
}
