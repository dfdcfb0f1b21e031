//! Who takes the verdicts of a run as they are given.

use std::time::Duration;

use tables::{Cell, Column, CsvStyle, CsvWriter};
use tokio::sync::mpsc;

use super::kept::Part;
use super::verdict::{Verdict, What};
use crate::{Error, Result};

/// How long somebody may take no part of a download before it ends. It holds a place of which there
/// are few.
const STALLED: Duration = Duration::from_secs(60);

/// Who takes each verdict as it is given.
#[derive(Debug)]
pub(super) enum Sink<'a> {
    /// Only the counts matter.
    Nobody,
    /// Those are kept that refuse a row for nothing but what it needs.
    Late(&'a mut Vec<Verdict>),
    /// They are kept, to be shown page by page.
    Keep(&'a mpsc::Sender<Part>),
    /// Somebody downloads them as CSV. Never more than a few parts wait for them.
    Download(&'a mpsc::Sender<Vec<u8>>),
}

impl Sink<'_> {
    /// Takes verdicts. False: nobody wants any more.
    pub(super) async fn take(&mut self, verdicts: &[Verdict]) -> Result<bool> {
        match self {
            Sink::Nobody => Ok(true),
            Sink::Late(late) => {
                let is_late = |it: &&Verdict| {
                    it.what == What::Refuse && it.reasons.iter().all(|(field, _)| field == "needs")
                };
                late.extend(verdicts.iter().filter(is_late).cloned());
                Ok(true)
            }
            Sink::Keep(sender) => Ok(sender.send(Part::Next(verdicts.to_vec())).await.is_ok()),
            Sink::Download(_) if verdicts.is_empty() => Ok(!self.is_closed()),
            Sink::Download(sender) => Ok(send(sender, csv_of(verdicts)?).await),
        }
    }

    /// Takes verdicts on rows that others were given on before. False: nobody wants any more.
    pub(super) async fn correct(&mut self, verdicts: Vec<Verdict>) -> Result<bool> {
        match self {
            Sink::Keep(_) if verdicts.is_empty() => Ok(!self.is_closed()),
            Sink::Keep(sender) => Ok(sender.send(Part::Corrected(verdicts)).await.is_ok()),
            _ => self.take(&verdicts).await,
        }
    }

    /// Whether nobody wants any more.
    pub(super) fn is_closed(&self) -> bool {
        match self {
            Sink::Nobody | Sink::Late(_) => false,
            Sink::Keep(sender) => sender.is_closed(),
            Sink::Download(sender) => sender.is_closed(),
        }
    }
}

/// Hands on a part of a download. False: nobody takes it.
pub(super) async fn send(sender: &mpsc::Sender<Vec<u8>>, part: Vec<u8>) -> bool {
    sender.send_timeout(part, STALLED).await.is_ok()
}

/// The first line of a download.
pub(super) fn heading() -> Result<Vec<u8>> {
    let columns = ["Line", "Code", "Verdict", "Field", "Reason"].map(Column::text);
    let writer = CsvWriter::new(Vec::new(), &columns, CsvStyle::EXCEL);
    writer.and_then(CsvWriter::finish).map_err(Error::internal)
}

/// The rows of verdicts: one for each reason, or one alone.
fn csv_of(verdicts: &[Verdict]) -> Result<Vec<u8>> {
    let none = [(String::new(), String::new())];
    let mut writer = CsvWriter::continued(Vec::new(), 5, CsvStyle::PLAIN);
    for verdict in verdicts {
        let reasons = if verdict.reasons.is_empty() { &none[..] } else { &verdict.reasons[..] };
        for (field, reason) in reasons {
            let line = verdict.line.to_string();
            let texts = [&line, &verdict.code, verdict.what.code(), field, reason];
            writer.write(&texts.map(Cell::from)).map_err(Error::internal)?;
        }
    }
    writer.finish().map_err(Error::internal)
}
