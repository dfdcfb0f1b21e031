//! The fields of each kind of item, said once: forms, lists, imports, exports and bulk edits all
//! read this list.

use super::Kind;
use super::details::{
    Arrangement, AssetType, Classification, Environment, Failover, Hosting, Hours, ImpactLevel,
    Importance, Readiness, ServiceType, SiteRole, TeamRole, VendorTier,
};
use super::item::ProofSource;

/// One field of a kind of item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Its name for programs, and the column of an export.
    pub key: &'static str,
    /// Its name for people.
    pub label: &'static str,
    /// What to write there, if the label does not say.
    pub hint: &'static str,
    /// What can be written there.
    pub input: Input,
    /// Where it is kept.
    pub place: Place,
    /// Under which heading a form shows it.
    pub part: Part,
}

/// What can be written into a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input {
    /// A short name of lower-case letters, digits and hyphens.
    Code,
    /// One line of text.
    Line,
    /// Several lines of text.
    Text,
    /// A length of time.
    Span,
    /// A whole number within bounds.
    Number(u32, u32),
    /// A number with a fraction.
    Degrees,
    /// A day.
    Date,
    /// Yes or no.
    Flag,
    /// One of a few, each with its name for programs and for people.
    Choice(&'static [(&'static str, &'static str)]),
    /// Several lines, each one thing.
    List,
    /// An agency, by its code or any of its names.
    Agency,
    /// A person, by code. In a form also by name.
    Person,
    /// Several lines, each a person as above.
    People,
    /// An item of a kind, by code. In a form also by name.
    Item(Kind),
}

/// Where a field is kept in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In the document itself.
    Common,
    /// Under `proof`.
    Proof,
    /// Under `details`.
    Details,
    /// Under `details`, in `protection`.
    Protection,
}

/// A heading of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// What it is.
    Identity,
    /// Who answers for it, where it is.
    Responsibility,
    /// What its kind has.
    Particulars,
    /// What is promised and wanted of its recovery.
    Recovery,
}

impl Part {
    /// Every part, in the order of a form.
    pub const ALL: &[Part] =
        &[Part::Identity, Part::Particulars, Part::Responsibility, Part::Recovery];

    /// Its heading.
    pub const fn title(self) -> &'static str {
        match self {
            Part::Identity => "What it is",
            Part::Responsibility => "Who and where",
            Part::Particulars => "Particulars",
            Part::Recovery => "Recovery",
        }
    }
}

const fn field(key: &'static str, label: &'static str, input: Input, place: Place) -> Field {
    let part = match place {
        Place::Common => Part::Identity,
        Place::Proof => Part::Recovery,
        Place::Details | Place::Protection => Part::Particulars,
    };
    Field { key, label, hint: "", input, place, part }
}

const fn detail(key: &'static str, label: &'static str, input: Input) -> Field {
    field(key, label, input, Place::Details)
}

const fn hint(field: Field, hint: &'static str) -> Field {
    Field { hint, ..field }
}

const fn responsible(key: &'static str, label: &'static str, input: Input) -> Field {
    Field { part: Part::Responsibility, ..field(key, label, input, Place::Common) }
}

const fn recovery(key: &'static str, label: &'static str, hint: &'static str) -> Field {
    let field = field(key, label, Input::Span, Place::Common);
    Field { part: Part::Recovery, hint, ..field }
}

const IDENTITY: [Field; 4] = [
    field("name", "Name", Input::Line, Place::Common),
    hint(
        field("code", "Code", Input::Code, Place::Common),
        "Lower-case letters, digits and hyphens. It never changes.",
    ),
    field("agency", "Agency", Input::Agency, Place::Common),
    field("description", "Description", Input::Text, Place::Common),
];

const OWNER: Field = responsible("owner", "Owner", Input::Person);
const SITE: Field = responsible("site", "Site", Input::Item(Kind::Site));
const VENDOR: Field = responsible("vendor", "Vendor", Input::Item(Kind::Vendor));
const TIER: Field = Field {
    part: Part::Recovery,
    ..hint(field("tier", "Tier", Input::Number(1, 4), Place::Common), "1 comes back first, 4 last.")
};

