//! Waivers of the sample: an agency answers for one finding of a plan until a day, and asks that it may
//! for another.

use chrono::Days;

use super::follow::as_person;
use crate::actor::{Held, Reach, Role};
use crate::assure::obligations;
use crate::people::persons;
use crate::plans::plan::{self, Plan, VersionState};
use crate::plans::waivers::{self, AskDocument};
use crate::{Ctx, Result};

/// Why, for how many days, and what who decides says: for the first, nobody has decided yet.
const ASKED: [(&str, u64, Option<&str>); 2] = [
    ("The people who take it over start at the end of next month.", 60, None),
    (
        "The contract for it is signed, and begins with the new fiscal year.",
        120,
        Some("Fine until then, and not for longer."),
    ),
];

/// Asks for waivers of what is found in these plans, in each of one.
pub(super) async fn write(ctx: &Ctx, plans: &[Plan]) -> Result<()> {
    let mut left = ASKED.iter();
    let mut next = left.next();
    for it in plans {
        let Some(asked) = next else { return Ok(()) };
        if waived(ctx, it, asked).await? {
            next = left.next();
        }
    }
    Ok(())
}

/// Asks for a waiver of the first finding of a plan that counts, if there is one.
async fn waived(
    ctx: &Ctx,
    it: &Plan,
    (reason, days, decision): &(&str, u64, Option<&str>),
) -> Result<bool> {
    let versions = plan::versions(ctx, it.id).await?;
    let version = versions.iter().find(|it| it.state == VersionState::Active);
    let Some((version, head)) = version.and_then(|it| Some((it, it.approved_by?))) else {
        return Ok(false);
    };
    if head == version.author_id {
        return Ok(false);
    }
    let here = |role| vec![Held { role, reach: Reach::Agencies([it.agency_id].into()) }];
    let author = persons::show(ctx, version.author_id).await?;
    let author = as_person(ctx, &author, here(Role::PlanOwner));
    // What they may not see is not found for them.
    let found = obligations::findings(&author, it.id).await?;
    let Some(finding) = found.into_iter().find(|it| it.waived.is_none()) else {
        return Ok(false);
    };
    let today = ctx.now.date_naive();
    let document = AskDocument {
        rule: finding.code.to_owned(),
        about: finding.about,
        reason: (*reason).to_owned(),
        until: today.checked_add_days(Days::new(*days)).unwrap_or(today),
    };
    let asked = obligations::ask_waiver(&author, it.id, &document).await?;
    if let Some(note) = decision {
        let head = persons::show(ctx, head).await?;
        let head = as_person(ctx, &head, here(Role::AgencyHead));
        waivers::decide(&head, asked.id, asked.version, (true, note)).await?;
    }
    Ok(true)
}
