//! Partners of the programme, and what is shared with them.

use db::Tx;

use super::draft::Draft;
use super::people::VENDORS;
use crate::people::advisories::{self, AdvisoryDocument};
use crate::people::partners::{self, PartnerDocument, PartnerKind, Tlp};
use crate::{Ctx, Result};

const TEAM: &str = "continuity-team";

/// Each with who keeps it, what it is, up to what is shared with it, and what for.
const PARTNERS: &[(&str, &str, &str, PartnerKind, Tlp, &str)] = &[
    (
        TEAM,
        "federal-region",
        "Federal emergency management, regional office",
        PartnerKind::Federal,
        Tlp::Amber,
        "Declarations, federal aid, joint exercises",
    ),
    (
        TEAM,
        "federal-cyber",
        "Federal cybersecurity advisors",
        PartnerKind::Federal,
        Tlp::Red,
        "Reports of threats, help during an attack",
    ),
    (
        TEAM,
        "national-guard",
        "Franklin National Guard",
        PartnerKind::State,
        Tlp::AmberStrict,
        "Transport, power and people in an emergency",
    ),
    (
        TEAM,
        "county-managers",
        "Association of county emergency managers",
        PartnerKind::Local,
        Tlp::Green,
        "Shelters, and word from the counties",
    ),
    (
        TEAM,
        "upper-valley",
        "Nation of the Upper Valley",
        PartnerKind::Tribal,
        Tlp::Green,
        "Mutual aid along the river",
    ),
    (
        TEAM,
        "power-cooperative",
        "Franklin Power Cooperative",
        PartnerKind::Private,
        Tlp::Amber,
        "Power for both data centers, order of restoration",
    ),
    (
        TEAM,
        "citizens-league",
        "League of citizens with disabilities",
        PartnerKind::Public,
        Tlp::Clear,
        "What services its members cannot do without",
    ),
    (
        "commerce",
        "chamber",
        "Chamber of commerce",
        PartnerKind::Private,
        Tlp::Green,
        "Word to businesses when licensing is down",
    ),
];

/// Puts all of it in.
pub(super) async fn write(tx: &Tx, ctx: &Ctx, draft: &Draft) -> Result<()> {
    let mut all: Vec<PartnerDocument> = PARTNERS.iter().map(partner).collect();
    let printer = PartnerDocument {
        kind: PartnerKind::Private,
        level: Tlp::Green,
        purpose: "Prints and mails notices and checks".to_owned(),
        people: draft.person(VENDORS, 0).into_iter().collect(),
        ..PartnerDocument::new(TEAM, "halyard-print", "Halyard Print")
    };
    all.push(printer);
    partners::put_all(tx, ctx, &all).await?;
    advisories::put_all(tx, ctx, &written()).await?;
    Ok(())
}

fn partner(
    (agency, code, name, kind, level, purpose): &(&str, &str, &str, PartnerKind, Tlp, &str),
) -> PartnerDocument {
    PartnerDocument {
        kind: *kind,
        level: *level,
        purpose: (*purpose).to_owned(),
        ..PartnerDocument::new(agency, code, name)
    }
}

/// Each with whether it is shared.
fn written() -> Vec<(AdvisoryDocument, bool)> {
    let advisory = |agency: &str, code: &str, name: &str, tlp, source: &str, body: &str| {
        let source = source.to_owned();
        let body = body.to_owned();
        AdvisoryDocument { source, body, ..AdvisoryDocument::new(agency, code, name, tlp) }
    };
    let red = AdvisoryDocument {
        partners: vec!["federal-cyber".to_owned()],
        ..advisory(
            TEAM,
            "stolen-credentials",
            "Credentials of an administrator were offered for sale",
            Tlp::Red,
            "Security and risk office",
            "One account of an administrator was offered for sale on Tuesday. It is closed. We look \
             for traces of its use, and ask for what you know of the seller.",
        )
    };
    vec![
        (red, true),
        (
            advisory(
                TEAM,
                "forged-invoices",
                "Forged invoices in the name of the treasury",
                Tlp::Green,
                "Reports of three agencies",
                "Mails that claim to come from the treasury carry invoices with another account \
                 number.\n\n- Pay only to accounts that you have confirmed by telephone.\n- Forward \
                 such a mail to the service desk.",
            ),
            true,
        ),
        (
            advisory(
                TEAM,
                "western-data-center",
                "Less room at the western data center for two weeks",
                Tlp::Amber,
                "Department of Information Technology",
                "While its cooling is replaced, the western data center takes over no more than a \
                 third of what it usually could. Exercises there are moved.",
            ),
            true,
        ),
        (
            advisory(
                TEAM,
                "emergency-line",
                "The number to call when services are down",
                Tlp::Clear,
                "",
                "When the portal does not answer, the emergency line does, day and night.",
            ),
            true,
        ),
        (
            advisory(
                "commerce",
                "licensing-window",
                "Licensing closes early before the holidays",
                Tlp::Green,
                "",
                "On the last working day of the year, applications are taken until noon.",
            ),
            false,
        ),
    ]
}
