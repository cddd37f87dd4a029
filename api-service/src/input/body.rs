//! From a request's body to its fields: media type, size, encoding.

use actix_multipart::Multipart;
use actix_web::{
    FromRequest, HttpRequest,
    dev::Payload,
    error::PayloadError,
    http::header::{self, HeaderMap},
    web::Bytes,
};
use futures_util::{FutureExt, StreamExt, future::LocalBoxFuture, stream};
use serde_json::Value;
use web_common::{Code, Problem, access, problem::FieldError};

use super::{
    Fields, arrival, form,
    json::{self, JsonError, MAX_VALUES},
};

const READ_HERE: &str =
    "Send application/json, application/x-www-form-urlencoded or multipart/form-data, in UTF-8.";

/// The fields of a request's body, read within `MAX_BODY_BYTES`.
#[derive(Debug)]
pub struct Body(pub Fields);

/// The same, where a body without a `Content-Type` is taken for a form: some clients of other products
/// send none.
#[derive(Debug)]
pub struct AnyBody(pub Fields);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum MediaType {
    Json,
    Form,
    Multipart,
}

impl FromRequest for Body {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let fields = read(request, payload, None);
        Box::pin(async { fields.await.map(Self) })
    }
}

impl FromRequest for AnyBody {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let fields = read(request, payload, Some(MediaType::Form));
        Box::pin(async { fields.await.map(Self) })
    }
}

/// Reads the body as what its `Content-Type` says, or as `otherwise` where it has none.
fn read(
    request: &HttpRequest,
    payload: &mut Payload,
    otherwise: Option<MediaType>,
) -> LocalBoxFuture<'static, Result<Fields, Problem>> {
    let media = match media_type(request.headers(), otherwise) {
        Ok(media) => media,
        Err(problem) => return Box::pin(async { Err(problem) }),
    };
    let (request, payload) = (request.clone(), payload.take());
    Box::pin(async move {
        let bytes = arrival::body(&request, payload).await?;
        let length = bytes.len();
        let fields = match media {
            MediaType::Json => arrival::fields(&request, bytes, |bytes| from_json(bytes)).await?,
            MediaType::Form => arrival::fields(&request, bytes, |bytes| from_form(bytes)).await?,
            MediaType::Multipart => {
                let headers = request.headers().clone();
                let read = move |bytes: &Bytes| from_multipart(&headers, bytes.clone());
                arrival::fields(&request, bytes, read).await?
            }
        };
        // Clients of LibreTranslate send their key so, those of LanguageTool by the other name.
        let key = ["api_key", "apiKey"].map(|name| fields.typed(name));
        access::check_key_in_body(
            &request,
            key.iter()
                .find(|key| !key.is_empty())
                .map_or("", String::as_str),
        )
        .await?;
        Ok(fields.with_bytes(length))
    })
}

fn media_type(headers: &HeaderMap, otherwise: Option<MediaType>) -> Result<MediaType, Problem> {
    let unsupported = |detail: String| Err(Problem::new(Code::UnsupportedMediaType, detail));
    let Some(value) = headers.get(header::CONTENT_TYPE) else {
        return otherwise.map_or_else(
            || unsupported(format!("The request has no Content-Type. {READ_HERE}")),
            Ok,
        );
    };
    let value = String::from_utf8_lossy(value.as_bytes()).to_ascii_lowercase();
    let mut parts = value.split(';').map(str::trim);
    let name = parts.next().unwrap_or_default();
    let media = match name {
        "application/json" => MediaType::Json,
        "application/x-www-form-urlencoded" => MediaType::Form,
        "multipart/form-data" => MediaType::Multipart,
        _ if name.starts_with("application/") && name.ends_with("+json") => MediaType::Json,
        _ => {
            return unsupported(format!(
                "\u{201c}{name}\u{201d} is not read here. {READ_HERE}"
            ));
        }
    };
    let charset = parts.find_map(|parameter| parameter.strip_prefix("charset="));
    match charset.map(|charset| charset.trim_matches('"')) {
        None | Some("utf-8" | "utf8" | "us-ascii") => Ok(media),
        Some(other) => unsupported(format!("The charset {other} is not read here. {READ_HERE}")),
    }
}

