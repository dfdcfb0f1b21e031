//! A desk where plans are written, reviewed and approved.

use app::actor::Role;
use app::events;
use app::ids::PersonId;
use app::people::access::{self, Draft, Extent};
use app::people::agencies;
use app::people::persons::{self, PersonDocument};
use app::people::sign_in;
use app::plans::live;
use app::plans::plan::{
    self, Content, Criterion, Duty, Plan, PlanDocument, PlanVersion, Step, Trigger,
};
use app::plans::templates;
use app::prepare::inventory::{Details, Importance, Item, ItemDocument, Kind};
use app::{Ctx, Platform, Span, Timestamp, runner};
use test_support::{MailServer, State as Agencies, ctx, fresh, platform_ctx, put, state, voice};

use crate::impact_desk::as_person;

/// An agency with an essential service, somebody who plans for it, and those who judge.
pub(crate) struct PlanDesk {
    pub(crate) platform: Platform,
    pub(crate) at: Agencies,
    pub(crate) service: Item,
    pub(crate) author: Ctx,
    pub(crate) team: Ctx,
    pub(crate) head: Ctx,
}

pub(crate) async fn plan_desk() -> PlanDesk {
    let platform = fresh().await;
    let at = state(&platform).await;
    let author = as_person(&platform, &at, "ann-author", Role::PlanOwner).await;
    let head = as_person(&platform, &at, "hal-head", Role::AgencyHead).await;
    let service = put(&platform, &essential("benefits")).await;
    let team = ctx(&platform, Role::ContinuityTeam);
    let desk = PlanDesk { platform, at, service, author, team, head };
    desk.name_contacts().await;
    desk
}

/// A mission-essential service of commerce.
pub(crate) fn essential(code: &str) -> ItemDocument {
    let mut details = Details::none(Kind::Service);
    if let Details::Service(it) = &mut details {
        it.importance = Some(Importance::Essential);
    }
    ItemDocument {
        target_rto: Some(Span::from_hours(8)),
        restore: Some(Span::from_hours(2)),
        details: details.to_map(),
        ..ItemDocument::new(Kind::Service, "commerce", code, &format!("The {code}"))
    }
}

/// What a careful author would write into a draft.
pub(crate) fn written(content: &Content) -> Content {
    let mut content = content.clone();
    for it in &mut content.sections {
        it.text = format!("What is to be said about {}.", it.key);
    }
    content.activation = vec![Criterion {
        text: "The data center cannot be reached.".to_owned(),
        trigger: Trigger::SiteLost,
        item: String::new(),
        after: Some(Span::from_minutes(10)),
    }];
    let duty = "Recovery director".to_owned();
    let alternates = vec!["hal-head".to_owned()];
    content.duties = vec![Duty { duty, person: "ann-author".to_owned(), alternates }];
    content.steps = vec![Step {
        text: "Restore the service.".to_owned(),
        by: "Recovery director".to_owned(),
        takes: Some(Span::from_hours(2)),
        restores: "service:benefits".to_owned(),
        check: "A claim can be filed.".to_owned(),
    }];
    content
}

impl PlanDesk {
    async fn name_contacts(&self) {
        self.reach("commerce").await;
    }

    /// Makes an agency one that can be reached: its plans may be handed in.
    pub(crate) async fn reach(&self, agency: &str) {
        let ctx = platform_ctx(&self.platform);
        let prefix = if agency == "commerce" { "" } else { "their-" };
        let codes = ["pat-primary", "al-alternate"].map(|it| format!("{prefix}{it}"));
        for code in &codes {
            let document = PersonDocument {
                code: code.clone(),
                agency: agency.to_owned(),
                name: format!("Person {code}"),
                title: String::new(),
                kind: persons::PersonKind::Employee,
                channels: vec![voice(true)],
            };
            persons::add(&ctx, &document).await.unwrap();
        }
        let agency = agencies::by_code(&ctx, agency).await.unwrap();
        let mut document = agencies::document(&ctx, agency.id).await.unwrap();
        let [primary, alternate] = codes;
        document.primary_contact = Some(primary);
        document.alternate_contact = Some(alternate);
        agencies::change(&ctx, agency.id, agency.version, &document).await.unwrap();
    }

