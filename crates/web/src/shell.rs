//! Who is asking, and the frame around the page that they get.

use std::collections::BTreeSet;

use app::actor::{Actor, Permission, Place, Role, Scope};
use app::ids::ItemId;
use app::prepare::inventory::{self, Kind};
use app::settings::{self, General};
use app::{Ctx, Timestamp};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use chrono_tz::Tz;
use maud::Markup;

use crate::error::Failure;
use crate::layout::frame::{Entry, Flash, Frame, Person};
use crate::layout::parts;
use crate::layout::states::Tone;
use crate::prepare::inventory::paths;
use crate::respond::status;

/// What a page of someone who is signed in needs: the request's [`Ctx`], and the frame.
#[derive(Debug, Clone)]
pub(crate) struct Shell {
    /// Who is asking, and when.
    pub(crate) ctx: Ctx,
    path: String,
    /// What was done before this page, as the address says it and in our words.
    done: Option<(String, String)>,
    /// How that went.
    tone: Tone,
    /// The kinds of which they see something, if they see but single records.
    shown: Option<BTreeSet<Kind>>,
    /// Whose programme it is, and its time zone.
    pub(crate) general: General,
}

/// One line of the menu, and what it takes to see it.
struct Line(&'static str, &'static str, &'static str, Option<Permission>);

/// The menu. It shows only what works.
const MENU: &[Line] = &[
    Line("", "Readiness", "/", Some(Permission::ReadReports)),
    Line("", "My work", "/work", None),
    Line("Prepare", "Services", "/services", Some(Permission::ReadInventory)),
    Line("Prepare", "Business processes", "/processes", Some(Permission::ReadAnalyses)),
    Line("Prepare", "Impact analysis", "/analyses", Some(Permission::ReadAnalyses)),
    Line("Prepare", "Risks", "/risks", Some(Permission::ReadRisks)),
    Line("Prepare", "Strategies", "/strategies", Some(Permission::ReadStrategies)),
    Line("Prepare", "Plans", "/plans", Some(Permission::ReadPlans)),
    Line("Prepare", "Assets", "/assets", Some(Permission::ReadInventory)),
    Line("Prepare", "Data sets", "/data-sets", Some(Permission::ReadInventory)),
    Line("Prepare", "Sites", "/sites", Some(Permission::ReadInventory)),
    Line("Prepare", "Vendors", "/vendors", Some(Permission::ReadInventory)),
    Line("Prepare", "Teams", "/teams", Some(Permission::ReadInventory)),
    Line("Prepare", "Crews", "/crews", Some(Permission::ReadInventory)),
    Line("Prepare", "Equipment", "/equipment", Some(Permission::ReadInventory)),
    Line("Prepare", "Redundancy groups", "/groups", Some(Permission::ReadInventory)),
    Line("Prepare", "Import", "/imports", Some(Permission::WriteInventory)),
    Line("Prove", "Recovery analysis", "/recovery", Some(Permission::ReadReports)),
    Line("Prove", "Investments", "/investments", Some(Permission::ReadInvestments)),
    Line("Prove", "Worth buying", "/worth-buying", Some(Permission::ReadInvestments)),
    Line("Prove", "Scenarios", "/scenarios", Some(Permission::ReadReports)),
    Line("Prove", "Work sites", "/work-sites", Some(Permission::ReadInventory)),
    Line("Prove", "People and seats", "/staffing", Some(Permission::ReadAnalyses)),
    Line("Prove", "Scope", "/scope", Some(Permission::ReadReports)),
    Line("Respond", "Activations", "/activations", Some(Permission::ReadActivations)),
    Line("Respond", "Disruptions", "/disruptions", Some(Permission::ReadDisruptions)),
    Line("Respond", "Service status", "/service-status", Some(Permission::ReadStatus)),
    Line("Assure", "Programme", "/programme", Some(Permission::ReadAssurance)),
    Line("Assure", "Projects", "/projects", Some(Permission::ReadAssurance)),
    Line("Assure", "Obligations", "/obligations", Some(Permission::ReadAssurance)),
    Line("Assure", "Compliance", "/compliance", Some(Permission::ReadAssurance)),
    Line("Assure", "Objectives", "/objectives", Some(Permission::ReadAssurance)),
    Line("Assure", "Lessons", "/lessons", Some(Permission::ReadAssurance)),
    Line("Assure", "Campaigns", "/campaigns", Some(Permission::ReadSubmissions)),
    Line("Assure", "Submissions", "/submissions", Some(Permission::ReadSubmissions)),
    Line("Assure", "Consultations", "/consultations", Some(Permission::ReadConsultations)),
    Line("Assure", "Incident contacts", "/contacts", Some(Permission::ReadAgencies)),
    Line("Assure", "Personnel changes", "/handovers", Some(Permission::ReadGrants)),
    Line("Assure", "Audit log", "/audit", Some(Permission::ReadAudit)),
    Line("Assure", "Settings", "/settings", Some(Permission::ReadSettings)),
    Line("Assure", "Jobs", "/jobs", Some(Permission::ReadJobs)),
    Line("People", "Agencies", "/agencies", Some(Permission::ReadAgencies)),
    Line("People", "People", "/people", Some(Permission::ReadAgencies)),
    Line("People", "Access", "/access", Some(Permission::ReadGrants)),
    Line("People", "Relationship managers", "/managers", Some(Permission::ReadAgencies)),
    Line("People", "Policies", "/policies", None),
    Line("People", "Meetings", "/meetings", None),
    Line("People", "Calendars", "/calendars", None),
    Line("People", "Partners", "/partners", Some(Permission::ReadPartners)),
    Line("People", "Advisories", "/advisories", Some(Permission::ReadPartners)),
];

/// Where the menu leads, for the test that every line of it answers.
pub fn menu() -> impl Iterator<Item = &'static str> {
    MENU.iter().map(|it| it.2)
}

