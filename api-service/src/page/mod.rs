//! Pages for browsers: the forms of the operations, and the description of the API.

mod compose;
pub mod docs;
pub mod form;
mod marks;
mod result;

use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
};
use askama::Template;
use web_common::Problem;

use crate::body;

/// A text in which backticks enclose what is code, in pieces: the piece, and whether it is code.
fn spans(text: &str) -> impl Iterator<Item = (&str, bool)> {
    text.split('`')
        .enumerate()
        .map(|(index, piece)| (piece, index % 2 == 1))
}

/// A rendered page. What it shows may be deleted the next moment, so no cache keeps it.
fn respond(status: StatusCode, page: &impl Template) -> Result<HttpResponse, Problem> {
    let html = page.render().map_err(|error| Problem::internal(&error))?;
    Ok(HttpResponse::build(status)
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .content_type("text/html; charset=utf-8")
        .body(body::text(html)))
}
