//! Changing what a plan is called and about, and who answers for it; and what happens when two
//! people do so at once.

use app::actor::Permission;
use app::ids::PlanId;
use app::plans::plan::{self, Plan};
use app::{Ctx, Error};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};

use super::fields::{LABELS, fields, refused, typed, typed_of, writable};
use super::{crumbs, place, plan_path};
use crate::error::Answer;
use crate::layout::conflict::{self, Conflict, Rows, Versions};
use crate::layout::forms;
use crate::layout::parts::Head;
use crate::people::form::{Filled, Typed, again, version, versions};
use crate::people::history::who_changed;
use crate::request::{Form, Path};
use crate::shell::Shell;

/// What has numbered rows.
const ITEMS: Rows = Rows { prefix: "items.", label: "What it is about" };

/// `GET /plans/{id}/edit`
pub(super) async fn edit(shell: Shell, Path(id): Path<PlanId>) -> Answer<Response> {
    let (it, stored) = find(&shell.ctx, id).await?;
    shell.ctx.require(Permission::WritePlans, place(&it))?;
    if it.retired_at.is_some() {
        return Ok(Redirect::to(&plan_path(id)).into_response());
    }
    Ok(page(&shell, &it, it.version, &Filled::of(stored)).await?.into_response())
}

/// `POST /plans/{id}/edit`
pub(super) async fn change(
    shell: Shell,
    Path(id): Path<PlanId>,
    Form(sent): Form<Typed>,
) -> Answer<Response> {
    let (it, stored) = find(&shell.ctx, id).await?;
    let sent = conflict::chosen(sent);
    let seen = version(&sent);
    // What the form does not have stays as it is. Rows are all there, or none.
    let has_rows = sent.keys().any(|it| it.starts_with(ITEMS.prefix));
    let mut whole: Typed = stored.clone();
    whole.retain(|name, _| !has_rows || !name.starts_with(ITEMS.prefix));
    whole.extend(sent);
    let (shown, document) = typed(&shell.ctx, &whole).await?;
    let changed = match document {
        Ok(document) => plan::change(&shell.ctx, id, seen, &document).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    let done = |done: &str| Redirect::to(&format!("{}?done={done}", plan_path(id))).into_response();
    match changed {
        Ok(next) if next.version == it.version => Ok(done("unchanged")),
        Ok(_) => Ok(done("saved")),
        Err(Error::Invalid(problems)) => {
            Ok(again(page(&shell, &it, seen, &refused(shown, problems)).await?))
        }
        Err(Error::Stale(_)) => {
            let page = conflict_page(&shell, &it, &stored, &shown).await?;
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn find(ctx: &Ctx, id: PlanId) -> Answer<(Plan, Typed)> {
    let it = plan::show(ctx, id).await?;
    let documents = plan::heads(ctx, std::slice::from_ref(&it)).await?;
    Ok((it, documents.first().map(typed_of).unwrap_or_default()))
}

async fn page(shell: &Shell, it: &Plan, seen: i64, filled: &Filled) -> Answer<Markup> {
    let agencies = writable(&shell.ctx).await?;
    let path = plan_path(it.id);
    let title = format!("What “{}” is about", it.title);
    let lead = html! { "What the plan says is written section by section, in a version of it." };
    let head = Head { crumbs: crumbs(it), title: &title, lead: Some(lead), ..Head::default() };
    let main = html! {
        (head.shown())
        (forms::form(&format!("{path}/edit"), html! {
            (forms::hidden("version", &seen.to_string()))
            (forms::opened(&filled.typed))
            (fields(filled, &agencies, false))
            (forms::buttons("Save", &path))
        }))
    };
    Ok(shell.page(&title, main))
}

async fn conflict_page(shell: &Shell, it: &Plan, theirs: &Typed, yours: &Typed) -> Answer<Markup> {
    let who = who_changed(&shell.ctx, it.id.uuid()).await?;
    let path = plan_path(it.id);
    let mut all = versions(&LABELS, theirs, yours);
    let before = forms::opened_with(yours);
    let value = |typed: &Typed, name: &str| typed.get(name).cloned().unwrap_or_default();
    let rows = |typed: &Typed| typed.keys().filter(|it| it.starts_with(ITEMS.prefix)).count();
    for n in 0..rows(theirs).max(rows(yours)) {
        let name = format!("items.{n}");
        all.push(Versions {
            label: format!("About, {}", n + 1),
            theirs: value(theirs, &name),
            yours: value(yours, &name),
            before: before.as_ref().map(|it| value(it, &name)),
            name,
            ..Versions::default()
        });
    }
    let conflict = Conflict {
        what: &it.title,
        who: &who,
        when: &shell.when(it.updated_at),
        action: &format!("{path}/edit"),
        version: it.version,
        fields: conflict::with_lists(all, &[ITEMS]),
        back: &path,
    };
    Ok(shell.page("Changed meanwhile", conflict::conflict(&conflict)))
}
