//! Small readings of request headers that several routes need, and what they mean for caches.

use actix_web::{
    HttpMessage,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::{
        StatusCode,
        header::{
            ACCEPT, ACCEPT_ENCODING, AcceptEncoding, CONTENT_TYPE, Encoding, HeaderMap,
            HeaderValue, Preference, Quality, VARY,
        },
    },
    middleware::Next,
};

/// What answers are packed with, and how it is called.
static CODINGS: [(Encoding, &str); 4] = [
    (Encoding::gzip(), "gzip"),
    (Encoding::brotli(), "br"),
    (Encoding::zstd(), "zstd"),
    (Encoding::deflate(), "deflate"),
];

/// Middleware: one `Vary` names all that chose the answer, so that a cache between keeps such answers
/// apart: `Accept` for pages, JSON and redirections, `Accept-Encoding` for all that may be packed, and
/// what others named before. Some caches read the last of several lines only.
///
/// # Errors
/// Passes on what the inner service could not turn into an answer.
pub async fn vary<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    let mut answer = next.call(request).await?;
    let media = answer.headers().get(CONTENT_TYPE);
    let media = media
        .and_then(|media| media.to_str().ok())
        .unwrap_or_default();
    let mut named = Vec::new();
    if media.starts_with("text/html") || media.contains("json") || answer.status().is_redirection()
    {
        named.push("accept".to_owned());
    }
    let picture = media.starts_with("image/") && !media.starts_with("image/svg");
    if (!media.is_empty() && !picture) || answer.status() == StatusCode::NOT_MODIFIED {
        named.push("accept-encoding".to_owned());
    }
    for value in answer.headers().get_all(VARY) {
        let names = value.to_str().unwrap_or_default().split(',');
        named.extend(names.map(|name| name.trim().to_ascii_lowercase()));
    }
    named.sort();
    named.dedup();
    if let Ok(value) = HeaderValue::from_str(&named.join(", "))
        && !named.is_empty()
    {
        answer.headers_mut().insert(VARY, value);
    }
    Ok(answer)
}

/// Middleware: a client whose `Accept-Encoding` excludes every coding gets the answer as it is, and one that excludes only
/// `identity` gets a coding that its `*` covers. The compression middleware would refuse the first without saying why, and
/// takes `*` for `identity`.
///
/// # Errors
/// Passes on what the inner service could not turn into an answer.
pub async fn any_coding<B: MessageBody>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    if let Some(accepted) = request.get_header::<AcceptEncoding>() {
        let plain = Encoding::identity();
        let known = CODINGS.iter().map(|(coding, _)| coding).chain([&plain]);
        let chosen = accepted.negotiate(known);
        if chosen.is_none_or(|chosen| chosen == plain && names(&accepted, &plain, true)) {
            let headers = request.headers_mut();
            headers.remove(ACCEPT_ENCODING);
            if let Some(name) = covered(&accepted) {
                headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(name));
            }
        }
    }
    next.call(request).await
}

/// A coding that `*` covers: it is not ruled out by its own name.
fn covered(accepted: &AcceptEncoding) -> Option<&'static str> {
    let any = |item: &Preference<_>| matches!(item, Preference::Any);
    let mut items = accepted.iter();
    if !items.any(|item| any(&item.item) && item.quality > Quality::ZERO) {
        return None;
    }
    let mut codings = CODINGS.iter();
    codings
        .find(|(coding, _)| !names(accepted, coding, false))
        .map(|(_, name)| *name)
}

/// Whether `Accept-Encoding` names this coding; to rule it out, if it must be so.
fn names(accepted: &AcceptEncoding, coding: &Encoding, to_rule_out: bool) -> bool {
    accepted.iter().any(|item| {
        matches!(&item.item, Preference::Specific(named) if named == coding)
            && (!to_rule_out || item.quality == Quality::ZERO)
    })
}

/// Whether the client asks for a page: only where `Accept` names `text/html` with a weight above 0
/// and not below that of JSON. `*/*` alone gets JSON, so that curl needs no header.
pub fn wants_html(headers: &HeaderMap) -> bool {
    let (mut html, mut json) = (0.0_f32, 0.0_f32);
    for value in headers
        .get_all(ACCEPT)
        .filter_map(|value| value.to_str().ok())
    {
        for item in value.split(',') {
            let (media, weight) = parse(item);
            match media.as_str() {
                "text/html" | "application/xhtml+xml" => html = html.max(weight),
                "application/json" | "application/problem+json" => json = json.max(weight),
                _ => {}
            }
        }
    }
    html > 0.0 && html >= json
}

/// Whether `Accept` rules out JSON altogether: it names media types, and none of them covers it.
pub fn refuses_json(headers: &HeaderMap) -> bool {
    let mut named = false;
    for value in headers
        .get_all(ACCEPT)
        .filter_map(|value| value.to_str().ok())
    {
        for item in value.split(',') {
            let (media, weight) = parse(item);
            named |= !media.is_empty();
            let covers = matches!(
                media.as_str(),
                "*/*" | "application/*" | "application/json" | "application/problem+json"
            );
            if covers && weight > 0.0 {
                return false;
            }
        }
    }
    named
}

fn parse(item: &str) -> (String, f32) {
    let mut parts = item.split(';');
    let media = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
    let weight = parts
        .filter_map(|parameter| parameter.trim().strip_prefix("q="))
        .find_map(|weight| weight.trim().parse().ok())
        .unwrap_or(1.0);
    (media, weight)
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::HeaderValue;

    fn accept(value: &'static str) -> HeaderMap {
        let mut map = HeaderMap::new();
        map.insert(ACCEPT, HeaderValue::from_static(value));
        map
    }

    #[test]
    fn only_a_named_text_html_gets_a_page() {
        assert!(wants_html(&accept(
            "text/html,application/xhtml+xml,*/*;q=0.8"
        )));
        assert!(wants_html(&accept("application/json;q=0.5, text/html")));
        for other in [
            "*/*",
            "text/*",
            "application/json",
            "text/html;q=0",
            "text/html;q=0.1, application/json",
        ] {
            assert!(!wants_html(&accept(other)), "{other}");
        }
        assert!(!wants_html(&HeaderMap::new()));
    }

    #[test]
    fn json_is_refused_only_where_nothing_covers_it() {
        assert!(refuses_json(&accept("text/csv")));
        assert!(refuses_json(&accept("application/json;q=0")));
        for covers in [
            "*/*",
            "application/*",
            "text/csv, */*;q=0.1",
            "application/problem+json",
        ] {
            assert!(!refuses_json(&accept(covers)), "{covers}");
        }
        assert!(!refuses_json(&HeaderMap::new()));
    }
}
