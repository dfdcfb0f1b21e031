//! How long the whole state takes to work out what the loss of its primary data center would mean:
//! from asking until there is a first order, and until all is computed, written down and shown.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use super::figures::Figures;
use super::server::Client;

/// The scenario of the sample state in which the primary data center is lost.
const LOSS: &str = "loss-of-eastern-data-center";

/// How often it is run.
const N_RUNS: usize = 5;

/// Until when there must be a first order of restoration.
const FIRST_MAX: Duration = Duration::from_millis(500);

/// Until when the run must be done: the order, the chances and what agencies share.
const DONE_MAX: Duration = Duration::from_secs(5);

/// What the page of a run says when there is a first order, and after that.
const AFTER_FIRST: [&str; 3] =
    ["Seeking the best order", "Trying what chance may do", "Writing it down"];

/// When something was known, after it was asked for.
struct Run {
    first: Duration,
    done: Duration,
    shown: Duration,
}

pub(super) fn loss(client: &Client, figures: &mut Figures) -> Result<()> {
    let all = client.json("/api/v1/scenarios")?;
    let all = all.get("items").and_then(Value::as_array).into_iter().flatten();
    let is_it = |it: &&Value| text(it, "/document/code").is_some_and(|it| it == LOSS);
    let id = all.into_iter().find(is_it).and_then(|it| text(it, "/id"));
    let id = id.context("there is no such scenario")?;
    let mut runs = Vec::with_capacity(N_RUNS);
    for _ in 0..N_RUNS {
        runs.push(run(client, &id)?);
    }
    let all = |of: fn(&Run) -> Duration| runs.iter().map(of).collect();
    figures.many("Lose the primary data center, first order", all(|it| it.first), Some(FIRST_MAX));
    figures.many("… run done", all(|it| it.done), Some(DONE_MAX));
    figures.many("… and shown", all(|it| it.shown), None);
    Ok(())
}

/// Follows a run as its page does: by the stream that tells how far it is, and ends with it.
fn run(client: &Client, scenario: &str) -> Result<Run> {
    let start = Instant::now();
    let begun = client.post(&format!("/api/v1/scenarios/{scenario}/runs"))?;
    let id = text(&begun, "/id").context("a run has no id")?;
    let (page, mut first) = (format!("/scenarios/runs/{id}"), None);
    for line in client.lines(&format!("{page}/live"))? {
        let line = line?;
        if AFTER_FIRST.iter().any(|it| line.contains(it)) {
            first.get_or_insert_with(|| start.elapsed());
        }
    }
    let done = start.elapsed();
    client.get(&page)?;
    let shown = start.elapsed();
    let now = client.json(&format!("/api/v1/runs/{id}"))?;
    let down = now.pointer("/found/n_services").and_then(Value::as_u64);
    ensure!(down.is_some_and(|it| 0 < it), "the run found nothing that is down: {now}");
    Ok(Run { first: first.unwrap_or(done), done, shown })
}

fn text(of: &Value, pointer: &str) -> Option<String> {
    of.pointer(pointer).and_then(Value::as_str).map(str::to_owned)
}
