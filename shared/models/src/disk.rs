//! A model as it lies in the store: its files and what they must hash to.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use text::translate::{ModelFiles, Pair};

use crate::error::StoreError;

/// The file beside a model's files that describes them.
pub(crate) const MANIFEST: &str = "model.json";

/// What `model.json` says beside a model's files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    pub architecture: String,
    pub version: String,
    pub files: Vec<Entry>,
}

/// A file of a model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Entry {
    pub name: String,
    /// `model`, `vocab`, `srcvocab`, `trgvocab` or `lex`.
    pub kind: String,
    pub sha256: String,
    pub bytes: u64,
}

/// A model that is in the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installed {
    /// Which languages.
    pub pair: Pair,
    /// `tiny`, `base-memory` or `base`.
    pub architecture: String,
    /// The version in the catalogue that it came from.
    pub version: String,
    folder: PathBuf,
    files: Vec<Entry>,
}

impl Installed {
    /// Reads the model in `folder`; `None` where there is none.
    pub(crate) fn open(folder: PathBuf, pair: &Pair) -> Result<Option<Self>, StoreError> {
        let path = folder.join(MANIFEST);
        let text = match fs::read(&path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(StoreError::io(&path)(e)),
        };
        let manifest: Manifest =
            serde_json::from_slice(&text).map_err(|e| StoreError::Damaged {
                pair: pair.clone(),
                file: MANIFEST.to_owned(),
                detail: e.to_string(),
            })?;
        Ok(Some(Self {
            pair: pair.clone(),
            architecture: manifest.architecture,
            version: manifest.version,
            folder,
            files: manifest.files,
        }))
    }

    /// `pt-en tiny 3.0`, as answers name the model.
    pub fn label(&self) -> String {
        format!("{} {} {}", self.pair, self.architecture, self.version)
    }

    /// Bytes on disk.
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum()
    }

    /// What an engine is loaded from.
    ///
    /// # Errors
    ///
    /// [`StoreError::NotHere`] where the model lacks its weights or a vocabulary.
    pub(crate) fn model_files(&self) -> Result<ModelFiles, StoreError> {
        let missing = || StoreError::NotHere(self.pair.clone());
        let vocabulary = |kind| self.path("vocab").or_else(|| self.path(kind));
        Ok(ModelFiles {
            pair: self.pair.clone(),
            label: self.label(),
            bytes: self.bytes(),
            weights: self.path("model").ok_or_else(missing)?,
            source_vocabulary: vocabulary("srcvocab").ok_or_else(missing)?,
            target_vocabulary: vocabulary("trgvocab").ok_or_else(missing)?,
            shortlist: self.path("lex"),
        })
    }

    /// The path of the file of a kind, if the model has one.
    fn path(&self, kind: &str) -> Option<PathBuf> {
        let entry = self.files.iter().find(|file| file.kind == kind)?;
        Some(self.folder.join(&entry.name))
    }

    pub(crate) fn files(&self) -> &[Entry] {
        &self.files
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Compares every file with its hash.
    ///
    /// # Errors
    ///
    /// [`StoreError::Damaged`] names the first file that differs.
    pub fn verify(&self) -> Result<(), StoreError> {
        for file in &self.files {
            let damaged = |detail: String| StoreError::Damaged {
                pair: self.pair.clone(),
                file: file.name.clone(),
                detail,
            };
            let found =
                sha256(&self.folder.join(&file.name)).map_err(|e| damaged(e.to_string()))?;
            if !found.eq_ignore_ascii_case(&file.sha256) {
                return Err(damaged(format!(
                    "its sha256 is {found}, not {}",
                    file.sha256
                )));
            }
        }
        Ok(())
    }
}

/// The hexadecimal sha256 of a file.
pub(crate) fn sha256(path: &Path) -> std::io::Result<String> {
    let mut file = File::open(path)?;
    let mut digest = Sha256::new();
    let mut buffer = vec![0; 256 * 1024];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hex(&digest.finalize())),
            n => digest.update(&buffer[..n]),
        }
    }
}

/// Bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut out, byte| {
        // Writing to a string can't fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}
