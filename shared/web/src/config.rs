//! Configuration: environment variables (also from `.env`), and flags of the same names that win.
//!
//! `--help` is the manual: each doc comment below is what it prints.

mod read;

use std::{
    fmt, fs,
    net::{IpAddr, Ipv4Addr},
    num::NonZeroU32,
    path::PathBuf,
    str::FromStr,
};

use clap::ValueEnum;
use db::{DatabaseParts, DatabaseSettings, SslMode};
use secrecy::{ExposeSecret, SecretString};

pub use read::{parse, stop};

/// Where the records are.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Database")]
pub struct DatabaseArgs {
    /// `mysql://user:pass@host:3306/name` or `sqlite://path/to/file.db`
    #[arg(long, env, hide_env_values = true, value_parser = secret)]
    pub database_url: Option<SecretString>,
    /// Host of a MySQL database, used with the parts below when `DATABASE_URL` is not set
    #[arg(long, env)]
    pub database_host: Option<String>,
    /// Port of the MySQL database
    #[arg(long, env, default_value_t = 3306, value_parser = port)]
    pub database_port: u16,
    /// Name of the MySQL database
    #[arg(long, env, default_value = "textmend")]
    pub database_name: String,
    /// User of the MySQL database
    #[arg(long, env, default_value = "textmend")]
    pub database_user: String,
    /// Password of the MySQL database
    #[arg(long, env, hide_env_values = true, value_parser = secret)]
    pub database_password: Option<SecretString>,
    /// File that holds the password, as container secrets are mounted; used when `DATABASE_PASSWORD` is not set
    #[arg(long, env)]
    pub database_password_file: Option<PathBuf>,
    /// TLS to the MySQL database: disabled, preferred, required, `verify_ca` or `verify_identity`
    #[arg(long, env, default_value = "preferred")]
    pub database_ssl_mode: SslMode,
}

impl DatabaseArgs {
    /// The settings of the store: the URL, the parts, or `fallback` (an SQLite URL).
    ///
    /// # Errors
    /// A sentence that names the variable, its value (never a password) and what is accepted.
    pub fn settings(&self, fallback: Option<&str>) -> Result<DatabaseSettings, String> {
        if let Some(url) = &self.database_url {
            return DatabaseSettings::from_url(url.expose_secret())
                .map_err(|error| format!("DATABASE_URL cannot be used: {error}"));
        }
        if let Some(host) = &self.database_host {
            let password = self.password()?;
            return DatabaseSettings::from_parts(DatabaseParts {
                host,
                port: Some(self.database_port),
                name: &self.database_name,
                user: &self.database_user,
                password: password.expose_secret(),
                ssl_mode: Some(self.database_ssl_mode),
            })
            .map_err(|error| format!("DATABASE_HOST and its parts cannot be used: {error}"));
        }
        let url = fallback.ok_or(
            "DATABASE_URL is not set: give mysql://user:pass@host:3306/name or sqlite://path/to/file.db, \
             or DATABASE_HOST, _NAME, _USER and _PASSWORD",
        )?;
        DatabaseSettings::from_url(url).map_err(|error| error.to_string())
    }

    /// The password as given or as its file holds it, but for the line break at the end; else empty.
    fn password(&self) -> Result<SecretString, String> {
        if let Some(password) = &self.database_password {
            return Ok(password.clone());
        }
        let Some(file) = &self.database_password_file else {
            return Ok(SecretString::default());
        };
        let text = fs::read_to_string(file).map_err(|error| {
            format!(
                "DATABASE_PASSWORD_FILE cannot be \"{}\": {error}",
                file.display()
            )
        })?;
        Ok(SecretString::from(text.trim_end_matches(['\r', '\n'])))
    }
}

