//! The real Portuguese → English model, from a mirror in a folder.

use std::path::PathBuf;

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
