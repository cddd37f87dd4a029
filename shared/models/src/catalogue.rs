//! The list of models that can be fetched, in the shape of Mozilla's Remote Settings records.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::path::{Component, Path};

use serde::{Deserialize, Serialize};
use text::translate::Pair;

use crate::error::StoreError;

/// The format of models that the engine reads. Another major version means another format.
const MAJOR: u32 = 3;

/// One file of a model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Record {
    pub name: String,
    pub version: String,
    pub file_type: String,
    #[serde(default)]
    pub architecture: Option<String>,
    pub source_language: String,
    pub target_language: String,
    /// sha256 of the file itself, in hexadecimal.
    pub decompressed_hash: String,
    #[serde(default)]
    pub decompressed_size: Option<u64>,
    pub attachment: Attachment,
}

/// The file as it is fetched: compressed with zstd where the location ends in `.zst`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Attachment {
    pub hash: String,
    pub size: u64,
    pub location: String,
}

impl Attachment {
    pub fn is_compressed(&self) -> bool {
        Path::new(&self.location)
            .extension()
            .is_some_and(|extension| extension == "zst")
    }
}

impl Record {
    /// Names become file names and locations are appended to an address, so that nothing but plain
    /// relative paths may pass.
    fn is_safe(&self) -> bool {
        let name = Path::new(&self.name);
        let one_part = matches!(
            (name.components().next(), name.components().nth(1)),
            (Some(Component::Normal(_)), None)
        );
        let location = Path::new(&self.attachment.location);
        one_part
            && !self.name.starts_with('.')
            && !self.name.contains('\\')
            && self.name != crate::disk::MANIFEST
            && location
                .components()
                .all(|part| matches!(part, Component::Normal(_)))
    }
}

/// A model that can be fetched: its files and their common facts.
#[derive(Debug, Clone)]
pub(crate) struct Offer {
    pub pair: Pair,
    pub architecture: String,
    pub version: String,
    pub files: Vec<Record>,
}

impl Offer {
    /// Bytes to fetch.
    pub fn download_bytes(&self) -> u64 {
        self.files.iter().map(|file| file.attachment.size).sum()
    }

    /// Bytes on disk.
    pub fn bytes(&self) -> u64 {
        self.files
            .iter()
            .map(|file| file.decompressed_size.unwrap_or(file.attachment.size))
            .sum()
    }

    fn is_complete(&self) -> bool {
        let has = |kind| self.files.iter().any(|file| file.file_type == kind);
        has("model") && (has("vocab") || (has("srcvocab") && has("trgvocab")))
    }
}

/// Which architecture is fetched where a pair has several, best first.
const ARCHITECTURES: [&str; 3] = ["base-memory", "base", "tiny"];

/// All models of a catalogue, the best for each pair first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Catalogue {
    offers: BTreeMap<Pair, Vec<Offer>>,
}

impl Catalogue {
    /// Reads `{"data": [record, …]}`. Records of other shapes, of another major version, or without a
    /// hash are passed over.
    pub fn parse(body: &[u8], url: &str) -> Result<Self, StoreError> {
        #[derive(Deserialize)]
        struct Records {
            data: Vec<serde_json::Value>,
        }
        let records: Records = serde_json::from_slice(body).map_err(|e| StoreError::Catalogue {
            url: url.to_owned(),
            detail: e.to_string(),
        })?;
        let mut groups: BTreeMap<(Pair, String, String), Vec<Record>> = BTreeMap::new();
        for value in records.data {
            let Ok(record) = serde_json::from_value::<Record>(value) else {
                continue;
            };
            let Ok(pair) = Pair::new(&record.source_language, &record.target_language) else {
                continue;
            };
            if record.is_safe() && version(&record.version).0 == MAJOR {
                let architecture = record
                    .architecture
                    .clone()
                    .unwrap_or_else(|| "unknown".into());
                groups
                    .entry((pair, architecture, record.version.clone()))
                    .or_default()
                    .push(record);
            }
        }
        let mut offers: BTreeMap<Pair, Vec<Offer>> = BTreeMap::new();
        for ((pair, architecture, version), files) in groups {
            let offer = Offer {
                pair,
                architecture,
                version,
                files,
            };
            if offer.is_complete() {
                offers.entry(offer.pair.clone()).or_default().push(offer);
            }
        }
        for list in offers.values_mut() {
            list.sort_by_key(|offer| {
                let rank = ARCHITECTURES
                    .iter()
                    .position(|wanted| *wanted == offer.architecture)
                    .unwrap_or(ARCHITECTURES.len());
                (rank, Reverse(version(&offer.version)))
            });
        }
        Ok(Self { offers })
    }

