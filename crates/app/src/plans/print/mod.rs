//! Plans on paper: the same that the page shows, as a PDF to print, a Word file to work on, and a PDF
//! for the public, from which `secrets` are taken out.

mod found;
mod secrets;

use chrono_tz::Tz;
use documents::markdown;
use documents::plan::{
    Approval, Change, DataBlock, DataBody, Edition, PlanPaper, PlanSection, plan_docx, plan_pdf,
};
use documents::{Fact, Paper};

use crate::ids::{PersonId, PlanId};
use crate::people::{agencies, persons};
use crate::plans::blocks::Block;
use crate::plans::live::{Opened, open};
use crate::plans::plan::PlanVersion;
use crate::plans::templates::BlockKind;
use crate::settings::{self, General};
use crate::{Ctx, Error, FieldProblem, Refusal, Result, Timestamp};

/// A plan as a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanFile {
    /// What to call it.
    pub file_name: String,
    /// Its media type.
    pub media_type: &'static str,
    /// The file itself.
    pub bytes: Vec<u8>,
}

/// As what a plan is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Print {
    /// Tagged PDF (PDF/UA-1 and PDF/A-2a).
    Pdf,
    /// A Word file, for those who must edit it elsewhere.
    Docx,
    /// The same PDF for everybody: without people, how they are reached, where sites are, and addresses
    /// of machines.
    Public,
}

const DRAFT: Refusal = Refusal::new(
    "plan.public_draft",
    "Only what is or was in force has a public edition. Put the version in force first.",
);

/// Version `number` of a plan as a file, as far as the actor may see it.
pub async fn print(ctx: &Ctx, id: PlanId, number: u32, print: Print) -> Result<PlanFile> {
    let general = settings::general(ctx).await?;
    let opened = open(ctx, id, Some(number)).await?;
    if print == Print::Public && opened.version.published_at.is_none() {
        return Err(DRAFT.into());
    }
    let file_name = format!("{}-v{number}", opened.plan.code);
    let paper = paper(ctx, &opened, &general).await?;
    let redactions = match print {
        Print::Public => Some(secrets::of(ctx, &opened).await?),
        Print::Pdf | Print::Docx => None,
    };
    ctx.see_anew();
    let make = move || match (print, redactions) {
        (Print::Docx, _) => plan_docx(&paper, Edition::Full),
        (_, Some(redactions)) => plan_pdf(&paper, Edition::Public(&redactions)),
        (_, None) => plan_pdf(&paper, Edition::Full),
    };
    let made = tokio::task::spawn_blocking(make).await.map_err(Error::internal)?;
    let bytes = made.map_err(not_made)?;
    let (ending, media_type) = match print {
        Print::Pdf => ("pdf", "application/pdf"),
        Print::Public => ("public.pdf", "application/pdf"),
        Print::Docx => {
            ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
        }
    };
    Ok(PlanFile { file_name: format!("{file_name}.{ending}"), media_type, bytes })
}

/// Why a file is not made, for whoever asked for it.
fn not_made(error: documents::Error) -> Error {
    match error {
        documents::Error::TooLong { .. } => FieldProblem::new("id", error.to_string()).into(),
        // Both name what stands where, to whoever may read the plan anyway.
        documents::Error::Leak(_) | documents::Error::Unread(_) => {
            let reason = format!("{error}. Write that otherwise in a new version.");
            Refusal { code: "plan.public_leak", reason: reason.into() }.into()
        }
        other => Error::internal(other),
    }
}

/// Whether the public edition leaves a block out: what it shows is people, or where it hurts.
const fn is_withheld(kind: BlockKind) -> bool {
    matches!(
        kind,
        BlockKind::Contacts | BlockKind::Teams | BlockKind::Circuits | BlockKind::Dependencies
    )
}

