//! Data and a template become the bytes of a PDF.

use chrono::{DateTime, Datelike, FixedOffset, Timelike};
use serde_json::{Value, json};
use typst::diag::{SourceDiagnostic, Warned};
use typst::foundations::{Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::error::Error;
use crate::legible;
use crate::world::{Files, Template};

/// Sets `data` with `template`. `data` is an object; the member `unprintable` is added to it:
/// whether it has a character that no font could show.
pub(crate) fn render(
    template: Template,
    data: &Value,
    at: DateTime<FixedOffset>,
) -> Result<Vec<u8>, Error> {
    let timestamp = timestamp(at).ok_or(Error::Date)?;
    let (mut data, unprintable) = legible::value(data);
    if let Value::Object(members) = &mut data {
        members.insert("unprintable".to_owned(), json!(unprintable));
    }
    let files = Files::new(template, serde_json::to_vec(&data)?)
        .ok_or_else(|| Error::Template("no such file".to_owned()))?;
    let Warned { output, .. } = typst::compile::<PagedDocument>(&files);
    let pdf =
        output.map_err(|it| Error::Template(sentence(&it))).and_then(|it| export(&it, timestamp));
    // What was memoized is worth hundreds of megabytes, and a report is rarely made twice.
    comemo::evict(0);
    pdf
}

fn export(document: &PagedDocument, timestamp: Timestamp) -> Result<Vec<u8>, Error> {
    let standards = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1])
        .map_err(|it| Error::Export(it.message().to_string()))?;
    let options = PdfOptions {
        creator: Smart::Custom(Some("Mainstay".to_owned())),
        timestamp: Some(timestamp),
        standards,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(document, &options).map_err(|it| Error::Export(sentence(&it)))
}

fn timestamp(at: DateTime<FixedOffset>) -> Option<Timestamp> {
    let small = |it: u32| u8::try_from(it).ok();
    if !(0..=9999).contains(&at.year()) {
        return None;
    }
    Datetime::from_ymd_hms(
        at.year(),
        small(at.month())?,
        small(at.day())?,
        small(at.hour())?,
        small(at.minute())?,
        small(at.second())?,
    )
    .and_then(|it| Timestamp::new_local(it, at.offset().local_minus_utc() / 60))
}

fn sentence(problems: &[SourceDiagnostic]) -> String {
    let messages: Vec<&str> = problems.iter().map(|it| it.message.as_str()).take(3).collect();
    messages.join("; ")
}
