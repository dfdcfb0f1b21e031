//! One submission: what is asked for, what was handed in, and what was found.

use std::collections::{BTreeMap, BTreeSet};

use app::actor::Permission;
use app::assure::rubrics::{self, Source};
use app::assure::submissions::{self, Filed, Filing, Outcome, Ready, State, Submission};
use app::ids::{PersonId, SubmissionId};
use app::people::agencies::{self, AgencyCalendars, WhyDue};
use app::people::persons;
use axum::response::Response;
use maud::{Markup, html};

use super::{asked_for, campaign_path, late_note, progress, submission_path, type_names};
use crate::error::Answer;
use crate::forbidden::who_may;
use crate::layout::frame::counted;
use crate::layout::parts::{self, Head};
use crate::layout::states::{self, Tone, state};
use crate::layout::{forms, lists};
use crate::people::calendars::{why_put_right, why_this_day};
use crate::people::history::history_panel;
use crate::prove::files::file;
use crate::request::Path;
use crate::shell::Shell;

/// What people are called.
type Names = BTreeMap<PersonId, String>;

/// `GET /submissions/{id}`
pub(super) async fn show(shell: Shell, Path(id): Path<SubmissionId>) -> Answer<Markup> {
    let ctx = &shell.ctx;
    let it = submissions::show(ctx, id).await?;
    let filings = submissions::filings(ctx, &it).await?;
    let ready = match it.may_hand_in() {
        Ok(()) => Some(submissions::ready(ctx, &it).await?),
        Err(_) => None,
    };
    let is_own = match filings.first() {
        Some(filing) => submissions::is_own(ctx, filing, &it).await?,
        None => false,
    };
    let calendars = agencies::calendars(ctx, &[it.agency_id].into()).await?;
    let why = submissions::why_due(ctx, &it).await?;
    let why_fixes = submissions::why_fixes(ctx, &it).await?;
    let agency = agencies::labels(ctx, &[it.agency_id].into()).await?;
    let agency = agency.into_values().next().unwrap_or_default();
    let people: BTreeSet<PersonId> = filings
        .iter()
        .flat_map(|it| [Some(it.attested_by), it.review.as_ref().map(|it| it.by)])
        .chain([it.prepared_by])
        .flatten()
        .collect();
    let names = persons::labels(ctx, &people).await?;
    let title = format!("{agency}: {}", asked_for(&it));
    let main = html! {
        (head(&shell, &it, &calendars, (&title, is_own)))
        (notices(&shell, &it, (&filings, is_own)))
        div.two {
            div.stack {
                @if let Some(ready) = &ready { (to_hand_in(&shell, &it, ready)) }
                @for filing in &filings { (filed(&shell, filing, &names)) }
            }
            div.stack {
                (facts(&shell, &it, (&agency, &names)).await?)
                (why_due(&it, &why))
                @if let Some(why) = &why_fixes { (why_to_fix(&it, why)) }
                (history_panel(&shell, id.uuid()).await?)
            }
        }
    };
    Ok(shell.page(&title, main))
}

/// `GET /submissions/{id}/dossiers/{number}`
pub(super) async fn dossier(
    shell: Shell,
    Path((id, number)): Path<(SubmissionId, u32)>,
) -> Answer<Response> {
    let (name, bytes) = submissions::dossier(&shell.ctx, id, number).await?;
    Ok(file(&name, "application/zip", bytes))
}

fn head(
    shell: &Shell,
    it: &Submission,
    calendars: &AgencyCalendars,
    (title, is_own): (&str, bool),
) -> Markup {
    let path = submission_path(it.id);
    let may = |permission| shell.ctx.actor.may(permission, it.agency_id);
    let mut crumbs = vec![("Submissions".to_owned(), "/submissions".to_owned())];
    if let Some(id) = it.campaign_id {
        crumbs.insert(0, ("Campaigns".to_owned(), "/campaigns".to_owned()));
        crumbs.push((format!("Board of {}", it.year), campaign_path(id)));
    }
    let lead = html! {
        (states::submission(it.state)) (late_note(it, calendars, shell.today())) " "
        "Due by " (Shell::date(it.due_on)) "."
        @if let Some(score) = it.score { " The review came to " (score) " %." }
    };
    let waits = it.state.waits_for_agency();
    let actions = html! {
        @if 0 < it.n_filings { (parts::button("What changed", &format!("{path}/changes"))) }
        @if waits && it.prepared_at.is_none() && may(Permission::PrepareSubmissions) {
            form method="post" action={ (path) "/prepare" } {
                (forms::hidden("version", &it.version.to_string()))
                button.button { "Ask the head to attest" }
            }
        }
        @if waits && may(Permission::AttestSubmissions) {
            (parts::primary("Attest and hand in", &format!("{path}/attest")))
        }
        @if it.state == State::UnderReview && may(Permission::ReviewSubmissions) && !is_own {
            (parts::primary("Review", &format!("{path}/review")))
        }
        @if to_settle(it) && may(Permission::ReviewSubmissions) && !is_own {
            form method="post" action={ (path) "/settle" } {
                (forms::hidden("version", &it.version.to_string()))
                button.button { "Note that it is put right" }
            }
        }
    };
    Head { crumbs, title, lead: Some(lead), actions: Some(actions) }.shown()
}

