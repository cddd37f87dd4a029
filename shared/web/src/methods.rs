//! What an address says to methods that it does not serve.

use actix_web::{HttpRequest, HttpResponse, Route, guard, http::Method, http::header, web};

use crate::{Code, Problem};

/// A route for `GET` and `HEAD` alike: whoever may read may ask for the headers alone.
pub fn get() -> Route {
    web::route().guard(guard::Any(guard::Get()).or(guard::Head()))
}

/// The default of a resource: `OPTIONS` lists the methods, any other gets 405 with `Allow`.
pub fn only(allowed: &'static str) -> Route {
    web::route().to(move |request: HttpRequest| async move {
        if request.method() == Method::OPTIONS {
            return Ok(HttpResponse::NoContent()
                .insert_header((header::ALLOW, allowed))
                .finish());
        }
        let detail = format!("Use one of: {allowed}.");
        Err(Problem::new(Code::MethodNotAllowed, detail).allow(allowed))
    })
}
