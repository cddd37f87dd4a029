//! While the database is away, operations fail in time, and afterwards they work again.

use std::time::{Duration, Instant};

use db::{DatabaseSettings, Error, Filter, Page, RecordStore};
use sqlx::{Connection, SqliteConnection};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use crate::support::{Database, record};

/// A request is refused within 2 s; the rest is for a machine that is busy with other tests.
const IN_TIME: Duration = Duration::from_millis(2500);

async fn assert_unavailable(store: &RecordStore) {
    for operation in ["ping", "list", "insert"] {
        let started = Instant::now();
        let result = match operation {
            "ping" => store.ping().await,
            "list" => store
                .list(&Filter::default(), &Page::default())
                .await
                .map(drop),
            _ => store.insert(&[record("text")], None).await.map(drop),
        };
        assert!(
            matches!(result, Err(Error::Unavailable(_))),
            "{operation}: {result:?}"
        );
        assert!(result.unwrap_err().is_transient());
        assert!(
            started.elapsed() < IN_TIME,
            "{operation} took {:?}",
            started.elapsed()
        );
    }
}

#[tokio::test]
async fn a_server_that_is_not_there() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let url = format!("mysql://app:pw@127.0.0.1:{port}/name");
    let store = RecordStore::connect(&DatabaseSettings::from_url(&url).unwrap())
        .await
        .unwrap();
    assert_unavailable(&store).await;
}

#[tokio::test]
async fn a_server_that_says_nothing() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let url = format!("mysql://app:pw@127.0.0.1:{port}/name");
    let store = RecordStore::connect(&DatabaseSettings::from_url(&url).unwrap())
        .await
        .unwrap();
    assert_unavailable(&store).await;
    drop(listener);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stops_answering_and_comes_back() {
    let Some(database) = Database::mysql().await else {
        return;
    };
    let server = database.server().unwrap().rsplit_once('@').unwrap();
    let (flowing, gate) = watch::channel(true);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(relay(listener, server.1.to_owned(), gate));
    let name = database.url.rsplit_once('/').unwrap().1;
    let url = format!("{}@127.0.0.1:{port}/{name}", server.0);
    let store = RecordStore::connect(&DatabaseSettings::from_url(&url).unwrap())
        .await
        .unwrap();
    store.insert(&[record("before")], None).await.unwrap();

    flowing.send(false).unwrap();
    assert_unavailable(&store).await;
    let unknown = record("outcome unknown");
    store
        .insert(std::slice::from_ref(&unknown), None)
        .await
        .unwrap_err();

    flowing.send(true).unwrap();
    let back = Instant::now();
    while store
        .insert(std::slice::from_ref(&unknown), None)
        .await
        .is_err()
    {
        assert!(back.elapsed() < Duration::from_secs(3), "no recovery");
    }
    assert_eq!(
        store.get(unknown.id).await.unwrap(),
        Some(unknown.to_record())
    );
    store.close().await;
    database.close().await;
}

/// Passes bytes on between clients and the server while the gate is open.
async fn relay(listener: TcpListener, server: String, gate: watch::Receiver<bool>) {
    while let Ok((client, _)) = listener.accept().await {
        let (server, gate) = (server.clone(), gate.clone());
        tokio::spawn(async move {
            let server = TcpStream::connect(server).await.unwrap();
            let (from_client, to_client) = client.into_split();
            let (from_server, to_server) = server.into_split();
            tokio::join!(
                pass_on(from_client, to_server, gate.clone()),
                pass_on(from_server, to_client, gate)
            );
        });
    }
}

async fn pass_on(
    from: tokio::net::tcp::OwnedReadHalf,
    to: tokio::net::tcp::OwnedWriteHalf,
    mut gate: watch::Receiver<bool>,
) {
    let mut buffer = [0; 16 << 10];
    while from.readable().await.is_ok() && gate.wait_for(|open| *open).await.is_ok() {
        match from.try_read(&mut buffer) {
            Ok(0) => return,
            Ok(length) => {
                let mut rest = &buffer[..length];
                while !rest.is_empty() && to.writable().await.is_ok() {
                    if let Ok(written) = to.try_write(rest) {
                        rest = &rest[written..];
                    }
                }
            }
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
            Err(_) => return,
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_another_process_has_locked() {
    let Some(database) = Database::sqlite().await else {
        return;
    };
    let settings = DatabaseSettings::from_url(&database.url).unwrap();
    let store = RecordStore::connect(&settings).await.unwrap();
    let mut other = SqliteConnection::connect(&database.url).await.unwrap();
    sqlx::query("BEGIN IMMEDIATE")
        .execute(&mut other)
        .await
        .unwrap();
    let started = Instant::now();
    let refused = store.insert(&[record("text")], None).await;
    assert!(matches!(refused, Err(Error::Unavailable(_))), "{refused:?}");
    assert!(started.elapsed() < IN_TIME);
    // Readers do not wait for the writer.
    assert!(
        store
            .list(&Filter::default(), &Page::default())
            .await
            .unwrap()
            .records
            .is_empty()
    );
    sqlx::query("ROLLBACK").execute(&mut other).await.unwrap();
    store.insert(&[record("text")], None).await.unwrap();
    store.close().await;
    database.close().await;
}