/// Whether the review of something accepted asks for what is not noted as put right.
fn to_settle(it: &Submission) -> bool {
    it.state == State::AcceptedWithFixes && it.fixes_due_on.is_some()
}

fn notices(shell: &Shell, it: &Submission, (filings, is_own): (&[Filing], bool)) -> Markup {
    let may = |permission| shell.ctx.actor.may(permission, it.agency_id);
    let last = filings.first();
    html! {
        @if it.state == State::Late {
            (parts::notice(Tone::Bad, "Late", html! {
                p { "It was not handed in by the day it was due. The agency head and the State CIO \
                     were told. It can still be handed in." }
            }))
        }
        @if let Some(day) = it.fixes_due_on.filter(|_| to_settle(it) && it.fixes_late_at.is_some()) {
            (parts::notice(Tone::Bad, "Not put right in time", html! {
                p { "What the review asks for was to be put right by " (Shell::date(day)) ". The agency \
                     head and the State CIO were told. Who reviews notes when it is." }
            }))
        }
        @if it.state == State::NotDue {
            (parts::notice(Tone::Idle, "Not open yet", html! {
                p { "It may be handed in from " (Shell::date(it.opens_on)) " on." }
            }))
        }
        @if it.state == State::Submitted {
            (parts::notice(Tone::Warn, "Handed in", progress::made(shell, it)))
        }
        @if it.state == State::UnderReview && may(Permission::ReviewSubmissions) && is_own {
            (parts::notice(Tone::Warn, "You had a part in it", html! {
                p { "Somebody else judges it. These roles may, where they are held: "
                    (who_may(Permission::ReviewSubmissions)) "." }
            }))
        }
        @if it.state.waits_for_agency() && !may(Permission::AttestSubmissions) {
            (parts::notice(Tone::Warn, "It waits to be attested", html! {
                p { "These roles may, where they are held: " (who_may(Permission::AttestSubmissions)) "." }
            }))
        }
        @if let Some(Filing { outcome: Some(Outcome::Returned), .. }) = last {
            @if it.state == State::Returned {
                (parts::notice(Tone::Bad, "Sent back", html! {
                    p {
                        "What must be put right stands below. Then hand it in again"
                        @if let Some(day) = it.fixes_due_on { ", by " (Shell::date(day)) } "."
                        @if it.fixes_due_on.is_some_and(|it| it < shell.today()) { " That day has passed." }
                    }
                }))
            }
        }
    }
}

/// What would be handed in now.
fn to_hand_in(shell: &Shell, it: &Submission, ready: &Ready) -> Markup {
    let may = shell.ctx.actor.may(Permission::AttestSubmissions, it.agency_id);
    let n = counted(ready.plans.len() as u64, "plan", "plans");
    parts::panel(
        "What would be handed in now",
        html! { span.quiet { (n) } },
        html! {
            @if !ready.missing.is_empty() {
                div.body { p {
                    (state(Tone::Bad, "Missing")) " No plan of these types is in force: "
                    (type_names(&ready.missing)) "."
                } }
            }
            @if ready.is_own && may {
                div.body { p {
                    (state(Tone::Warn, "Not by you")) " You wrote at one of these plans, or made this \
                    ready. Another head of the agency attests it."
                } }
            }
            @if ready.plans.is_empty() {
                div.body { p.quiet { "No plan that is asked for is in force." } }
            } @else { (plans("What would be handed in now", &ready.plans)) }
        },
    )
}

/// Plans with their versions and hashes.
pub(super) fn plans(label: &str, all: &[Filed]) -> Markup {
    lists::table(
        label,
        html! {
            th scope="col" { "Plan" } th scope="col" { "Type" } th.num scope="col" { "Version" }
            th scope="col" { "SHA-256" }
        },
        html! {
            @for it in all {
                tr {
                    td data-label="Plan" {
                        a href={ "/plans/" (it.plan_id) "/versions/" (it.version) } { (it.title) }
                    }
                    td data-label="Type" { (type_names([&it.plan_type])) }
                    td.num data-label="Version" { (it.version) }
                    td data-label="SHA-256" { (hash(&it.sha256)) }
                }
            }
        },
    )
}

/// A hash, shortened for the eye.
fn hash(sha256: &str) -> Markup {
    let short: String = sha256.chars().take(12).collect();
    html! { code title=(sha256) { (short) "…" } }
}

