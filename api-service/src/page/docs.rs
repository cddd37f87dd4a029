//! The description of the API as a page, made from the OpenAPI document.

use std::{fmt::Write, sync::LazyLock};

use actix_web::{HttpRequest, HttpResponse, http::StatusCode};
use askama::Template;
use serde_json::{Map, Value};
use utoipa::OpenApi;
use web_common::{
    Code, Problem, access,
    page::{Frame, Site},
};

use super::respond;
use crate::openapi::ApiDoc;

/// A part of the API.
#[derive(Debug)]
struct Group {
    name: String,
    description: String,
    operations: Vec<Described>,
}

/// One operation, ready to be shown.
#[derive(Debug)]
struct Described {
    id: String,
    method: String,
    path: String,
    summary: String,
    description: String,
    parameters: Vec<Member>,
    body: Vec<Member>,
    responses: Vec<(String, String)>,
    body_example: Option<Value>,
    answer_example: Option<String>,
}

impl Described {
    /// Whether the page can send it: without a body, or with one in JSON.
    fn can_be_tried(&self) -> bool {
        self.method != "POST" || self.body_example.is_some()
    }

    /// The example of a body, to be edited.
    fn editable(&self) -> Option<String> {
        serde_json::to_string_pretty(self.body_example.as_ref()?).ok()
    }
}

/// A parameter or a member of a body.
#[derive(Debug)]
struct Member {
    name: String,
    kind: String,
    required: bool,
    description: String,
}

/// Where the page is.
const PATH: &str = "/api/docs";

static GROUPS: LazyLock<Vec<Group>> = LazyLock::new(|| {
    serde_json::to_value(ApiDoc::openapi())
        .map_or_else(|_| Vec::new(), |document| groups(&document))
});

#[derive(Template)]
#[template(path = "docs.html")]
struct DocsPage {
    frame: Frame,
    groups: &'static [Group],
    /// Code, name in `code`.
    codes: Vec<(Code, String)>,
    address: String,
}

/// Answers with the page.
///
/// # Errors
/// A page that cannot be rendered is a fault of ours.
pub fn answer(request: &HttpRequest) -> Result<HttpResponse, Problem> {
    let site = Site::of(request);
    let mut frame = site.frame(PATH, "The API");
    frame.scripts.push(site.href(PATH, "docs.js"));
    let codes = Code::ALL
        .iter()
        .map(|code| (*code, code.slug().replace('-', "_")))
        .collect();
    respond(
        StatusCode::OK,
        &DocsPage {
            frame,
            groups: &GROUPS,
            codes,
            address: access::site_address(request),
        },
    )
}

impl DocsPage {
    fn curl(&self, operation: &Described) -> String {
        let mut line = String::from("curl -s");
        if operation.method != "GET" && operation.method != "POST" {
            // Writing to a string cannot fail, here and below.
            let _ = write!(line, " -X {}", operation.method);
        }
        let _ = write!(line, " {}{}", self.address, operation.path);
        if let Some(body) = &operation.body_example {
            let _ = write!(
                line,
                " \\\n  -H 'content-type: application/json' \\\n  -d '{body}'"
            );
        }
        line
    }
}

fn groups(document: &Value) -> Vec<Group> {
    let schemas = document["components"]["schemas"]
        .as_object()
        .cloned()
        .unwrap_or_default();
    let mut groups: Vec<_> = items(&document["tags"])
        .map(|tag| Group {
            name: string(&tag["name"]),
            description: string(&tag["description"]),
            operations: Vec::new(),
        })
        .collect();
    for (path, methods) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in methods.as_object().into_iter().flatten() {
            let group = groups
                .iter_mut()
                .find(|group| operation["tags"][0] == group.name.as_str());
            if let Some(group) = group {
                group
                    .operations
                    .push(described(path, method, operation, &schemas));
            }
        }
    }
    groups
}

fn described(
    path: &str,
    method: &str,
    operation: &Value,
    schemas: &Map<String, Value>,
) -> Described {
    let request = &operation["requestBody"]["content"]["application/json"]["schema"];
    let request = resolved(request, schemas);
    let success = operation["responses"]
        .as_object()
        .into_iter()
        .flatten()
        .find(|(status, _)| status.starts_with('2'));
    let content = success.map(|(_, response)| &response["content"]["application/json"]);
    let answer = content.and_then(|content| match &content["example"] {
        Value::Null => example(&content["schema"], schemas),
        example => Some(example.clone()),
    });
    Described {
        id: string(&operation["operationId"]),
        method: method.to_uppercase(),
        path: path.to_owned(),
        summary: string(&operation["summary"]),
        description: string(&operation["description"]),
        parameters: items(&operation["parameters"])
            .map(|parameter| Member {
                name: string(&parameter["name"]),
                kind: kind(&parameter["schema"], schemas),
                required: parameter["required"] == true,
                description: string(&parameter["description"]),
            })
            .collect(),
        body: request
            .map(|schema| members(schema, schemas))
            .unwrap_or_default(),
        responses: operation["responses"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(status, response)| (status.clone(), string(&response["description"])))
            .collect(),
        body_example: request.map(|schema| schema["example"].clone()),
        answer_example: answer.and_then(|value| serde_json::to_string_pretty(&value).ok()),
    }
}

