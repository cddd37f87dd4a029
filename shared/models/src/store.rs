//! The folder of translation models: what is offered, what is here, fetching and checking.
//!
//! A model lies in `<root>/<source>-<target>/` with a `model.json` that says what each file must hash
//! to. A folder appears and is replaced by renaming, so that a reader never sees half a model; the
//! store may be read-only where nothing has to be fetched.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use serde::Serialize;
use text::translate::Pair;

use crate::catalogue::Catalogue;
use crate::disk::{Installed, MANIFEST};
use crate::error::StoreError;
use crate::known;
use crate::registry::Registry;

/// Longer than the two renames take that replace a model.
const REPLACING: Duration = Duration::from_millis(50);

/// How long a catalogue is good for before it is asked for again.
const FRESH: Duration = Duration::from_hours(1);

/// How long a listing goes by the last answer of a mirror, or by its silence.
const SORE: Duration = Duration::from_mins(1);

/// When the catalogue was asked for, and what came; `None` where nothing did.
type KnownCatalogue = (Instant, Option<Arc<Catalogue>>);

/// A model's quality as its maker publishes it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Quality {
    /// BLEU, 0 to 100, on FLORES-200 devtest.
    pub bleu: f32,
    /// COMET, about 0 to 1, on the same.
    pub comet: f32,
}

/// A model that exists, here or elsewhere.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ModelInfo {
    /// Which languages.
    #[serde(flatten)]
    pub pair: Pair,
    /// `tiny`, `base-memory` or `base`: larger is better and slower.
    pub architecture: String,
    /// Version in the catalogue, where it was read.
    pub version: Option<String>,
    /// Bytes on disk.
    pub bytes: u64,
    /// Bytes to fetch.
    pub download_bytes: u64,
    /// Published quality, where there is a figure.
    pub quality: Option<Quality>,
    /// Whether it is in the store.
    pub here: bool,
}

/// A model and whether its files are right.
pub type Checked = (Installed, Result<(), StoreError>);

/// A folder of models and the place that they come from. Cheap to share behind an `Arc`.
#[derive(Debug)]
pub struct ModelStore {
    root: PathBuf,
    pub(crate) registry: Registry,
    catalogue: Mutex<Option<KnownCatalogue>>,
}

impl ModelStore {
    /// A store in `root` (made at the first pull) that fetches from `url`: `None` for Mozilla's registry,
    /// else the https://, http:// or file:// address of a mirror.
    ///
    /// # Errors
    ///
    /// [`StoreError::Address`] where the address is of another kind.
    pub fn new(root: impl Into<PathBuf>, url: Option<&str>) -> Result<Self, StoreError> {
        Ok(Self {
            root: root.into(),
            registry: Registry::parse(url)?,
            catalogue: Mutex::new(None),
        })
    }

    /// The store's folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The model for a pair.
    ///
    /// # Errors
    ///
    /// [`StoreError::NotHere`], [`StoreError::Damaged`] where its description can't be read.
    pub fn open(&self, pair: &Pair) -> Result<Installed, StoreError> {
        self.look(pair, |folder| Installed::open(folder, pair).transpose())
            .unwrap_or_else(|| Err(StoreError::NotHere(pair.clone())))
    }

    /// Whether a model for the pair is here.
    pub fn has(&self, pair: &Pair) -> bool {
        let found = |folder: PathBuf| folder.join(MANIFEST).is_file().then_some(());
        self.look(pair, found).is_some()
    }

    /// Looks for a model, and once more where it is not there: while it is replaced by another process it is gone for a
    /// moment, in which the old one lies aside.
    fn look<T>(&self, pair: &Pair, find: impl Fn(PathBuf) -> Option<T>) -> Option<T> {
        find(self.folder(pair)).or_else(|| {
            if self.hidden(pair, "old").exists() {
                thread::sleep(REPLACING);
            }
            find(self.folder(pair))
        })
    }

    /// Every model that is here, by pair.
    ///
    /// # Errors
    ///
    /// [`StoreError::Io`] where the folder exists and can't be read.
    pub fn installed(&self) -> Result<Vec<Installed>, StoreError> {
        let entries = match fs::read_dir(&self.root) {
            Ok(entries) => entries,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(e) => return Err(StoreError::io(&self.root)(e)),
        };
        let mut found: Vec<Installed> = entries
            .flatten()
            .filter_map(|entry| entry.file_name().to_str()?.parse::<Pair>().ok())
            .filter_map(|pair| self.open(&pair).ok())
            .collect();
        found.sort_by(|a, b| a.pair.cmp(&b.pair));
        Ok(found)
    }

