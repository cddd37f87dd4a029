//! Where the database is and how to reach it, from an address or from its parts.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use sqlx::mysql::{MySqlConnectOptions, MySqlSslMode};
use sqlx::sqlite::{SqliteConnectOptions, SqliteSynchronous};

/// How long a lock or a busy file is waited for. Below the time that one operation may take, so that
/// the reason is told and not merely that time ran out.
const LOCK_WAIT: Duration = Duration::from_millis(1500);

/// Most of a query's time is spent waiting for the server.
const MYSQL_CONNECTIONS: u32 = 10;
/// A query computes, on a thread of its connection: more of them would not read faster, and each keeps a cache of
/// pages and an arena of the allocator for itself.
const SQLITE_READERS: u32 = 4;

/// Where the database is and how to reach it. Neither `Debug` nor `Display` shows the password.
#[derive(Clone)]
pub struct DatabaseSettings {
    pub(crate) target: Target,
    pub(crate) max_connections: u32,
    pub(crate) time_budget: Duration,
    shown: String,
}

#[derive(Clone)]
pub(crate) enum Target {
    MySql(Box<MySqlConnectOptions>),
    Sqlite {
        options: Box<SqliteConnectOptions>,
        memory: bool,
    },
}

/// The parts of a MySQL or MariaDB address, for where only the password comes from a secret.
#[derive(Clone, Copy)]
pub struct DatabaseParts<'a> {
    /// Host name or address.
    pub host: &'a str,
    /// Port; 3306 where there is none.
    pub port: Option<u16>,
    /// Name of the database.
    pub name: &'a str,
    /// User.
    pub user: &'a str,
    /// Password; may be empty.
    pub password: &'a str,
    /// Whether and how the connection is encrypted; preferred where nothing is said.
    pub ssl_mode: Option<SslMode>,
}

/// Whether and how a connection to MySQL is encrypted; MySQL's own names, in either case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SslMode {
    /// Never.
    Disabled,
    /// If the server can.
    Preferred,
    /// Or not at all.
    Required,
    /// And the server's certificate must come from a known authority.
    VerifyCa,
    /// And it must be for the host that was asked for.
    VerifyIdentity,
}

impl FromStr for SslMode {
    type Err = SettingsError;

    fn from_str(name: &str) -> Result<Self, SettingsError> {
        match name.to_ascii_lowercase().replace('-', "_").as_str() {
            "disabled" => Ok(Self::Disabled),
            "preferred" => Ok(Self::Preferred),
            "required" => Ok(Self::Required),
            "verify_ca" => Ok(Self::VerifyCa),
            "verify_identity" => Ok(Self::VerifyIdentity),
            _ => Err(SettingsError::SslMode(name.to_owned())),
        }
    }
}

impl From<SslMode> for MySqlSslMode {
    fn from(mode: SslMode) -> Self {
        match mode {
            SslMode::Disabled => Self::Disabled,
            SslMode::Preferred => Self::Preferred,
            SslMode::Required => Self::Required,
            SslMode::VerifyCa => Self::VerifyCa,
            SslMode::VerifyIdentity => Self::VerifyIdentity,
        }
    }
}

/// Why settings cannot be used. Never contains the password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// The address begins with something else.
    #[error(
        "the database address begins with {0:?}; mysql://, mariadb:// and sqlite: are accepted"
    )]
    Scheme(String),
    /// The address cannot be taken apart.
    #[error(
        "the database address cannot be read: {0} (special characters in the user and the password \
         must be percent-encoded)"
    )]
    Address(String),
    /// A part that has no default is missing or empty.
    #[error("the database address lacks the {0}")]
    Missing(&'static str),
    /// The encryption mode is not one of MySQL's.
    #[error(
        "{0:?} is not an encryption mode; disabled, preferred, required, verify_ca and \
         verify_identity are accepted"
    )]
    SslMode(String),
}

impl DatabaseSettings {
    /// Settings from an address: `mysql://user:password@host:3306/name`, optionally with
    /// `?ssl-mode=…&ssl-ca=FILE` (`mariadb://` means the same), `sqlite://FILE`, or
    /// `sqlite::memory:`. An SQLite file is created unless the address says `mode=rw` or `mode=ro`.
    ///
    /// # Errors
    /// The address is not of one of these forms.
    pub fn from_url(url: &str) -> Result<Self, SettingsError> {
        let url = url.trim();
        let scheme = url.split(':').next().unwrap_or_default();
        match (scheme, url.contains(':')) {
            ("sqlite", true) => Self::from_sqlite_url(url),
            ("mysql" | "mariadb", true) => Self::from_mysql_url(url),
            // What has no scheme may be anything, a password included.
            (_, false) => Err(SettingsError::Scheme(String::new())),
            (other, true) => Err(SettingsError::Scheme(format!("{other}:"))),
        }
    }

