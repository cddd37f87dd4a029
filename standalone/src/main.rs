//! The `textmend` binary: both services in one process, and the command line.
//!
//! One file for each command.

mod database;
mod filter;
mod keys;
mod models;
mod serve;
mod terminal;

use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use web_common::{
    config::{self, HttpArgs},
    healthcheck,
};

/// The database where nothing else is said: a file in the folder that one is in.
const DEFAULT_DATABASE: &str = "sqlite://data/textmend.db?mode=rwc";
const DEFAULT_PORT: u16 = 8080;

/// Corrects spelling, puts missing spaces back, translates into English, and remembers it all.
///
/// Without a command it serves the web pages and the API, as `textmend serve` does.
#[derive(Parser)]
#[command(name = "textmend", version, args_conflicts_with_subcommands = true)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: serve::ServeArgs,
}

#[derive(Subcommand)]
enum Command {
    /// Run both services (the default)
    Serve(Box<serve::ServeArgs>),
    /// Correct the spelling of files or standard input
    Spell(Box<filter::SpellArgs>),
    /// Put missing spaces back into files or standard input
    Space(Box<filter::SpaceArgs>),
    /// Translate files or standard input
    Translate(Box<filter::TranslateArgs>),
    /// Translate, space and spell files or standard input
    Clean(Box<filter::CleanArgs>),
    /// Translation models: which there are, fetching, checking, removing, passing on
    Models(models::ModelsArgs),
    /// API keys: make, list, revoke
    #[command(subcommand)]
    Keys(keys::KeysCommand),
    /// Bring the database up to date, or see whether it is
    #[command(subcommand)]
    Db(database::DbCommand),
    /// Ask the running process whether it is alive; exit code 0 or 1
    Healthcheck(HealthcheckArgs),
}

#[derive(Args)]
struct HealthcheckArgs {
    #[command(flatten)]
    http: HttpArgs,
}

fn main() -> ExitCode {
    let cli: Cli = config::parse();
    match cli.command {
        None => run(serve::run(cli.serve)),
        Some(Command::Serve(args)) => run(serve::run(*args)),
        Some(Command::Spell(args)) => filter::run(&*args),
        Some(Command::Space(args)) => filter::run(&*args),
        Some(Command::Translate(args)) => filter::run(&*args),
        Some(Command::Clean(args)) => filter::run(&*args),
        Some(Command::Models(args)) => models::run(&args),
        Some(Command::Keys(command)) => run(keys::run(command)),
        Some(Command::Db(command)) => run(database::run(command)),
        Some(Command::Healthcheck(HealthcheckArgs { http })) => {
            healthcheck::run(&http, DEFAULT_PORT, "/livez")
        }
    }
}

fn run<T>(command: impl Future<Output = T>) -> T {
    actix_web::rt::System::new().block_on(command)
}
