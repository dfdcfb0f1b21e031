//! Checking the audit log.

use std::process::ExitCode;

use anyhow::Result;
use app::events::{self, Verdict};

use crate::config::Config;
use crate::database::Opened;
use crate::{database, output};

/// Finds any entry that was altered, removed or reordered.
pub(crate) async fn verify(config: &Config, json: bool) -> Result<ExitCode> {
    let verify = async |it: Opened| Ok(events::verify(&it.ctx()).await?);
    let verdict = database::within(config, database::REFUSE, verify).await?;
    let (code, document, line) = match verdict {
        Verdict::Intact { n_events, hash } => {
            let hash: String = hash.iter().map(|it| format!("{it:02x}")).collect();
            let n = output::count(n_events, "event");
            let line = format!("The audit log is intact: {n}, the last hash is {hash}.");
            let document = serde_json::json!({ "intact": true, "events": n_events, "hash": hash });
            (ExitCode::SUCCESS, document, line)
        }
        Verdict::Broken { at_seq } => {
            let line = format!(
                "The audit log was tampered with: event {at_seq} is the first that was altered, \
                 removed or reordered. Compare it with a backup, and find out who can write to the \
                 database."
            );
            let document = serde_json::json!({ "intact": false, "first_wrong_event": at_seq });
            (ExitCode::FAILURE, document, line)
        }
    };
    match json {
        true => output::print_json(&document)?,
        false => output::print(&line)?,
    }
    Ok(code)
}
