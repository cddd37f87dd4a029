//! `textmend db migrate|status`: the schema by hand. The services also bring it up to date at start.

use std::process::ExitCode;

use clap::Subcommand;
use db::RecordStore;
use web_common::config::{self, DatabaseArgs};

use crate::DEFAULT_DATABASE;

#[derive(Subcommand)]
pub enum DbCommand {
    /// Apply the migrations that the database lacks; safe to run while others do the same
    Migrate(DatabaseArgs),
    /// Say which migrations the database has and lacks; exit code 1 if it lacks any
    Status(DatabaseArgs),
}

pub async fn run(command: DbCommand) -> ExitCode {
    let done = match command {
        DbCommand::Migrate(args) => migrate(&args).await,
        DbCommand::Status(args) => status(&args).await,
    };
    done.unwrap_or_else(|line| config::stop(&line))
}

async fn connect(args: &DatabaseArgs) -> Result<RecordStore, String> {
    let settings = args.settings(Some(DEFAULT_DATABASE))?;
    RecordStore::connect(&settings)
        .await
        .map_err(|error| error.to_string())
}

async fn migrate(args: &DatabaseArgs) -> Result<ExitCode, String> {
    let store = connect(args).await?;
    let before = store
        .migration_status()
        .await
        .map_err(|error| error.to_string())?;
    store.migrate().await.map_err(|error| error.to_string())?;
    match before.pending.len() {
        0 => println!("{} is up to date.", store.settings()),
        count => println!("{}: {count} migrations applied.", store.settings()),
    }
    Ok(ExitCode::SUCCESS)
}

async fn status(args: &DatabaseArgs) -> Result<ExitCode, String> {
    let store = connect(args).await?;
    let status = store
        .migration_status()
        .await
        .map_err(|error| error.to_string())?;
    println!("{}", store.settings());
    for version in &status.applied {
        let note = if status.unknown.contains(version) {
            "applied by a newer textmend"
        } else {
            "applied"
        };
        println!("  {version:04}  {note}");
    }
    for (version, name) in &status.pending {
        println!("  {version:04}  missing: {name}");
    }
    let done = status.pending.is_empty();
    println!(
        "{}",
        if done {
            "Up to date."
        } else {
            "Run `textmend db migrate`."
        }
    );
    Ok(if done {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(1)
    })
}