impl Shell {
    /// The shell of a request for `path`, whatever went wrong: if the settings cannot be read, it
    /// does without.
    pub(crate) async fn new(ctx: Ctx, path: &str) -> Shell {
        let general = settings::general(&ctx).await.unwrap_or_else(|error| {
            tracing::warn!(%error, "the settings cannot be read");
            General::default()
        });
        let (path, tone) = (path.to_owned(), Tone::Good);
        Shell { ctx, path, done: None, tone, shown: None, general }
    }

    /// Where whoever asks starts from: label and address. Not everybody may read Readiness.
    pub(crate) fn home(&self) -> (&'static str, &'static str) {
        let actor = &self.ctx.actor;
        if actor.is_only_client() {
            return ("Go to Service status", status::LIST);
        }
        match actor.may_somewhere(Permission::ReadReports) {
            true => ("Go to Readiness", "/"),
            false => ("Go to My work", "/work"),
        }
    }

    /// The same, where a page says itself what was done, and how that went.
    pub(crate) fn having_done(self, tone: Tone, text: String) -> Shell {
        let done = self.done.map(|(word, _)| (word, text));
        Shell { done, tone, ..self }
    }

    /// Whether the address says that `word` was just done.
    pub(crate) fn has_done(&self, word: &str) -> bool {
        self.done.as_ref().is_some_and(|it| it.0 == word)
    }

    /// A whole page called `title`.
    pub(crate) fn page(&self, title: &str, main: Markup) -> Markup {
        self.frame().page(title, main)
    }

    /// A moment as a page shows it: in the reader's zone, with the exact time for programs.
    pub(crate) fn moment(&self, at: Timestamp) -> Markup {
        let machine = at.format("%Y-%m-%dT%H:%M:%SZ").to_string();
        parts::moment(&machine, &self.local(at).format("%-d %b %Y, %H:%M %Z").to_string())
    }

    /// When something was changed, in a sentence.
    pub(crate) fn when(&self, at: Timestamp) -> String {
        self.local(at).format("on %-d %B at %H:%M %Z").to_string()
    }

    /// A day as a page shows it.
    pub(crate) fn day(&self, at: Timestamp) -> Markup {
        let here = self.local(at);
        parts::day(&here.format("%Y-%m-%d").to_string(), &here.format("%-d %b %Y").to_string())
    }

    /// The last day of what ends at `at`: what ends at midnight ends with the day before.
    pub(crate) fn last_day(&self, at: Timestamp) -> Markup {
        self.day(at - chrono::TimeDelta::microseconds(1))
    }

    /// A day that is kept as such, in words.
    pub(crate) fn date_words(day: chrono::NaiveDate) -> String {
        day.format("%-d %b %Y").to_string()
    }

    /// A day that is kept as such, as a page shows it.
    pub(crate) fn date(day: chrono::NaiveDate) -> Markup {
        parts::day(&day.to_string(), &Shell::date_words(day))
    }

    /// Which day it is where its reader is.
    pub(crate) fn today(&self) -> chrono::NaiveDate {
        self.local(self.ctx.now).date_naive()
    }

