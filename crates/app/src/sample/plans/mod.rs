//! Plans: every agency of the state has one for disaster recovery and one for continuity of
//! operations, most of them in force; the state has those that hold all of it together.

mod words;

use std::collections::BTreeSet;

use chrono::{Days, Months};

use super::Size;
use super::draft::Draft;
use super::random::Random;
use crate::plans::plan::{
    Content, Criterion, Delegation, Duty, KitItem, PlanDocument, RecordCopy, SalvageItem, Standing,
    Step, Succession, Test, Trigger, VersionDocument, VersionState, VitalRecord,
};
use crate::plans::templates::{self, BlockKind, SectionTemplate, Template, TemplateDocument};
use crate::prepare::inventory::{ItemDocument, Kind, reference};
use crate::programme::ItemFile;
use crate::{Span, Timestamp};

const IT: &str = "information-technology";
const TEAM: &str = "continuity-team";

/// The plans under the state's co-ordination plan that are not written to their end yet.
const BEGUN: [&str; 10] = [
    "emergency_response",
    "damage_assessment",
    "salvage",
    "vital_records",
    "crisis_pr",
    "accommodation",
    "telecom",
    "security",
    "personnel",
    "finance_admin",
];

/// About how many things a plan of the sample is at most.
const ITEMS_MAX: usize = 40;

/// Of a whole state, agencies have plans of these types too, so that there are 4,000.
const MORE: [&str; 6] = ["bcp", "oep", "cyber_ir", "pandemic", "crisis_comms", "reconstitution"];

/// All plans of the state.
pub(super) fn of(draft: &Draft, items: &[ItemFile]) -> Vec<PlanDocument> {
    let mut random = draft.random("plans");
    let mut plans = state(draft, items, &mut random);
    let units = draft.units.iter().filter(|it| !it.kind.is_partner() && it.parent.is_some());
    for (n, unit) in units.enumerate() {
        let about = important(items, unit.code.as_str());
        let stage = stage(n);
        plans.extend(plan(draft, &mut random, ("drp", unit.code.as_str()), &about, stage));
        let processes = of_kind(items, unit.code.as_str(), Kind::Process);
        plans.extend(plan(draft, &mut random, ("coop", unit.code.as_str()), &processes, stage + 3));
        if draft.size == Size::Statewide {
            for (m, plan_type) in (0..).zip(MORE) {
                let what = (plan_type, unit.code.as_str());
                plans.extend(plan(draft, &mut random, what, &about, stage + m));
            }
        }
    }
    plans
}

/// What the continuity team changed in a template: plans of that type have an update available.
pub(super) fn template(draft: &Draft) -> Option<TemplateDocument> {
    let coop = templates::find("coop")?;
    let mut sections = coop.sections.clone();
    if let Some(first) = sections.first_mut() {
        first.guidance.push_str(" Name who stands in when neither can be reached.");
    }
    sections.push(SectionTemplate {
        key: "weeks_at_home".to_owned(),
        title: "Working from home for weeks".to_owned(),
        guidance: "Say which functions can be done from home, for how long, and what people need \
                   for it. Name those that cannot, and where their people go."
            .to_owned(),
        required: false,
        clauses: vec!["FCD-1 G".to_owned(), "PE-17".to_owned()],
        blocks: Vec::new(),
    });
    let published_at = draft.today.checked_sub_days(Days::new(20))?.and_hms_opt(15, 0, 0)?;
    Some(TemplateDocument {
        code: coop.code.clone(),
        number: 2,
        note: "What was learned when offices were closed for weeks.".to_owned(),
        published_at: Some(published_at.and_utc()),
        sections,
    })
}