    /// The best model for a pair.
    pub fn best(&self, pair: &Pair) -> Option<&Offer> {
        self.offers.get(pair)?.first()
    }

    /// The best model of each pair.
    pub fn all(&self) -> impl Iterator<Item = &Offer> {
        self.offers.values().filter_map(|list| list.first())
    }
}

/// `3.1` as numbers; a pre-release such as `3.0a1` comes before its release.
fn version(text: &str) -> (u32, u32, bool) {
    let mut parts = text.split('.');
    let digits = |part: &str| -> u32 {
        let end = part
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(part.len());
        part[..end].parse().unwrap_or(0)
    };
    let major = parts.next().map_or(0, digits);
    let minor = parts.next().unwrap_or("0");
    let released = minor.chars().all(|c| c.is_ascii_digit());
    (major, digits(minor), released)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(name: &str, kind: &str, version: &str, architecture: &str) -> serde_json::Value {
        serde_json::json!({
            "name": name, "version": version, "fileType": kind, "architecture": architecture,
            "sourceLanguage": "pt", "targetLanguage": "en", "decompressedHash": "00",
            "attachment": {"hash": "00", "size": 7, "location": format!("a/{name}.zst")},
        })
    }

    fn best(records: &[serde_json::Value]) -> Option<(String, String)> {
        let body = serde_json::json!({ "data": records }).to_string();
        let catalogue = Catalogue::parse(body.as_bytes(), "here").unwrap();
        let offer = catalogue.best(&Pair::new("pt", "en").unwrap())?;
        Some((offer.architecture.clone(), offer.version.clone()))
    }

    #[test]
    fn the_best_whole_model_of_a_known_format_is_chosen() {
        let mut records = vec![
            record("model.a", "model", "3.0", "tiny"),
            record("vocab.a", "vocab", "3.0", "tiny"),
        ];
        assert_eq!(best(&records), Some(("tiny".into(), "3.0".into())));
        records.push(record("model.b", "model", "3.0", "base-memory"));
        assert_eq!(
            best(&records),
            Some(("tiny".into(), "3.0".into())),
            "no vocabulary"
        );
        records.push(record("vocab.b", "vocab", "3.0", "base-memory"));
        assert_eq!(best(&records), Some(("base-memory".into(), "3.0".into())));
        for version in ["3.1a1", "3.1", "4.0", "2.9"] {
            records.push(record("model.c", "model", version, "base-memory"));
            records.push(record("vocab.c", "vocab", version, "base-memory"));
        }
        assert_eq!(best(&records), Some(("base-memory".into(), "3.1".into())));
    }

    #[test]
    fn names_that_leave_the_folder_are_passed_over() {
        for name in [
            "../model.a",
            "/etc/model",
            ".model",
            "a/b",
            "",
            "model.json",
        ] {
            let records = vec![
                record(name, "model", "3.0", "tiny"),
                record("vocab.a", "vocab", "3.0", "tiny"),
            ];
            assert_eq!(best(&records), None, "{name}");
        }
    }

    #[test]
    fn garbage_is_an_error_and_strange_records_are_not() {
        assert!(Catalogue::parse(b"<html>", "here").is_err());
        assert!(Catalogue::parse(b"{\"data\": 1}", "here").is_err());
        assert_eq!(
            best(&[serde_json::json!(1), serde_json::json!({"name": 2})]),
            None
        );
    }
}
