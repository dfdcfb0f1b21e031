//! From a ranked fix of a service to a scenario of it, and to the run with it against that without.

use app::Ctx;
use app::Error;
use app::actor::{Permission, Place};
use app::ids::ItemId;
use app::prepare::inventory::{self, Item, Kind, Typed, reference};
use app::prove::investments::{Improvement, ImprovementKind};
use app::prove::recovery::HelpKind;
use app::prove::scenarios::{self, WRITE, Which};
use axum::response::Redirect;
use maud::{Markup, html};

use crate::error::Answer;
use crate::layout::forms;
use crate::prove::scenarios::{comparison_path, scenario_path};
use crate::request::{Form, Path};
use crate::shell::Shell;

/// Where fixes of an item are tried, if the actor may: of a service, by whoever may keep scenarios of
/// its agency.
pub(super) fn tried_at(ctx: &Ctx, item: &Item) -> Option<String> {
    let may = item.kind() == Kind::Service
        && item.retired_at.is_none()
        && ctx.actor.may(WRITE, Place::Agency(item.agency_id))
        && ctx.actor.may_somewhere(Permission::ReadReports);
    may.then(|| format!("{}/fixes", super::item_path(item.kind(), item.id)))
}

/// What is done if that helps. None: whoever asks may not open what it is about.
pub(super) fn of_help(what: &HelpKind) -> Option<Improvement> {
    let (of, change) = match what {
        HelpKind::MorePeople(crew, more) => {
            let change = Improvement::new(ImprovementKind::People, "");
            (crew, Improvement { people: Some(*more), ..change })
        }
        HelpKind::Faster(item, restore) => (item, Improvement::faster("", *restore)),
        HelpKind::Copy(item, site, within) => (item, Improvement::copy("", &site.code, *within)),
        HelpKind::WithoutNeed(from, to) if !to.code.is_empty() => {
            let need = Some(reference(to.kind, &to.code));
            (from, Improvement { need, ..Improvement::new(ImprovementKind::Without, "") })
        }
        HelpKind::WithoutNeed(..) => return None,
    };
    let item = reference(of.kind, &of.code);
    of.may_open.then_some(Improvement { item, ..change })
}

/// The buttons beside a fix; `label` says which it is to whoever hears them.
pub(super) fn buttons(at: &str, fix: &Improvement, label: &str) -> Markup {
    let within = fix.within.map(|it| it.to_string());
    let people = fix.people.map(|it| it.to_string());
    let fields = [
        ("kind", Some(fix.kind.code().to_owned())),
        ("item", Some(fix.item.clone())),
        ("within", within),
        ("site", fix.site.clone()),
        ("people", people),
        ("need", fix.need.clone()),
    ];
    html! {
        form.actions method="post" action=(at) {
            @for (name, value) in fields {
                @if let Some(value) = value { (forms::hidden(name, &value)) }
            }
            button.button.link aria-label={ "As a scenario: " (label) } { "As a scenario" }
            button.button.link name="then" value="compare" aria-label={ "Compare: " (label) } { "Compare" }
        }
    }
}

/// `POST /services/{id}/fixes`: makes the scenario of a fix, or finds it, and leads there.
pub(super) async fn open(
    shell: Shell,
    Path(id): Path<ItemId>,
    Form(sent): Form<Typed>,
) -> Answer<Redirect> {
    // What somebody may not see is not there, whatever they send.
    inventory::show(&shell.ctx, id).await?;
    let fix = Improvement::said(|name| sent.get(name).map_or("", |it| it.trim()));
    let fix = fix.map_err(Error::Invalid)?;
    let scenario = scenarios::try_fix(&shell.ctx, id, &fix).await?;
    if sent.get("then").is_some_and(|it| it == "compare") {
        match scenarios::start_which(&shell.ctx, scenario.id, Which::Both).await {
            Ok(first) => return Ok(Redirect::to(&comparison_path(first.id))),
            // Whoever has another run under way compares from the scenario's page.
            Err(Error::Refused(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(Redirect::to(&scenario_path(scenario.id)))
}
