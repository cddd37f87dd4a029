//! Mirrors for tests: small ones of made-up bytes, and the real one.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

/// Files of a model that no engine could run, but that a store can fetch.
pub const FILES: [(&str, &str); 3] = [
    ("model", "model.pten.bin"),
    ("vocab", "vocab.pten.spm"),
    ("lex", "lex.pten.bin"),
];

/// The content of a made-up file: long enough to be cut.
pub fn content(name: &str) -> Vec<u8> {
    (0..150_000_u32)
        .map(|n| (n / 7) as u8 ^ name.len() as u8)
        .collect()
}

pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}

/// A mirror with one made-up Portuguese model, its files as they are.
pub fn made_up() -> TempDir {
    let folder = TempDir::new().unwrap();
    let mut data = vec![json!({"unrelated": true}), json!(7)];
    for (kind, name) in FILES {
        let bytes = content(name);
        fs::write(folder.path().join(name), &bytes).unwrap();
        data.push(json!({
            "name": name, "version": "3.0", "fileType": kind, "architecture": "tiny",
            "sourceLanguage": "pt", "targetLanguage": "en",
            "decompressedHash": sha256(&bytes), "decompressedSize": bytes.len(),
            "attachment": {"hash": sha256(&bytes), "size": bytes.len(), "location": name},
        }));
    }
    let records = json!({ "data": data }).to_string();
    fs::write(folder.path().join("records.json"), records).unwrap();
    folder
}

/// The address of a folder.
pub fn url(folder: &Path) -> String {
    format!("file://{}", folder.display())
}

/// The mirror with the real models, or `None` and a line that says that a test is left out.
pub fn real() -> Option<PathBuf> {
    let folder = std::env::var_os("TEXTMEND_TEST_MODELS").map(PathBuf::from);
    let found = folder.filter(|folder| folder.join("records.json").is_file());
    if found.is_none() {
        println!("skipped: TEXTMEND_TEST_MODELS names no mirror; `tests/models DIR` makes one");
    }
    found
}
