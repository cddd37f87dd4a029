//! Models for tests, as they lie in the folders of a mirror.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use text::translate::{ModelFiles, Models, Pair, Translator, TranslatorSettings, Unavailable};

/// The folder of each model. They are taken for what they are: nothing is checked, and nothing is fetched.
#[derive(Debug, Default)]
pub struct Folders(HashMap<Pair, PathBuf>);

impl Folders {
    /// With a model, whatever languages it was made for.
    pub fn with(mut self, pair: &str, folder: &Path) -> Self {
        self.0.insert(pair.parse().unwrap(), folder.to_owned());
        self
    }
}

impl Models for Folders {
    fn has(&self, pair: &Pair) -> bool {
        self.0.contains_key(pair)
    }

    fn is_offered(&self, _: &Pair) -> bool {
        false
    }

    fn open(&self, pair: &Pair) -> Result<ModelFiles, Unavailable> {
        let files: Vec<_> = fs::read_dir(&self.0[pair])
            .unwrap()
            .map(|entry| entry.unwrap())
            .collect();
        let of = |kind: &str| {
            let mut all = files.iter().map(fs::DirEntry::path);
            all.find(|path| {
                path.file_name()
                    .and_then(|name| name.to_str())
                    .is_some_and(|name| name.starts_with(kind))
            })
        };
        Ok(ModelFiles {
            pair: pair.clone(),
            label: format!("{pair} tiny 3.0"),
            bytes: files
                .iter()
                .map(|file| file.metadata().unwrap().len())
                .sum(),
            weights: of("model.").unwrap(),
            source_vocabulary: of("vocab.").unwrap(),
            target_vocabulary: of("vocab.").unwrap(),
            shortlist: of("lex."),
        })
    }

    fn check(&self, _: &Pair) -> Result<(), Unavailable> {
        Ok(())
    }

    fn fetch(&self, pair: &Pair, _: &dyn Fn() -> bool) -> Result<bool, Unavailable> {
        Err(Unavailable::NotOffered(pair.clone()))
    }
}

/// The mirror with the real models, or `None` and a line that says that a test is left out.
pub fn mirror() -> Option<PathBuf> {
    let folder = std::env::var_os("TEXTMEND_TEST_MODELS").map(PathBuf::from);
    let found = folder.filter(|folder| folder.join("records.json").is_file());
    if found.is_none() {
        println!("skipped: TEXTMEND_TEST_MODELS names no mirror; `tests/models DIR` makes one");
    }
    found
}

/// A translator with the real models.
pub struct Real {
    pub translator: Arc<Translator>,
}

impl Real {
    pub fn new(settings: &TranslatorSettings) -> Option<Self> {
        let mirror = mirror()?;
        let models = Folders::default()
            .with("pt-en", &mirror.join("pt-en"))
            .with("en-pt", &mirror.join("en-pt"));
        let translator = Arc::new(Translator::new(Arc::new(models), settings));
        Some(Self { translator })
    }
}