/// The plans of the state as a whole.
fn state(draft: &Draft, items: &[ItemFile], random: &mut Random) -> Vec<PlanDocument> {
    let own = important(items, IT);
    let mut plans = Vec::new();
    let top = plan(draft, random, ("coordination", IT), &own, 0);
    plans.extend(top.map(|it| PlanDocument { parent: None, ..it }));
    let below = |it: PlanDocument| PlanDocument { parent: Some(code(IT, "coordination")), ..it };
    plans.extend(plan(draft, random, ("computer_network", IT), &own, 0).map(below));
    for plan_type in BEGUN {
        let Some(template) = templates::find(plan_type) else { continue };
        let mut document = PlanDocument::new(IT, plan_type, &code(IT, plan_type), &template.name);
        document.owner = draft.person(IT, 5);
        let mut content = Content::blank(template);
        if template.has(BlockKind::Salvage) {
            content.salvage = salvage(items);
        }
        let version = VersionDocument::draft(content);
        document.versions.push(VersionDocument { author: draft.person(IT, 5), ..version });
        plans.push(below(document));
    }
    plans
}

/// What is saved first in the data center, and who comes for it.
fn salvage(items: &[ItemFile]) -> Vec<SalvageItem> {
    let vendors = items.iter().filter(|it| it.document.kind == Kind::Vendor);
    let vendors: Vec<&str> = vendors.map(|it| it.document.code.as_str()).take(2).collect();
    let all = [
        ("Furniture of the operations room", 5, None, "Moving hall", "Dry it in place."),
        (
            "Backup tapes that are not in the vault yet",
            1,
            Some(0),
            "Mountain tape vault",
            "Keep them cool and upright, and do not open the cases.",
        ),
        (
            "Disks of the block storage",
            2,
            Some(1),
            "Clean room of the contractor",
            "Do not switch them on. Pack them damp, in bags.",
        ),
        ("Paper files of contracts in force", 2, Some(0), "Cold store", "Freeze within 48 hours."),
        ("Network switches", 4, None, "Storage hall", "Clean, dry, and test before use."),
    ];
    let item = |(what, priority, vendor, storage, how): (&str, u8, Option<usize>, &str, &str)| {
        let vendor = vendor.and_then(|it| vendors.get(it)).map(|it| (*it).to_owned());
        SalvageItem {
            what: what.to_owned(),
            priority,
            item: String::new(),
            site: super::sites::EAST.to_owned(),
            vendor: vendor.unwrap_or_default(),
            storage: storage.to_owned(),
            how: how.to_owned(),
        }
    };
    all.map(item).into()
}

fn code(agency: &str, plan_type: &str) -> String {
    format!("{agency}-{}", plan_type.replace('_', "-"))
}

/// Services of an agency that matter most.
fn important<'a>(items: &'a [ItemFile], agency: &str) -> Vec<&'a ItemDocument> {
    let services = of_kind(items, agency, Kind::Service);
    let first: Vec<_> =
        services.iter().copied().filter(|it| it.tier.is_some_and(|it| it <= 2)).collect();
    let mut found = if first.is_empty() { services } else { first };
    found.truncate(ITEMS_MAX);
    found
}

fn of_kind<'a>(items: &'a [ItemFile], agency: &str, kind: Kind) -> Vec<&'a ItemDocument> {
    let all = items.iter().map(|it| &it.document);
    let found = all.filter(|it| it.kind == kind && it.agency == agency);
    found.take(ITEMS_MAX).collect()
}

/// How far the plans of the `n`-th agency are: most in force, some due, late, or being written.
const fn stage(n: usize) -> usize {
    match n % 10 {
        3 => 1,
        5 => 2,
        6 => 3,
        7 => 4,
        9 => 5,
        _ => 0,
    }
}

