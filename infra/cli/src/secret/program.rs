//! The program `profiling-ssm`: where it is, and how it is built when `cargo run` started this one.

use std::ffi::{OsStr, OsString};
use std::io::{self, IsTerminal as _};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use tokio::process::Command;

use super::store::StoreError;

/// The package, and the program that it builds.
const NAME: &str = "profiling-ssm";

/// The package's manifest, where this program was compiled.
const MANIFEST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../ssm/Cargo.toml");

/// Returns the path of the program, which is in the folder of this one. If `cargo run` started this program, it is
/// built first: the AWS SDK takes as long to compile as the emulator, which does not use it.
pub(super) async fn find() -> Result<PathBuf, StoreError> {
    let own = std::env::current_exe().map_err(|error| StoreError::Client(error.to_string()))?;
    let path = own.with_file_name(format!("{NAME}{}", std::env::consts::EXE_SUFFIX));
    if let Some(cargo) = cargo() {
        build(&cargo, &own, path.exists()).await?;
    }
    if path.exists() { Ok(path) } else { Err(missing(&path)) }
}

/// The cargo that started this program.
#[expect(clippy::disallowed_methods, reason = "set by `cargo run` and by nothing else, so it is no setting")]
fn cargo() -> Option<OsString> {
    std::env::var_os("CARGO").filter(|_| Path::new(MANIFEST).exists())
}

/// Builds the program beside `own`, with the same profile.
async fn build(cargo: &OsStr, own: &Path, is_built: bool) -> Result<(), StoreError> {
    let (Some(folder), Some(target)) = (own.parent(), own.parent().and_then(Path::parent)) else {
        return Ok(());
    };
    let profile = folder.file_name().filter(|name| *name != "debug").unwrap_or(OsStr::new("dev"));
    let mut command = Command::new(cargo);
    command.args(["build", "--locked", "--manifest-path", MANIFEST, "--profile"]).arg(profile);
    command.arg("--target-dir").arg(target);
    // `cargo run` describes this package to its program in these. Build scripts of dependencies watch some of them, so
    // they would be compiled again by each of the two commands.
    for (name, _) in std::env::vars_os() {
        if ["CARGO_MANIFEST_", "CARGO_PKG_"].iter().any(|prefix| name.to_string_lossy().starts_with(prefix)) {
            command.env_remove(name);
        }
    }
    if is_built || !io::stderr().is_terminal() {
        command.arg("--quiet");
    } else {
        eprintln!("Building the AWS client; the first build takes a few minutes …");
    }
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).status().await;
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(StoreError::Client(format!("cargo could not build {NAME}"))),
        Err(error) => Err(StoreError::Client(format!("cargo does not start: {error}"))),
    }
}

fn missing(path: &Path) -> StoreError {
    StoreError::Client(format!(
        "{} is missing\nCopy it from the release of `profiling`, or install it beside `profiling`: cargo install --locked \
         --path infra/ssm\nOr use the AWS CLI: docs/rotation.md#by-hand-with-the-aws-cli",
        path.display()
    ))
}
