//! Whether somebody can be called, and somebody else if nobody answers.

use super::world::{World, agency, item};
use crate::prepare::inventory::{Details, Kind};
use crate::programme::findings::{Finding, NO_ALTERNATE, NO_CONTACT};

pub(super) fn check(world: &World<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for it in world.programme.agencies.iter().filter(|it| !it.kind.is_partner()) {
        let missing = match (&it.primary_contact, &it.alternate_contact) {
            (Some(_), Some(_)) => continue,
            (None, None) => "nobody to call about continuity",
            (Some(_), None) => "nobody to call if its primary contact does not answer",
            (None, Some(_)) => "no primary contact",
        };
        let message = format!("“{}” has named {missing}.", it.name);
        let fix = "Name a primary_contact and an alternate_contact.";
        found.push(NO_CONTACT.finds(agency(it), message).fixed_by(fix));
    }
    for (it, details) in world.of_kind(Kind::Team) {
        if let Details::Team(team) = details
            && team.alternates.is_empty()
        {
            let message = format!("Nobody stands in for the members of “{}”.", it.document.name);
            let finding = NO_ALTERNATE.finds(item(it), message);
            found.push(finding.at("members").fixed_by("Name alternates."));
        }
    }
    found
}
