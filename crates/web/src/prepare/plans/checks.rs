//! What the rules find in a plan, beside its text: as a compiler tells it.

use app::actor::Permission;
use app::assure::obligations;
use app::assure::submissions::Filed;
use app::ids::PlanId;
use app::plans::checks::{self, Finding, Severity};
use app::plans::plan::{self, Plan, VersionState};
use app::plans::templates::{self, Template};
use app::prove::recovery;
use app::{Ctx, Error};
use maud::{Markup, html};

use super::editor::section_path;
use super::{may, plan_path, waivers};
use crate::error::Answer;
use crate::layout::frame::counted;
use crate::layout::parts;
use crate::layout::states::{Tone, state};
use crate::shell::Shell;

/// So many findings are shown open; the rest unfolds.
const OPEN_MAX: usize = 6;

/// So many errors are listed before somebody answers for them; the page of the plan has the rest.
const ASKED_MAX: usize = 50;

/// So many plans are looked at before they are attested together, and so many rules named of each.
const ATTESTED_MAX: usize = 40;
const RULES_MAX: usize = 10;

/// Where a finding can be put right or waived, as far as the reader may do so.
#[derive(Clone, Copy, Default)]
pub(super) struct Ways<'a> {
    /// Where a section is written.
    pub(super) edit: Option<&'a str>,
    /// In which plan a waiver can be asked for.
    pub(super) waive: Option<PlanId>,
}

/// The findings, the worst first, and apart from them what is waived.
pub(super) fn panel(all: &[Finding], template: &Template, ways: Ways<'_>) -> Markup {
    let (waived, found): (Vec<&Finding>, Vec<&Finding>) =
        all.iter().partition(|it| it.waived.is_some());
    let n_errors = found.iter().filter(|it| it.severity == Severity::Error).count();
    let (open, more) = found.split_at(found.len().min(OPEN_MAX));
    html! {
        section.panel aria-labelledby="checks" {
            header {
                h2 #checks { "Checks" }
                @match (found.len(), n_errors) {
                    (0, _) => (state(Tone::Good, "Nothing found")),
                    (_, 0) => (state(Tone::Warn, count(found.len(), "finding"))),
                    (_, n) => (state(Tone::Bad, count(n, "error"))),
                }
            }
            @if !all.is_empty() {
                div.body {
                    ul.plain.checks { @for it in open { (line(it, template, ways)) } }
                    @if !more.is_empty() {
                        details {
                            summary { (more.len()) " more" }
                            ul.plain.checks { @for it in more { (line(it, template, ways)) } }
                        }
                    }
                    @if !waived.is_empty() {
                        h3 { (count(waived.len(), "finding")) " waived" }
                        ul.plain.checks { @for it in waived { (line(it, template, ways)) } }
                    }
                }
            }
        }
    }
}

pub(super) fn count(n: usize, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}

/// How bad a finding looks.
pub(super) const fn tone(it: &Finding) -> Tone {
    match it.severity {
        Severity::Error => Tone::Bad,
        Severity::Warning => Tone::Warn,
        Severity::Note => Tone::Idle,
    }
}

/// By whom a finding is waived, until when and why. Nothing if it is not.
pub(super) fn waived(it: &Finding) -> Markup {
    html! {
        @if let Some(waived) = &it.waived {
            br;
            small { "Waived by " (waived.by) " until " (Shell::date(waived.until)) ": " (waived.reason) }
        }
    }
}

/// How a finding counts.
pub(super) fn standing(it: &Finding) -> Markup {
    match it.waived {
        Some(_) => state(Tone::Idle, "Waived"),
        None => state(tone(it), it.severity.title()),
    }
}

fn line(it: &Finding, template: &Template, ways: Ways<'_>) -> Markup {
    let section = section_of(it, template);
    html! {
        li {
            (standing(it)) " " (it.sentence)
            @if let Some(fix) = &it.fix { " " (fix) }
            br;
            span.quiet {
                code { (it.code) }
                @if let Some(clause) = &it.clause { ", " (clause) }
                @if let Some((key, title)) = section {
                    ", "
                    @match ways.edit {
                        Some(edit) => a href={ (edit) "/" (key) } { (title) },
                        None => a href={ "#section-" (key) } { (title) },
                    }
                    @if let Some(n) = it.line { ", line " (n) }
                }
                @if let (Some(plan), None) = (ways.waive, &it.waived) {
                    ", " a href=(waivers::link(plan, it)) aria-label={ "Ask for a waiver of " (it.code) } { "waive" }
                }
            }
            (waived(it))
        }
    }
}

/// The errors in the newest version, before somebody says yes to it: each with the way to where it is.
/// `says` is what that yes means for them.
pub(super) async fn before_yes(shell: &Shell, plan: &Plan, says: &str) -> Answer<Markup> {
    // What analysis found out is looked at by rules.
    recovery::refresh(&shell.ctx).await?;
    let found = obligations::findings(&shell.ctx, plan.id).await?;
    let is_draft = plan.draft_state == Some(VersionState::Draft);
    let edits = is_draft && may(&shell.ctx, Permission::WritePlans, plan);
    Ok(errors(&found, plan, edits, says))
}

