//! The inventory for programs: the same operations for every kind of item.

mod bulk;
mod forms;
mod items;
mod map;
mod needs;
mod paths;

pub(super) use forms::{NamedForm, OutcomeForm};
pub(super) use items::{as_now, find};
pub(super) use paths::paths;

use std::collections::{BTreeMap, BTreeSet};

use app::ids::AgencyId;
use app::people::agencies;
use app::prepare::inventory::{Kind, Missing, Standing};
use app::{Ctx, Error, FieldProblem};
use schemars::SchemaGenerator;
use serde_json::Value;

use super::Asked;
use crate::Routes;
use crate::error::Answer;
use crate::openapi::{Operation, Parameter, Shape};
use crate::routes::Access::{Needs, SignedIn};

/// The operations on items of every kind, and on what they need.
pub(super) fn routes() -> Routes {
    Kind::ALL.iter().fold(of_needs(), |routes, &kind| routes.merge(of(kind)))
}

/// The operations on items of `kind`.
fn of(kind: Kind) -> Routes {
    let at = paths(kind);
    let (read, write) = (Needs(kind.read_permission()), Needs(kind.write_permission()));
    let operation = |verb: &str, summary: String| operation(kind, verb, summary);
    let (one, many) = (kind.one(), kind.titles().to_lowercase());
    let retired = match kind {
        Kind::Equipment => "retired equipment".to_owned(),
        _ => format!("a retired {}", kind.title().to_lowercase()),
    };
    let (document, record) = (format!("{}Document", name(kind)), format!("{}Record", name(kind)));
    let changed = |it: Operation| it.needs_version().may_refuse().versioned();

    let list = operation("list", format!("List {many}")).asks(parameters());
    let list = list.may_refuse().answers(200, "A stretch of the list, in the order of ids.");
    let add = operation("add", format!("Add {one}")).takes(&document);
    let add = add.answers(201, "It was added.").of(&record).versioned().located(at.show);
    let show = operation("show", format!("Show {one}"));
    let show = show.answers(200, "The record.").of(&record).versioned();
    let change = operation("change", format!("Change {one}")).takes(&document);
    let change = changed(change.answers(200, "The record as it is now.").of(&record));
    let retire = operation("retire", format!("Retire {one}: it can be brought back"));
    let retire = changed(retire.answers(200, "The record, retired.").of(&record));
    let restore = operation("restore", format!("Bring {retired} back"));
    let restore = changed(restore.answers(200, "The record, in use again.").of(&record));
    Routes::new()
        .get(at.list, read, move |caller, address| items::list(kind, caller, address))
        .described(list.of(format!("{}List", name(kind))))
        .post(at.list, write, move |caller, sent| items::add(kind, caller, sent))
        .described(add)
        .get(at.show, read, move |caller, id| items::show(kind, caller, id))
        .described(show)
        .put(at.show, write, move |caller, id, seen, sent| {
            items::change(kind, (caller, id, seen), sent)
        })
        .described(change)
        .delete(at.show, write, move |caller, id, seen| items::retire(kind, caller, id, seen))
        .described(retire)
        .post(at.restore, write, move |caller, id, seen| items::restore(kind, caller, id, seen))
        .described(restore)
        .merge(needs_of(kind))
        .merge(bulk::routes(kind))
        .merge(map::routes(kind))
}

fn operation(kind: Kind, verb: &str, summary: String) -> Operation {
    Operation::new(format!("{verb}_{}", kind.plural().replace('-', "_")), kind.titles(), summary)
}

/// The operations on what items of `kind` need, and on who needs them.
fn needs_of(kind: Kind) -> Routes {
    let at = paths(kind);
    let (read, write) = (Needs(kind.read_permission()), Needs(kind.write_permission()));
    let operation = |verb: &str, summary: String| operation(kind, verb, summary);
    let one = kind.one();
    let list = operation("list_needs_of", format!("List what {one} needs"));
    let list = list.answers(200, "All of them.").of("NeedList");
    let add = operation("add_need_of", format!("Say what {one} needs")).takes("NeedDocument");
    let add = add
        .answers(201, "It was added.")
        .of("NeedRecord")
        .versioned()
        .located("/api/v1/needs/{id}");
    let needed_by = operation("list_needed_by", format!("List who needs {one}"));
    let needed_by = needed_by.asks(Parameter::stretch());
    let needed_by = needed_by.answers(200, "A stretch of the list.").of("NeedList");
    Routes::new()
        .get(at.needs, read, move |caller, id| needs::list(kind, caller, id))
        .described(list)
        .post(at.needs, write, move |caller, id, sent| needs::add(kind, caller, id, sent))
        .described(add)
        .get(at.needed_by, read, move |caller, id, address| {
            needs::needed_by(kind, caller, id, address)
        })
        .described(needed_by)
}

