//! The file that stores the users across restarts.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::user::User;

/// The content of the file.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct State {
    version: u32,
    users: Vec<User>,
}

const VERSION: u32 = 1;

/// An error in the state file.
#[derive(Debug, Error)]
pub enum StateError {
    /// The file exists and cannot be read.
    #[error("cannot read the state file {}: {reason}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// The error of the operating system.
        reason: std::io::Error,
    },
    /// The file has not the format of the emulator.
    #[error("the state file {} is invalid: {reason}; fix it, or delete it to start with the test users", path.display())]
    Broken {
        /// The file.
        path: PathBuf,
        /// The error, with its line and column.
        reason: String,
    },
    /// The file cannot be written.
    #[error("cannot write the state file {}: {reason}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// The error of the operating system.
        reason: std::io::Error,
    },
}

/// Reads the users. Returns `None` if the file does not exist.
pub(crate) fn read(path: &Path) -> Result<Option<Vec<User>>, StateError> {
    let text = match std::fs::read(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(reason) => return Err(StateError::Read { path: path.to_owned(), reason }),
    };
    let state: State = serde_json::from_slice(&text).map_err(|error| broken(path, error.to_string()))?;
    if state.version != VERSION {
        return Err(broken(
            path,
            format!("its version is {}; this emulator supports {VERSION}", state.version),
        ));
    }
    for (index, user) in state.users.iter().enumerate() {
        if state.users[..index].iter().any(|other| other.user_id == user.user_id || other.email == user.email)
        {
            return Err(broken(path, format!("the user {} is listed twice", user.email)));
        }
    }
    Ok(Some(state.users))
}

fn broken(path: &Path, reason: String) -> StateError {
    StateError::Broken { path: path.to_owned(), reason }
}

/// Writes the users to a new file that replaces the old one, so that the file is never incomplete.
pub(crate) fn write(path: &Path, users: &[User]) -> Result<(), StateError> {
    replace(path, users).map_err(|reason| StateError::Write { path: path.to_owned(), reason })
}

fn replace(path: &Path, users: &[User]) -> std::io::Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut text = serde_json::to_vec_pretty(&State { version: VERSION, users: users.to_vec() })?;
    text.push(b'\n');
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(&text)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn users_are_read_as_they_were_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("users.json");
        assert!(read(&path).unwrap().is_none());
        let mut changed = User::samples();
        changed[0]
            .app_metadata
            .insert("progressive_profiling".to_owned(), json!({"profile": {"version": 2}}));
        for users in [changed, Vec::new()] {
            write(&path, &users).unwrap();
            assert_eq!(read(&path).unwrap(), Some(users));
        }
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "no temporary file is left");
    }

    #[test]
    fn the_error_for_a_broken_file_has_its_name_and_the_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("users.json");
        for (text, reason) in [
            ("", "line 1"),
            ("{\"version\":1,\n \"users\": [}", "line 2"),
            (r#"{"version":1}"#, "missing field `users`"),
            (r#"{"version":2,"users":[]}"#, "its version is 2"),
            (r#"{"version":1,"users":[{"user_id":"auth0|1"}]}"#, "missing field `email`"),
        ] {
            std::fs::write(&path, text).unwrap();
            let error = read(&path).unwrap_err().to_string();
            assert!(error.contains("users.json") && error.contains(reason), "{error}");
        }
    }

    #[test]
    fn a_repeated_user_in_the_file_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("users.json");
        let user = User::samples().remove(0);
        write(&path, &[user.clone(), user]).unwrap();
        assert!(read(&path).unwrap_err().to_string().contains("twice"));
    }

    #[test]
    fn the_error_for_a_missing_folder_has_the_name_of_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("missing/users.json");
        assert!(write(&path, &[]).unwrap_err().to_string().contains("missing/users.json"));
    }
}
