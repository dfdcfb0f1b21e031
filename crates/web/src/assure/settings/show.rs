//! All settings at a glance.

use app::people::calendars::{self, ServiceHours};
use app::plans::checks::Limits;
use app::plans::plan::PlanReviews;
use app::prepare::impact::ImpactCriteria;
use app::prepare::inspections::InspectionLimit;
use app::prepare::risks::RiskTolerance;
use app::settings::{self, General};
use maud::{Markup, html};

use super::{checks, may_write};
use crate::error::Answer;
use crate::layout::parts::{self, Head};
use crate::people::calendars::hours_in_words;
use crate::shell::Shell;

/// `GET /settings`
pub(super) async fn show(shell: Shell) -> Answer<Markup> {
    let general = settings::show::<General>(&shell.ctx).await?;
    let criteria = settings::show::<ImpactCriteria>(&shell.ctx).await?;
    let tolerance = settings::show::<RiskTolerance>(&shell.ctx).await?;
    let limits = settings::show::<Limits>(&shell.ctx).await?;
    let found = checks::typed(&limits.value);
    let found = checks::FIELDS.map(|(name, label, hint)| {
        let value = found.get(name).map_or("", String::as_str);
        let unit = if name == "cold_takes" { "" } else { hint.trim_start_matches("In ") };
        (label, html! { (value) " " (unit) })
    });
    let limit = settings::show::<InspectionLimit>(&shell.ctx).await?;
    let reviews = settings::show::<PlanReviews>(&shell.ctx).await?;
    let hours = settings::show::<ServiceHours>(&shell.ctx).await?;
    let normal = calendars::normal(&shell.ctx).await?;
    let edit = |label: &str, href: &str| {
        html! { @if may_write(&shell) { a.button.small href=(href) aria-label=(label) { "Edit" } } }
    };
    let changed = |at: Option<app::Timestamp>| match at {
        Some(at) => shell.moment(at),
        None => html! { "Never: as it was set up" },
    };
    let lead =
        html! { "What the state decides for all agencies. Each change is in the audit log." };
    let main = html! {
        (Head { title: "Settings", lead: Some(lead), ..Head::default() }.shown())
        div.stack {
            (parts::padded_panel("General", edit("Edit the general settings", "/settings/general"), parts::facts(&[
                ("Name of the programme", html! { (general.value.state_name) }),
                ("Time zone", html! { (general.value.time_zone) }),
                ("Changed", changed(general.updated_at)),
            ])))
            (parts::padded_panel("Business time", html! { a.button.small href="/calendars" { "Calendars" } }, parts::facts(&[
                ("Unless an agency chose another calendar", html! { (hours_in_words(&normal)) ", " (normal.zone.name()) }),
                ("Changed", changed(hours.updated_at)),
            ])))
            (parts::padded_panel("Impact analysis", edit("Edit the criteria of impact analysis", "/settings/impact"), html! {
                (judged_by(&criteria.value))
                (parts::facts(&[("Changed", changed(criteria.updated_at))]))
            }))
            (parts::padded_panel("Risk", edit("Edit how much risk is borne", "/settings/risk"), parts::facts(&[
                ("Attitude", html! { (tolerance.value.statement) }),
                ("An agency accepts up to", html! { (tolerance.value.level.title()) }),
                ("Changed", changed(tolerance.updated_at)),
            ])))
            (parts::padded_panel("Checks of plans", edit("Edit when something is found in a plan", "/settings/plan-checks"), html! {
                (parts::facts(&found))
                (parts::facts(&[("Changed", changed(limits.updated_at))]))
            }))
            (parts::padded_panel("Work sites", edit("Edit how old an inspection may be", "/settings/inspections"), parts::facts(&[
                ("An inspection holds", html! { (limit.value.days_max) " days" }),
                ("Changed", changed(limit.updated_at)),
            ])))
            (parts::padded_panel("Plans", edit("Edit how soon plans are looked at again", "/settings/plans"), parts::facts(&[
                ("Looked at again after a change", html! {
                    "Within " (reviews.value.change_days) " "
                    @if reviews.value.business_days { "business days" } @else { "days" }
                }),
                ("Put right after a review of a submission", html! {
                    @match reviews.value.fix_days {
                        0 => "No day is set",
                        days => { "Within " (days) @if reviews.value.business_days { " business" } " days" }
                    }
                }),
                ("Changed", changed(reviews.updated_at)),
            ])))
        }
    };
    Ok(shell.page("Settings", main))
}

fn judged_by(it: &ImpactCriteria) -> Markup {
    let joined = |list: Vec<&str>| list.join(", ");
    let points: Vec<String> = it.time_points.iter().map(ToString::to_string).collect();
    let levels = it.levels.iter().enumerate().map(|(index, name)| format!("{} {name}", index + 1));
    let levels: Vec<String> = levels.collect();
    let unacceptable = it.unacceptable_level;
    html! {
        (parts::facts(&[
            ("Kinds of impact", html! { (joined(it.types.iter().map(|it| it.name.as_str()).collect())) }),
            ("After", html! { (points.join(", ")) }),
            ("Levels", html! { (levels.join(", ")) }),
            ("Cannot be borne from", html! { (unacceptable) " " (it.level_name(unacceptable)) }),
            ("Out of date after", html! { (it.review_months) " months" }),
            ("Questions", html! {
                ul.plain {
                    @for question in &it.questions {
                        li { (question.text) @if question.mandatory { " " small.quiet { "(must be answered)" } } }
                    }
                }
            }),
        ]))
    }
}