/// One plan of an agency. None where it has nothing to plan for, or nobody to write.
fn plan(
    draft: &Draft,
    random: &mut Random,
    (plan_type, agency): (&str, &str),
    about: &[&ItemDocument],
    stage: usize,
) -> Option<PlanDocument> {
    let template = templates::find(plan_type)?;
    let author = draft.person(agency, 5)?;
    if about.is_empty() {
        return None;
    }
    let name =
        draft.units.iter().find(|it| it.code == agency).map_or(agency, |it| it.name.as_str());
    let title = format!("{} of the {}", template.name, name);
    let title = if plan_type == "computer_network" || plan_type == "coordination" {
        template.name.clone()
    } else {
        title
    };
    let mut document = PlanDocument::new(agency, plan_type, &code(agency, plan_type), &title);
    document.owner = Some(author.clone());
    document.items = about.iter().map(|it| reference(it.kind, &it.code)).collect();
    let content = content(draft, template, agency, about);
    let days = match stage % 6 {
        1 => random.between(340, 360),
        2 => random.between(375, 420),
        _ => random.between(20, 320),
    };
    let published = draft.moment(days, random);
    Some(match stage % 6 {
        3 => in_state(document, draft, (VersionState::Draft, content, published)),
        4 => in_state(document, draft, (VersionState::InReview, content, draft.moment(9, random))),
        5 => {
            let at = draft.moment(4, random);
            in_state(document, draft, (VersionState::PendingApproval, content, at))
        }
        _ => in_force(document, draft, content, published),
    })
}

/// A plan whose first version is so far.
fn in_state(
    mut document: PlanDocument,
    draft: &Draft,
    (state, mut content, at): (VersionState, Content, Timestamp),
) -> PlanDocument {
    if state == VersionState::Draft {
        content.sections.iter_mut().skip(4).for_each(|it| it.text.clear());
        content.steps.clear();
    }
    let is_in = state != VersionState::Draft;
    let is_reviewed = state == VersionState::PendingApproval;
    document.versions.push(VersionDocument {
        state,
        author: document.owner.clone(),
        summary: if is_in { "First version.".to_owned() } else { String::new() },
        submitted_at: is_in.then_some(at),
        reviewed_by: draft.person(TEAM, 0).filter(|_| is_reviewed),
        reviewed_at: is_reviewed.then_some(at),
        ..VersionDocument::draft(content)
    });
    document
}

/// A plan in force since then.
fn in_force(
    mut document: PlanDocument,
    draft: &Draft,
    content: Content,
    published: Timestamp,
) -> PlanDocument {
    let before = |days: u64| published.checked_sub_days(Days::new(days)).unwrap_or(published);
    let due = published.checked_add_months(Months::new(12));
    let today = draft.today.and_time(chrono::NaiveTime::MIN).and_utc();
    document.review_due = due;
    document.standing = match due {
        Some(due) if due <= today => Standing::Overdue,
        Some(due) if due <= today + Days::new(30) => Standing::ReviewDue,
        _ => Standing::Active,
    };
    document.because = match document.standing {
        Standing::Overdue => "Its review was not done in time.".to_owned(),
        Standing::ReviewDue => "Its yearly review is due.".to_owned(),
        _ => String::new(),
    };
    let note = "Two systems were restored from backup at the other data center; both in time.";
    let on = Some(before(30).date_naive());
    document.test = Some(Test { on, note: note.to_owned() });
    document.versions.push(VersionDocument {
        state: VersionState::Active,
        author: document.owner.clone(),
        summary: "First version.".to_owned(),
        submitted_at: Some(before(12)),
        reviewed_by: draft.person(TEAM, 0),
        reviewed_at: Some(before(6)),
        approved_by: draft.person(&document.agency, 0),
        approved_at: Some(before(2)),
        published_at: Some(published),
        sha256: content.sha256().ok(),
        ..VersionDocument::draft(content)
    });
    document
}

