//! Pages of other sites: those whose origin is listed may call the API
//! (<https://fetch.spec.whatwg.org/#http-cors-protocol>). They may do what anyone may, or what their key
//! allows, but nothing in the name of whoever is signed in: no answer allows credentials, and
//! [`origin::check_call`](crate::origin::check_call) refuses forms that come with a session.

use std::{fmt, str::FromStr};

use actix_web::{
    HttpResponse,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{
        Method,
        header::{self, HeaderMap, HeaderValue},
    },
    middleware::Next,
    web,
};

use super::{Access, right::routed_path};

const METHODS: &str = "GET, HEAD, POST, DELETE";
const HEADERS: &str = "accept, authorization, content-encoding, content-type, idempotency-key, \
    if-none-match, x-api-key, x-request-id";
const EXPOSED: &str = "etag, ratelimit-limit, ratelimit-remaining, ratelimit-reset, retry-after, server-timing, x-request-id";

/// Origins such as `https://app.example.org`, written with commas; or `*` for any.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origins(Vec<String>);

impl FromStr for Origins {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let origins = text.split(',').map(str::trim).filter(|s| !s.is_empty());
        let origins = origins.map(|origin| {
            let origin = origin.trim_end_matches('/').to_ascii_lowercase();
            let rest = origin
                .strip_prefix("https://")
                .or_else(|| origin.strip_prefix("http://"));
            let host = rest.is_some_and(|rest| {
                !rest.is_empty() && !rest.contains(|c: char| c == '/' || !c.is_ascii_graphic())
            });
            if host || origin == "*" {
                Ok(origin)
            } else {
                Err("accepted: origins with commas, such as https://app.example.org, or *".into())
            }
        });
        origins.collect::<Result<_, _>>().map(Self)
    }
}

impl fmt::Display for Origins {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(","))
    }
}

impl Origins {
    /// The request's origin, if its pages may call the API.
    pub fn allowed(&self, headers: &HeaderMap) -> Option<HeaderValue> {
        let value = headers.get(header::ORIGIN)?;
        let origin = value.to_str().ok()?;
        let listed = |known: &String| known == "*" || known.eq_ignore_ascii_case(origin);
        self.0.iter().any(listed).then(|| value.clone())
    }
}

/// Middleware: answers preflight requests, and adds the headers that let a page read an answer.
///
/// # Errors
/// Passes on what the inner service could not turn into an answer.
pub async fn cors(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let access = request.app_data::<web::Data<Access>>().cloned();
    let is_api = routed_path(request.request()).starts_with("/api/");
    let access = access.filter(|access| !access.origins.0.is_empty() && is_api);
    let Some(access) = access else {
        return Ok(next.call(request).await?.map_into_boxed_body());
    };
    let origin = access.origins.allowed(request.headers());
    let preflight = *request.method() == Method::OPTIONS
        && request
            .headers()
            .contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    let mut answer = if preflight && origin.is_some() {
        let answer = HttpResponse::NoContent()
            .insert_header((header::ACCESS_CONTROL_ALLOW_METHODS, METHODS))
            .insert_header((header::ACCESS_CONTROL_ALLOW_HEADERS, HEADERS))
            .insert_header((header::ACCESS_CONTROL_MAX_AGE, 600))
            .finish();
        request.into_response(answer)
    } else {
        next.call(request).await?.map_into_boxed_body()
    };
    let headers = answer.headers_mut();
    headers.append(header::VARY, HeaderValue::from_static("origin"));
    if let Some(origin) = origin {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(
            header::ACCESS_CONTROL_EXPOSE_HEADERS,
            HeaderValue::from_static(EXPOSED),
        );
    }
    Ok(answer)
}

/// Whether a request comes from a page whose origin is listed.
pub(crate) fn is_listed(request: &actix_web::HttpRequest) -> bool {
    let access = request.app_data::<web::Data<Access>>();
    access.is_some_and(|access| access.origins.allowed(request.headers()).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_listed_whole() {
        let origins: Origins = "https://a.example, http://localhost:3000/".parse().unwrap();
        let allowed = |origin: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ORIGIN, HeaderValue::from_static(origin));
            origins.allowed(&headers).is_some()
        };
        assert!(allowed("https://a.example") && allowed("http://localhost:3000"));
        for other in ["https://a.example.evil", "http://a.example", "null", ""] {
            assert!(!allowed(other), "{other}");
        }
        for wrong in ["a.example", "https://", "https://a/b", "ftp://a"] {
            assert!(wrong.parse::<Origins>().is_err(), "{wrong}");
        }
        assert!("".parse::<Origins>().unwrap().0.is_empty());
    }
}
