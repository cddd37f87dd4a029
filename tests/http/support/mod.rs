//! What the tests stand on: fresh databases, real processes, answers that check themselves.

pub mod answer;
pub mod app;
pub mod database;
pub mod fault_proxy;
pub mod models;
pub mod process;

pub use answer::{Answer, Json};
pub use app::TestApp;
pub use database::{Database, Kind};
pub use process::{Process, Server, output};

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
