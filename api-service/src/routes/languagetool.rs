//! `/api/v2/check` and `/api/v2/languages`, as LanguageTool has them.

#![expect(unused_qualifications, reason = "in what the macro makes of `params`")]

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web::Data,
};
use db::Json;
use utoipa::{IntoParams, ToSchema};
use web_common::{Code, Problem};

use super::operation::{json_answer, json_body};
use crate::{
    body,
    input::{AnyBody, Fields, pairs},
    jobs::{compute, convert},
    languagetool::{
        language,
        report::{CheckAnswer, CheckLanguage},
        request::{Request, RequestError},
        review::review,
    },
    problem,
    state::ApiState,
};

/// The addresses of the check. A client that adds `v2/` to its base address by itself may have been
/// given one that ends so already, and one that does not may have been given the shorter one.
pub const CHECK: [&str; 3] = ["/api/v2/check", "/api/v2/v2/check", "/api/check"];
/// The addresses of the list of languages.
pub const LANGUAGES: [&str; 2] = ["/api/v2/languages", "/api/v2/v2/languages"];

/// What to check. In place of `text`, `data` may have the text in pieces, as JSON: `{"annotation":
/// [{"text": "A "}, {"markup": "<b>"}, …]}`, where `interpretAs` may say what a markup stands for.
#[derive(Debug, ToSchema, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({"text": "I havv a dog.", "language": "en-US"}))]
#[expect(dead_code, reason = "describes the fields that `Request::parse` reads")]
pub struct CheckRequest {
    /// The text to be checked.
    #[schema(example = "I havv a dog.")]
    text: String,
    /// Which English, or `auto`.
    #[param(inline)]
    language: CheckLanguageName,
    /// With `auto`, the variety of English to assume.
    #[schema(example = "en-GB")]
    preferred_variants: Option<String>,
    /// Ids of rules to leave out, with commas.
    #[schema(example = "MISSING_SPACE")]
    disabled_rules: Option<String>,
    /// Ids of categories to leave out, with commas.
    #[schema(example = "TYPOGRAPHY")]
    disabled_categories: Option<String>,
    /// Ids of rules; they matter with `enabledOnly`.
    #[schema(example = "CONFUSION_RULE")]
    enabled_rules: Option<String>,
    /// Ids of categories; they matter with `enabledOnly`.
    #[schema(example = "TYPOS")]
    enabled_categories: Option<String>,
    /// Whether only the enabled rules and categories are wanted.
    #[schema(default = false)]
    enabled_only: Option<bool>,
    /// How much to find.
    #[param(inline)]
    level: Option<CheckLevel>,
}

/// Which English.
#[derive(Debug, ToSchema)]
#[schema(example = "en-US")]
#[expect(
    dead_code,
    reason = "names for the description; `Request::parse` reads them"
)]
pub enum CheckLanguageName {
    /// Found out.
    #[serde(rename = "auto")]
    Auto,
    /// Any.
    #[serde(rename = "en")]
    English,
    /// American.
    #[serde(rename = "en-US")]
    American,
    /// British.
    #[serde(rename = "en-GB")]
    British,
    /// Australian.
    #[serde(rename = "en-AU")]
    Australian,
    /// Canadian.
    #[serde(rename = "en-CA")]
    Canadian,
    /// Of New Zealand.
    #[serde(rename = "en-NZ")]
    NewZealand,
    /// Of South Africa.
    #[serde(rename = "en-ZA")]
    SouthAfrican,
}

/// How much to find.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "lowercase", example = "default")]
#[expect(
    dead_code,
    reason = "names for the description; `Request::parse` reads them"
)]
pub enum CheckLevel {
    /// The usual.
    Default,
    /// Words that may be wrong, too.
    Picky,
}

/// Check a text as LanguageTool does
///
/// For LanguageTool's clients, whose base address is `http://HOST/api/` or `http://HOST/api/v2/`: finds
/// what `/api/space` and `/api/spell` would change, with `level=picky` also the words that they leave in
/// doubt, and stores nothing. Offsets and lengths count UTF-16 units. Errors are plain text that begins
/// with `Error: `.
#[utoipa::path(
    post, path = "/api/v2/check", operation_id = "check", tag = "LanguageTool",
    request_body(content = CheckRequest, description = "The text and how to check it; JSON or a form"),
    responses(
        (
            status = 200, description = "What was found", body = CheckAnswer,
            example = json!({
                "software": {"name": "textmend", "version": "0.1.0", "buildDate": "", "apiVersion": 1, "premium": false, "status": ""},
                "warnings": {"incompleteResults": false},
                "language": {
                    "name": "English (US)", "code": "en-US",
                    "detectedLanguage": {"name": "English (US)", "code": "en-US", "confidence": 0.97, "source": "fasttext"}
                },
                "matches": [{
                    "message": "Possible spelling mistake found.", "shortMessage": "Spelling mistake",
                    "replacements": [{"value": "have"}], "offset": 2, "length": 4,
                    "context": {"text": "I havv a dog.", "offset": 2, "length": 4}, "sentence": "I havv a dog.",
                    "type": {"typeName": "UnknownWord"},
                    "rule": {
                        "id": "MORFOLOGIK_RULE_EN_US", "description": "Possible spelling mistake", "issueType": "misspelling",
                        "category": {"id": "TYPOS", "name": "Possible Typo"}
                    },
                    "ignoreForIncompleteSentence": false, "contextForSureMatch": 0
                }]
            })
        ),
        (status = 400, description = "The request cannot be used", body = String, content_type = "text/plain", example = json!("Error: missing 'language' parameter")),
        (status = 401, description = "A key is needed, or the one sent is not valid", body = String, content_type = "text/plain", example = json!("Error: a valid API key is needed in the parameter 'apiKey'")),
        (status = 413, description = "The text or the request is too large", body = String, content_type = "text/plain", example = json!("Error: the text exceeds the limit")),
        (status = 503, description = "Overloaded; `Retry-After` says when to try again", body = String, content_type = "text/plain", example = json!("Error: too much work waits already")),
    )
)]
pub async fn post(state: Data<ApiState>, body: Result<AnyBody, Problem>) -> HttpResponse {
    match body {
        Ok(AnyBody(fields)) => answer(&state, fields).await,
        Err(problem) => refuse_as(&problem),
    }
}

