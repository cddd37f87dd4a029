//! The real Portuguese → English model, from a mirror in a folder.

use std::path::PathBuf;

use tempfile::TempDir;

use super::{Kind, TestApp};

/// The folder with the mirror that `tests/models` made.
pub fn mirror() -> PathBuf {
    std::env::var_os("TEXTMEND_TEST_MODELS")
        .expect("TEXTMEND_TEST_MODELS has the folder of a model mirror: use `tests/run http`")
        .into()
}

/// The same as an address for `MODELS_URL`.
pub fn mirror_url() -> String {
    format!("file://{}", mirror().display())
}

/// An application that fetches what it lacks from the mirror, and the folder that it keeps it in. The application
/// is dropped first.
pub async fn app(kind: Kind) -> (TempDir, TestApp) {
    let folder = tempfile::tempdir().unwrap();
    let url = mirror_url();
    let variables = [
        ("MODELS_DIR", folder.path().to_str().unwrap()),
        ("MODELS_URL", url.as_str()),
    ];
    let app = TestApp::spawn_with(kind, &variables).await;
    (folder, app)
}
