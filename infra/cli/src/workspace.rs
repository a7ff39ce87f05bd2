//! Where the repository is.

use std::path::{Path, PathBuf};

/// The repository that `folder` is in: the nearest folder, from here upwards, with the forms and the Action.
pub(crate) fn find(folder: &Path) -> Option<PathBuf> {
    let is_root = |folder: &&Path| folder.join("infra/forms").is_dir() && folder.join("infra/auth0").is_dir();
    folder.ancestors().find(is_root).map(Path::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_repository_is_found_from_its_root_and_from_below_and_not_from_elsewhere() {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(root.path().join("repository/infra/forms")).unwrap();
        std::fs::create_dir_all(root.path().join("repository/infra/auth0/actions")).unwrap();
        let repository = root.path().join("repository");
        assert_eq!(find(&repository), Some(repository.clone()));
        assert_eq!(find(&repository.join("infra/auth0/actions")), Some(repository));
        assert_eq!(find(root.path()), None);
    }
}
