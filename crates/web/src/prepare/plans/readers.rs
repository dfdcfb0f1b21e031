//! The list of a plan: who is told of a new version, who has acknowledged it, and who has not
//! (S4-41, S4-47).

use std::collections::BTreeSet;

use app::actor::Permission;
use app::ids::PlanId;
use app::people::notices::Told;
use app::people::persons;
use app::plans::plan::{self, About, AskLine, AskQuery, AskSort, NamedReader, Plan};
use app::prepare::inventory;
use app::{Ctx, Error, FieldProblem, Paging};
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use tables::{Cell, Column};

use super::export::cell;
use super::{crumbs, may, place, plan_path};
use crate::download::{self, Stretch};
use crate::error::Answer;
use crate::layout::forms::{self, Choice};
use crate::layout::list::{Known, List};
use crate::layout::lists::{self, Filter};
use crate::layout::parts::{self, Head};
use crate::layout::states::{Tone, state};
use crate::people::form::{Filled, Typed, again, text, version};
use crate::request::{Address, Form, Path};
use crate::shell::Shell;

/// What the address may ask for.
const KNOWN: &[Known] = &[
    ("sort", |it| AskSort::from_word(it).is_some()),
    ("about", |it| About::from_code(it).is_some()),
    ("acked", |it| matches!(it, "yes" | "no")),
    ("number", |it| it.parse::<u32>().is_ok()),
];

fn query(list: &List) -> AskQuery {
    AskQuery {
        text: list.text.clone(),
        about: list.filter("about").and_then(About::from_code),
        is_acked: list.filter("acked").map(|it| it == "yes"),
        number: list.filter("number").and_then(|it| it.parse().ok()),
        sort: AskSort::from_word(&list.sort).unwrap_or_default(),
        descending: list.descending,
        paging: Paging { number: list.page, size: list.per },
    }
}

fn readers_path(id: PlanId) -> String {
    format!("{}/readers", plan_path(id))
}

/// How many have acknowledged what counts now, of how many.
async fn counted(ctx: &Ctx, id: PlanId) -> Answer<(u64, u64)> {
    let paging = Paging { number: 1, size: 1 };
    let all = plan::asks(ctx, id, &AskQuery { paging, ..AskQuery::default() }).await?.n_items;
    let acked = AskQuery { is_acked: Some(true), paging, ..AskQuery::default() };
    Ok((plan::asks(ctx, id, &acked).await?.n_items, all))
}

/// What the page of a plan says of its list.
pub(super) async fn panel(shell: &Shell, it: &Plan) -> Answer<Markup> {
    let readers = plan::readers(&shell.ctx, it.id).await?;
    let (n_acked, n_asked) = counted(&shell.ctx, it.id).await?;
    let aside = match (n_acked, n_asked) {
        (_, 0) => html! {},
        (acked, all) if acked == all => state(Tone::Good, "All have read it"),
        (acked, all) => state(Tone::Warn, format!("{acked} of {all}")),
    };
    let path = readers_path(it.id);
    Ok(parts::padded_panel(
        "Who is told of it",
        aside,
        html! {
            @if readers.is_empty() { p.quiet { "Nobody is on its list yet." } }
            @else { p { (names(&readers)) } }
            p { a href=(path) { "The list, and who has acknowledged" } }
        },
    ))
}

fn names(readers: &[NamedReader]) -> String {
    const SHOWN: usize = 6;
    let names: Vec<&str> = readers.iter().take(SHOWN).map(|it| it.name.as_str()).collect();
    match readers.len().saturating_sub(SHOWN) {
        0 => format!("{}.", names.join(", ")),
        n => format!("{}, and {n} more.", names.join(", ")),
    }
}