fn content(draft: &Draft, template: &Template, agency: &str, about: &[&ItemDocument]) -> Content {
    let mut content = Content::blank(template);
    for it in &mut content.sections {
        it.text = words::section(&it.key).to_owned();
    }
    let someone = |n: usize| draft.person(agency, n).unwrap_or_default();
    let office = draft.offices.get(agency).cloned().unwrap_or_default();
    content.activation = activation(&office, about);
    content.duties = duties(&someone);
    content.steps = steps(about);
    if template.section("succession").is_some() {
        content.successions = vec![Succession {
            position: "Head of the agency".to_owned(),
            holder: someone(0),
            successors: vec![someone(4), someone(1), someone(2)],
            elsewhere: vec![someone(2)],
            conditions: "When the one before cannot be reached for one hour.".to_owned(),
        }];
        content.delegations = vec![Delegation {
            authority: "Sign emergency purchases".to_owned(),
            from: "Head of the agency".to_owned(),
            to: "Whoever follows in the order of succession".to_owned(),
            begins: "When this plan is activated".to_owned(),
            ends: "When it is stood down".to_owned(),
            limits: "Up to $250,000 each, within the emergency rules of purchasing".to_owned(),
        }];
        content.records = vec![VitalRecord {
            name: "Case files of the last twelve months".to_owned(),
            keeper: someone(3),
            copies: vec![
                copy("disk", super::sites::EAST, 1),
                copy("tape", "western-data-center", 8),
            ],
        }];
        content.kit = vec![KitItem {
            what: "Laptop with a charged spare battery".to_owned(),
            count: 4,
            place: "Office of the coordinator".to_owned(),
            expires: Some(draft.in_days(200)),
        }];
    }
    content
}

fn copy(medium: &str, site: &str, hours: i64) -> RecordCopy {
    let within = Some(Span::from_hours(hours));
    RecordCopy { medium: medium.to_owned(), site: site.to_owned(), within }
}

fn activation(office: &str, about: &[&ItemDocument]) -> Vec<Criterion> {
    let mut criteria = vec![Criterion {
        text: "The co-ordination plan of the state calls for it.".to_owned(),
        trigger: Trigger::Plan,
        item: String::new(),
        after: None,
    }];
    if let Some(first) = about.first().filter(|it| it.kind == Kind::Service) {
        criteria.push(Criterion {
            text: format!("{} is down, and nobody can say for how long.", first.name),
            trigger: Trigger::ServiceDown,
            item: reference(Kind::Service, &first.code),
            after: Some(Span::from_minutes(30)),
        });
    }
    if !office.is_empty() {
        criteria.push(Criterion {
            text: "The main office cannot be entered.".to_owned(),
            trigger: Trigger::SiteLost,
            item: reference(Kind::Site, office),
            after: Some(Span::from_hours(2)),
        });
    }
    criteria
}

fn duties(someone: &impl Fn(usize) -> String) -> Vec<Duty> {
    let all = [
        ("Recovery director", 4, 0),
        ("Continuity coordinator", 1, 2),
        ("Technical lead", 3, 6),
        ("News and inquiries", 8, 10),
    ];
    let duty = |(duty, person, alternate): (&str, usize, usize)| Duty {
        duty: duty.to_owned(),
        person: someone(person),
        alternates: vec![someone(alternate)],
    };
    let mut seen = BTreeSet::new();
    let duties = all.into_iter().map(duty);
    // A small agency has fewer people than duties.
    duties.filter(|it| seen.insert(it.person.clone())).collect()
}

fn steps(about: &[&ItemDocument]) -> Vec<Step> {
    let step = |text: String, by: &str, minutes: i64| Step {
        text,
        by: by.to_owned(),
        takes: Some(Span::from_minutes(minutes)),
        ..Step::default()
    };
    let mut steps = vec![
        step("Establish what is lost, and for how long.".to_owned(), "Recovery director", 20),
        step("Call everybody who has a duty.".to_owned(), "Continuity coordinator", 15),
    ];
    for it in about.iter().take(3) {
        let minutes = it.restore.map_or(60, |it| it.secs() / 60);
        steps.push(Step {
            restores: reference(it.kind, &it.code),
            check: "Somebody who uses it every day has tried it.".to_owned(),
            ..step(format!("Bring back {}.", it.name), "Technical lead", minutes)
        });
    }
    steps.push(step("Tell those who wait that it is back.".to_owned(), "News and inquiries", 10));
    steps
}
