//! What the tests stand on: fresh databases, real processes, answers that check themselves.

pub mod answer;
pub mod app;
pub mod database;
pub mod fault_proxy;
pub mod models;
pub mod process;

use std::{
    net::TcpListener,
    time::{Duration, Instant},
};

pub use answer::{Answer, Json};
pub use app::TestApp;
pub use database::{Database, Kind};
pub use process::{PATIENCE, Process, Server, output, peak_memory};

/// Waits until a condition holds: tests wait for what they are about, never for a length of time.
pub async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !holds().await {
        assert!(Instant::now() < deadline, "never came: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// A port for a program that cannot tell which one it was given. It lies below those that the system
/// hands out by itself, so that no connection of another test takes it meanwhile.
pub fn free_port() -> u16 {
    loop {
        let port = 15_000 + (uuid::Uuid::now_v7().as_u128() % 15_000) as u16;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

/// Makes of each function two tests, one for each kind of database. The function gets an application of
/// its own on a fresh database; what the application logged is shown if the test fails.
#[macro_export]
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                let app = $crate::support::TestApp::spawn($crate::support::Kind::Sqlite).await;
                super::$name(&app).await;
            })+
        }
        mod mariadb {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                let app = $crate::support::TestApp::spawn($crate::support::Kind::MariaDb).await;
                super::$name(&app).await;
            })+
        }
    };
}
