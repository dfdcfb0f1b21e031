//! Writing a plan, a section at a time. Saving says which state of the version was seen. What
//! somebody else wrote meanwhile in other sections is no conflict.

use std::borrow::Cow;

use app::actor::Permission;
use app::ids::PlanId;
use app::plans::live;
use app::plans::plan::{self, Content, Plan, PlanVersion, Section, VersionState};
use app::plans::templates::{BlockKind, SectionTemplate, Template};
use app::prove::recovery;
use app::{Ctx, Error, FieldProblem};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use serde::Serialize;

use super::comments::Talk;
use super::conflict::conflict_page;
use super::progress::{n_complete, outline};
use super::sections::block_table;
use super::{crumbs, place, plan_path};
use super::{findings, here, rows};
use crate::error::Answer;
use crate::layout::parts::{self, Head};
use crate::layout::{conflict, forms};
use crate::people::form::{Filled, Typed, again, text, version};
use crate::people::policies::prose;
use crate::request::{Address, Form, Json, Path};
use crate::shell::Shell;

/// A section of the draft of a plan.
pub(super) struct Draft {
    pub(super) plan: Plan,
    pub(super) template: Cow<'static, Template>,
    pub(super) section: SectionTemplate,
    pub(super) version: PlanVersion,
}

impl Draft {
    /// Where it is written.
    pub(super) fn path(&self) -> String {
        section_path(self.plan.id, &self.section.key)
    }

    /// The lists in it that people write.
    pub(super) fn lists(&self) -> impl Iterator<Item = BlockKind> {
        self.section.blocks.iter().copied().filter(|it| it.is_written())
    }

    /// What is stored, as the form has it.
    pub(super) fn stored(&self) -> Typed {
        let empty = Section::default();
        let it = self.version.content.section(&self.section.key).unwrap_or(&empty);
        let mut typed = Typed::new();
        typed.insert("text".to_owned(), it.text.clone());
        typed.insert("not_applicable".to_owned(), it.not_applicable.clone());
        for kind in self.lists() {
            rows::stored(&mut typed, kind, &self.version.content);
        }
        typed
    }

    /// The section that stands so many further on.
    fn beside(&self, step: isize) -> Option<&SectionTemplate> {
        let here = self.template.sections.iter().position(|it| it.key == self.section.key)?;
        self.template.sections.get(here.checked_add_signed(step)?)
    }
}

pub(super) fn section_path(id: PlanId, key: &str) -> String {
    format!("{}/draft/{key}", plan_path(id))
}

/// The section of a draft that may be written at. None: the version is no draft any more.
pub(super) async fn find(ctx: &Ctx, id: PlanId, key: &str) -> Answer<Option<Draft>> {
    let plan = plan::show(ctx, id).await?;
    ctx.require(Permission::WritePlans, place(&plan))?;
    let newest = plan::versions(ctx, id).await?.into_iter().next();
    let is_draft = |it: &PlanVersion| it.state == VersionState::Draft && plan.retired_at.is_none();
    let newest = newest.ok_or(Error::NotFound("version"))?;
    let template = newest.content.template(&plan.plan_type);
    let template = template.ok_or(Error::NotFound("type of plan"))?;
    let section = template.section(key).cloned().ok_or(Error::NotFound("section"))?;
    Ok(Some(newest).filter(is_draft).map(|version| Draft { plan, template, section, version }))
}

/// `GET /plans/{id}/draft`: to the first section that is missing, or else to the first.
pub(super) async fn first(
    shell: Shell,
    Path(id): Path<PlanId>,
    Address(address): Address,
) -> Answer<Redirect> {
    let plan = plan::show(&shell.ctx, id).await?;
    shell.ctx.require(Permission::WritePlans, place(&plan))?;
    let versions = plan::versions(&shell.ctx, id).await?;
    let newest = versions.first().ok_or(Error::NotFound("version"))?;
    let template = newest.content.template(&plan.plan_type);
    let template = template.ok_or(Error::NotFound("type of plan"))?;
    let missing = newest.content.missing(&template).into_iter().next();
    let Some(section) = missing.or(template.sections.first()) else {
        return Ok(Redirect::to(&plan_path(id)));
    };
    let path = section_path(id, &section.key);
    // What was done to come here is said there.
    Ok(Redirect::to(&match address.starts_with("done=") {
        true => format!("{path}?{address}"),
        false => path,
    }))
}

