//! Requests to a vendor: time-outs, retries, the breaker, and answers of a bounded size.

use std::{
    hash::{BuildHasher, Hasher, RandomState},
    time::{Duration, Instant, SystemTime},
};

use futures_util::future::{BoxFuture, try_join_all};
use reqwest::{Client, Request, header::HeaderMap};
use text::token::Format;
use tokio::time::{sleep, timeout};
use web_common::outgoing;

use super::{Batch, Fault, Limits, Offered, Provider, Translated, breaker::Breaker};

const CONNECT: Duration = Duration::from_secs(3);
/// For one try, from the request to the last byte of the answer.
const TRY: Duration = Duration::from_secs(10);
/// For all tries and the waits between them; leaves time for another provider within a request's 30 s.
const TOTAL: Duration = Duration::from_secs(15);
/// For asking which languages there are.
const LISTING: Duration = Duration::from_secs(4);
const RETRIES: u32 = 2;
/// Before the first retry; doubled before the next, and spread by half either way.
const FIRST_WAIT: Duration = Duration::from_millis(200);
/// A vendor that wants a longer wait than this is given up for this request.
const MAX_RETRY_WAIT: Duration = Duration::from_secs(4);
/// A longer answer is none that was asked for.
const MAX_ANSWER_BYTES: usize = 32 << 20;

/// How a vendor speaks. No part of it waits, but for credentials that have to be fetched.
pub trait Vendor: Send + Sync {
    /// As `TRANSLATE_PROVIDERS` names it.
    fn name(&self) -> &'static str;

    /// What translates there.
    fn model(&self) -> &'static str;

    /// The vendor's limits.
    fn limits(&self) -> Limits;

    /// Whether it reads this format with its tags; most read HTML, none Markdown.
    fn reads(&self, format: Format) -> bool {
        matches!(format, Format::Text | Format::Html)
    }

    /// The request for a batch.
    fn request(
        &self,
        client: &Client,
        batch: &Batch,
    ) -> impl Future<Output = Result<Request, Fault>> + Send;

    /// The texts of a good answer; [`Fault::Garbled`] for anything else.
    fn read(&self, body: &[u8]) -> Result<Vec<Translated>, Fault>;

    /// What an answer with another status than 200 means.
    fn fault(&self, status: u16, body: &[u8]) -> Fault;

    /// The requests that ask which languages there are: two where sources and targets are asked for one
    /// by one.
    fn languages_requests(
        &self,
        client: &Client,
    ) -> impl Future<Output = Result<Vec<Request>, Fault>> + Send;

    /// The languages that the answers name.
    fn read_languages(&self, bodies: &[Vec<u8>]) -> Result<Vec<Offered>, Fault>;
}

/// A vendor, reached over HTTP.
pub struct Http<V> {
    vendor: V,
    client: Client,
    breaker: Breaker,
}

