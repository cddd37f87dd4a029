//! LibreTranslate's request and answer at `/api/translate`, and what its clients ask for besides.
//!
//! As its official clients speak it: <https://docs.libretranslate.com/api/operations/translate/>.
//! Texts that come so are kept in the history like any other.

use std::sync::Arc;

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web::Data,
};
use db::{Language, Operation};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use web_common::{Problem, access::Access};

use super::{
    libre_file,
    operation::{OneText, json_answer, written},
};
use crate::{
    accept::JsonOnly,
    answer::Answer,
    input::{Fields, is_blank},
    process::{Processed, process},
    state::ApiState,
};

/// One text, or the lines of one: those that are blank come back as they are.
#[derive(Debug, ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "describes the field `q` in the API's description")]
pub enum LibreTexts {
    /// One text.
    One(OneText),
    /// Many texts.
    Many(LibreLines),
}

/// Up to 1,000 texts: all are saved or none.
#[derive(Debug, ToSchema)]
#[schema(min_items = 1, max_items = 1000)]
#[expect(dead_code, reason = "describes what `input` reads")]
pub struct LibreLines(Vec<LibreText>);

/// A text without NUL; it may be blank.
#[derive(Debug, ToSchema)]
#[schema(pattern = r"^[^\u0000]*$", example = "Onde fica a biblioteca?")]
#[expect(dead_code, reason = "describes what `input` reads")]
pub struct LibreText(String);

/// LibreTranslate's request.
#[derive(Debug, ToSchema)]
#[schema(example = json!({"q": "Onde fica a biblioteca?", "source": "auto", "target": "en"}))]
#[expect(dead_code, reason = "describes the fields that `input` reads")]
pub struct LibreRequest {
    /// The text, or up to 1,000 of them.
    q: LibreTexts,
    /// Language of the text: `auto`, or an ISO 639 code.
    #[schema(default = "auto")]
    source: Option<String>,
    /// Language wanted: an ISO 639 code.
    #[schema(default = "en")]
    target: Option<String>,
    /// `text` or `html`.
    #[schema(default = "text")]
    format: Option<String>,
    /// How many other translations to tell; there are never any.
    alternatives: Option<u32>,
    /// An API key, where one is needed and none is in a header.
    api_key: Option<String>,
    /// Whether to keep a record.
    #[schema(default = true)]
    save: Option<bool>,
}

/// LibreTranslate's answer.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LibreAnswer {
    /// The translation; an array for an array.
    #[schema(value_type = Value, example = "Where is the library?")]
    translated_text: Value,
    /// The language found, where `source` was `auto`; an array for an array.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Value>, example = json!({"language": "pt", "confidence": 98.2}))]
    detected_language: Option<Value>,
    /// Other translations, where they were asked for; an array of arrays for an array.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Value>, example = json!([]))]
    alternatives: Option<Value>,
}

/// Whether a request speaks LibreTranslate's language.
pub fn speaks(fields: &Fields) -> bool {
    fields.has("q") && !fields.has("text")
}

/// Answers a request with `q`.
pub async fn answer(state: &ApiState, request: &HttpRequest, fields: Fields) -> HttpResponse {
    let answer = translated(state, request, Arc::new(fields)).await;
    answer.unwrap_or_else(|problem| refuse(&problem))
}

async fn translated(
    state: &ApiState,
    request: &HttpRequest,
    fields: Arc<Fields>,
) -> Result<HttpResponse, Problem> {
    let keep = |answer| Ok(Translated::from(answer));
    let processed = process(state, Operation::Translate, &fields, request, keep).await?;
    let texts = processed.answers.iter().map(|answer| answer.text.len());
    let (saved, bytes) = (processed.saved, texts.sum());
    let answer = move || Asked::of(&fields).answer(processed);
    written(state, saved, bytes, answer).await
}

/// What is told of a translation.
struct Translated {
    text: String,
    language: Option<Language>,
}

impl From<Answer> for Translated {
    fn from(answer: Answer) -> Self {
        Self {
            text: answer.processed,
            language: answer.language,
        }
    }
}

/// What a request wants to be told besides the translation.
struct Asked<'a> {
    language: bool,
    alternatives: bool,
    /// The texts, where there are several.
    texts: &'a [Value],
}