    fn local(&self, at: Timestamp) -> chrono::DateTime<Tz> {
        at.with_timezone(&self.zone())
    }

    /// The zone in which its reader counts days.
    pub(crate) fn zone(&self) -> Tz {
        self.general.zone()
    }

    fn frame(&self) -> Frame {
        let actor = &self.ctx.actor;
        // The queue is that of the whole state: a role in an agency shows nothing of it.
        let is_shown = |permission| match permission {
            Permission::ReadJobs => actor.may(permission, Place::State),
            _ => actor.may_somewhere(permission),
        };
        let is_client = actor.is_only_client();
        let may = |it: &&Line| it.3.map_or(!is_client, is_shown);
        let kind_at = |href: &str| Kind::ALL.iter().find(|it| paths(**it).list == href);
        let shown = |it: &&Line| match (&self.shown, kind_at(it.2)) {
            (Some(shown), Some(kind)) => shown.contains(kind),
            _ => true,
        };
        let menu = MENU.iter().filter(may).filter(shown).map(|Line(phase, label, href, _)| Entry {
            phase,
            label,
            href,
            current: is_under(&self.path, href),
            ..Entry::default()
        });
        let mut roles: Vec<&str> = actor.held.iter().map(|it| it.role.title()).collect();
        roles.dedup();
        roles.truncate(3);
        Frame {
            state_name: self.general.state_name.clone(),
            person: Some(Person {
                name: actor.name.clone(),
                role: roles.join(", "),
                links: links(actor, &self.path),
            }),
            menu: menu.collect(),
            is_narrow: is_client,
            band: None,
            flash: self.done.clone().map(|(_, text)| Flash { tone: self.tone, text }),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }
}

/// What the menu under the name offers.
fn links(actor: &Actor, path: &str) -> Vec<(String, String)> {
    let about = serde_urlencoded::to_string([("about", path)]).unwrap_or_default();
    let help = format!("/help?{about}");
    let help = ("Help on this page".to_owned(), help);
    let help = (!actor.is_only_client()).then_some(help);
    let account = help.into_iter().chain([("Your account".to_owned(), "/account".to_owned())]);
    let offline = ("Plans without a network".to_owned(), "/offline".to_owned());
    let offline = actor.may_somewhere(Permission::ReadPlans).then_some(offline);
    // Who works for a partner holds this role.
    let is_outside = actor.held.iter().any(|it| it.role == Role::Vendor);
    let shared = ("Shared with you".to_owned(), "/shared".to_owned());
    account.chain(offline).chain(is_outside.then_some(shared)).collect()
}

/// A page for somebody who is not signed in.
pub(crate) fn alone(title: &str, main: Markup) -> Markup {
    let version = env!("CARGO_PKG_VERSION").to_owned();
    Frame { version, ..Frame::default() }.alone(title, main)
}

fn is_under(path: &str, href: &str) -> bool {
    match path.strip_prefix(href) {
        Some("") => true,
        Some(rest) => href != "/" && rest.starts_with('/'),
        None => false,
    }
}

/// `?done=saved` on the address after a form says what was done. The words are ours, never the
/// address's: nobody can make a link that puts words on a page.
#[expect(clippy::too_many_lines, reason = "a list of words and what they mean")]
fn done(query: &str) -> Option<(String, String)> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).ok()?;
    let word = pairs.into_iter().find(|(name, _)| name == "done")?.1;
    let text = match word.as_str() {
        "added" => "Added.",
        "saved" => "Saved.",
        "unchanged" => "Nothing had changed.",
        "removed" => "Removed.",
        "retired" => "Retired. It can be brought back.",
        "restored" => "Brought back into use.",
        "sent" => "Handed in for approval.",
        "approved" => "Approved.",
        "returned" => "Sent back.",
        "treated" => "Decided: it is treated.",
        "accepted" => "Accepted.",
        "risk-closed" => "Closed. It can be opened again.",
        "reopened" => "Open again.",
        "funded" => "The money is granted.",
        "unfunded" => "The money is not granted any more.",
        "ceased" => "Retired.",
        "merged" => "Merged.",
        "granted" => "The role was given.",
        "password" => "Your password is changed, and all your other sessions have ended.",
        "invited" => "Invited.",
        "signed-out" => "Signed out everywhere.",
        "closed" => "The account is closed.",
        "ended" => "Ended.",
        "mailed-link" => "The link is on its way by mail. It works once, within a day.",
        "asked" => "Asked by mail. Once they open the link in it, the address is known to work.",
        "retried" => "In line again.",
        "canceled-job" => "Canceled. What it had not done yet is not done.",
        "verified" => "Noted that it works.",
        "declared" => "Declared.",
        "disruption-ended" => "Ended. It can be opened again.",
        "revoked" => "Taken back. It is over from now on.",
        "marked" => "Noted.",
        "photo" => "The picture is kept.",
        "closed-call" => "Closed. It can be opened again.",
        "submitted" => "Handed in for review.",
        "passed" => "Let pass. It waits for approval now.",
        "published" => "It is in force from now on.",
        "tested" => "Noted.",
        "reaffirmed" => "Noted that it still holds.",
        "activated" => "Activated.",
        "stand-by" => "On stand-by.",
        "stood-down" => "Stood down.",
        "commented" => "It is said.",
        "resolved" => "Resolved.",
        "reminded" => "They are told again.",
        "measured" => "Noted.",
        "lesson-closed" => "Closed. It can be opened again.",
        "attested" => "Attested.",
        "withdrawn" => "The attestation is taken back.",
        "flagged" => "Noted. It must be looked at again.",
        "template-published" => "Published. Agencies see what is different.",
        "set-aside" => "Set aside until the template changes again.",
        "begun" => "A new version is begun, with what the last one says.",
        "discarded" => "The draft is thrown away.",
        "handed-in" => "Handed in. The dossier is being made, and the receipt follows.",
        "prepared" => "Ready. The agency head is asked to attest it.",
        "reviewed" => "Kept. Decide when each criterion has a score.",
        "decided" => "Decided. The agency is told.",
        "asked-for" => "The agency is asked for its plans.",
        "put-right" => "It is noted as put right.",
        "late-reminded" => "They are reminded by mail.",
        "canceled" => "Canceled. Nothing was changed.",
        "imported" => "Imported.",
        "acknowledged" => "Noted that you read it.",
        "opened" => "Open for comments.",
        "meeting-closed" => "Closed. It can be opened again.",
        "meeting-canceled" => "Canceled. It can be opened again.",
        "done" => "Noted that it is done.",
        "unsettled" => "Its review is due.",
        "shared" => "Shared. Partners whose level reaches its marking can open it.",
        "taken-back" => "Withdrawn. Nobody can open it any more.",
        "announced" => "Announced. The continuity team is told.",
        "handover-confirmed" => "Confirmed. It takes effect on its day.",
        "handover-canceled" => "Canceled. Nobody's rights change.",
        "confirmed" => "Noted that they are the right people and can be reached.",
        "waiver-asked" => "Asked for. Somebody else who may approve the plan decides.",
        "waiver-decided" => "Decided.",
        "waiver-withdrawn" => "Withdrawn. The finding counts.",
        "asked-advice" => "Asked. It is in the queue of the continuity team.",
        "taken" => "Taken on. Who had asked is told.",
        "consultation-closed" => "Closed. Who had asked is told what came of it.",
        "consultation-withdrawn" => "Withdrawn.",
        "recommendation-resolved" => "Noted what became of it.",
        _ => return None,
    };
    let text = text.to_owned();
    Some((word, text))
}

