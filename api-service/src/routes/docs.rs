//! `GET /api/docs`: the description of the API for people.

use actix_web::{HttpRequest, HttpResponse};
use web_common::Problem;

use crate::page;

/// The page, made from the same document as `/api/openapi.json`.
pub async fn get(request: HttpRequest) -> Result<HttpResponse, Problem> {
    page::docs::answer(&request)
}
