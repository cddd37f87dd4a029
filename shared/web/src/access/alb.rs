//! People whom an AWS Application Load Balancer has signed in: it names them in a signed token
//! (<https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html>).
//!
//! A token counts only if it comes from a trusted proxy, is signed with one of that region's keys by the
//! configured load balancer, and has not expired.

use std::{
    collections::HashMap,
    str::FromStr,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use actix_web::http::header::HeaderMap;
use base64::{
    Engine,
    alphabet::{STANDARD, URL_SAFE},
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use chrono::Utc;
use reqwest::Client;
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use serde::Deserialize;
use serde_json::Value;

use crate::{Code, Problem, outgoing};

/// The header that carries the token.
pub const HEADER: &str = "x-amzn-oidc-data";
/// For fetching one key.
const FETCH_TIMEOUT: Duration = Duration::from_secs(3);
/// Keys change rarely: more than this many are not ours.
const MAX_KEYS: usize = 16;
const MAX_NAME_LENGTH: usize = 128;
/// Bytes of an uncompressed P-256 point, with which every public key of this kind ends.
const POINT: usize = 65;

// The balancer pads where RFC 7515 does not.
const LENIENT: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
const TOKEN: GeneralPurpose = GeneralPurpose::new(&URL_SAFE, LENIENT);
const PEM: GeneralPurpose = GeneralPurpose::new(&STANDARD, LENIENT);

/// The name of a load balancer in AWS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arn {
    name: String,
    region: String,
}

impl FromStr for Arn {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let parts: Vec<_> = text.split(':').collect();
        let plain = |part: &str| {
            !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        };
        match parts[..] {
            [
                "arn",
                partition,
                "elasticloadbalancing",
                region,
                account,
                resource,
            ] if [partition, region, account].into_iter().all(plain)
                && resource.starts_with("loadbalancer/app/") =>
            {
                Ok(Self {
                    name: text.to_owned(),
                    region: region.to_owned(),
                })
            }
            _ => Err(
                "accepted: arn:aws:elasticloadbalancing:REGION:ACCOUNT:loadbalancer/app/NAME/ID"
                    .into(),
            ),
        }
    }
}

/// Verifies the tokens of one load balancer.
pub struct Balancer {
    arn: Arn,
    keys_url: String,
    client: Client,
    /// Public keys by their ids.
    keys: Mutex<HashMap<String, Vec<u8>>>,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: String,
    signer: String,
    exp: i64,
}

/// Why a token is not valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
enum Fault {
    #[error("it cannot be read")]
    Unreadable,
    #[error("it is from another signer")]
    Signer,
    #[error("its time is over")]
    Expired,
    #[error("its signature is wrong")]
    Signature,
    #[error("its key cannot be fetched")]
    NoKey,
}

impl Balancer {
    /// The balancer of this name, whose keys are at `keys_url`, or else where AWS publishes them.
    ///
    /// # Errors
    /// A sentence, if no HTTP client can be made.
    pub fn new(arn: Arn, keys_url: Option<&str>) -> Result<Self, String> {
        let client = outgoing::client()
            .timeout(FETCH_TIMEOUT)
            .build()
            .map_err(|error| format!("AUTH_ALB_ARN needs a connection: {error}"))?;
        let keys_url = keys_url.map_or_else(
            || format!("https://public-keys.auth.elb.{}.amazonaws.com", arn.region),
            |url| url.trim_end_matches('/').to_owned(),
        );
        Ok(Self {
            arn,
            keys_url,
            client,
            keys: Mutex::default(),
        })
    }