/// A client that follows no redirect: what we send holds texts and keys.
///
/// # Errors
/// No certificates to trust.
pub fn client() -> Result<Client, reqwest::Error> {
    outgoing::client()
        .user_agent(concat!("textmend/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT)
        .build()
}

impl<V: Vendor> Http<V> {
    /// A vendor with a client to reach it by.
    pub fn new(vendor: V, client: Client) -> Self {
        Self {
            vendor,
            client,
            breaker: Breaker::default(),
        }
    }

    /// A batch, tried up to three times.
    async fn tries(&self, batch: &Batch) -> Result<Vec<Translated>, Fault> {
        let mut wait = FIRST_WAIT;
        let mut retries = RETRIES;
        loop {
            let request = self.vendor.request(&self.client, batch).await?;
            let fault = match self.once(request, TRY).await {
                Ok(body) => match self.vendor.read(&body) {
                    Ok(texts) if texts.len() == batch.texts.len() => return Ok(texts),
                    _ => Fault::Garbled,
                },
                Err(fault) => fault,
            };
            let pause = match fault {
                Fault::Busy(Some(wanted)) => wanted,
                _ => wait.mul_f64(0.5 + random()),
            };
            if !fault.is_passing() || retries == 0 || pause > MAX_RETRY_WAIT {
                return Err(fault);
            }
            tracing::info!(provider = self.vendor.name(), %fault, "trying again");
            sleep(pause).await;
            retries -= 1;
            wait *= 2;
        }
    }

    async fn once(&self, request: Request, time: Duration) -> Result<Vec<u8>, Fault> {
        timeout(time, self.exchange(request))
            .await
            .unwrap_or(Err(Fault::TimedOut))
    }

    async fn exchange(&self, request: Request) -> Result<Vec<u8>, Fault> {
        let lost = |error| Fault::of_exchange(self.vendor.name(), error);
        let mut answer = self.client.execute(request).await.map_err(lost)?;
        let status = answer.status().as_u16();
        let retry_after = retry_after(answer.headers(), SystemTime::now());
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(lost)? {
            if body.len() + chunk.len() > MAX_ANSWER_BYTES {
                return Err(Fault::Garbled);
            }
            body.extend_from_slice(&chunk);
        }
        if status == 200 {
            return Ok(body);
        }
        Err(match self.vendor.fault(status, &body) {
            Fault::Busy(_) => Fault::Busy(retry_after),
            // A server that says when it will be back is busy rather than broken.
            Fault::Broken(503) if retry_after.is_some() => Fault::Busy(retry_after),
            fault => fault,
        })
    }
}

impl<V: Vendor> Provider for Http<V> {
    fn name(&self) -> &'static str {
        self.vendor.name()
    }

    fn model(&self) -> &'static str {
        self.vendor.model()
    }

    fn limits(&self) -> Limits {
        self.vendor.limits()
    }

    fn reads(&self, format: Format) -> bool {
        self.vendor.reads(format)
    }

    fn translate<'a>(&'a self, batch: &'a Batch) -> BoxFuture<'a, Result<Vec<Translated>, Fault>> {
        Box::pin(async move {
            let admitted = Instant::now();
            self.breaker.admit(admitted).map_err(Fault::Paused)?;
            let result = timeout(TOTAL, self.tries(batch))
                .await
                .unwrap_or(Err(Fault::TimedOut));
            match &result {
                Err(fault) if fault.is_outage() => self.breaker.failed(admitted, Instant::now()),
                Err(Fault::Unsendable) => {}
                _ => self.breaker.succeeded(),
            }
            result
        })
    }

    fn languages(&self) -> BoxFuture<'_, Result<Vec<Offered>, Fault>> {
        Box::pin(async move {
            let requests = self.vendor.languages_requests(&self.client).await?;
            let bodies = requests.into_iter().map(|one| self.once(one, LISTING));
            self.vendor.read_languages(&try_join_all(bodies).await?)
        })
    }
}

/// `Retry-After` in either of its forms (RFC 9110, 10.2.3): seconds, or a date.
fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let value = headers.get("retry-after")?.to_str().ok()?.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = chrono::DateTime::parse_from_rfc2822(value).ok()?;
    let date = SystemTime::from(date);
    Some(date.duration_since(now).unwrap_or_default())
}

/// A number from 0 to 1 that differs from process to process and from call to call.
fn random() -> f64 {
    let bits = RandomState::new().build_hasher().finish();
    bits as f64 / u64::MAX as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::header::{HeaderValue, RETRY_AFTER};

    #[test]
    fn retry_after_is_read_in_both_forms() {
        let date = chrono::DateTime::parse_from_rfc3339("2026-11-22T09:00:00Z").unwrap();
        let now = SystemTime::from(date);
        for (value, seconds) in [
            ("7", Some(7)),
            ("Sun, 22 Nov 2026 09:00:30 GMT", Some(30)),
            ("Sun, 22 Nov 2026 08:00:00 GMT", Some(0)),
            ("soon", None),
        ] {
            let headers = HeaderMap::from_iter([(RETRY_AFTER, HeaderValue::from_static(value))]);
            assert_eq!(
                retry_after(&headers, now),
                seconds.map(Duration::from_secs),
                "{value}"
            );
        }
        assert_eq!(retry_after(&HeaderMap::new(), now), None);
    }

    #[test]
    fn random_numbers_spread() {
        let numbers: Vec<f64> = (0..100).map(|_| random()).collect();
        assert!(numbers.iter().all(|n| (0.0..=1.0).contains(n)));
        assert!(numbers.iter().any(|n| *n < 0.5) && numbers.iter().any(|n| *n > 0.5));
    }
}
