//! What is worth buying: by the database, or by a programme folder without one.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use app::programme::answers::{Purchase, WorthReport, worth_in, worth_of};
use app::prove::investments::WorthQuery;

use crate::agency;
use crate::config::Config;
use crate::cuts::programme;
use crate::database::Opened;
use crate::{database, output};

/// By the database.
pub(crate) async fn of_database(
    config: &Config,
    asked: Option<&str>,
    query: WorthQuery,
    json: bool,
) -> Result<ExitCode> {
    let find = async |it: Opened| {
        let ctx = it.ctx();
        let id = match asked {
            Some(text) => Some(agency::named(&ctx, text).await?.id),
            None => None,
        };
        Ok(worth_of(&ctx, WorthQuery { agency: id, ..query }).await?)
    };
    tell(&database::within(config, database::REFUSE, find).await?, json)
}

/// By a programme folder.
pub(crate) fn of_folder(
    dir: &Path,
    asked: Option<&str>,
    query: WorthQuery,
    json: bool,
) -> Result<ExitCode> {
    tell(&worth_in(&programme(dir)?, asked, query).map_err(agency::refused)?, json)
}

fn tell(found: &WorthReport, json: bool) -> Result<ExitCode> {
    if json {
        output::print_json(found)?;
        return Ok(ExitCode::SUCCESS);
    }
    let now = found.steps.first().map_or(0, |it| it.n_in_time);
    output::print(&format!(
        "Now {now} of {} are in time.",
        output::count(found.n_services, "service")
    ))?;
    for (n, step) in found.steps.iter().skip(1).enumerate() {
        step_told(n, step).iter().try_for_each(|it| output::print(it))?;
    }
    if 0 < found.n_late {
        let what = if found.is_cut { "whatever of these is bought" } else { "whatever is bought" };
        let n_late = output::count(found.n_late, "service");
        output::print(&format!("{n_late} late {what}:"))?;
    }
    for (name, gap) in &found.late {
        let by = gap.map_or("never back".to_owned(), |it| format!("by {it}"));
        output::print(&format!("  {name}, {by}"))?;
    }
    if 0 < found.n_crewed {
        let waiting = match found.n_crewed {
            1 => "1 service waits".to_owned(),
            n => format!("{n} services wait"),
        };
        output::print(&format!(
            "{waiting} for crews that may be short of people. If all is bought, no order of the work \
             has more than {} in time: that is proved.",
            found.n_most
        ))?;
    }
    if 0 < found.n_unseen {
        let n_unseen = output::count(found.n_unseen, "service");
        output::print(&format!(
            "There was too much to look at: {n_unseen} not counted as in time."
        ))?;
    }
    if 0 < found.n_uncounted {
        let resting = match found.n_uncounted {
            1 => "1 service rests".to_owned(),
            n => format!("{n} services rest"),
        };
        output::print(&format!(
            "{resting} on crews or equipment of which nobody has said how many there are: {}. These are \
             taken to be enough, so who is in time may not be.",
            found.uncounted.join(", ")
        ))?;
    }
    if found.is_cut {
        output::print(&format!("Only the {} dearest investments were weighed.", found.n_offers))?;
    }
    output::print(match found.is_exact {
        true => "Nothing cheaper does as much: that is proved.",
        false => "This is the best that was found, not proved to be the cheapest.",
    })?;
    Ok(ExitCode::SUCCESS)
}

/// One step, the `n`th that buys anything: what is bought, and what is other than a step before. Each
/// step is a set by itself, which may leave out what the one before bought.
fn step_told(n: usize, step: &Purchase) -> Vec<String> {
    let buys = step.investments.join(", ");
    let Purchase { cost, cost_more, n_in_time, .. } = step;
    if n == 0 {
        return vec![format!("For {cost}: {n_in_time} in time. Buy {buys}.")];
    }
    let dropped = match step.dropped.as_slice() {
        [] => "drops nothing".to_owned(),
        dropped => format!("drops {}", dropped.join(", ")),
    };
    let lost = match step.n_lost {
        0 => String::new(),
        n => format!(", {n} late again"),
    };
    let gained = step.n_gained;
    vec![
        format!(
            "For {cost}, {cost_more} more than the step before: {n_in_time} in time. Buy {buys}."
        ),
        format!(
            "  Against the step before it adds {} and {dropped}: {gained} newly in time{lost}.",
            step.added.join(", ")
        ),
    ]
}

#[cfg(test)]
mod tests {
    use app::prepare::impact::Money;

    use super::*;

    #[test]
    fn a_step_says_what_it_adds_and_drops_and_what_that_costs_more() {
        let codes = |all: &[&str]| all.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
        let step = Purchase {
            cost: Money::from_dollars(800),
            cost_more: Money::from_dollars(300),
            n_in_time: 3,
            n_most: 3,
            investments: codes(&["disk", "replica"]),
            added: codes(&["replica"]),
            dropped: codes(&["crew"]),
            gained: codes(&["Portal", "Taxes"]),
            n_gained: 2,
            n_lost: 1,
        };
        assert_eq!(
            step_told(1, &step),
            [
                "For $800, $300 more than the step before: 3 in time. Buy disk, replica.",
                "  Against the step before it adds replica and drops crew: 2 newly in time, 1 late \
                 again.",
            ]
        );
        assert_eq!(step_told(0, &step), ["For $800: 3 in time. Buy disk, replica."]);
    }
}
