//! Who helps the agencies of the State of Franklin: their relationship managers, whom they call in a
//! major incident, who hands over to whom, and the advice that they asked for.

use chrono::TimeDelta;

use super::draft::Draft;
use crate::assure::consultations::{self, Advice, Area, AskDocument, Past, RecordDocument};
use crate::assure::contacts::{self, ContactsDocument, FurtherDocument};
use crate::assure::handovers::{self, HandoverDocument, Kind};
use crate::people::agencies::AgencyKind;
use crate::people::managers::{self, ManagerDocument};
use crate::{Ctx, Result, Span, Timestamp};

/// Where relationship managers work.
const IT: &str = "information-technology";

/// The agency that is looked at most closely.
const AGENCY: &str = "commerce";

const TEAM: &str = "continuity-team";

/// All of it, by the codes of the people.
pub(super) struct Guidance {
    managers: Vec<ManagerDocument>,
    contacts: Vec<ContactsDocument>,
    handovers: Vec<HandoverDocument>,
    consultations: Vec<Past>,
}

/// Who helps whom on the day of the draft.
pub(super) fn of(draft: &Draft, now: Timestamp) -> Guidance {
    Guidance {
        managers: managers(draft),
        contacts: contacts(draft),
        handovers: handovers(draft),
        consultations: consultations(draft, now),
    }
}

impl Guidance {
    /// Puts it in: roles must be held before they are handed over.
    pub(super) async fn write(self, ctx: &Ctx) -> Result<()> {
        let tx = ctx.write().await?;
        managers::put_all(&tx, ctx, &self.managers).await?;
        contacts::put_all(&tx, ctx, &self.contacts).await?;
        handovers::put_all(&tx, ctx, &self.handovers).await?;
        consultations::put_all(&tx, ctx, &self.consultations).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Nearly every agency has one. One agency has nobody since a while, one has two at once.
fn managers(draft: &Draft) -> Vec<ManagerDocument> {
    let own = draft.units.iter().filter(|it| it.kind == AgencyKind::StateAgency);
    let mut all = Vec::new();
    for (n, unit) in own.enumerate() {
        // The one who can sign in looks after the agency that is looked at most closely.
        let who = if unit.code == AGENCY { 5 } else { 5 + n % 3 };
        let Some(person) = draft.person(IT, who) else { continue };
        let until = (n % 11 == 7).then(|| draft.days_ago(20));
        let from = draft.days_ago(300);
        all.push(ManagerDocument { agency: unit.code.clone(), person, from, until });
    }
    all
}

fn contacts(draft: &Draft) -> Vec<ContactsDocument> {
    let own = draft.units.iter().filter(|it| it.kind == AgencyKind::StateAgency);
    let further = [(3, "Network and telephones"), (6, "Buildings, at night")];
    let all = own.map(|unit| ContactsDocument {
        agency: unit.code.clone(),
        further: further
            .iter()
            .filter_map(|(n, duty)| {
                let person = draft.person(&unit.code, *n)?;
                Some(FurtherDocument { person, duty: (*duty).to_owned() })
            })
            .collect(),
    });
    all.collect()
}

/// A coordinator retires in three weeks, and somebody is to follow.
fn handovers(draft: &Draft) -> Vec<HandoverDocument> {
    let mut own = draft.units.iter().filter(|it| it.kind == AgencyKind::StateAgency);
    let unit = own.find(|it| it.code != AGENCY && it.code != TEAM && it.code != IT);
    let Some(unit) = unit else { return Vec::new() };
    let (person, successor) = (draft.person(&unit.code, 1), draft.person(&unit.code, 4));
    let document = person.map(|person| HandoverDocument {
        agency: unit.code.clone(),
        person,
        successor,
        kind: Kind::Leaves,
        on: draft.in_days(21),
        note: "Retires. The plans were gone through together.".to_owned(),
    });
    document.into_iter().collect()
}

fn consultations(draft: &Draft, now: Timestamp) -> Vec<Past> {
    let (Some(asked_by), Some(adviser)) = (draft.person(AGENCY, 1), draft.person(TEAM, 0)) else {
        return Vec::new();
    };
    let past = |area, topic: &str, question: &str, days: i64| Past {
        document: AskDocument {
            agency: AGENCY.to_owned(),
            area,
            topic: topic.to_owned(),
            question: question.to_owned(),
            ..AskDocument::default()
        },
        asked_by: asked_by.clone(),
        asked_at: now - TimeDelta::days(days),
        adviser: None,
        record: RecordDocument::default(),
        closed_at: None,
    };
    let advice =
        |text: &str, days: i64| Advice { text: text.to_owned(), due: Some(draft.in_days(days)) };
    let closed = Past {
        adviser: Some(adviser.clone()),
        record: RecordDocument {
            meets_at: Some(now - TimeDelta::days(33)),
            spent: Some(Span::from_minutes(210)),
            outcome: "The order of recovery is sound. Two steps rest on one person each."
                .to_owned(),
            recommendations: vec![
                advice("Name an alternate for the recovery director.", 20),
                advice("Test the restore from the second site once a quarter.", 75),
            ],
        },
        closed_at: Some(now - TimeDelta::days(30)),
        ..past(Area::Dr, "Recovery of the licensing system", "Is our order of recovery sound?", 40)
    };
    let taken = Past {
        adviser: Some(adviser),
        record: RecordDocument {
            meets_at: Some(now + TimeDelta::days(4)),
            spent: Some(Span::from_hours(1)),
            ..RecordDocument::default()
        },
        ..past(
            Area::Coop,
            "Where we work when the office is closed",
            "We share the second site with another agency. How do others settle who goes first?",
            9,
        )
    };
    let asked = past(
        Area::BcRisk,
        "Floods along the river",
        "How do we rate a flood that closes the roads but not the building?",
        1,
    );
    let fresh = past(Area::Bc, "A first plan for payments", "Where do we best begin?", 0);
    vec![closed, taken, asked, fresh]
}
