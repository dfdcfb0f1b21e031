//! What is lost and what is assumed, as the command line says it, and the data that it is about.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, Result, anyhow, bail};
use app::people::agencies;
use app::prepare::inventory::{self, Kind};
use app::programme::transfer::{self, WriteOptions};
use app::programme::{Severity, folder};
use app::prove::investments::Improvement;
use app::prove::scenarios::{
    self, AREA_BYTES_MAX, Area, Scenario, ScenarioDocument, Simulated, Simulation, Usable,
};
use app::seal::SealKey;
use app::{Ctx, Db, Error, FieldProblem, Platform, Span};

use crate::args::LossArgs;
use crate::config::Config;
use crate::database::Opened;
use crate::{database, output};

/// What is simulated.
#[derive(Debug, Clone)]
pub(crate) enum What {
    /// A scenario that is kept, perhaps with more assumed.
    Kept(Box<Scenario>),
    /// What the command line says.
    Said(Box<ScenarioDocument>),
}

impl What {
    /// What the command line says.
    pub(crate) async fn of(ctx: &Ctx, loss: &LossArgs) -> Result<What> {
        let changes = assumed(ctx, &loss.assume).await?;
        let Some(code) = &loss.scenario else {
            let document = document(ctx, loss).await?;
            return Ok(What::Said(Box::new(ScenarioDocument { changes, ..document })));
        };
        let scenario = kept(ctx, code).await?;
        let scenario = scenarios::assuming(ctx, scenario, &changes).await;
        Ok(What::Kept(Box::new(scenario.map_err(|it| explained(it, loss))?)))
    }

    /// The scenario called `code`.
    pub(crate) async fn kept(ctx: &Ctx, code: &str) -> Result<What> {
        Ok(What::Kept(Box::new(kept(ctx, code).await?)))
    }

    /// The same with nothing assumed. `None` if nothing is.
    pub(crate) fn without_changes(&self) -> Option<What> {
        match self {
            What::Kept(it) if it.changes.is_empty() => None,
            What::Said(it) if it.changes.is_empty() => None,
            What::Kept(it) => {
                Some(What::Kept(Box::new(Scenario { changes: Vec::new(), ..(**it).clone() })))
            }
            What::Said(it) => {
                let document = ScenarioDocument { changes: Vec::new(), ..(**it).clone() };
                Some(What::Said(Box::new(document)))
            }
        }
    }

    /// What it would mean.
    pub(crate) async fn simulated(&self, ctx: &Ctx, loss: &LossArgs) -> Result<Simulated> {
        let tell = |n_services: u64, percent: u8| {
            output::say(&format!("{percent:>3} %: {} down", counted(n_services)));
        };
        let how = Simulation { seed: loss.seed, tell: Arc::new(tell) };
        let found = match self {
            What::Kept(scenario) => scenarios::simulate(ctx, scenario, &how).await,
            What::Said(document) => scenarios::simulate_document(ctx, document, &how).await,
        };
        found.map_err(|it| explained(it, loss))
    }
}

async fn kept(ctx: &Ctx, code: &str) -> Result<Scenario> {
    let scenario = scenarios::by_code(ctx, code).await;
    scenario.with_context(|| format!("there is no scenario called {code}"))
}

async fn document(ctx: &Ctx, loss: &LossArgs) -> Result<ScenarioDocument> {
    let (mut lost, mut usable) = (Vec::new(), Vec::new());
    for text in &loss.lose {
        let (what, after) = match text.rsplit_once(" after ") {
            Some((what, after)) => (what.trim(), Some(span(after)?)),
            None => (text.as_str(), None),
        };
        let found = references(ctx, what).await?;
        let again = |it: &String| Some(Usable { item: it.clone(), after: after? });
        usable.extend(found.iter().filter_map(again));
        lost.extend(found);
    }
    let usable_after = loss.area_usable.as_deref().map(span).transpose()?;
    let areas = loss.area.iter().map(|it| area(it).map(|it| Area { usable_after, ..it }));
    let areas = areas.collect::<Result<Vec<_>>>()?;
    let alone = loss.alone.as_ref().map(|it| match it.contains(':') {
        true => it.clone(),
        false => inventory::reference(Kind::Service, it),
    });
    if lost.is_empty() && areas.is_empty() && alone.is_none() {
        bail!("say what is lost: --scenario, --lose, --alone or --area");
    }
    let strikes_at = loss.at.as_deref().map(|it| {
        it.parse().with_context(|| format!("{it} is no time, such as 2026-09-14T10:30:00Z"))
    });
    let people_back = loss.people_back.as_deref().map(span);
    let begins_after = loss.begins_after.as_deref().map(span);
    let top = agencies::all(ctx).await?.into_iter().find(|it| it.parent_id.is_none());
    let top = top.context("there is no agency yet")?;
    Ok(ScenarioDocument {
        lost,
        alone,
        usable,
        areas,
        strikes_at: strikes_at.transpose()?,
        people_back: people_back.transpose()?,
        begins_after: begins_after.transpose()?,
        ..ScenarioDocument::new(&top.code, "tried", "As said on the command line")
    })
}

