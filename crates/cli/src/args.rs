//! What can be said on the command line.

use std::path::PathBuf;

use app::prepare::inventory::Kind;
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::kit::KitCommand;

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
    /// Load a fictional state and serve it on this machine, to look around.
    Demo {
        /// How large the state is.
        #[arg(long, value_enum, default_value_t)]
        size: SampleSize,
    },
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
    /// Take the plans of an agency along, to be read without a network.
    Kit {
        /// What to do.
        #[command(subcommand)]
        command: KitCommand,
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
    /// Put a programme folder, a CSV file or a Backstage catalog into the database, which must be
    /// there.
    Import(ImportArgs),
    /// Write the programme as a folder of YAML files.
    Export {
        /// The folder. Files of what is gone are removed; what is not the programme's stays.
        folder: PathBuf,
        /// Take along how to reach people, in plain text.
        #[arg(long)]
        with_contacts: bool,
    },
    /// Check a programme folder, without a server or a database. Exit code 1 if the files are wrong,
    /// or promise what cannot be kept.
    Check {
        /// The folder.
        folder: PathBuf,
        /// What to print.
        #[arg(long, value_enum, default_value_t = CheckFormat::Text)]
        format: CheckFormat,
        /// What makes the exit code 1.
        #[arg(long, value_enum, default_value_t = FailOn::Gap, value_name = "SEVERITY")]
        fail_on: FailOn,
    },
    /// Look at what an agency handed in, without a server or a database.
    Dossier {
        /// What to do with it.
        #[command(subcommand)]
        command: DossierCommand,
    },
    /// Find the smallest combinations of parts, people, sites and vendors whose loss stops a service.
    Cuts {
        /// The code of the service.
        code: String,
        /// Look in this programme folder, without a database.
        #[arg(long, value_name = "FOLDER")]
        folder: Option<PathBuf>,
        /// How many members a combination has at most.
        #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=4))]
        order: u32,
        /// Count the loss of a crew, or of equipment, as the loss of all that it restores.
        #[arg(long)]
        crews: bool,
        /// List only those with a member of this kind: `site`, `vendor`, `crew`, `asset` and so on.
        #[arg(long, value_parser = kind)]
        kind: Option<Kind>,
    },
    /// Find which investments are worth buying: the least cost for so many services in time.
    Invest {
        /// Look in this programme folder, without a database.
        #[arg(long, value_name = "FOLDER")]
        folder: Option<PathBuf>,
        /// Only services of this agency, by its code or its name, and of those below it.
        #[arg(long, value_name = "AGENCY")]
        agency: Option<String>,
        /// Only services of this tier.
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=4))]
        tier: Option<u8>,
        /// All that these services stand on is lost at once, so that they share crews. Otherwise crews
        /// work for one service at a time.
        #[arg(long)]
        together: bool,
    },
    /// Say what a loss would mean: what is down, in which order it comes back, and who is late. Exit
    /// code 1 if something of tier 1 is late or does not come back.
    Simulate(SimulateArgs),
    /// Print the order of restoration after a loss, with crews and times: of all that is down, or of
    /// what one service needs.
    Sequence {
        /// What is lost, and where.
        #[command(flatten)]
        loss: LossArgs,
        /// Only what this service needs. Without any loss: it and all that it needs is lost, and its crews work for it alone, as its page says.
        #[arg(long, value_name = "CODE")]
        service: Option<String>,
        /// Only what the crew with this code does, or what takes the equipment with this code.
        #[arg(long, value_name = "CODE")]
        crew: Option<String>,
    },
    /// Print the JSON Schemas of the files of a programme folder.
    Schema {
        /// Write each into this folder instead, as KIND.json.
        folder: Option<PathBuf>,
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

/// What to do with a dossier.
#[derive(Debug, Subcommand)]
pub(crate) enum DossierCommand {
    /// Check every file of it by its hash, and the signature. Exit code 1 if something is not as it was
    /// handed in, with the files that are wrong.
    Verify {
        /// The file, as it was downloaded.
        file: PathBuf,
        /// By what the key of the installation is recognized, as its pages show it: a dossier that is
        /// signed with another key is wrong.
        #[arg(long, value_name = "SHA256")]
        key: Option<String>,
    },
}

fn kind(text: &str) -> Result<Kind, String> {
    let known = || Kind::ALL.iter().map(|it| it.code()).collect::<Vec<_>>().join(", ");
    text.parse().map_err(|()| format!("known are {}", known()))
}

/// What to import, and how.
#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    /// A programme folder, a CSV file, or a Backstage catalog (.yaml).
    pub(crate) path: PathBuf,
    /// What the rows of a CSV file become: service, asset, site, agency and so on.
    #[arg(long, value_name = "KIND", default_value = "service")]
    pub(crate) kind: String,
    /// Which column means which field. Columns that are not named are guessed by their headers.
    #[arg(long, value_name = "COLUMN=FIELD")]
    pub(crate) map: Vec<String>,
    /// What a field is where its column says nothing: `--set agency=commerce`.
    #[arg(long, value_name = "FIELD=TEXT")]
    pub(crate) set: Vec<String>,
    /// Which agency is meant by a name that nobody is known by.
    #[arg(long, value_name = "NAME=CODE")]
    pub(crate) agency_name: Vec<String>,
    /// Let the agencies be known by those names from then on.
    #[arg(long)]
    pub(crate) remember_names: bool,
    /// Words in names of agencies that tell nothing apart, such as a name of the state.
    #[arg(long, value_name = "WORDS")]
    pub(crate) ignore: Vec<String>,
    /// How the file is encoded, if that is not to be guessed: utf-8, utf-16le, windows-1252.
    #[arg(long)]
    pub(crate) encoding: Option<String>,
    /// What separates its cells, if that is not to be guessed: comma, semicolon, tab, pipe.
    #[arg(long)]
    pub(crate) delimiter: Option<String>,
    /// Say what would become of it, and change nothing.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Leave out the rows that cannot be put in. Otherwise one of them stops the import.
    #[arg(long)]
    pub(crate) leave_out: bool,
    /// Retire what a programme folder does not mention.
    #[arg(long)]
    pub(crate) prune: bool,
    /// Make the database if there is none.
    #[arg(long, conflicts_with = "dry_run")]
    pub(crate) create: bool,
}

