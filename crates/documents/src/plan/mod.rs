//! A plan on paper: what it says, and how it becomes a PDF or a DOCX, in full or for the public.
//!
//! The public edition is made from the same plan by [`PlanPaper::public`] and checked before it
//! leaves: as a tree, and once more as the finished file. Whoever asks for [`Edition::Public`] gets
//! a file in which nothing of the list stands in any form that is known, or
//! [`Error::Leak`].

mod paper;
mod sheet;

pub use paper::{Approval, Change, DataBlock, DataBody, PlanPaper, PlanSection, Recipient};

use crate::docx;
use crate::error::Error;
use crate::redaction::{Offender, Redactions};
use crate::render::render;
use crate::world::Template;

/// Rows, paragraphs and items that a plan may have in all. Forty pages have about a thousand.
const ROWS_MAX: usize = 20_000;

/// For whom a plan is printed.
#[derive(Debug, Clone, Copy)]
pub enum Edition<'a> {
    /// For those who work by it: everything.
    Full,
    /// For everybody: without what is withheld, and without the values of this list.
    Public(&'a Redactions),
}

/// The plan as a PDF that follows PDF/UA-1 and PDF/A-2a. The same plan always gives the same bytes.
///
/// A public edition that would still say something of its list is not made:
/// [`Error::Leak`] names what stands where.
pub fn plan_pdf(paper: &PlanPaper, edition: Edition<'_>) -> Result<Vec<u8>, Error> {
    let Edition::Public(redactions) = edition else {
        return full_pdf(paper, false);
    };
    let public = checked(paper, redactions)?;
    let pdf = full_pdf(&public, true)?;
    refuse(redactions.in_pdf(&pdf)?)?;
    Ok(pdf)
}

/// The plan as a DOCX, for those who must edit it elsewhere: headings, lists and tables are what
/// Word takes for such. A public edition is checked as that of [`plan_pdf`] is.
pub fn plan_docx(paper: &PlanPaper, edition: Edition<'_>) -> Result<Vec<u8>, Error> {
    let Edition::Public(redactions) = edition else {
        return full_docx(paper, false);
    };
    let public = checked(paper, redactions)?;
    let file = full_docx(&public, true)?;
    refuse(redactions.in_docx(&file)?)?;
    Ok(file)
}

fn full_pdf(paper: &PlanPaper, is_public: bool) -> Result<Vec<u8>, Error> {
    few_enough(paper)?;
    let sheet = sheet::sheet(paper, is_public)?;
    render(Template::Plan, &sheet, paper.generated_at)
}

fn full_docx(paper: &PlanPaper, is_public: bool) -> Result<Vec<u8>, Error> {
    few_enough(paper)?;
    docx::write(paper, is_public)
}

/// Refuses what no file holds, before anything is made of it.
fn few_enough(paper: &PlanPaper) -> Result<(), Error> {
    let rows = paper.n_rows();
    if ROWS_MAX < rows { Err(Error::TooLong { rows, limit: ROWS_MAX }) } else { Ok(()) }
}

/// The public edition as a tree in which nothing of the list is found any more.
fn checked(paper: &PlanPaper, redactions: &Redactions) -> Result<PlanPaper, Error> {
    let public = paper.public(redactions);
    refuse(redactions.in_paper(&public))?;
    Ok(public)
}

fn refuse(offenders: Vec<Offender>) -> Result<(), Error> {
    if offenders.is_empty() { Ok(()) } else { Err(Error::Leak(offenders)) }
}
