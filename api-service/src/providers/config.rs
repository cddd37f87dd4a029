//! Which providers there are, in which order, and how they know us.

use std::{env, error::Error, fmt, str::FromStr, sync::Arc};

use reqwest::Client;
use secrecy::{ExposeSecret, SecretString};
use text::translate::Cache;
use tokio::runtime::Handle;
use web_common::{config::secret, problem::Chain};

use super::{
    Provider,
    amazon::{self, Amazon},
    apertium::Apertium,
    aws_credentials,
    deepl::{self, DeepL},
    google::{self, Access, Google},
    http::{self, Http},
    libretranslate::LibreTranslate,
    remote::{Remote, Threads},
};

/// The providers of translations, their credentials and their addresses.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Translation providers")]
pub struct ProviderArgs {
    /// Who translates, in order of preference: `local`, `google`, `deepl`, `libretranslate`, `amazon`,
    /// `apertium`; where one fails or lacks the language, the next is asked
    #[arg(long, env, default_value = "local", value_delimiter = ',')]
    pub translate_providers: Vec<Choice>,
    /// Key for Google's translation service (v2)
    #[arg(long, env, hide_env_values = true, value_parser = secret)]
    pub google_translate_api_key: Option<SecretString>,
    /// Project for Google's translation service (v3), used in place of a key
    #[arg(long, env)]
    pub google_translate_project: Option<String>,
    /// OAuth access token for the project
    #[arg(long, env, hide_env_values = true, value_parser = secret)]
    pub google_oauth_access_token: Option<SecretString>,
    /// Base address of Google's translation service, if not the vendor's
    #[arg(long, env, value_parser = address)]
    pub google_translate_url: Option<String>,
    /// Key for `DeepL`
    #[arg(long, env, hide_env_values = true, value_parser = secret)]
    pub deepl_api_key: Option<SecretString>,
    /// Base address of `DeepL`, if not the vendor's
    #[arg(long, env, value_parser = address)]
    pub deepl_url: Option<String>,
    /// Base address of a `LibreTranslate` server
    #[arg(long, env, value_parser = address)]
    pub libretranslate_url: Option<String>,
    /// Key for that server
    #[arg(long, env, hide_env_values = true, value_parser = secret)]
    pub libretranslate_api_key: Option<SecretString>,
    /// Base address of Amazon Translate, if not that of `AWS_REGION`; credentials are in the usual AWS
    /// variables
    #[arg(long, env, value_parser = address)]
    pub amazon_translate_url: Option<String>,
}

/// A provider by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// The models in this process.
    Local,
    /// Google Cloud Translation.
    Google,
    /// `DeepL`.
    DeepL,
    /// A `LibreTranslate` server.
    LibreTranslate,
    /// Amazon Translate.
    Amazon,
    /// Apertium.
    Apertium,
}

impl Choice {
    const ALL: [(&'static str, Self); 6] = [
        ("local", Self::Local),
        ("google", Self::Google),
        ("deepl", Self::DeepL),
        ("libretranslate", Self::LibreTranslate),
        ("amazon", Self::Amazon),
        ("apertium", Self::Apertium),
    ];
}

impl FromStr for Choice {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let known = Self::ALL.iter().find(|(known, _)| *known == name.trim());
        known.map(|(_, choice)| *choice).ok_or_else(|| {
            let names: Vec<_> = Self::ALL.iter().map(|(name, _)| *name).collect();
            format!("accepted: {}, separated by commas", names.join(", "))
        })
    }
}

impl fmt::Display for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = Self::ALL.iter().find(|(_, choice)| choice == self);
        f.write_str(known.map_or("", |(name, _)| name))
    }
}

/// A provider that is named and cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("TRANSLATE_PROVIDERS cannot hold \"{choice}\": {reason}")]
pub struct ConfigError {
    choice: Choice,
    reason: String,
}

/// Who is asked, in this order.
pub enum Link {
    /// The models in this process.
    Local,
    /// Somebody else.
    Remote(Box<Remote>),
}

