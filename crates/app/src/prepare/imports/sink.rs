//! Who takes the verdicts of a run as they are given.

use tokio::sync::mpsc;

use super::kept::Part;
use super::verdict::{Verdict, What};
use crate::Result;

/// Who takes each verdict as it is given.
#[derive(Debug)]
pub(super) enum Sink<'a> {
    /// Only the counts matter.
    Nobody,
    /// Those are kept that refuse a row for nothing but what it needs.
    Late(&'a mut Vec<Verdict>),
    /// They are kept, to be shown page by page.
    Keep(&'a mpsc::Sender<Part>),
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
        }
    }
}
