//! Reads `.env`, the environment and the command line, and words what is wrong with them.

use std::{env, fs, path::PathBuf, process};

use clap::{
    Arg, Command, CommandFactory, FromArgMatches,
    builder::Resettable,
    error::{ContextKind, ContextValue, ErrorKind},
};

/// Reads `.env`, the environment and the command line. A value that cannot be used ends the
/// process with one line that names the variable, the value and what is accepted.
///
/// A variable that is empty counts as one that is not set, whichever it is: Compose's `${PORT:-}` makes such.
pub fn parse<T: CommandFactory + FromArgMatches>() -> T {
    match dotenvy::dotenv() {
        Err(dotenvy::Error::LineParse(rest, _)) => stop(&unreadable(&dotenv_text(), &rest)),
        Err(error) if !error.not_found() => stop(&format!(".env cannot be read: {error}")),
        _ => {}
    }
    let is_empty = |name: &str| env::var_os(name).is_some_and(|value| value.is_empty());
    let command = without(T::command(), &is_empty);
    let parsed = command
        .clone()
        .try_get_matches()
        .and_then(|matches| T::from_arg_matches(&matches));
    match parsed {
        Ok(parsed) => parsed,
        Err(error) => match one_line(&error, &command) {
            Some(line) => stop(&line),
            None => error.exit(),
        },
    }
}

/// Ends the process at start with one line on standard error and exit code 2.
pub fn stop(line: &str) -> ! {
    eprintln!("error: {line}");
    process::exit(2)
}

/// The command as it is where the variables that `is_empty` names are not set.
fn without(command: Command, is_empty: &impl Fn(&str) -> bool) -> Command {
    let command = command.mut_args(|arg| {
        let name = arg.get_env().and_then(|name| name.to_str());
        if name.is_some_and(is_empty) {
            arg.env(Resettable::Reset)
        } else {
            arg
        }
    });
    command.mut_subcommands(|subcommand| without(subcommand, is_empty))
}

/// The file that `dotenvy` reads: that of this folder, or of the nearest one above that has any.
fn dotenv_text() -> String {
    let here = env::current_dir().unwrap_or_default();
    let files = here.ancestors().map(|folder| folder.join(".env"));
    let file: Option<PathBuf> = files.into_iter().find(|file| file.is_file());
    file.and_then(|file| fs::read_to_string(file).ok())
        .unwrap_or_default()
}

/// A line of `.env` that cannot be read, told without its value, which may be a secret. `rest` is what the
/// parser could not read of it.
fn unreadable(text: &str, rest: &str) -> String {
    let rest = rest.lines().next().unwrap_or_default().trim();
    let found = text.lines().enumerate().find(|(_, line)| {
        !line.trim_start().starts_with('#') && line.contains('=') && line.contains(rest)
    });
    let place = found.and_then(|(index, line)| {
        let name = line.split('=').next()?.trim().trim_start_matches("export ");
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        (!name.is_empty() && name.chars().all(is_name))
            .then(|| format!("{name} (line {})", index + 1))
    });
    format!(
        ".env cannot be read: {} is not as accepted: NAME=VALUE, a value with spaces, quotes, $ or # within \
         single quotes",
        place.as_deref().unwrap_or("a line")
    )
}

/// A wrong value as one line; `None` for help, versions and wrong usage, which clap words well.
fn one_line(error: &clap::Error, command: &Command) -> Option<String> {
    if !matches!(
        error.kind(),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation
    ) {
        return None;
    }
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        Some(ContextValue::Strings(texts)) if !texts.is_empty() => Some(texts.join(", ")),
        _ => None,
    };
    let argument = text(ContextKind::InvalidArg)?;
    let flag = argument.split(' ').next()?;
    let known = named(command, flag.trim_start_matches('-'));
    let variable = known.and_then(Arg::get_env).and_then(|name| name.to_str());
    let what = match variable {
        Some(variable) => format!("{variable} (or {flag})"),
        None => flag.trim_matches(['<', '>', '[', ']', '.']).to_owned(),
    };
    let value = text(ContextKind::InvalidValue).unwrap_or_default();
    let value = if known.is_some_and(Arg::is_hide_env_values_set) {
        "what it is".to_owned()
    } else {
        format!("\"{value}\"")
    };
    let accepted = match (
        text(ContextKind::ValidValue),
        std::error::Error::source(error),
    ) {
        (Some(values), _) => format!("accepted: {values}"),
        (None, Some(cause)) => cause.to_string(),
        (None, None) => return Some(format!("{what} needs a value")),
    };
    Some(format!("{what} cannot be {value}: {accepted}"))
}

/// The argument with this long name, of the command or of one below it.
fn named<'c>(command: &'c Command, long: &str) -> Option<&'c Arg> {
    let own = command
        .get_arguments()
        .find(|arg| arg.get_long() == Some(long));
    own.or_else(|| {
        command
            .get_subcommands()
            .find_map(|below| named(below, long))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{access::AccessArgs, config::HttpArgs, telemetry::TelemetryArgs};
    use clap::Parser;

    #[derive(Debug, Parser)]
    struct Args {
        #[command(flatten)]
        http: HttpArgs,
        #[command(flatten)]
        telemetry: TelemetryArgs,
        #[command(flatten)]
        access: AccessArgs,
    }

    fn line(arguments: &[&str]) -> String {
        let error = Args::try_parse_from([&["x"], arguments].concat()).unwrap_err();
        one_line(&error, &Args::command()).unwrap()
    }

    #[test]
    fn a_wrong_value_is_named_with_its_variable_in_one_line() {
        assert_eq!(
            line(&["--port", "99999"]),
            "PORT (or --port) cannot be \"99999\": accepted: a whole number from 0 to 65535"
        );
        assert_eq!(
            line(&["--log-format", "xml"]),
            "LOG_FORMAT (or --log-format) cannot be \"xml\": accepted: text, json"
        );
    }

    #[test]
    fn a_secret_is_not_shown() {
        for users in ["bob:hunter2", "ann:$argon2id$hunter2 bob"] {
            let line = line(&["--auth-users", users]);
            assert!(
                line.contains("AUTH_USERS") && line.contains("accepted: name:hash"),
                "{line}"
            );
            assert!(!line.contains("hunter2"), "{line}");
        }
    }

    #[test]
    fn a_line_that_cannot_be_read_is_named_without_its_value() {
        let text = "PORT=1\nexport DATABASE_PASSWORD=top secret pass\nHOST=::\n";
        let line = unreadable(text, "top secret pass");
        assert!(
            line.contains("DATABASE_PASSWORD (line 2)") && !line.contains("secret"),
            "{line}"
        );
        let line = unreadable("secret without a name\n", "secret without a name");
        assert!(!line.contains("secret"), "{line}");
    }
}
