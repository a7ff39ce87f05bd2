//! `profiling completions`: what a shell completes the command line with.

use std::process::ExitCode;

use clap::{Args, Command};
use clap_complete::Shell;

use crate::out;

/// Shown below `profiling completions --help`.
const EXAMPLES: &str = "\
Examples:
  bash, with the package bash-completion:
    profiling completions bash \\
      > ~/.local/share/bash-completion/completions/profiling
  zsh, with `fpath=(~/.zfunc $fpath)` before `compinit` in ~/.zshrc:
    profiling completions zsh > ~/.zfunc/_profiling
  fish:
    profiling completions fish > ~/.config/fish/completions/profiling.fish
  Elvish, as a line of ~/.config/elvish/rc.elv:
    eval (profiling completions elvish | slurp)
  PowerShell, as a line of $PROFILE:
    profiling completions powershell | Out-String | Invoke-Expression

The folders have to be there, and `profiling` in the PATH, where
`cargo install --locked --path infra/cli` puts it. A new shell completes.";

/// What `profiling completions` can be told.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Prints the script that completes `command`.
pub(crate) fn run(arguments: &Arguments, command: Command) -> ExitCode {
    out::print(script(arguments.shell, command), ExitCode::SUCCESS)
}

fn script(shell: Shell, mut command: Command) -> Vec<u8> {
    let mut script = Vec::new();
    // In memory, as writing elsewhere may fail, and the generator would panic.
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
    fn every_shell_completes_every_subcommand() {
        for shell in Shell::value_variants() {
            let script = String::from_utf8(script(*shell, Cli::command())).unwrap();
            for subcommand in Cli::command().get_subcommands() {
                assert!(script.contains(subcommand.get_name()), "{shell}: {}", subcommand.get_name());
            }
            for inner in ["rotate", "--gateway", "--kms-key"] {
                // PowerShell and Elvish have options with their dashes, fish without.
                assert!(script.contains(inner.trim_start_matches('-')), "{shell}: {inner}");
            }
        }
    }

    #[test]
    fn bash_can_read_its_script() {
        let bash = std::process::Command::new("bash").arg("-n").stdin(Stdio::piped()).spawn();
        let Ok(mut bash) = bash else { return eprintln!("skipped: there is no bash") };
        let script = script(Shell::Bash, Cli::command());
        bash.stdin.take().unwrap().write_all(&script).unwrap();
        assert!(bash.wait().unwrap().success());
    }
}
