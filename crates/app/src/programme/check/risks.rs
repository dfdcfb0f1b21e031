//! Risks: whether they say what can be, are about something that is there, and were looked at lately.

use chrono::NaiveDate;

use super::references::{dangling, invalid};
use super::world::{World, risk};
use crate::prepare::inventory::{Kind, reference};
use crate::prepare::risks::{RiskDocument, State};
use crate::programme::findings::{Finding, IDLE_RISK, OLD_RISK};

pub(super) fn check(world: &World<'_>, today: NaiveDate) -> Vec<Finding> {
    let mut found = Vec::new();
    for it in &world.programme.risks {
        found.extend(invalid(&risk(it), it.problems()));
        if !world.agencies.contains(it.agency.as_str()) {
            found.extend(dangling(world, risk(it), "agency", ("agency", &it.agency)));
        }
        for code in it.people().filter(|it| !world.persons.contains(it)) {
            found.extend(dangling(world, risk(it), code, ("person", code)));
        }
        if it.state != State::Closed {
            found.extend(idle(world, it));
            found.extend(old(it, today));
        }
    }
    found
}

/// What it would hit is not in use. A file may say so: things go out of use.
fn idle(world: &World<'_>, it: &RiskDocument) -> Vec<Finding> {
    let named = it.content.affects.iter().filter_map(|it| it.split_once(':'));
    let named = named.filter_map(|(kind, code)| Some((kind.parse::<Kind>().ok()?, code)));
    let is_gone = |(kind, code): &(Kind, &str)| {
        world.item(*kind, code).is_none() && !world.may_be_there(kind.code(), code)
    };
    let gone = named.filter(is_gone).map(|(kind, code)| {
        let what = kind.title().to_lowercase();
        let message = format!("“{}” would hit the {what} “{code}”, which is not in use.", it.name);
        let fix = format!("Correct the code, or take {} out.", reference(kind, code));
        IDLE_RISK.finds(risk(it), message).at("affects").fixed_by(fix)
    });
    gone.collect()
}

/// It was to be looked at again before today.
fn old(it: &RiskDocument, today: NaiveDate) -> Option<Finding> {
    let due = it.content.review_due.filter(|due| *due < today)?;
    let message = format!("“{}” was to be looked at again by {due}.", it.name);
    let fix = "Assess it anew, or close it.";
    Some(OLD_RISK.finds(risk(it), message).at("review_due").fixed_by(fix))
}
