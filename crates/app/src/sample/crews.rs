//! Who restores things, with what, and who has a duty in a disruption.

use super::draft::{Draft, item};
use super::units::Unit;
use crate::prepare::inventory::{
    CrewDetails, Details, EquipmentDetails, Hours, ItemDocument, TeamDetails, TeamRole,
};

const IT: &str = "information-technology";

/// A team of which nobody has named alternates.
const NO_ALTERNATES: &str = "elections";

/// Skill, people, and whether they can be called around the clock.
const CREWS: [(&str, &str, u32, bool); 24] = [
    ("mainframe", "Mainframe systems", 2, true),
    ("database", "Databases", 4, true),
    ("windows", "Windows servers", 5, true),
    ("linux", "Linux servers", 5, true),
    ("virtualization", "Virtual machines and hosts", 4, true),
    ("storage", "Storage", 3, true),
    ("network", "Network", 6, true),
    ("firewall", "Firewalls", 3, true),
    ("identity", "Identity and sign-in", 2, true),
    ("backup", "Backup and restore", 3, true),
    ("telephony", "Telephones", 3, true),
    ("radio", "Radio", 3, true),
    ("power", "Power and cooling", 4, true),
    ("security", "Security operations", 6, true),
    ("cloud", "Cloud platforms", 4, true),
    ("web", "Web applications", 4, false),
    ("benefits", "Benefit applications", 3, false),
    ("tax", "Tax applications", 3, false),
    ("licensing", "Licensing applications", 2, false),
    ("case", "Case management applications", 4, false),
    ("laboratory", "Laboratory systems", 2, false),
    ("geographic", "Geographic data", 2, false),
    ("field-east", "Field support, east", 6, false),
    ("field-west", "Field support, west", 5, false),
];

/// Who of these has fewer people outside business hours, and how many.
const FEWER_OFF_HOURS: [(&str, u32); 1] = [("telephony", 1)];

/// Those who look after applications.
pub(super) const APPLICATIONS: [&str; 6] = ["web", "benefits", "tax", "licensing", "case", "linux"];

pub(super) fn crews(draft: &mut Draft) {
    for (n, (code, skill, people, always)) in CREWS.into_iter().enumerate() {
        let fewer = FEWER_OFF_HOURS.iter().find(|it| it.0 == code);
        let details = CrewDetails {
            skill: skill.to_owned(),
            people: Some(people),
            people_off_hours: fewer.map(|it| it.1),
            hours: Some(if always { Hours::Always } else { Hours::Business }),
        };
        let document = ItemDocument {
            owner: draft.person(IT, 3 + n % 7),
            site: Some(super::sites::EAST.to_owned()),
            ..item(IT, code, &format!("{skill} crew"), &Details::Crew(details))
        };
        draft.put(document, Vec::new());
    }
}

/// Generators on trailers, of which there are two.
pub(super) const GENERATORS: &str = "mobile-generators";

pub(super) fn equipment(draft: &mut Draft) {
    let details = EquipmentDetails { units: Some(2), unit: "generator".to_owned() };
    let document = ItemDocument {
        description: "On trailers, for parts of a data room whose own supply is being repaired."
            .to_owned(),
        owner: draft.person(IT, 4),
        ..item(IT, GENERATORS, "Mobile generators", &Details::Equipment(details))
    };
    draft.put(document, Vec::new());
}

/// The teams of the state as a whole: whose, name, duty, skills.
const STATE: [(&str, &str, TeamRole, &[&str]); 10] = [
    ("state-cio", "State continuity steering", TeamRole::Steering, &["Decisions", "Budget"]),
    (
        "information-technology",
        "Disaster recovery team",
        TeamRole::Recovery,
        &["Storage", "Servers", "Network", "Databases", "Mainframe"],
    ),
    (
        "information-technology",
        "Eastern Data Center response",
        TeamRole::Response,
        &["Evacuation", "Power", "Cooling"],
    ),
    (
        "information-technology",
        "Western Data Center activation",
        TeamRole::Recovery,
        &["Servers", "Network", "Storage"],
    ),
    (
        "information-technology",
        "Damage assessment",
        TeamRole::DamageAssessment,
        &["Structures", "Electrical", "Salvage"],
    ),
    (
        "security-and-risk",
        "Cyber incident response",
        TeamRole::Security,
        &["Forensics", "Containment", "Law enforcement liaison"],
    ),
    (
        "continuity-team",
        "Statewide crisis management",
        TeamRole::CrisisManagement,
        &["Coordination", "Escalation"],
    ),
    (
        "continuity-team",
        "Return to normal",
        TeamRole::Reconstitution,
        &["Facilities", "Procurement", "Records"],
    ),
    (
        "governor",
        "Public information",
        TeamRole::Communications,
        &["Press", "Social media", "Spanish"],
    ),
    (
        "emergency-management",
        "State emergency response",
        TeamRole::Response,
        &["Logistics", "Sheltering", "Radio"],
    ),
];

pub(super) fn teams(draft: &mut Draft) {
    for (agency, name, role, skills) in STATE {
        team(draft, (agency, name), role, skills);
    }
    let units: Vec<Unit> = draft.units.clone();
    for unit in units.iter().filter(|it| !it.services.is_empty()) {
        let name = format!("{} continuity team", unit.short);
        let skills = ["Relocation", "Manual procedures", "Call tree"];
        team(draft, (&unit.code, &name), TeamRole::Response, &skills);
        if 9_000 < unit.headcount {
            let name = format!("{} recovery team", unit.short);
            team(draft, (&unit.code, &name), TeamRole::Recovery, &["Applications", "Testing"]);
        }
    }
}

fn team(draft: &mut Draft, (agency, name): (&str, &str), role: TeamRole, skills: &[&str]) {
    let Some(staff) = draft.staff.get(agency) else { return };
    let mut random = draft.random(name);
    let start = random.below(3);
    let n_members = 4 + random.below(3);
    let mut people = staff.iter().cycle().skip(start).cloned();
    let members: Vec<String> = people.by_ref().take(n_members.min(staff.len())).collect();
    let alternates = people.take(2).filter(|it| !members.contains(it)).collect();
    let has_alternates = agency != NO_ALTERNATES;
    let details = TeamDetails {
        team_role: Some(role),
        members_min: Some(3),
        alternates: if has_alternates { alternates } else { Vec::new() },
        skills: skills.iter().map(|it| (*it).to_owned()).collect(),
        members,
    };
    let document = ItemDocument {
        owner: draft.person(agency, 1),
        site: super::sites::office_of(draft, agency),
        ..item(agency, name, name, &Details::Team(details))
    };
    draft.put(document, Vec::new());
}