impl<S: Send + Sync> FromRequestParts<S> for Shell {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let ctx = parts.extensions.get::<Ctx>().cloned().ok_or(Failure::SignInNeeded)?;
        let done = parts.uri.query().and_then(done);
        let general = settings::general(&ctx).await?;
        let shown = kinds_shown(&ctx).await?;
        let (path, tone) = (parts.uri.path().to_owned(), Tone::Good);
        Ok(Shell { ctx, path, done, tone, shown, general })
    }
}

/// The kinds of the single records that somebody was shown who sees nothing else of the inventory:
/// the menu leads nowhere else. None if they see that of whole agencies.
async fn kinds_shown(ctx: &Ctx) -> app::Result<Option<BTreeSet<Kind>>> {
    let Scope::Only { agencies, records } = ctx.actor.scope(Permission::ReadInventory) else {
        return Ok(None);
    };
    if !agencies.is_empty() || records.is_empty() {
        return Ok(None);
    }
    let ids: Vec<ItemId> = records.into_iter().map(ItemId::from).collect();
    let labels = inventory::labels(ctx, &ids).await?;
    Ok(Some(labels.into_values().map(|it| it.kind).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_menu_is_current_on_all_pages_under_it() {
        assert!(is_under("/", "/") && is_under("/services/1", "/services"));
        assert!(!is_under("/services", "/") && !is_under("/services-old", "/services"));
    }
}