async fn paper(ctx: &Ctx, it: &Opened, general: &General) -> Result<PlanPaper> {
    let zone = general.zone();
    let version = &it.version;
    let agency = agencies::labels(ctx, &[it.plan.agency_id].into()).await?;
    let people = [Some(version.author_id), version.reviewed_by, version.approved_by];
    let people = people.into_iter().flatten().chain(it.versions.iter().map(|it| it.author_id));
    let names = persons::labels(ctx, &people.collect()).await?;
    let name = |id: Option<PersonId>| id.and_then(|it| names.get(&it).cloned()).unwrap_or_default();
    let local = ctx.now.with_timezone(&zone);
    Ok(PlanPaper {
        paper: Paper::UsLetter,
        state: general.state_name.clone(),
        agency: agency.into_values().next(),
        title: it.plan.title.clone(),
        plan_type: it.template.name.clone(),
        code: it.plan.code.clone(),
        version: format!("Version {}", version.number),
        status: version.state.title().to_owned(),
        marking: None,
        dates: dates(it, zone),
        generated: local.format("%B %-d, %Y, %-I:%M %P %Z").to_string(),
        generated_at: local.fixed_offset(),
        sections: sections(it, zone),
        approvals: approvals(version, name, zone),
        distribution: Vec::new(),
        changes: it
            .versions
            .iter()
            .filter(|older| older.number <= version.number)
            .map(|it| Change {
                version: it.number.to_string(),
                date: day(it.published_at.or(it.submitted_at), zone),
                by: name(Some(it.author_id)),
                summary: it.summary.clone(),
            })
            .collect(),
    })
}

fn dates(it: &Opened, zone: Tz) -> Vec<Fact> {
    let fact = |label: &str, at: Option<Timestamp>| {
        at.map(|at| Fact { label: label.to_owned(), value: day(Some(at), zone) })
    };
    let version = &it.version;
    let dates = [
        fact("Handed in", version.submitted_at),
        fact("Approved", version.approved_at),
        fact("In force from", version.published_at),
        fact("Review due", it.plan.review_due),
    ];
    dates.into_iter().flatten().collect()
}

fn sections(it: &Opened, zone: Tz) -> Vec<PlanSection> {
    let as_of = match (&it.version.frozen, it.version.published_at) {
        (Some(_), Some(at)) => format!("as of {}", day(Some(at), zone)),
        _ => String::new(),
    };
    let known = (1..).zip(&it.template.sections).map(|(n, section)| {
        let n: u32 = n;
        let blocks = section.blocks.iter();
        let data = blocks.filter_map(|kind| it.blocks.iter().find(|it| it.kind == *kind));
        PlanSection {
            number: n.to_string(),
            title: section.title.clone(),
            text: text(it, &section.key),
            data: data.map(|it| data_block(it, &as_of)).collect(),
            is_withheld: false,
        }
    });
    // What was written under a key that the type does not have is printed all the same.
    let others = it.version.content.sections.iter();
    let others = others.filter(|section| it.template.section(&section.key).is_none());
    let others = others.map(|section| PlanSection {
        number: String::new(),
        title: section.key.clone(),
        text: text(it, &section.key),
        data: Vec::new(),
        is_withheld: false,
    });
    known.chain(others).collect()
}

fn text(it: &Opened, key: &str) -> Vec<markdown::Block> {
    let Some(section) = it.version.content.section(key) else { return Vec::new() };
    match section.not_applicable.trim() {
        "" => markdown::parse(&section.text),
        why => markdown::parse(&format!("{}\n\nDoes not apply: {why}", section.text)),
    }
}

fn data_block(it: &Block, as_of: &str) -> DataBlock {
    DataBlock {
        title: it.kind.title().to_owned(),
        sentence: it.says.clone(),
        as_of: as_of.to_owned(),
        body: DataBody::Table {
            heads: it.columns.clone(),
            rows: it.rows.iter().map(|it| it.cells.clone()).collect(),
        },
        is_withheld: is_withheld(it.kind),
    }
}

fn approvals(
    version: &PlanVersion,
    name: impl Fn(Option<PersonId>) -> String,
    zone: Tz,
) -> Vec<Approval> {
    let approval = |role: &str, by, decision: &str, at: Option<Timestamp>| Approval {
        role: role.to_owned(),
        name: name(by),
        decision: at.map(|_| decision.to_owned()).unwrap_or_default(),
        date: day(at, zone),
    };
    let owner = Some(version.author_id);
    vec![
        approval("Plan owner", owner, "Handed in", version.submitted_at),
        approval("Continuity team", version.reviewed_by, "Let pass", version.reviewed_at),
        approval("Agency head", version.approved_by, "Approved", version.approved_at),
    ]
}

fn day(at: Option<Timestamp>, zone: Tz) -> String {
    at.map(|it| it.with_timezone(&zone).format("%B %-d, %Y").to_string()).unwrap_or_default()
}
