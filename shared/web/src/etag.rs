//! Answers that a client may keep and ask about again: `ETag` and `If-None-Match` (RFC 9110, 8.8.3).

use actix_web::{
    HttpRequest, HttpResponse,
    body::MessageBody,
    http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH},
};
use sha2::{Digest, Sha256};

use crate::hex;

/// This body as JSON, or 304 without one where the client has it already. The `fingerprint` is another wherever the body
/// is; `caching` is its `Cache-Control`.
pub fn json(
    request: &HttpRequest,
    caching: &'static str,
    fingerprint: &[u8],
    body: impl MessageBody + 'static,
) -> HttpResponse {
    // Weak: the same body goes out compressed in one way or another.
    let tag = format!("W/\"{}\"", hex(&Sha256::digest(fingerprint)[..12]));
    let has_it = request.headers().get_all(IF_NONE_MATCH).any(|value| {
        let known = value.to_str().unwrap_or_default().split(',').map(str::trim);
        // Compared weakly, as this header always is.
        let mut known = known.map(|known| known.trim_start_matches("W/"));
        known.any(|known| known == "*" || known == &tag[2..])
    });
    let mut answer = if has_it {
        HttpResponse::NotModified()
    } else {
        HttpResponse::Ok()
    };
    answer
        .insert_header((ETAG, tag))
        .insert_header((CACHE_CONTROL, caching));
    if has_it {
        return answer.finish();
    }
    answer
        .insert_header((CONTENT_TYPE, "application/json"))
        .body(body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn whoever_has_the_body_is_not_sent_it_again() {
        let ask = |known: Option<&str>| {
            let mut request = TestRequest::get();
            if let Some(known) = known {
                request = request.insert_header((IF_NONE_MATCH, known));
            }
            json(&request.to_http_request(), "no-cache", b"1", "{}")
        };
        let first = ask(None);
        assert_eq!(first.status(), 200);
        let tag_of = |answer: &HttpResponse| {
            let tag = answer.headers().get(ETAG).unwrap();
            tag.to_str().unwrap().to_owned()
        };
        let tag = tag_of(&first);
        for known in [&tag, &tag[2..], "*", &format!("\"other\", {tag}")] {
            assert_eq!(ask(Some(known)).status(), 304, "{known}");
        }
        let again = ask(Some("W/\"other\""));
        assert_eq!(again.status(), 200);
        assert_eq!(tag_of(&again), tag);
    }
}