    /// Settings for MySQL or MariaDB from the parts of the address.
    ///
    /// # Errors
    /// The host, the name or the user is empty.
    pub fn from_parts(parts: DatabaseParts<'_>) -> Result<Self, SettingsError> {
        for (what, value) in [
            ("host", parts.host),
            ("name", parts.name),
            ("user", parts.user),
        ] {
            if value.trim().is_empty() {
                return Err(SettingsError::Missing(what));
            }
        }
        let port = parts.port.unwrap_or(3306);
        let mut options = MySqlConnectOptions::new()
            .host(parts.host)
            .port(port)
            .database(parts.name)
            .username(parts.user)
            .ssl_mode(parts.ssl_mode.unwrap_or(SslMode::Preferred).into());
        if !parts.password.is_empty() {
            options = options.password(parts.password);
        }
        let shown = format!(
            "mysql://{}@{}:{port}/{}",
            parts.user, parts.host, parts.name
        );
        Ok(Self::mysql(options, shown))
    }

    fn from_mysql_url(url: &str) -> Result<Self, SettingsError> {
        let rest = url
            .split_once("://")
            .ok_or(SettingsError::Missing("host"))?
            .1;
        let options = MySqlConnectOptions::from_str(&format!("mysql://{rest}"))
            .map_err(|error| SettingsError::Address(error.to_string()))?;
        let address = rest.split(['?', '#']).next().unwrap_or_default();
        let (authority, name) = address.split_once('/').unwrap_or((address, ""));
        if name.is_empty() {
            return Err(SettingsError::Missing("name"));
        }
        let (login, host) = authority.rsplit_once('@').unwrap_or(("", authority));
        if host.is_empty() {
            return Err(SettingsError::Missing("host"));
        }
        let user = login.split(':').next().filter(|user| !user.is_empty());
        let user = user.ok_or(SettingsError::Missing("user"))?;
        Ok(Self::mysql(
            options,
            format!("mysql://{user}@{host}/{name}"),
        ))
    }

    fn mysql(options: MySqlConnectOptions, shown: String) -> Self {
        let options = options
            .charset("utf8mb4")
            .timezone(Some("+00:00".to_owned()))
            .pipes_as_concat(false);
        Self::new(Target::MySql(Box::new(options)), shown)
    }

    fn from_sqlite_url(url: &str) -> Result<Self, SettingsError> {
        let mut options = SqliteConnectOptions::from_str(url)
            .map_err(|error| SettingsError::Address(error.to_string()))?;
        let memory = url.contains(":memory:") || url.contains("mode=memory");
        if !memory && options.get_filename().as_os_str().is_empty() {
            return Err(SettingsError::Missing("file"));
        }
        if !memory && !url.contains("mode=") {
            options = options.create_if_missing(true);
        }
        let options = options
            .busy_timeout(LOCK_WAIT)
            // An acknowledged record survives a power cut.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true);
        let target = Target::Sqlite {
            options: Box::new(options),
            memory,
        };
        Ok(Self::new(target, url.to_owned()))
    }

    fn new(target: Target, shown: String) -> Self {
        let max_connections = match target {
            Target::MySql(_) => MYSQL_CONNECTIONS,
            Target::Sqlite { .. } => SQLITE_READERS,
        };
        Self {
            target,
            max_connections,
            time_budget: Duration::from_millis(1800),
            shown,
        }
    }

    /// The same with at most `connections` at a time (default 10, with SQLite 4; at least 1). With SQLite these
    /// are the readers; there is one writer besides.
    #[must_use]
    pub fn with_max_connections(mut self, connections: u32) -> Self {
        self.max_connections = connections.max(1);
        self
    }

    /// The same with another time that an operation may take, waiting for a connection included
    /// (default 1.8 s, so that a request is refused within 2 s while the database is away).
    #[must_use]
    pub fn with_time_budget(mut self, budget: Duration) -> Self {
        self.time_budget = budget;
        self
    }

    /// Session variables for each new MySQL connection, as one statement each.
    pub(crate) fn mysql_session() -> [String; 3] {
        [
            // Nothing is ever cut off or converted silently.
            "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION,NO_ZERO_DATE,\
             NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO'"
                .to_owned(),
            // Gap locks would let inserts of neighbouring keys wait for each other.
            "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED".to_owned(),
            format!(
                "SET SESSION innodb_lock_wait_timeout = {}",
                LOCK_WAIT.as_secs().max(1)
            ),
        ]
    }
}

impl fmt::Display for DatabaseSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

impl fmt::Debug for DatabaseSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("DatabaseSettings")
            .field(&self.shown)
            .finish()
    }
}
