//! Changing a template: what is saved is published at once, as a new version with a note.

use app::plans::templates::{self, BlockKind, FIELDS, TemplateVersion, typed, typed_of};
use app::{Ctx, Error};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};

use super::{crumbs, may_publish, template_path};
use crate::error::Answer;
use crate::layout::conflict::{self, Conflict, Rows, Versions};
use crate::layout::forms::{self, Field};
use crate::layout::parts::Head;
use crate::people::form::{Filled, Typed, again, text, versions};
use crate::people::history::who_changed;
use crate::request::{Form, Path};
use crate::shell::Shell;

/// So many empty sections the form offers beside those that are there.
const NEW_ROWS: usize = 2;

/// What has numbered rows.
const SECTIONS: Rows = Rows { prefix: "sections.", label: "Sections" };

/// `GET /plans/templates/{code}/edit`
pub(in crate::prepare::plans) async fn edit(
    shell: Shell,
    Path(code): Path<String>,
) -> Answer<Markup> {
    let it = find(&shell.ctx, &code).await?;
    let filled = Filled::of(typed_of(&it.template.sections));
    Ok(page(&shell, &it, it.number, &filled))
}

/// `POST /plans/templates/{code}/edit`
pub(in crate::prepare::plans) async fn publish(
    shell: Shell,
    Path(code): Path<String>,
    Form(sent): Form<Typed>,
) -> Answer<Response> {
    let it = find(&shell.ctx, &code).await?;
    let sent = conflict::chosen(sent);
    let seen: u32 = text(&sent, "version").parse().unwrap_or(0);
    let (shown, said) = typed(&sent);
    let note = text(&shown, "note").to_owned();
    let published = match said {
        Ok(sections) => templates::publish(&shell.ctx, &code, seen, sections, &note).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match published {
        Ok(_) => {
            let path = template_path(&code);
            Ok(Redirect::to(&format!("{path}?done=template-published")).into_response())
        }
        Err(Error::Invalid(problems)) => {
            Ok(again(page(&shell, &it, seen, &Filled::refused(shown, problems))))
        }
        Err(Error::Stale(_)) => {
            let page = conflict_page(&shell, &it, &shown).await?;
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn find(ctx: &Ctx, code: &str) -> Answer<TemplateVersion> {
    if !may_publish(ctx) {
        return Err(Error::Forbidden(app::actor::Permission::WriteSettings).into());
    }
    Ok(templates::current(ctx, code).await?)
}

fn page(shell: &Shell, it: &TemplateVersion, seen: u32, filled: &Filled) -> Markup {
    let path = template_path(&it.template.code);
    let title = format!("Change the template: {}", it.template.name);
    let lead = html! {
        "What you save is published as version " (it.number + 1) ". Plans stay as they are: each agency \
         sees what is different, and takes it over or not."
    };
    let mut crumbs = crumbs();
    crumbs.push((it.template.name.clone(), path.clone()));
    let n_filled = (0..).take_while(|n| filled.typed.contains_key(&format!("sections.{n}.title")));
    let n_filled = n_filled.count();
    let note = filled.field("note", "What is new, and why");
    let main = html! {
        (Head { crumbs, title: &title, lead: Some(lead), ..Head::default() }.shown())
        (forms::form(&format!("{path}/edit"), html! {
            (forms::hidden("version", &seen.to_string()))
            (forms::opened(&filled.typed))
            (forms::error_summary_by(&filled.problems, label))
            @for n in 0..n_filled { (section(filled, n, false)) }
            @for n in n_filled..n_filled + NEW_ROWS { (section(filled, n, true)) }
            (blocks())
            (forms::textarea(&note.hint("Those who write plans read it.").required(), 3))
            (forms::buttons("Publish", &path))
        }))
    };
    shell.page(&title, main)
}

fn section(filled: &Filled, n: usize, is_new: bool) -> Markup {
    let name = |field: &str| format!("sections.{n}.{field}");
    let field = |of: &str| {
        let name = name(of);
        let value = filled.value(&name).to_owned();
        let label = FIELDS.iter().find(|it| it.0 == of).map_or("", |it| it.1);
        Field::new(name, label).value(value).problem_in(&filled.problems).told()
    };
    let is_ticked = |of: &str| filled.value(&name(of)) == "true";
    let legend = match filled.value(&name("title")) {
        title if is_new || title.is_empty() => "A new section".to_owned(),
        title => format!("{}. {title}", n + 1),
    };
    let check = |of: &str| field(of).value("true");
    html! {
        (forms::group(&legend, false, html! {
            (forms::hidden(&name("key"), filled.value(&name("key"))))
            (forms::number(&field("place").hint("Sections stand in the order of these numbers.")))
            (forms::text(&field("title")))
            (forms::textarea(&field("guidance"), 4))
            (forms::checkbox(&check("required"), is_ticked("required")))
            (forms::textarea(&field("clauses").hint("One on each line"), 2))
            (forms::textarea(&field("blocks").hint("One on each line, by name: they are listed below"), 2))
            @if !is_new { (forms::checkbox(&check("left_out"), is_ticked("left_out"))) }
        }))
    }
}

/// What may stand in a section beside its text.
fn blocks() -> Markup {
    let (written, live): (Vec<BlockKind>, Vec<BlockKind>) =
        BlockKind::ALL.iter().copied().partition(|it| it.is_written());
    let names = |all: &[BlockKind]| all.iter().map(|it| it.title()).collect::<Vec<_>>().join(", ");
    html! {
        details {
            summary { "What may stand in a section beside its text" }
            p { "Lists that people write: " (names(&written)) "." }
            p { "What writes itself from what is known: " (names(&live)) "." }
        }
    }
}

/// What a field of a section is called, in the summary of problems.
fn label(name: &str) -> String {
    let mut parts = name.splitn(3, '.');
    match (parts.next(), parts.next().and_then(|it| it.parse::<usize>().ok()), parts.next()) {
        (Some("sections"), Some(n), Some(field)) => {
            let of = FIELDS.iter().find(|it| it.0 == field).map_or(field, |it| it.1);
            format!("Section {}, {}", n + 1, of.to_lowercase())
        }
        _ => String::new(),
    }
}

async fn conflict_page(shell: &Shell, it: &TemplateVersion, yours: &Typed) -> Answer<Markup> {
    let theirs = typed_of(&it.template.sections);
    let code = &it.template.code;
    let who = who_changed(&shell.ctx, templates::subject_id(code)).await?;
    let path = template_path(code);
    let rows = |typed: &Typed| {
        (0_usize..).take_while(|n| typed.contains_key(&format!("sections.{n}.title"))).count()
    };
    let names: Vec<(String, String)> = (0..rows(&theirs).max(rows(yours)))
        .flat_map(|n| {
            FIELDS.iter().map(move |(field, of)| {
                (format!("sections.{n}.{field}"), format!("{}. {of}", n + 1))
            })
        })
        .collect();
    let named: Vec<(&str, &str)> =
        names.iter().map(|(name, label)| (name.as_str(), label.as_str())).collect();
    let mut all: Vec<Versions> = versions(&named, &theirs, yours);
    // A note is of one version alone: theirs is published already.
    let note = text(yours, "note").to_owned();
    all.push(Versions {
        name: "note".to_owned(),
        label: "What is new, and why".to_owned(),
        theirs: note.clone(),
        yours: note,
        ..Versions::default()
    });
    let when = it.published_at.map(|at| shell.when(at)).unwrap_or_default();
    let conflict = Conflict {
        what: &it.template.name,
        who: &who,
        when: &when,
        action: &format!("{path}/edit"),
        version: it.number.into(),
        fields: conflict::with_lists(all, &[SECTIONS]),
        back: &path,
    };
    Ok(shell.page("Changed meanwhile", conflict::conflict(&conflict)))
}
