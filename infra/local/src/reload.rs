//! Files that are reloaded when they change.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use profiling_forms::is_form_file;
use profiling_forms::locale::CUSTOM_MESSAGES_FILE;
use tokio::sync::watch;
use tokio::time::timeout;

/// The time between two checks of the files.
const CHECK_INTERVAL: Duration = Duration::from_millis(500);

/// A value that is loaded from files or from the forms of a folder, and reloaded when they change. If that
/// fails, the last valid value stays in use.
pub(crate) struct Watched<T, E = String> {
    /// The files and folders.
    paths: Vec<PathBuf>,
    load: Load<T, E>,
    loaded: Mutex<Loaded<T, E>>,
}

/// Returns the value, and the error of files without which it was loaded. Errors: no value can be loaded.
type Load<T, E> = Box<dyn Fn() -> Result<(T, Option<E>), E> + Send + Sync>;

struct Loaded<T, E> {
    value: Arc<T>,
    fingerprint: Fingerprint,
    /// True if the value is reloaded at the next check, even if the files have not changed.
    is_expired: bool,
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
pub(crate) struct Change {
    /// The changed files, such as `profile.json changed, old.json removed`. Empty if the value was reloaded for another
    /// reason.
    pub(crate) files: String,
    /// The error in the files: the last valid value stays in use.
    pub(crate) error: Option<String>,
    /// True if a value was loaded without the files that have the error.
    pub(crate) is_loaded: bool,
}

/// The modification times and sizes of the files.
type Fingerprint = BTreeMap<PathBuf, (Option<SystemTime>, u64)>;

impl<T, E: Clone + Display> Watched<T, E> {
    /// Loads the value for the first time.
    pub(crate) fn start(
        paths: Vec<PathBuf>,
        load: impl Fn() -> Result<T, E> + Send + Sync + 'static,
    ) -> Result<Self, E> {
        let fingerprint = fingerprint_of(&paths);
        let value = load()?;
        Ok(Self::with_first(paths, fingerprint, (value, None), move || Ok((load()?, None))))
    }

    /// Loads the value for the first time with `first`, which may return a value although some files are
    /// invalid.
    pub(crate) fn start_with(
        paths: Vec<PathBuf>,
        first: impl FnOnce() -> Result<(T, Option<E>), E>,
        load: impl Fn() -> Result<(T, Option<E>), E> + Send + Sync + 'static,
    ) -> Result<Self, E> {
        let fingerprint = fingerprint_of(&paths);
        let first = first()?;
        Ok(Self::with_first(paths, fingerprint, first, load))
    }

    fn with_first(
        paths: Vec<PathBuf>,
        fingerprint: Fingerprint,
        (value, error): (T, Option<E>),
        load: impl Fn() -> Result<(T, Option<E>), E> + Send + Sync + 'static,
    ) -> Self {
        let value = Arc::new(value);
        let loaded = Mutex::new(Loaded { value, fingerprint, is_expired: false, error, version: 0 });
        Self { paths, load: Box::new(load), loaded }
    }

    /// Forces a reload at the next check, even if the files have not changed.
    pub(crate) fn expire(&self) {
        self.loaded.lock().unwrap_or_else(PoisonError::into_inner).is_expired = true;
    }

    /// Checks the files, and reloads the value if they have changed.
    pub(crate) fn current(&self) -> Current<T, E> {
        let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        let fingerprint = fingerprint_of(&self.paths);
        let files = changes(&loaded.fingerprint, &fingerprint);
        let mut is_loaded = false;
        let mut is_new_error = false;
        if loaded.is_expired || !files.is_empty() {
            loaded.fingerprint = fingerprint;
            loaded.is_expired = false;
            loaded.version += 1;
            match (self.load)() {
                Ok((value, error)) => {
                    loaded.value = Arc::new(value);
                    loaded.error = error;
                    is_loaded = true;
                }
                Err(error) => {
                    let before = loaded.error.as_ref().map(ToString::to_string);
                    is_new_error = before != Some(error.to_string());
                    loaded.error = Some(error);
                }
            }
        }
        let (value, error) = (Arc::clone(&loaded.value), loaded.error.clone());
        // A reload without a changed file is only reported if it fails for another reason than before.
        let change = (!files.is_empty() || is_new_error).then(|| Change {
            files,
            error: error.as_ref().map(ToString::to_string),
            is_loaded,
        });
        Current { value, error, version: loaded.version, change }
    }

