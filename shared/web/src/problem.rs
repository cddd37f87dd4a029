//! Problem answers: RFC 9457 `application/problem+json`, or the same problem as a page for a browser.
//!
//! A handler returns `Result<_, Problem>`. The middleware [`render`] adds the request's id, chooses
//! JSON or HTML by `Accept`, and gives every other error answer (an unknown path, a failed
//! extractor) the same shape, so that a client meets one kind of error everywhere.

mod code;

use std::fmt;

use actix_web::{
    HttpMessage, HttpRequest, HttpResponse, ResponseError,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{StatusCode, header},
    middleware::Next,
};
use askama::Template;
use serde::Serialize;
use utoipa::ToSchema;

pub use self::code::Code;
use crate::{
    headers,
    page::{Frame, Site},
    request_id::RequestId,
};

/// The media type of [`ProblemBody`].
pub(crate) const PROBLEM_JSON: &str = "application/problem+json";

/// What clients are told about a fault of ours. It can occur in a read as well as before or after a save.
const UNEXPLAINED: &str = "The log has the cause under this request's id.";

/// A field of the request that cannot be used, and what would be accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldError {
    /// The field's name as the request spells it.
    pub field: String,
    /// What is wrong with it and what to send instead.
    pub detail: String,
}

/// An error answer: what happened, what to change, and nothing of our insides.
#[derive(Debug, Clone)]
pub struct Problem {
    code: Code,
    detail: String,
    errors: Vec<FieldError>,
    retry_after: Option<u32>,
    allow: Option<String>,
}

/// The body of a problem answer (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemBody {
    /// A stable address for this kind of problem.
    #[schema(example = "/api/docs#invalid-field")]
    pub r#type: String,
    /// The kind of problem in words.
    pub title: &'static str,
    /// The HTTP status.
    #[schema(example = 422)]
    pub status: u16,
    /// What happened this time and what to change.
    pub detail: String,
    /// A stable code for programs.
    pub code: Code,
    /// The fields concerned.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// The id under which the log has this request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// The detail once more, where LibreTranslate's clients look for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

impl Problem {
    /// A problem of this kind with a sentence that says what to change.
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self {
            code,
            detail: detail.into(),
            errors: Vec::new(),
            retry_after: None,
            allow: None,
        }
    }

    /// A field that cannot be used (422).
    pub fn field(field: impl Into<String>, detail: impl Into<String>) -> Self {
        let detail = detail.into();
        let mut problem = Self::new(Code::InvalidField, detail.clone());
        problem.errors.push(FieldError {
            field: field.into(),
            detail,
        });
        problem
    }

    /// Names a field that this problem is about.
    #[must_use]
    pub fn with_field(mut self, field: impl Into<String>) -> Self {
        self.errors.push(FieldError {
            field: field.into(),
            detail: self.detail.clone(),
        });
        self
    }

    /// Names all the fields that this problem is about.
    #[must_use]
    pub fn with_errors(mut self, errors: Vec<FieldError>) -> Self {
        self.errors = errors;
        self
    }

    /// Tells the client when to come back, in seconds.
    #[must_use]
    pub const fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// The methods that the address does answer, for 405.
    #[must_use]
    pub fn allow(mut self, methods: String) -> Self {
        self.allow = Some(methods);
        self
    }

    /// A fault of ours: logged here with its cause, which the client does not see.
    pub fn internal(cause: &(dyn std::error::Error + 'static)) -> Self {
        tracing::error!(error = %Chain(cause), "internal error");
        Self::new(Code::Internal, UNEXPLAINED)
    }

    /// When to come back, in seconds, where that was told.
    pub const fn comes_back_after(&self) -> Option<u32> {
        self.retry_after
    }

    /// The kind of problem.
    pub const fn code(&self) -> Code {
        self.code
    }

    /// What happened and what to change.
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// The fields concerned.
    pub fn errors(&self) -> &[FieldError] {
        &self.errors
    }

    /// The body as the client gets it.
    pub fn body(&self, request_id: Option<String>) -> ProblemBody {
        ProblemBody {
            r#type: format!("/api/docs#{}", self.code.slug()),
            title: self.code.title(),
            status: self.code.status().as_u16(),
            detail: self.detail.clone(),
            code: self.code,
            errors: self.errors.clone(),
            request_id,
            error: None,
        }
    }

    fn response(&self, request_id: Option<String>, page: Option<String>) -> HttpResponse {
        let mut answer = HttpResponse::build(self.code.status());
        if let Some(seconds) = self.retry_after {
            answer.insert_header((header::RETRY_AFTER, seconds));
        }
        if let Some(methods) = &self.allow {
            answer.insert_header((header::ALLOW, methods.as_str()));
        }
        if self.code == Code::Unauthorized {
            answer.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
        }
        answer.insert_header((header::CACHE_CONTROL, "no-store"));
        if let Some(html) = page {
            return answer.content_type("text/html; charset=utf-8").body(html);
        }
        answer
            .content_type(PROBLEM_JSON)
            .body(self.body(request_id).into_json())
    }
}