    /// Every model that exists: what is offered and what is here. Mozilla's own are known without the
    /// network; a mirror is asked.
    ///
    /// # Errors
    ///
    /// [`StoreError::Io`] where the folder can't be read. A mirror that does not answer offers nothing.
    pub fn list(&self) -> Result<Vec<ModelInfo>, StoreError> {
        let mut models: BTreeMap<Pair, ModelInfo> = BTreeMap::new();
        if let Some(catalogue) = self.catalogue_for_listing() {
            for offer in catalogue.all() {
                let info = ModelInfo {
                    pair: offer.pair.clone(),
                    architecture: offer.architecture.clone(),
                    version: Some(offer.version.clone()),
                    bytes: offer.bytes(),
                    download_bytes: offer.download_bytes(),
                    quality: known::quality(&offer.pair, &offer.architecture),
                    here: false,
                };
                models.insert(offer.pair.clone(), info);
            }
        } else if self.registry.is_mozilla() {
            models.extend(known::models().map(|info| (info.pair.clone(), info)));
        }
        for model in self.installed()? {
            let info = ModelInfo {
                architecture: model.architecture.clone(),
                version: Some(model.version.clone()),
                bytes: model.bytes(),
                download_bytes: models
                    .get(&model.pair)
                    .map_or(0, |info| info.download_bytes),
                quality: known::quality(&model.pair, &model.architecture),
                here: true,
                pair: model.pair.clone(),
            };
            models.insert(model.pair, info);
        }
        Ok(models.into_values().collect())
    }

    /// Whether the mirror was asked and did not answer, so that a listing lacks what it offers.
    pub fn is_source_silent(&self) -> bool {
        matches!(self.known_catalogue(), Some((_, None)))
    }

    /// Whether a pull of this pair can be expected to find a model.
    pub fn is_offered(&self, pair: &Pair) -> bool {
        match self.catalogue_for_listing() {
            Some(catalogue) => catalogue.best(pair).is_some(),
            None => self.registry.is_mozilla() && known::is_published(pair),
        }
    }

    /// Checks the files of a model, or of all, against their hashes.
    ///
    /// # Errors
    ///
    /// [`StoreError::NotHere`] for a pair that is not in the store, [`StoreError::Io`].
    pub fn verify(&self, pair: Option<&Pair>) -> Result<Vec<Checked>, StoreError> {
        let models = match pair {
            Some(pair) => vec![self.open(pair)?],
            None => self.installed()?,
        };
        Ok(models
            .into_iter()
            .map(|model| {
                let result = model.verify();
                (model, result)
            })
            .collect())
    }

    /// Removes a model. Translations that are running with it end undisturbed. Returns whether it was
    /// here.
    ///
    /// # Errors
    ///
    /// [`StoreError::Io`].
    pub fn remove(&self, pair: &Pair) -> Result<bool, StoreError> {
        let folder = self.folder(pair);
        if !folder.exists() {
            return Ok(false);
        }
        let _lock = self.lock(pair)?;
        let old = self.hidden(pair, "old");
        if old.exists() {
            fs::remove_dir_all(&old).map_err(StoreError::io(&old))?;
        }
        fs::rename(&folder, &old).map_err(StoreError::io(&folder))?;
        fs::remove_dir_all(&old).map_err(StoreError::io(&old))?;
        Ok(true)
    }

    pub(crate) fn folder(&self, pair: &Pair) -> PathBuf {
        self.root.join(pair.to_string())
    }

    /// A folder of work in progress, beside the models so that a rename can move it in.
    pub(crate) fn hidden(&self, pair: &Pair, what: &str) -> PathBuf {
        self.root.join(format!(".{pair}.{what}"))
    }

    /// Waits until no other thread or process works on a pair. The lock ends with the file's handle.
    pub(crate) fn lock(&self, pair: &Pair) -> Result<File, StoreError> {
        fs::create_dir_all(&self.root).map_err(StoreError::io(&self.root))?;
        let path = self.hidden(pair, "lock");
        let file = File::create(&path).map_err(StoreError::io(&path))?;
        file.lock().map_err(StoreError::io(&path))?;
        Ok(file)
    }

    /// The catalogue, asked for where the last answer is old or was none.
    pub(crate) fn catalogue(&self) -> Result<Arc<Catalogue>, StoreError> {
        if let Some((at, Some(catalogue))) = self.known_catalogue()
            && at.elapsed() < FRESH
        {
            return Ok(catalogue);
        }
        // Not under the lock: a registry that is slow to answer holds up only who asks it.
        let answer = self
            .registry
            .records()
            .and_then(|body| Catalogue::parse(&body, &self.registry.address()))
            .map(Arc::new);
        let known = (Instant::now(), answer.as_ref().ok().map(Arc::clone));
        *self
            .catalogue
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = Some(known);
        answer
    }

    /// The catalogue for a listing: Mozilla's is not asked for only to be listed, and a mirror that did
    /// not answer is left alone for a while.
    fn catalogue_for_listing(&self) -> Option<Arc<Catalogue>> {
        match self.known_catalogue() {
            Some((at, catalogue)) if self.registry.is_mozilla() || at.elapsed() < SORE => catalogue,
            None if self.registry.is_mozilla() => None,
            _ => self.catalogue().ok(),
        }
    }

    fn known_catalogue(&self) -> Option<KnownCatalogue> {
        self.catalogue
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}
