//! Investments: whether they say what can be, and make something better that is there.

use super::references::{dangling, invalid};
use super::world::{World, investment};
use crate::prepare::inventory::Kind;
use crate::programme::findings::{Finding, IDLE_INVESTMENT};
use crate::prove::investments::InvestmentDocument;

pub(super) fn check(world: &World<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for it in &world.programme.investments {
        found.extend(invalid(&investment(it), it.problems()));
        if !world.agencies.contains(it.agency.as_str()) {
            found.extend(dangling(world, investment(it), "agency", ("agency", &it.agency)));
        }
        if it.retired_at.is_none() {
            found.extend(idle(world, it));
        }
    }
    found
}

/// What it would make better, or where, is not in use. A file may say so: things go out of use.
fn idle(world: &World<'_>, it: &InvestmentDocument) -> Vec<Finding> {
    let targets = it.changes.iter().filter_map(|it| it.target());
    let sites = it.changes.iter().filter_map(|it| Some((Kind::Site, it.site.as_deref()?)));
    let is_gone = |(kind, code): &(Kind, &str)| {
        world.item(*kind, code).is_none() && !world.may_be_there(kind.code(), code)
    };
    let gone = targets.chain(sites).filter(is_gone).map(|(kind, code)| {
        let what = kind.title().to_lowercase();
        let message = format!("“{}” is about the {what} “{code}”, which is not in use.", it.name);
        let fix = "Correct the code, or retire the investment.";
        IDLE_INVESTMENT.finds(investment(it), message).at("changes").fixed_by(fix)
    });
    gone.collect()
}
