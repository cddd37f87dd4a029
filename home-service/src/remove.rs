//! `POST /records/{record}/delete` and its undoing: forms on the pages, so other sites' are refused.

use actix_web::{HttpRequest, HttpResponse, http::header, web};
use web_common::{Code, Problem, origin};

use crate::{HomeState, record};

/// Deletes a record and shows the history, where it can be had back for a while.
pub async fn delete(
    request: HttpRequest,
    path: web::Path<String>,
    state: web::Data<HomeState>,
) -> Result<HttpResponse, Problem> {
    origin::check(&request)?;
    let id = record::id(&path)?;
    if !state.store.delete(id).await? {
        return Err(record::none());
    }
    Ok(see(format!("/?deleted={id}")))
}

/// Takes a deletion back and shows the record.
pub async fn restore(
    request: HttpRequest,
    path: web::Path<String>,
    state: web::Data<HomeState>,
) -> Result<HttpResponse, Problem> {
    origin::check(&request)?;
    let id = record::id(&path)?;
    // A second click on the same button changes nothing.
    if state.store.restore(id).await? || state.store.get(id).await?.is_some() {
        return Ok(see(format!("/records/{id}")));
    }
    let seconds = db::RESTORABLE.as_secs();
    Err(Problem::new(
        Code::NotFound,
        format!("A deleted record can be restored for {seconds} seconds. This one is gone."),
    ))
}

fn see(to: String) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, to))
        .finish()
}
