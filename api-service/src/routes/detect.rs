//! `POST /api/detect`, as LibreTranslate has it.

use actix_web::{HttpMessage, HttpRequest, HttpResponse, web::Data};
use serde::Serialize;
use utoipa::ToSchema;
use web_common::{Problem, origin};

use super::operation::{OneText, json_answer};
use crate::{
    accept::JsonOnly,
    input::{Body, Text, texts},
    jobs::compute,
    state::ApiState,
};

/// Languages less likely than this, in percent, are not told.
const LEAST_PERCENT: f64 = 1.0;

/// The text whose language is asked for.
#[derive(Debug, ToSchema)]
#[schema(example = json!({"q": "Onde fica a biblioteca?"}))]
#[expect(dead_code, reason = "describes the field that the handler reads")]
pub struct DetectRequest {
    /// The text; not blank.
    q: OneText,
}

/// A language that the text may be in.
#[derive(Debug, Serialize, ToSchema)]
pub struct Detection {
    /// ISO 639 code.
    #[schema(example = "pt")]
    language: String,
    /// How likely, from 0 to 100.
    #[schema(example = 98.2, minimum = 0, maximum = 100)]
    confidence: f64,
}

/// Tell the language of a text
///
/// The most likely languages, best first; at least one. Short texts are often ambiguous, and their
/// confidence says so. A text without any word to go by is `en` with a confidence of 0.
#[utoipa::path(
    post, path = "/api/detect", operation_id = "detect", tag = "Languages",
    request_body(content = DetectRequest, description = "The text"),
    responses((status = 200, description = "The most likely languages", body = Vec<Detection>))
)]
pub async fn post(
    state: Data<ApiState>,
    request: HttpRequest,
    _: JsonOnly,
    body: Body,
) -> Result<HttpResponse, Problem> {
    if !request.content_type().ends_with("json") {
        origin::check_call(&request)?;
    }
    let mut reader = body.0.reader();
    let (mut texts, many) = texts(&mut reader, "q", state.limits);
    if many {
        reader.reject("q", "must be a string");
    }
    reader.finish()?;
    let engines = state.engines.clone();
    let text = texts.pop().map(Text::into_string).unwrap_or_default();
    let found = compute(&state, text.len(), move |_| engines.detect(&text)).await?;
    let mut detections: Vec<_> = found
        .into_iter()
        .map(|found| Detection {
            language: found.code,
            confidence: (f64::from(found.confidence) * 1000.0).round() / 10.0,
        })
        .enumerate()
        .filter(|(rank, detection)| *rank == 0 || detection.confidence >= LEAST_PERCENT)
        .map(|(_, detection)| detection)
        .collect();
    if detections.is_empty() {
        detections.push(Detection {
            language: "en".to_owned(),
            confidence: 0.0,
        });
    }
    Ok(json_answer(&detections))
}
