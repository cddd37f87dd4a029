//! What every service does between its arguments and its first request.

use std::process::ExitCode;

use db::RecordStore;

use crate::{
    Lifecycle,
    access::{Access, AccessArgs},
    config::{DatabaseArgs, HttpArgs, stop},
    page::Site,
    routes::Routes,
    server::Server,
    telemetry::{self, TelemetryArgs},
};

/// The arguments that every service takes.
#[derive(Debug, clap::Args)]
pub struct ServiceArgs {
    /// Where it listens.
    #[command(flatten)]
    pub http: HttpArgs,
    #[command(flatten)]
    database: DatabaseArgs,
    #[command(flatten)]
    telemetry: TelemetryArgs,
    #[command(flatten)]
    access: AccessArgs,
}

/// A service that has its store and its port, and no routes yet.
pub struct Service {
    /// Where records are kept.
    pub store: RecordStore,
    /// Its port, already bound.
    pub server: Server,
    /// Whether it is ready, running or leaving.
    pub lifecycle: Lifecycle,
    /// The frame of its pages.
    pub site: Site,
    access: Access,
}

impl Service {
    /// Prepares the service of this name (`home`, `api`, `textmend`) on `port` and with the `database` (an SQLite URL),
    /// unless the arguments name others.
    ///
    /// # Errors
    /// A sentence that names the variable to change.
    pub async fn prepare(
        name: &'static str,
        args: &ServiceArgs,
        port: u16,
        database: Option<&str>,
    ) -> Result<Self, String> {
        telemetry::init(name, &args.telemetry);
        let settings = args.database.settings(database)?;
        let store = RecordStore::connect(&settings)
            .await
            .map_err(|error| error.to_string())?;
        Ok(Self {
            server: Server::bind(name, &args.http, port)?,
            access: Access::new(&args.access, store.clone())?,
            lifecycle: Lifecycle::default(),
            site: Site::new(&args.http),
            store,
        })
    }

    /// Serves these routes until it is told to stop; see [`Server::run`].
    ///
    /// # Errors
    /// The server could not start, or a migration failed for good.
    pub async fn run<F>(self, routes: F) -> Result<(), String>
    where
        F: Fn(&mut Routes<'_>) + Clone + Send + 'static,
    {
        self.server
            .run(self.lifecycle, self.store, self.access, self.site, routes)
            .await
            .map_err(|error| error.to_string())
    }
}

/// How a program ends whose service ended so.
pub fn exit(ended: Result<(), String>) -> ExitCode {
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(line) => stop(&line),
    }
}
