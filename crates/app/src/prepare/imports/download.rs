//! The verdict on every row as a file: what the last check said, each row of the file once.

use std::time::Duration;

use tables::{Cell, Column, CsvStyle, CsvWriter};
use tokio::sync::mpsc;
use tokio::sync::mpsc::error::SendTimeoutError;

use super::import::{State, UNCHECKED};
use super::read::own;
use super::verdict::Verdict;
use super::write::place;
use super::{has_verdicts, verdict_store as store};
use crate::ids::ImportId;
use crate::{Ctx, Error, Result};

/// How many parts may wait for whoever downloads.
const PARTS_MAX: usize = 4;

/// How long somebody may take no part of a download before it ends. It holds a place of which there
/// are few.
const STALLED: Duration = Duration::from_secs(60);

/// A part of a download, or why there are no more though it is not at its end.
type Part = Result<Vec<u8>>;

/// The verdict on every row as CSV, in parts, as they are read. It ends when nobody takes it.
pub async fn verdicts(ctx: &Ctx, id: ImportId) -> Result<mpsc::Receiver<Part>> {
    let tx = ctx.read().await?;
    let import = own(&tx, ctx, id).await?;
    drop(tx);
    import.mapped()?;
    if import.state != State::Checked || !has_verdicts(ctx, &import).await? {
        return Err(UNCHECKED.into());
    }
    let (sender, receiver) = mpsc::channel(PARTS_MAX + 1);
    // There is room for this whatever waits: a file that breaks off must not look whole.
    let last = sender.clone().reserve_owned().await.map_err(Error::internal)?;
    let ctx = ctx.clone();
    tokio::spawn(async move {
        if let Err(error) = write(&ctx, id, &sender).await {
            tracing::warn!(%error, import = %id, "the verdicts end early");
            last.send(Err(error));
        }
    });
    Ok(receiver)
}

async fn write(ctx: &Ctx, id: ImportId, sender: &mpsc::Sender<Part>) -> Result<()> {
    // Who closes the window while others are served waits no longer.
    let _place = tokio::select! {
        place = place(ctx) => place?,
        () = sender.closed() => return Ok(()),
    };
    let tx = ctx.read().await?;
    if !send(sender, heading()?).await? {
        return Ok(());
    }
    for block in store::blocks(&tx, id).await? {
        let verdicts = store::by_blocks(&tx, id, &[block.n]).await?;
        if !send(sender, csv_of(&verdicts)?).await? {
            return Ok(());
        }
    }
    Ok(())
}

/// Hands on a part. False: whoever downloads has gone.
async fn send(sender: &mpsc::Sender<Part>, part: Vec<u8>) -> Result<bool> {
    match sender.send_timeout(Ok(part), STALLED).await {
        Ok(()) => Ok(true),
        Err(SendTimeoutError::Closed(_)) => Ok(false),
        Err(SendTimeoutError::Timeout(_)) => Err(Error::internal("nobody takes them any more")),
    }
}

/// The first line.
fn heading() -> Result<Vec<u8>> {
    let columns = ["Line", "Code", "Verdict", "Field", "Reason"].map(Column::text);
    let writer = CsvWriter::new(Vec::new(), &columns, CsvStyle::EXCEL);
    writer.and_then(CsvWriter::finish).map_err(Error::internal)
}

/// One line for each row of the file, whatever the number of reasons.
fn csv_of(verdicts: &[Verdict]) -> Result<Vec<u8>> {
    let mut writer = CsvWriter::continued(Vec::new(), 5, CsvStyle::PLAIN);
    for verdict in verdicts {
        let line = verdict.line.to_string();
        let mut fields: Vec<&str> = Vec::new();
        for (field, _) in &verdict.reasons {
            if !fields.contains(&field.as_str()) {
                fields.push(field);
            }
        }
        let reasons: Vec<&str> = verdict.reasons.iter().map(|it| it.1.as_str()).collect();
        let (fields, reasons) = (fields.join(", "), reasons.join(" "));
        let texts = [line.as_str(), &verdict.code, verdict.what.code(), &fields, &reasons];
        writer.write(&texts.map(Cell::from)).map_err(Error::internal)?;
    }
    writer.finish().map_err(Error::internal)
}