/// What is lost, who counts, and with what it is compared.
#[derive(Debug, Args)]
pub(crate) struct SimulateArgs {
    /// What is lost, and where.
    #[command(flatten)]
    pub(crate) loss: LossArgs,
    /// List only services and processes of this tier. The exit code is about these, too.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=4))]
    pub(crate) tier: Option<u8>,
    /// List only those of this agency, by its code or its name, and of those below it.
    #[arg(long, value_name = "AGENCY")]
    pub(crate) agency: Option<String>,
    /// Say who fares otherwise than in a scenario that is kept, or without a code, than if nothing was
    /// assumed.
    #[arg(long, value_name = "CODE", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    pub(crate) compare: Option<String>,
}

/// What is lost, and where.
#[derive(Debug, Args)]
pub(crate) struct LossArgs {
    /// A programme folder, read without a server or a database. Otherwise the database is asked.
    #[arg(conflicts_with = "database")]
    pub(crate) folder: Option<PathBuf>,
    /// A scenario that is kept there.
    #[arg(long, value_name = "CODE", conflicts_with_all = ["lose", "alone", "area", "at", "people_back", "begins_after"])]
    pub(crate) scenario: Option<String>,
    /// Something that is lost: a site with all that is there, a vendor with all that it supplies, a
    /// crew, or any other item: `site:CODE`, `vendor:CODE`, `crew:CODE`, `equipment:CODE`, `item:CODE`,
    /// `asset:CODE`. A code or a name alone will do where nothing else is called so.
    /// With `after TIME` behind, it is usable again then, and nothing of it is brought back before:
    /// `site:CODE after 72 h`.
    #[arg(long, value_name = "KIND:CODE")]
    pub(crate) lose: Vec<String>,
    /// One service alone: it is lost with all that it rests on, nothing else is down, and nobody else
    /// calls for the crews. So its page counts it.
    #[arg(long, value_name = "CODE", conflicts_with_all = ["lose", "area", "people_back"])]
    pub(crate) alone: Option<String>,
    /// A file with an area in which every site is lost: GeoJSON, or a CAP alert.
    #[arg(long, value_name = "FILE")]
    pub(crate) area: Vec<PathBuf>,
    /// After how long sites in the areas are usable again, such as `36 h`: before that, nothing that
    /// stands there is brought back.
    #[arg(long, value_name = "TIME", requires = "area")]
    pub(crate) area_usable: Option<String>,
    /// When it strikes, such as 2026-09-14T10:30:00Z. Otherwise everybody is there at once.
    #[arg(long, value_name = "TIME")]
    pub(crate) at: Option<String>,
    /// After how long people who are lost are there again, such as `24 h`. Otherwise never.
    #[arg(long, value_name = "TIME")]
    pub(crate) people_back: Option<String>,
    /// After how long work begins, such as `30 m`: what it takes to notice, to decide and to call
    /// people. Otherwise at once.
    #[arg(long, value_name = "TIME")]
    pub(crate) begins_after: Option<String>,
    /// Something that is assumed to be better than it is: one more in a crew or of equipment, a time
    /// within which something is restored, a copy elsewhere that takes over within 15 m or another
    /// time, or a need less: `crew:CODE +1`, `asset:CODE within 2 h`, `asset:CODE copy at site:CODE`,
    /// `service:CODE without asset:CODE`. It changes nothing that is kept.
    #[arg(long, value_name = "KIND:CODE CHANGE")]
    pub(crate) assume: Vec<String>,
    /// What chance follows from: the same number gives the same answer.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
}

impl LossArgs {
    /// Whether nothing is said to be lost.
    pub(crate) fn says_nothing(&self) -> bool {
        let is_kept = self.scenario.is_some() || self.alone.is_some();
        !is_kept && self.lose.is_empty() && self.area.is_empty()
    }
}

/// Which findings make a check fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    /// Files that are wrong: an import would refuse them.
    Error,
    /// These, and promises that cannot be kept.
    Gap,
    /// These, and what should be there and is not.
    Warning,
    /// Any finding at all.
    Note,
    /// None.
    Never,
}

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum CheckFormat {
    /// Lines, as a compiler prints them.
    Text,
    /// One JSON document.
    Json,
    /// SARIF 2.1.0, for code reviews.
    Sarif,
}

/// How large the sample state is.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub(crate) enum SampleSize {
    /// A few agencies.
    Small,
    /// 31 agencies with 431 services.
    #[default]
    Demo,
    /// 500 agencies with 50,000 services.
    Statewide,
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
    /// Read the password of the mail server from standard input, and print what to put into the
    /// settings as `smtp_password`: only the key of this installation opens it.
    Seal,
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
