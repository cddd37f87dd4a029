//! Amazon Translate: <https://docs.aws.amazon.com/translate/latest/APIReference/API_TranslateText.html>.

use std::time::SystemTime;

use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use reqwest::{Client, Request};
use serde::Deserialize;
use serde_json::{Value, json};
use text::token::Format;

use super::{
    Batch, Fault, Limits, Offered, Translated, aws_credentials::Source, http::Vendor, read,
    remote::every_pair,
};

/// Amazon's service in one region.
pub struct Amazon {
    /// Base address, without a slash at its end.
    pub address: String,
    /// Such as `eu-central-1`.
    pub region: String,
    /// Who signs.
    pub credentials: Source,
}

/// The service's address in a region.
pub fn address(region: &str) -> String {
    format!("https://translate.{region}.amazonaws.com")
}

impl Amazon {
    async fn signed(&self, client: &Client, action: &str, body: &Value) -> Result<Request, Fault> {
        let identity = self.credentials.get(client).await?.into();
        let body = body.to_string();
        let headers = [
            ("content-type", "application/x-amz-json-1.1".to_owned()),
            (
                "x-amz-target",
                format!("AWSShineFrontendService_20170701.{action}"),
            ),
        ];
        let address = format!("{}/", self.address);
        let parameters = v4::SigningParams::builder()
            .identity(&identity)
            .region(&self.region)
            .name("translate")
            .time(SystemTime::now())
            .settings(SigningSettings::default())
            .build()
            .map_err(|error| Fault::Credentials.because(&error))?
            .into();
        let signable = SignableRequest::new(
            "POST",
            &address,
            headers.iter().map(|(name, value)| (*name, value.as_str())),
            SignableBody::Bytes(body.as_bytes()),
        );
        let signature = signable
            .and_then(|signable| sign(signable, &parameters))
            .map_err(|error| Fault::Credentials.because(&error))?;
        let mut request = client.post(&address);
        for (name, value) in &headers {
            request = request.header(*name, value);
        }
        for (name, value) in signature.output().headers() {
            request = request.header(name, value);
        }
        request.body(body).build().map_err(Fault::of_request)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    translated_text: String,
    source_language_code: Option<String>,
}

impl Vendor for Amazon {
    fn name(&self) -> &'static str {
        "amazon"
    }

    fn model(&self) -> &'static str {
        "amazon-translate"
    }

    fn limits(&self) -> Limits {
        Limits {
            texts: 1,
            bytes: 10_000,
            mixed: true,
        }
    }

    fn reads(&self, format: Format) -> bool {
        format == Format::Text
    }

    async fn request(&self, client: &Client, batch: &Batch) -> Result<Request, Fault> {
        let body = json!({
            "Text": batch.texts.first(),
            "SourceLanguageCode": batch.source.as_deref().map_or("auto", code),
            "TargetLanguageCode": code(&batch.target),
        });
        self.signed(client, "TranslateText", &body).await
    }

    fn read(&self, body: &[u8]) -> Result<Vec<Translated>, Fault> {
        let answer: Answer = read(body)?;
        Ok(vec![Translated {
            text: answer.translated_text,
            language: answer.source_language_code,
        }])
    }

    fn fault(&self, status: u16, body: &[u8]) -> Fault {
        let error: Value = serde_json::from_slice(body).unwrap_or_default();
        // `com.amazonaws.translate#ThrottlingException` is the same as without its namespace.
        let name = error["__type"].as_str().unwrap_or_default();
        match name.rsplit('#').next().unwrap_or(name) {
            "TooManyRequestsException" | "ThrottlingException" => Fault::Busy(None),
            "LimitExceededException" => Fault::Quota,
            "UnsupportedLanguagePairException" | "DetectedLanguageLowConfidenceException" => {
                Fault::Language
            }
            "UnrecognizedClientException"
            | "InvalidSignatureException"
            | "ExpiredTokenException"
            | "MissingAuthenticationTokenException"
            | "AccessDeniedException" => Fault::Credentials,
            _ => Fault::of_status(status),
        }
    }

    async fn languages_requests(&self, client: &Client) -> Result<Vec<Request>, Fault> {
        let body = json!({"MaxResults": 500});
        Ok(vec![self.signed(client, "ListLanguages", &body).await?])
    }

    fn read_languages(&self, bodies: &[Vec<u8>]) -> Result<Vec<Offered>, Fault> {
        #[derive(Deserialize)]
        #[serde(rename_all = "PascalCase")]
        struct List {
            languages: Vec<Language>,
        }
        #[derive(Deserialize)]
        #[serde(rename_all = "PascalCase")]
        struct Language {
            language_code: String,
        }
        let body = bodies.first().ok_or(Fault::Garbled)?;
        let list: List = read(body)?;
        let codes: Vec<String> = list
            .languages
            .into_iter()
            .map(|language| language.language_code)
            .filter(|code| code != "auto")
            .collect();
        Ok(every_pair(&codes, &codes))
    }
}

/// Our code as Amazon writes it.
fn code(code: &str) -> &str {
    match code {
        "zh-Hans" => "zh",
        "zh-Hant" => "zh-TW",
        "nb" => "no",
        other => other,
    }
}
