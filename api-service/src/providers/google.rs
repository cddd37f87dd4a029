//! Google Cloud Translation: Basic (v2) with an API key, Advanced (v3) with a project.
//!
//! <https://cloud.google.com/translate/docs/reference/rest/v2/translate>,
//! <https://cloud.google.com/translate/docs/reference/rest/v3/projects.locations/translateText>.

use reqwest::{Client, Request, RequestBuilder};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::{Value, json};
use text::token::Format;

use super::{Batch, Fault, Limits, Offered, Translated, http::Vendor, read};

/// The services' address.
pub const ADDRESS: &str = "https://translation.googleapis.com";

/// Google's translation service.
pub struct Google {
    /// Base address, without a slash at its end.
    pub address: String,
    /// Which of the two services, and its credentials.
    pub access: Access,
}

/// Which service, and how it knows us.
pub enum Access {
    /// v2.
    Key(SecretString),
    /// v3. Without a token, whatever is at the address has to add one.
    Project {
        /// Id or number of the project.
        project: String,
        /// OAuth access token.
        token: Option<SecretString>,
    },
}

impl Google {
    fn project_request(&self, client: &Client, post: bool, method: &str) -> Option<RequestBuilder> {
        let Access::Project { project, token } = &self.access else {
            return None;
        };
        let address = format!(
            "{}/v3/projects/{project}/locations/global{method}",
            self.address
        );
        let request = if post {
            client.post(address)
        } else {
            client.get(address)
        };
        let request = request.header("x-goog-user-project", project);
        Some(match token {
            Some(token) => request.bearer_auth(token.expose_secret()),
            None => request,
        })
    }

    fn build(&self, client: &Client, batch: &Batch) -> Result<Request, Fault> {
        let target = code(&batch.target);
        let source = batch.source.as_deref().map(code);
        let html = batch.format == Format::Html;
        let request = match &self.access {
            Access::Key(key) => {
                // Left out, the format is HTML, and `&` comes back as `&amp;`.
                let format = if html { "html" } else { "text" };
                let mut body = json!({"q": batch.texts, "target": target, "format": format});
                if let Some(source) = source {
                    body["source"] = source.into();
                }
                client
                    .post(format!("{}/language/translate/v2", self.address))
                    .query(&[("key", key.expose_secret())])
                    .json(&body)
            }
            Access::Project { .. } => {
                let mime_type = if html { "text/html" } else { "text/plain" };
                let mut body = json!({
                    "contents": batch.texts, "mimeType": mime_type, "targetLanguageCode": target,
                });
                if let Some(source) = source {
                    body["sourceLanguageCode"] = source.into();
                }
                let request = self.project_request(client, true, ":translateText");
                request.ok_or(Fault::Credentials)?.json(&body)
            }
        };
        request.build().map_err(Fault::of_request)
    }

    fn build_languages(&self, client: &Client) -> Result<Request, Fault> {
        let request = match &self.access {
            Access::Key(key) => client
                .get(format!("{}/language/translate/v2/languages", self.address))
                .query(&[("key", key.expose_secret())]),
            Access::Project { .. } => self
                .project_request(client, false, "/supportedLanguages")
                .ok_or(Fault::Credentials)?,
        };
        request.build().map_err(Fault::of_request)
    }
}

#[derive(Deserialize)]
struct Answer {
    data: Option<Data>,
    translations: Option<Vec<Translation>>,
}

#[derive(Deserialize)]
struct Data {
    translations: Vec<Translation>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Translation {
    translated_text: String,
    #[serde(alias = "detectedLanguageCode")]
    detected_source_language: Option<String>,
}

impl Vendor for Google {
    fn name(&self) -> &'static str {
        "google"
    }

    fn model(&self) -> &'static str {
        match self.access {
            Access::Key(_) => "nmt",
            Access::Project { .. } => "general/nmt",
        }
    }

    // v2 takes 128 texts and 100 kB; v3 takes 1,024 texts and 30,720 characters.
    fn limits(&self) -> Limits {
        Limits {
            texts: 128,
            bytes: 30_000,
            mixed: true,
        }
    }

    async fn request(&self, client: &Client, batch: &Batch) -> Result<Request, Fault> {
        self.build(client, batch)
    }

    fn read(&self, body: &[u8]) -> Result<Vec<Translated>, Fault> {
        let answer: Answer = read(body)?;
        let translations = answer
            .data
            .map(|data| data.translations)
            .or(answer.translations)
            .ok_or(Fault::Garbled)?;
        let translated = translations.into_iter().map(|translation| Translated {
            text: translation.translated_text,
            language: translation.detected_source_language,
        });
        Ok(translated.collect())
    }

    fn fault(&self, status: u16, body: &[u8]) -> Fault {
        let error: Value = serde_json::from_slice(body).unwrap_or_default();
        let reason = error["error"]["errors"][0]["reason"].as_str();
        let message = error["error"]["message"].as_str().unwrap_or_default();
        match (status, reason) {
            (403 | 429, Some("dailyLimitExceeded" | "quotaExceeded")) => Fault::Quota,
            (403, Some("userRateLimitExceeded" | "rateLimitExceeded")) => Fault::Busy(None),
            (400, _) if message.contains("API key") => Fault::Credentials,
            (400, _) if message.to_lowercase().contains("language") => Fault::Language,
            _ => Fault::of_status(status),
        }
    }

    async fn languages_requests(&self, client: &Client) -> Result<Vec<Request>, Fault> {
        Ok(vec![self.build_languages(client)?])
    }

    fn read_languages(&self, bodies: &[Vec<u8>]) -> Result<Vec<Offered>, Fault> {
        let body = bodies.first().ok_or(Fault::Garbled)?;
        let answer: Value = read(body)?;
        let list = answer["data"]["languages"]
            .as_array()
            .or(answer["languages"].as_array())
            .ok_or(Fault::Garbled)?;
        let codes: Vec<String> = list
            .iter()
            .filter_map(|language| {
                let code = language.get("language").or(language.get("languageCode"));
                Some(code?.as_str()?.to_owned())
            })
            .collect();
        Ok(super::remote::every_pair(&codes, &codes))
    }
}

/// Our code as Google writes it.
fn code(code: &str) -> &str {
    match code {
        "zh" | "zh-Hans" => "zh-CN",
        "zh-Hant" => "zh-TW",
        "nb" => "no",
        other => other,
    }
}
