//! The location of the repository.

use std::path::{Path, PathBuf};

/// The root of the repository that contains `folder`: the nearest ancestor with `infra/forms` and `infra/auth0`.
pub(crate) fn find(folder: &Path) -> Option<PathBuf> {
    folder.ancestors().find(|folder| is_root(folder)).map(Path::to_owned)
}

fn is_root(folder: &Path) -> bool {
    folder.join("infra/forms").is_dir() && folder.join("infra/auth0").is_dir()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_repository_is_found_from_its_root_and_its_subfolders_only() {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(root.path().join("repository/infra/forms")).unwrap();
        std::fs::create_dir_all(root.path().join("repository/infra/auth0/actions")).unwrap();
        let repository = root.path().join("repository");
        assert_eq!(find(&repository), Some(repository.clone()));
        assert_eq!(find(&repository.join("infra/auth0/actions")), Some(repository));
        assert_eq!(find(root.path()), None);
    }
}