const RECOVERY: [Field; 12] = [
    recovery("target_rto", "Recovery time wanted (RTO)", "How soon it must be back, such as 4 h."),
    recovery("target_rpo", "Recovery point wanted (RPO)", "How much work may be lost at most."),
    recovery(
        "restore",
        "Recovery time promised",
        "Its own restoration, once all it needs is back.",
    ),
    Field {
        part: Part::Recovery,
        ..hint(
            field("fails_percent", "A try fails, in percent", Input::Number(0, 95), Place::Common),
            "How many of 100 tries to restore it fail, as tests showed. Another follows each.",
        )
    },
    recovery("point", "Recovery point promised", "How old restored data are at most."),
    Field {
        part: Part::Recovery,
        ..field("crew", "Restored by", Input::Item(Kind::Crew), Place::Common)
    },
    Field {
        part: Part::Recovery,
        ..hint(
            field("crew_size", "People needed", Input::Number(1, 10_000), Place::Common),
            "How many of the crew it takes.",
        )
    },
    Field {
        part: Part::Recovery,
        ..hint(
            field("equipment", "Takes equipment", Input::Item(Kind::Equipment), Place::Common),
            "What restoring it takes for as long as it goes on.",
        )
    },
    Field {
        part: Part::Recovery,
        ..hint(
            field("equipment_size", "Units needed", Input::Number(1, 10_000), Place::Common),
            "How many of the equipment it takes.",
        )
    },
    field("proof_source", "Proof", Input::Choice(ProofSource::CHOICES), Place::Proof),
    field("proof_on", "Proven on", Input::Date, Place::Proof),
    field("proof_measured", "Time measured", Input::Span, Place::Proof),
];

const PROTECTION: [Field; 3] = [
    field(
        "confidentiality",
        "If it became known",
        Input::Choice(ImpactLevel::CHOICES),
        Place::Protection,
    ),
    field(
        "integrity",
        "If it became wrong",
        Input::Choice(ImpactLevel::CHOICES),
        Place::Protection,
    ),
    field(
        "availability",
        "If it were gone",
        Input::Choice(ImpactLevel::CHOICES),
        Place::Protection,
    ),
];

/// Every field of a kind of item, in the order of a form and of an export.
pub fn fields(kind: Kind) -> Vec<Field> {
    let mut fields = IDENTITY.to_vec();
    fields.extend(particulars(kind));
    if matches!(kind, Kind::Service | Kind::Asset | Kind::DataSet) {
        fields.extend(PROTECTION);
    }
    if kind != Kind::Group {
        fields.push(OWNER);
    }
    match kind {
        Kind::Service => fields.extend([
            responsible("custodian", "Technical owner", Input::Person),
            SITE,
            VENDOR,
        ]),
        Kind::Asset => {
            fields.extend([responsible("custodian", "Custodian", Input::Person), SITE, VENDOR]);
        }
        Kind::DataSet => {
            fields.extend([responsible("custodian", "Custodian", Input::Person), SITE]);
        }
        Kind::Process | Kind::Team | Kind::Crew | Kind::Equipment => fields.push(SITE),
        Kind::Site => fields.push(VENDOR),
        Kind::Vendor | Kind::Group => {}
    }
    if matches!(kind, Kind::Service | Kind::Process | Kind::Asset) {
        fields.push(TIER);
    }
    match kind {
        Kind::Process => fields.extend(RECOVERY.into_iter().take(4)),
        Kind::Team | Kind::Crew | Kind::Equipment | Kind::Group => {}
        _ => fields.extend(RECOVERY),
    }
    fields
}

