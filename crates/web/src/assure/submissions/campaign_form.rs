//! Opening and changing a campaign, and what happens when two people change it at once.

use std::collections::BTreeSet;

use app::actor::{Permission, Place};
use app::assure::submissions::{self, Campaign, CampaignDocument};
use app::ids::CampaignId;
use app::plans::templates;
use app::{Ctx, Error, FieldProblem};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use chrono::{Datelike as _, NaiveDate};
use maud::{Markup, html};

use super::campaign_path;
use crate::error::Answer;
use crate::layout::conflict::{self, Conflict, Versions};
use crate::layout::forms::{self, Field};
use crate::layout::parts::Head;
use crate::people::form::{Filled, Typed, again, text, version, versions};
use crate::people::history::who_changed;
use crate::request::{Form, Path};
use crate::shell::Shell;

/// What the name of the box of a type of plan begins with.
pub(super) const TYPE: &str = "type.";

/// The fields of the form, with their labels, beside the boxes.
const FIELDS: [(&str, &str); 6] = [
    ("name", "Name"),
    ("opens_on", "Open from"),
    ("due_on", "Due by"),
    ("statute", "By what right"),
    ("guidance", "What agencies should know"),
    ("agencies", "Agencies"),
];

/// `GET /campaigns/new`
pub(super) async fn new(shell: Shell) -> Answer<Markup> {
    shell.ctx.require(Permission::WriteCampaigns, Place::State)?;
    let year = shell.today().year();
    let mut typed = Typed::new();
    typed.insert("year".to_owned(), year.to_string());
    typed.insert("name".to_owned(), format!("Annual submission {year}"));
    typed.insert("opens_on".to_owned(), shell.today().to_string());
    Ok(new_page(&shell, &Filled::of(typed)))
}

