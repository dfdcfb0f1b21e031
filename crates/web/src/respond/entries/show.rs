//! One entry: what it says, its pictures, and what can be done with it.

use app::FieldProblem;
use app::ids::EntryId;
use app::people::persons;
use app::respond::disruptions::{self, Disruption};
use app::respond::entries::{self, AccessStanding, Details, Entry, EntryKind, PHOTOS_MAX, Photo};
use maud::{Markup, html};

use super::change::photo_field;
use super::list::{safe, severity, standing};
use super::{entry_path, list_path};
use crate::error::Answer;
use crate::layout::forms;
use crate::layout::parts::{self, Head};
use crate::people::history::history_panel;
use crate::request::Path;
use crate::respond::disruptions::crumbs;
use crate::shell::Shell;

/// `GET /entries/{id}`
pub(super) async fn show(shell: Shell, Path(id): Path<EntryId>) -> Answer<Markup> {
    page(&shell, id, &[]).await
}

/// The page, with what is wrong with a picture that was sent.
pub(super) async fn page(shell: &Shell, id: EntryId, problems: &[FieldProblem]) -> Answer<Markup> {
    let ctx = &shell.ctx;
    let (disruption, it) = entries::show(ctx, id).await?;
    let photos = entries::photos(ctx, id).await?;
    let who = persons::labels(ctx, &[it.written_by].into()).await?.into_values().next();
    let mut crumbs = crumbs(&disruption);
    crumbs.push((it.kind().titles().to_owned(), list_path(disruption.id, it.kind())));
    let may_write = disruptions::may_write(ctx, &disruption);
    let actions = html! { @if may_write { (actions(shell, &it)) } };
    let head = Head {
        crumbs,
        title: &it.document.what,
        lead: Some(lead(shell, &it)),
        actions: Some(actions),
    };
    let main = html! {
        (head.shown())
        div.two {
            div.stack {
                (parts::padded_panel("What is known", html! {}, facts(shell, &it, who.as_deref())))
                @if it.kind() == EntryKind::Damage {
                    (pictures((&disruption, &it), &photos, (may_write, problems)))
                }
            }
            div.stack { (history_panel(shell, id.uuid()).await?) }
        }
    };
    Ok(shell.page(&it.document.what, main))
}

fn lead(shell: &Shell, it: &Entry) -> Markup {
    html! {
        @match &it.document.details {
            Details::Damage(it) => (severity(it.severity)),
            Details::Cost(it) => { strong { (it.amount) } ", " (it.category.title().to_lowercase()) },
            Details::Access(_) => (standing(shell, it)),
        }
        " " (it.document.note)
    }
}

fn actions(shell: &Shell, it: &Entry) -> Markup {
    let path = entry_path(it.id);
    let standing = it.access(shell.ctx.now);
    html! {
        (parts::button("Remove", &format!("{path}/remove")))
        @if standing != Some(AccessStanding::Over) { (parts::button("Edit", &format!("{path}/edit"))) }
        @if standing.is_some_and(|it| it != AccessStanding::Over) {
            (parts::primary("Take back", &format!("{path}/revoke")))
        }
    }
}

fn facts(shell: &Shell, it: &Entry, who: Option<&str>) -> Markup {
    let document = &it.document;
    let said = |it: &str| html! { @if it.is_empty() { "Not said" } @else { (it) } };
    let mut facts: Vec<(&str, Markup)> = Vec::new();
    match &document.details {
        Details::Damage(it) => {
            facts.push(("Safe to enter", safe(it.is_safe)));
            facts.push(("Decision", html! { (it.decision.title()) }));
            let estimate = it.estimate.map(|it| it.to_string()).unwrap_or_default();
            facts.push(("Estimate", said(&estimate)));
            let repair = it.repair.map(|it| it.to_string()).unwrap_or_default();
            facts.push(("Time to repair", said(&repair)));
            facts.push(("Seen", shell.moment(document.at)));
        }
        Details::Cost(it) => {
            facts.push(("Amount", html! { (it.amount) }));
            facts.push(("Spent", shell.moment(document.at)));
            let emergency = if it.is_emergency { "Yes" } else { "No" };
            facts.push(("Emergency purchase", html! { (emergency) }));
            facts.push(("Allowed by", said(&it.approved_by)));
            facts.push(("Reference", said(&it.reference)));
        }
        Details::Access(access) => {
            facts.push(("Who", html! { (access.who) }));
            facts.push(("From", shell.moment(document.at)));
            facts.push(("Until", shell.moment(access.until)));
            if let Some(at) = it.ended_at.filter(|at| *at < access.until) {
                facts.push(("Taken back", shell.moment(at)));
            }
            facts.push(("Allowed by", said(&access.approved_by)));
        }
    }
    for (label, code) in [
        ("Site", &document.site),
        ("In the inventory", &document.item),
        ("Vendor", &document.vendor),
    ] {
        if let Some(code) = code {
            facts.push((label, html! { (code) }));
        }
    }
    facts.push(("Written down by", html! { (who.unwrap_or("Somebody")) }));
    parts::facts(&facts)
}

fn pictures(
    (disruption, it): (&Disruption, &Entry),
    photos: &[Photo],
    (may_write, problems): (bool, &[FieldProblem]),
) -> Markup {
    let problems: Vec<(String, String)> =
        problems.iter().map(|it| (it.field.to_string(), it.reason.to_string())).collect();
    parts::padded_panel(
        "Pictures",
        html! {},
        html! {
            @if photos.is_empty() { p.quiet { "None yet." } }
            @for (n, photo) in photos.iter().enumerate() {
                figure.figure-box {
                    a href={ "/photos/" (photo.id) } {
                        img src={ "/photos/" (photo.id) } width=(photo.width) height=(photo.height)
                            alt={ "Picture " (n + 1) " of " (it.document.what) ", " (disruption.name) } loading="lazy";
                    }
                    @if may_write {
                        figcaption {
                            a href={ "/photos/" (photo.id) "/remove" } aria-label={ "Remove picture " (n + 1) } { "Remove" }
                        }
                    }
                }
            }
            @if may_write && photos.len() < PHOTOS_MAX {
                (forms::upload(&format!("{}/photos", entry_path(it.id)), html! {
                    (forms::error_summary(&problems))
                    (photo_field(&problems))
                    button.button { "Add the picture" }
                }))
            }
        },
    )
}
