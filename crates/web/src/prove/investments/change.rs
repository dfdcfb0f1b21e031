//! Adding and changing an investment, and what happens when two people do so at once.

use app::actor::{Permission, Scope};
use app::ids::InvestmentId;
use app::people::agencies::{self, Agency};
use app::prove::investments::{self, Investment, ROWS, typed, typed_of};
use app::{Ctx, Error};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};

use super::form::fields;
use super::investment_path;
use crate::error::Answer;
use crate::layout::conflict::{self, Conflict, Rows, Versions};
use crate::layout::forms;
use crate::layout::list::List;
use crate::layout::parts::Head;
use crate::people::form::{Filled, Typed, again, version, versions};
use crate::people::history::who_changed;
use crate::request::{Address, Form, Path};
use crate::shell::Shell;

/// The fields of the form, with their labels, beside the rows.
const FIELDS: [(&str, &str); 4] =
    [("name", "Name"), ("agency", "Agency"), ("cost", "Cost"), ("description", "What it is")];

/// What has numbered rows.
const CHANGES: Rows = Rows { prefix: "changes.", label: "What it makes better" };

/// What the fields of a row are called.
const ROW_LABELS: [&str; 5] =
    ["what is done", "what", "back within", "site of the copy", "how many more"];

/// `GET /investments/new`
pub(super) async fn new(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let agencies = writable(&shell.ctx).await?;
    let mut typed: Typed = List::read(&address, "").extra.into_iter().collect();
    if let [only] = agencies.as_slice() {
        typed.entry("agency".to_owned()).or_insert_with(|| only.code.clone());
    }
    Ok(new_page(&shell, &Filled::of(typed), &agencies))
}

/// `POST /investments`
pub(super) async fn add(shell: Shell, Form(sent): Form<Typed>) -> Answer<Response> {
    let (shown, document) = typed(&sent);
    let added = match document {
        Ok(document) => investments::add(&shell.ctx, &document).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match added {
        Ok(it) => Ok(to(it.id, "added")),
        Err(Error::Invalid(problems)) => {
            let agencies = writable(&shell.ctx).await?;
            Ok(again(new_page(&shell, &Filled::refused(shown, problems), &agencies)))
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /investments/{id}/edit`
pub(super) async fn edit(shell: Shell, Path(id): Path<InvestmentId>) -> Answer<Markup> {
    let (it, stored) = find(&shell.ctx, id).await?;
    shell.ctx.require(Permission::WriteInvestments, it.agency_id)?;
    let agencies = writable(&shell.ctx).await?;
    Ok(edit_page(&shell, &it, it.version, (&Filled::of(stored), &agencies)))
}

/// `POST /investments/{id}/edit`
pub(super) async fn change(
    shell: Shell,
    Path(id): Path<InvestmentId>,
    Form(sent): Form<Typed>,
) -> Answer<Response> {
    let (it, stored) = find(&shell.ctx, id).await?;
    let sent = conflict::chosen(sent);
    let seen = version(&sent);
    // What the form does not have stays as it is. Rows are all there, or none.
    let has_rows = sent.keys().any(|it| it.starts_with("changes."));
    let mut whole: Typed = stored.clone();
    whole.retain(|name, _| !has_rows || !name.starts_with("changes."));
    whole.extend(sent);
    let (shown, document) = typed(&whole);
    let changed = match document {
        Ok(document) => investments::change(&shell.ctx, id, seen, &document).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match changed {
        Ok(next) if next.version == it.version => Ok(to(id, "unchanged")),
        Ok(_) => Ok(to(id, "saved")),
        Err(Error::Invalid(problems)) => {
            let agencies = writable(&shell.ctx).await?;
            let filled = Filled::refused(shown, problems);
            Ok(again(edit_page(&shell, &it, seen, (&filled, &agencies))))
        }
        Err(Error::Stale(_)) => {
            let page = conflict_page(&shell, &it, &stored, &shown).await?;
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

fn to(id: InvestmentId, done: &str) -> Response {
    Redirect::to(&format!("{}?done={done}", investment_path(id))).into_response()
}

async fn find(ctx: &Ctx, id: InvestmentId) -> Answer<(Investment, Typed)> {
    let it = investments::show(ctx, id).await?;
    let documents = investments::documents(ctx, std::slice::from_ref(&it)).await?;
    let typed = documents.first().map(typed_of).unwrap_or_default();
    Ok((it, typed))
}

/// The agencies for which the actor may write investments.
async fn writable(ctx: &Ctx) -> Answer<Vec<Agency>> {
    let mut all = agencies::all(ctx).await?;
    if let Scope::Only { agencies, .. } = ctx.actor.scope(Permission::WriteInvestments) {
        all.retain(|it| agencies.contains(&it.id));
    }
    Ok(all)
}

fn new_page(shell: &Shell, filled: &Filled, agencies: &[Agency]) -> Markup {
    let crumbs = vec![("Investments".to_owned(), "/investments".to_owned())];
    let main = html! {
        (Head { crumbs, title: "Add an investment", ..Head::default() }.shown())
        (forms::form("/investments", html! {
            (fields(filled, agencies, true))
            (forms::buttons("Add the investment", "/investments"))
        }))
    };
    shell.page("Add an investment", main)
}

fn edit_page(
    shell: &Shell,
    it: &Investment,
    seen: i64,
    (filled, agencies): (&Filled, &[Agency]),
) -> Markup {
    let path = investment_path(it.id);
    let title = format!("Edit {}", it.name);
    let crumbs = vec![
        ("Investments".to_owned(), "/investments".to_owned()),
        (it.name.clone(), path.clone()),
    ];
    let main = html! {
        (Head { crumbs, title: &title, ..Head::default() }.shown())
        (forms::form(&format!("{path}/edit"), html! {
            (forms::hidden("version", &seen.to_string()))
            (fields(filled, agencies, false))
            (forms::buttons("Save", &path))
        }))
    };
    shell.page(&title, main)
}

async fn conflict_page(
    shell: &Shell,
    it: &Investment,
    theirs: &Typed,
    yours: &Typed,
) -> Answer<Markup> {
    let who = who_changed(&shell.ctx, it.id.uuid()).await?;
    let path = investment_path(it.id);
    let rows = |typed: &Typed| {
        (0_usize..).take_while(|n| typed.contains_key(&format!("changes.{n}.item"))).count()
    };
    let value = |typed: &Typed, name: &str| typed.get(name).cloned().unwrap_or_default();
    let mut all = versions(&FIELDS, theirs, yours);
    for n in 0..rows(theirs).max(rows(yours)) {
        all.extend(ROWS.iter().zip(ROW_LABELS).map(|(field, label)| {
            let name = format!("changes.{n}.{field}");
            Versions {
                label: format!("Better {}: {label}", n + 1),
                theirs: value(theirs, &name),
                yours: value(yours, &name),
                name,
                ..Versions::default()
            }
        }));
    }
    let conflict = Conflict {
        what: &it.name,
        who: &who,
        when: &shell.when(it.updated_at),
        action: &format!("{path}/edit"),
        version: it.version,
        fields: conflict::with_lists(all, &[CHANGES]),
        back: &path,
    };
    Ok(shell.page("Changed meanwhile", conflict::conflict(&conflict)))
}
