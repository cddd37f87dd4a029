//! Pages for browsers: the forms of the operations, and the description of the API.

pub mod docs;
pub mod form;
mod marks;

use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
};
use askama::Template;
use web_common::Problem;

/// A rendered page. What it shows may be deleted the next moment, so no cache keeps it.
fn respond(status: StatusCode, page: &impl Template) -> Result<HttpResponse, Problem> {
    let html = page.render().map_err(|error| Problem::internal(&error))?;
    Ok(HttpResponse::build(status)
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .content_type("text/html; charset=utf-8")
        .body(html))
}
