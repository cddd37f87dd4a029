//! Files that are changed in one step.

use std::{
    fs,
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

/// A file that takes another's place, in one step: whoever reads that finds the old or the new one.
pub struct Replacement {
    path: PathBuf,
    new: PathBuf,
    /// What it will be.
    pub file: BufWriter<fs::File>,
}

impl Replacement {
    /// Begins one for the file at a path.
    pub fn new(path: &Path) -> io::Result<Self> {
        // A link stays a link; what it leads to is changed.
        let path = path.canonicalize()?;
        let new = beside(&path, &format!(".textmend-{}", std::process::id()));
        let file = BufWriter::new(fs::File::create(&new)?);
        Ok(Self { path, new, file })
    }

    /// Puts it there; with a suffix the old file is kept beside it.
    pub fn finish(mut self, suffix: &str) -> io::Result<()> {
        self.file.flush()?;
        // Or a loss of power could leave neither of them.
        self.file.get_ref().sync_all()?;
        fs::set_permissions(&self.new, fs::metadata(&self.path)?.permissions())?;
        if !suffix.is_empty() {
            fs::copy(&self.path, beside(&self.path, suffix))?;
        }
        fs::rename(&self.new, &self.path)
    }
}

impl Drop for Replacement {
    fn drop(&mut self) {
        // Gone where it has been renamed.
        let _ = fs::remove_file(&self.new);
    }
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_its_backup_is_what_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("note.txt");
        fs::write(&path, "old").unwrap();
        let replace = |suffix: &str, text: &str| {
            let mut replacement = Replacement::new(&path).unwrap();
            replacement.file.write_all(text.as_bytes()).unwrap();
            replacement.finish(suffix).unwrap();
        };
        replace(".bak", "new");
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        let kept = folder.path().join("note.txt.bak");
        assert_eq!(fs::read_to_string(kept).unwrap(), "old");
        replace("", "newer");
        drop(Replacement::new(&path).unwrap());
        assert_eq!(fs::read_to_string(&path).unwrap(), "newer");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }
}
