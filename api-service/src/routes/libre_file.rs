//! `LibreTranslate`'s translation of files: `POST /api/translate_file`, and the address that it answers with.
//!
//! The translated file is the record: any instance can hand it out, for as long as the record is kept. Clients of
//! `LibreTranslate` fetch it without a key, so the address itself is the right to: it holds a [`proof`].

use std::sync::Arc;

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, DispositionParam, DispositionType},
    web::{Data, Path},
};
use db::Operation;
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use uuid::Uuid;
use web_common::{Code, Problem, access, hex, origin};

use super::{libre::refuse, operation::json_answer};
use crate::{
    body,
    input::{Body, Fields, is_blank},
    process::process,
    state::ApiState,
};

/// A kind of file that can be translated.
struct Kind {
    ending: &'static str,
    format: &'static str,
    media_type: &'static str,
}

const KINDS: [Kind; 4] = [
    Kind::new(".txt", "text", "text/plain"),
    Kind::new(".md", "markdown", "text/markdown"),
    Kind::new(".html", "html", "text/html"),
    Kind::new(".srt", "srt", "application/x-subrip"),
];

impl Kind {
    const fn new(ending: &'static str, format: &'static str, media_type: &'static str) -> Self {
        Self {
            ending,
            format,
            media_type,
        }
    }

    fn of(name: &str) -> Option<&'static Self> {
        let name = name.to_ascii_lowercase();
        KINDS.iter().find(|kind| name.ends_with(kind.ending))
    }
}

/// The endings of files that can be translated.
pub fn endings() -> Vec<&'static str> {
    KINDS.iter().map(|kind| kind.ending).collect()
}

/// A file to translate.
#[derive(Debug, ToSchema)]
#[schema(example = json!({"file": "(the file note.txt)", "source": "pt", "target": "en"}))]
#[expect(dead_code, reason = "describes the fields that `input` reads")]
pub struct FileRequest {
    /// A file whose name ends in `.txt`, `.md`, `.html` or `.srt`.
    #[schema(format = Binary, content_media_type = "application/octet-stream")]
    file: String,
    /// Language of the file: `auto`, or an ISO 639 code.
    #[schema(default = "auto", example = "pt")]
    source: Option<String>,
    /// Language wanted: an ISO 639 code.
    #[schema(default = "en", example = "en")]
    target: Option<String>,
    /// As in LibreTranslate.
    api_key: Option<String>,
}

/// Where the translated file is.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({"translatedFileUrl": "http://127.0.0.1:8080/api/download_file/0193f3a2-7c1e-7b64-9c1d-3f6a8c2b1e57.3f1d0c6a9be24785a1c05d7e8f92b364.txt"}))]
pub struct FileAnswer {
    /// An address to get it from.
    translated_file_url: String,
}

/// Translate a file
///
/// As LibreTranslate has it: a file in, the address of the translated file out. The translation is saved as
/// a record, and can be had until that is deleted.
#[utoipa::path(
    post, path = "/api/translate_file", operation_id = "translate_file", tag = "Languages",
    request_body(content = FileRequest, content_type = "multipart/form-data", description = "The file and its languages"),
    responses((status = 200, description = "The address of the translated file", body = FileAnswer))
)]
pub async fn post(
    state: Data<ApiState>,
    request: HttpRequest,
    body: Body,
) -> Result<HttpResponse, Problem> {
    origin::check_call(&request)?;
    let mut fields = body.0;
    let name = fields.typed("filename");
    // A part in another encoding is no field.
    if let Err(problem) = fields.reader().finish() {
        return Ok(refuse(&problem));
    }
    let wrong = |detail: &str| Ok(refuse(&Problem::field("file", detail)));
    if name.is_empty() {
        return wrong("There is no file: send one in a multipart form, as the part \"file\".");
    }
    if fields.raw("text").is_none_or(is_blank) {
        return wrong("The file is empty.");
    }
    let Some(kind) = Kind::of(&name) else {
        let endings = endings().join(", ");
        return wrong(&format!("The name of the file must end in {endings}."));
    };
    fields.set("format", Value::String(kind.format.to_owned()));
    fields.set("save", Value::Bool(true));
    Ok(
        match translated(&state, &request, &Arc::new(fields), kind).await {
            Ok(address) => json_answer(&json!(FileAnswer {
                translated_file_url: address,
            })),
            Err(problem) => refuse(&problem),
        },
    )
}

async fn translated(
    state: &ApiState,
    request: &HttpRequest,
    fields: &Arc<Fields>,
    kind: &Kind,
) -> Result<String, Problem> {
    let done = process(state, Operation::Translate, fields, request, Ok).await?;
    let answer = done.answers.first().ok_or_else(missing)?;
    let record = answer.record.ok_or_else(missing)?;
    let proof = proof(record, &answer.original, &answer.processed);
    let (site, ending) = (access::site_address(request), kind.ending);
    Ok(format!("{site}/api/download_file/{record}.{proof}{ending}"))
}

/// What only those know who know the texts already: 128 bits, the same on every instance, stored nowhere.
fn proof(record: Uuid, original: &str, processed: &str) -> String {
    let mut hash = Sha256::new_with_prefix(record);
    for text in [original, processed] {
        hash.update(text.len().to_be_bytes());
        hash.update(text);
    }
    hex(&hash.finalize()[..16])
}

/// Get a translated file
///
/// What `POST /api/translate_file` gave the address of. Needs no key: who has the address may fetch the file.
#[utoipa::path(
    get, path = "/api/download_file/{file}", operation_id = "download_file", tag = "Languages",
    params(("file" = String, Path, description = "As in that address", example = "0193f3a2-7c1e-7b64-9c1d-3f6a8c2b1e57.3f1d0c6a9be24785a1c05d7e8f92b364.txt")),
    responses((status = 200, description = "The file", body = String, content_type = "text/plain", example = json!("Where is the library?")))
)]
pub async fn get(state: Data<ApiState>, file: Path<String>) -> Result<HttpResponse, Problem> {
    let kind = Kind::of(&file).ok_or_else(missing)?;
    let key = &file[..file.len() - kind.ending.len()];
    let (key, proved) = key.split_once('.').ok_or_else(missing)?;
    let key = Uuid::parse_str(key).map_err(|_| missing())?;
    let record = state.store.get(key).await?;
    let record = record
        .filter(|record| record.operation == Operation::Translate)
        .filter(|record| proof(key, &record.original, &record.processed) == proved)
        .ok_or_else(missing)?;
    // Never shown in place: an HTML file of somebody's must not run as a page of this site.
    let disposition = header::ContentDisposition {
        disposition: DispositionType::Attachment,
        parameters: vec![DispositionParam::Filename(format!(
            "translated{}",
            kind.ending
        ))],
    };
    Ok(HttpResponse::Ok()
        .insert_header((
            header::CONTENT_TYPE,
            format!("{}; charset=utf-8", kind.media_type),
        ))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header(disposition)
        .body(body::text(record.processed)))
}

fn missing() -> Problem {
    Problem::new(
        Code::NotFound,
        "There is no such file; its record may have been deleted.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_their_endings() {
        let format = |name| Kind::of(name).map(|kind| kind.format);
        assert_eq!(format("A.TXT"), Some("text"));
        assert_eq!(format("a.b.md"), Some("markdown"));
        assert_eq!(format("a.docx"), None);
        assert_eq!(format(""), None);
    }
}
