//! Whether scenarios say what can be, and name what is there.

use super::references::{dangling, invalid};
use super::world::{World, scenario};
use crate::programme::findings::Finding;
use crate::prove::scenarios::Part;

pub(super) fn check(world: &World<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for it in &world.programme.scenarios {
        let of = || scenario(it);
        found.extend(invalid(&of(), it.problems()));
        if !world.agencies.contains(it.agency.as_str()) {
            found.extend(dangling(world, of(), "agency", ("agency", &it.agency)));
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