/// Check a text of a query
///
/// The same with its fields in the query, for a short text and a first try.
#[utoipa::path(
    get, path = "/api/v2/check", operation_id = "check_query", tag = "LanguageTool",
    params(CheckRequest),
    responses(
        (status = 200, description = "What was found, as for `POST`", body = CheckAnswer, example = json!({"matches": []})),
        (status = 400, description = "The request cannot be used", body = String, content_type = "text/plain", example = json!("Error: missing 'language' parameter")),
        (status = 413, description = "The text is too large", body = String, content_type = "text/plain", example = json!("Error: the text exceeds the limit")),
        (status = 503, description = "Overloaded; `Retry-After` says when to try again", body = String, content_type = "text/plain", example = json!("Error: too much work waits already")),
    )
)]
pub async fn get(state: Data<ApiState>, request: HttpRequest) -> HttpResponse {
    match pairs(request.query_string().as_bytes()) {
        Ok(pairs) => answer(&state, Fields::from_pairs(pairs)).await,
        Err(error) => refuse(StatusCode::BAD_REQUEST, &error.to_string()),
    }
}

/// List the languages that texts are checked in
///
/// As LanguageTool has it, for its clients: each language's name and codes.
#[utoipa::path(
    get, path = "/api/v2/languages", operation_id = "check_languages", tag = "LanguageTool",
    responses((status = 200, description = "The languages", body = Vec<CheckLanguage>))
)]
pub async fn languages() -> HttpResponse {
    let all = language::ALL.into_iter().map(CheckLanguage::from);
    json_answer(&all.collect::<Vec<_>>())
}

async fn answer(state: &ApiState, fields: Fields) -> HttpResponse {
    match check(state, fields).await {
        Ok(Ok(answer)) => match body::json(answer) {
            Ok(body) => json_body(body),
            Err(problem) => refuse_as(&problem),
        },
        Ok(Err(error @ RequestError::TooLong(_))) => {
            refuse(StatusCode::PAYLOAD_TOO_LARGE, &error.to_string())
        }
        Ok(Err(error)) => refuse(StatusCode::BAD_REQUEST, &error.to_string()),
        Err(problem) => refuse_as(&problem),
    }
}

async fn check(
    state: &ApiState,
    fields: Fields,
) -> Result<Result<Json<CheckAnswer>, RequestError>, Problem> {
    let (length, limit) = (fields.bytes(), state.limits.text_bytes);
    let read = move || Request::parse(&fields, limit);
    let request = match convert(state, length, read).await? {
        Ok(request) => request,
        Err(error) => return Ok(Err(error)),
    };
    let engines = state.engines.clone();
    let bytes = request.text.bytes();
    compute(state, bytes, move |deadline| {
        let variety = request.preferred.variety;
        let (text, rules) = (request.text.plain(), &request.rules);
        let review = review(&engines, text, variety, rules, deadline)
            .map_err(|error| problem::of_engine(&error))?;
        Ok(Ok(Json::of(&CheckAnswer::of(&request, review))?))
    })
    .await?
}

/// A problem of ours in LanguageTool's words: what is wrong with the request itself is always a 400.
fn refuse_as(problem: &Problem) -> HttpResponse {
    let status = match problem.code() {
        // Who may, and how often, is told apart from what is wrong with the request.
        code @ (Code::TooLarge | Code::Unauthorized | Code::Forbidden | Code::RateLimited) => {
            code.status()
        }
        code if code.status().is_client_error() => StatusCode::BAD_REQUEST,
        code => code.status(),
    };
    // LanguageTool's clients can't add a header of their own.
    let detail = match problem.code() {
        Code::Unauthorized => {
            "a valid API key is needed in the parameter 'apiKey'; `textmend keys add` makes one"
        }
        _ => problem.detail(),
    };
    let mut answer = refuse(status, detail);
    if let Some(seconds) = problem.comes_back_after() {
        answer
            .headers_mut()
            .insert(header::RETRY_AFTER, seconds.into());
    }
    answer
}

fn refuse(status: StatusCode, detail: &str) -> HttpResponse {
    HttpResponse::build(status)
        .content_type("text/plain; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(format!("Error: {detail}"))
}