    /// Gives somebody a way to sign in and a role, so that mails reach them.
    pub(crate) async fn holds(&self, id: PersonId, code: &str, (role, extent): (Role, Extent)) {
        let all = platform_ctx(&self.platform);
        let email = format!("{code}@franklin.example");
        sign_in::enroll(&all, id, &email, "a window made of tin").await.unwrap();
        let reason = "Named.".to_owned();
        let draft = Draft { person_id: id, role, extent, starts_at: None, ends_at: None, reason };
        access::give(&all, draft).await.unwrap();
    }

    /// Carries out what is in line at a moment.
    pub(crate) async fn works_off(&self, now: Timestamp) {
        while runner::step(&self.platform, &|| now).await.unwrap() {}
    }

    pub(crate) async fn started(&self, plan_type: &str, code: &str) -> Plan {
        let mut document = PlanDocument::new("commerce", plan_type, code, &format!("Plan {code}"));
        document.items.insert("service:benefits".to_owned());
        plan::start(&self.author, &document).await.unwrap()
    }

    /// The version that is worked on, or the newest.
    pub(crate) async fn newest(&self, plan: &Plan) -> PlanVersion {
        plan::versions(&self.author, plan.id).await.unwrap().remove(0)
    }

    pub(crate) async fn drafted(&self, code: &str) -> (Plan, PlanVersion) {
        assert!(templates::find("drp").is_some());
        let plan = self.started("drp", code).await;
        let draft = self.newest(&plan).await;
        let content = written(&draft.content);
        let draft = plan::save(&self.author, plan.id, draft.version, content).await.unwrap();
        (plan, draft)
    }

    pub(crate) async fn submitted(&self, code: &str) -> (Plan, PlanVersion) {
        let (plan, draft) = self.drafted(code).await;
        let said = "The first version.";
        let version = plan::submit(&self.author, plan.id, draft.version, said).await.unwrap();
        (plan, version)
    }

    pub(crate) async fn approved(&self, code: &str) -> (Plan, PlanVersion) {
        let (plan, version) = self.submitted(code).await;
        let version = plan::review(&self.team, plan.id, version.version).await.unwrap();
        let version = plan::approve(&self.head, plan.id, version.version).await.unwrap();
        (plan::show(&self.author, plan.id).await.unwrap(), version)
    }

    /// What a draft says, handed in, let pass, approved and put in force.
    pub(crate) async fn publish_draft(&self, plan: &Plan) -> Plan {
        let draft = self.newest(plan).await;
        let said = "The first version.";
        let handed = plan::submit(&self.author, plan.id, draft.version, said).await.unwrap();
        let passed = plan::review(&self.team, plan.id, handed.version).await.unwrap();
        let approved = plan::approve(&self.head, plan.id, passed.version).await.unwrap();
        let plan = plan::show(&self.author, plan.id).await.unwrap();
        let why = "It is new.";
        plan::waive_test(&self.head, plan.id, plan.version, why).await.unwrap();
        live::publish(&self.author, plan.id, approved.version).await.unwrap()
    }

    pub(crate) async fn in_force(&self, code: &str) -> Plan {
        let (plan, version) = self.approved(code).await;
        let on = "2026-10-01".parse().unwrap();
        plan::record_test(&self.author, plan.id, plan.version, on, "Back in 2 h.").await.unwrap();
        live::publish(&self.author, plan.id, version.version).await.unwrap()
    }

    /// All that the log has of a plan and its versions, the oldest first.
    pub(crate) async fn actions(&self, plan: &Plan) -> Vec<String> {
        let ctx = platform_ctx(&self.platform);
        let log = events::history(&ctx, plan.id.into(), 100).await.unwrap();
        log.into_iter().rev().map(|it| it.action).collect()
    }
}

/// What the mails to somebody are about, as far as that contains `what`.
pub(crate) fn subjects(server: &MailServer, of: &str, what: &str) -> Vec<String> {
    let told = server.mails().into_iter().filter(|it| it.header("To").contains(of));
    let mut said: Vec<String> = told.map(|it| it.header("Subject").to_owned()).collect();
    said.retain(|it| it.contains(what));
    said
}