/// The members of a body, those that must be there first; of several bodies, the members of all.
fn members(schema: &Value, schemas: &Map<String, Value>) -> Vec<Member> {
    let mut members: Vec<Member> = Vec::new();
    let choices = items(&schema["oneOf"]).filter_map(|one| resolved(one, schemas));
    let only = !schema["oneOf"].is_array();
    for schema in [schema].into_iter().chain(choices) {
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            if !members.iter().any(|member| member.name == *name) {
                members.push(Member {
                    name: name.clone(),
                    kind: kind(property, schemas),
                    required: only
                        && items(&schema["required"]).any(|required| required == name.as_str()),
                    description: meaning(property, schemas),
                });
            }
        }
    }
    members.sort_by_key(|member| !member.required);
    members
}

/// What a member is for: said at the member, or at the schema that it refers to.
fn meaning(property: &Value, schemas: &Map<String, Value>) -> String {
    let referred = || items(&property["oneOf"]).find(|one| one["$ref"].is_string());
    property["description"]
        .as_str()
        .or_else(|| referred().and_then(|one| one["description"].as_str()))
        .or_else(|| referred().and_then(|one| resolved(one, schemas)?["description"].as_str()))
        .or_else(|| resolved(property, schemas)?["description"].as_str())
        .unwrap_or_default()
        .to_owned()
}

/// A schema itself, behind its reference if it is one.
fn resolved<'a>(schema: &'a Value, schemas: &'a Map<String, Value>) -> Option<&'a Value> {
    match schema["$ref"].as_str() {
        Some(reference) => schemas.get(reference.rsplit('/').next()?),
        None => schema.is_object().then_some(schema),
    }
}

/// The type of a schema in a word or two.
fn kind(schema: &Value, schemas: &Map<String, Value>) -> String {
    let Some(schema) = resolved(schema, schemas) else {
        return String::new();
    };
    if let Some(names) = schema["enum"].as_array() {
        return names
            .iter()
            .filter_map(Value::as_str)
            .collect::<Vec<_>>()
            .join(", ");
    }
    let choices = items(&schema["oneOf"]).chain(items(&schema["allOf"]));
    let choices: Vec<_> = choices
        .filter(|choice| choice["type"] != "null")
        .map(|choice| match choice["const"].as_str() {
            Some(name) => name.to_owned(),
            None => kind(choice, schemas),
        })
        .collect();
    if !choices.is_empty() {
        return choices.join(" or ");
    }
    let name = match &schema["type"] {
        Value::String(name) => name.clone(),
        Value::Array(names) => names
            .iter()
            .filter_map(Value::as_str)
            .filter(|name| *name != "null")
            .collect(),
        _ => String::new(),
    };
    if name == "array" {
        format!("array of {}", kind(&schema["items"], schemas))
    } else {
        name
    }
}

/// An example of a schema: its own, or made of those of its parts.
fn example(schema: &Value, schemas: &Map<String, Value>) -> Option<Value> {
    let schema = resolved(schema, schemas)?;
    if !schema["example"].is_null() {
        return Some(schema["example"].clone());
    }
    for several in ["oneOf", "allOf"] {
        if several == "allOf" && schema[several].is_array() {
            let mut whole = Map::new();
            for part in items(&schema[several]) {
                if let Some(Value::Object(part)) = example(part, schemas) {
                    whole.extend(part);
                }
            }
            return Some(Value::Object(whole));
        }
        if let Some(found) = items(&schema[several]).find_map(|one| example(one, schemas)) {
            return Some(found);
        }
    }
    if schema["items"].is_object() {
        return example(&schema["items"], schemas).map(|one| Value::Array(vec![one]));
    }
    let properties = schema["properties"].as_object()?;
    let members = properties
        .iter()
        .filter_map(|(name, property)| Some((name.clone(), example(property, schemas)?)));
    Some(Value::Object(members.collect()))
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn string(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
