//! Making the dossier of what was handed in: the plans on paper and as documents, what the rules
//! find in them, and which clauses they answer; signed, and kept for good.

use std::collections::BTreeMap;

use db::Tx;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::document::changed;
use super::dossier::{FORMAT, Manifest, ManifestPlan, pack, sha256};
use super::filing::Filed;
use super::{Filing, Submission, campaign_store, filing_store, key, notices, store};
use crate::events::{self, Action};
use crate::ids::{PersonId, SubmissionId};
use crate::jobs::Task;
use crate::people::{agencies, persons};
use crate::plans::checks;
use crate::plans::plan::{self, PlanDocument, VersionDocument};
use crate::plans::print::{Print, print};
use crate::progress::Progress;
use crate::settings::{self, General};
use crate::{Ctx, Error, Refusal, Result};

const CHANGED: Refusal = Refusal::new(
    "submission.changed_since",
    "What a version says is not what was attested: its hash is another.",
);

/// What a dossier is for, for whoever opens it.
const README: &str = "This archive is what an agency handed in, as it was.\n\n\
    manifest.json names each file with its SHA-256, and signature.json signs the manifest.\n\
    To check both without a server:\n\n    mainstay dossier verify FILE\n\n\
    plans/       each plan as a PDF, and as a document for programs\n\
    findings.json  what the rules find in each plan\n\
    evidence.json  which sections answer which clauses\n";

/// Makes the dossier of what was last handed in for a submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MakeDossier {
    submission_id: SubmissionId,
    receipt: String,
}

impl MakeDossier {
    pub(super) fn of(submission_id: SubmissionId, receipt: String) -> MakeDossier {
        MakeDossier { submission_id, receipt }
    }

    /// What was handed in under the receipt.
    async fn filing(&self, tx: &Tx) -> Result<(Submission, Filing)> {
        let it = store::find(tx, self.submission_id).await?.ok_or(Error::NotFound("submission"))?;
        let filings = filing_store::of(tx, self.submission_id).await?;
        let filing = filings.into_iter().find(|it| it.receipt == self.receipt);
        Ok((it, filing.ok_or(Error::NotFound("filing"))?))
    }
}

/// A dossier, and what is noted of it.
pub struct Made {
    bytes: Vec<u8>,
    sha256: String,
    findings: BTreeMap<String, u32>,
}

impl Task for MakeDossier {
    const KIND: &'static str = "make_dossier";
    const TITLE: &'static str = "Make a dossier";

    type Found = Made;

    fn about(&self) -> String {
        format!("Receipt {}", self.receipt)
    }

    fn unique_key(&self) -> Option<String> {
        Some(self.receipt.clone())
    }

    async fn work(&self, ctx: &Ctx) -> Result<Made> {
        let (it, filing) = {
            let tx = ctx.read().await?;
            self.filing(&tx).await?
        };
        let progress = ctx.platform.progress.begin(it.id.into(), PersonId::FIRST);
        let (mut files, mut found) = (Vec::new(), Found::default());
        for (n, filed) in (0_u64..).zip(&filing.plans) {
            if let Some(task) = &progress {
                task.tell(told(n, filing.plans.len()));
            }
            found.add(ctx, filed, &mut files).await?;
        }
        let text = |it: &Value| serde_json::to_vec_pretty(it).map_err(Error::internal);
        files.push(("findings.json".to_owned(), text(&Value::Object(found.findings))?));
        files.push(("evidence.json".to_owned(), text(&json!(found.evidence))?));
        files.push(("README.txt".to_owned(), README.as_bytes().to_vec()));
        let bytes = pack(manifest(ctx, &it, &filing).await?, &files, &key::key(ctx).await?)?;
        Ok(Made { sha256: sha256(&bytes), bytes, findings: found.counts })
    }

    async fn write(&self, tx: &Tx, ctx: &Ctx, made: Made) -> Result<()> {
        let (before, filing) = self.filing(tx).await?;
        let after = store::update(tx, before.clone().received(ctx.now)?).await?;
        let filing = Filing {
            sha256: Some(made.sha256),
            made_at: Some(ctx.now),
            findings: made.findings,
            ..filing
        };
        filing_store::update(tx, &filing).await?;
        filing_store::insert_dossier(tx, filing.id, made.bytes).await?;
        notices::received(tx, ctx, (&after, &filing)).await?;
        let event = changed(tx, Action::SubmissionReceived, (&before, &after)).await?;
        let receipt = events::Event::new(
            Action::SubmissionReceived,
            events::Subject::new("filing", filing.id),
        );
        let receipt = receipt
            .part_of(after.id)
            .in_agency(after.agency_id)
            .to(&json!({ "receipt": filing.receipt, "sha256": filing.sha256 }));
        events::record_all(tx, ctx, vec![event, receipt]).await
    }
}

