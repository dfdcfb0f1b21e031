//! Whether scenarios say what can be, and name what is there.

use super::references::{dangling, invalid};
use super::world::{World, scenario};
use crate::prepare::inventory::Kind;
use crate::programme::findings::{Finding, IDLE_CHANGE};
use crate::prove::scenarios::{Part, ScenarioDocument};

pub(super) fn check(world: &World<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for it in &world.programme.scenarios {
        let of = || scenario(it);
        found.extend(invalid(&of(), it.problems()));
        if !world.agencies.contains(it.agency.as_str()) {
            found.extend(dangling(world, of(), "agency", ("agency", &it.agency)));
        }
        if it.retired_at.is_none() {
            found.extend(idle(world, it));
        }
        for text in &it.lost {
            if let Some(part) =
                Part::read(text).filter(|it| world.item(it.kind, &it.code).is_none())
            {
                found.extend(dangling(world, of(), text, (part.kind.code(), &part.code)));
            }
        }
    }
    found
}

/// What it assumes to be better, or is about alone, is not in use. A file may say so: things go out of use.
fn idle(world: &World<'_>, it: &ScenarioDocument) -> Vec<Finding> {
    let named = it.changes.iter().flat_map(|it| {
        let site = it.copied_to().map(|code| (Kind::Site, code));
        it.target().into_iter().chain(it.without()).chain(site)
    });
    let is_gone = |(kind, code): &(Kind, &str)| {
        world.item(*kind, code).is_none() && !world.may_be_there(kind.code(), code)
    };
    let gone = named.filter(is_gone).map(|(kind, code)| {
        let what = kind.title().to_lowercase();
        let message = format!("“{}” assumes the {what} “{code}”, which is not in use.", it.name);
        let fix = "Correct the code, or leave the change out.";
        IDLE_CHANGE.finds(scenario(it), message).at("changes").fixed_by(fix)
    });
    let alone = Part::read(it.alone.as_deref().unwrap_or_default());
    let alone = alone.filter(|it| is_gone(&(it.kind, it.code.as_str()))).map(|part| {
        let message =
            format!("“{}” is of the service “{}” alone, which is not in use.", it.name, part.code);
        let fix = "Correct the code, or say what is lost instead.";
        IDLE_CHANGE.finds(scenario(it), message).at("alone").fixed_by(fix)
    });
    gone.chain(alone).collect()
}
