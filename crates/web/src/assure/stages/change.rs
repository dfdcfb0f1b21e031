//! Writing down a part of a programme, and what happens when two people do so at once.

use app::actor::Permission;
use app::assure::stages::{self, Group, Part, PartDocument, Record};
use app::ids::AgencyId;
use app::people::agencies::Agency;
use app::prepare::impact::Money;
use app::{Ctx, Error, FieldProblem, Timestamp};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};

use super::part::crumbs;
use super::part_path;
use crate::error::Answer;
use crate::layout::conflict::{self, Conflict};
use crate::layout::forms;
use crate::layout::parts::Head;
use crate::people::form::{Filled, Typed, again, maybe, person_meant, text, version, versions};
use crate::people::history::who_changed;
use crate::request::{Form, Path};
use crate::shell::Shell;

/// The fields of the form, with their labels. Each group of parts has some of them.
const FIELDS: [(&str, &str); 6] = [
    ("owner", "Who answers for it"),
    ("note", "Note"),
    ("rule", "How it comes again"),
    ("from", "Due for the first time on"),
    ("value", "Value a year, in dollars"),
    ("evidence", "Where that is known from"),
];

/// `GET /programme/{agency}/{part}/edit`
pub(super) async fn edit(shell: Shell, Path(key): Path<(AgencyId, Part)>) -> Answer<Markup> {
    let (agency, it) = stages::show(&shell.ctx, key).await?;
    shell.ctx.require(Permission::WriteAssurance, agency.id)?;
    Ok(page(&shell, (&agency, &it), it.version, &Filled::of(typed_of(&it.document))))
}

/// `POST /programme/{agency}/{part}/edit`
pub(super) async fn change(
    shell: Shell,
    Path(key): Path<(AgencyId, Part)>,
    Form(sent): Form<Typed>,
) -> Answer<Response> {
    let (agency, it) = stages::show(&shell.ctx, key).await?;
    let sent = conflict::chosen(sent);
    let seen = version(&sent);
    let changed = match document(&shell.ctx, &it, &sent).await? {
        Ok(document) => stages::put(&shell.ctx, key, seen, &document).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    let to = |done: &str| Redirect::to(&format!("{}?done={done}", part_path(key))).into_response();
    match changed {
        Ok(next) if next.version == it.version => Ok(to("unchanged")),
        Ok(_) => Ok(to("saved")),
        Err(Error::Invalid(problems)) => {
            let filled = Filled::refused(sent, problems);
            Ok(again(page(&shell, (&agency, &it), seen, &filled)))
        }
        Err(Error::Stale(_)) => {
            let page = conflict_page(&shell, &it, &sent).await?;
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// The document that a form says, or what is wrong with it. What was done stays as it is.
async fn document(
    ctx: &Ctx,
    it: &Record,
    sent: &Typed,
) -> Answer<Result<PartDocument, Vec<FieldProblem>>> {
    let mut problems = Vec::new();
    let from = text(sent, "from").parse().ok();
    if from.is_none() && !text(sent, "from").is_empty() {
        problems.push(FieldProblem::new("from", "Use a day such as 2026-11-21."));
    }
    let value = match maybe(sent, "value").map(|it| it.parse::<Money>()) {
        Some(Ok(value)) => Some(value),
        Some(Err(reason)) => {
            problems.push(FieldProblem::new("value", reason.to_string()));
            None
        }
        None => None,
    };
    let owner = person_meant(ctx, (sent, "owner"), &mut problems).await?;
    if !problems.is_empty() {
        return Ok(Err(problems));
    }
    let lines = |name| text(sent, name).replace("\r\n", "\n");
    Ok(Ok(PartDocument {
        owner,
        note: lines("note"),
        rule: maybe(sent, "rule"),
        from,
        value,
        evidence: lines("evidence"),
        done: it.document.done.clone(),
    }))
}

fn typed_of(it: &PartDocument) -> Typed {
    [
        ("owner", it.owner.clone().unwrap_or_default()),
        ("note", it.note.clone()),
        ("rule", it.rule.clone().unwrap_or_default()),
        ("from", it.from.map(|it| it.to_string()).unwrap_or_default()),
        ("value", it.value.map(|it| it.to_string()).unwrap_or_default()),
        ("evidence", it.evidence.clone()),
    ]
    .map(|(name, it)| (name.to_owned(), it))
    .into()
}

fn fields(filled: &Filled, part: Part) -> Markup {
    let field = |name: &'static str| {
        let label = FIELDS.iter().find(|it| it.0 == name).map_or(name, |it| it.1);
        filled.field(name, label)
    };
    let person = "/search.json?kind=person";
    let rule = "FREQ=YEARLY is each year, FREQ=MONTHLY;INTERVAL=3 each quarter (RFC 5545)";
    html! {
        @match part.group() {
            Group::SetUp => {
                (forms::lookup(&field("owner").required(), person))
                (forms::textarea(&field("note").hint("What was settled, and where it stands").required(), 6))
            },
            Group::Activity => {
                (forms::lookup(&field("owner").required(), person))
                (forms::text(&field("rule").hint(rule).required()))
                (forms::date(&field("from").required()))
                (forms::textarea(&field("note"), 4))
            },
            Group::Benefit => {
                (forms::text(&field("value").hint("Such as 12,500. Without one it takes a note").told()))
                (forms::textarea(&field("note").told(), 4))
                (forms::textarea(&field("evidence"), 3))
                (forms::lookup(&field("owner"), person))
            },
        }
    }
}

fn page(shell: &Shell, (agency, it): (&Agency, &Record), seen: i64, filled: &Filled) -> Markup {
    let path = part_path((agency.id, it.part));
    let title = format!("Write down: {}", it.part.title().to_lowercase());
    let mut crumbs = crumbs(agency, it.part);
    crumbs.push((it.part.title().to_owned(), path.clone()));
    let lead = html! { (agency.name) ". " (it.part.about()) };
    let main = html! {
        (Head { crumbs, title: &title, lead: Some(lead), ..Head::default() }.shown())
        (forms::form(&format!("{path}/edit"), html! {
            (forms::error_summary(&filled.problems))
            (forms::hidden("version", &seen.to_string()))
            (forms::opened(&filled.typed))
            (fields(filled, it.part))
            (forms::buttons("Save", &path))
        }))
    };
    shell.page(&title, main)
}

async fn conflict_page(shell: &Shell, it: &Record, yours: &Typed) -> Answer<Markup> {
    let who = who_changed(&shell.ctx, it.id.uuid()).await?;
    let path = part_path((it.agency_id, it.part));
    let theirs = typed_of(&it.document);
    let mut fields = versions(&FIELDS, &theirs, yours);
    fields.retain(|it| !it.theirs.is_empty() || !it.yours.is_empty());
    let at: Option<Timestamp> = it.updated_at;
    let conflict = Conflict {
        what: it.part.title(),
        who: &who,
        when: &at.map(|it| shell.when(it)).unwrap_or_default(),
        action: &format!("{path}/edit"),
        version: it.version,
        fields,
        back: &path,
    };
    Ok(shell.page("Changed meanwhile", conflict::conflict(&conflict)))
}
