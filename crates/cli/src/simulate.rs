//! What a loss would mean, and in which order all of it comes back: over a database, or over a folder
//! of programme files without a server.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use app::ids::ItemId;
use app::people::agencies;
use app::prepare::inventory::{self, Kind};
use app::programme::transfer::{self, WriteOptions};
use app::programme::{Severity, folder};
use app::prove::recovery::Named;
use app::prove::scenarios::{
    self, AREA_BYTES_MAX, Area, Booking, RowVerdict, ScenarioDocument, ServiceRow, Simulated,
    Simulation, WorkRow,
};
use app::seal::SealKey;
use app::{Ctx, Db, Platform, Span};
use serde_json::{Value, json};

use crate::args::LossArgs;
use crate::config::Config;
use crate::database::Opened;
use crate::{database, output};

/// Says what a loss would mean. Fails if something of tier 1 is late or does not come back.
pub(crate) async fn simulate(config: &Config, loss: &LossArgs, json: bool) -> Result<ExitCode> {
    let found = on_data(config, loss, async |ctx| simulated(&ctx, loss, None).await).await?;
    match json {
        true => output::print_json(&document(&found))?,
        false => print(&found)?,
    }
    let is_late = |it: &ServiceRow| it.tier == Some(1) && it.verdict.is_late();
    Ok(if found.services.iter().any(is_late) { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Prints the order of restoration.
pub(crate) async fn sequence(
    config: &Config,
    loss: &LossArgs,
    service: Option<&str>,
    json: bool,
) -> Result<ExitCode> {
    let ordered = async |ctx: Ctx| {
        let Some(code) = service else {
            return Ok(simulated(&ctx, loss, None).await?.work);
        };
        let item = inventory::by_code(&ctx, Kind::Service, code).await;
        let item = item.with_context(|| format!("there is no service called {code}"))?;
        let behind = scenarios::behind(&ctx, item.id).await?;
        let parts = behind.iter().map(|it| &it.0).filter(|it| it.is_lost_alone());
        let all = parts.map(ToString::to_string).collect();
        let mut work = simulated(&ctx, loss, Some(all)).await?.work;
        let ids: BTreeSet<ItemId> = behind.into_iter().map(|it| it.1).collect();
        work.retain(|it| ids.contains(&it.item.id));
        Ok(work)
    };
    let work = on_data(config, loss, ordered).await?;
    match json {
        true => output::print_json(&work.iter().map(work_document).collect::<Vec<_>>())?,
        false => print_work(&work)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Does `work` on the database, or on one in memory that holds what the folder says.
async fn on_data<T>(
    config: &Config,
    loss: &LossArgs,
    work: impl AsyncFnOnce(Ctx) -> Result<T>,
) -> Result<T> {
    let Some(dir) = &loss.folder else {
        let on_database = async |it: Opened| work(it.ctx()).await;
        return database::within(config, database::REFUSE, on_database).await;
    };
    let db = Db::connect("sqlite::memory:").await?;
    db.migrate().await?;
    // Nothing secret is kept in it, and it is gone afterwards.
    let platform = Platform::new(db.clone(), SealKey::new(&[0; 32]));
    let ctx = database::ctx(&platform);
    let done = async { fill(&ctx, dir).await.map(|()| ctx) }.await;
    let done = match done {
        Ok(ctx) => work(ctx).await,
        Err(error) => Err(error),
    };
    database::close(&db).await;
    done
}

/// Puts what a folder says into the database.
async fn fill(ctx: &Ctx, dir: &Path) -> Result<()> {
    let (programme, findings) = folder::read(dir)
        .with_context(|| format!("{} cannot be read as a folder", dir.display()))?;
    if let Some(wrong) = findings.iter().find(|it| it.severity == Severity::Error) {
        bail!("{}: {} `mainstay check` says more", wrong.subject, wrong.message);
    }
    output::say(&format!("Reading {}", output::count(programme.items.len(), "item")));
    let written = transfer::write(ctx, &programme, WriteOptions::default()).await;
    written.context("the folder contradicts itself: `mainstay check` says more")?;
    Ok(())
}

/// What the loss would mean; `otherwise` is lost if nothing else is said.
async fn simulated(
    ctx: &Ctx,
    loss: &LossArgs,
    otherwise: Option<Vec<String>>,
) -> Result<Simulated> {
    let tell = |n_services: u64, percent: u8| {
        output::say(&format!("{percent:>3} %: {} down", counted(n_services)));
    };
    let how = Simulation { seed: loss.seed, tell: Arc::new(tell) };
    if let Some(code) = &loss.scenario {
        let scenario = scenarios::by_code(ctx, code).await;
        let scenario = scenario.with_context(|| format!("there is no scenario called {code}"))?;
        return Ok(scenarios::simulate(ctx, &scenario, &how).await?);
    }
    let mut lost = Vec::new();
    for text in &loss.lose {
        lost.extend(references(ctx, text).await?);
    }
    let areas = loss.area.iter().map(|it| area(it)).collect::<Result<Vec<_>>>()?;
    if lost.is_empty() && areas.is_empty() {
        match otherwise {
            Some(otherwise) => lost = otherwise,
            None => bail!("say what is lost: --scenario, --lose or --area"),
        }
    }
    let strikes_at = loss.at.as_deref().map(|it| {
        it.parse().with_context(|| format!("{it} is no time, such as 2026-09-14T10:30:00Z"))
    });
    let people_back = loss.people_back.as_deref().map(|it| {
        let span = it.parse::<Span>().ok();
        span.with_context(|| format!("{it} is no length of time, such as 24 h"))
    });
    let top = agencies::all(ctx).await?.into_iter().find(|it| it.parent_id.is_none());
    let top = top.context("there is no agency yet")?;
    let document = ScenarioDocument {
        lost,
        areas,
        strikes_at: strikes_at.transpose()?,
        people_back: people_back.transpose()?,
        ..ScenarioDocument::new(&top.code, "tried", "As said on the command line")
    };
    Ok(scenarios::simulate_document(ctx, &document, &how).await?)
}

/// What `text` names: by kind and code, or with `item` whatever has that code.
async fn references(ctx: &Ctx, text: &str) -> Result<Vec<String>> {
    let Some(code) = text.strip_prefix("item:") else { return Ok(vec![text.to_owned()]) };
    let mut found = Vec::new();
    for kind in Kind::ALL {
        match inventory::by_code(ctx, *kind, code.trim()).await {
            Ok(item) if item.retired_at.is_none() => {
                found.push(inventory::reference(*kind, &item.code));
            }
            Ok(_) | Err(app::Error::NotFound(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    match found.as_slice() {
        [] => bail!("there is no item called {code}"),
        [_] => Ok(found),
        _ => bail!("several items are called {code}: {}", found.join(", ")),
    }
}

fn area(path: &Path) -> Result<Area> {
    let of = || format!("{} cannot be read", path.display());
    let n_bytes = std::fs::metadata(path).with_context(of)?.len();
    if u64::try_from(AREA_BYTES_MAX)? < n_bytes {
        bail!("{} is larger than 1 MiB", path.display());
    }
    let bytes = std::fs::read(path).with_context(of)?;
    Area::read("", &bytes).map_err(|it| anyhow::anyhow!("{}: {}", path.display(), it.reason))
}

/// How many services and processes.
fn counted(n: u64) -> String {
    match n {
        1 => "1 service or process".to_owned(),
        n => format!("{n} services and processes"),
    }
}

fn print(found: &Simulated) -> Result<()> {
    let totals = &found.result.totals;
    output::print(&format!(
        "{} down: {} in time, {} late, {} not back at all, {} cannot be said, {} without a target. \
         All is back after {}.",
        counted(totals.n_down),
        totals.n_in_time,
        totals.n_late,
        totals.n_never,
        totals.n_unknown,
        totals.n_no_target,
        found.result.all_back
    ))?;
    for note in &found.result.notes {
        let n = if note.n == 0 { String::new() } else { format!(" ({})", note.n) };
        output::print(&format!("Note: {}{n}", note.kind.text()))?;
    }
    output::print("")?;
    let head = ["ORDER", "TIER", "BACK", "MUST BE", "LATE", "CHANCE", "SERVICE"];
    let row = |cells: [String; 7]| {
        let [order, tier, back, due, late, chance, name] = cells;
        format!("{order:>6}  {tier:>4}  {back:>10}  {due:>10}  {late:>10}  {chance:>6}  {name}")
    };
    output::print(&row(head.map(str::to_owned)))?;
    for it in &found.services {
        let span = |it: Option<Span>| it.map(|it| it.to_string()).unwrap_or_default();
        let chance = it.chance.filter(|_| it.verdict != RowVerdict::Unknown);
        let chance = chance.map(|it| format!("{:.0} %", it * 100.0));
        let late = match it.verdict {
            RowVerdict::Unknown => "not known".to_owned(),
            RowVerdict::NoTarget => "no target".to_owned(),
            _ => span(it.late),
        };
        output::print(&row([
            it.position.map(|it| it.to_string()).unwrap_or_default(),
            it.tier.map(|it| it.to_string()).unwrap_or_default(),
            it.back.map_or("never".to_owned(), |it| it.to_string()),
            span(it.due),
            late,
            chance.unwrap_or_default(),
            format!("{} ({}){}", it.item.name, it.item.code, peak(it)),
        ]))?;
    }
    print_bookings(&found.bookings)
}

/// What a peak has to do with its target.
fn peak(it: &ServiceRow) -> String {
    let tightened = it.tightened.as_ref();
    let tightened = tightened.map(|it| format!("; in “{}” within {}", it.peak, it.rto));
    let ahead = it.peak_ahead.as_ref();
    let ahead = ahead.map(|it| format!("; “{}” begins after {}", it.peak, it.begins));
    [tightened, ahead].into_iter().flatten().collect()
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
fn document(found: &Simulated) -> Value {
    json!({
        "scenario": found.scenario,
        "seed": found.seed,
        "engine_version": found.engine_version,
        "inputs_hash": found.inputs_hash,
        "result": found.result,
        "services": found.services.iter().map(service_document).collect::<Vec<_>>(),
        "work": found.work.iter().map(work_document).collect::<Vec<_>>(),
        "bookings": found.bookings.iter().map(booking_document).collect::<Vec<_>>(),
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
        "verdict": it.verdict.code(),
        "tightened": it.tightened,
        "peak_ahead": it.peak_ahead,
    })
}

fn work_document(it: &WorkRow) -> Value {
    json!({
        "position": it.position,
        "item": reference(&it.item),
        "name": it.item.name,
        "crew": it.crew.as_ref().map(reference),
        "people": it.people,
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
