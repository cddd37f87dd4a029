//! The right that a request requires.

use actix_web::{HttpRequest, http::Method};
use db::Scopes;

/// The right that a request requires. Each route names one where it is added to [`Routes`](crate::routes::Routes).
#[derive(Debug, Clone, Copy)]
pub enum Right {
    /// None, and the request is not even counted.
    Uncounted,
    /// None: it reveals no texts and costs nothing.
    Open,
    /// To use the pages for this; everyone may where there is no sign-in.
    Page(Scope),
    /// To use the API for this.
    Api(Scope),
    /// To use the API for this; clients of other products send their key in the body. The handler reads it with
    /// `Fields`, which call [`check_key_in_body`](super::check_key_in_body).
    ApiWithKeyInBody(Scope),
    /// What this says of the request.
    By(fn(&HttpRequest) -> Self),
}

/// What a key may be for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Reading records.
    Read,
    /// Processing texts.
    Write,
    /// Deleting records.
    Delete,
}

impl Scope {
    /// As `textmend keys add` names it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Delete => "delete",
        }
    }

    /// Whether a key with these may do this.
    pub const fn is_in(self, scopes: Scopes) -> bool {
        match self {
            Self::Read => scopes.read,
            Self::Write => scopes.write,
            Self::Delete => scopes.delete,
        }
    }
}

impl Right {
    /// What a method usually requires: for addresses that are not there, and methods that an address does not serve.
    pub(crate) const USUAL: Self = Self::By(usual);

    /// What this request requires.
    pub(super) fn of(self, request: &HttpRequest) -> Self {
        match self {
            Self::By(of) => of(request).of(request),
            right => right,
        }
    }
}

/// The path that the router matches. It is percent-decoded, while `request.path()` is as it was sent.
pub fn routed_path(request: &HttpRequest) -> &str {
    request.match_info().as_str()
}

fn usual(request: &HttpRequest) -> Right {
    let (method, path) = (request.method(), routed_path(request));
    // As in the balancer's rules, where `/api` itself belongs to the other service.
    let is_api = path == "/api" || path.starts_with("/api/");
    match *method {
        Method::OPTIONS => Right::Open,
        // The history's forms delete records and restore them.
        _ if !is_api && !method.is_safe() => Right::Page(Scope::Delete),
        _ if !is_api => Right::Page(Scope::Read),
        Method::GET | Method::HEAD => Right::Api(Scope::Read),
        Method::DELETE => Right::Api(Scope::Delete),
        _ => Right::Api(Scope::Write),
    }
}
