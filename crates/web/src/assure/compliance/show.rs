//! One agency and one obligation: what its plans answer, what else proves it, and whether it is
//! attested.

use app::actor::Permission;
use app::assure::compliance::{self, ClauseStanding, Evidence, EvidenceKind, Line, Shown, State};
use app::ids::{AgencyId, ObligationId};
use app::plans::plan::{self, Plan};
use maud::{Markup, html};

use super::compliance_path;
use super::list::{owner, owners};
use crate::assure::obligations::obligation_path;
use crate::error::Answer;
use crate::forbidden::who_may;
use crate::layout::parts::{self, Head};
use crate::layout::states::{self, Tone, state};
use crate::layout::{forms, lists};
use crate::people::history::history_panel;
use crate::prepare::plans::plan_path;
use crate::request::Path;
use crate::shell::Shell;

/// `GET /compliance/{agency}/{obligation}`
pub(super) async fn show(
    shell: Shell,
    Path((agency, obligation)): Path<(AgencyId, ObligationId)>,
) -> Answer<Markup> {
    let ctx = &shell.ctx;
    let it = compliance::show(ctx, agency, obligation).await?;
    let line = &it.line;
    let names = owners(ctx, std::slice::from_ref(line)).await?;
    let document = &line.obligation.document;
    let title = format!("{}: {}", line.agency.name, document.citation);
    let crumbs = vec![("Compliance".to_owned(), "/compliance".to_owned())];
    let lead =
        html! { (states::compliance(line.state)) " " (document.title) ". " (document.about) };
    let actions = actions(&shell, line);
    let head = Head { crumbs, title: &title, lead: Some(lead), actions: Some(actions) };
    let attested_by = line.compliance.attested_by.and_then(|id| names.get(&id));
    let mut facts: Vec<(&str, Markup)> = vec![
        ("Agency", html! { a href={ "/agencies/" (agency) } { (line.agency.name) } }),
        ("Obligation", html! { a href=(obligation_path(obligation)) { (document.citation) } }),
        ("Answers for it", owner(line, &names)),
        ("Due", html! { @match line.due { Some(due) => (Shell::date(due)), None => "–" } }),
    ];
    if let Some(at) = line.compliance.attested_at {
        let by = attested_by.map_or("Somebody", String::as_str);
        facts.push(("Attested", html! { (by) ", " (shell.day(at)) }));
    }
    let evidence = evidence(&shell, line).await?;
    let main = html! {
        (head.shown())
        (notices(&shell, line))
        div.two {
            div.stack { (clauses(&it)) (evidence) }
            div.stack {
                (parts::padded_panel("Facts", html! {}, parts::facts(&facts)))
                (history_panel(&shell, line.compliance.id.uuid()).await?)
            }
        }
    };
    Ok(shell.page(&title, main))
}

fn actions(shell: &Shell, it: &Line) -> Markup {
    let path = compliance_path((it.agency.id, it.obligation.id));
    let may = |permission| shell.ctx.actor.may(permission, it.agency.id);
    let version = it.compliance.version.to_string();
    html! {
        @if may(Permission::WriteAssurance) {
            (parts::button("Who and when", &format!("{path}/edit")))
            (parts::button("Add evidence", &format!("{path}/evidence")))
        }
        @if may(Permission::AttestAssurance) {
            @if it.compliance.attested_at.is_some() {
                form method="post" action={ (path) "/withdraw" } {
                    (forms::hidden("version", &version))
                    button.button { "Take the attestation back" }
                }
            }
            @if !it.state.is_met() { (parts::primary("Attest", &format!("{path}/attest"))) }
        }
    }
}

fn notices(shell: &Shell, it: &Line) -> Markup {
    let open = it.compliance.unproven(&it.obligation.document);
    let may_attest = shell.ctx.actor.may(Permission::AttestAssurance, it.agency.id);
    html! {
        @if it.is_overdue {
            (parts::notice(Tone::Bad, "Past its day", html! {
                p { "It was to be attested by now, and does not count as met." }
            }))
        }
        @if it.state == State::Lapsed {
            (parts::notice(Tone::Warn, "Attested too long ago", html! {
                p { "Look whether the evidence still holds, and attest it again." }
            }))
        }
        @if it.state == State::Prepared && open.is_empty() && !may_attest {
            (parts::notice(Tone::Warn, "It waits to be attested", html! {
                p { "These roles may do so, where they are held: " (who_may(Permission::AttestAssurance)) "." }
            }))
        }
        @if it.state == State::Prepared && !open.is_empty() {
            (parts::notice(Tone::Warn, "Evidence is missing", html! {
                p {
                    "Before it is attested, each clause needs evidence. Nothing is there for "
                    (open.iter().map(|it| it.number.as_str()).collect::<Vec<_>>().join(", ")) "."
                }
            }))
        }
    }
}