fn from_json(bytes: &[u8]) -> Result<Fields, Problem> {
    if std::str::from_utf8(bytes).is_err() {
        return Err(Problem::new(Code::Malformed, "The body is not UTF-8."));
    }
    match json::parse(bytes) {
        Ok(Value::Object(values)) => Ok(Fields::from_json(values)),
        Ok(_) => Err(Problem::new(
            Code::Malformed,
            "The body must be a JSON object such as {\"text\": \"…\"}.",
        )),
        Err(JsonError::TooMany) => Err(too_many()),
        Err(JsonError::Invalid(error)) => Err(Problem::new(
            Code::Malformed,
            format!("The body is not valid JSON: {error}."),
        )),
    }
}

fn too_many() -> Problem {
    let detail = format!("The request has more than {MAX_VALUES} values. Send fewer texts.");
    Problem::new(Code::TooLarge, detail)
}

fn from_form(bytes: &[u8]) -> Result<Fields, Problem> {
    if bytes.split(|byte| *byte == b'&').count() > MAX_VALUES {
        return Err(too_many());
    }
    let pairs =
        form::pairs(bytes).map_err(|_| Problem::new(Code::Malformed, "The form is not UTF-8."))?;
    // The commonest slip with curl: `-d '{…}'` without a content type.
    if pairs.first().is_some_and(|(name, _)| name.starts_with('{')) {
        return Err(Problem::new(
            Code::Malformed,
            "The body looks like JSON but is declared as a form. Send the header \
             Content-Type: application/json.",
        ));
    }
    Ok(Fields::from_pairs(pairs))
}

/// The parts of a multipart form. All of it is there, so that nothing is waited for.
fn from_multipart(headers: &HeaderMap, bytes: Bytes) -> Result<Fields, Problem> {
    let read = parts(headers, bytes).now_or_never();
    read.unwrap_or_else(|| {
        let detail = "The multipart form cannot be read: it has no end.";
        Err(Problem::new(Code::Malformed, detail))
    })
}

/// The parts of a multipart form; a part named `file` is the text, and tells its `filename`.
async fn parts(headers: &HeaderMap, bytes: Bytes) -> Result<Fields, Problem> {
    let malformed = |error: &dyn std::fmt::Display| {
        Problem::new(
            Code::Malformed,
            format!("The multipart form cannot be read: {error}."),
        )
    };
    let whole = bytes.len();
    let mut parts = Multipart::new(
        headers,
        stream::once(async { Ok::<_, PayloadError>(bytes) }),
    );
    let mut pairs = Vec::new();
    let mut wrong = Vec::new();
    while let Some(part) = parts.next().await {
        let mut part = part.map_err(|error| malformed(&error))?;
        let name = part.name().unwrap_or_default().to_owned();
        let filename = part.content_disposition().and_then(|it| it.get_filename());
        let filename = filename.filter(|_| name == "file").map(str::to_owned);
        // No part is larger than the whole, which is within its limit already.
        let value = part
            .bytes(whole)
            .await
            .map_err(|_| malformed(&"a part is too long"))?;
        let value = value.map_err(|error| malformed(&error))?;
        let Ok(value) = String::from_utf8(value.to_vec()) else {
            // The rest is read all the same: a form shows again what was typed.
            wrong.push(FieldError {
                field: name,
                detail: "must be UTF-8, and is in another encoding".to_owned(),
            });
            continue;
        };
        pairs.push((name, value));
        pairs.extend(filename.map(|filename| ("filename".to_owned(), filename)));
    }
    let filled = |pairs: &[(String, String)], name: &str| {
        let mut named = pairs.iter().filter(|(known, _)| known == name);
        named.any(|(_, value)| !value.trim().is_empty())
    };
    // A browser sends an empty part without a name for a file that was not chosen.
    if filled(&pairs, "filename") && !filled(&pairs, "file") && !filled(&pairs, "text") {
        wrong.push(FieldError {
            field: "file".to_owned(),
            detail: "is empty".to_owned(),
        });
    }
    pairs.retain(|(name, value)| name != "file" || !value.is_empty());
    if pairs.iter().any(|(name, _)| name == "file") {
        if filled(&pairs, "text") {
            wrong.push(FieldError {
                field: "file".to_owned(),
                detail: "cannot be given together with a text: leave one of them empty".to_owned(),
            });
            pairs.retain(|(name, _)| name != "file");
        } else {
            pairs.retain(|(name, _)| name != "text");
        }
    }
    if !filled(&pairs, "format") {
        let named = pairs.iter().find(|(name, _)| name == "filename");
        if let Some(format) = named.and_then(|(_, filename)| format_of(filename)) {
            pairs.retain(|(name, _)| name != "format");
            pairs.push(("format".to_owned(), format.to_owned()));
        }
    }
    for (name, _) in pairs.iter_mut().filter(|(name, _)| name == "file") {
        "text".clone_into(name);
    }
    Ok(Fields::from_pairs(pairs).with_wrong(wrong))
}