    /// Whom the balancer has signed in, by e-mail address or else by subject; none without a token.
    ///
    /// # Errors
    /// 401 for a token that is not valid, 503 if its key cannot be fetched.
    pub async fn user(&self, headers: &HeaderMap) -> Result<Option<String>, Problem> {
        let Some(token) = headers.get(HEADER) else {
            return Ok(None);
        };
        let verified = match token.to_str() {
            Ok(token) => self.verify(token).await,
            Err(_) => Err(Fault::Unreadable),
        };
        verified.map(Some).map_err(|fault| {
            tracing::warn!(%fault, "a token of the load balancer does not count");
            if fault == Fault::NoKey {
                let detail = "Who you are cannot be checked just now.";
                return Problem::new(Code::Overloaded, detail).retry_after(1);
            }
            Problem::new(Code::Unauthorized, "Sign in again.")
        })
    }

    async fn verify(&self, token: &str) -> Result<String, Fault> {
        let (signed, signature) = token.rsplit_once('.').ok_or(Fault::Unreadable)?;
        let (header, claims) = signed.split_once('.').ok_or(Fault::Unreadable)?;
        let bytes = |part: &str| TOKEN.decode(part).map_err(|_| Fault::Unreadable);
        let header: Header =
            serde_json::from_slice(&bytes(header)?).map_err(|_| Fault::Unreadable)?;
        if header.alg != "ES256" || header.signer != self.arn.name {
            return Err(Fault::Signer);
        }
        if header.exp <= Utc::now().timestamp() {
            return Err(Fault::Expired);
        }
        let key = self.key(&header.kid).await?;
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, key)
            .verify(signed.as_bytes(), &bytes(signature)?)
            .map_err(|_| Fault::Signature)?;
        let claims: Value =
            serde_json::from_slice(&bytes(claims)?).map_err(|_| Fault::Unreadable)?;
        let name = ["email", "sub"]
            .iter()
            .find_map(|claim| claims[claim].as_str());
        // It goes into the log.
        name.filter(|name| (1..=MAX_NAME_LENGTH).contains(&name.len()))
            .filter(|name| name.bytes().all(|byte| byte.is_ascii_graphic()))
            .map(str::to_owned)
            .ok_or(Fault::Unreadable)
    }

    async fn key(&self, id: &str) -> Result<Vec<u8>, Fault> {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
        if id.is_empty() || id.len() > MAX_NAME_LENGTH || !id.chars().all(plain) {
            return Err(Fault::Unreadable);
        }
        if let Some(key) = self.known().get(id) {
            return Ok(key.clone());
        }
        let key = self.fetch(id).await.map_err(|error| {
            let error = error.without_url();
            tracing::warn!(%error, "a key of the load balancer cannot be fetched");
            Fault::NoKey
        })?;
        let key = point(&key).ok_or(Fault::NoKey)?;
        let mut known = self.known();
        if known.len() >= MAX_KEYS {
            known.clear();
        }
        known.insert(id.to_owned(), key.clone());
        Ok(key)
    }

    async fn fetch(&self, id: &str) -> reqwest::Result<String> {
        let request = self.client.get(format!("{}/{id}", self.keys_url));
        request.send().await?.error_for_status()?.text().await
    }

    fn known(&self) -> std::sync::MutexGuard<'_, HashMap<String, Vec<u8>>> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The point of a public key in PEM.
