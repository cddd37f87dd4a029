//! A `LibreTranslate` server, somebody else's or one's own: <https://docs.libretranslate.com>.

use reqwest::{Client, Request};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::{Value, json};
use text::token::Format;

use super::{Batch, Fault, Limits, Offered, Translated, http::Vendor, read};

/// A server that speaks `LibreTranslate`.
pub struct LibreTranslate {
    /// Base address, without a slash at its end.
    pub address: String,
    /// The key, where the server wants one.
    pub key: Option<SecretString>,
}

impl LibreTranslate {
    fn build(&self, client: &Client, batch: &Batch) -> Result<Request, Fault> {
        let format = if batch.format == Format::Html {
            "html"
        } else {
            "text"
        };
        let mut body = json!({
            "q": batch.texts,
            "source": batch.source.as_deref().unwrap_or("auto"),
            "target": batch.target,
            "format": format,
        });
        if let Some(key) = &self.key {
            body["api_key"] = key.expose_secret().into();
        }
        client
            .post(format!("{}/translate", self.address))
            .json(&body)
            .build()
            .map_err(Fault::of_request)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    translated_text: Many<String>,
    detected_language: Option<Many<Detected>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Many<T> {
    Many(Vec<T>),
    One(T),
}

impl<T> Many<T> {
    fn into_vec(self) -> Vec<T> {
        match self {
            Self::Many(list) => list,
            Self::One(only) => vec![only],
        }
    }
}

#[derive(Deserialize)]
struct Detected {
    language: String,
}

impl Vendor for LibreTranslate {
    fn name(&self) -> &'static str {
        "libretranslate"
    }

    fn model(&self) -> &'static str {
        "libretranslate"
    }

    // Set by each server's owner; a server of one's own has none, and takes its time. Asked to find
    // the language of several texts, it guesses one for all of them.
    fn limits(&self) -> Limits {
        Limits {
            texts: 32,
            bytes: 5_000,
            mixed: false,
        }
    }

    async fn request(&self, client: &Client, batch: &Batch) -> Result<Request, Fault> {
        self.build(client, batch)
    }

    fn read(&self, body: &[u8]) -> Result<Vec<Translated>, Fault> {
        let answer: Answer = read(body)?;
        let found = answer
            .detected_language
            .map_or_else(Vec::new, Many::into_vec);
        let texts = answer.translated_text.into_vec().into_iter().enumerate();
        let translated = texts.map(|(n, text)| Translated {
            text,
            language: found.get(n).map(|found| found.language.clone()),
        });
        Ok(translated.collect())
    }

    fn fault(&self, status: u16, body: &[u8]) -> Fault {
        let error: Value = serde_json::from_slice(body).unwrap_or_default();
        let message = error["error"].as_str().unwrap_or_default();
        match status {
            400 if message.contains("not supported") || message.contains("not available") => {
                Fault::Language
            }
            400 if message.contains("API key") => Fault::Credentials,
            _ => Fault::of_status(status),
        }
    }

    async fn languages_requests(&self, client: &Client) -> Result<Vec<Request>, Fault> {
        let request = client.get(format!("{}/languages", self.address)).build();
        Ok(vec![request.map_err(Fault::of_request)?])
    }

    fn read_languages(&self, bodies: &[Vec<u8>]) -> Result<Vec<Offered>, Fault> {
        #[derive(Deserialize)]
        struct Language {
            code: String,
            #[serde(default)]
            targets: Vec<String>,
        }
        let body = bodies.first().ok_or(Fault::Garbled)?;
        let list: Vec<Language> = read(body)?;
        Ok(list
            .into_iter()
            .map(|one| (one.code, one.targets))
            .collect())
    }
}