/// The operations on a need, whatever has it. What that takes depends on the kind of the needer:
/// the use case asks.
fn of_needs() -> Routes {
    let operation = |verb: &str, summary: &str| {
        Operation::new(format!("{verb}_need"), "Needs", summary).needs_version()
    };
    let show = Operation::new("show_need", "Needs", "Show a need");
    let show = show.answers(200, "The need.").of("NeedRecord").versioned();
    let change = operation("change", "Change how something is needed").takes("NeedDocument");
    let change = change.answers(200, "The need as it is now.").of("NeedRecord").versioned();
    let remove = operation("remove", "Remove a need").may_refuse();
    let remove = remove.answers(204, "It is gone.");
    Routes::new()
        .get("/api/v1/needs/{id}", SignedIn, needs::show)
        .described(show)
        .put("/api/v1/needs/{id}", SignedIn, needs::change)
        .described(change)
        .delete("/api/v1/needs/{id}", SignedIn, needs::remove)
        .described(remove)
}

/// The schemas of what these take and answer.
pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    forms::schemas(to, all);
    bulk::schemas(to, all);
    map::schemas(to, all);
}

/// What a kind is called in the names of schemas.
fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Service => "Service",
        Kind::Process => "Process",
        Kind::Asset => "Asset",
        Kind::DataSet => "DataSet",
        Kind::Site => "Site",
        Kind::Vendor => "Vendor",
        Kind::Team => "Team",
        Kind::Crew => "Crew",
        Kind::Equipment => "Equipment",
        Kind::Group => "Group",
    }
}

/// What a list of items may be asked for.
fn parameters() -> Vec<Parameter> {
    let standings = Standing::ALL.iter().map(|it| it.code()).collect();
    let missing = Missing::ALL.iter().map(|it| it.0).collect();
    let mut parameters = vec![
        Parameter::new("text", Shape::Text, "Only those that this finds."),
        Parameter::new(
            "agency",
            Shape::Text,
            "Only those of the agency with this code, and of those below it.",
        ),
        Parameter::new("standing", Shape::OneOf(standings), "Only those that stand like this."),
        Parameter::new("tier", Shape::Whole(1, 4), "Only those of this tier."),
        Parameter::new("missing", Shape::OneOf(missing), "Only those that lack this."),
        Parameter::new("site", Shape::Id, "Only those at this site."),
        Parameter::new("vendor", Shape::Id, "Only those of this vendor."),
        Parameter::new("crew", Shape::Id, "Only those that this crew restores."),
        Parameter::new("equipment", Shape::Id, "Only those whose restoration takes this."),
        Parameter::new("person", Shape::Id, "Only those that this person owns or looks after."),
        Parameter::new("retired", Shape::Flag, "Whether to list the retired ones instead."),
    ];
    parameters.extend(Parameter::stretch());
    parameters
}

/// The agency whose code the address asks for, if it does.
pub(super) async fn agency_asked(ctx: &Ctx, asked: &Asked) -> Answer<Option<AgencyId>> {
    let Some(code) = asked.text("agency") else { return Ok(None) };
    match agencies::by_code(ctx, code).await {
        Ok(agency) => Ok(Some(agency.id)),
        Err(Error::NotFound(_)) => {
            let reason = format!("There is no agency called “{code}”.");
            Err(FieldProblem::new("agency", reason).into())
        }
        Err(error) => Err(error.into()),
    }
}

/// The agency whose code the address asks for and all below it, if it does.
pub(super) async fn agencies_asked(ctx: &Ctx, asked: &Asked) -> Answer<Option<BTreeSet<AgencyId>>> {
    let Some(id) = agency_asked(ctx, asked).await? else { return Ok(None) };
    Ok(Some(agencies::subtree(ctx, id).await?))
}