    /// The error in the files, if the last valid value is used instead.
    pub(crate) fn error(&self) -> Option<E> {
        self.loaded.lock().unwrap_or_else(PoisonError::into_inner).error.clone()
    }
}

/// Calls `check` at regular intervals, so that a change is found without a request, until the emulator stops.
pub(crate) async fn poll(check: impl Fn(), mut stopped: watch::Receiver<bool>) {
    // An error of `wait_for` means that the emulator was dropped.
    while timeout(CHECK_INTERVAL, stopped.wait_for(|stopped| *stopped)).await.is_err() {
        check();
    }
}

/// Returns the fingerprint of files, and of the forms and messages in folders. Editors create other files there.
fn fingerprint_of(paths: &[PathBuf]) -> Fingerprint {
    paths.iter().flat_map(|path| fingerprint_at(path)).collect()
}

fn fingerprint_at(path: &Path) -> Fingerprint {
    let Ok(folder) = path.read_dir() else { return entry(path.to_owned()).into_iter().collect() };
    let files = folder.filter_map(|entry| Some(entry.ok()?.path()));
    let is_read = |name: &str| is_form_file(name) || name == CUSTOM_MESSAGES_FILE;
    files.filter(|path| is_read(&file_name(path))).filter_map(entry).collect()
}

/// Returns the entry of a file, unless it does not exist.
fn entry(path: PathBuf) -> Option<(PathBuf, (Option<SystemTime>, u64))> {
    let metadata = path.metadata().ok()?;
    Some((path, (metadata.modified().ok(), metadata.len())))
}

/// Describes the differences between two fingerprints. The text is empty if there are none.
fn changes(old: &Fingerprint, new: &Fingerprint) -> String {
    let present = new.iter().filter_map(|(path, file)| match old.get(path) {
        None => Some((path, "added")),
        Some(before) if before != file => Some((path, "changed")),
        Some(_) => None,
    });
    let removed = old.keys().filter(|path| !new.contains_key(*path)).map(|path| (path, "removed"));
    let texts: Vec<String> =
        present.chain(removed).map(|(path, verb)| format!("{} {verb}", file_name(path))).collect();
    texts.join(", ")
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
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

    /// A number in a file.
    fn watched_number(path: &Path) -> Result<Watched<u32>, String> {
        let file = path.to_owned();
        Watched::start(vec![path.to_owned()], move || number(&file))
    }

    fn change(files: &str, error: Option<&str>) -> Change {
        Change { files: files.to_owned(), error: error.map(ToOwned::to_owned), is_loaded: error.is_none() }
    }

    #[test]
    fn a_changed_file_is_reloaded_and_a_broken_file_leaves_the_last_valid_value() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("number");
        std::fs::write(&path, "1").unwrap();
        let watched = watched_number(&path).unwrap();
        assert_eq!(state(&watched), (Arc::new(1), None));

        std::fs::write(&path, "22").unwrap();
        assert_eq!(state(&watched), (Arc::new(22), Some(change("number changed", None))));

        std::fs::write(&path, "three").unwrap();
        let broken = Some(change("number changed", Some("three is not a number")));
        assert_eq!(state(&watched), (Arc::new(22), broken));
        assert_eq!(state(&watched), (Arc::new(22), None), "reported once");
        assert!(watched.error().is_some());

        std::fs::write(&path, "4").unwrap();
        assert_eq!(state(&watched), (Arc::new(4), Some(change("number changed", None))));
        assert!(watched.error().is_none());
    }