impl ProviderArgs {
    /// The chain of providers, which share a cache, and the threads that they run on.
    ///
    /// # Errors
    /// [`ConfigError`] where something that a provider needs is missing.
    pub fn chain(&self, cache: &Arc<Cache>) -> Result<(Vec<Link>, Option<Threads>), ConfigError> {
        let mut chain = Vec::new();
        let mut threads = None;
        let mut seen = Vec::new();
        for choice in &self.translate_providers {
            if seen.contains(choice) {
                continue;
            }
            seen.push(*choice);
            let link = match self.provider(*choice)? {
                None => Link::Local,
                Some(provider) => {
                    let handle = handle(&mut threads, *choice)?;
                    Link::Remote(Box::new(Remote::new(provider, handle, cache.clone())))
                }
            };
            chain.push(link);
        }
        Ok((chain, threads))
    }

    /// The provider of a name; `None` for the models in this process.
    fn provider(&self, choice: Choice) -> Result<Option<Arc<dyn Provider>>, ConfigError> {
        let fail = |reason: &str| ConfigError {
            choice,
            reason: reason.to_owned(),
        };
        let because = |reason: &str, error: &(dyn Error + 'static)| {
            fail(&format!("{reason}: {}", Chain(error)))
        };
        let client = || http::client().map_err(|error| because("no client can be made", &error));
        Ok(Some(match choice {
            Choice::Local => return Ok(None),
            Choice::Google => self.google(client()?).map_err(fail)?,
            Choice::DeepL => {
                let key = secret_of(self.deepl_api_key.as_ref());
                let key = key.ok_or_else(|| fail("DEEPL_API_KEY is not set"))?;
                let vendor = DeepL {
                    address: given(self.deepl_url.as_ref())
                        .unwrap_or_else(|| deepl::address(&key).to_owned()),
                    key,
                };
                Arc::new(Http::new(vendor, client()?))
            }
            Choice::LibreTranslate => {
                let address = given(self.libretranslate_url.as_ref());
                let vendor = LibreTranslate {
                    address: address.ok_or_else(|| fail("LIBRETRANSLATE_URL is not set"))?,
                    key: secret_of(self.libretranslate_api_key.as_ref()),
                };
                Arc::new(Http::new(vendor, client()?))
            }
            Choice::Amazon => self.amazon(client()?).map_err(fail)?,
            Choice::Apertium => {
                let installed = Apertium::installed();
                Arc::new(
                    installed
                        .map_err(|error| because("the program apertium does not start", &error))?,
                )
            }
        }))
    }

    fn google(&self, client: Client) -> Result<Arc<dyn Provider>, &'static str> {
        let address = given(self.google_translate_url.as_ref());
        let token = secret_of(self.google_oauth_access_token.as_ref());
        let project = given(self.google_translate_project.as_ref());
        let access = match (project, secret_of(self.google_translate_api_key.as_ref())) {
            // At an address of one's own, something may add the token.
            (Some(_), _) if token.is_none() && address.is_none() => {
                return Err("GOOGLE_TRANSLATE_PROJECT needs GOOGLE_OAUTH_ACCESS_TOKEN");
            }
            (Some(project), _) => Access::Project { project, token },
            (None, Some(key)) => Access::Key(key),
            (None, None) => {
                return Err("neither GOOGLE_TRANSLATE_API_KEY nor GOOGLE_TRANSLATE_PROJECT is set");
            }
        };
        let vendor = Google {
            address: address.unwrap_or_else(|| google::ADDRESS.to_owned()),
            access,
        };
        Ok(Arc::new(Http::new(vendor, client)))
    }

    fn amazon(&self, client: Client) -> Result<Arc<dyn Provider>, &'static str> {
        let region = ["AWS_REGION", "AWS_DEFAULT_REGION"]
            .iter()
            .find_map(|name| env::var(name).ok().filter(|value| !value.is_empty()));
        let address = given(self.amazon_translate_url.as_ref());
        let region = match (region, &address) {
            (Some(region), _) => region,
            // At an address of one's own, any region will do.
            (None, Some(_)) => "us-east-1".to_owned(),
            (None, None) => return Err("neither AWS_REGION nor AWS_DEFAULT_REGION is set"),
        };
        let credentials = aws_credentials::Source::of_environment().ok_or(
            "there are no AWS credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run \
             with a task role",
        )?;
        let vendor = Amazon {
            address: address.unwrap_or_else(|| amazon::address(&region)),
            region,
            credentials,
        };
        Ok(Arc::new(Http::new(vendor, client)))
    }
}

