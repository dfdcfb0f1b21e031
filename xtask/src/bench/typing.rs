//! How soon somebody who writes a plan is told what the rules find in it.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use super::figures::Figures;
use super::server::Client;
use super::{N_TIMED, N_WARM};

/// How soon that must be, half of the times.
const TYPING_MAX: Duration = Duration::from_millis(100);

/// Types at a draft, letter by letter, and asks each time what is found in all of the plan.
pub(super) fn findings(client: &Client, figures: &mut Figures) -> Result<()> {
    let (id, mut content) = longest(client)?;
    let path = format!("/api/v1/plans/{id}/findings");
    let mut taken = Vec::with_capacity(N_TIMED);
    let mut n_found = 0;
    for n in 0..N_WARM + N_TIMED {
        let text = content.pointer_mut("/sections/0/text").context("the plan has no section")?;
        *text = json!(format!("{}x", text.as_str().unwrap_or_default()));
        let start = Instant::now();
        let answer = client.ask(&path, &content)?;
        if N_WARM <= n {
            taken.push(start.elapsed());
        }
        n_found = answer.get("findings").and_then(Value::as_array).map_or(0, Vec::len);
    }
    ensure!(0 < n_found, "nothing is found in the plan");
    figures.many(
        &format!("What is found in a plan, as it is typed ({n_found})"),
        taken,
        Some(TYPING_MAX),
    );
    Ok(())
}

/// Of the drafts on a page of those that are reviewed, the one of the plan that is about the most, and
/// what it says.
fn longest(client: &Client) -> Result<(String, Value)> {
    let all = client.json("/api/v1/plans?draft=in_review&limit=50")?;
    let all = all.get("items").and_then(Value::as_array).into_iter().flatten();
    let n_items =
        |it: &&Value| it.pointer("/document/items").and_then(Value::as_array).map(Vec::len);
    let plan = all.max_by_key(n_items).context("no plan is reviewed")?;
    let id = plan.get("id").and_then(Value::as_str).context("a plan has no id")?;
    let draft = client.json(&format!("/api/v1/plans/{id}/draft"))?;
    let content = draft.get("document").cloned().context("a draft says nothing")?;
    Ok((id.to_owned(), content))
}
