//! Adding and changing a scenario: the form, what comes back if it is refused, and what happens
//! when two people use it at once.

use app::actor::{Permission, Scope};
use app::ids::ScenarioId;
use app::people::agencies::{self, Agency};
use app::people::persons;
use app::prepare::inventory::Typed;
use app::prove::scenarios::{
    self, AREA_BYTES_MAX, Area, Scenario, ScenarioDocument, WRITE, count_sites,
};
use app::{Ctx, Error, FieldProblem};
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};

use super::changes;
use super::form::{Filled, buttons, form_fields, with_counts};
use super::typed::{areas, read, take_area, text, to_typed};
use super::{may_write, scenario_path};
use crate::error::Answer;
use crate::layout::conflict::{self, Conflict, Versions};
use crate::layout::forms;
use crate::layout::list::List;
use crate::layout::parts::Head;
use crate::request::{Address, Path};
use crate::sent::{Limits, Sent};
use crate::shell::Shell;

/// How much of a form is read: several areas with all their points, and a file. It has two fields for
/// each thing, four for each area, and the rest.
const FORM: Limits = Limits {
    file: "area_file",
    file_bytes_max: AREA_BYTES_MAX,
    form_bytes_max: 8 << 20,
    fields_max: 5_000,
};

/// How much of what is not theirs the form lists at most. The rest is found by typing.
const OTHERS_MAX: usize = 200;

/// `GET /scenarios/new`. The address may fill fields in: `?site-0=eastern`.
pub(super) async fn new(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let mut typed: Typed = List::read(&address, "").extra.into_iter().collect();
    // Only the form itself sends areas.
    typed.retain(|name, _| !name.starts_with("area"));
    new_page(&shell, typed, Vec::new()).await
}

/// `POST /scenarios`
pub(super) async fn add(shell: Shell, request: Request) -> Answer<Response> {
    let Sent { mut typed, file } = Sent::read(request, &FORM).await?;
    let mut problems = take_area(&mut typed, file.as_deref());
    if typed.contains_key("more") {
        return Ok(again(&problems, new_page(&shell, typed, problems.clone()).await?));
    }
    let base = ScenarioDocument::new(text(&typed, "agency"), text(&typed, "code"), "");
    let (it, found) = read(&base, &typed, shell.zone());
    problems.extend(found);
    let found = match problems.is_empty() {
        true => match scenarios::add(&shell.ctx, &it.document).await {
            Ok(scenario) => return Ok(to_scenario(&scenario, "added")),
            Err(Error::Invalid(found)) => found,
            Err(error) => return Err(error.into()),
        },
        false => faults(&shell.ctx, None, (&it.document, &typed)).await?,
    };
    problems = it.with(problems, found);
    Ok(again(&problems, new_page(&shell, typed, problems.clone()).await?))
}

/// `GET /scenarios/{id}/edit`
pub(super) async fn edit(shell: Shell, Path(id): Path<ScenarioId>) -> Answer<Markup> {
    let (scenario, document) = find(&shell.ctx, id).await?;
    let typed = to_typed(&document, shell.zone());
    edit_page(&shell, (&scenario, scenario.version), typed, Vec::new()).await
}

/// `POST /scenarios/{id}/edit`
pub(super) async fn change(
    shell: Shell,
    Path(id): Path<ScenarioId>,
    request: Request,
) -> Answer<Response> {
    let (scenario, base) = find(&shell.ctx, id).await?;
    let Sent { mut typed, file } = Sent::read(request, &FORM).await?;
    let seen = text(&typed, "version").parse().unwrap_or(0);
    let mut problems = take_area(&mut typed, file.as_deref());
    let shown = (&scenario, seen);
    if typed.contains_key("more") {
        let page = edit_page(&shell, shown, typed, problems.clone()).await?;
        return Ok(again(&problems, page));
    }
    let (yours, found) = read(&base, &typed, shell.zone());
    problems.extend(found);
    let found = match problems.is_empty() {
        true => match scenarios::change(&shell.ctx, id, seen, &yours.document).await {
            Ok(it) if it.version == scenario.version => {
                return Ok(to_scenario(&it, "unchanged"));
            }
            Ok(it) => return Ok(to_scenario(&it, "saved")),
            Err(Error::Invalid(found)) => found,
            Err(Error::Stale(_)) => {
                let page = conflict_page(&shell, &scenario, &base, &yours.document).await?;
                return Ok((StatusCode::CONFLICT, page).into_response());
            }
            Err(error) => return Err(error.into()),
        },
        false => faults(&shell.ctx, Some(id), (&yours.document, &typed)).await?,
    };
    problems = yours.with(problems, found);
    Ok(again(&problems, edit_page(&shell, shown, typed, problems.clone()).await?))
}