/// One time that plans were handed in: the receipt, the plans and the review.
fn filed(shell: &Shell, it: &Filing, names: &Names) -> Markup {
    let name = |id: PersonId| names.get(&id).map_or("Somebody", String::as_str);
    let dossier = format!("{}/dossiers/{}", submission_path(it.submission_id), it.number);
    let mut facts = vec![
        ("Receipt", html! { code { (it.receipt) } }),
        ("Attested by", html! { (name(it.attested_by)) ", " (shell.moment(it.attested_at)) }),
        ("Statement", html! { (it.statement) }),
    ];
    if let Some(sha256) = &it.sha256 {
        facts.push((
            "Dossier",
            html! {
                a href=(dossier) download { "Download (ZIP)" } br;
                small { "SHA-256 " code { (sha256) } }
            },
        ));
    }
    let title = format!("Handed in as {}", it.receipt);
    let aside = html! {
        @match it.outcome {
            Some(Outcome::Accepted) => (state(Tone::Good, "Accepted")),
            Some(Outcome::AcceptedWithFixes) => (state(Tone::Warn, "Accepted with fixes")),
            Some(Outcome::Returned) => (state(Tone::Bad, "Returned")),
            None => "",
        }
    };
    parts::panel(
        &title,
        aside,
        html! {
            div.body { (parts::facts(&facts)) }
            (plans(&title, &it.plans))
            (review(shell, it, names))
        },
    )
}

/// What the review says, as far as it may be seen.
fn review(shell: &Shell, it: &Filing, names: &Names) -> Markup {
    let Some(reviewed) = &it.review else { return html! {} };
    let by = names.get(&reviewed.by).map_or("Somebody", String::as_str);
    let unmet = reviewed.review.unmet();
    let fixes = reviewed.review.fixes();
    html! {
        div.body {
            h3 { "Review" }
            p.quiet {
                @if it.outcome.is_some() { "By " } @else { "Being written by " } (by) ", " (shell.day(reviewed.at)) "."
            }
            (parts::facts(&scores(&reviewed.by_source)))
            @if !reviewed.review.note.is_empty() { p { (reviewed.review.note) } }
            @if !unmet.is_empty() {
                h3 { "Not met" }
                ul {
                    @for (criterion, scored) in &unmet {
                        li {
                            (criterion.title)
                            @if criterion.mandatory { " " (state(Tone::Bad, "Mandatory")) }
                            @if !scored.finding.is_empty() { br; small { (scored.finding) } }
                        }
                    }
                }
            }
            @if !fixes.is_empty() {
                h3 { "To be put right" }
                ul { @for (criterion, fix) in &fixes { li { (fix) br; small { (criterion.title) } } } }
            }
        }
    }
}

/// How each source came out.
pub(super) fn scores(by_source: &BTreeMap<Source, u8>) -> Vec<(&'static str, Markup)> {
    let score = |it: &rubrics::Rubric| {
        let percent = by_source.get(&it.source);
        (
            it.source.title(),
            html! {
                @if let Some(percent) = percent { (percent) " %" } @else { "No score yet" }
            },
        )
    };
    rubrics::all().iter().map(score).collect()
}

/// Why it is due on its day: what was asked for, and what the calendar of the agency makes of that.
fn why_due(it: &Submission, why: &WhyDue) -> Markup {
    let said = html! {
        "It was asked for by " (Shell::date(it.asked_due_on)) ". What falls on a day on which the agency \
         is closed is due on the next open one."
    };
    why_this_day(&said, why)
}

/// The same for what a review asks for.
fn why_to_fix(it: &Submission, why: &WhyDue) -> Markup {
    let said = html! {
        "What the review asks for is to be put right"
        @if let Some(day) = it.fixes_due_on { " by " (Shell::date(day)) }
        @if let Some(day) = it.fixes_from { ", counted from " (Shell::date(day)) } "."
    };
    why_put_right(&said, why)
}

async fn facts(shell: &Shell, it: &Submission, (agency, names): (&str, &Names)) -> Answer<Markup> {
    let mut facts = vec![
        ("Agency", html! { a href={ "/agencies/" (it.agency_id) } { (agency) } }),
        ("Asked for", html! { (type_names(&it.plan_types)) }),
        ("From", Shell::date(it.opens_on)),
        ("Due by", Shell::date(it.due_on)),
    ];
    if let Some(day) = it.fixes_due_on {
        facts.push(("To be put right by", Shell::date(day)));
    }
    if let Some(id) = it.campaign_id {
        let campaign = submissions::campaign(&shell.ctx, id).await?;
        let link = html! { a href=(campaign_path(id)) { (campaign.name) } };
        facts.push(("Campaign", link));
        if !campaign.statute.is_empty() {
            facts.push(("By what right", html! { (campaign.statute) }));
        }
        if !campaign.guidance.is_empty() {
            facts.push(("To know", html! { (campaign.guidance) }));
        }
    }
    if let Some((id, at)) = it.prepared_by.zip(it.prepared_at) {
        let name = names.get(&id).map_or("Somebody", String::as_str);
        facts.push(("Made ready", html! { (name) ", " (shell.day(at)) }));
    }
    if let Some(at) = it.late_at {
        facts.push(("Late since", shell.day(at)));
    }
    if let Some(at) = it.fixes_late_at {
        facts.push(("Fixes late since", shell.day(at)));
    }
    if let Some(key) = submissions::fingerprint(&shell.ctx).await? {
        facts.push((
            "Signed with",
            html! {
                code { (key) } br;
                small { "The key of this installation: " code { "mainstay dossier verify --key" } }
            },
        ));
    }
    Ok(parts::padded_panel("Facts", html! {}, parts::facts(&facts)))
}
