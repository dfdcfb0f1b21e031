//! Putting what is taken along into one file.

use serde_json::json;

use super::gather::Kit;
use super::lock::Lock;
use super::{archive, may_take};
use crate::actor::Permission;
use crate::events::{self, Action, Event, Subject};
use crate::plans::print::{Print, print};
use crate::signing::key;
use crate::signing::manifest::{Files, Manifest};
use crate::{Ctx, Error, Result};

/// What was taken along, as one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KitFile {
    /// What to call it: `kit-commerce-2026-11-24.age`.
    pub file_name: String,
    /// The file itself: a ZIP archive, encrypted with age.
    pub bytes: Vec<u8>,
    /// How many files are in it.
    pub n_files: usize,
    /// What tells the key that signed it from every other.
    pub fingerprint: String,
}

/// The file with `pages`, the plans of `kit` as PDF, and a signed list of all, for those who can open
/// `lock`. The audit log tells who took what along.
pub async fn pack(ctx: &Ctx, kit: &Kit, pages: Files, lock: &Lock) -> Result<KitFile> {
    if !may_take(ctx, kit.agency_id) {
        return Err(Error::Forbidden(Permission::ReadContacts));
    }
    let mut files = pages;
    for it in &kit.plans {
        let (plan, number) = (&it.opened.plan, it.opened.version.number);
        let printed = print(ctx, plan.id, number, Print::Pdf).await?;
        files.insert(Kit::pdf_of(&plan.code), printed.bytes);
    }
    let manifest = Manifest::new(("kit", &kit.code), kit.made_at, &files);
    let manifest = manifest.map_err(Error::internal)?;
    let tx = ctx.write().await?;
    let key = key::of_installation(&tx, ctx).await?;
    tx.commit().await?;
    // As many as the list has: it and its signature are not counted, here as where a kit is checked.
    let n_files = files.len();
    files.extend(manifest.signed(&key).map_err(Error::internal)?);
    // A passphrase takes as much memory as some passwords at once.
    let permit = ctx.platform.hashing.acquire().await.map_err(Error::internal)?;
    let apart = lock.clone();
    let packed = tokio::task::spawn_blocking(move || {
        apart.lock(&archive::write(&files).map_err(Error::internal)?)
    });
    let bytes = packed.await.map_err(Error::internal)??;
    drop(permit);
    let tx = ctx.write().await?;
    let after = json!({
        "plans": kit.plans.len(),
        "people": kit.calls.contacts.len(),
        "locked_with": lock.word(),
        "signed_by": key.public().fingerprint(),
    });
    let subject = Subject::new("agency", kit.agency_id);
    let event = Event::new(Action::KitTaken, subject).in_agency(kit.agency_id).to(&after);
    events::record(&tx, ctx, event).await?;
    tx.commit().await?;
    let day = kit.made_at.with_timezone(&kit.zone).date_naive();
    let file_name = format!("kit-{}-{day}.age", kit.code);
    Ok(KitFile { file_name, bytes, n_files, fingerprint: key.public().fingerprint() })
}

impl Kit {
    /// Where in the kit a plan is as a page.
    pub fn page_of(code: &str) -> String {
        format!("plan-{code}.html")
    }

    /// Where in the kit a plan is as PDF.
    pub fn pdf_of(code: &str) -> String {
        format!("plan-{code}.pdf")
    }
}
