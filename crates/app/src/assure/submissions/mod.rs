//! The annual submission: agencies are asked for their plans, their heads attest them, they are kept
//! as they were, and the state's continuity team judges them.
//!
//! Read [`State`] first: the state machine of the domain model, §5.1. A [`Campaign`] asks every agency
//! once a year; a [`Submission`] is what one agency owes in it, or when it is asked on its own. Each
//! time that plans are handed in is a [`Filing`], with a receipt and a dossier that never change. A
//! [`Review`] scores it by the rubrics.

mod attest;
mod campaign;
mod campaign_store;
mod campaigns;
mod changes;
mod document;
mod dossier;
mod entity;
mod filing;
mod filing_store;
mod gaps;
mod judge;
mod key;
mod make;
mod notices;
mod read;
mod remind;
mod request;
mod review;
mod row;
mod store;
mod submission;
mod timer;

pub use attest::{Ready, attest, prepare, ready};
pub use campaign::{Campaign, CampaignDocument};
pub use campaigns::{
    Query as CampaignQuery, Sort as CampaignSort, add as add_campaign, all as all_campaigns,
    campaign, campaign_document, change as change_campaign, counts, list as list_campaigns,
};
pub use changes::{Changes, PlanChange, changes};
pub use document::SubmissionDocument;
pub use dossier::{Manifest, ManifestFile, ManifestPlan, Problem, Verdict, verify};
pub use filing::{Filed, Filing};
pub use gaps::{Gap, Gaps, gaps};
pub use judge::{decide, is_own, save_review, settle};
pub use key::fingerprint;
pub use make::MakeDossier;
pub use read::{
    Query, Sort, documents, dossier, filings, last_with, list, list_after, show, watch, why_due,
    why_fixes,
};
pub use remind::{RemindLate, Unreached, remind, unreached};
pub use request::{Request, request};
pub use review::{Outcome, Review, Reviewed, SCORE_MAX, SCORE_MET, SCORES, Scored};
pub use submission::{State, Submission};
pub use timer::{MoveSubmissions, due};

pub(crate) use campaigns::add_in as add_campaign_in;
