//! Giving models on: a mirror that another store can pull from, and models put in by hand.

use std::fs::{self, File};
use std::io::BufReader;
use std::path::Path;

use serde::Serialize;
use serde_json::Value;
use text::translate::Pair;

use crate::catalogue::{Attachment, Record};
use crate::disk::{self, Entry, Installed, Manifest};
use crate::error::StoreError;
use crate::pull;
use crate::store::ModelStore;

#[derive(Serialize)]
struct Records {
    data: Vec<Value>,
}

impl ModelStore {
    /// Writes the models that are here into `folder` as a mirror: `records.json` and compressed files,
    /// which `MODELS_URL` accepts as `file://` or behind any web server. Models of other pairs that
    /// the mirror has already stay. Returns the pairs written.
    ///
    /// # Errors
    ///
    /// [`StoreError::Damaged`] where a model that is here is not right, [`StoreError::Catalogue`] where
    /// the folder has a `records.json` that is not one, [`StoreError::Io`].
    pub fn mirror(&self, folder: &Path) -> Result<Vec<Pair>, StoreError> {
        fs::create_dir_all(folder).map_err(StoreError::io(folder))?;
        let path = folder.join("records.json");
        let mut records = read_records(&path)?;
        let mut written = Vec::new();
        for model in self.installed()? {
            model.verify()?;
            let pair = &model.pair;
            records.data.retain(|record| {
                record["sourceLanguage"] != pair.source.as_str()
                    || record["targetLanguage"] != pair.target.as_str()
            });
            for file in model.files() {
                let record = compress(&model, file, folder)?;
                let value =
                    serde_json::to_value(record).map_err(|e| StoreError::io(&path)(e.into()))?;
                records.data.push(value);
            }
            written.push(pair.clone());
        }
        let text =
            serde_json::to_vec_pretty(&records).map_err(|e| StoreError::io(&path)(e.into()))?;
        let new = folder.join(".records.json.new");
        fs::write(&new, text).map_err(StoreError::io(&new))?;
        fs::rename(&new, &path).map_err(StoreError::io(&path))?;
        Ok(written)
    }

    /// Takes a model from a folder of bare files named as Mozilla names them (`model.*.bin`,
    /// `vocab.*.spm` or `srcvocab` and `trgvocab`, `lex.*.bin`). Their hashes are noted as they are
    /// found: the caller vouches for them.
    ///
    /// # Errors
    ///
    /// [`StoreError::NotHere`] where the folder lacks a model or a vocabulary, [`StoreError::Io`].
    pub fn adopt(
        &self,
        pair: &Pair,
        architecture: &str,
        folder: &Path,
    ) -> Result<Installed, StoreError> {
        let _lock = self.lock(pair)?;
        let staging = self.hidden(pair, "staging");
        pull::prepare(&staging, &[])?;
        let mut files = Vec::new();
        for entry in fs::read_dir(folder)
            .map_err(StoreError::io(folder))?
            .flatten()
        {
            let name = entry.file_name().to_string_lossy().into_owned();
            let Some((kind, _)) = name.split_once('.') else {
                continue;
            };
            let binary = Path::new(&name)
                .extension()
                .is_some_and(|e| e == "bin" || e == "spm");
            if !binary || !["model", "vocab", "srcvocab", "trgvocab", "lex"].contains(&kind) {
                continue;
            }
            let target = staging.join(&name);
            let bytes = fs::copy(entry.path(), &target).map_err(StoreError::io(&target))?;
            let sha256 = disk::sha256(&target).map_err(StoreError::io(&target))?;
            files.push(Entry {
                kind: kind.to_owned(),
                name,
                sha256,
                bytes,
            });
        }
        let has = |kind| files.iter().any(|file| file.kind == kind);
        if !has("model") || !(has("vocab") || (has("srcvocab") && has("trgvocab"))) {
            return Err(StoreError::NotHere(pair.clone()));
        }
        let manifest = Manifest {
            architecture: architecture.to_owned(),
            version: "3.0".to_owned(),
            files,
        };
        pull::write_manifest(&staging, &manifest)?;
        self.put_in_place(pair, &staging)?;
        self.open(pair)
    }
}

fn read_records(path: &Path) -> Result<Records, StoreError> {
    let catalogue = |detail: String| StoreError::Catalogue {
        url: path.display().to_string(),
        detail,
    };
    match fs::read(path) {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(Records { data: Vec::new() }),
        Err(e) => Err(StoreError::io(path)(e)),
        Ok(text) => {
            let value: Value =
                serde_json::from_slice(&text).map_err(|e| catalogue(e.to_string()))?;
            let data = value["data"]
                .as_array()
                .ok_or_else(|| catalogue("it has no `data`".into()))?;
            Ok(Records { data: data.clone() })
        }
    }
}

/// Compresses one file into the mirror and describes it.
fn compress(model: &Installed, file: &Entry, mirror: &Path) -> Result<Record, StoreError> {
    let location = format!("{}/{}.zst", model.pair, file.name);
    let path = mirror.join(&location);
    let folder = mirror.join(model.pair.to_string());
    fs::create_dir_all(&folder).map_err(StoreError::io(&folder))?;
    let from = model.folder().join(&file.name);
    let input = BufReader::new(File::open(&from).map_err(StoreError::io(&from))?);
    let mut packed = Vec::new();
    ruzstd::encoding::compress(
        input,
        &mut packed,
        ruzstd::encoding::CompressionLevel::Fastest,
    );
    let new = path.with_extension("new");
    fs::write(&new, &packed).map_err(StoreError::io(&new))?;
    fs::rename(&new, &path).map_err(StoreError::io(&path))?;
    let hash = disk::sha256(&path).map_err(StoreError::io(&path))?;
    Ok(Record {
        name: file.name.clone(),
        version: model.version.clone(),
        file_type: file.kind.clone(),
        architecture: Some(model.architecture.clone()),
        source_language: model.pair.source.clone(),
        target_language: model.pair.target.clone(),
        decompressed_hash: file.sha256.clone(),
        decompressed_size: Some(file.bytes),
        attachment: Attachment {
            hash,
            size: packed.len() as u64,
            location,
        },
    })
}
