//! Scores the text engines on the test sets, and learns the speller's slip weights.
//!
//! The test sets are not part of the repository: `TEXTMEND_BENCH` names their folder.

mod align;
mod clean;
mod learn_slips;
mod noise;
mod space;
mod spell;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

const USAGE: &str = "\
usage: eval spell [--set NAME] [--show N]   quality, calibration and speed on the spelling sets
       eval space [--set NAME]              quality, calibration and speed on the spacing sets
       eval clean [--set NAME]              both together on text made wrong
       eval filter space                    spaces each line of the input; the speed goes to stderr
       eval learn-slips FILE                the slip table (text/data/slips.tsv), learned from
                                            src/word_codegen.rs of the crate typos-dict

NAME may be part of a set's name; w-* takes all sets that begin with w-. --show prints N mistakes a set.
TEXTMEND_BENCH names the folder of the test sets.";

fn main() -> ExitCode {
    match run(std::env::args().skip(1).collect()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Vec<String>) -> Result<(), String> {
    let mut arguments = arguments.into_iter();
    let command = arguments.next().ok_or(USAGE)?;
    let rest: Vec<String> = arguments.collect();
    match command.as_str() {
        "spell" => {
            let show = match option(&rest, "--show") {
                Some(number) => number
                    .parse()
                    .map_err(|_| format!("--show {number}: not a number"))?,
                None => 0,
            };
            spell::report(&bench()?, option(&rest, "--set").unwrap_or_default(), show)
        }
        "space" => space::table(
            &bench()?.join("space/data"),
            option(&rest, "--set").unwrap_or_default(),
        ),
        "clean" => clean::report(&bench()?, option(&rest, "--set").unwrap_or_default()),
        "filter" if rest.first().is_some_and(|engine| engine == "space") => space::filter(
            std::io::stdin().lock(),
            std::io::BufWriter::new(std::io::stdout().lock()),
            std::io::stderr().lock(),
        )
        .map_err(|e| e.to_string()),
        "learn-slips" => {
            let file = Path::new(rest.first().ok_or(USAGE)?);
            let source =
                std::fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))?;
            let pairs = learn_slips::pairs(&source);
            eprintln!("{} pairs", pairs.len());
            print!("{}", learn_slips::table(&pairs));
            Ok(())
        }
        _ => Err(USAGE.into()),
    }
}

/// The value that follows an option.
fn option<'a>(arguments: &'a [String], name: &str) -> Option<&'a str> {
    let at = arguments.iter().position(|argument| argument == name)?;
    arguments.get(at + 1).map(String::as_str)
}

/// The folder of the test sets.
fn bench() -> Result<PathBuf, String> {
    let folder = std::env::var_os("TEXTMEND_BENCH")
        .ok_or("TEXTMEND_BENCH is not set: it names the folder of the test sets, which are not part of the repository")?;
    Ok(folder.into())
}
