//! `GET /api/records/{record}`.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path},
};
use db::Json;
use web_common::{Problem, etag};

use super::{id, missing};
use crate::{accept::JsonOnly, answer::Answer, body, jobs::convert, state::ApiState};

/// Read one record
///
/// The record as it was answered when it was made.
#[utoipa::path(
    get, path = "/api/records/{record}", operation_id = "get_record", tag = "Records",
    params(("record" = Uuid, Path, description = "Key of the record", example = "0193f3a2-7c1e-7b64-9c1d-3f6a8c2b1e55")),
    responses((status = 200, description = "The record", body = Answer, example = json!({"record": "0193f3a2-7c1e-7b64-9c1d-3f6a8c2b1e58", "id": "note-7", "operation": "spell", "original": "I havv it", "processed": "I have it", "edits": [{"offset": 2, "length": 4, "from": "havv", "to": "have", "confidence": 0.99, "suggestions": []}], "language": {"code": "en", "confidence": 0.97}, "created_at": "2026-11-22T09:15:02.318Z", "took_ms": 0.4})))
)]
pub async fn get(
    state: Data<ApiState>,
    request: HttpRequest,
    path: Path<String>,
    _: JsonOnly,
) -> Result<HttpResponse, Problem> {
    let record = state.store.get(id(&path)?).await?.ok_or_else(missing)?;
    let bytes = record.text_bytes();
    let answer = convert(&state, bytes, || Json::of(&Answer::from(record))).await??;
    // What is held of a long answer is short: the hash takes no time.
    let fingerprint = answer.fingerprint().to_owned();
    // A record never changes, but it may be deleted: asked about each time.
    let caching = "private, no-cache";
    Ok(etag::json(
        &request,
        caching,
        &fingerprint,
        body::json(answer)?,
    ))
}