/// What a file is written in where its name tells; else it is plain text.
fn format_of(filename: &str) -> Option<&'static str> {
    let (_, ending) = filename.rsplit_once('.')?;
    match ending.to_ascii_lowercase().as_str() {
        "html" | "htm" => Some("html"),
        "md" | "markdown" => Some("markdown"),
        "srt" | "vtt" => Some("srt"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pool::CpuPool;
    use actix_web::{http::header::ContentType, test::TestRequest, web::Data};
    use arrival::Arrivals;
    use std::sync::Arc;
    use web_common::Lifecycle;

    async fn fields(content_type: &str, body: impl Into<Bytes>) -> Result<Fields, Problem> {
        let (request, mut payload) = TestRequest::post()
            .insert_header((header::CONTENT_TYPE, content_type))
            .app_data(Data::new(Arrivals::new(
                100_000,
                Lifecycle::default(),
                Arc::new(CpuPool::new(1, 1).unwrap()),
            )))
            .set_payload(body)
            .to_http_parts();
        Body::from_request(&request, &mut payload)
            .await
            .map(|body| body.0)
    }

    async fn code(content_type: &str, body: impl Into<Bytes>) -> Code {
        fields(content_type, body).await.unwrap_err().code()
    }

    #[actix_rt::test]
    async fn the_three_media_types_bring_the_same_text() {
        let json = fields("application/json; charset=UTF-8", r#"{"text":"é\n"}"#)
            .await
            .unwrap();
        let form = fields("application/x-www-form-urlencoded", "text=%C3%A9%0A")
            .await
            .unwrap();
        let parts = "--b\r\ncontent-disposition: form-data; name=\"text\"\r\n\r\n\r\n--b\r\n\
            content-disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\
            content-type: text/plain\r\n\r\né\n\r\n--b--\r\n";
        let parts = fields("multipart/form-data; boundary=b", parts)
            .await
            .unwrap();
        for fields in [json, form, parts] {
            assert_eq!(fields.typed("text"), "é\n");
        }
    }

    #[actix_rt::test]
    async fn a_long_body_is_read_as_a_short_one_is() {
        let text = "é".repeat(20_000);
        let json = format!("{{\"text\": \"{text}\"}}");
        let json = fields("application/json", json).await.unwrap();
        let form = format!("text={}", "%C3%A9".repeat(15_000));
        let form = fields("application/x-www-form-urlencoded", form)
            .await
            .unwrap();
        assert_eq!(json.typed("text"), text);
        assert_eq!(form.typed("text"), "é".repeat(15_000));
        assert!(json.bytes() > 40_000 && form.bytes() > 90_000);
        let part = |name: &str, text: &str| {
            format!("--b\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n")
        };
        let ignored: String = (0..100).map(|_| part("ignore", "word")).collect();
        let form = format!("{ignored}{}--b--\r\n", part("text", &text));
        let form = fields("multipart/form-data; boundary=b", form)
            .await
            .unwrap();
        assert_eq!(form.typed("text"), text);
        assert_eq!(
            form.raw("ignore").and_then(Value::as_array).map(Vec::len),
            Some(100)
        );
        let broken = format!("[\"{text}\"");
        assert_eq!(code("application/json", broken).await, Code::Malformed);
    }

    #[actix_rt::test]
    async fn what_cannot_be_read_says_why() {
        assert_eq!(code("text/plain", "a").await, Code::UnsupportedMediaType);
        assert_eq!(
            code("application/json; charset=utf-16", "{}").await,
            Code::UnsupportedMediaType
        );
        for broken in ["", "{", "[]", "\"a\"", "{\"text\": \"\\ud800\"}", "{} {}"] {
            assert_eq!(
                code("application/json", broken).await,
                Code::Malformed,
                "{broken}"
            );
        }
        let broken: &[u8] = b"{\"text\": \"\xff\"}";
        assert_eq!(code("application/json", broken).await, Code::Malformed);
        let slip = fields("application/x-www-form-urlencoded", "{\"text\": \"a\"}")
            .await
            .unwrap_err();
        assert!(slip.detail().contains("Content-Type: application/json"));
        let deep = "[".repeat(900);
        assert_eq!(code("application/json", deep).await, Code::Malformed);
    }

    #[actix_rt::test]
    async fn a_body_beyond_the_limit_is_refused() {
        let long = format!("{{\"text\": \"{}\"}}", "a".repeat(100_000));
        assert_eq!(code("application/json", long).await, Code::TooLarge);
    }

    #[actix_rt::test]
    async fn more_values_than_memory_should_hold_are_refused() {
        let arrivals = Arrivals::new(
            8 << 20,
            Lifecycle::default(),
            Arc::new(CpuPool::new(1, 1).unwrap()),
        );
        let arrivals = Data::new(arrivals);
        let json = format!(
            r#"{{"text": "a", "x": [{}0]}}"#,
            r#"{"":0},"#.repeat(MAX_VALUES)
        );
        let form = format!("text=a{}", "&a".repeat(MAX_VALUES + 1));
        for (media, body) in [
            ("application/json", json),
            ("application/x-www-form-urlencoded", form),
        ] {
            let (request, mut payload) = TestRequest::post()
                .insert_header((header::CONTENT_TYPE, media))
                .app_data(arrivals.clone())
                .set_payload(body)
                .to_http_parts();
            let read = Body::from_request(&request, &mut payload).await;
            let problem = read.unwrap_err();
            assert_eq!(problem.code(), Code::TooLarge);
            assert!(problem.detail().contains("values"), "{problem}");
        }
    }

    #[actix_rt::test]
    async fn a_body_without_media_type_or_in_an_unknown_coding_is_refused() {
        let (request, mut payload) = TestRequest::post().set_payload("a").to_http_parts();
        let problem = Body::from_request(&request, &mut payload)
            .await
            .unwrap_err();
        assert_eq!(problem.code(), Code::UnsupportedMediaType);
        let (request, mut payload) = TestRequest::post()
            .insert_header(ContentType::json())
            .insert_header((header::CONTENT_ENCODING, "rot13"))
            .to_http_parts();
        let problem = Body::from_request(&request, &mut payload)
            .await
            .unwrap_err();
        assert_eq!(problem.code(), Code::UnsupportedMediaType);
    }
}
