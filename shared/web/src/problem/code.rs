//! The kinds of problems.

use actix_web::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

/// One stable code for each kind of problem; each has one HTTP status and one title.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Code {
    /// The request could not be read: broken JSON, broken encoding, a missing header.
    Malformed,
    /// A credential is needed.
    Unauthorized,
    /// The credential does not allow this.
    Forbidden,
    /// Nothing is at this address.
    NotFound,
    /// The address exists, but not for this method.
    MethodNotAllowed,
    /// Nothing that `Accept` names can be produced.
    NotAcceptable,
    /// The text or the request is too large.
    TooLarge,
    /// The request's media type is not read here.
    UnsupportedMediaType,
    /// A field has a value that cannot be used.
    InvalidField,
    /// The language cannot be translated with what is installed and configured.
    LanguageUnavailable,
    /// The same `Idempotency-Key` came with another body.
    IdempotencyMismatch,
    /// Too many requests.
    RateLimited,
    /// A fault of ours; nothing about it is shown.
    Internal,
    /// A translation provider failed, or its output was unusable.
    ProviderFailed,
    /// The database cannot be reached.
    DatabaseUnavailable,
    /// A translation model is being fetched, or cannot be.
    ModelUnavailable,
    /// More work is waiting than can be done in time.
    Overloaded,
    /// A translation provider did not answer in time.
    ProviderTimeout,
}

impl Code {
    /// Every kind of problem, by status.
    pub const ALL: [Self; 18] = [
        Self::Malformed,
        Self::Unauthorized,
        Self::Forbidden,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::NotAcceptable,
        Self::TooLarge,
        Self::UnsupportedMediaType,
        Self::InvalidField,
        Self::LanguageUnavailable,
        Self::IdempotencyMismatch,
        Self::RateLimited,
        Self::Internal,
        Self::ProviderFailed,
        Self::DatabaseUnavailable,
        Self::ModelUnavailable,
        Self::Overloaded,
        Self::ProviderTimeout,
    ];

    /// All that is fixed about it: its status, its name in addresses, and one for people. In JSON its name has `_` for `-`.
    const fn info(self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::Malformed => (
                StatusCode::BAD_REQUEST,
                "malformed",
                "The request cannot be read",
            ),
            Self::Unauthorized => (StatusCode::UNAUTHORIZED, "unauthorized", "A key is needed"),
            Self::Forbidden => (StatusCode::FORBIDDEN, "forbidden", "Not allowed"),
            Self::NotFound => (StatusCode::NOT_FOUND, "not-found", "Nothing here"),
            Self::MethodNotAllowed => (
                StatusCode::METHOD_NOT_ALLOWED,
                "method-not-allowed",
                "Method not allowed",
            ),
            Self::NotAcceptable => (
                StatusCode::NOT_ACCEPTABLE,
                "not-acceptable",
                "Not available in that format",
            ),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "too-large", "Too large"),
            Self::UnsupportedMediaType => (
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "unsupported-media-type",
                "This media type is not read here",
            ),
            Self::InvalidField => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "invalid-field",
                "A field needs another value",
            ),
            Self::LanguageUnavailable => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "language-unavailable",
                "This language cannot be translated yet",
            ),
            Self::IdempotencyMismatch => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "idempotency-mismatch",
                "This Idempotency-Key belongs to another request",
            ),
            Self::RateLimited => (
                StatusCode::TOO_MANY_REQUESTS,
                "rate-limited",
                "Too many requests",
            ),
            Self::Internal => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "internal",
                "Something went wrong on our side",
            ),
            Self::ProviderFailed => (
                StatusCode::BAD_GATEWAY,
                "provider-failed",
                "The translation failed",
            ),
            Self::DatabaseUnavailable => (
                StatusCode::SERVICE_UNAVAILABLE,
                "database-unavailable",
                "The database is away",
            ),
            Self::ModelUnavailable => (
                StatusCode::SERVICE_UNAVAILABLE,
                "model-unavailable",
                "The translation model is not ready",
            ),
            Self::Overloaded => (
                StatusCode::SERVICE_UNAVAILABLE,
                "overloaded",
                "Too busy just now",
            ),
            Self::ProviderTimeout => (
                StatusCode::GATEWAY_TIMEOUT,
                "provider-timeout",
                "The translation took too long",
            ),
        }
    }

    /// The HTTP status of this kind of problem.
    pub const fn status(self) -> StatusCode {
        self.info().0
    }

    /// Its name in addresses: `/api/docs#{slug}` describes it.
    pub const fn slug(self) -> &'static str {
        self.info().1
    }

    /// A short, fixed name for people.
    pub const fn title(self) -> &'static str {
        self.info().2
    }

    /// The kind that says most of an answer that has only a status.
    pub(super) fn from_status(status: StatusCode) -> Self {
        match status.as_u16() {
            401 => Self::Unauthorized,
            403 => Self::Forbidden,
            404 => Self::NotFound,
            405 => Self::MethodNotAllowed,
            406 => Self::NotAcceptable,
            413 => Self::TooLarge,
            415 => Self::UnsupportedMediaType,
            422 => Self::InvalidField,
            429 => Self::RateLimited,
            502 => Self::ProviderFailed,
            503 => Self::Overloaded,
            504 => Self::ProviderTimeout,
            400..=499 => Self::Malformed,
            _ => Self::Internal,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use utoipa::{
        PartialSchema,
        openapi::{RefOr, Schema},
    };

    #[test]
    fn every_kind_is_listed_once_under_one_name() {
        let RefOr::T(Schema::Object(schema)) = Code::schema() else {
            panic!("an enum")
        };
        let listed = Code::ALL.map(|code| serde_json::to_value(code).unwrap());
        assert_eq!(schema.enum_values.as_deref(), Some(listed.as_slice()));
        for (code, name) in Code::ALL.into_iter().zip(listed) {
            assert_eq!(name, code.slug().replace('-', "_"));
        }
        let statuses = Code::ALL.map(Code::status);
        assert!(statuses.is_sorted(), "{statuses:?}");
    }
}