fn span(text: &str) -> Result<Span> {
    let span = text.trim().parse::<Span>().ok();
    span.with_context(|| format!("{text} is no length of time, such as 24 h"))
}

/// What is assumed to be better than it is.
pub(crate) async fn assumed(ctx: &Ctx, texts: &[String]) -> Result<Vec<Improvement>> {
    let mut changes = Vec::with_capacity(texts.len());
    for text in texts {
        let of = || format!("--assume '{text}'");
        let change = text.parse::<Improvement>();
        let mut change =
            change.map_err(|it| anyhow!("{}, {}: {}", of(), part_of(&it.field), it.reason))?;
        let found = references(ctx, &change.item).await.with_context(of)?;
        change.item = found.into_iter().next().unwrap_or_default();
        if let Some(need) = &change.need {
            change.need = references(ctx, need).await.with_context(of)?.into_iter().next();
        }
        changes.push(change);
    }
    Ok(changes)
}

/// What a part of a change is called on the command line.
fn part_of(field: &str) -> &str {
    match field {
        "item" => "what is better",
        "kind" => "what about it",
        "people" => "how many more",
        "need" => "without what",
        "site" => "where the copy is",
        other => other,
    }
}

/// What is wrong, by the flag that says it.
pub(crate) fn explained(error: Error, loss: &LossArgs) -> anyhow::Error {
    let Error::Invalid(problems) = error else { return error.into() };
    let told = |it: &FieldProblem| {
        let mut parts = it.field.split(['.', '[', ']']);
        let (name, n) = (parts.next().unwrap_or(""), parts.next());
        let n: Option<usize> = n.and_then(|it| it.parse().ok());
        let said = |all: &[String]| n.and_then(|it| all.get(it)).cloned();
        let flag = match name {
            "lost" => said(&loss.lose).map(|it| format!("--lose '{it}'")),
            "changes" => said(&loss.assume).map(|it| match parts.next() {
                Some(part) => format!("--assume '{it}', {}", part_of(part)),
                None => format!("--assume '{it}'"),
            }),
            "usable" => Some("--lose".to_owned()),
            "alone" => Some("--alone".to_owned()),
            "areas" => Some("--area".to_owned()),
            "strikes_at" => Some("--at".to_owned()),
            "people_back" => Some("--people-back".to_owned()),
            "begins_after" => Some("--begins-after".to_owned()),
            _ => None,
        };
        format!("{}: {}", flag.unwrap_or_else(|| it.field.to_string()), it.reason)
    };
    anyhow!(problems.iter().map(told).collect::<Vec<_>>().join("; "))
}

/// Does `work` on the database, or on one in memory that holds what the folder says.
pub(crate) async fn on_data<T>(
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

/// What `text` names: by kind and code, or with `item` whatever has that code.
async fn references(ctx: &Ctx, text: &str) -> Result<Vec<String>> {
    let Some(code) = text.strip_prefix("item:") else { return Ok(vec![text.to_owned()]) };
    let mut found = Vec::new();
    for kind in Kind::ALL {
        match inventory::by_code(ctx, *kind, code.trim()).await {
            Ok(item) if item.retired_at.is_none() => {
                found.push(inventory::reference(*kind, &item.code));
            }
            Ok(_) | Err(Error::NotFound(_)) => {}
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
pub(crate) fn counted(n: u64) -> String {
    match n {
        1 => "1 service or process".to_owned(),
        n => format!("{n} services and processes"),
    }
}
