//! The application under test: `textmend` on SQLite, or `api` and `home` on one MariaDB database.

use std::sync::{Arc, LazyLock};

use reqwest::{Client, Method, RequestBuilder, redirect};
use serde_json::json;
use tokio::sync::OnceCell;

use super::{Answer, Database, Json, Kind, Server, answer::rebuild};

/// Follows no redirect, uses no proxy, and keeps connections.
pub static CLIENT: LazyLock<Client> = LazyLock::new(|| {
    // The client wants a TLS provider even for plain HTTP.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
        .redirect(redirect::Policy::none())
        .no_proxy()
        .build()
        .unwrap()
});

/// What a browser's `Accept` looks like.
pub const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

/// A fresh database and the services on it.
pub struct TestApp {
    pub database: Arc<Database>,
    variables: Vec<(String, String)>,
    /// `textmend`, or `api` where the two are separate.
    pub api: Server,
    home: OnceCell<Server>,
}

impl TestApp {
    pub async fn spawn(kind: Kind) -> Self {
        Self::spawn_with(kind, &[]).await
    }

    /// With these variables besides.
    pub async fn spawn_with(kind: Kind, variables: &[(&str, &str)]) -> Self {
        Self::on(Arc::new(Database::new(kind).await), variables)
    }

    /// On a database that is there already.
    pub fn on(database: Arc<Database>, variables: &[(&str, &str)]) -> Self {
        let mut variables: Vec<(String, String)> = variables
            .iter()
            .map(|(name, value)| ((*name).into(), (*value).into()))
            .collect();
        if !variables.iter().any(|(name, _)| name == "DATABASE_URL") {
            variables.push(("DATABASE_URL".into(), database.url.clone()));
        }
        let api = Server::start(Self::program(database.kind), None, &pairs(&variables));
        Self {
            database,
            variables,
            api,
            home: OnceCell::new(),
        }
    }

    fn program(kind: Kind) -> &'static str {
        match kind {
            Kind::Sqlite => "textmend",
            Kind::MariaDb => "api",
        }
    }

    pub fn kind(&self) -> Kind {
        self.database.kind
    }

    /// The home service: the same process with SQLite, another one, started when first asked for, with
    /// MariaDB.
    pub async fn home(&self) -> &Server {
        match self.kind() {
            Kind::Sqlite => &self.api,
            Kind::MariaDb => {
                self.home
                    .get_or_init(|| async { Server::start("home", None, &pairs(&self.variables)) })
                    .await
            }
        }
    }

    /// A request to the api service.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        CLIENT.request(method, format!("{}{path}", self.api.address))
    }

    pub async fn get(&self, path: &str) -> Answer {
        send(self.request(Method::GET, path)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        send(self.request(Method::DELETE, path)).await
    }

    pub async fn post(&self, path: &str, body: &Json) -> Answer {
        send(self.request(Method::POST, path).json(body)).await
    }

    /// A body of any kind.
    pub async fn post_raw(&self, path: &str, media_type: &str, body: impl Into<Vec<u8>>) -> Answer {
        let request = self
            .request(Method::POST, path)
            .header("content-type", media_type);
        send(request.body(body.into())).await
    }

    /// A form as a browser sends it.
    pub async fn submit(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        send(
            self.request(Method::POST, path)
                .header("accept", BROWSER)
                .form(fields),
        )
        .await
    }

    /// A page as a browser asks for it.
    pub async fn open(&self, path: &str) -> Answer {
        send(self.request(Method::GET, path).header("accept", BROWSER)).await
    }

    /// A page of the home service.
    pub async fn open_home(&self, path: &str) -> Answer {
        let address = &self.home().await.address;
        send(
            CLIENT
                .get(format!("{address}{path}"))
                .header("accept", BROWSER),
        )
        .await
    }

    /// Processes one text; the answer is checked to hang together.
    pub async fn process(&self, operation: &str, text: &str) -> Json {
        let answer = self
            .post(&format!("/api/{operation}"), &json!({ "text": text }))
            .await
            .json();
        assert_eq!(answer["operation"], operation);
        assert_eq!(answer["original"], text);
        if ["spell", "space"].contains(&operation) {
            assert_eq!(
                rebuild(&answer),
                answer["processed"].as_str().unwrap(),
                "{answer}"
            );
        }
        answer
    }

    /// The ids of the newest records, as the API lists them.
    pub async fn record_ids(&self) -> Vec<String> {
        let list = self.get("/api/records").await.json();
        let records = list["records"].as_array().unwrap();
        records
            .iter()
            .map(|record| record["record"].as_str().unwrap().to_owned())
            .collect()
    }
}

pub async fn send(request: RequestBuilder) -> Answer {
    Answer::read(request.send().await.unwrap()).await
}

fn pairs(variables: &[(String, String)]) -> Vec<(&str, &str)> {
    variables
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect()
}