/// `GET /plans/{id}/readers`
pub(super) async fn list(
    shell: Shell,
    Path(id): Path<PlanId>,
    Address(address): Address,
) -> Answer<Markup> {
    let it = plan::show(&shell.ctx, id).await?;
    let (n_acked, n_asked) = counted(&shell.ctx, id).await?;
    let writes = may(&shell.ctx, Permission::WritePlans, &it) && it.retired_at.is_none();
    let reminds = n_acked < n_asked && (writes || may(&shell.ctx, Permission::ReviewPlans, &it));
    // Who reminds is told whom that does not reach.
    let unreached = match reminds {
        true => not_told(&plan::unreached(&shell.ctx, id).await?),
        false => String::new(),
    };
    let shell = match shell.has_done("reminded") {
        true => {
            let tone = if unreached.is_empty() { Tone::Good } else { Tone::Warn };
            shell.having_done(tone, format!("They are told again by mail.{unreached}"))
        }
        false => shell,
    };
    let ctx = &shell.ctx;
    let list = List::read(&address, "name").knowing(KNOWN);
    let readers = plan::readers(ctx, id).await?;
    let page = plan::asks(ctx, id, &query(&list)).await?;
    let path = readers_path(id);
    let title = match (n_acked, n_asked) {
        (_, 0) => "Nobody was asked yet".to_owned(),
        (acked, all) if acked == all => format!("All {all} have acknowledged"),
        (acked, all) => format!("{} of {all} have not acknowledged", all - acked),
    };
    let lead = html! {
        "Everybody on the list is asked when a version comes into force, and whoever has a part in \
         what is told when one is handed in."
        (unreached)
    };
    let actions = html! {
        @if writes { (parts::button("Change the list", &format!("{path}/edit"))) }
        @if reminds {
            form method="post" action={ (path) "/remind" } { button.button.primary { "Remind them" } }
        }
    };
    let crumbs = crumbs(&it);
    let main = html! {
        (Head { crumbs, title: &title, lead: Some(lead), actions: Some(actions) }.shown())
        (on_list(&readers))
        (lists::toolbar(&list, "Search people", &filters(), html! {
            a.button href=(list.file(&path, "csv")) { "CSV" }
        }))
        @if let Some(beyond) = lists::beyond(&list, page.n_items, "people") {
            (beyond)
        } @else if page.items.is_empty() && list.is_filtered() {
            (lists::nothing_found(&list, "people"))
        } @else if page.items.is_empty() {
            (lists::empty("Nobody was asked yet", "Put people and teams on the list: they are asked to acknowledge the version in force, and each that follows.", html! {
                @if writes { (parts::primary("Change the list", &format!("{path}/edit"))) }
            }))
        } @else {
            section.panel { (lists::table("Who was asked", heading(&list), html! {
                @for it in &page.items { (row(&shell, it)) }
            })) }
            (lists::pages(&list, page.n_items, "person", "people"))
        }
    };
    Ok(shell.page(&format!("Who is told of {}", it.title), main))
}

/// Who gets no mail, and why: a sentence after another, or nothing.
fn not_told(all: &[(String, Told)]) -> String {
    const SHOWN: usize = 20;
    let why = |it: &Told| match it {
        Told::NoEmail => "cannot sign in",
        it => it.why_not(),
    };
    let named: Vec<String> =
        all.iter().take(SHOWN).map(|(name, it)| format!("{name} ({})", why(it))).collect();
    match (named.is_empty(), all.len().saturating_sub(SHOWN)) {
        (true, _) => String::new(),
        (false, 0) => format!(" No mail goes to {}.", named.join(", ")),
        (false, n) => format!(" No mail goes to {}, and {n} more.", named.join(", ")),
    }
}

fn on_list(readers: &[NamedReader]) -> Markup {
    parts::padded_panel(
        "On the list",
        html! { small { (readers.len()) } },
        html! {
            @if readers.is_empty() { p.quiet { "Nobody yet." } }
            ul.plain {
                @for it in readers { li { (it.name) " " small { (it.reference) } } }
            }
        },
    )
}

fn filters() -> Vec<Filter<'static>> {
    let about = About::ALL.map(|it| Choice::new(it.code(), it.title())).to_vec();
    let acked = vec![Choice::new("no", "Have not"), Choice::new("yes", "Have")];
    vec![
        Filter { name: "about", label: "About", choices: about, ..Filter::default() },
        Filter { name: "acked", label: "Acknowledged", choices: acked, ..Filter::default() },
    ]
}

fn heading(list: &List) -> Markup {
    html! {
        (lists::heading(list, "name", "Person"))
        th scope="col" { "About" }
        th scope="col" { "Version" }
        (lists::heading(list, "asked", "Asked"))
        th scope="col" { "Reminded" }
        (lists::heading(list, "acked", "Acknowledged"))
    }
}

fn row(shell: &Shell, it: &AskLine) -> Markup {
    html! {
        tr {
            td data-label="Person" { a href={ "/people/" (it.ask.person_id) } { (it.name) } }
            td data-label="About" { (it.ask.about.title()) }
            td data-label="Version" { (it.ask.number) }
            td data-label="Asked" { (shell.day(it.ask.asked_at)) }
            td data-label="Reminded" { @match it.ask.reminded_at { Some(at) => (shell.day(at)), None => "–" } }
            td data-label="Acknowledged" {
                @match it.ask.acked_at {
                    Some(at) => { (state(Tone::Good, "Yes")) " " (shell.day(at)) },
                    None => (state(Tone::Warn, "Not yet")),
                }
            }
        }
    }
}

/// `GET /plans/{id}/readers.csv`
pub(super) async fn csv(
    shell: Shell,
    Path(id): Path<PlanId>,
    Address(address): Address,
) -> Answer<Response> {
    let ctx = shell.ctx.clone();
    let query = query(&List::read(&address, "name").knowing(KNOWN));
    let columns =
        ["person", "about", "version", "said", "asked_at", "reminded_at", "acknowledged_at"];
    download::csv("readers.csv", columns.map(Column::text).into(), 1_u32, move |number| {
        let (ctx, query) = (ctx.clone(), query.clone());
        async move {
            let paging = Paging { number, size: Paging::SIZE_MAX };
            let page = plan::asks(&ctx, id, &AskQuery { paging, ..query }).await?;
            let next = (!page.is_last()).then_some(number + 1);
            Ok(Stretch { rows: page.items.iter().map(cells).collect(), next })
        }
    })
    .await
}

