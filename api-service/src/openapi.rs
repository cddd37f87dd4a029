//! The description of the API, generated from the code that serves it.

mod problems;

use utoipa::{IntoParams, OpenApi, ToSchema};
use web_common::{
    Code,
    problem::{FieldError, ProblemBody},
};

use self::problems::CommonProblems;
use crate::{answer, routes};

/// The whole description.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "textmend",
        description = "Corrects spelling, puts missing spaces back, translates any language into English, \
            and remembers what it did.\n\n\
            Requests are `application/json`, `application/x-www-form-urlencoded` or `multipart/form-data` \
            (with a part `file` in place of `text`), in UTF-8, and may be compressed with gzip, br, zstd or \
            deflate. Answers are JSON; pages only where `Accept` names `text/html`. Members that are not \
            described here are left aside. Where the service asks for an API key, it goes into the header \
            `Authorization: Bearer KEY` or `X-Api-Key`. Errors are `application/problem+json` as in RFC 9457, with a \
            stable `code`."
    ),
    paths(
        routes::spell::post,
        routes::space::post,
        routes::translate::post,
        routes::clean::post,
        routes::spell::get,
        routes::space::get,
        routes::translate::get,
        routes::clean::get,
        routes::records::list::get,
        routes::records::get::get,
        routes::records::delete::delete,
        routes::detect::post,
        routes::languages::get,
        routes::models::get,
        routes::languagetool::post,
        routes::languagetool::get,
        routes::languagetool::languages,
        routes::libre::settings,
        routes::libre_file::post,
        routes::libre_file::get,
        routes::openapi::get,
        livez,
        readyz,
    ),
    components(schemas(
        ProblemBody, Code, FieldError, db::Edit, db::Doubt, answer::LanguageFound, db::Step,
        routes::languagetool::CheckLanguageName, routes::languagetool::CheckLevel, routes::records::list::Blank
    )),
    tags(
        (name = "Text", description = "One text or up to 1,000 in, the same processed out; each saved as a record."),
        (name = "Forms", description = "The same for people; they work without JavaScript."),
        (name = "Records", description = "What was processed before."),
        (name = "Languages", description = "What can be told apart and translated."),
        (name = "LanguageTool", description = "For the clients of LanguageTool."),
        (name = "Service", description = "For balancers and operators."),
    ),
    modifiers(&CommonProblems)
)]
pub struct ApiDoc;

/// What in a text is syntax.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "lowercase", example = "text")]
#[expect(dead_code, reason = "names for the description; `input` reads them")]
pub enum FormatName {
    /// Plain text.
    Text,
    /// HTML: tags, comments, scripts, styles and preformatted code stay.
    Html,
    /// `CommonMark`: code, link targets and inline HTML stay.
    Markdown,
    /// Subtitles, `SubRip` or `WebVTT`: times and tags stay.
    Srt,
}

/// Which English.
#[derive(Debug, ToSchema)]
#[schema(example = "auto")]
#[expect(dead_code, reason = "names for the description; `input` reads them")]
pub enum EnglishName {
    /// Either variety.
    #[serde(rename = "auto")]
    Auto,
    /// Either variety.
    #[serde(rename = "en")]
    Any,
    /// As in the United States.
    #[serde(rename = "en-US")]
    American,
    /// As in Britain.
    #[serde(rename = "en-GB")]
    British,
}

/// What may be split in running text.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "lowercase", example = "hashtags")]
#[expect(dead_code, reason = "names for the description; `input` reads them")]
pub enum SplitName {
    /// `#likethis`
    Hashtags,
    /// `likeThis`
    Identifiers,
}

/// A step of a clean-up.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "lowercase", example = "spell")]
#[expect(dead_code, reason = "names for the description; `input` reads them")]
pub enum StepName {
    /// Translate what is not English.
    Translate,
    /// Put missing spaces back.
    Space,
    /// Correct spelling.
    Spell,
}

/// An operation.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "lowercase", example = "spell")]
#[expect(dead_code, reason = "names for the description; `input` reads them")]
pub enum OperationName {
    /// Spelling was corrected.
    Spell,
    /// Missing spaces were put back.
    Space,
    /// The text was translated.
    Translate,
    /// Several of these, one after the other.
    Clean,
}

/// The header that makes a retry safe.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "describes the header that `process` reads")]
pub struct IdempotencyKey {
    /// Any name for this request, unique to it: sent again with the same request within 24 hours, it
    /// gets the same record, made once; with another request, 422.
    #[param(
        rename = "Idempotency-Key",
        example = "5f0c7c9e-note-7",
        min_length = 1,
        max_length = 255,
        pattern = "^[!-~]([ -~]*[!-~])?$"
    )]
    idempotency_key: Option<String>,
}

/// Is this process serving?
///
/// Never depends on the database: a balancer's and a container's check.
#[utoipa::path(
    get, path = "/api/livez", operation_id = "livez", tag = "Service",
    responses(
        (status = 200, description = "It serves", body = Object, example = json!({"status": "serving"})),
        (status = 503, description = "It starts or drains", body = Object, example = json!({"status": "draining"}))
    )
)]
#[expect(dead_code, reason = "describes what `web_common::health` serves")]
fn livez() {}

