//! `profiling completions`: shell completion scripts.

use std::process::ExitCode;

use clap::{Args, Command};
use clap_complete::Shell;

use crate::out;

/// Shown below `profiling completions --help`.
const EXAMPLES: &str = "\
Examples:
  bash (requires the package bash-completion):
    profiling completions bash \\
      > ~/.local/share/bash-completion/completions/profiling
  zsh (add `fpath=(~/.zfunc $fpath)` before `compinit` in ~/.zshrc):
    profiling completions zsh > ~/.zfunc/_profiling
  fish:
    profiling completions fish > ~/.config/fish/completions/profiling.fish
  Elvish (add this line to ~/.config/elvish/rc.elv):
    eval (profiling completions elvish | slurp)
  PowerShell (add this line to $PROFILE):
    profiling completions powershell | Out-String | Invoke-Expression

Create the folder first if it does not exist, and open a new shell afterwards.
The script completes the command `profiling`, not `cargo run`. To install the
command from a clone of the repository:
  cargo install --locked --path infra/cli
  cargo install --locked --path infra/ssm   for `secret`, `token` and `event`";

/// Options of `profiling completions`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Shell to generate the script for
    #[arg(value_enum)]
    shell: Shell,
}

/// Prints the completion script of `command`.
pub(crate) fn run(arguments: &Arguments, command: Command) -> ExitCode {
    out::print(script(arguments.shell, command), ExitCode::SUCCESS)
}

fn script(shell: Shell, mut command: Command) -> Vec<u8> {
    let mut script = Vec::new();
    // Generated in memory, because the generator panics if writing fails.
    clap_complete::generate(shell, &mut command, "profiling", &mut script);
    script
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;
    use std::process::Stdio;

    use clap::{CommandFactory as _, ValueEnum as _};

    use super::*;
    use crate::Cli;

    #[test]
    fn every_script_contains_every_subcommand() {
        for shell in Shell::value_variants() {
            let script = String::from_utf8(script(*shell, Cli::command())).unwrap();
            for subcommand in Cli::command().get_subcommands() {
                assert!(script.contains(subcommand.get_name()), "{shell}: {}", subcommand.get_name());
            }
            for inner in ["rotate", "--gateway", "--kms-key"] {
                // PowerShell and Elvish scripts have options with dashes, fish scripts without.
                assert!(script.contains(inner.trim_start_matches('-')), "{shell}: {inner}");
            }
        }
    }

    #[test]
    fn the_bash_script_has_valid_syntax() {
        let bash = std::process::Command::new("bash").arg("-n").stdin(Stdio::piped()).spawn();
        let Ok(mut bash) = bash else { return eprintln!("skipped: bash is not installed") };
        let script = script(Shell::Bash, Cli::command());
        bash.stdin.take().unwrap().write_all(&script).unwrap();
        assert!(bash.wait().unwrap().success());
    }
}
