//! Making a kit: who is to open it, and the file.

use app::ids::AgencyId;
use app::people::agencies::{self, Agency};
use app::plans::kit::{self, Lock};
use app::signing::key;
use app::{Ctx, Error, FieldProblem};
use axum::response::Response;
use maud::{Markup, html};

use super::folder;
use crate::error::Answer;
use crate::layout::forms;
use crate::layout::parts::{self, Head};
use crate::people::form::{Filled, Typed, again, text};
use crate::prove::files::file;
use crate::request::{Form, Path};
use crate::shell::Shell;

/// `GET /agencies/{id}/kit`
pub(super) async fn ask(shell: Shell, Path(id): Path<AgencyId>) -> Answer<Markup> {
    let agency = found(&shell.ctx, id).await?;
    page(&shell, &agency, &Filled::default()).await
}

/// `POST /agencies/{id}/kit`: the file.
pub(super) async fn make(
    shell: Shell,
    Path(id): Path<AgencyId>,
    Form(typed): Form<Typed>,
) -> Answer<Response> {
    let agency = found(&shell.ctx, id).await?;
    match made(&shell.ctx, id, &typed).await {
        Ok(response) => Ok(response),
        Err(Error::Invalid(problems)) => {
            // What was typed in secret is typed again.
            let keys = Typed::from([("keys".to_owned(), text(&typed, "keys").to_owned())]);
            Ok(again(page(&shell, &agency, &Filled::refused(keys, problems)).await?))
        }
        Err(error) => Err(error.into()),
    }
}

async fn made(ctx: &Ctx, id: AgencyId, typed: &Typed) -> app::Result<Response> {
    packed(ctx, id, &lock(typed)?).await
}

/// The file, locked.
pub(crate) async fn packed(ctx: &Ctx, id: AgencyId, lock: &Lock) -> app::Result<Response> {
    let gathered = kit::of_agency(ctx, id).await?;
    let packed = kit::pack(ctx, &gathered, folder::pages(&gathered), lock).await?;
    Ok(file(&packed.file_name, "application/age", packed.bytes))
}

fn lock(typed: &Typed) -> app::Result<Lock> {
    let secret = |name: &str| typed.get(name).map_or("", String::as_str);
    let keys = text(typed, "keys");
    match (secret("passphrase"), keys) {
        ("", "") => {
            let reason = "Give a passphrase, or the keys of those who are to open it.";
            Err(FieldProblem::new("passphrase", reason).into())
        }
        ("", keys) => Lock::keys(keys.lines()),
        (_, keys) if !keys.is_empty() => {
            let reason = "Either a passphrase or keys open it: leave one of them empty.";
            Err(FieldProblem::new("keys", reason).into())
        }
        (passphrase, _) if passphrase != secret("again") => {
            let reason = "Both fields must say the same.";
            Err(FieldProblem::new("again", reason).into())
        }
        (passphrase, _) => Lock::passphrase(passphrase),
    }
}

/// The agency, if the asker may take its plans and contacts along.
pub(crate) async fn found(ctx: &Ctx, id: AgencyId) -> Answer<Agency> {
    let agency = agencies::show(ctx, id).await?;
    ctx.require(app::actor::Permission::ReadPlans, id)?;
    ctx.require(app::actor::Permission::ReadContacts, id)?;
    Ok(agency)
}

async fn page(shell: &Shell, agency: &Agency, filled: &Filled) -> Answer<Markup> {
    let id = agency.id;
    let title = format!("Take along: {}", agency.name);
    let crumbs = vec![
        ("Agencies".to_owned(), "/agencies".to_owned()),
        (agency.name.clone(), format!("/agencies/{id}")),
    ];
    let lead = html! {
        "One file with the plans in force, contacts and the order of recovery, of this agency and all \
         below it. It opens with no network, from a disk or a stick."
    };
    let key = key::public(&shell.ctx).await?;
    let head = Head { crumbs, title: &title, lead: Some(lead), ..Head::default() };
    let main = html! {
        (head.shown())
        div.two {
            // Leaving it loses nothing that is not a secret.
            form.form method="post" action={ "/agencies/" (id) "/kit" } novalidate {
                (forms::error_summary(&filled.problems))
                (forms::password(&filled.field("passphrase", "Passphrase")
                    .needed_for("or keys below")
                    .hint("At least 12 characters. Whoever has the file and this can read all of it."), "new-password"))
                (forms::password(&filled.field("again", "The same again").told(), "new-password"))
                (forms::textarea(&filled.field("keys", "Keys of age, one a line")
                    .hint("Instead of a passphrase: each begins with age1, and only who has the other half opens the file."), 3))
                (forms::buttons("Download", &format!("/agencies/{id}")))
            }
            (parts::padded_panel("How it is opened", html! {}, html! {
                ol.outline {
                    li { "Take the file to where it is needed, with the program on the same stick." }
                    li { code { "mainstay kit open FILE FOLDER" } " asks for the passphrase, and checks that nothing was changed." }
                    li { "Open " code { "index.html" } " in the folder with any browser." }
                }
                p.quiet {
                    "Without Mainstay: " code { "age -d FILE > kit.zip" } ", then unzip it."
                }
                @if let Some(key) = key {
                    p.quiet {
                        "Signed with the key " code.wrap { (key.fingerprint()) } ". Keep that number elsewhere, to compare."
                    }
                }
                p.quiet { "The audit log tells who took what along." }
            }))
        }
    };
    Ok(shell.page(&title, main))
}