    #[test]
    fn a_change_of_a_folder_names_the_forms_that_changed_and_no_other_file() {
        let folder = tempfile::tempdir().unwrap();
        let write = |file: &str, text: &str| std::fs::write(folder.path().join(file), text).unwrap();
        write("old.json", "");
        let watched = Watched::start(vec![folder.path().to_owned()], || Ok::<_, String>(())).unwrap();
        for file in ["profile.json~", ".profile.json.swp", "form.schema.json"] {
            write(file, "");
            assert_eq!(watched.current().change, None, "{file}");
        }
        write("new.json", "");
        assert_eq!(watched.current().change, Some(change("new.json added", None)));
        write("old.json", "text");
        std::fs::remove_file(folder.path().join("new.json")).unwrap();
        assert_eq!(watched.current().change, Some(change("old.json changed, new.json removed", None)));
    }

    #[tokio::test(start_paused = true)]
    async fn the_files_are_checked_twice_a_second_until_the_emulator_stops() {
        let checks = std::cell::Cell::new(0);
        let (stop, stopped) = watch::channel(false);
        let test = async {
            for expected in [0, 2, 4] {
                assert_eq!(checks.get(), expected);
                tokio::time::sleep(Duration::from_millis(1_100)).await;
            }
            stop.send_replace(true);
        };
        tokio::join!(poll(|| checks.set(checks.get() + 1), stopped), test);
    }

    #[test]
    fn every_change_increments_the_version_even_if_it_is_broken() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("number");
        std::fs::write(&path, "1").unwrap();
        let watched = watched_number(&path).unwrap();
        assert_eq!(watched.current().version, watched.current().version, "nothing has changed");
        let versions = ["22", "three", "4444"].map(|text| {
            std::fs::write(&path, text).unwrap();
            watched.current().version
        });
        assert_eq!(versions, [1, 2, 3]);
    }

    #[test]
    fn an_expired_value_is_reloaded_once_and_is_not_reported() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("number");
        std::fs::write(&path, "1").unwrap();
        let watched = watched_number(&path).unwrap();
        let versions = [true, false].map(|is_expired| {
            if is_expired {
                watched.expire();
            }
            let current = watched.current();
            (current.version, current.change)
        });
        assert_eq!(versions, [(1, None), (1, None)]);
    }

    #[test]
    fn an_expired_value_that_cannot_be_loaded_is_reported_once() {
        let is_valid = Arc::new(std::sync::atomic::AtomicBool::new(true));
        let flag = Arc::clone(&is_valid);
        let load = move || flag.load(std::sync::atomic::Ordering::SeqCst).then_some(1).ok_or("invalid");
        let watched = Watched::start(Vec::new(), load).unwrap();
        for (valid, error) in
            [(true, None), (false, Some("invalid")), (false, None), (true, None), (false, Some("invalid"))]
        {
            is_valid.store(valid, std::sync::atomic::Ordering::SeqCst);
            watched.expire();
            assert_eq!(state(&watched), (Arc::new(1), error.map(|error| change("", Some(error)))), "{valid}");
        }
    }

    #[test]
    fn each_of_several_files_is_watched() {
        let folder = tempfile::tempdir().unwrap();
        let paths: Vec<PathBuf> = ["a", "b"].map(|name| folder.path().join(name)).into();
        std::fs::write(&paths[0], "1").unwrap();
        let watched = Watched::start(paths.clone(), || Ok::<_, String>(())).unwrap();
        std::fs::write(&paths[1], "2").unwrap();
        assert_eq!(watched.current().change, Some(change("b added", None)));
        std::fs::write(&paths[0], "11").unwrap();
        std::fs::remove_file(&paths[1]).unwrap();
        assert_eq!(watched.current().change, Some(change("a changed, b removed", None)));
    }

    #[test]
    fn a_file_that_cannot_be_read_at_the_start_is_an_error() {
        assert!(watched_number(Path::new("/nowhere/number")).is_err());
    }
}
