//! `GET /api/openapi.json`.

use std::sync::LazyLock;

use actix_web::{HttpResponse, http::header, web::Bytes};
use utoipa::OpenApi;

use crate::{accept::JsonOnly, openapi::ApiDoc};

static DOCUMENT: LazyLock<Bytes> = LazyLock::new(|| {
    // The document is strings, numbers and lists of them.
    Bytes::from(ApiDoc::openapi().to_json().unwrap_or_default())
});

/// This description
///
/// The description of the API in OpenAPI 3.1, from which `/api/docs` is made.
#[utoipa::path(
    get, path = "/api/openapi.json", operation_id = "openapi", tag = "Service",
    responses((status = 200, description = "The description", body = Object, example = json!({"openapi": "3.1.0"})))
)]
pub async fn get(_: JsonOnly) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/json"))
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .body(DOCUMENT.clone())
}
