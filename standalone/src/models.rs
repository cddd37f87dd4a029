//! `textmend models`: which translation models there are, fetching, checking and passing them on.

use std::{
    io::{self, IsTerminal, Write},
    path::PathBuf,
    process::ExitCode,
    time::Instant,
};

use api_service::folder;
use clap::{Args, Subcommand};
use models::{ModelStore, Progress};
use text::{lang, translate::Pair};
use web_common::config;

use crate::terminal::{REDRAW, bar, closed};

#[derive(Args)]
pub struct ModelsArgs {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    command: Command,
}

#[derive(Args)]
struct Place {
    /// Folder that holds the models
    #[arg(long, env, default_value = "data/models", value_parser = folder, global = true)]
    models_dir: PathBuf,
    /// Where models are fetched from: a mirror over https, or a file:// folder [default: Mozilla's
    /// registry]
    #[arg(long, env, global = true)]
    models_url: Option<String>,
}

#[derive(Subcommand)]
enum Command {
    /// Show the models that exist, and which of them are here
    List {
        /// Only those that are here
        #[arg(long)]
        here: bool,
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Fetch models: `pt` for Portuguese to English, `en-pt` for the other way
    Pull {
        /// Which
        #[arg(required = true, value_parser = pair)]
        pairs: Vec<Pair>,
    },
    /// Check the models that are here against their hashes; exit code 1 if one is damaged
    Verify,
    /// Remove models
    Rm {
        /// Which
        #[arg(required = true, value_parser = pair)]
        pairs: Vec<Pair>,
    },
    /// Write the models that are here into a folder that `MODELS_URL` accepts
    Mirror {
        /// The folder
        folder: PathBuf,
    },
}

fn pair(text: &str) -> Result<Pair, &'static str> {
    let wrong = |_| "accepted: languages by their codes: pt or pt-en for Portuguese to English, en-pt for the other way";
    text.parse().map_err(wrong)
}

pub fn run(args: &ModelsArgs) -> ExitCode {
    let store = ModelStore::new(&args.place.models_dir, args.place.models_url.as_deref());
    let done = store
        .map_err(|error| error.to_string())
        .and_then(|store| match &args.command {
            Command::List { here, json } => list(&store, &args.place, *here, *json),
            Command::Pull { pairs } => pull(&store, pairs),
            Command::Verify => verify(&store),
            Command::Rm { pairs } => remove(&store, pairs),
            Command::Mirror { folder } => mirror(&store, folder),
        });
    done.unwrap_or_else(|line| config::stop(&line))
}

fn list(store: &ModelStore, place: &Place, here: bool, json: bool) -> Result<ExitCode, String> {
    let models = store.list().map_err(|error| error.to_string())?;
    let mut out = io::stdout().lock();
    for model in models.iter().filter(|model| model.here || !here) {
        let written = if json {
            let line = serde_json::to_string(model).map_err(|error| error.to_string())?;
            writeln!(out, "{line}")
        } else {
            let Pair { source, target } = &model.pair;
            let name = |code: &str| lang::name(code).map_or_else(|| code.to_owned(), str::to_owned);
            let bleu = model
                .quality
                .map_or_else(String::new, |quality| format!("BLEU {:.1}", quality.bleu));
            let at = if model.here { "here" } else { "" };
            let names = format!("{} → {}", name(source), name(target));
            let short = model.pair.short();
            let size = size(model.bytes);
            writeln!(
                out,
                "{short:<8} {names:<36} {:<12} {size:>8}  {bleu:<10} {at}",
                model.architecture
            )
        };
        if closed(written)? {
            break;
        }
    }
    if !here && store.is_source_silent() {
        eprintln!(
            "error: {} does not answer; only the models that are here are listed",
            place.models_url.as_deref().unwrap_or("the registry")
        );
        return Ok(ExitCode::from(1));
    }
    Ok(ExitCode::SUCCESS)
}

fn pull(store: &ModelStore, pairs: &[Pair]) -> Result<ExitCode, String> {
    for pair in pairs {
        let mut bar = Bar::new(pair);
        let pulled = store.pull(pair, &mut |progress| bar.show(&progress));
        bar.end();
        let pulled = pulled.map_err(|error| error.to_string())?;
        let what = if pulled.fetched {
            "fetched"
        } else {
            "was here already, whole"
        };
        println!(
            "{pair} {what}: {}, version {}",
            pulled.model.architecture, pulled.model.version
        );
    }
    Ok(ExitCode::SUCCESS)
}

fn verify(store: &ModelStore) -> Result<ExitCode, String> {
    let mut code = ExitCode::SUCCESS;
    let checked = store.verify(None).map_err(|error| error.to_string())?;
    if checked.is_empty() {
        println!("There are no models in {}.", store.root().display());
    }
    for (model, result) in checked {
        match result {
            Ok(()) => println!("{} is whole", model.pair),
            Err(error) => {
                println!("{error}");
                code = ExitCode::from(1);
            }
        }
    }
    Ok(code)
}

fn remove(store: &ModelStore, pairs: &[Pair]) -> Result<ExitCode, String> {
    let mut code = ExitCode::SUCCESS;
    for pair in pairs {
        if store.remove(pair).map_err(|error| error.to_string())? {
            println!("{pair} removed");
        } else {
            eprintln!("{pair} was not here");
            code = ExitCode::from(1);
        }
    }
    Ok(code)
}

fn mirror(store: &ModelStore, folder: &std::path::Path) -> Result<ExitCode, String> {
    let written = store.mirror(folder).map_err(|error| error.to_string())?;
    if written.is_empty() {
        return Err(format!(
            "there are no models in {}; pull some first",
            store.root().display()
        ));
    }
    for pair in &written {
        println!("{pair}");
    }
    let address = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    println!(
        "Set MODELS_URL=file://{} or serve the folder over https.",
        address.display()
    );
    Ok(ExitCode::SUCCESS)
}

/// How a pull goes: a bar on a terminal; elsewhere a line for each file.
struct Bar<'a> {
    pair: &'a Pair,
    terminal: bool,
    drawn: Option<Instant>,
    file: String,
}

impl<'a> Bar<'a> {
    fn new(pair: &'a Pair) -> Self {
        Self {
            pair,
            terminal: io::stderr().is_terminal(),
            drawn: None,
            file: String::new(),
        }
    }

    fn show(&mut self, progress: &Progress<'_>) {
        let whole = progress.done >= progress.total;
        if !self.terminal {
            if self.file != progress.file {
                progress.file.clone_into(&mut self.file);
                eprintln!(
                    "{}: {} ({} in all)",
                    self.pair,
                    progress.file,
                    size(progress.total)
                );
            }
            return;
        }
        if !whole && self.drawn.is_some_and(|drawn| drawn.elapsed() < REDRAW) {
            return;
        }
        self.drawn = Some(Instant::now());
        let bar = bar(progress.done, progress.total);
        let (done, all) = (size(progress.done), size(progress.total));
        eprint!("\r{} {bar} {done:>8} of {all} \u{1b}[K", self.pair);
    }

    fn end(&self) {
        if self.drawn.is_some() {
            eprintln!();
        }
    }
}

fn size(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}
