//! Who signs requests to AWS: keys from the environment, or those of a container's role, which ECS and
//! EKS hand out at an address in the environment
//! (<https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html>).

use std::{
    env, fs,
    path::PathBuf,
    sync::{Mutex, PoisonError},
    time::{Duration, SystemTime},
};

use aws_credential_types::Credentials;
use chrono::{DateTime, Utc};
use reqwest::Client;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::{Fault, read};

const REQUEST_TIMEOUT: Duration = Duration::from_secs(2);
/// Fetched again this long before they expire.
const MARGIN: Duration = Duration::from_mins(5);

/// Where credentials come from.
pub enum Source {
    /// Keys that do not change.
    Keys(Credentials),
    /// A container's role: fetched when needed.
    Container(Box<Container>),
}

/// The address that hands out the credentials of a container's role.
pub struct Container {
    address: String,
    token: Option<Token>,
    last: Mutex<Option<Credentials>>,
}

/// What the address wants to see. A file's content changes now and then.
enum Token {
    Text(SecretString),
    File(PathBuf),
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    access_key_id: String,
    secret_access_key: String,
    token: Option<String>,
    expiration: Option<DateTime<Utc>>,
}

impl Source {
    /// What the environment names; `None` where it names nothing.
    pub fn of_environment() -> Option<Self> {
        Self::of(|name| env::var(name).ok().filter(|value| !value.is_empty()))
    }

    fn of(variable: impl Fn(&str) -> Option<String>) -> Option<Self> {
        if let (Some(id), Some(secret)) = (
            variable("AWS_ACCESS_KEY_ID"),
            variable("AWS_SECRET_ACCESS_KEY"),
        ) {
            let token = variable("AWS_SESSION_TOKEN");
            let keys = Credentials::new(id, secret, token, None, "environment");
            return Some(Self::Keys(keys));
        }
        let address = match variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") {
            Some(path) => format!("http://169.254.170.2{path}"),
            None => variable("AWS_CONTAINER_CREDENTIALS_FULL_URI")?,
        };
        let file = variable("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
        let text = variable("AWS_CONTAINER_AUTHORIZATION_TOKEN");
        let token = file
            .map(|file| Token::File(file.into()))
            .or(text.map(|text| Token::Text(text.into())));
        Some(Self::Container(Box::new(Container {
            address,
            token,
            last: Mutex::new(None),
        })))
    }

    /// Credentials that are good now.
    ///
    /// # Errors
    /// [`Fault::Credentials`] where there are none to be had.
    pub async fn get(&self, client: &Client) -> Result<Credentials, Fault> {
        match self {
            Self::Keys(keys) => Ok(keys.clone()),
            Self::Container(container) => container.get(client).await,
        }
    }
}

impl Container {
    async fn get(&self, client: &Client) -> Result<Credentials, Fault> {
        if let Some(last) = self.last_good_for(MARGIN) {
            return Ok(last);
        }
        match self.fetch(client).await {
            Ok(fresh) => {
                let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
                Ok(last.insert(fresh).clone())
            }
            // Those at hand do until they expire.
            Err(fault) => self.last_good_for(Duration::ZERO).ok_or(fault),
        }
    }

    /// The credentials that were fetched last, if they do not expire within this time.
    fn last_good_for(&self, time: Duration) -> Option<Credentials> {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let until = SystemTime::now() + time;
        let good = |known: &&Credentials| known.expiry().is_none_or(|expiry| expiry > until);
        last.as_ref().filter(good).cloned()
    }

    async fn fetch(&self, client: &Client) -> Result<Credentials, Fault> {
        let mut request = client.get(&self.address).timeout(REQUEST_TIMEOUT);
        match &self.token {
            None => {}
            Some(Token::Text(text)) => {
                request = request.header("authorization", text.expose_secret());
            }
            Some(Token::File(path)) => {
                let text =
                    fs::read_to_string(path).map_err(|error| Fault::Credentials.because(&error))?;
                request = request.header("authorization", text.trim());
            }
        }
        // Whatever is wrong there, it is the credentials that are missing.
        let lost = |error: reqwest::Error| Fault::Credentials.because(&error.without_url());
        let answer = request.send().await.map_err(lost)?;
        let answer = answer.error_for_status().map_err(lost)?;
        let body = answer.bytes().await.map_err(lost)?;
        let answer: Answer = read(&body).map_err(|_| Fault::Credentials)?;
        Ok(Credentials::new(
            answer.access_key_id,
            answer.secret_access_key,
            answer.token,
            answer.expiration.map(SystemTime::from),
            "container",
        ))
    }
}

/// What these variables name.
#[cfg(test)]
pub fn of(variables: &[(&str, &str)]) -> Option<Source> {
    Source::of(|name| {
        let found = variables.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| (*value).to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use wiremock::{Mock, MockServer, ResponseTemplate, matchers};

    #[actix_rt::test]
    async fn keys_of_the_environment_come_first() {
        let variables = [
            ("AWS_ACCESS_KEY_ID", "id"),
            ("AWS_SECRET_ACCESS_KEY", "secret"),
            ("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/x"),
        ];
        let client = super::super::http::client().unwrap();
        let keys = of(&variables).unwrap().get(&client).await.unwrap();
        assert_eq!(keys.access_key_id(), "id");
        assert!(of(&[]).is_none());
        assert!(of(&variables[..1]).is_none());
    }

    #[actix_rt::test]
    async fn a_role_s_credentials_are_fetched_once_until_they_expire() {
        let server = MockServer::start().await;
        let answer = json!({
            "AccessKeyId": "id", "SecretAccessKey": "secret", "Token": "token",
            "Expiration": Utc::now() + Duration::from_hours(1),
        });
        Mock::given(matchers::header("authorization", "ticket"))
            .respond_with(ResponseTemplate::new(200).set_body_json(answer))
            .expect(1)
            .mount(&server)
            .await;
        let address = format!("{}/role", server.uri());
        let source = of(&[
            ("AWS_CONTAINER_CREDENTIALS_FULL_URI", &address),
            ("AWS_CONTAINER_AUTHORIZATION_TOKEN", "ticket"),
        ])
        .unwrap();
        let client = super::super::http::client().unwrap();
        for _ in 0..2 {
            let keys = source.get(&client).await.unwrap();
            assert_eq!(keys.session_token(), Some("token"));
        }
    }

    #[actix_rt::test]
    async fn credentials_serve_until_they_expire_where_no_others_are_to_be_had() {
        for (minutes, still_good) in [(3, true), (-1, false)] {
            let server = MockServer::start().await;
            let answer = json!({
                "AccessKeyId": "id", "SecretAccessKey": "secret", "Token": "token",
                "Expiration": Utc::now() + chrono::TimeDelta::minutes(minutes),
            });
            Mock::given(matchers::any())
                .respond_with(ResponseTemplate::new(200).set_body_json(answer))
                .up_to_n_times(1)
                .mount(&server)
                .await;
            let address = format!("{}/role", server.uri());
            let source = of(&[("AWS_CONTAINER_CREDENTIALS_FULL_URI", &address)]).unwrap();
            let client = super::super::http::client().unwrap();
            source.get(&client).await.unwrap();
            // From now on the address answers 404.
            assert_eq!(source.get(&client).await.is_ok(), still_good);
        }
    }
}
