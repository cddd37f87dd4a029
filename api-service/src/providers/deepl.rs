//! `DeepL`: <https://developers.deepl.com/docs/api-reference/translate>.

use reqwest::{Client, Request};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::{Value, json};
use text::token::Format;

use super::{Batch, Fault, Limits, Offered, Translated, http::Vendor, read, remote::every_pair};

/// `DeepL`'s service.
pub struct DeepL {
    /// Base address, without a slash at its end.
    pub address: String,
    /// The key.
    pub key: SecretString,
}

/// The address that a key belongs to: keys of the free service end in `:fx`.
pub fn address(key: &SecretString) -> &'static str {
    if key.expose_secret().ends_with(":fx") {
        "https://api-free.deepl.com"
    } else {
        "https://api.deepl.com"
    }
}

impl DeepL {
    fn authorization(&self) -> String {
        format!("DeepL-Auth-Key {}", self.key.expose_secret())
    }

    fn build(&self, client: &Client, batch: &Batch) -> Result<Request, Fault> {
        let mut body = json!({"text": batch.texts, "target_lang": target(&batch.target)});
        if let Some(source) = &batch.source {
            // A source has no variety.
            let code = source.split('-').next().unwrap_or(source);
            body["source_lang"] = code.to_uppercase().into();
        }
        if batch.format == Format::Html {
            body["tag_handling"] = "html".into();
        }
        client
            .post(format!("{}/v2/translate", self.address))
            .header("authorization", self.authorization())
            .json(&body)
            .build()
            .map_err(Fault::of_request)
    }

    fn build_languages(&self, client: &Client, kind: &str) -> Result<Request, Fault> {
        client
            .get(format!("{}/v2/languages", self.address))
            .query(&[("type", kind)])
            .header("authorization", self.authorization())
            .build()
            .map_err(Fault::of_request)
    }
}

#[derive(Deserialize)]
struct Answer {
    translations: Vec<Translation>,
}

#[derive(Deserialize)]
struct Translation {
    text: String,
    detected_source_language: Option<String>,
}

impl Vendor for DeepL {
    fn name(&self) -> &'static str {
        "deepl"
    }

    fn model(&self) -> &'static str {
        "deepl"
    }

    // 50 texts and a body of 128 KiB, in which a letter may be escaped to six bytes.
    fn limits(&self) -> Limits {
        Limits {
            texts: 50,
            bytes: 20_000,
            mixed: true,
        }
    }

    async fn request(&self, client: &Client, batch: &Batch) -> Result<Request, Fault> {
        self.build(client, batch)
    }

    fn read(&self, body: &[u8]) -> Result<Vec<Translated>, Fault> {
        let answer: Answer = read(body)?;
        let translated = answer.translations.into_iter().map(|one| Translated {
            text: one.text,
            language: one.detected_source_language,
        });
        Ok(translated.collect())
    }

    fn fault(&self, status: u16, body: &[u8]) -> Fault {
        let error: Value = serde_json::from_slice(body).unwrap_or_default();
        let message = error["message"].as_str().unwrap_or_default();
        match status {
            400 if message.contains("_lang") => Fault::Language,
            _ => Fault::of_status(status),
        }
    }

    async fn languages_requests(&self, client: &Client) -> Result<Vec<Request>, Fault> {
        let kinds = ["source", "target"];
        kinds
            .map(|kind| self.build_languages(client, kind))
            .into_iter()
            .collect()
    }

    fn read_languages(&self, bodies: &[Vec<u8>]) -> Result<Vec<Offered>, Fault> {
        #[derive(Deserialize)]
        struct Language {
            language: String,
        }
        let mut lists = bodies.iter().map(|body| -> Result<Vec<String>, Fault> {
            let list: Vec<Language> = read(body)?;
            Ok(list.into_iter().map(|one| one.language).collect())
        });
        let mut next = || lists.next().unwrap_or(Err(Fault::Garbled));
        let (sources, targets) = (next()?, next()?);
        Ok(every_pair(&sources, &targets))
    }
}

/// Our code as a target: some languages are only to be had in a variety.
fn target(code: &str) -> String {
    match code {
        "en" => "EN-US".to_owned(),
        "pt" => "PT-BR".to_owned(),
        "zh" => "ZH-HANS".to_owned(),
        other => other.to_uppercase(),
    }
}
