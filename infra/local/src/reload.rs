//! Files that are reloaded when they change.

use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

/// A value that is loaded from a file or from the files of a folder, and reloaded when they change. If that
/// fails, the last valid value stays in use.
pub(crate) struct Watched<T, E = String> {
    path: PathBuf,
    load: Load<T, E>,
    loaded: Mutex<Loaded<T, E>>,
}

type Load<T, E> = Box<dyn Fn(&Path) -> Result<T, E> + Send + Sync>;

struct Loaded<T, E> {
    value: Arc<T>,
    fingerprint: Fingerprint,
    error: Option<E>,
    version: u64,
}

/// The current value and the state of its files.
pub(crate) struct Current<T, E> {
    /// The value in use.
    pub(crate) value: Arc<T>,
    /// The error in the files, if the last valid value is used instead.
    pub(crate) error: Option<E>,
    /// The number of changes that were found.
    pub(crate) version: u64,
    /// The change since the last check.
    pub(crate) change: Option<Change>,
}

/// A change of the files, which is reported once.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Change {
    /// The files have changed and are in use.
    Loaded,
    /// The files have changed and are broken: the last valid value stays in use.
    Broken(String),
}

type Fingerprint = Vec<(PathBuf, Option<SystemTime>, u64)>;

impl<T, E: Clone + Display> Watched<T, E> {
    /// Loads the value for the first time.
    pub(crate) fn start(
        path: &Path,
        load: impl Fn(&Path) -> Result<T, E> + Send + Sync + 'static,
    ) -> Result<Self, E> {
        let fingerprint = fingerprint_of(path);
        let value = load(path)?;
        Ok(Self::with_first(path, fingerprint, (value, None), load))
    }

    /// Loads the value for the first time with `first`, which may return a value although some files are
    /// invalid.
    pub(crate) fn start_with(
        path: &Path,
        first: impl FnOnce(&Path) -> Result<(T, Option<E>), E>,
        load: impl Fn(&Path) -> Result<T, E> + Send + Sync + 'static,
    ) -> Result<Self, E> {
        let fingerprint = fingerprint_of(path);
        let first = first(path)?;
        Ok(Self::with_first(path, fingerprint, first, load))
    }

    fn with_first(
        path: &Path,
        fingerprint: Fingerprint,
        (value, error): (T, Option<E>),
        load: impl Fn(&Path) -> Result<T, E> + Send + Sync + 'static,
    ) -> Self {
        let loaded = Mutex::new(Loaded { value: Arc::new(value), fingerprint, error, version: 0 });
        Self { path: path.to_owned(), load: Box::new(load), loaded }
    }

    /// Forces a reload at the next check, even if the files have not changed.
    pub(crate) fn expire(&self) {
        self.loaded.lock().unwrap_or_else(PoisonError::into_inner).fingerprint.clear();
    }

    /// Checks the files, and reloads the value if they have changed.
    pub(crate) fn current(&self) -> Current<T, E> {
        let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        let fingerprint = fingerprint_of(&self.path);
        let change = (fingerprint != loaded.fingerprint).then(|| {
            loaded.fingerprint = fingerprint;
            loaded.version += 1;
            match (self.load)(&self.path) {
                Ok(value) => {
                    loaded.value = Arc::new(value);
                    loaded.error = None;
                    Change::Loaded
                }
                Err(error) => {
                    let message = error.to_string();
                    loaded.error = Some(error);
                    Change::Broken(message)
                }
            }
        });
        let (value, error) = (Arc::clone(&loaded.value), loaded.error.clone());
        Current { value, error, version: loaded.version, change }
    }

    /// The error in the files, if the last valid value is used instead.
    pub(crate) fn error(&self) -> Option<E> {
        self.loaded.lock().unwrap_or_else(PoisonError::into_inner).error.clone()
    }
}

/// The names, modification times and sizes of the files.
fn fingerprint_of(path: &Path) -> Fingerprint {
    let Ok(folder) = path.read_dir() else { return vec![entry(path.to_owned())] };
    let mut files: Vec<PathBuf> = folder.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.sort();
    files.into_iter().map(entry).collect()
}

fn entry(path: PathBuf) -> (PathBuf, Option<SystemTime>, u64) {
    let metadata = path.metadata().ok();
    let modified = metadata.as_ref().and_then(|metadata| metadata.modified().ok());
    (path, modified, metadata.map_or(0, |metadata| metadata.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state<T, E: Clone + Display>(watched: &Watched<T, E>) -> (Arc<T>, Option<Change>) {
        let current = watched.current();
        (current.value, current.change)
    }

    fn number(path: &Path) -> Result<u32, String> {
        let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
        text.trim().parse().map_err(|_| format!("{text} is not a number"))
    }

    #[test]
    fn a_changed_file_is_reloaded_and_a_broken_file_leaves_the_last_valid_value() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("number");
        std::fs::write(&path, "1").unwrap();
        let watched = Watched::start(&path, number).unwrap();
        assert_eq!(state(&watched), (Arc::new(1), None));

        std::fs::write(&path, "22").unwrap();
        assert_eq!(state(&watched), (Arc::new(22), Some(Change::Loaded)));

        std::fs::write(&path, "three").unwrap();
        assert_eq!(state(&watched), (Arc::new(22), Some(Change::Broken("three is not a number".to_owned()))));
        assert_eq!(state(&watched), (Arc::new(22), None), "reported once");
        assert!(watched.error().is_some());

        std::fs::write(&path, "4").unwrap();
        assert_eq!(state(&watched), (Arc::new(4), Some(Change::Loaded)));
        assert!(watched.error().is_none());
    }

    #[test]
    fn a_new_file_in_a_watched_folder_is_a_change() {
        let folder = tempfile::tempdir().unwrap();
        let watched = Watched::start(folder.path(), |path| {
            path.read_dir().map(Iterator::count).map_err(|error| error.to_string())
        })
        .unwrap();
        std::fs::write(folder.path().join("a"), "").unwrap();
        assert_eq!(state(&watched), (Arc::new(1), Some(Change::Loaded)));
    }

    #[test]
    fn every_change_increments_the_version_even_if_it_is_broken() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("number");
        std::fs::write(&path, "1").unwrap();
        let watched = Watched::start(&path, number).unwrap();
        assert_eq!(watched.current().version, watched.current().version, "nothing has changed");
        let versions = ["22", "three", "4444"].map(|text| {
            std::fs::write(&path, text).unwrap();
            watched.current().version
        });
        assert_eq!(versions, [1, 2, 3]);
    }

    #[test]
    fn an_expired_value_is_reloaded_although_no_file_has_changed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("number");
        std::fs::write(&path, "1").unwrap();
        let watched = Watched::start(&path, number).unwrap();
        watched.expire();
        assert_eq!(state(&watched), (Arc::new(1), Some(Change::Loaded)));
        assert_eq!(state(&watched), (Arc::new(1), None));
    }

    #[test]
    fn a_file_that_cannot_be_read_at_the_start_is_an_error() {
        assert!(Watched::start(Path::new("/nowhere/number"), number).is_err());
    }
}
