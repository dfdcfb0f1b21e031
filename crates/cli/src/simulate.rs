//! What a loss would mean, and in which order all of it comes back: over a database, or over a folder
//! of programme files without a server.

use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use app::ids::ItemId;
use app::people::agencies;
use app::prepare::inventory::{self, Kind};
use app::prove::recovery::Named;
use app::prove::scenarios::{
    self, Booking, Change, ChangedRow, Overtaken, RowVerdict, SEARCHED_APART, ServiceRow,
    Simulated, Totals, WorkRow,
};
use app::{Ctx, Span};
use serde_json::{Value, json};

use crate::agency;
use crate::args::{LossArgs, SimulateArgs};
use crate::config::Config;
use crate::loss::{What, assumed, counted, explained, on_data};
use crate::output;

/// What was found out, and what of it was asked for.
struct Told {
    found: Simulated,
    /// Who fares otherwise than in what it is compared with.
    differences: Option<Vec<(Change, ChangedRow)>>,
    /// Whether that is another scenario, whose order was searched by itself.
    is_apart: bool,
    /// How many services and processes are down, whoever was asked for.
    n_down: usize,
    /// When the last of all these is back that comes back.
    last: Option<Span>,
}

/// Says what a loss would mean. Fails if something of tier 1 is late or does not come back; of the
/// tier that is asked for, if one is.
pub(crate) async fn simulate(
    config: &Config,
    asked: &SimulateArgs,
    json: bool,
) -> Result<ExitCode> {
    let told = on_data(config, &asked.loss, async |ctx| told(&ctx, asked).await).await?;
    match json {
        true => output::print_json(&document(&told))?,
        false => print(&told)?,
    }
    let tier = asked.tier.unwrap_or(1);
    let is_late = |it: &ServiceRow| it.tier == Some(tier) && it.verdict.is_late();
    Ok(if told.found.services.iter().any(is_late) { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

async fn told(ctx: &Ctx, asked: &SimulateArgs) -> Result<Told> {
    let loss = &asked.loss;
    let what = What::of(ctx, loss).await?;
    let base = match asked.compare.as_deref() {
        None => None,
        Some("") => {
            let base = what.without_changes();
            Some(base.context("nothing is assumed: say --assume, or with what to --compare=CODE")?)
        }
        Some(code) => Some(What::kept(ctx, code).await?),
    };
    let agencies = match &asked.agency {
        Some(text) => Some(agencies::subtree(ctx, agency::named(ctx, text).await?.id).await?),
        None => None,
    };
    let is_asked = |it: &ServiceRow| {
        asked.tier.is_none_or(|tier| it.tier == Some(tier))
            && agencies.as_ref().is_none_or(|all| all.contains(&it.agency_id))
    };
    let mut found = what.simulated(ctx, loss).await?;
    let n_down = found.services.len();
    let last = found.services.iter().filter_map(|it| it.back).max();
    // What goes before whom is known only against the order without what is assumed.
    if asked.compare.as_deref() != Some("") {
        found.later.clear();
    }
    found.services.retain(&is_asked);
    let differences = match base {
        Some(base) => {
            let mut before = base.simulated(ctx, loss).await?.services;
            before.retain(&is_asked);
            Some(scenarios::differences(&before, &found.services))
        }
        None => None,
    };
    let other = asked.compare.as_deref().filter(|it| !it.is_empty());
    let is_apart = other.is_some() && other != loss.scenario.as_deref();
    Ok(Told { found, differences, is_apart, n_down, last })
}

/// Prints the order of restoration.
pub(crate) async fn sequence(
    config: &Config,
    loss: &LossArgs,
    (service, crew): (Option<&str>, Option<&str>),
    json: bool,
) -> Result<ExitCode> {
    let ordered = async |ctx: Ctx| {
        let Some(code) = service else {
            return Ok(What::of(&ctx, loss).await?.simulated(&ctx, loss).await?.work);
        };
        let item = inventory::by_code(&ctx, Kind::Service, code).await;
        let item = item.with_context(|| format!("there is no service called {code}"))?;
        if loss.says_nothing() {
            return alone(&ctx, item.id, loss).await;
        }
        let behind = scenarios::behind(&ctx, item.id).await?;
        let mut work = What::of(&ctx, loss).await?.simulated(&ctx, loss).await?.work;
        let ids: BTreeSet<ItemId> = behind.into_iter().map(|it| it.1).collect();
        work.retain(|it| ids.contains(&it.item.id));
        Ok(work)
    };
    let mut work = on_data(config, loss, ordered).await?;
    if let Some(code) = crew {
        let is_it = |it: &Option<Named>| it.as_ref().is_some_and(|it| it.code == code);
        work.retain(|it| is_it(&it.crew) || is_it(&it.equipment));
    }
    match json {
        true => output::print_json(&work.iter().map(work_document).collect::<Vec<_>>())?,
        false => print_work(&work)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// The order in which one service comes back with all that it needs, as its page says it: all of that
/// is lost, and its crews work for it alone.
async fn alone(ctx: &Ctx, id: ItemId, loss: &LossArgs) -> Result<Vec<WorkRow>> {
    if loss.at.is_some() || loss.people_back.is_some() || loss.begins_after.is_some() {
        bail!(
            "say what is lost, too: --scenario, --lose or --area. Alone, a service comes back as its \
             page says, at no particular time"
        );
    }
    let changes = assumed(ctx, &loss.assume).await?;
    let rows = scenarios::order_alone(ctx, id, &changes).await;
    let rows = rows.map_err(|it| explained(it, loss))?;
    Ok(rows.into_iter().filter(|it| it.from < it.until).collect())
}

/// How many are back by when, how many are not, and of how many that cannot be said. `last`: when the
/// last is back that comes back.
fn summary(totals: &Totals, last: Option<Span>) -> Vec<String> {
    let mut lines = vec![format!("{} down.", counted(totals.n_down))];
    let n_known = totals.n_in_time + totals.n_late + totals.n_no_target;
    let n_back = n_known + totals.n_unknown;
    let n_unsaid = totals.n_unknown.saturating_sub(totals.n_at_least);
    if 0 < n_back {
        let after = last.map(|it| format!(" after {it}")).unwrap_or_default();
        let all = match (totals.n_never, n_back) {
            (0, 1) => format!("It is back{after}"),
            (_, 1) => format!("1 is back{after}"),
            (0, n) => format!("All {n} are back, the last of them{after}"),
            (_, n) => format!("{n} are back, the last of them{after}"),
        };
        let kinds = [
            (totals.n_in_time, "in time"),
            (totals.n_late, "late"),
            (totals.n_at_least, "in time so far, with times or sizes missing"),
            (n_unsaid, "that cannot be said to be in time"),
            (totals.n_no_target, "without a target"),
        ];
        let kinds = kinds.iter().filter(|it| 0 < it.0).map(|(n, what)| format!("{n} {what}"));
        let kinds = kinds.collect::<Vec<_>>().join(", ");
        lines.push(format!("{all}: {kinds}."));
    }
    if 0 < totals.n_unknown {
        lines.push(format!(
            "Of {} nobody can say: of some of what they wait for it is not known how long it takes, \
             which counts as no time at all, or how many people a crew has, which counts as enough.",
            totals.n_unknown
        ));
    }
    match totals.n_never {
        0 => {}
        1 => lines.push(
            "1 does not come back: nobody is left to restore it, or something that it needs."
                .to_owned(),
        ),
        n => lines.push(format!(
            "{n} do not come back: nobody is left to restore them, or something that they need."
        )),
    }
    lines
}

/// How many are past their MTD, if any are.
fn past_mtd(n: u64) -> Option<String> {
    let limit = "maximum tolerable downtime (MTD), with catching up";
    match n {
        0 => None,
        1 => Some(format!("1 is past its {limit}.")),
        n => Some(format!("{n} are past their {limit}.")),
    }
}

fn print(told: &Told) -> Result<()> {
    let Told { found, differences, is_apart, n_down, last } = told;
    let past_mtd = past_mtd(found.result.n_past_mtd);
    for line in summary(&found.result.totals, *last).into_iter().chain(past_mtd) {
        output::print(&line)?;
    }
    for note in &found.result.notes {
        let n = if note.n == 0 { String::new() } else { format!(" ({})", note.n) };
        output::print(&format!("Note: {}{n}", note.kind.text()))?;
    }
    for it in found.scenario.lost.iter().chain(&found.scenario.sites_in_areas) {
        if let Some(after) = it.usable_after {
            output::print(&format!("{} is usable from {after} on.", it.part()))?;
        }
    }
    if let Some(after) = found.scenario.begins_after {
        output::print(&format!("Work begins after {after}."))?;
    }
    if let Some(calendar) = &found.scenario.calendar {
        output::print(&format!("Crews for business hours and in shifts come by: {calendar}"))?;
    }
    for change in &found.scenario.changes {
        let gone = if change.is_gone() { " (out of use: does not count)" } else { "" };
        output::print(&format!("Assumed: {}{gone}", change.change))?;
    }
    if found.services.len() < *n_down {
        output::print(&format!("Asked for: {} of these.", found.services.len()))?;
    }
    output::print("")?;
    let head = ["ORDER", "TIER", "BACK", "MUST BE", "LATE", "CHANCE", "SERVICE"];
    let row = |cells: [String; 7]| {
        let [order, tier, back, due, late, chance, name] = cells;
        format!("{order:>6}  {tier:>4}  {back:>10}  {due:>10}  {late:>10}  {chance:>14}  {name}")
    };
    output::print(&row(head.map(str::to_owned)))?;
    for it in &found.services {
        let span = |it: Option<Span>| it.map(|it| it.to_string()).unwrap_or_default();
        let chance = it.chance.filter(|_| it.verdict != RowVerdict::Unknown);
        let between = it.chance_between.filter(|it| it.0 < it.1).map_or_else(String::new, |it| {
            format!(" ({:.0}–{:.0})", (it.0 * 100.0).floor(), (it.1 * 100.0).ceil())
        });
        let chance = chance.map(|it| format!("{:.0} %{between}", it * 100.0));
        let late = match it.verdict {
            RowVerdict::Unknown if it.back.is_some_and(|it| it != Span::ZERO) => {
                "so far not".to_owned()
            }
            RowVerdict::Unknown => "not known".to_owned(),
            RowVerdict::NoTarget => "no target".to_owned(),
            _ => span(it.late),
        };
        output::print(&row([
            it.position.map(|it| it.to_string()).unwrap_or_default(),
            it.tier.map(|it| it.to_string()).unwrap_or_default(),
            match (it.back, it.verdict) {
                (None, _) => "never".to_owned(),
                (Some(back), RowVerdict::Unknown) => format!("≥ {back}"),
                (Some(back), _) => back.to_string(),
            },
            span(it.due),
            late,
            chance.unwrap_or_default(),
            format!("{} ({}){}", it.item.name, it.item.code, analyzed(it)),
        ]))?;
    }
    print_bookings(&found.bookings)?;
    if *is_apart && differences.as_ref().is_some_and(|it| !it.is_empty()) {
        output::print("")?;
        output::print(SEARCHED_APART)?;
    }
    differences.as_deref().map_or(Ok(()), |it| print_differences(it, &found.later))
}

/// What got better comes first. `later`: what goes before those who are back later than without what
/// is assumed.
fn print_differences(
    differences: &[(Change, ChangedRow)],
    later: &BTreeMap<ItemId, Overtaken>,
) -> Result<()> {
    output::print("")?;
    if differences.is_empty() {
        return output::print("Compared: nobody fares otherwise.");
    }
    for change in
        [Change::Earlier, Change::NotDown, Change::Judged, Change::Later, Change::NewlyDown]
    {
        let of_one: Vec<&(Change, ChangedRow)> =
            differences.iter().filter(|it| it.0 == change).collect();
        if of_one.is_empty() {
            continue;
        }
        let title = change.title();
        output::print(&format!("{title}: {}", of_one.len()))?;
        for (change, it) in of_one {
            let at = |back: Option<Span>, is_down: bool| match back {
                Some(back) => back.to_string(),
                None if is_down => "never".to_owned(),
                None => "not down".to_owned(),
            };
            let before = at(it.back_before, *change != Change::NewlyDown);
            let after = at(it.back_after, *change != Change::NotDown);
            let (name, code) = (&it.row.item.name, &it.row.item.code);
            let why = later.get(&it.row.item.id).filter(|_| *change == Change::Later);
            let why = why.map(overtaken).unwrap_or_default();
            let judged = it.verdict_before.filter(|_| *change == Change::Judged);
            let judged = judged.map_or_else(String::new, |before| {
                let now = it.row.verdict.title().to_lowercase();
                format!("; {}, now {now}", before.title().to_lowercase())
            });
            output::print(&format!("  {name} ({code}): {before}, now {after}{judged}{why}"))?;
        }
    }
    Ok(())
}

/// What goes before it.
fn overtaken(it: &Overtaken) -> String {
    let crew = match &it.crew {
        Some(of) if of.kind == Kind::Equipment => format!("{} takes {}", it.first.name, of.name),
        Some(of) => format!("{} restores {}", of.name, it.first.name),
        None => format!("its crew restores {}", it.first.name),
    };
    let whom = it.for_whom.as_ref().filter(|whom| whom.id != it.first.id);
    let whom = whom.map(|it| format!(", for {}", it.name)).unwrap_or_default();
    format!("; {crew} first{whom}")
}

/// What its impact analysis has to do with it: peaks, and whether it is past its MTD.
fn analyzed(it: &ServiceRow) -> String {
    let tightened = it.tightened.as_ref();
    let tightened = tightened.map(|it| format!("; in “{}” within {}", it.peak, it.rto));
    let ahead = it.peak_ahead.as_ref();
    let ahead = ahead.map(|it| format!("; “{}” begins after {}", it.peak, it.begins));
    let past = it.past_mtd().map(|it| format!("; {it}"));
    [tightened, ahead, past].into_iter().flatten().collect()
}

fn print_bookings(bookings: &[Booking]) -> Result<()> {
    if !bookings.is_empty() {
        output::print("")?;
        output::print("Several agencies count on these at once:")?;
    }
    for it in bookings {
        let until = it.until.map_or("the end".to_owned(), |it| it.to_string());
        let there = it
            .there
            .map_or("how many there are, nobody has said".to_owned(), |n| format!("there are {n}"));
        let agencies: Vec<String> =
            it.agencies.iter().map(|(_, name, n)| format!("{name} {n}")).collect();
        output::print(&format!(
            "  {} {}, from {} until {until}: {} asked for, {there} ({})",
            it.kind.title(),
            it.item.name,
            it.from,
            it.asked,
            agencies.join(", ")
        ))?;
    }
    Ok(())
}

fn print_work(work: &[WorkRow]) -> Result<()> {
    output::print(&format!(
        "{:>6}  {:>10}  {:>10}  {:32}  WHAT",
        "ORDER", "FROM", "UNTIL", "CREW"
    ))?;
    for it in work {
        let crew = match &it.crew {
            Some(crew) => format!("{} of {}", it.people, crew.code),
            None => String::new(),
        };
        let taken = it.equipment.as_ref().map(|of| format!("{} of {}", it.units, of.code));
        let crew = match taken {
            Some(taken) if crew.is_empty() => taken,
            Some(taken) => format!("{crew}, {taken}"),
            None => crew,
        };
        output::print(&format!(
            "{:>6}  {:>10}  {:>10}  {crew:32}  {} ({}:{})",
            it.position,
            it.from.to_string(),
            it.until.to_string(),
            it.item.name,
            it.item.kind,
            it.item.code
        ))?;
    }
    Ok(())
}

/// All of it as one document.
fn document(told: &Told) -> Value {
    let Told { found, differences, .. } = told;
    let differences: Option<Vec<Value>> =
        differences.as_ref().map(|it| it.iter().map(difference_document).collect());
    json!({
        "scenario": found.scenario,
        "seed": found.seed,
        "engine_version": found.engine_version,
        "inputs_hash": found.inputs_hash,
        "result": found.result,
        "services": found.services.iter().map(service_document).collect::<Vec<_>>(),
        "work": found.work.iter().map(work_document).collect::<Vec<_>>(),
        "bookings": found.bookings.iter().map(booking_document).collect::<Vec<_>>(),
        "differences": differences,
    })
}

fn difference_document((change, it): &(Change, ChangedRow)) -> Value {
    json!({
        "change": change.code(),
        "item": reference(&it.row.item),
        "name": it.row.item.name,
        "tier": it.row.tier,
        "back_before": it.back_before,
        "back": it.back_after,
    })
}

fn reference(it: &Named) -> String {
    inventory::reference(it.kind, &it.code)
}

fn service_document(it: &ServiceRow) -> Value {
    json!({
        "item": reference(&it.item),
        "name": it.item.name,
        "tier": it.tier,
        "cause": it.cause.as_ref().map(reference),
        "position": it.position,
        "back": it.back,
        "due": it.due,
        "late": it.late,
        "wait_for_needs": it.wait_for_needs,
        "wait_for_crew": it.wait_for_crew,
        "chance": it.chance,
        "chance_low": it.chance_between.map(|it| it.0),
        "chance_high": it.chance_between.map(|it| it.1),
        "verdict": it.verdict.code(),
        "tightened": it.tightened,
        "peak_ahead": it.peak_ahead,
        "mtd": it.caught_up.mtd,
        "caught_up": it.caught_up.after,
        "past_mtd_by": it.caught_up.past_by(),
        "is_past_mtd": it.caught_up.is_past(),
    })
}

fn work_document(it: &WorkRow) -> Value {
    json!({
        "position": it.position,
        "item": reference(&it.item),
        "name": it.item.name,
        "crew": it.crew.as_ref().map(reference),
        "people": it.people,
        "equipment": it.equipment.as_ref().map(reference),
        "units": it.units,
        "from": it.from,
        "until": it.until,
    })
}

fn booking_document(it: &Booking) -> Value {
    let agencies = it.agencies.iter().map(|(_, name, n)| json!({ "name": name, "n": n }));
    json!({
        "kind": it.kind.code(),
        "item": reference(&it.item),
        "name": it.item.name,
        "from": it.from,
        "until": it.until,
        "asked": it.asked,
        "there": it.there,
        "agencies": agencies.collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_says_how_many_are_back_by_when_and_how_many_are_not_and_why() {
        let last = Some(Span::from_hours(7));
        let said = |totals: Totals, last| summary(&totals, last).join(" ");
        let one = Totals { n_down: 1, n_late: 1, ..Totals::default() };
        assert_eq!(said(one, last), "1 service or process down. It is back after 7 h: 1 late.");
        let some = Totals { n_down: 66, n_in_time: 9, n_late: 2, n_never: 54, ..Totals::default() };
        let told = said(Totals { n_unknown: 1, ..some }, last);
        let back = "12 are back, the last of them after 7 h: 9 in time, 2 late, 1 that cannot";
        assert!(told.contains(back), "{told}");
        assert!(told.contains("Of 1 nobody can say"), "{told}");
        assert!(told.contains("54 do not come back: nobody is left"), "{told}");
        assert!(!told.contains("All"), "{told}");
        let none = Totals { n_down: 1, n_never: 1, ..Totals::default() };
        let expected = "1 service or process down. 1 does not come back: nobody is left to restore it, \
                        or something that it needs.";
        assert_eq!(said(none, None), expected);
    }
}
