//! Adding and changing a risk, and what happens when two people do so at once.

use app::actor::{Permission, Scope};
use app::ids::RiskId;
use app::people::agencies::{self, Agency};
use app::prepare::risks::{self, IMPACTS, Risk, TASK, typed, typed_of};
use app::{Ctx, Error};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};

use super::form::fields;
use super::risk_path;
use crate::error::Answer;
use crate::layout::conflict::{self, Conflict, Rows, Versions};
use crate::layout::forms;
use crate::layout::list::List;
use crate::layout::parts::Head;
use crate::people::form::{Filled, Typed, again, version, versions};
use crate::people::history::who_changed;
use crate::request::{Address, Form, Path};
use crate::shell::Shell;

/// The fields of the form, with their labels, beside the ratings and the rows.
const FIELDS: [(&str, &str); 11] = [
    ("name", "Name"),
    ("agency", "Agency"),
    ("hazard", "What may happen"),
    ("kind", "Kind of hazard"),
    ("description", "How it would come about"),
    ("affects", "What it would hit"),
    ("treatment", "What is to be done with it"),
    ("owner", "Who answers for it"),
    ("workshop_on", "Talked over on"),
    ("participants", "Who took part"),
    ("review_due", "Look at it again by"),
];

/// What has numbered rows.
const TASKS: Rows = Rows { prefix: "tasks.", label: "Tasks" };

/// What the fields of a task are called.
const TASK_LABELS: [&str; 4] = ["what is done", "by whom", "by when", "done on"];

/// `GET /risks/new`
pub(super) async fn new(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let agencies = writable(&shell.ctx).await?;
    let mut typed: Typed = List::read(&address, "").extra.into_iter().collect();
    if let [only] = agencies.as_slice() {
        typed.entry("agency".to_owned()).or_insert_with(|| only.code.clone());
    }
    Ok(new_page(&shell, &Filled::of(typed), &agencies))
}

/// `POST /risks`
pub(super) async fn add(shell: Shell, Form(sent): Form<Typed>) -> Answer<Response> {
    let (shown, document) = typed(&shell.ctx, &sent).await?;
    let added = match document {
        Ok(document) => risks::add(&shell.ctx, &document).await,
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

/// `GET /risks/{id}/edit`
pub(super) async fn edit(shell: Shell, Path(id): Path<RiskId>) -> Answer<Markup> {
    let (it, stored) = find(&shell.ctx, id).await?;
    shell.ctx.require(Permission::WriteRisks, it.agency_id)?;
    let agencies = writable(&shell.ctx).await?;
    Ok(edit_page(&shell, &it, it.version, (&Filled::of(stored), &agencies)))
}

/// `POST /risks/{id}/edit`
pub(super) async fn change(
    shell: Shell,
    Path(id): Path<RiskId>,
    Form(sent): Form<Typed>,
) -> Answer<Response> {
    let (it, stored) = find(&shell.ctx, id).await?;
    let sent = conflict::chosen(sent);
    let seen = version(&sent);
    // What the form does not have stays as it is. Rows are all there, or none.
    let has_rows = sent.keys().any(|it| it.starts_with("tasks."));
    let mut whole: Typed = stored.clone();
    whole.retain(|name, _| !has_rows || !name.starts_with("tasks."));
    whole.extend(sent);
    let (shown, document) = typed(&shell.ctx, &whole).await?;
    let changed = match document {
        Ok(document) => risks::change(&shell.ctx, id, seen, &document).await,
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

fn to(id: RiskId, done: &str) -> Response {
    Redirect::to(&format!("{}?done={done}", risk_path(id))).into_response()
}

async fn find(ctx: &Ctx, id: RiskId) -> Answer<(Risk, Typed)> {
    let it = risks::show(ctx, id).await?;
    let documents = risks::documents(ctx, std::slice::from_ref(&it)).await?;
    let typed = documents.first().map(typed_of).unwrap_or_default();
    Ok((it, typed))
}

/// The agencies for which the actor may write risks.
async fn writable(ctx: &Ctx) -> Answer<Vec<Agency>> {
    let mut all = agencies::all(ctx).await?;
    if let Scope::Only { agencies, .. } = ctx.actor.scope(Permission::WriteRisks) {
        all.retain(|it| agencies.contains(&it.id));
    }
    Ok(all)
}

fn new_page(shell: &Shell, filled: &Filled, agencies: &[Agency]) -> Markup {
    let crumbs = vec![("Risks".to_owned(), "/risks".to_owned())];
    let main = html! {
        (Head { crumbs, title: "Add a risk", ..Head::default() }.shown())
        (forms::form("/risks", html! {
            (fields(filled, agencies, true))
            (forms::buttons("Add the risk", "/risks"))
        }))
    };
    shell.page("Add a risk", main)
}

fn edit_page(
    shell: &Shell,
    it: &Risk,
    seen: i64,
    (filled, agencies): (&Filled, &[Agency]),
) -> Markup {
    let path = risk_path(it.id);
    let title = format!("Edit {}", it.name);
    let crumbs = vec![("Risks".to_owned(), "/risks".to_owned()), (it.name.clone(), path.clone())];
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

async fn conflict_page(shell: &Shell, it: &Risk, theirs: &Typed, yours: &Typed) -> Answer<Markup> {
    let who = who_changed(&shell.ctx, it.id.uuid()).await?;
    let path = risk_path(it.id);
    let value = |typed: &Typed, name: &str| typed.get(name).cloned().unwrap_or_default();
    let named = |name: String, label: String| Versions {
        label,
        theirs: value(theirs, &name),
        yours: value(yours, &name),
        name,
        ..Versions::default()
    };
    let mut all = versions(&FIELDS, theirs, yours);
    for (part, when) in [("inherent", "untreated"), ("residual", "what is left")] {
        all.push(named(format!("{part}.likelihood"), format!("Likelihood, {when}")));
        all.extend(IMPACTS.iter().map(|(name, label)| {
            named(format!("{part}.{name}"), format!("Impact on {}, {when}", label.to_lowercase()))
        }));
    }
    let rows = |typed: &Typed| {
        (0_usize..).take_while(|n| typed.contains_key(&format!("tasks.{n}.what"))).count()
    };
    for n in 0..rows(theirs).max(rows(yours)) {
        all.extend(TASK.iter().zip(TASK_LABELS).map(|(field, label)| {
            named(format!("tasks.{n}.{field}"), format!("Task {}: {label}", n + 1))
        }));
    }
    let conflict = Conflict {
        what: &it.name,
        who: &who,
        when: &shell.when(it.updated_at),
        action: &format!("{path}/edit"),
        version: it.version,
        fields: conflict::with_lists(all, &[TASKS]),
        back: &path,
    };
    Ok(shell.page("Changed meanwhile", conflict::conflict(&conflict)))
}
