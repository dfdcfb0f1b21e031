//! What whoever answers for plans is told of a night. Nothing here does I/O.

use super::PlanNight;
use crate::mail::Letter;

/// How many errors of one plan are told.
const TOLD_MAX: usize = 5;

/// How many plans are told of.
const PLANS_MAX: usize = 20;

/// The new errors in these plans. None: there are none.
pub(super) fn letter(nights: &[&PlanNight]) -> Option<Letter> {
    let n_errors: usize = nights.iter().map(|it| it.new_errors().count()).sum();
    let subject = match n_errors {
        0 => return None,
        1 => "A new error in a plan".to_owned(),
        n => format!("{n} new errors in plans"),
    };
    let mut letter = Letter::about(subject)
        .text("Since the night before, this keeps plans from working that you answer for:");
    let with_errors = nights.iter().filter(|it| 0 < it.new_errors().count());
    for it in with_errors.clone().take(PLANS_MAX) {
        let mut lines: Vec<String> =
            it.new_errors().take(TOLD_MAX).map(|it| it.sentence.clone()).collect();
        let n_more = it.new_errors().count().saturating_sub(TOLD_MAX);
        if 0 < n_more {
            lines.push(format!("… and {n_more} more."));
        }
        let path = format!("/plans/{}", it.plan_id);
        letter = letter.text(format!("{}:", it.title)).list(lines).link(&it.title, &path);
    }
    let n_left = with_errors.count().saturating_sub(PLANS_MAX);
    Some(match n_left {
        0 => letter,
        n => letter.text(format!("And in {n} more plans.")).link("All of them", "/plans/nightly"),
    })
}