fn cells(it: &AskLine) -> Vec<Cell> {
    let time = |at: Option<app::Timestamp>| {
        at.map(|it| it.format("%Y-%m-%dT%H:%M:%SZ").to_string()).unwrap_or_default()
    };
    let ask = &it.ask;
    let all = [
        it.name.clone(),
        ask.about.code().to_owned(),
        ask.number.to_string(),
        ask.said.clone(),
        time(Some(ask.asked_at)),
        time(ask.reminded_at),
        time(ask.acked_at),
    ];
    all.into_iter().map(cell).collect()
}

/// `GET /plans/{id}/readers/edit`
pub(super) async fn edit(shell: Shell, Path(id): Path<PlanId>) -> Answer<Markup> {
    let it = plan::show(&shell.ctx, id).await?;
    shell.ctx.require(Permission::WritePlans, place(&it))?;
    let readers = plan::readers(&shell.ctx, id).await?;
    let lines: Vec<&str> = readers.iter().map(|it| it.reference.as_str()).collect();
    let typed = Typed::from([
        ("version".to_owned(), it.version.to_string()),
        ("readers".to_owned(), lines.join("\n")),
    ]);
    Ok(form(&shell, &it, &Filled::of(typed)))
}

/// `POST /plans/{id}/readers/edit`
pub(super) async fn change(
    shell: Shell,
    Path(id): Path<PlanId>,
    Form(typed): Form<Typed>,
) -> Answer<Response> {
    let ctx = &shell.ctx;
    let it = plan::show(ctx, id).await?;
    let (references, problems) = meant(ctx, text(&typed, "readers")).await?;
    let changed = match problems.is_empty() {
        true => plan::change_readers(ctx, id, version(&typed), &references).await,
        false => Err(Error::Invalid(problems)),
    };
    match changed {
        Ok(next) => {
            let done = if next.version == it.version { "unchanged" } else { "saved" };
            Ok(Redirect::to(&format!("{}?done={done}", readers_path(id))).into_response())
        }
        Err(Error::Invalid(problems)) => {
            Ok(again(form(&shell, &it, &Filled::refused(typed, problems))))
        }
        Err(error) => Err(error.into()),
    }
}

/// Whom the lines mean: `person:jane`, `team:network`, or a name.
async fn meant(ctx: &Ctx, lines: &str) -> Answer<(BTreeSet<String>, Vec<FieldProblem>)> {
    let (mut references, mut problems) = (BTreeSet::new(), Vec::new());
    for line in lines.lines().map(str::trim).filter(|it| !it.is_empty()).take(501) {
        if line.starts_with("person:") || line.starts_with("team:") {
            references.insert(line.to_owned());
            continue;
        }
        let person = match persons::code_meant(ctx, line).await? {
            Ok(code) => known(ctx, &code).await?,
            Err(reason) => {
                problems.push(FieldProblem::new("readers", reason));
                continue;
            }
        };
        let team = inventory::reference_meant(ctx, line).await?;
        match (person, team) {
            (Some(code), _) => drop(references.insert(format!("person:{code}"))),
            (None, Ok(it)) if it.starts_with("team:") => drop(references.insert(it)),
            _ => {
                let reason = format!("There is neither a person nor a team called “{line}”.");
                problems.push(FieldProblem::new("readers", reason));
            }
        }
    }
    Ok((references, problems))
}

/// The code of a person, if there is one whom the actor may see.
async fn known(ctx: &Ctx, code: &str) -> Answer<Option<String>> {
    match persons::by_code(ctx, code).await {
        Ok(it) => Ok(Some(it.code)),
        Err(Error::NotFound(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn form(shell: &Shell, it: &Plan, filled: &Filled) -> Markup {
    let path = readers_path(it.id);
    let title = format!("Who is told of “{}”", it.title);
    let lead =
        html! { "They are asked to acknowledge the version in force, and each that follows." };
    let mut crumbs = crumbs(it);
    crumbs.push(("Who is told of it".to_owned(), path.clone()));
    let field = filled.field("readers", "People and teams");
    let field = field.hint("One on a line: a name, person:jane or team:network. Of a team, everybody in it and who stands in.");
    let main = html! {
        (Head { crumbs, title: &title, lead: Some(lead), ..Head::default() }.shown())
        (forms::form(&format!("{path}/edit"), html! {
            (forms::error_summary(&filled.problems))
            (forms::hidden("version", filled.value("version")))
            (forms::textarea(&field, 12))
            (forms::buttons("Save", &path))
        }))
    };
    shell.page(&title, main)
}

/// `POST /plans/{id}/readers/remind`
pub(super) async fn remind(shell: Shell, Path(id): Path<PlanId>) -> Answer<Redirect> {
    plan::remind(&shell.ctx, id).await?;
    Ok(Redirect::to(&format!("{}?done=reminded", readers_path(id))))
}
