//! What can be said on the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

/// Keep essential services running, and prove beforehand that they can be brought back in time.
#[derive(Debug, Parser)]
#[command(name = "mainstay", version, max_term_width = 100)]
pub(crate) struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
    /// The settings that any command may need.
    #[command(flatten)]
    pub(crate) settings: Settings,
    /// Print one JSON document instead of text.
    #[arg(long, global = true)]
    pub(crate) json: bool,
}

/// The settings that any command may need. What stands here wins over the environment, and that
/// over the file.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct Settings {
    /// The file with settings [default: mainstay.toml, if there is one].
    #[arg(long, global = true, value_name = "FILE", env = "MAINSTAY_CONFIG")]
    pub(crate) config: Option<PathBuf>,
    /// Where the data is: `sqlite:FILE` or `postgres://…`.
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) database: Option<String>,
    /// Where to answer requests, such as 127.0.0.1:8080.
    #[arg(long, global = true, value_name = "ADDRESS")]
    pub(crate) listen: Option<String>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Answer requests until told to stop.
    Serve,
    /// Bring the schema of the database up to date.
    Migrate,
    /// Check the audit log.
    Audit {
        /// What to do with it.
        #[command(subcommand)]
        command: AuditCommand,
    },
    /// Look after accounts.
    User {
        /// What to do.
        #[command(subcommand)]
        command: UserCommand,
    },
    /// Look at the settings.
    Config {
        /// What to do with them.
        #[command(subcommand)]
        command: ConfigCommand,
    },
    /// Print the version.
    Version,
    /// Print completions for a shell.
    Completions {
        /// Which shell.
        shell: clap_complete::Shell,
    },
    /// Write the manual pages.
    Man {
        /// The folder to write them to. Without it, the main page is printed.
        folder: Option<PathBuf>,
    },
}

/// What to do with the audit log.
#[derive(Debug, Subcommand)]
pub(crate) enum AuditCommand {
    /// Find any entry that was altered, removed or reordered. Exit code 1 if there is one.
    Verify,
}

/// What to do with accounts.
#[derive(Debug, Subcommand)]
pub(crate) enum UserCommand {
    /// Make a one-time link with which a person sets a new password.
    Link {
        /// The code of the person.
        person: String,
    },
    /// Open an account for a person, and make the link with which they set their password.
    Invite {
        /// The code of the person.
        person: String,
        /// What they sign in with.
        email: String,
    },
    /// End all sessions of a person.
    SignOut {
        /// The code of the person.
        person: String,
    },
}

/// What to do with the settings.
#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Say what the settings are, and whether they work.
    Check,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_makes_sense() {
        Arguments::command().debug_assert();
    }
}