/// What else is wrong with a form of which something could not be understood: whoever mends that hears
/// of the rest, too.
async fn faults(
    ctx: &Ctx,
    id: Option<ScenarioId>,
    (document, typed): (&ScenarioDocument, &Typed),
) -> Answer<Vec<FieldProblem>> {
    // What is no plain text is nothing to ask a database for.
    match typed.values().any(|it| it.contains('\0')) {
        true => Ok(Vec::new()),
        false => Ok(scenarios::faults(ctx, id, document).await?),
    }
}

fn to_scenario(scenario: &Scenario, done: &str) -> Response {
    Redirect::to(&format!("{}?done={done}", scenario_path(scenario.id))).into_response()
}

/// The form once more.
fn again(problems: &[(String, String)], page: Markup) -> Response {
    match problems.is_empty() {
        true => page.into_response(),
        false => (StatusCode::UNPROCESSABLE_ENTITY, page).into_response(),
    }
}

/// A scenario that the actor may change, as the form shows it.
async fn find(ctx: &Ctx, id: ScenarioId) -> Answer<(Scenario, ScenarioDocument)> {
    let scenario = scenarios::show(ctx, id).await?;
    if !may_write(ctx, &scenario) {
        return Err(Error::Forbidden(WRITE).into());
    }
    scenario.in_use()?;
    let document = scenarios::document(ctx, &scenario).await?;
    Ok((scenario, document))
}

/// The agencies for which the actor may keep scenarios.
async fn writable(ctx: &Ctx) -> Answer<Vec<Agency>> {
    if !ctx.actor.may_somewhere(Permission::ReadAgencies) {
        return Ok(Vec::new());
    }
    let mut all = agencies::all(ctx).await?;
    if let Scope::Only { agencies, .. } = ctx.actor.scope(WRITE) {
        all.retain(|it| agencies.contains(&it.id));
    }
    Ok(all)
}

async fn filled(ctx: &Ctx, typed: Typed, problems: Vec<(String, String)>) -> Answer<Filled> {
    let drawn: Vec<Area> = areas(&typed).into_iter().filter_map(|it| it.1).collect();
    let found = count_sites(ctx, drawn).await?;
    let others = scenarios::nameable(ctx, None, &[], OTHERS_MAX).await?;
    let areas = with_counts(&typed, &found);
    Ok(Filled { areas, n_hidden: found.n_hidden, others, typed, problems })
}

async fn new_page(
    shell: &Shell,
    mut typed: Typed,
    problems: Vec<(String, String)>,
) -> Answer<Markup> {
    let agencies = writable(&shell.ctx).await?;
    if let [only] = agencies.as_slice() {
        typed.entry("agency".to_owned()).or_insert_with(|| only.code.clone());
    }
    let filled = filled(&shell.ctx, typed, problems).await?;
    let crumbs = vec![("Scenarios".to_owned(), "/scenarios".to_owned())];
    let main = html! {
        (Head { crumbs, title: "New scenario", ..Head::default() }.shown())
        (forms::upload("/scenarios", html! {
            (form_fields(&filled, &agencies, true, &shell.general.time_zone))
            (buttons("Add the scenario", "/scenarios"))
        }))
    };
    Ok(shell.page("New scenario", main))
}

async fn edit_page(
    shell: &Shell,
    (scenario, seen): (&Scenario, i64),
    typed: Typed,
    problems: Vec<(String, String)>,
) -> Answer<Markup> {
    let agencies = writable(&shell.ctx).await?;
    let filled = filled(&shell.ctx, typed, problems).await?;
    let path = scenario_path(scenario.id);
    let title = format!("Edit {}", scenario.name);
    let crumbs = vec![
        ("Scenarios".to_owned(), "/scenarios".to_owned()),
        (scenario.name.clone(), path.clone()),
    ];
    let main = html! {
        (Head { crumbs, title: &title, ..Head::default() }.shown())
        (forms::upload(&format!("{path}/edit"), html! {
            (forms::hidden("version", &seen.to_string()))
            (form_fields(&filled, &agencies, false, &shell.general.time_zone))
            (buttons("Save", &path))
        }))
    };
    Ok(shell.page(&title, main))
}

/// Shows both versions, and leaves the choice to the person.
async fn conflict_page(
    shell: &Shell,
    scenario: &Scenario,
    theirs: &ScenarioDocument,
    yours: &ScenarioDocument,
) -> Answer<Markup> {
    let last = app::events::last(&shell.ctx, scenario.id.into()).await?;
    let names = match &last {
        Some(entry) => persons::labels(&shell.ctx, &[entry.who.into()].into()).await?,
        None => Default::default(),
    };
    let who = names.into_values().next().unwrap_or_else(|| "Somebody".to_owned());
    let path = scenario_path(scenario.id);
    let conflict = Conflict {
        what: &scenario.name,
        who: &who,
        when: &shell.when(scenario.updated_at),
        action: &format!("{path}/edit"),
        version: scenario.version,
        fields: versions(theirs, yours, shell.zone()),
        back: &path,
    };
    Ok(shell.page("Changed meanwhile", conflict::conflict(&conflict)))
}