fn particulars(kind: Kind) -> Vec<Field> {
    match kind {
        Kind::Service => vec![
            detail("facility", "Kind of service", Input::Choice(ServiceType::CHOICES)),
            detail("importance", "Importance", Input::Choice(Importance::CHOICES)),
            detail("hosting", "Runs in", Input::Choice(Hosting::CHOICES)),
            detail("users", "Used by", Input::Line),
        ],
        Kind::Process => process(),
        Kind::Asset => vec![
            detail("asset_type", "Kind of asset", Input::Choice(AssetType::CHOICES)),
            detail("environment", "Used for", Input::Choice(Environment::CHOICES)),
            detail("product", "Product", Input::Line),
            detail("product_version", "Version", Input::Line),
            detail("support_ends", "Support ends", Input::Date),
        ],
        Kind::DataSet => vec![
            detail("classification", "Classification", Input::Choice(Classification::CHOICES)),
            detail("retention", "Retention", Input::Line),
            detail("encrypted_at_rest", "Encrypted at rest", Input::Flag),
            detail("encrypted_in_transit", "Encrypted in transit", Input::Flag),
        ],
        Kind::Site => site(),
        Kind::Vendor => vec![
            detail("vendor_tier", "Importance", Input::Choice(VendorTier::CHOICES)),
            detail("contact", "Contact", Input::Line),
            detail("agreement_ends", "Agreement ends", Input::Date),
            detail("evidence_on", "Plan shown to work on", Input::Date),
        ],
        Kind::Team => vec![
            detail("team_role", "Duty", Input::Choice(TeamRole::CHOICES)),
            hint(
                detail("members", "Members", Input::People),
                "One person per line, by name or code.",
            ),
            hint(
                detail("alternates", "Alternates", Input::People),
                "One person per line, by name or code.",
            ),
            hint(detail("skills", "Skills", Input::List), "One per line."),
            detail("members_min", "Least members", Input::Number(1, 10_000)),
        ],
        Kind::Crew => vec![
            detail("skill", "Skill", Input::Line),
            detail("people", "People", Input::Number(1, 10_000)),
            hint(
                detail(
                    "people_off_hours",
                    "People outside business hours",
                    Input::Number(1, 10_000),
                ),
                "How many of them are there at night, on weekends and on holidays. Empty: all of them.",
            ),
            detail("hours", "Can be called", Input::Choice(Hours::CHOICES)),
        ],
        Kind::Equipment => vec![
            hint(
                detail("units", "Units", Input::Number(1, 1_000_000)),
                "How many there are: of a link, how much it carries.",
            ),
            hint(detail("unit", "One unit is", Input::Line), "Such as: generator, Mbit/s."),
        ],
        Kind::Group => vec![
            hint(
                detail("suffice", "How many suffice", Input::Number(1, 10_000)),
                "Of the things that the group needs.",
            ),
            detail("arrangement", "Arrangement", Input::Choice(Arrangement::CHOICES)),
            detail("failover", "Failover", Input::Choice(Failover::CHOICES)),
        ],
    }
}

fn process() -> Vec<Field> {
    vec![
        detail("products", "Products", Input::Text),
        hint(
            detail("required_level", "Level of service required", Input::Line),
            "Such as: 60% of payments within 2 days.",
        ),
        detail("peaks", "Peak periods", Input::Line),
        detail("workaround", "Workaround", Input::Text),
        detail("workaround_holds", "Workaround holds", Input::Span),
        hint(
            detail("people_min", "People at least", Input::Number(1, 100_000)),
            "With fewer it cannot go on.",
        ),
        hint(
            detail("people", "Who can do it", Input::People),
            "One person per line, by name or code.",
        ),
        hint(
            detail("seats", "Seats needed elsewhere", Input::Number(0, 100_000)),
            "For those who must sit together when their site is lost. Others work from home.",
        ),
        hint(
            detail("seats_at", "Where those seats are", Input::List),
            "One site per line, its code and how many seats: west-office 12",
        ),
    ]
}

fn site() -> Vec<Field> {
    vec![
        detail("site_role", "Role", Input::Choice(SiteRole::CHOICES)),
        detail("readiness", "Readiness", Input::Choice(Readiness::CHOICES)),
        detail("address", "Address", Input::Line),
        hint(
            detail("county_fips", "County", Input::Line),
            "Its five-digit FIPS code; in North Carolina also its name with the state: Wake, NC",
        ),
        detail("latitude", "Latitude", Input::Degrees),
        detail("longitude", "Longitude", Input::Degrees),
        detail("seats", "Seats", Input::Number(0, 1_000_000)),
        detail("generator_holds", "Generators hold", Input::Span),
        detail("staffed_always", "Staffed around the clock", Input::Flag),
        detail("security", "Security", Input::List),
        detail("hazards", "Hazards", Input::List),
        detail("capacity", "Capacity", Input::List),
    ]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_kind_has_a_field_twice() {
        for &kind in Kind::ALL {
            let fields = fields(kind);
            let keys: BTreeSet<_> = fields.iter().map(|it| it.key).collect();
            assert_eq!(keys.len(), fields.len(), "{kind}");
        }
    }
}