fn told(n_done: u64, n: usize) -> Progress {
    let n = u64::try_from(n).unwrap_or(u64::MAX).max(1);
    let percent = u8::try_from(n_done.saturating_mul(100) / n).unwrap_or(100);
    Progress { n_done, percent, writes: false }
}

/// What is found out about the plans while they are packed.
#[derive(Default)]
struct Found {
    /// What the rules find, by plan.
    findings: serde_json::Map<String, Value>,
    /// How often each rule found something.
    counts: BTreeMap<String, u32>,
    /// Which sections answer which clause.
    evidence: BTreeMap<String, Vec<Value>>,
}

impl Found {
    /// Adds the files of one plan, and what is found out about it.
    async fn add(
        &mut self,
        ctx: &Ctx,
        filed: &Filed,
        files: &mut Vec<(String, Vec<u8>)>,
    ) -> Result<()> {
        let plan = plan::show(ctx, filed.plan_id).await?;
        let documents = plan::documents(ctx, std::slice::from_ref(&plan)).await?;
        let document = documents.into_iter().next().ok_or(Error::NotFound("plan"))?;
        let versions: Vec<VersionDocument> =
            document.versions.iter().filter(|it| it.number == filed.version).cloned().collect();
        let Some(version) = versions.first() else { return Err(Error::NotFound("version")) };
        if version.content.sha256()? != filed.sha256 {
            return Err(CHANGED.into());
        }
        let findings = checks::of_content(ctx, filed.plan_id, &version.content).await?;
        // What is waived is told, and does not count.
        for it in findings.iter().filter(|it| it.waived.is_none()) {
            *self.counts.entry(it.code.to_owned()).or_default() += 1;
        }
        self.findings.insert(filed.code.clone(), json!(findings));
        self.evidence_of(filed, version);
        let name = format!("plans/{}-v{}", filed.code, filed.version);
        let said = serde_json::to_vec_pretty(&PlanDocument { versions, ..document });
        files.push((format!("{name}.json"), said.map_err(Error::internal)?));
        let paper = print(ctx, filed.plan_id, filed.version, Print::Pdf).await?;
        files.push((format!("{name}.pdf"), paper.bytes));
        Ok(())
    }

    /// Notes which sections of a plan answer which clauses, and whether they say anything.
    fn evidence_of(&mut self, filed: &Filed, version: &VersionDocument) {
        let Some(template) = version.content.template(&filed.plan_type) else { return };
        for section in &template.sections {
            let written = version.content.section(&section.key);
            let answer = match written {
                Some(it) if !it.not_applicable.trim().is_empty() => "does not apply",
                Some(it) if !it.text.trim().is_empty() => "says",
                _ if !section.blocks.is_empty() => "shows",
                _ => "is silent",
            };
            for clause in &section.clauses {
                self.evidence.entry(clause.clone()).or_default().push(json!({
                    "plan": filed.code,
                    "version": filed.version,
                    "section": section.key,
                    "title": section.title,
                    "answer": answer,
                }));
            }
        }
    }
}

async fn manifest(ctx: &Ctx, it: &Submission, filing: &Filing) -> Result<Manifest> {
    let tx = ctx.read().await?;
    let id = it.agency_id;
    let code = agencies::codes(&tx, &[id].into()).await?.remove(&id);
    let name = agencies::names_in(&tx, &[id].into()).await?.remove(&id);
    let campaign = match it.campaign_id {
        Some(id) => campaign_store::find(&tx, id).await?.map(|it| it.name),
        None => None,
    };
    let state = settings::find::<General>(&tx).await?.value.state_name;
    drop(tx);
    let by = persons::labels(ctx, &[filing.attested_by].into()).await?;
    let plan = |it: &Filed| ManifestPlan {
        code: it.code.clone(),
        title: it.title.clone(),
        plan_type: it.plan_type.clone(),
        version: it.version,
        sha256: it.sha256.clone(),
    };
    Ok(Manifest {
        format: FORMAT.to_owned(),
        state,
        agency: code.unwrap_or_default(),
        agency_name: name.unwrap_or_default(),
        campaign: campaign.unwrap_or_else(|| format!("On request: {}", it.reason)),
        year: it.year,
        receipt: filing.receipt.clone(),
        attested_by: by.into_values().next().unwrap_or_default(),
        attested_at: filing.attested_at,
        statement: filing.statement.clone(),
        plans: filing.plans.iter().map(plan).collect(),
        files: Vec::new(),
    })
}