fn handle(threads: &mut Option<Threads>, choice: Choice) -> Result<Handle, ConfigError> {
    let fail = |reason: String| ConfigError { choice, reason };
    if threads.is_none() {
        *threads = Some(Threads::start().map_err(|error| fail(error.to_string()))?);
    }
    let handle = threads.as_ref().and_then(Threads::handle).cloned();
    handle.ok_or_else(|| fail("its thread has ended".to_owned()))
}

/// What a variable holds; one that is set to nothing is not set.
fn given(variable: Option<&String>) -> Option<String> {
    variable.filter(|value| !value.is_empty()).cloned()
}

fn secret_of(variable: Option<&SecretString>) -> Option<SecretString> {
    variable
        .filter(|secret| !secret.expose_secret().is_empty())
        .cloned()
}

/// A base address without its trailing slash.
fn address(text: &str) -> Result<String, String> {
    match reqwest::Url::parse(text) {
        _ if text.is_empty() => Ok(String::new()),
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => {
            Ok(text.trim_end_matches('/').to_owned())
        }
        _ => Err("accepted: an address such as https://translate.example.org".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Args {
        #[command(flatten)]
        providers: ProviderArgs,
    }

    fn none() -> Arc<Cache> {
        Arc::new(Cache::new(0))
    }

    fn parse(flags: &[&str]) -> Result<ProviderArgs, clap::Error> {
        let name = ["x"].iter().copied();
        Args::try_parse_from(name.chain(flags.iter().copied())).map(|args| args.providers)
    }

    #[test]
    fn providers_come_in_their_order_and_once() {
        let flags = [
            "--translate-providers=deepl,local,deepl",
            "--deepl-api-key=k",
        ];
        let (chain, threads) = parse(&flags).unwrap().chain(&none()).unwrap();
        assert!(matches!(&chain[..], [Link::Remote(remote), Link::Local]
            if remote.provider().name() == "deepl"));
        assert!(threads.is_some());
        let (chain, threads) = parse(&[]).unwrap().chain(&none()).unwrap();
        assert!(matches!(&chain[..], [Link::Local]));
        assert!(threads.is_none());
        assert!(parse(&["--translate-providers=bing"]).is_err());
        assert!(parse(&["--deepl-url=nowhere"]).is_err());
    }

    #[test]
    fn what_is_missing_is_named_and_keys_are_not_shown() {
        for (choice, variable) in [
            ("google", "GOOGLE_TRANSLATE_API_KEY"),
            ("deepl", "DEEPL_API_KEY"),
            ("libretranslate", "LIBRETRANSLATE_URL"),
        ] {
            let args = parse(&[&format!("--translate-providers={choice}")]).unwrap();
            let Err(error) = args.chain(&none()) else {
                panic!("{choice}")
            };
            let line = error.to_string();
            assert!(
                line.contains("TRANSLATE_PROVIDERS") && line.contains(variable),
                "{line}"
            );
        }
        let args = parse(&["--google-translate-api-key=hunter2"]).unwrap();
        assert!(!format!("{args:?}").contains("hunter2"));
    }

    #[test]
    fn a_free_key_belongs_to_another_address() {
        assert!(deepl::address(&"k:fx".into()).contains("api-free"));
        assert!(!deepl::address(&"k".into()).contains("api-free"));
    }
}
