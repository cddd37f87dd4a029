//! Fetching a model: resumed, checked, and moved into place as a whole.

use std::fs::{self, File};
use std::io::{BufReader, Read, Write};
use std::path::Path;

use sha2::{Digest, Sha256};
use text::translate::Pair;

use crate::catalogue::{Offer, Record};
use crate::disk::{self, Entry, Installed, MANIFEST, Manifest};
use crate::error::StoreError;
use crate::store::ModelStore;

/// No model file is larger: a bound on what a broken archive may unpack to.
const LARGEST_FILE: u64 = 1 << 30;

/// How far a download is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress<'a> {
    /// The file that is being fetched.
    pub file: &'a str,
    /// Bytes of the whole model fetched so far, as they are on the wire.
    pub done: u64,
    /// Bytes to fetch in all.
    pub total: u64,
}

/// How a pull ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pulled {
    /// The model that is in the store now.
    pub model: Installed,
    /// Whether anything was fetched; false where it was here already, whole.
    pub fetched: bool,
}

impl ModelStore {
    /// Fetches the best model for a pair, or what of it is missing or damaged.
    ///
    /// A download that was cut goes on where it stopped, also in another process. Of several
    /// callers, in this process or others that share the folder, one fetches and the rest wait.
    ///
    /// # Errors
    ///
    /// [`StoreError::NotOffered`], [`StoreError::Unreachable`], [`StoreError::Damaged`] where even a
    /// second download has the wrong hash, [`StoreError::Io`]. The model that was there stays.
    pub fn pull(
        &self,
        pair: &Pair,
        progress: &mut dyn FnMut(Progress<'_>),
    ) -> Result<Pulled, StoreError> {
        let catalogue = self.catalogue()?;
        let offer = catalogue
            .best(pair)
            .ok_or_else(|| StoreError::NotOffered(pair.clone()))?;
        let _lock = self.lock(pair)?;
        // Another process may have fetched it while this one waited.
        if let Some(model) = self.whole(pair, offer) {
            return Ok(Pulled {
                model,
                fetched: false,
            });
        }
        self.install(offer, progress)?;
        self.open(pair).map(|model| Pulled {
            model,
            fetched: true,
        })
    }

    /// The model that is here, if it is the offered one and every file is right.
    fn whole(&self, pair: &Pair, offer: &Offer) -> Option<Installed> {
        let model = self.open(pair).ok()?;
        let same = model.files().len() == offer.files.len()
            && offer.files.iter().all(|record| {
                model.files().iter().any(|file| {
                    file.name == record.name
                        && file.sha256.eq_ignore_ascii_case(&record.decompressed_hash)
                })
            });
        (same && model.verify().is_ok()).then_some(model)
    }

    fn install(
        &self,
        offer: &Offer,
        progress: &mut dyn FnMut(Progress<'_>),
    ) -> Result<(), StoreError> {
        let staging = self.hidden(&offer.pair, "staging");
        prepare(&staging, &offer.files)?;
        let mut done = 0;
        let mut files = Vec::new();
        for record in &offer.files {
            let total = offer.download_bytes();
            let fetched: u64 = done;
            let mut report = |bytes| {
                progress(Progress {
                    file: &record.name,
                    done: fetched + bytes,
                    total,
                });
            };
            let bytes = self.stage(offer, record, &staging, &mut report)?;
            report(record.attachment.size);
            done += record.attachment.size;
            files.push(Entry {
                name: record.name.clone(),
                kind: record.file_type.clone(),
                sha256: record.decompressed_hash.to_ascii_lowercase(),
                bytes,
            });
        }
        let manifest = Manifest {
            architecture: offer.architecture.clone(),
            version: offer.version.clone(),
            files,
        };
        write_manifest(&staging, &manifest)?;
        self.put_in_place(&offer.pair, &staging)
    }

    /// Puts one file into the staging folder: the one that is here if it is right, else fetched.
    fn stage(
        &self,
        offer: &Offer,
        record: &Record,
        staging: &Path,
        progress: &mut dyn FnMut(u64),
    ) -> Result<u64, StoreError> {
        let target = staging.join(&record.name);
        let right = |path: &Path| {
            disk::sha256(path)
                .is_ok_and(|hash| hash.eq_ignore_ascii_case(&record.decompressed_hash))
        };
        let here = self.folder(&offer.pair).join(&record.name);
        if !right(&target) {
            if right(&here) {
                fs::copy(&here, &target).map_err(StoreError::io(&target))?;
            } else {
                self.fetch(offer, record, &target, progress)?;
            }
        }
        let data = fs::metadata(&target).map_err(StoreError::io(&target))?;
        Ok(data.len())
    }

    /// Fetches and unpacks one file. What came with wrong bytes in it is thrown away and fetched once more.
    fn fetch(
        &self,
        offer: &Offer,
        record: &Record,
        target: &Path,
        progress: &mut dyn FnMut(u64),
    ) -> Result<(), StoreError> {
        let part = target.with_file_name(format!("{}.part", record.name));
        let attachment = &record.attachment;
        let mut once = || {
            self.registry
                .fetch(&attachment.location, &part, attachment.size, progress)?;
            let found = unpack(&part, target, attachment.is_compressed());
            fs::remove_file(&part).map_err(StoreError::io(&part))?;
            let damaged = |detail: String| StoreError::Damaged {
                pair: offer.pair.clone(),
                file: record.name.clone(),
                detail,
            };
            match found {
                Err(e) => Err(damaged(e.to_string())),
                Ok(hash) if !hash.eq_ignore_ascii_case(&record.decompressed_hash) => {
                    fs::remove_file(target).map_err(StoreError::io(target))?;
                    Err(damaged(format!(
                        "its sha256 is {hash}, not {}",
                        record.decompressed_hash
                    )))
                }
                Ok(_) => Ok(()),
            }
        };
        match once() {
            Err(StoreError::Damaged { .. }) => once(),
            result => result,
        }
    }

    /// Swaps the finished folder in with a rename. A process that has the old files mapped keeps them.
    pub(crate) fn put_in_place(&self, pair: &Pair, staging: &Path) -> Result<(), StoreError> {
        let folder = self.folder(pair);
        let old = self.hidden(pair, "old");
        if old.exists() {
            fs::remove_dir_all(&old).map_err(StoreError::io(&old))?;
        }
        if folder.exists() {
            fs::rename(&folder, &old).map_err(StoreError::io(&folder))?;
        }
        fs::rename(staging, &folder).map_err(StoreError::io(&folder))?;
        if old.exists() {
            fs::remove_dir_all(&old).map_err(StoreError::io(&old))?;
        }
        Ok(())
    }
}

/// Makes the staging folder, or keeps of an older one what belongs to the files that are wanted now.
pub(crate) fn prepare(staging: &Path, wanted: &[Record]) -> Result<(), StoreError> {
    fs::create_dir_all(staging).map_err(StoreError::io(staging))?;
    for entry in fs::read_dir(staging)
        .map_err(StoreError::io(staging))?
        .flatten()
    {
        let name = entry.file_name().to_string_lossy().into_owned();
        let of_record = name.strip_suffix(".part").unwrap_or(&name);
        if !wanted.iter().any(|record| record.name == of_record) {
            fs::remove_file(entry.path()).map_err(StoreError::io(&entry.path()))?;
        }
    }
    Ok(())
}

pub(crate) fn write_manifest(folder: &Path, manifest: &Manifest) -> Result<(), StoreError> {
    let path = folder.join(MANIFEST);
    let write = || -> std::io::Result<()> {
        let mut file = File::create(&path)?;
        serde_json::to_writer_pretty(&mut file, manifest)?;
        file.sync_all()
    };
    write().map_err(StoreError::io(&path))
}

/// Writes the content of `part` to `target` and returns its sha256 in hexadecimal.
fn unpack(part: &Path, target: &Path, compressed: bool) -> std::io::Result<String> {
    let input = BufReader::new(File::open(part)?);
    let mut input: Box<dyn Read> = if compressed {
        let decoder =
            ruzstd::decoding::StreamingDecoder::new(input).map_err(std::io::Error::other)?;
        Box::new(decoder)
    } else {
        Box::new(input)
    };
    let mut output = File::create(target)?;
    let mut digest = Sha256::new();
    let mut buffer = vec![0; 256 * 1024];
    let mut bytes = 0;
    loop {
        let n = input.read(&mut buffer)?;
        if n == 0 {
            break;
        }
        bytes += n as u64;
        if bytes > LARGEST_FILE {
            return Err(std::io::Error::other(
                "it unpacks to more than any model has",
            ));
        }
        digest.update(&buffer[..n]);
        output.write_all(&buffer[..n])?;
    }
    output.sync_all()?;
    Ok(disk::hex(&digest.finalize()))
}
