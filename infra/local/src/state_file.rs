//! The file that keeps the users across restarts.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::user::User;

/// What the file holds.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct State {
    version: u32,
    users: Vec<User>,
}

const VERSION: u32 = 1;

/// Why the file of the users cannot be used.
#[derive(Debug, Error)]
pub enum StateError {
    /// The file is there and cannot be read.
    #[error("cannot read the state file {}: {reason}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: std::io::Error,
    },
    /// The file is not what an emulator has written.
    #[error("the state file {} is broken: {reason}; mend it, or remove it to start anew", path.display())]
    Broken {
        /// The file.
        path: PathBuf,
        /// What is wrong, with line and column.
        reason: String,
    },
    /// The file cannot be written.
    #[error("cannot write the state file {}: {reason}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: std::io::Error,
    },
}

/// Reads the users; `None` where there is no file yet.
pub(crate) fn read(path: &Path) -> Result<Option<Vec<User>>, StateError> {
    let text = match std::fs::read(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(reason) => return Err(StateError::Read { path: path.to_owned(), reason }),
    };
    let broken = |reason: String| StateError::Broken { path: path.to_owned(), reason };
    let state: State = serde_json::from_slice(&text).map_err(|error| broken(error.to_string()))?;
    if state.version != VERSION {
        return Err(broken(format!("its version is {}, this emulator knows {VERSION}", state.version)));
    }
    for (index, user) in state.users.iter().enumerate() {
        if state.users[..index].iter().any(|other| other.user_id == user.user_id || other.email == user.email)
        {
            return Err(broken(format!("the user {} is in it twice", user.email)));
        }
    }
    Ok(Some(state.users))
}

/// Writes the users: a new file beside the old one takes its name, so that no reader ever sees half of it.
pub(crate) fn write(path: &Path, users: &[User]) -> Result<(), StateError> {
    let failed = |reason| StateError::Write { path: path.to_owned(), reason };
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut text = serde_json::to_vec_pretty(&State { version: VERSION, users: users.to_vec() })
        .map_err(|error| failed(error.into()))?;
    text.push(b'\n');
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    file.write_all(&text).and_then(|()| file.as_file().sync_all()).map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn users_come_back_as_they_were_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("users.json");
        assert!(read(&path).unwrap().is_none());
        let mut known = User::samples();
        known[0].app_metadata.insert("progressive_profiling".to_owned(), json!({"profile": {"version": 2}}));
        for users in [known, Vec::new()] {
            write(&path, &users).unwrap();
            assert_eq!(read(&path).unwrap(), Some(users));
        }
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "no temporary file is left");
    }

    #[test]
    fn a_broken_file_is_told_by_name_and_place() {
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
    fn a_user_twice_in_the_file_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("users.json");
        let user = User::samples().remove(0);
        write(&path, &[user.clone(), user]).unwrap();
        assert!(read(&path).unwrap_err().to_string().contains("twice"));
    }

    #[test]
    fn a_folder_that_is_not_there_is_told_by_the_files_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("missing/users.json");
        assert!(write(&path, &[]).unwrap_err().to_string().contains("missing/users.json"));
    }
}