/// Is everything there that this process needs?
///
/// The database included: for the order of starting, and for alarms.
#[utoipa::path(
    get, path = "/api/readyz", operation_id = "readyz", tag = "Service",
    responses(
        (status = 200, description = "Everything is there", body = Object, example = json!({"ready": true, "failing": []})),
        (status = 503, description = "Something is missing, and named", body = Object, example = json!({"ready": false, "failing": ["database"]}))
    )
)]
#[expect(dead_code, reason = "describes what `web_common::health` serves")]
fn readyz() {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Limits,
        input::{Fields, Input},
    };
    use serde_json::Value;
    use std::collections::HashSet;

    fn document() -> Value {
        serde_json::to_value(ApiDoc::openapi()).unwrap()
    }

    /// Every operation with its name for messages.
    fn operations(document: &Value) -> Vec<(String, &Value)> {
        let paths = document["paths"].as_object().unwrap();
        paths
            .iter()
            .flat_map(|(path, methods)| {
                let methods = methods.as_object().unwrap();
                methods
                    .iter()
                    .map(move |(method, operation)| (format!("{method} {path}"), operation))
            })
            .collect()
    }

    fn words(value: &Value) -> usize {
        value
            .as_str()
            .map_or(0, |text| text.split_whitespace().count())
    }

    fn resolve<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
        match schema["$ref"].as_str() {
            Some(reference) => document.pointer(&reference[1..]).unwrap(),
            None => schema,
        }
    }

    /// The copy in the repository is what clients have been promised: a change must be meant.
    #[test]
    fn the_description_is_the_one_in_the_repository() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/openapi.json");
        let now = ApiDoc::openapi().to_pretty_json().unwrap() + "\n";
        if std::env::var_os("RENEW").is_some() {
            std::fs::write(path, &now).unwrap();
        }
        let then = std::fs::read_to_string(path).unwrap_or_default();
        let changed = then
            .lines()
            .zip(now.lines())
            .find(|(then, now)| then != now);
        assert!(
            then == now,
            "the API's description has changed at {changed:?}; if it is meant to: \
             RENEW=1 cargo test --workspace --lib the_description_is_the_one"
        );
    }

    #[test]
    fn everything_is_summed_up_described_and_shown_by_example() {
        let document = document();
        assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
        let tags = document["tags"].as_array().unwrap();
        for tag in tags {
            assert!(words(&tag["description"]) >= 4, "{tag}");
        }
        let mut ids = HashSet::new();
        for (name, operation) in operations(&document) {
            assert!(words(&operation["summary"]) >= 1, "{name}: {operation}");
            // A sentence, which says more than the summary does.
            assert!(words(&operation["description"]) >= 7, "{name}: {operation}");
            let id = operation["operationId"].as_str().unwrap();
            assert!(ids.insert(id), "{id} is there twice");
            let chosen = operation["tags"].as_array().unwrap();
            assert!(
                chosen.len() == 1 && tags.iter().any(|tag| tag["name"] == chosen[0]),
                "{name} has not one of the described tags: {chosen:?}"
            );
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                assert!(words(&parameter["description"]) >= 4, "{name}: {parameter}");
            }
            if let Some(content) = operation["requestBody"]["content"].as_object() {
                for media in content.values() {
                    let schema = resolve(&document, &media["schema"]);
                    assert!(
                        schema["example"].is_object(),
                        "{name}: a body without example"
                    );
                }
            }
            for (status, response) in operation["responses"].as_object().unwrap() {
                assert!(words(&response["description"]) >= 2, "{name} {status}");
                for media in response["content"]
                    .as_object()
                    .into_iter()
                    .flat_map(|c| c.values())
                {
                    let shown =
                        !media["example"].is_null() || has_examples(&document, &media["schema"]);
                    assert!(shown, "{name} {status} has no example");
                }
            }
        }
    }

    /// Whether a value can be made up from the examples of a schema's parts.
    fn has_examples(document: &Value, schema: &Value) -> bool {
        let schema = resolve(document, schema);
        if !schema["example"].is_null() || schema["default"] != Value::Null {
            return true;
        }
        for part in ["oneOf", "allOf"] {
            if let Some(choices) = schema[part].as_array() {
                return choices
                    .iter()
                    .filter(|choice| choice["type"] != "null")
                    .any(|choice| has_examples(document, choice));
            }
        }
        match schema["properties"].as_object() {
            Some(properties) => properties.values().all(|one| {
                one["type"] == "boolean"
                    || one["description"].is_string() && has_examples(document, one)
            }),
            None if schema["items"].is_object() => has_examples(document, &schema["items"]),
            None => schema["enum"].is_array(),
        }
    }

    #[test]
    fn the_fields_described_are_the_fields_read() {
        let document = document();
        let limits = Limits {
            text_bytes: 100,
            body_bytes: 100,
        };
        for (operation, schema) in [
            (db::Operation::Spell, "SpellRequest"),
            (db::Operation::Space, "SpaceRequest"),
            (db::Operation::Translate, "TranslateRequest"),
            (db::Operation::Clean, "CleanRequest"),
        ] {
            let fields = Fields::default();
            let mut reader = fields.reader();
            Input::read(operation, &mut reader, limits);
            let mut read = reader.asked().to_vec();
            read.sort_unstable();
            let described = &document["components"]["schemas"][schema]["properties"];
            let mut described: Vec<_> = described.as_object().unwrap().keys().collect();
            described.sort_unstable();
            assert_eq!(read, described, "{schema}");
        }
    }

    #[test]
    fn every_reference_leads_somewhere() {
        fn check(document: &Value, value: &Value) {
            match value {
                Value::Object(members) => {
                    if let Some(reference) = members.get("$ref").and_then(Value::as_str) {
                        assert!(document.pointer(&reference[1..]).is_some(), "{reference}");
                    }
                    members.values().for_each(|member| check(document, member));
                }
                Value::Array(items) => items.iter().for_each(|item| check(document, item)),
                _ => {}
            }
        }
        let document = document();
        check(&document, &document);
    }
}