/// The same for what people follow, if whoever asks may read that.
pub(crate) async fn before_call(shell: &Shell, plan: &Plan, says: &str) -> Answer<Markup> {
    let Some(number) = plan.in_force else { return Ok(html! {}) };
    recovery::refresh(&shell.ctx).await?;
    let found = errors_of(&shell.ctx, (plan.id, number)).await?;
    Ok(errors(&found, plan, false, says))
}

/// Whether a finding stands in the way of a yes: what is waived does not.
fn is_error(it: &Finding) -> bool {
    it.severity == Severity::Error && it.waived.is_none()
}

/// The errors in one version of a plan, or none if whoever asks may not read that.
async fn errors_of(ctx: &Ctx, (id, number): (PlanId, u32)) -> Answer<Vec<Finding>> {
    let version = match plan::version(ctx, id, number).await {
        Ok(it) => it,
        Err(Error::NotFound(_)) => return Ok(Vec::new()),
        Err(error) => return Err(error.into()),
    };
    let mut found = checks::of_content(ctx, id, &version.content).await?;
    found.retain(is_error);
    Ok(found)
}

/// The same for versions that are attested together, plan by plan.
pub(crate) async fn before_attest(shell: &Shell, all: &[Filed]) -> Answer<Markup> {
    recovery::refresh(&shell.ctx).await?;
    let mut wrong: Vec<(&Filed, Vec<Finding>)> = Vec::new();
    for it in all.iter().take(ATTESTED_MAX) {
        let found = errors_of(&shell.ctx, (it.plan_id, it.version)).await?;
        if !found.is_empty() {
            wrong.push((it, found));
        }
    }
    let n_errors: usize = wrong.iter().map(|it| it.1.len()).sum();
    if n_errors == 0 {
        return Ok(html! {});
    }
    Ok(parts::notice(
        Tone::Bad,
        &counted(n_errors as u64, "error is found in them", "errors are found in them"),
        html! {
            p { "If you attest them, you stand for them with these." }
            ul.checks { @for (it, found) in &wrong { li { (attested(it, found)) } } }
        },
    ))
}

fn attested(it: &Filed, found: &[Finding]) -> Markup {
    html! {
        a href=(plan_path(it.plan_id)) { (it.title) } ": " (counted(found.len() as u64, "error", "errors"))
        @if let Some(template) = templates::find(&it.plan_type) {
            @for error in found.iter().take(RULES_MAX) {
                ", " a href=(place_of(error, template, it.plan_id, false)) { (error.code) }
            }
        }
    }
}

fn errors(found: &[Finding], plan: &Plan, edits: bool, says: &str) -> Markup {
    let errors: Vec<&Finding> = found.iter().filter(|it| is_error(it)).collect();
    let Some(template) = templates::find(&plan.plan_type).filter(|_| !errors.is_empty()) else {
        return html! {};
    };
    let n_errors = errors.len();
    parts::notice(
        Tone::Bad,
        &counted(n_errors as u64, "error is found in it", "errors are found in it"),
        html! {
            p { (says) }
            ul.checks {
                @for it in errors.iter().take(ASKED_MAX) {
                    li {
                        (it.sentence) " "
                        a href=(place_of(it, template, plan.id, edits)) { (it.code) }
                        @if let Some((_, title)) = section_of(it, template) { ", " (title) }
                    }
                }
            }
            @if ASKED_MAX < n_errors {
                p { a href=(plan_path(plan.id)) { (n_errors - ASKED_MAX) " more on its page" } }
            }
        },
    )
}

/// Where a finding is put right by who `edits`, or else where it is read.
fn place_of(it: &Finding, template: &Template, id: PlanId, edits: bool) -> String {
    let path = plan_path(id);
    match (section_of(it, template), it.place.as_str()) {
        (Some((key, _)), _) if edits => section_path(id, key),
        (Some((key, _)), _) => format!("{path}#section-{key}"),
        (None, "owner" | "parent") if edits => format!("{path}/edit#f-{}", it.place),
        (None, "items") if edits => format!("{path}/edit#f-items.0"),
        (None, _) => path,
    }
}

/// The section where a finding is: by its key, or the one in which the list stands.
pub(super) fn section_of<'a>(it: &Finding, template: &'a Template) -> Option<(&'a str, &'a str)> {
    let first = it.place.split('.').next().unwrap_or_default();
    let by_key = template.section(first);
    let by_list = || {
        let lists =
            |it: &&templates::SectionTemplate| it.blocks.iter().any(|block| block.code() == first);
        template.sections.iter().find(lists)
    };
    by_key.or_else(by_list).map(|it| (it.key.as_str(), it.title.as_str()))
}