fn point(pem: &str) -> Option<Vec<u8>> {
    let lines = pem.lines().map(str::trim);
    let text: String = lines.filter(|line| !line.starts_with("-----")).collect();
    let key = PEM.decode(text).ok()?;
    let start = key.len().checked_sub(POINT)?;
    // 4 says that it is uncompressed.
    (key[start] == 4).then(|| key[start..].to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::{HeaderName, HeaderValue};
    use ring::{
        rand::SystemRandom,
        signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair},
    };
    use serde_json::json;

    const ARN: &str = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/t/5f";

    struct Signer(EcdsaKeyPair, SystemRandom);

    impl Signer {
        fn new() -> Self {
            let random = SystemRandom::new();
            let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
            let pair = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
            let pair = EcdsaKeyPair::from_pkcs8(algorithm, pair.as_ref(), &random).unwrap();
            Self(pair, random)
        }

        fn sign(&self, header: &Value, claims: &Value) -> String {
            let [header, claims] =
                [header, claims].map(|part| TOKEN.encode(serde_json::to_vec(part).unwrap()));
            let signed = format!("{header}.{claims}");
            let signature = self.0.sign(&self.1, signed.as_bytes()).unwrap();
            format!("{signed}.{}", TOKEN.encode(signature))
        }
    }

    fn header(seconds: i64) -> Value {
        let exp = Utc::now().timestamp() + seconds;
        json!({"alg": "ES256", "kid": "k-1", "signer": ARN, "exp": exp})
    }

    async fn user(signer: &Signer, token: &str) -> Result<Option<String>, Code> {
        let balancer = Balancer::new(ARN.parse().unwrap(), None).unwrap();
        let key = signer.0.public_key().as_ref().to_vec();
        balancer.known().insert("k-1".into(), key);
        let mut headers = HeaderMap::new();
        headers.insert(
            HeaderName::from_static(HEADER),
            HeaderValue::from_str(token).unwrap(),
        );
        let user = balancer.user(&headers).await;
        user.map_err(|problem| problem.code())
    }

    #[actix_rt::test]
    async fn a_token_counts_only_if_all_of_it_is_right() {
        let signer = Signer::new();
        let ann = json!({"sub": "7", "email": "ann@example.org"});
        let good = signer.sign(&header(60), &ann);
        assert_eq!(
            user(&signer, &good).await,
            Ok(Some("ann@example.org".into()))
        );
        let by_subject = signer.sign(&header(60), &json!({"sub": "7"}));
        assert_eq!(user(&signer, &by_subject).await, Ok(Some("7".into())));

        let mut other = header(60);
        other["signer"] = json!(ARN.replace("/5f", "/6a"));
        let mut none = header(60);
        none["alg"] = json!("none");
        let mut away = header(60);
        away["kid"] = json!("../../x");
        let (head, rest) = good.split_once('.').unwrap();
        let (_, signature) = rest.rsplit_once('.').unwrap();
        let eve = TOKEN.encode(json!({"email": "eve@example.org"}).to_string());
        for wrong in [
            Signer::new().sign(&header(60), &ann),
            signer.sign(&header(-1), &ann),
            signer.sign(&other, &ann),
            signer.sign(&none, &ann),
            signer.sign(&away, &ann),
            signer.sign(&header(60), &json!({"email": "ann\nbob"})),
            format!("{head}.{eve}.{signature}"),
            format!("{head}.{rest}."),
            "..".into(),
            "rubbish".into(),
        ] {
            let refused = user(&signer, &wrong).await;
            assert_eq!(refused, Err(Code::Unauthorized), "{wrong}");
        }
    }

    #[test]
    fn the_key_is_the_end_of_its_pem() {
        let signer = Signer::new();
        let point_of = signer.0.public_key().as_ref();
        // What precedes it says that it is such a key (RFC 5480).
        let body = PEM.encode([&[0x30; 26][..], point_of].concat());
        let pem = format!(
            "-----BEGIN PUBLIC KEY-----\n{}\n{}\n-----END PUBLIC KEY-----\n",
            &body[..64],
            &body[64..]
        );
        assert_eq!(point(&pem).as_deref(), Some(point_of));
        assert_eq!(point("-----BEGIN PUBLIC KEY-----\nAAAA\n"), None);
        assert_eq!(point("<html>"), None);
    }

    #[test]
    fn only_an_application_load_balancer_has_such_a_name() {
        assert_eq!(ARN.parse::<Arn>().unwrap().region, "eu-west-1");
        for wrong in [
            "",
            "arn",
            &ARN.replace("/app/", "/net/"),
            &ARN.replace("eu-west-1", "a/b"),
        ] {
            assert!(wrong.parse::<Arn>().is_err(), "{wrong}");
        }
    }
}