/// `POST /campaigns`
pub(super) async fn add(shell: Shell, Form(sent): Form<Typed>) -> Answer<Response> {
    let added = match document(&sent) {
        Ok(document) => submissions::add_campaign(&shell.ctx, &document).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match added {
        Ok(it) => Ok(to(it.id, "added")),
        Err(Error::Invalid(problems)) => {
            Ok(again(new_page(&shell, &Filled::refused(sent, problems))))
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /campaigns/{id}/edit`
pub(super) async fn edit(shell: Shell, Path(id): Path<CampaignId>) -> Answer<Markup> {
    shell.ctx.require(Permission::WriteCampaigns, Place::State)?;
    let (it, stored) = find(&shell.ctx, id).await?;
    Ok(edit_page(&shell, &it, it.version, &Filled::of(stored)))
}

/// `POST /campaigns/{id}/edit`
pub(super) async fn change(
    shell: Shell,
    Path(id): Path<CampaignId>,
    Form(sent): Form<Typed>,
) -> Answer<Response> {
    let (it, stored) = find(&shell.ctx, id).await?;
    let seen = version(&sent);
    let changed = match document(&sent) {
        Ok(document) => submissions::change_campaign(&shell.ctx, id, seen, &document).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match changed {
        Ok(next) if next.version == it.version => Ok(to(id, "unchanged")),
        Ok(_) => Ok(to(id, "saved")),
        Err(Error::Invalid(problems)) => {
            Ok(again(edit_page(&shell, &it, seen, &Filled::refused(sent, problems))))
        }
        Err(Error::Stale(_)) => {
            let page = conflict_page(&shell, &it, (&stored, &sent)).await?;
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

fn to(id: CampaignId, done: &str) -> Response {
    Redirect::to(&format!("{}?done={done}", campaign_path(id))).into_response()
}

async fn find(ctx: &Ctx, id: CampaignId) -> Answer<(Campaign, Typed)> {
    let it = submissions::campaign(ctx, id).await?;
    let document = submissions::campaign_document(ctx, &it).await?;
    let mut typed = Typed::new();
    let mut put = |name: &str, it: String| drop(typed.insert(name.to_owned(), it));
    put("year", document.year.to_string());
    put("name", document.name);
    put("opens_on", document.opens_on.to_string());
    put("due_on", document.due_on.to_string());
    put("statute", document.statute);
    put("guidance", document.guidance);
    put("agencies", Vec::from_iter(document.agencies).join("\n"));
    for code in document.plan_types {
        put(&format!("{TYPE}{code}"), "true".to_owned());
    }
    Ok((it, typed))
}

/// The types of plans whose boxes are ticked.
pub(super) fn types(sent: &Typed) -> BTreeSet<String> {
    let ticked = sent.iter().filter(|it| it.1 == "true");
    ticked.filter_map(|it| it.0.strip_prefix(TYPE)).map(str::to_owned).collect()
}

/// A day that was typed.
pub(super) fn day(sent: &Typed, field: &'static str) -> Result<NaiveDate, FieldProblem> {
    let day = text(sent, field).parse();
    day.or(Err(FieldProblem::new(field, "Use a day such as 2026-11-21.")))
}

fn document(sent: &Typed) -> Result<CampaignDocument, Vec<FieldProblem>> {
    let year = text(sent, "year").parse();
    let year = year.or(Err(FieldProblem::new("year", "Use a year such as 2026.")));
    let (opens_on, due_on) = (day(sent, "opens_on"), day(sent, "due_on"));
    match (year, opens_on, due_on) {
        (Ok(year), Ok(opens_on), Ok(due_on)) => Ok(CampaignDocument {
            year,
            name: text(sent, "name").to_owned(),
            plan_types: types(sent),
            agencies: text(sent, "agencies").split_whitespace().map(str::to_owned).collect(),
            opens_on,
            due_on,
            statute: text(sent, "statute").to_owned(),
            guidance: text(sent, "guidance").to_owned(),
        }),
        (year, opens_on, due_on) => {
            Err([year.err(), opens_on.err(), due_on.err()].into_iter().flatten().collect())
        }
    }
}

fn fields(filled: &Filled, is_new: bool) -> Markup {
    let agencies = match is_new {
        true => "One code on each line. Leave it empty to ask every agency of the state.",
        false => "One code on each line. Agencies can be added; those that were asked stay asked.",
    };
    html! {
        (forms::error_summary(&filled.problems))
        @if is_new {
            (forms::number(&filled.field("year", "Year").required()))
        } @else {
            (forms::hidden("year", filled.value("year")))
        }
        (forms::text(&filled.field("name", "Name").required()))
        (forms::date(&filled.field("opens_on", "Open from").required()))
        (forms::date(&filled.field("due_on", "Due by").required()
            .hint("An agency that is closed then has until the next day on which it is open, by its \
                   business calendar. From the day after that on it is late, and its head and the \
                   State CIO are told")))
        (type_boxes(filled))
        (forms::textarea(&filled.field("statute", "By what right"), 2))
        (forms::textarea(&filled.field("guidance", "What agencies should know"), 3))
        (forms::textarea(&filled.field("agencies", "Agencies").hint(agencies), 4))
    }
}

/// A box for each type of plan.
pub(super) fn type_boxes(filled: &Filled) -> Markup {
    let problem = filled.problems.iter().find(|it| it.0 == "plan_types");
    html! {
        (forms::group("Types of plans that must be in force (none: any plan will do)", true, html! {
            @if let Some((_, problem)) = problem { p.problem id="f-plan_types" { (problem) } }
            @for it in templates::all() {
                @let name = format!("{TYPE}{}", it.code);
                @let is_ticked = filled.value(&name) == "true";
                (forms::checkbox(&Field::new(name, it.name.as_str()), is_ticked))
            }
        }))
    }
}

fn new_page(shell: &Shell, filled: &Filled) -> Markup {
    let crumbs = vec![("Campaigns".to_owned(), "/campaigns".to_owned())];
    let lead = html! { "Each agency is asked for its plans, and told when they are due." };
    let head = Head { crumbs, title: "Open a campaign", lead: Some(lead), ..Head::default() };
    let main = html! {
        (head.shown())
        (forms::form("/campaigns", html! {
            (fields(filled, true))
            (forms::buttons("Open the campaign", "/campaigns"))
        }))
    };
    shell.page("Open a campaign", main)
}

fn edit_page(shell: &Shell, it: &Campaign, seen: i64, filled: &Filled) -> Markup {
    let path = campaign_path(it.id);
    let title = format!("Edit {}", it.name);
    let crumbs =
        vec![("Campaigns".to_owned(), "/campaigns".to_owned()), (it.name.clone(), path.clone())];
    let lead = html! { "Whoever has not handed in yet follows its days and types." };
    let main = html! {
        (Head { crumbs, title: &title, lead: Some(lead), ..Head::default() }.shown())
        (forms::form(&format!("{path}/edit"), html! {
            (forms::hidden("version", &seen.to_string()))
            (fields(filled, false))
            (forms::buttons("Save", &path))
        }))
    };
    shell.page(&title, main)
}

async fn conflict_page(
    shell: &Shell,
    it: &Campaign,
    (theirs, yours): (&Typed, &Typed),
) -> Answer<Markup> {
    let who = who_changed(&shell.ctx, it.id.uuid()).await?;
    let path = campaign_path(it.id);
    let value = |typed: &Typed, name: &str| typed.get(name).cloned().unwrap_or_default();
    let mut all = versions(&[("year", "Year")], theirs, yours);
    all.extend(versions(&FIELDS, theirs, yours));
    all.extend(templates::all().iter().map(|template| {
        let name = format!("{TYPE}{}", template.code);
        Versions {
            label: template.name.clone(),
            theirs: value(theirs, &name),
            yours: value(yours, &name),
            name,
            ..Versions::default()
        }
    }));
    let conflict = Conflict {
        what: &it.name,
        who: &who,
        when: &shell.when(it.updated_at),
        action: &format!("{path}/edit"),
        version: it.version,
        fields: all,
        back: &path,
    };
    Ok(shell.page("Changed meanwhile", conflict::conflict(&conflict)))
}
