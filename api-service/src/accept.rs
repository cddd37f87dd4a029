//! Which answer a client wants.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use web_common::{Code, Problem, headers};

/// The kind of answer that `Accept` asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wants {
    /// JSON, which is also for clients that take anything.
    Json,
    /// A page, only for clients that name `text/html`.
    Page,
}

impl Wants {
    fn of(request: &HttpRequest) -> Result<Self, Problem> {
        if headers::wants_html(request.headers()) {
            Ok(Self::Page)
        } else if headers::refuses_json(request.headers()) {
            Err(Problem::new(
                Code::NotAcceptable,
                "Answers come as application/json or text/html; Accept names neither.",
            ))
        } else {
            Ok(Self::Json)
        }
    }
}

impl FromRequest for Wants {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request))
    }
}

/// For addresses that answer in JSON only.
#[derive(Debug, Clone, Copy)]
pub struct JsonOnly;

impl FromRequest for JsonOnly {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        // A browser that opens the address is shown the JSON: it takes `*/*` too.
        ready(if headers::refuses_json(request.headers()) {
            Err(Problem::new(
                Code::NotAcceptable,
                "The answer comes as application/json, which Accept does not name.",
            ))
        } else {
            Ok(Self)
        })
    }
}