impl<'a> Asked<'a> {
    fn of(fields: &'a Fields) -> Self {
        let source = fields.typed("source");
        let alternatives = fields.typed("alternatives");
        Self {
            language: source.is_empty() || source == "auto",
            alternatives: !matches!(alternatives.as_str(), "" | "0"),
            texts: fields
                .raw("q")
                .and_then(Value::as_array)
                .map_or(&[], Vec::as_slice),
        }
    }

    fn answer(&self, processed: Processed<Translated>) -> LibreAnswer {
        let many = processed.many;
        let answers = processed.answers;
        // Of several texts, the blank ones were not translated and come back as they are.
        let each = |one: &dyn Fn(&Translated) -> Value, blank: &dyn Fn(&Value) -> Value| {
            let mut values = answers.iter().map(one);
            if many {
                let all = self.texts.iter().filter_map(|text| {
                    if is_blank(text) {
                        Some(blank(text))
                    } else {
                        values.next()
                    }
                });
                all.collect()
            } else {
                values.next_back().unwrap_or_default()
            }
        };
        let none = |_: &Value| json!([]);
        LibreAnswer {
            translated_text: each(&|answer| json!(answer.text), &Value::clone),
            detected_language: self.language.then(|| {
                each(&|answer| detected(answer.language.as_ref()), &|_| {
                    detected(None)
                })
            }),
            alternatives: self.alternatives.then(|| each(&|_| json!([]), &none)),
        }
    }
}

fn detected(language: Option<&Language>) -> Value {
    let (code, confidence) = match language {
        Some(found) => (
            found.code.as_str(),
            (found.confidence * 1000.0).round() / 10.0,
        ),
        None => ("en", 0.0),
    };
    json!({"language": code, "confidence": confidence})
}

/// The error as LibreTranslate has it: 400 for everything that is wrong with the request.
pub(super) fn refuse(problem: &Problem) -> HttpResponse {
    let status = match problem.code().status() {
        StatusCode::UNPROCESSABLE_ENTITY => StatusCode::BAD_REQUEST,
        status => status,
    };
    let mut answer = HttpResponse::build(status);
    if let Some(seconds) = problem.comes_back_after() {
        answer.insert_header((header::RETRY_AFTER, seconds.to_string()));
    }
    answer.insert_header((header::CACHE_CONTROL, "no-store"));
    answer.json(json!({"error": problem.detail()}))
}

/// LibreTranslate's settings
///
/// What LibreTranslate's clients and pages ask for before they translate.
#[utoipa::path(
    get, path = "/api/frontend/settings", operation_id = "frontend_settings", tag = "Languages",
    responses((status = 200, description = "The settings", body = Object, example = json!({"charLimit": 1_048_576, "filesTranslation": true})))
)]
pub async fn settings(state: Data<ApiState>, access: Data<Access>, _: JsonOnly) -> HttpResponse {
    let keys = access.is_private();
    json_answer(&json!({
        "apiKeys": keys,
        "charLimit": state.limits.text_bytes,
        "filesTranslation": true,
        "frontendTimeout": 500,
        "keyRequired": keys,
        "language": {
            "source": {"code": "auto", "name": "Auto Detect"},
            "target": {"code": "en", "name": "English"},
        },
        "suggestions": false,
        "supportedFilesFormat": libre_file::endings(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn none() -> Processed<Translated> {
        Processed {
            answers: Vec::new(),
            many: true,
            saved: false,
        }
    }

    #[test]
    fn only_what_was_asked_for_is_told() {
        assert!(speaks(&Fields::of_object(json!({"q": "a"}))));
        assert!(!speaks(&Fields::of_object(json!({"q": "a", "text": "b"}))));
        let request = Fields::of_object(json!({"q": [], "source": "pt"}));
        let plain = Asked::of(&request).answer(none());
        assert_eq!(
            serde_json::to_value(plain).unwrap(),
            json!({"translatedText": []})
        );
        let full = Fields::of_object(json!({"q": [" \n"], "source": "auto", "alternatives": 3}));
        let full = serde_json::to_value(Asked::of(&full).answer(none())).unwrap();
        let expected = json!({
            "translatedText": [" \n"], "detectedLanguage": [{"language": "en", "confidence": 0.0}], "alternatives": [[]]
        });
        assert_eq!(full, expected);
    }
}
