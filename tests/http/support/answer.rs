//! An answer, read to its end, with the questions that many tests ask of it.

use reqwest::header::HeaderMap;
use serde_json::Value;

pub type Json = Value;

/// Status, headers and body.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub async fn read(response: reqwest::Response) -> Self {
        Self {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: response.bytes().await.unwrap().to_vec(),
        }
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    /// The body of an answer that must be a success and JSON.
    #[track_caller]
    pub fn json(&self) -> Json {
        assert_eq!(self.status, 200, "{}", self.text());
        assert!(
            self.header("content-type").starts_with("application/json"),
            "{self:?}"
        );
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The body of an answer that must be a page.
    #[track_caller]
    pub fn page(&self, status: u16) -> &str {
        assert_eq!(self.status, status, "{}", self.text());
        assert_eq!(self.header("content-type"), "text/html; charset=utf-8");
        self.text()
    }

    /// The same as a reader has it: the text without its marks.
    #[track_caller]
    pub fn reading(&self, status: u16) -> String {
        let mut text = String::new();
        for (index, part) in self.page(status).split('<').enumerate() {
            // What stands before the first `>` is a tag, but for what stands before any tag.
            text += if index == 0 {
                part
            } else {
                part.split_once('>').map_or("", |(_, text)| text)
            };
        }
        let marks = [
            ("&lt;", "<"),
            ("&gt;", ">"),
            ("&quot;", "\""),
            ("&#60;", "<"),
            ("&#62;", ">"),
        ];
        let more = [
            ("&#34;", "\""),
            ("&#39;", "'"),
            ("&#38;", "&"),
            ("&amp;", "&"),
        ];
        marks
            .iter()
            .chain(&more)
            .fold(text, |text, (mark, sign)| text.replace(mark, sign))
    }

    /// The body of an answer that must be this problem, complete as RFC 9457 and the contract have it.
    #[track_caller]
    pub fn problem(&self, status: u16, code: &str) -> Json {
        assert_eq!(self.status, status, "{}", self.text());
        assert_eq!(self.header("content-type"), "application/problem+json");
        let body: Json = serde_json::from_slice(&self.body).unwrap();
        assert_eq!(body["status"], status, "{body}");
        assert_eq!(body["code"], code, "{body}");
        for field in ["type", "title", "detail", "request_id"] {
            assert!(
                body[field].as_str().is_some_and(|text| !text.is_empty()),
                "{field}: {body}"
            );
        }
        assert_eq!(self.header("x-request-id"), body["request_id"], "{body}");
        if [429, 503].contains(&status) {
            let seconds: u32 = self.header("retry-after").parse().expect("Retry-After");
            assert!(seconds > 0);
        }
        body
    }

    /// The same, and the one field that it is about.
    #[track_caller]
    pub fn problem_in(&self, status: u16, code: &str, field: &str) -> Json {
        let body = self.problem(status, code);
        let errors = body["errors"].as_array().expect("errors");
        assert!(
            errors.iter().any(|error| error["field"] == field),
            "{field}: {body}"
        );
        assert!(
            errors.iter().all(|error| error["detail"].is_string()),
            "{body}"
        );
        body
    }
}

/// What the edits make of the original: they are applied from last to first, their offsets and lengths
/// count Unicode scalar values.
pub fn rebuild(answer: &Json) -> String {
    let mut text: Vec<char> = answer["original"].as_str().unwrap().chars().collect();
    let edits = answer["edits"].as_array().unwrap();
    let mut end_of_next = usize::MAX;
    for edit in edits.iter().rev() {
        let offset = edit["offset"].as_u64().unwrap() as usize;
        let length = edit["length"].as_u64().unwrap() as usize;
        let (from, to) = (edit["from"].as_str().unwrap(), edit["to"].as_str().unwrap());
        assert!(
            offset + length <= end_of_next,
            "edits overlap or are out of order: {answer}"
        );
        end_of_next = offset;
        let found: String = text[offset..offset + length].iter().collect();
        assert_eq!(found, from, "{answer}");
        text.splice(offset..offset + length, to.chars());
    }
    text.into_iter().collect()
}
