//! Files that are replaced in one step.

use std::{
    fs,
    io::{self, BufWriter, Write},
    os::unix::fs::{MetadataExt, OpenOptionsExt, fchown},
    path::{Path, PathBuf},
    process,
    sync::{Mutex, PoisonError},
    thread,
};

use futures_util::future::select_all;
use tokio::{
    runtime::Builder,
    signal::unix::{SignalKind, signal},
};

/// The new file that has not replaced the old one yet.
static UNFINISHED: Mutex<Option<PathBuf>> = Mutex::new(None);

/// From now on a signal that ends the program (Ctrl+C, a closed terminal) also removes an unfinished new file.
///
/// # Errors
/// No thread can be started, or signals cannot be listened for.
pub fn clear_up_on_signals() -> io::Result<()> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let inside = runtime.enter();
    let mut signals = Vec::new();
    for kind in [
        SignalKind::interrupt(),
        SignalKind::terminate(),
        SignalKind::hangup(),
    ] {
        signals.push((kind, signal(kind)?));
    }
    drop(inside);
    thread::Builder::new().spawn(move || {
        let first = signals.iter_mut().map(|(kind, signal)| {
            Box::pin(async move {
                signal.recv().await;
                *kind
            })
        });
        let (kind, ..) = runtime.block_on(select_all(first));
        let unfinished = UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(new) = &*unfinished {
            let _ = fs::remove_file(new);
        }
        // The exit code that shells report for a program ended by a signal.
        process::exit(128 + kind.as_raw_value());
    })?;
    Ok(())
}

fn is_unfinished(new: Option<&Path>) {
    let mut unfinished = UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner);
    *unfinished = new.map(Path::to_owned);
}

/// A file that replaces another in one step: readers find either the old or the new one.
pub struct Replacement {
    path: PathBuf,
    new: PathBuf,
    /// The new contents.
    pub file: BufWriter<fs::File>,
}

impl Replacement {
    /// Starts a replacement for the file at this path.
    pub fn new(path: &Path) -> io::Result<Self> {
        // A link stays a link; the file that it points to is replaced.
        let path = path.canonicalize()?;
        let (new, file) = beside_as_new(&path)?;
        is_unfinished(Some(&new));
        let file = BufWriter::new(file);
        Ok(Self { path, new, file })
    }

    /// Puts the new file in place; with a suffix the old one is kept beside it.
    pub fn finish(mut self, suffix: &str) -> io::Result<()> {
        self.file.flush()?;
        // Otherwise a power failure could leave neither of them.
        self.file.get_ref().sync_all()?;
        become_like(self.file.get_ref(), &fs::metadata(&self.path)?)?;
        if !suffix.is_empty() {
            keep(&self.path, &beside(&self.path, suffix))?;
        }
        fs::rename(&self.new, &self.path)
    }
}

/// Keeps a file that is about to be replaced: the backup is the same file, with its owner and times. Where the file system
/// has no hard links it is a copy.
fn keep(path: &Path, backup: &Path) -> io::Result<()> {
    if let Err(error) = fs::remove_file(backup)
        && error.kind() != io::ErrorKind::NotFound
    {
        return Err(error);
    }
    fs::hard_link(path, backup).or_else(|_| {
        let (mut old, mut copy) = (fs::File::open(path)?, create(backup)?);
        io::copy(&mut old, &mut copy)?;
        become_like(&copy, &old.metadata()?)
    })
}

/// A new file beside another, under a name that nobody can guess.
fn beside_as_new(path: &Path) -> io::Result<(PathBuf, fs::File)> {
    let ending = format!(".textmend-{:016x}", getrandom::u64()?);
    let new = beside(path, &ending);
    let file = create(&new)?;
    Ok((new, file))
}

/// Creates a file that only this user may read, and never opens an existing one: in a folder that others may write to, it
/// could be a link to a file that they may not write to.
fn create(path: &Path) -> io::Result<fs::File> {
    let mut private = fs::OpenOptions::new();
    private.write(true).create_new(true).mode(0o600).open(path)
}

/// Gives a new file the owner and the permissions of the old one.
fn become_like(file: &fs::File, old: &fs::Metadata) -> io::Result<()> {
    let new = file.metadata()?;
    if (old.uid(), old.gid()) != (new.uid(), new.gid()) {
        // A user who may write a file is not necessarily allowed to give one away.
        let _ = fchown(file, Some(old.uid()), Some(old.gid()));
    }
    file.set_permissions(old.permissions())
}

impl Drop for Replacement {
    fn drop(&mut self) {
        // It is gone already if it has been renamed.
        let _ = fs::remove_file(&self.new);
        is_unfinished(None);
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
    use std::os::unix::fs::{chown, symlink};

    #[test]
    fn what_is_there_already_is_never_written_to() {
        let folder = tempfile::tempdir().unwrap();
        let [path, mine] = ["note.txt", "mine"].map(|name| folder.path().join(name));
        fs::write(&path, "old").unwrap();
        fs::write(&mine, "mine").unwrap();
        // As they were named once.
        let guessed = beside(&path, &format!(".textmend-{}", process::id()));
        symlink(&mine, &guessed).unwrap();
        symlink(&mine, beside(&path, ".bak")).unwrap();
        let mut replacement = Replacement::new(&path).unwrap();
        let other = Replacement::new(&path).unwrap();
        assert_ne!(replacement.new, other.new);
        replacement.file.write_all(b"new").unwrap();
        replacement.finish(".bak").unwrap();
        assert_eq!(fs::read_to_string(&mine).unwrap(), "mine");
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert!(create(&guessed).is_err());
    }

    #[test]
    fn owner_and_permissions_stay() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("note.txt");
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        // Only root can give a file away; to others nothing is to be seen here.
        let given = chown(&path, Some(12_345), Some(12_346)).is_ok();
        let mut replacement = Replacement::new(&path).unwrap();
        replacement.file.write_all(b"new").unwrap();
        let hidden = fs::metadata(&replacement.new).unwrap().mode() & 0o777;
        assert_eq!(hidden, 0o600);
        replacement.finish(".bak").unwrap();
        for (name, text) in [("note.txt", "new"), ("note.txt.bak", "old")] {
            let path = folder.path().join(name);
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
            let file = fs::metadata(&path).unwrap();
            assert_eq!(file.mode() & 0o777, 0o640, "{name}");
            assert!(
                !given || (file.uid(), file.gid()) == (12_345, 12_346),
                "{name}"
            );
        }
    }

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
