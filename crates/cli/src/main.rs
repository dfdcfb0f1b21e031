//! Mainstay: the program. It wires the parts together and reads the settings; nothing else does.

mod agency;
mod args;
mod audit;
mod check;
mod config;
mod cuts;
mod database;
mod demo;
mod dossier;
mod export;
mod import;
mod invest;
mod kit;
mod logging;
mod loss;
mod mail;
mod output;
mod routines;
mod serve;
mod shutdown;
mod simulate;
mod user;

use std::process::ExitCode;

use clap::{CommandFactory as _, Parser as _};

use app::prove::cuts::Asked;
use app::prove::investments::WorthQuery;
use args::{Arguments, AuditCommand, Command, ConfigCommand, DossierCommand};
use config::Config;

/// Gives back what a large import took, where the system's allocator keeps most of it: after the
/// statewide sample a server holds less than half as much. Nothing else depends on it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(arguments) {
        Ok(code) => code,
        Err(error) => {
            output::complain(&error);
            ExitCode::from(2)
        }
    }
}

fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    // What needs no settings works even where the settings are wrong.
    match &arguments.command {
        Command::Version => return output::version(arguments.json),
        Command::Completions { shell } => {
            let mut command = Arguments::command();
            clap_complete::generate(*shell, &mut command, "mainstay", &mut std::io::stdout());
            return Ok(ExitCode::SUCCESS);
        }
        Command::Check { folder, format, fail_on } => {
            return check::check(folder, *format, *fail_on, arguments.json);
        }
        Command::Cuts { code, folder: Some(folder), order, crews, kind } => {
            let asked = (Asked { order: *order, crews: *crews }, *kind);
            return cuts::of_folder(folder, code, asked, arguments.json);
        }
        Command::Invest { folder: Some(folder), agency, tier, together } => {
            let query = WorthQuery { agency: None, tier: *tier, together: *together };
            return invest::of_folder(folder, agency.as_deref(), query, arguments.json);
        }
        Command::Dossier { command: DossierCommand::Verify { file, key } } => {
            return dossier::verify(file, key.as_deref(), arguments.json);
        }
        Command::Schema { folder } => return check::schema(folder.as_deref()),
        Command::Kit { command } => {
            if let Some(done) = kit::without_settings(command, arguments.json) {
                return done;
            }
        }
        Command::Man { folder } => return output::man(Arguments::command(), folder.as_deref()),
        _ => {}
    }
    let config = config::read(&arguments.settings)?;
    logging::start(&config)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(dispatch(arguments, config))
}

async fn dispatch(arguments: Arguments, config: Config) -> anyhow::Result<ExitCode> {
    let json = arguments.json;
    match arguments.command {
        Command::Demo { size } => demo::demo(config, size).await,
        Command::Serve => serve::serve(config).await,
        Command::Migrate => database::migrate(&config, json).await,
        Command::Audit { command: AuditCommand::Verify } => audit::verify(&config, json).await,
        Command::User { command } => user::run(&config, command, json).await,
        Command::Kit { command } => kit::run(&config, command, json).await,
        Command::Config { command: ConfigCommand::Check } => config::check(&config, json).await,
        Command::Config { command: ConfigCommand::Seal } => mail::seal(&config),
        Command::Import(import) => import::import(&config, &import, json).await,
        Command::Export { folder, with_contacts } => {
            export::export(&config, &folder, with_contacts, json).await
        }
        Command::Cuts { code, order, crews, kind, .. } => {
            cuts::of_database(&config, &code, (Asked { order, crews }, kind), json).await
        }
        Command::Invest { agency, tier, together, .. } => {
            let query = WorthQuery { agency: None, tier, together };
            invest::of_database(&config, agency.as_deref(), query, json).await
        }
        Command::Simulate(asked) => simulate::simulate(&config, &asked, json).await,
        Command::Sequence { loss, service, crew } => {
            let only = (service.as_deref(), crew.as_deref());
            simulate::sequence(&config, &loss, only, json).await
        }
        // Done before there were settings.
        Command::Check { .. }
        | Command::Dossier { .. }
        | Command::Schema { .. }
        | Command::Version
        | Command::Completions { .. }
        | Command::Man { .. } => Ok(ExitCode::SUCCESS),
    }
}
