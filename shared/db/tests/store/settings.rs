//! Addresses and parts are understood or refused with a reason, and passwords stay secret.

use std::time::Duration;

use db::{
    DatabaseParts, DatabaseSettings, Error, Filter, Page, RecordStore, SettingsError, SslMode,
};

use crate::support::record;

const SECRET: &str = "hunter2/@:#%";

fn parts() -> DatabaseParts<'static> {
    DatabaseParts {
        host: "db.example.org",
        port: None,
        name: "textmend",
        user: "app",
        password: SECRET,
        ssl_mode: Some(SslMode::Required),
    }
}

#[test]
fn addresses_are_understood() {
    for (url, shown) in [
        (
            "mysql://app:pw@host:3307/name",
            "mysql://app@host:3307/name",
        ),
        (
            "mariadb://app:p%40w@host/name?ssl-mode=REQUIRED",
            "mysql://app@host/name",
        ),
        ("sqlite://data/x.db?mode=rwc", "sqlite://data/x.db?mode=rwc"),
        ("sqlite::memory:", "sqlite::memory:"),
    ] {
        assert_eq!(DatabaseSettings::from_url(url).unwrap().to_string(), shown);
    }
    let settings = DatabaseSettings::from_parts(parts()).unwrap();
    assert_eq!(
        settings.to_string(),
        "mysql://app@db.example.org:3306/textmend"
    );
}

#[test]
fn what_cannot_be_used_is_named() {
    let refused = |url: &str| DatabaseSettings::from_url(url).unwrap_err();
    assert_eq!(
        refused("postgres://a:b@c/d"),
        SettingsError::Scheme("postgres:".to_owned())
    );
    assert_eq!(
        refused("mysql://app:pw@host"),
        SettingsError::Missing("name")
    );
    assert_eq!(
        refused("mysql://app:pw@host/"),
        SettingsError::Missing("name")
    );
    assert_eq!(refused("mysql://host/name"), SettingsError::Missing("user"));
    assert!(matches!(
        refused("mysql://a:b@c:port/d"),
        SettingsError::Address(_)
    ));
    assert!(matches!(
        refused("mysql://a:b@c/d?ssl-mode=maybe"),
        SettingsError::Address(_)
    ));
    assert!(matches!(
        refused("sqlite://x.db?mode=odd"),
        SettingsError::Address(_)
    ));
    for part in ["host", "name", "user"] {
        let mut parts = parts();
        match part {
            "host" => parts.host = " ",
            "name" => parts.name = "",
            _ => parts.user = "",
        }
        assert_eq!(
            DatabaseSettings::from_parts(parts).unwrap_err(),
            SettingsError::Missing(part)
        );
    }
    assert_eq!("Verify-CA".parse(), Ok(SslMode::VerifyCa));
    assert_eq!(
        "on".parse::<SslMode>(),
        Err(SettingsError::SslMode("on".to_owned()))
    );
}

#[test]
fn passwords_are_in_no_message() {
    let settings = DatabaseSettings::from_parts(parts()).unwrap();
    assert!(!format!("{settings} {settings:?}").contains("hunter2"));
    for url in [
        "mysql://app:hunter2@host/name",
        "mysql://app:hunter2@host",
        "mysql://app:hunter2@host:port/name",
        "mysql://app:hunter2/3@host/name",
        "mysql://app:hunter2#3@host/name",
        "mysql:app:hunter2@host/name",
        "http://app:hunter2@host/name",
        "hunter2",
        "",
    ] {
        match DatabaseSettings::from_url(url) {
            Ok(settings) => assert!(!format!("{settings} {settings:?}").contains("hunter2")),
            Err(error) => assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}"),
        }
    }
}

#[tokio::test]
async fn a_database_in_memory_works_and_is_its_own() {
    let settings = DatabaseSettings::from_url("sqlite::memory:").unwrap();
    let one = RecordStore::connect(&settings).await.unwrap();
    one.migrate().await.unwrap();
    one.migrate().await.unwrap();
    one.insert(&[record("text")], None).await.unwrap();
    let page = one
        .list(&Filter::default(), &Page::default())
        .await
        .unwrap();
    assert_eq!(page.records.len(), 1);
    let settings = DatabaseSettings::from_url("sqlite::memory:").unwrap();
    let other = RecordStore::connect(&settings).await.unwrap();
    assert!(other.migration_status().await.unwrap().applied.is_empty());
}

#[tokio::test]
async fn a_file_that_must_exist_is_not_created() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("x.db");
    let url = format!("sqlite://{}?mode=rw", file.display());
    let settings = DatabaseSettings::from_url(&url).unwrap();
    let started = std::time::Instant::now();
    let refused = RecordStore::connect(&settings).await.err().unwrap();
    assert!(matches!(&refused, Error::Unavailable(message) if message.contains("x.db")));
    assert!(started.elapsed() < Duration::from_secs(1));
    assert!(!file.exists());
}
