//! Looking after accounts from the command line: the way in when nobody can sign in.

use std::process::ExitCode;

use anyhow::{Result, bail};
use app::people::persons::{self, Person};
use app::people::sign_in::{self, Handed};
use app::{Ctx, Error};

use crate::args::UserCommand;
use crate::config::Config;
use crate::{database, output};

/// Does what is asked with accounts.
pub(crate) async fn run(config: &Config, command: UserCommand, json: bool) -> Result<ExitCode> {
    database::within(config, database::REFUSE, async |it| act(&it.ctx(), command, json).await).await
}

async fn act(ctx: &Ctx, command: UserCommand, json: bool) -> Result<ExitCode> {
    match command {
        UserCommand::Link { person } => {
            let person = found(ctx, &person).await?;
            let secret = sign_in::make_link(ctx, person.id).await?;
            link(&person.name, secret.expose(), json)?;
        }
        UserCommand::SignOut { person } => {
            let person = found(ctx, &person).await?;
            sign_in::end_all_sessions(ctx, person.id).await?;
            match json {
                true => output::print_json(&serde_json::json!({ "signed_out": person.code }))?,
                false => output::print(&format!("All sessions of {} have ended.", person.name))?,
            }
        }
        UserCommand::Invite { person, email } => {
            let person = found(ctx, &person).await?;
            match sign_in::invite(ctx, person.id, &email).await? {
                Handed::Shown(secret) => link(&person.name, secret.expose(), json)?,
                Handed::Mailed(email) => mailed(&person.name, &email, json)?,
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The person with this code.
async fn found(ctx: &Ctx, code: &str) -> Result<Person> {
    match persons::by_code(ctx, code).await {
        Err(Error::NotFound(_)) => bail!(
            "there is no person with the code “{code}”: it stands on their page, and is the name of \
             their file in the folder people of an export"
        ),
        other => Ok(other?),
    }
}

/// Says where a person sets their password.
fn link(name: &str, secret: &str, json: bool) -> Result<()> {
    let path = web::link_path(secret);
    match json {
        true => output::print_json(&serde_json::json!({ "path": path })),
        false => output::print(&format!(
            "{name} sets a new password, once, within a day, at this path of the site:\n{path}"
        )),
    }
}

/// Says that the link goes to the person alone.
fn mailed(name: &str, email: &str, json: bool) -> Result<()> {
    match json {
        true => output::print_json(&serde_json::json!({ "mailed_to": email })),
        false => output::print(&format!(
            "{name} gets a link to set a password by mail to {email}, as soon as a server runs."
        )),
    }
}