fn clauses(it: &Shown) -> Markup {
    let n_satisfied = it.clauses.iter().filter(|it| it.is_satisfied()).count();
    parts::panel(
        "What plans answer",
        html! { small { (n_satisfied) " of " (it.clauses.len()) " clauses" } },
        lists::table(
            "What plans answer",
            html! {
                th scope="col" { "Clause" } th scope="col" { "In plans" }
                th.num scope="col" { "Evidence" }
            },
            html! { @for it in &it.clauses { (clause(it)) } },
        ),
    )
}

fn clause(it: &ClauseStanding) -> Markup {
    html! {
        tr {
            td data-label="Clause" { (it.clause.number) br; small.quiet { (it.clause.text) } }
            td data-label="In plans" {
                ul.plain.checks {
                    @for plan in &it.plans {
                        @let path = plan_path(plan.id);
                        li {
                            @match (plan.is_complete, plan.is_in_force) {
                                (true, true) => (state(Tone::Good, "Satisfied")),
                                (true, false) => (state(Tone::Warn, "Not in force yet")),
                                (false, _) => { (state(Tone::Bad, "Missing")) " add" },
                            }
                            " " a href={ (path) "#section-" (plan.section.key) } { (plan.section.title) }
                            br; small { a href=(path) { (plan.title) } }
                        }
                    }
                    @if let Some((template, section)) = it.to_start {
                        li {
                            (state(Tone::Bad, "Missing")) " add “" (section) "” in a "
                            a href={ "/plans/new?type=" (template.code) } { (template.name) }
                        }
                    }
                }
            }
            td.num data-label="Evidence" { (it.n_evidence) }
        }
    }
}

async fn evidence(shell: &Shell, it: &Line) -> Answer<Markup> {
    let named = it.compliance.evidence.iter().filter_map(|it| it.plan.as_deref()).collect();
    let plans = plan::by_codes(&shell.ctx, &named).await?;
    let path = compliance_path((it.agency.id, it.obligation.id));
    let may_write = shell.ctx.actor.may(Permission::WriteAssurance, it.agency.id);
    Ok(parts::panel(
        "What proves it",
        html! { small { (it.compliance.evidence.len()) } },
        html! {
            @if it.compliance.evidence.is_empty() {
                div.body { p.quiet { "No evidence is written down yet. Without it nobody can attest." } }
            } @else {
                (lists::table("What proves it", html! {
                    th scope="col" { "Of" } th scope="col" { "What" } th scope="col" { "Clause" }
                    @if may_write { th scope="col" { span.unseen { "Actions" } } }
                }, html! {
                    @for (n, proof) in it.compliance.evidence.iter().enumerate() {
                        tr {
                            td data-label="Of" { (Shell::date(proof.on)) }
                            td data-label="What" { (what(proof, &plans)) }
                            td data-label="Clause" {
                                @if proof.clause.is_empty() { "All" } @else { (proof.clause) }
                            }
                            @if may_write {
                                td.actions {
                                    form method="post" action={ (path) "/evidence/remove" } {
                                        (forms::hidden("version", &it.compliance.version.to_string()))
                                        (forms::hidden("n", &n.to_string()))
                                        button.button.small data-confirm="Take this evidence away? What was attested must be attested again." {
                                            "Take away" span.unseen { " evidence " (n + 1) }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }))
            }
        },
    ))
}

fn what(it: &Evidence, plans: &[Plan]) -> Markup {
    let plan = it.plan.as_ref().and_then(|code| plans.iter().find(|plan| plan.code == *code));
    html! {
        @match (it.kind, plan) {
            (EvidenceKind::Plan, Some(plan)) => {
                @let number = it.version.unwrap_or_default();
                a href={ (plan_path(plan.id)) "/versions/" (number) } { (plan.title) }
                ", version " (number)
            },
            (EvidenceKind::Plan, None) => "A plan that is not there, or that you may not see",
            (kind, _) => { small.quiet { (kind.title()) } br; (it.text) },
        }
        @if it.kind == EvidenceKind::Plan && !it.text.is_empty() { br; small { (it.text) } }
    }
}
