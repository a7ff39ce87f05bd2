//! Files that are read again when they change.

use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

/// Something made from a file or from the files of a folder. When they change it is made anew; when that
/// fails, the last good one stays.
pub(crate) struct Watched<T, E = String> {
    path: PathBuf,
    load: Load<T, E>,
    loaded: Mutex<Loaded<T, E>>,
}

type Load<T, E> = Box<dyn Fn(&Path) -> Result<T, E> + Send + Sync>;

struct Loaded<T, E> {
    value: Arc<T>,
    seen: Fingerprint,
    fault: Option<E>,
    version: u64,
}

/// What a look at the files finds.
pub(crate) struct Look<T, E> {
    /// What is in force.
    pub(crate) value: Arc<T>,
    /// What is wrong with the files as they are, if they are not the ones in force.
    pub(crate) fault: Option<E>,
    /// How many times the files have changed, as far as was looked.
    pub(crate) version: u64,
    /// What has changed since the last look.
    pub(crate) change: Option<Change>,
}

/// What has just been found, to be told once.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Change {
    /// The files have changed and are in use.
    Taken,
    /// The files have changed and are broken: the last good ones stay in use.
    Broken(String),
}

type Fingerprint = Vec<(PathBuf, Option<SystemTime>, u64)>;

impl<T, E: Clone + Display> Watched<T, E> {
    /// Loads for the first time; here a fault is an error.
    pub(crate) fn start(
        path: &Path,
        load: impl Fn(&Path) -> Result<T, E> + Send + Sync + 'static,
    ) -> Result<Self, E> {
        let seen = fingerprint(path);
        let value = load(path)?;
        Ok(Self::with_first(path, seen, (value, None), load))
    }

    /// The same with a value that is in use although something of the files is invalid.
    pub(crate) fn start_with(
        path: &Path,
        first: impl FnOnce(&Path) -> Result<(T, Option<E>), E>,
        load: impl Fn(&Path) -> Result<T, E> + Send + Sync + 'static,
    ) -> Result<Self, E> {
        let seen = fingerprint(path);
        let first = first(path)?;
        Ok(Self::with_first(path, seen, first, load))
    }

    fn with_first(
        path: &Path,
        seen: Fingerprint,
        (value, fault): (T, Option<E>),
        load: impl Fn(&Path) -> Result<T, E> + Send + Sync + 'static,
    ) -> Self {
        let loaded = Mutex::new(Loaded { value: Arc::new(value), seen, fault, version: 0 });
        Self { path: path.to_owned(), load: Box::new(load), loaded }
    }

    /// Has the next look load, whether the files have changed or not: what else it is made from has.
    pub(crate) fn expire(&self) {
        self.loaded.lock().unwrap_or_else(PoisonError::into_inner).seen.clear();
    }

    /// What is in force now, and what has changed since the last look.
    pub(crate) fn current(&self) -> (Arc<T>, Option<Change>) {
        let look = self.look();
        (look.value, look.change)
    }

    /// Looks at the files, and loads them if they have changed.
    pub(crate) fn look(&self) -> Look<T, E> {
        let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        let seen = fingerprint(&self.path);
        let change = (seen != loaded.seen).then(|| {
            loaded.seen = seen;
            loaded.version += 1;
            match (self.load)(&self.path) {
                Ok(value) => {
                    loaded.value = Arc::new(value);
                    loaded.fault = None;
                    Change::Taken
                }
                Err(fault) => {
                    let told = fault.to_string();
                    loaded.fault = Some(fault);
                    Change::Broken(told)
                }
            }
        });
        let (value, fault) = (Arc::clone(&loaded.value), loaded.fault.clone());
        Look { value, fault, version: loaded.version, change }
    }

    /// What is wrong with the files as they are, if they are not the ones in force.
    pub(crate) fn fault(&self) -> Option<E> {
        self.loaded.lock().unwrap_or_else(PoisonError::into_inner).fault.clone()
    }
}

/// Names, times of change and sizes: what differs once a file is saved.
fn fingerprint(path: &Path) -> Fingerprint {
    let of = |path: PathBuf| {
        let metadata = path.metadata().ok();
        let changed = metadata.as_ref().and_then(|metadata| metadata.modified().ok());
        (path, changed, metadata.map_or(0, |metadata| metadata.len()))
    };
    let Ok(folder) = path.read_dir() else { return vec![of(path.to_owned())] };
    let mut files: Vec<PathBuf> = folder.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.sort();
    files.into_iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(path: &Path) -> Result<u32, String> {
        let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
        text.trim().parse().map_err(|_| format!("{text} is not a number"))
    }

    #[test]
    fn a_changed_file_is_taken_and_a_broken_one_leaves_the_last_good_one_in_force() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("number");
        std::fs::write(&path, "1").unwrap();
        let watched = Watched::start(&path, number).unwrap();
        assert_eq!(watched.current(), (Arc::new(1), None));

        std::fs::write(&path, "22").unwrap();
        assert_eq!(watched.current(), (Arc::new(22), Some(Change::Taken)));

        std::fs::write(&path, "three").unwrap();
        assert_eq!(
            watched.current(),
            (Arc::new(22), Some(Change::Broken("three is not a number".to_owned())))
        );
        assert_eq!(watched.current(), (Arc::new(22), None), "told once");
        assert!(watched.fault().is_some());

        std::fs::write(&path, "4").unwrap();
        assert_eq!(watched.current(), (Arc::new(4), Some(Change::Taken)));
        assert!(watched.fault().is_none());
    }

    #[test]
    fn a_new_file_in_a_watched_folder_is_a_change() {
        let folder = tempfile::tempdir().unwrap();
        let watched = Watched::start(folder.path(), |path| {
            path.read_dir().map(Iterator::count).map_err(|error| error.to_string())
        })
        .unwrap();
        std::fs::write(folder.path().join("a"), "").unwrap();
        assert_eq!(watched.current(), (Arc::new(1), Some(Change::Taken)));
    }

    #[test]
    fn every_change_makes_a_version_whether_it_can_be_used_or_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("number");
        std::fs::write(&path, "1").unwrap();
        let watched = Watched::start(&path, number).unwrap();
        assert_eq!(watched.look().version, watched.look().version, "nothing has changed");
        let versions = ["22", "three", "4444"].map(|text| {
            std::fs::write(&path, text).unwrap();
            watched.look().version
        });
        assert_eq!(versions, [1, 2, 3]);
    }

    #[test]
    fn what_has_expired_is_loaded_once_more_though_no_file_has_changed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("number");
        std::fs::write(&path, "1").unwrap();
        let watched = Watched::start(&path, number).unwrap();
        watched.expire();
        assert_eq!(watched.current(), (Arc::new(1), Some(Change::Taken)));
        assert_eq!(watched.current(), (Arc::new(1), None));
    }

    #[test]
    fn a_fault_at_the_start_is_an_error() {
        assert!(Watched::start(Path::new("/nowhere/number"), number).is_err());
    }
}