/// `GET /plans/{id}/draft/{section}`
pub(super) async fn edit(
    shell: Shell,
    Path((id, key)): Path<(PlanId, String)>,
) -> Answer<Response> {
    let Some(draft) = find(&shell.ctx, id, &key).await? else {
        return Ok(Redirect::to(&plan_path(id)).into_response());
    };
    let unknown = unknown(&shell.ctx, &draft, &draft.version.content).await?;
    let filled = Filled::refused(draft.stored(), unknown);
    Ok(page(&shell, &draft, draft.version.version, (&filled, false)).await?.into_response())
}

/// `POST /plans/{id}/draft/{section}`
pub(super) async fn save(
    shell: Shell,
    Path((id, key)): Path<(PlanId, String)>,
    Form(sent): Form<Typed>,
) -> Answer<Response> {
    let Some(draft) = find(&shell.ctx, id, &key).await? else {
        let page = closed_page(&shell, &plan::show(&shell.ctx, id).await?, &sent);
        return Ok((StatusCode::CONFLICT, page).into_response());
    };
    let (seen, by_itself) = (version(&sent), sent.contains_key("autosave"));
    let mut typed = conflict::chosen(sent);
    let act = text(&typed, "do").to_owned();
    let is_shown_again = matches!(act.as_str(), "preview" | "put_back");
    if is_shown_again
        || rows::turned(&mut typed, &act)
        || findings::turned(&draft, &mut typed, &act)
    {
        let filled = Filled::of(typed);
        return Ok(page(&shell, &draft, seen, (&filled, true)).await?.into_response());
    }
    match saved(&shell.ctx, &draft, seen, &mut typed).await? {
        Ok(it) if by_itself => Ok(Json(kept(draft, it)).into_response()),
        Ok(it) => {
            // A draft loses no words: a name that nobody has is kept, and told before one goes on.
            let stays = !unknown(&shell.ctx, &draft, &it.content).await?.is_empty();
            let act = if stays { "save" } else { text(&typed, "do") };
            Ok(to(&draft, act, it.version == draft.version.version))
        }
        Err(Error::Invalid(problems)) if by_itself => Ok(refused(&problems)),
        Err(Error::Invalid(problems)) => {
            let filled = Filled::refused(typed, problems);
            Ok(again(page(&shell, &draft, seen, (&filled, true)).await?))
        }
        Err(Error::Stale(_)) if by_itself => Ok(StatusCode::CONFLICT.into_response()),
        Err(Error::Stale(_)) => {
            let page = conflict_page(&shell, &draft, &typed).await?;
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// The names in the lists of a section that nobody and nothing has, each with its field.
async fn unknown(ctx: &Ctx, draft: &Draft, content: &Content) -> Answer<Vec<FieldProblem>> {
    let is_here = |it: &FieldProblem| {
        let list = it.field.split('.').next().unwrap_or_default();
        draft.lists().any(|kind| kind.code() == list)
    };
    let all = plan::unknown_names(ctx, content).await?;
    Ok(all.into_iter().filter(is_here).collect())
}

/// What a form is told that saved itself: the state that it may save over, what that says, and the
/// parts of the page that say how far the plan is.
#[derive(Debug, Serialize)]
struct Kept {
    version: i64,
    opened: String,
    parts: [String; 2],
}

fn kept(draft: Draft, version: PlanVersion) -> Kept {
    let draft = Draft { version, ..draft };
    Kept {
        version: draft.version.version,
        opened: serde_json::to_string(&draft.stored()).unwrap_or_default(),
        parts: [n_complete(&draft), outline(&draft)].map(maud::PreEscaped::into_string),
    }
}

/// What is wrong with a form that tried to save itself.
#[derive(Debug, Serialize)]
struct Unsaved {
    reason: String,
}

fn refused(problems: &[FieldProblem]) -> Response {
    let reason = problems.first().map(|it| it.reason.clone().into_owned()).unwrap_or_default();
    (StatusCode::UNPROCESSABLE_ENTITY, Json(Unsaved { reason })).into_response()
}

/// Saves what was typed into the content that is there now, if nobody changed this section since
/// the form was opened. `typed` is left as it would be stored.
async fn saved(
    ctx: &Ctx,
    draft: &Draft,
    seen: i64,
    typed: &mut Typed,
) -> Answer<Result<PlanVersion, Error>> {
    let mut problems = Vec::new();
    for kind in draft.lists() {
        rows::tidied(typed, kind);
        problems.extend(rows::coded(ctx, kind, typed).await?);
    }
    let is_untouched = draft.version.version == seen
        || forms::opened_with(typed).is_some_and(|it| is_same(&it, &draft.stored()));
    if !is_untouched {
        return Ok(Err(Error::Stale("plan")));
    }
    if !problems.is_empty() {
        return Ok(Err(Error::Invalid(problems)));
    }
    let (content, problems) = merged(draft, typed);
    if !problems.is_empty() {
        return Ok(Err(Error::Invalid(problems)));
    }
    let saved = plan::save(ctx, draft.plan.id, draft.version.version, content.clone()).await;
    Ok(saved.map_err(|error| match error {
        Error::Invalid(problems) => Error::Invalid(of_fields(draft, &content, problems)),
        error => error,
    }))
}

/// Whether a form was opened with what is stored.
fn is_same(opened: &Typed, stored: &Typed) -> bool {
    let names = stored.keys().chain(opened.keys());
    let mut fields = names.filter(|it| is_field(it));
    fields.all(|it| text(opened, it) == text(stored, it))
}

/// Whether this is the name of something that people write, rather than of how it is sent.
pub(super) fn is_field(name: &str) -> bool {
    matches!(name, "text" | "not_applicable") || !rows::label(name).is_empty()
}

/// What somebody wrote while others handed the version in: theirs to keep, since it cannot be saved.
fn closed_page(shell: &Shell, plan: &Plan, sent: &Typed) -> Markup {
    let title = "This version is no draft any more";
    let lead = html! {
        "Somebody handed it in, or threw it away, after you opened it. What you wrote stands below: \
         copy it, have the version sent back, and put it in then."
    };
    let actions = parts::button("Read the plan", &plan_path(plan.id));
    let head = Head { crumbs: crumbs(plan), title, lead: Some(lead), actions: Some(actions) };
    let fields = sent.iter().filter(|(name, it)| is_field(name) && !it.trim().is_empty());
    let main = html! {
        (head.shown())
        @for (name, it) in fields {
            @let label = rows::label(name);
            h2 { @if label.is_empty() { "What you wrote" } @else { (label) } }
            pre tabindex="0" { (it) }
        }
    };
    shell.page(title, main)
}

/// The content that is stored with this section as it was typed, and what of it cannot be read: a list
/// with such a row is as it is stored.
pub(super) fn merged(draft: &Draft, typed: &Typed) -> (Content, Vec<FieldProblem>) {
    let mut content = draft.version.content.clone();
    let said =
        |name: &str| typed.get(name).map(|it| it.replace("\r\n", "\n").trim_end().to_owned());
    let key = &draft.section.key;
    if content.section(key).is_none() {
        content.sections.push(Section { key: key.clone(), ..Section::default() });
    }
    for it in content.sections.iter_mut().filter(|it| it.key == *key) {
        it.text = said("text").unwrap_or_else(|| it.text.clone());
        it.not_applicable = said("not_applicable").unwrap_or_else(|| it.not_applicable.clone());
    }
    let mut problems = Vec::new();
    for kind in draft.lists() {
        match plan::typed_list(&content, kind, typed) {
            Ok(next) => content = next,
            Err(more) => problems.extend(more),
        }
    }
    (content, problems)
}

/// Problems of the whole content as those of the fields of this form.
fn of_fields(draft: &Draft, content: &Content, problems: Vec<FieldProblem>) -> Vec<FieldProblem> {
    let here = content.sections.iter().position(|it| it.key == draft.section.key);
    let prefix = here.map(|n| format!("sections.{n}.")).unwrap_or_default();
    let named = |it: FieldProblem| match it.field.strip_prefix(&prefix).map(str::to_owned) {
        Some(field) if !prefix.is_empty() => FieldProblem::new(field, it.reason),
        _ => it,
    };
    problems.into_iter().map(named).collect()
}

/// Where one goes on after saving.
fn to(draft: &Draft, act: &str, is_same: bool) -> Response {
    let done = if is_same { "unchanged" } else { "saved" };
    let path = match (act, draft.beside(1)) {
        ("next", Some(next)) => section_path(draft.plan.id, &next.key),
        ("next", None) => plan_path(draft.plan.id),
        _ => draft.path(),
    };
    Redirect::to(&format!("{path}?done={done}")).into_response()
}

/// The form of a section. `filled`: what its fields hold, and whether that is stored nowhere yet.
async fn page(
    shell: &Shell,
    draft: &Draft,
    seen: i64,
    (filled, is_new): (&Filled, bool),
) -> Answer<Markup> {
    let content = &draft.version.content;
    let here = here::part(&shell.ctx, draft).await?;
    let live = live(shell, draft).await?;
    let found = findings::fragment(&shell.ctx, draft, &filled.typed).await?;
    let talk = Talk::of(shell, &draft.plan, &draft.version).await?;
    let lead = n_complete(draft);
    let title = &draft.section.title;
    let actions = parts::button("Read the plan", &plan_path(draft.plan.id));
    let crumbs = crumbs(&draft.plan);
    let head = Head { crumbs, title, lead: Some(lead), actions: Some(actions) };
    let main = html! {
        (head.shown())
        (here)
        div.two {
            div.stack {
                (not_saved())
                @if text(&filled.typed, "do") == "preview" { (preview(filled)) }
                (form(&shell.ctx, draft, seen, (filled, is_new)))
                (talk.panel(shell, &draft.section, content))
                (live)
            }
            div.stack {
                (found)
                (outline(draft))
            }
        }
    };
    Ok(shell.page(&format!("{title} · {}", draft.plan.title), main))
}

/// What was typed and never saved, for the script that kept it.
fn not_saved() -> Markup {
    html! {
        div.notice hidden data-kept role="status" {
            p { "Text that was not saved on " span data-kept-at {} ":" }
            div.buttons {
                button.button type="button" data-kept-back { "Put it back" }
                button.button type="button" data-kept-away { "Throw it away" }
            }
        }
    }
}

/// What was typed, as people will read it.
fn preview(filled: &Filled) -> Markup {
    let words = filled.value("text");
    parts::padded_panel(
        "How it will look",
        html! {},
        html! {
            @if words.trim().is_empty() { p.quiet { "Nothing is written yet." } }
            (prose(words))
        },
    )
}

fn form(ctx: &Ctx, draft: &Draft, seen: i64, (filled, is_new): (&Filled, bool)) -> Markup {
    let section = &draft.section;
    let label = |name: &str| rows::label(name);
    let words = filled.field("text", "What people should read").hint(
        "Empty lines separate paragraphs. # Heading, - list, 1. numbered list, **bold**, \
             [link](https://…), | table | with | columns |.",
    );
    let words = if section.required { words.told() } else { words };
    let reason = filled
        .field("not_applicable", "Why it does not apply here")
        .hint("Only if this section is not needed: it counts as complete then.");
    let go_on = if draft.beside(1).is_some() {
        "Save, and to the next section"
    } else {
        "Save, and read the plan"
    };
    html! {
        form.form.wide method="post" id="draft" action=(draft.path()) data-findings={ (draft.path()) "/findings" }
            data-unsaved data-autosave data-dirty[is_new] data-keep=(ctx.actor.person_id) novalidate {
            // What Enter does in a field: never a button of a row.
            button.unseen name="do" value="save" tabindex="-1" aria-hidden="true" { "Save" }
            (forms::hidden("version", &seen.to_string()))
            (forms::opened(&filled.typed))
            (forms::error_summary_by(&filled.problems, label))
            p.guidance { (section.guidance) }
            @if !section.clauses.is_empty() {
                p { small.quiet { "Asked for by " (section.clauses.join(", ")) } }
            }
            (forms::textarea(&words, 12))
            @for kind in draft.lists() { (rows::rows(kind, filled)) }
            (forms::textarea(&reason, 2))
            div.buttons {
                button.button.primary name="do" value="next" { (go_on) }
                button.button name="do" value="save" { "Save" }
                button.button name="do" value="preview" formnovalidate { "Preview" }
                a.button.link href="/help?about=/plans" { "How to write it" }
                @if let Some(before) = draft.beside(-1) {
                    a.button.link href=(section_path(draft.plan.id, &before.key)) { "Previous section" }
                }
                span.quiet {
                    span data-autosave-status role="status" { @if is_new { "Not saved yet" } }
                    " " span data-autosave-since {}
                }
            }
        }
    }
}

/// What writes itself in this section, as it is today.
async fn live(shell: &Shell, draft: &Draft) -> Answer<Markup> {
    let kinds = &draft.section.blocks;
    let is_live = |it: &BlockKind| !it.is_written();
    if !kinds.iter().any(is_live) {
        return Ok(html! {});
    }
    recovery::refresh(&shell.ctx).await?;
    let all = live::all(&shell.ctx, &draft.plan, &draft.version.content).await?;
    let all: Vec<_> =
        all.into_iter().filter(|it| is_live(&it.kind) && kinds.contains(&it.kind)).collect();
    let targets = live::targets(&shell.ctx, &all).await?;
    Ok(parts::padded_panel(
        "What writes itself here",
        html! {},
        html! {
            p.quiet {
                "From what the platform knows today. It follows from "
                a href={ (plan_path(draft.plan.id)) "/edit" } { "what the plan is about" } "."
            }
            @for block in &all { (block_table(block, &targets)) }
        },
    ))
}
