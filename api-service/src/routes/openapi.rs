//! `GET /api/openapi.json`.

use std::sync::LazyLock;

use actix_web::{HttpRequest, HttpResponse, web::Bytes};
use utoipa::OpenApi;
use web_common::etag;

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
pub async fn get(request: HttpRequest, _: JsonOnly) -> HttpResponse {
    etag::json(&request, "no-cache", &DOCUMENT, DOCUMENT.clone())
}
