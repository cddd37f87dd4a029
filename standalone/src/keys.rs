//! `textmend keys add|list|revoke`: API keys. The database has their hashes only, so a key is shown once.

use std::{env, fs, num::NonZeroU32, os::unix::fs::MetadataExt, process::ExitCode};

use clap::{Args, Subcommand, ValueEnum};
use db::{NewApiKey, RecordStore, Scopes};
use secrecy::ExposeSecret;
use uuid::Uuid;
use web_common::{
    access::keys,
    config::{self, DatabaseArgs, LogFormat, Whole},
    telemetry::{self, TelemetryArgs},
};

use crate::DEFAULT_DATABASE;

#[derive(Subcommand)]
pub enum KeysCommand {
    /// Make a key and show it, this once
    Add(AddArgs),
    /// List all keys: id, name, scopes, requests a minute, since when, and until when
    List(DatabaseArgs),
    /// Have a key no longer accepted; instances notice within seconds
    Revoke(RevokeArgs),
}

#[derive(Args)]
pub struct AddArgs {
    /// Whose key it is, or what for; up to 128 characters
    name: String,
    /// What it may be used for
    #[arg(long, value_delimiter = ',', default_value = "read,write,delete")]
    scopes: Vec<Scope>,
    /// Requests a minute, in place of `RATE_LIMIT_PER_MINUTE`
    #[arg(long, value_parser = NonZeroU32::whole)]
    per_minute: Option<NonZeroU32>,
    #[command(flatten)]
    change: ChangeArgs,
}

#[derive(Args)]
pub struct RevokeArgs {
    /// The id of the key, as `list` shows it
    #[arg(value_parser = id)]
    id: Uuid,
    #[command(flatten)]
    change: ChangeArgs,
}

/// What every change of the keys needs: where they are, and the form of the line that tells of it for good.
#[derive(Args)]
struct ChangeArgs {
    #[command(flatten)]
    database: DatabaseArgs,
    /// How the log line is written (to standard error)
    #[arg(long, env, value_enum, default_value = "text")]
    log_format: LogFormat,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Scope {
    Read,
    Write,
    Delete,
}

fn id(text: &str) -> Result<Uuid, &'static str> {
    let wrong = |_| "accepted: the id of a key, as `textmend keys list` shows it";
    text.parse().map_err(wrong)
}

pub async fn run(command: KeysCommand) -> ExitCode {
    let done = match command {
        KeysCommand::Add(args) => add(&args).await,
        KeysCommand::List(args) => list(&args).await,
        KeysCommand::Revoke(args) => revoke(&args).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(line) => config::stop(&line),
    }
}

async fn connect(args: &DatabaseArgs) -> Result<RecordStore, String> {
    let settings = args.settings(Some(DEFAULT_DATABASE))?;
    let store = RecordStore::connect(&settings).await;
    let store = store.map_err(|error| error.to_string())?;
    store.migrate().await.map_err(|error| error.to_string())?;
    Ok(store)
}

async fn add(args: &AddArgs) -> Result<(), String> {
    let name = args.name.trim();
    if name.is_empty() || name.chars().count() > 128 || name.chars().any(char::is_control) {
        return Err(
            "the name must have 1 to 128 characters, without line breaks and other controls".into(),
        );
    }
    telemetry::init("textmend", &TelemetryArgs::lines(args.change.log_format));
    let key = keys::generate().map_err(|error| format!("no random numbers: {error}"))?;
    let has = |scope| args.scopes.contains(&scope);
    let new = NewApiKey {
        name: name.to_owned(),
        hash: keys::hash(key.expose_secret()),
        scopes: Scopes {
            read: has(Scope::Read),
            write: has(Scope::Write),
            delete: has(Scope::Delete),
        },
        per_minute: args.per_minute.map(NonZeroU32::get),
    };
    let store = connect(&args.change.database).await?;
    let id = store
        .add_key(&new)
        .await
        .map_err(|error| error.to_string())?;
    let scopes: Vec<_> = new.scopes.names().collect();
    eprintln!("key {id} added for {name:?}; it is not shown again:");
    println!("{}", key.expose_secret());
    tracing::info!(key = %id, name, scopes = scopes.join(","), by = user(), "key added");
    Ok(())
}

async fn list(args: &DatabaseArgs) -> Result<(), String> {
    let keys = connect(args).await?.keys().await;
    for key in keys.map_err(|error| error.to_string())? {
        let scopes: Vec<_> = key.scopes.names().collect();
        let limit = key
            .per_minute
            .map_or_else(|| "-".to_owned(), |limit| limit.to_string());
        let day = |time: chrono::DateTime<chrono::Utc>| time.format("%Y-%m-%d").to_string();
        let until = key
            .revoked_at
            .map_or_else(String::new, |time| format!("  revoked {}", day(time)));
        println!(
            "{}  {:<24}  {:<17}  {limit:>6}  {}{until}",
            key.id,
            key.name,
            scopes.join(","),
            day(key.created_at)
        );
    }
    Ok(())
}

async fn revoke(args: &RevokeArgs) -> Result<(), String> {
    telemetry::init("textmend", &TelemetryArgs::lines(args.change.log_format));
    let store = connect(&args.change.database).await?;
    let revoked = store.revoke_key(args.id).await;
    if revoked.map_err(|error| error.to_string())? {
        tracing::info!(key = %args.id, by = user(), "key revoked");
        Ok(())
    } else {
        Err(format!("there is no key {} that could be revoked", args.id))
    }
}

/// Who runs this: a name where the environment has one, else the number of the user.
fn user() -> String {
    let name = ["SUDO_USER", "USER", "LOGNAME"];
    let name = name
        .into_iter()
        .find_map(|variable| env::var(variable).ok());
    name.unwrap_or_else(|| {
        let process = fs::metadata("/proc/self");
        process.map_or_else(
            |_| "unknown".to_owned(),
            |process| process.uid().to_string(),
        )
    })
}