/// Where the service listens, and what it links to.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Service")]
pub struct HttpArgs {
    /// Address to listen on
    #[arg(long, env, default_value = "127.0.0.1", value_parser = host)]
    pub host: IpAddr,
    /// Port to listen on; 0 takes a free one [default: home 8080, api 8081, textmend 8080]
    #[arg(long, env, value_parser = port)]
    pub port: Option<u16>,
    /// Prefix of links to the home service, where no balancer joins the two
    #[arg(long, env, default_value = "", value_parser = link_prefix)]
    pub home_url: String,
    /// Prefix of links to the api service, where no balancer joins the two
    #[arg(long, env, default_value = "", value_parser = link_prefix)]
    pub api_url: String,
    /// Port for `/metrics`, `/readyz` and `/livez`, not for the public; or off
    #[arg(long, env, default_value = "off")]
    pub management_port: Setting<u16>,
    /// Days after which records are deleted; or off, which keeps them for ever
    #[arg(long, env, default_value = "off")]
    pub retention_days: Setting<NonZeroU32>,
}

/// How log lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// A value that may be left out: `off` or nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setting<T>(pub Option<T>);

/// A whole number that must lie within bounds.
pub trait Whole: FromStr {
    /// The least and the most.
    const BOUNDS: (u32, u32);

    /// Reads one.
    ///
    /// # Errors
    /// What is accepted.
    fn whole(text: &str) -> Result<Self, String> {
        let (least, most) = Self::BOUNDS;
        let wrong = |_| format!("accepted: a whole number from {least} to {most}");
        text.trim().parse().map_err(wrong)
    }
}

impl Whole for u16 {
    const BOUNDS: (u32, u32) = (0, u16::MAX as u32);
}

impl Whole for NonZeroU32 {
    const BOUNDS: (u32, u32) = (1, u32::MAX);
}

impl<T: Whole> FromStr for Setting<T> {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.trim() {
            "" | "off" => Ok(Self(None)),
            text => T::whole(text)
                .map(|value| Self(Some(value)))
                .map_err(|accepted| format!("{accepted}, or off")),
        }
    }
}

impl<T: fmt::Display> fmt::Display for Setting<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(value) => value.fmt(f),
            None => f.write_str("off"),
        }
    }
}

/// A number of bytes, written as `1048576`, `512KiB`, `8MiB` or `1 GiB`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bytes(pub u64);

impl FromStr for Bytes {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong =
            || "accepted: a number of bytes from 1 on, or one with KiB, MiB or GiB".to_owned();
        let text = text.trim();
        let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (number, unit) = text.split_at(digits);
        let factor: u64 = match unit.trim().to_ascii_lowercase().as_str() {
            "" | "b" => 1,
            "k" | "kib" => 1 << 10,
            "m" | "mib" => 1 << 20,
            "g" | "gib" => 1 << 30,
            _ => return Err(wrong()),
        };
        let number: u64 = number.parse().map_err(|_| wrong())?;
        number
            .checked_mul(factor)
            .filter(|bytes| *bytes > 0)
            .map(Self)
            .ok_or_else(wrong)
    }
}

impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (mut number, mut unit) = (self.0, "bytes");
        for larger in ["KiB", "MiB", "GiB"] {
            if number.is_multiple_of(1024) && number > 0 {
                (number, unit) = (number / 1024, larger);
            }
        }
        write!(f, "{number} {unit}")
    }
}

/// A value that no log and no help may show.
///
/// # Errors
/// None; clap's parsers of values have the signature.
pub fn secret(text: &str) -> Result<SecretString, String> {
    Ok(SecretString::from(text))
}

fn port(text: &str) -> Result<u16, String> {
    u16::whole(text)
}

fn host(text: &str) -> Result<IpAddr, String> {
    match text.trim() {
        "localhost" => Ok(Ipv4Addr::LOCALHOST.into()),
        text => text.parse().map_err(|_| {
            "accepted: an IP address such as 127.0.0.1, 0.0.0.0 or ::, or localhost".into()
        }),
    }
}

/// On or off, in the usual words.
pub(crate) fn switch(text: &str) -> Result<bool, String> {
    match text.trim().to_ascii_lowercase().as_str() {
        "on" | "true" | "yes" | "1" => Ok(true),
        "" | "off" | "false" | "no" | "0" => Ok(false),
        _ => Err("accepted: on or off".into()),
    }
}