impl ProblemBody {
    fn into_json(mut self) -> String {
        // LibreTranslate's and LanguageTool's clients read `error`; a string more hurts nobody.
        self.error = Some(self.detail.clone());
        // Serialising strings and numbers cannot fail; an empty body would still carry the status.
        serde_json::to_string(&self).unwrap_or_default()
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code.title(), self.detail)
    }
}

impl std::error::Error for Problem {}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.code.status()
    }

    fn error_response(&self) -> HttpResponse {
        self.response(None, None)
    }
}

impl From<db::Error> for Problem {
    fn from(error: db::Error) -> Self {
        match error {
            db::Error::Unavailable(_) => {
                tracing::warn!(error = %Chain(&error), "database unavailable");
                Self::new(
                    Code::DatabaseUnavailable,
                    "The database does not answer just now. Try again in a moment.",
                )
                .retry_after(2)
            }
            db::Error::IdempotencyMismatch => Self::new(
                Code::IdempotencyMismatch,
                "Send a new Idempotency-Key with a new body, or the same body again.",
            ),
            db::Error::TooLarge(_) => Self::new(
                Code::TooLarge,
                "The record is larger than the database accepts. Send a shorter text.",
            ),
            db::Error::TooManyWords => {
                Self::field("q", format!("Search for fewer words: {error}."))
            }
            other => Self::internal(&other),
        }
    }
}

/// An error with all its causes on one line.
pub struct Chain<'a>(pub &'a (dyn std::error::Error + 'static));

impl fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        let mut cause = self.0.source();
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage<'a> {
    frame: Frame,
    problem: &'a Problem,
    request_id: &'a str,
}

/// Middleware: gives every error answer its final form.
///
/// # Errors
/// Passes on what the inner service could not turn into an answer.
pub async fn render(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let answer = next.call(request).await?;
    let status = answer.status();
    if !(status.is_client_error() || status.is_server_error()) {
        return Ok(answer.map_into_boxed_body());
    }
    let problem = answer
        .response()
        .error()
        .map(|error| problem_of(error, status));
    let (request, response) = answer.into_parts();
    let problem = match problem {
        Some(problem) => problem,
        // An answer that a handler shaped itself (a form page with the problem in it, another
        // product's error format) stays as it is; only bare statuses get a body.
        None if response.headers().contains_key(header::CONTENT_TYPE) => {
            return Ok(ServiceResponse::new(
                request,
                response.map_into_boxed_body(),
            ));
        }
        None => bare(status),
    };
    let response = rendered(&request, &problem);
    Ok(ServiceResponse::new(request, response))
}

/// A problem in its final form: with the request's id, as JSON or as a page.
fn rendered(request: &HttpRequest, problem: &Problem) -> HttpResponse {
    let id = request
        .extensions()
        .get::<RequestId>()
        .map(ToString::to_string);
    let page = if headers::wants_html(request.headers()) {
        let frame = Site::of(request).frame(request.path(), problem.code.title());
        let request_id = id.as_deref().unwrap_or("-");
        ProblemPage {
            frame,
            problem,
            request_id,
        }
        .render()
        .ok()
    } else {
        None
    };
    problem.response(id, page)
}

fn problem_of(error: &actix_web::Error, status: StatusCode) -> Problem {
    if let Some(problem) = error.as_error::<Problem>() {
        return problem.clone();
    }
    if status.is_server_error() {
        tracing::error!(%error, "unexpected error");
        return bare(status);
    }
    Problem::new(Code::from_status(status), error.to_string())
}

/// The body in JSON for what the HTTP parser refused with this status, if that is an error: no handler
/// has seen it.
pub(crate) fn unread(status: StatusCode, request_id: String) -> Option<String> {
    let detail = match status {
        StatusCode::REQUEST_TIMEOUT => {
            "The request's first line and headers did not arrive in time. Send them at once."
        }
        StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => {
            "The address and headers are too large. Send a text in the body of a POST."
        }
        _ if status.is_client_error() => {
            "This is not an HTTP/1.1 request. Check its first line, its headers (one Host, one length) and \
             the pieces of its body."
        }
        _ if status.is_server_error() => "Nothing was saved. Try again.",
        _ => return None,
    };
    let mut body = Problem::new(Code::from_status(status), detail).body(Some(request_id));
    // Some of these have no code of their own.
    body.status = status.as_u16();
    Some(body.into_json())
}

fn bare(status: StatusCode) -> Problem {
    let code = Code::from_status(status);
    let detail = match code {
        Code::NotFound => "There is nothing at this address. The API is described at /api/docs.",
        Code::Internal => UNEXPLAINED,
        _ => code.title(),
    };
    Problem::new(code, detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_read_may_meet_does_not_speak_of_saving() {
        let away = Problem::from(db::Error::Unavailable("away".to_owned()));
        assert_eq!(away.code(), Code::DatabaseUnavailable);
        assert_eq!(away.comes_back_after(), Some(2));
        let fault = Problem::from(db::Error::Other("odd".to_owned()));
        assert_eq!(fault.code(), Code::Internal);
        for problem in [away, fault, bare(StatusCode::INTERNAL_SERVER_ERROR)] {
            assert!(!problem.detail().contains("saved"), "{problem}");
        }
    }
}