/// What two documents say, field by field.
fn versions(
    theirs: &ScenarioDocument,
    yours: &ScenarioDocument,
    zone: chrono_tz::Tz,
) -> Vec<Versions> {
    let both = |name: &str, label: &str, said: &dyn Fn(&ScenarioDocument) -> String| Versions {
        name: name.to_owned(),
        label: label.to_owned(),
        theirs: said(theirs),
        yours: said(yours),
        ..Versions::default()
    };
    let lines = |all: &[String]| {
        let mut all = all.to_vec();
        all.sort();
        all.join("\n")
    };
    let moment =
        |it: &ScenarioDocument| it.strikes_at.map(|it| it.to_rfc3339()).unwrap_or_default();
    let local = |it: &ScenarioDocument| {
        let at = it.strikes_at.map(|it| it.with_timezone(&zone));
        at.map(|it| it.format("%-d %b %Y, %H:%M %Z").to_string()).unwrap_or_default()
    };
    let areas = |it: &ScenarioDocument| serde_json::to_string(&it.areas).unwrap_or_default();
    let drawn = |it: &ScenarioDocument| {
        let area = |it: &Area| {
            let usable = it.usable_after.map(|it| format!(", usable after {it}"));
            format!("{} ({} points{})", it.name, it.n_points(), usable.unwrap_or_default())
        };
        it.areas.iter().map(area).collect::<Vec<_>>().join("\n")
    };
    let sent = |versions: Versions, said: &dyn Fn(&ScenarioDocument) -> String| {
        let (theirs_shown, yours_shown) = (Some(versions.theirs), Some(versions.yours));
        let (theirs, yours) = (said(theirs), said(yours));
        Versions { theirs, yours, theirs_shown, yours_shown, ..versions }
    };
    let mut areas_shown = both("areas", "Areas", &drawn);
    if areas(theirs) != areas(yours) && areas_shown.theirs == areas_shown.yours {
        areas_shown.yours.push_str("\n(drawn otherwise)");
    }
    let usable = |it: &ScenarioDocument| {
        lines(
            &it.usable
                .iter()
                .map(|it| format!("{} after {}", it.item, it.after))
                .collect::<Vec<_>>(),
        )
    };
    let sent_usable = |it: &ScenarioDocument| serde_json::to_string(&it.usable).unwrap_or_default();
    let sent_changes =
        |it: &ScenarioDocument| serde_json::to_string(&it.changes).unwrap_or_default();
    let span = |it: Option<app::Span>| it.map(|it| it.to_string()).unwrap_or_default();
    let assumed = |it: &ScenarioDocument| {
        it.changes.iter().map(changes::plain).collect::<Vec<_>>().join("\n")
    };
    vec![
        both("agency", "Agency", &|it| it.agency.clone()),
        both("name", "Name", &|it| it.name.clone()),
        both("description", "What happens", &|it| it.description.clone()),
        both("lost", "What is lost", &|it| lines(&it.lost)),
        both("alone", "One service alone", &|it| it.alone.clone().unwrap_or_default()),
        both("gone", "Out of use now", &|it| lines(&it.gone)),
        sent(both("usable", "Usable again", &usable), &sent_usable),
        sent(areas_shown, &areas),
        sent(both("changes", "Assumed to be better", &assumed), &sent_changes),
        sent(both("strikes_at", "When it strikes", &local), &moment),
        both("people_back", "People are back after", &|it| span(it.people_back)),
        both("begins_after", "Work begins after", &|it| span(it.begins_after)),
    ]
}

#[cfg(test)]
mod tests {
    use app::prove::investments::Improvement;
    use app::prove::scenarios::Usable;

    use super::*;

    #[test]
    fn what_a_conflict_sends_reads_back_as_the_version_that_was_chosen() {
        let zone = chrono_tz::Tz::America__New_York;
        let usable_after = Some(app::Span::from_hours(36));
        let area = Area { name: "Coast".to_owned(), usable_after, ..Area::default() };
        let yours = ScenarioDocument {
            lost: vec!["crew:mainframe".to_owned(), "site:east".to_owned()],
            usable: vec![Usable { item: "site:east".to_owned(), after: app::Span::from_hours(72) }],
            areas: vec![area],
            changes: vec![Improvement::faster("asset:db", app::Span::from_hours(2))],
            strikes_at: "2026-11-01T06:30:00Z".parse().ok(),
            people_back: "3 d".parse().ok(),
            begins_after: "2 h".parse().ok(),
            ..ScenarioDocument::new("commerce", "east", "East")
        };
        let theirs = ScenarioDocument::new("commerce", "east", "The east");
        let sent: Typed =
            versions(&theirs, &yours, zone).into_iter().map(|it| (it.name, it.yours)).collect();
        let (back, problems) = read(&theirs, &sent, zone);
        assert_eq!((back.document, problems), (yours, Vec::new()));
    }
}
