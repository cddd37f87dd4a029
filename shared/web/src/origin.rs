//! Protection against cross-site request forgery: whether a form was sent by a page of this site.

use actix_web::{
    HttpRequest,
    http::header::{HOST, HeaderMap, ORIGIN},
};

use crate::{
    Code, Problem,
    access::{self, cors},
};

/// Refuses what a browser sends on behalf of another site's page.
///
/// Browsers tell the origin of a request in `Sec-Fetch-Site`, older ones in `Origin`. Programs such as curl
/// send neither and are allowed: they do not send the cookies of an unsuspecting user.
///
/// # Errors
/// 403 for another site's request.
pub fn check(request: &HttpRequest) -> Result<(), Problem> {
    if from_this_site(request.headers()) {
        return Ok(());
    }
    Err(Problem::new(
        Code::Forbidden,
        "This form was sent from another site. Open this site's own page.",
    ))
}

/// The same for the API, which pages of the origins in `CORS_ORIGINS` may call too, but not in the name of the
/// user who is signed in. `SameSite` is about sites and not origins: a browser sends the session cookie
/// with requests from other ports of this host and from sibling subdomains.
///
/// # Errors
/// 403 for another site's request.
pub fn check_call(request: &HttpRequest) -> Result<(), Problem> {
    if cors::is_listed(request) && !access::carries_session(request) {
        return Ok(());
    }
    check(request)
}

fn from_this_site(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    match headers.get(ORIGIN) {
        None => true,
        Some(origin) => {
            let host = origin
                .to_str()
                .ok()
                .and_then(|origin| origin.split_once("://"));
            matches!((host, text(HOST.as_str())), (Some((_, origin)), Some(host)) if origin == host)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::{HeaderName, HeaderValue};

    fn headers(list: &[(&'static str, &'static str)]) -> HeaderMap {
        let pair = |&(name, value)| {
            (
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            )
        };
        list.iter().map(pair).collect()
    }

    #[test]
    fn only_this_sites_pages_and_programs_may_send_forms() {
        let own = [
            &[][..],
            &[("sec-fetch-site", "same-origin")],
            &[("sec-fetch-site", "none")],
            &[
                ("origin", "https://a.example:8443"),
                ("host", "a.example:8443"),
            ],
        ];
        let foreign = [
            &[("sec-fetch-site", "cross-site")][..],
            &[("sec-fetch-site", "same-site")],
            &[
                ("sec-fetch-site", "cross-site"),
                ("origin", "http://a"),
                ("host", "a"),
            ],
            &[("origin", "https://evil.example"), ("host", "a.example")],
            &[("origin", "null"), ("host", "a.example")],
            &[("origin", "http://a.example")],
        ];
        assert!(own.iter().all(|list| from_this_site(&headers(list))));
        assert!(!foreign.iter().any(|list| from_this_site(&headers(list))));
    }
}
