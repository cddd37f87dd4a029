//! Small readings of request headers that several routes need, and what they mean for caches.

use actix_web::{
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderValue, VARY},
    middleware::Next,
};

/// Middleware: pages, JSON and redirections say that `Accept` chose among them, so that a cache between
/// keeps them apart.
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
    let chosen = media.starts_with("text/html") || media.contains("json");
    if chosen || answer.status().is_redirection() {
        let value = HeaderValue::from_static("accept");
        answer.headers_mut().append(VARY, value);
    }
    Ok(answer)
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
