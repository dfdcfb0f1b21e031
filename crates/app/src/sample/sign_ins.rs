//! Who can sign in to the State of Franklin: one person for each role.

use super::draft::{Draft, slug};
use super::vendors::PRINTER;
use crate::actor::Role;
use crate::ids::AgencyId;
use crate::people::{access, agencies, persons, sign_in};
use crate::prepare::inventory::{self, Kind};
use crate::{Ctx, Error, Result};

/// Someone who can sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    /// Which role they hold.
    pub role: Role,
    /// What they are called.
    pub name: String,
    /// Where they hold it, if not everywhere in the state.
    pub agency: Option<String>,
    /// The address with which they sign in.
    pub email: String,
}

/// A role that is to be held.
pub(super) struct Part {
    role: Role,
    /// By code of the person.
    person: String,
    reach: Reach,
    /// Whether they can sign in, and with which address.
    email: Option<String>,
}

#[derive(Clone)]
enum Reach {
    State,
    Agency(String),
    Vendor,
}

/// The agency that is looked at most closely.
const AGENCY: &str = "commerce";

/// Who holds which role. Each agency of the state has its head and its coordinator.
pub(super) fn cast(draft: &Draft) -> Vec<Part> {
    let mut parts = Vec::new();
    for &role in Role::ALL {
        let (agency, n, reach) = place(role);
        let Some(person) = draft.person(agency, n) else { continue };
        let email = address(role, &reach);
        parts.push(Part { role, person, reach, email: Some(email) });
    }
    let units = draft.units.iter().filter(|it| !it.kind.is_partner() && it.parent.is_some());
    for unit in units.filter(|it| it.code != AGENCY) {
        for (role, n) in [(Role::AgencyHead, 0), (Role::Coordinator, 1)] {
            let Some(person) = draft.person(&unit.code, n) else { continue };
            parts.push(Part { role, person, reach: Reach::Agency(unit.code.clone()), email: None });
        }
    }
    parts
}

/// Who can sign in, whatever the seed: each role, and the address that goes with it.
pub fn sign_ins() -> impl Iterator<Item = (Role, String)> {
    Role::ALL.iter().map(|&role| (role, address(role, &place(role).2)))
}

fn address(role: Role, reach: &Reach) -> String {
    let host = match reach {
        Reach::Agency(code) => format!("{code}.franklin.example"),
        Reach::State => "franklin.example".to_owned(),
        Reach::Vendor => format!("{PRINTER}.example"),
    };
    format!("{}@{host}", slug(role.code()))
}

/// Where a role is held, and by the how many-th of whose people.
fn place(role: Role) -> (&'static str, usize, Reach) {
    let here = || Reach::Agency(AGENCY.to_owned());
    const IT: &str = "information-technology";
    match role {
        Role::StateCio => ("state-cio", 0, Reach::State),
        Role::ContinuityTeam => ("continuity-team", 0, Reach::State),
        Role::AgencyHead => (AGENCY, 0, here()),
        Role::Coordinator => (AGENCY, 1, here()),
        Role::PlanOwner => (AGENCY, 5, here()),
        Role::Employee => (AGENCY, 12, here()),
        Role::IncidentCommander => ("public-safety", 4, Reach::State),
        Role::ServiceDesk => (IT, 8, Reach::State),
        Role::RelationshipManager => (IT, 5, Reach::State),
        Role::BoardMember => (IT, 3, Reach::State),
        Role::Vendor => (super::people::VENDORS, 0, Reach::Vendor),
        Role::Client => (AGENCY, 13, here()),
        Role::Adviser => ("continuity-team", 1, here()),
        Role::Auditor => ("security-and-risk", 4, Reach::State),
        Role::Administrator => (IT, 9, Reach::State),
    }
}

/// Gives the roles, and lets those sign in who are to.
pub(super) async fn open(ctx: &Ctx, parts: Vec<Part>, password: &str) -> Result<Vec<SignIn>> {
    let mut sign_ins = Vec::new();
    for part in parts {
        let person = persons::by_code(ctx, &part.person).await?;
        let (extent, agency) = extent(ctx, &part.reach).await?;
        let given = access::give(
            ctx,
            access::Draft {
                person_id: person.id,
                role: part.role,
                extent,
                starts_at: None,
                ends_at: None,
                reason: "Part of the sample state.".to_owned(),
            },
        );
        match given.await {
            // They were given it when the sample was loaded before.
            Err(Error::Refused(refusal)) if refusal.code == "grant.same" => {}
            other => {
                other?;
            }
        }
        if let Some(email) = part.email {
            sign_in::enroll(ctx, person.id, &email, password).await?;
            sign_ins.push(SignIn { role: part.role, name: person.name, agency, email });
        }
    }
    Ok(sign_ins)
}

async fn extent(ctx: &Ctx, reach: &Reach) -> Result<(access::Extent, Option<String>)> {
    Ok(match reach {
        Reach::State => (access::Extent::State, None),
        Reach::Agency(code) => {
            let agency = agencies::by_code(ctx, code).await?;
            let id: AgencyId = agency.id;
            (access::Extent::Agency(id), Some(agency.name))
        }
        Reach::Vendor => {
            let vendor = inventory::by_code(ctx, Kind::Vendor, PRINTER).await?;
            (access::Extent::Record(vendor.id.into()), Some(vendor.name))
        }
    })
}