/// The start of an absolute address without its trailing slash, or nothing.
fn link_prefix(text: &str) -> Result<String, String> {
    let text = text.trim_end_matches('/');
    let web_address = text.starts_with("http://") || text.starts_with("https://");
    if text.is_empty() || web_address && !text.contains(char::is_whitespace) {
        Ok(text.to_owned())
    } else {
        Err("accepted: an address such as http://127.0.0.1:8081".into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Debug, Parser)]
    struct Args {
        #[command(flatten)]
        database: DatabaseArgs,
    }

    #[test]
    fn bytes_are_read_in_the_usual_units_only() {
        assert_eq!("8MiB".parse(), Ok(Bytes(8 << 20)));
        assert_eq!("1 GiB".parse(), Ok(Bytes(1 << 30)));
        assert_eq!("1000".parse(), Ok(Bytes(1000)));
        for wrong in [
            "",
            "MiB",
            "-1",
            "8 parsecs",
            "0",
            "99999999999999999999",
            "99999999999GiB",
        ] {
            assert!(wrong.parse::<Bytes>().is_err(), "{wrong}");
        }
        assert_eq!(Bytes(8 << 20).to_string(), "8 MiB");
        assert_eq!(Bytes(1000).to_string(), "1000 bytes");
    }

    #[test]
    fn a_setting_may_be_off() {
        assert_eq!("".parse(), Ok(Setting::<u16>(None)));
        assert_eq!("off".parse(), Ok(Setting::<u16>(None)));
        assert_eq!("9090".parse(), Ok(Setting(Some(9090_u16))));
        assert!("many".parse::<Setting<u16>>().is_err());
        assert_eq!(
            "0".parse::<Setting<NonZeroU32>>(),
            Err("accepted: a whole number from 1 to 4294967295, or off".into())
        );
        assert_eq!(Setting(Some(7)).to_string(), "7");
        assert_eq!(Setting::<u16>(None).to_string(), "off");
        assert_eq!((switch("ON"), switch("no")), (Ok(true), Ok(false)));
        assert!(switch("maybe").is_err());
    }

    #[test]
    fn an_address_may_be_localhost() {
        assert_eq!(host("localhost"), Ok(Ipv4Addr::LOCALHOST.into()));
        assert_eq!(host("::"), "::".parse().map_err(|_| String::new()));
        assert!(host("example.org").unwrap_err().contains("localhost"));
        assert!(port("abc").unwrap_err().ends_with("from 0 to 65535"));
    }

    #[test]
    fn the_password_may_come_from_a_file_but_for_its_line_break() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("password");
        fs::write(&file, " p@ss word \n").unwrap();
        let file = file.to_str().unwrap();
        let password = |arguments: &[&str]| {
            let args = Args::try_parse_from([&["x"], arguments].concat()).unwrap();
            args.database
                .password()
                .map(|secret| secret.expose_secret().to_owned())
        };
        assert_eq!(
            password(&["--database-password-file", file]).unwrap(),
            " p@ss word "
        );
        assert_eq!(
            password(&[
                "--database-password-file",
                file,
                "--database-password",
                "given"
            ])
            .unwrap(),
            "given"
        );
        assert_eq!(password(&[]).unwrap(), "");
        let missing = password(&["--database-password-file", "/nowhere/to/be/found"]).unwrap_err();
        assert!(missing.contains("DATABASE_PASSWORD_FILE") && missing.contains("/nowhere"));
    }

    #[test]
    fn a_wrong_database_never_shows_its_password() {
        for url in [
            "mysql://u:hunter2@",
            "postgres://u:hunter2@h/d",
            "mysql://u:hunter2@h:99999/d",
        ] {
            let args = Args::try_parse_from(["x", "--database-url", url]).unwrap();
            let line = args.database.settings(None).unwrap_err();
            assert!(
                line.contains("DATABASE_URL") && !line.contains("hunter2"),
                "{line}"
            );
            assert!(!format!("{args:?}").contains("hunter2"));
        }
        let args = Args::try_parse_from(["x"]).unwrap();
        assert!(
            args.database
                .settings(None)
                .unwrap_err()
                .contains("DATABASE_URL")
        );
        assert!(
            args.database
                .settings(Some("sqlite://data/x.db?mode=rwc"))
                .is_ok()
        );
    }
}
