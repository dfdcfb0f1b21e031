//! What the board keeps of an item: what analysis and readiness look at, and no text.

use crate::Span;
use crate::ids::{AgencyId, ItemId};
use crate::prepare::inventory::{
    Details, Hosting, Hours, Importance, Item, Kind, Recovery, ServiceType, SiteDetails, seats_in,
};

/// An item in use, as the board keeps it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entry {
    pub(crate) id: ItemId,
    pub(crate) kind: Kind,
    pub(crate) agency_id: AgencyId,
    pub(crate) code: String,
    pub(crate) tier: Option<u8>,
    pub(crate) recovery: Recovery,
    pub(crate) site_id: Option<ItemId>,
    pub(crate) vendor_id: Option<ItemId>,
    /// Who restores it, and how many of them that takes.
    pub(crate) crew: Option<(ItemId, u32)>,
    /// Which equipment that takes for as long as it goes on, and how many units of it.
    pub(crate) equipment: Option<(ItemId, u32)>,
    pub(crate) has_owner: bool,
    pub(crate) has_custodian: bool,
    pub(crate) marks: Marks,
}

/// What only items of one kind have.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Marks {
    Service { facility: Option<ServiceType>, hosting: Option<Hosting>, is_essential: bool },
    Process(Box<Manning>),
    Team { has_alternate: bool, n_members: u32 },
    Crew { people: Option<u32>, people_off_hours: Option<u32>, hours: Option<Hours> },
    Equipment { units: Option<u32> },
    Group { suffice: Option<u32> },
    Site(Box<SiteDetails>),
    None,
}

/// What a process must keep, who does it, and where they sit when their site is lost.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Manning {
    pub(crate) has_level: bool,
    pub(crate) has_workaround: bool,
    /// How many people it takes at least.
    pub(crate) people_min: Option<u32>,
    /// Who can do it, by code of person.
    pub(crate) people: Vec<String>,
    /// How many seats it takes elsewhere.
    pub(crate) seats: Option<u32>,
    /// Where those are, by code of site, and how many.
    pub(crate) seats_at: Vec<(String, u32)>,
}

impl Entry {
    pub(crate) fn of(item: &Item) -> Entry {
        Entry {
            id: item.id,
            kind: item.kind(),
            agency_id: item.agency_id,
            code: item.code.clone(),
            tier: item.tier,
            recovery: item.recovery,
            site_id: item.site_id,
            vendor_id: item.vendor_id,
            crew: item.crew_id.map(|it| (it, item.crew_size.unwrap_or(1))),
            equipment: item.equipment_id.map(|it| (it, item.equipment_size.unwrap_or(1))),
            has_owner: item.owner_id.is_some(),
            has_custodian: item.custodian_id.is_some(),
            marks: Marks::of(&item.details),
        }
    }

    /// What decides who is first among equals: what is most critical, then the code.
    pub(super) fn rank(&self) -> (u8, &str, Kind, ItemId) {
        (self.tier.unwrap_or(u8::MAX), &self.code, self.kind, self.id)
    }

    /// How long its own restoration takes, as far as anybody has said.
    ///
    /// People are there or not, a process goes on as soon as its systems are back, and a group is
    /// only a name for its members: for these, silence means no time at all.
    pub(crate) fn restore(&self) -> Option<Span> {
        let takes_none =
            !self.kind.is_restored() || matches!(self.kind, Kind::Process | Kind::Group);
        self.recovery.restore.or(takes_none.then_some(Span::ZERO))
    }

    /// The crew and the equipment that its restoration takes.
    pub(crate) fn takes(&self) -> impl Iterator<Item = ItemId> + use<> {
        [self.crew, self.equipment].into_iter().flatten().map(|it| it.0)
    }

    pub(crate) fn is_essential(&self) -> bool {
        matches!(self.marks, Marks::Service { is_essential: true, .. })
    }
}

impl Marks {
    /// How many people a crew has, or how many units of equipment there are, if somebody has said.
    pub(crate) fn strength(&self) -> Option<u32> {
        match self {
            Marks::Crew { people, .. } => *people,
            Marks::Equipment { units } => *units,
            _ => None,
        }
    }

    /// So many more people, at any hour, or units of equipment. If nobody has said how many there are,
    /// nothing changes.
    pub(super) fn add(&mut self, more: u32) {
        let numbers = match self {
            Marks::Crew { people, people_off_hours, .. } => [Some(people), Some(people_off_hours)],
            Marks::Equipment { units } => [Some(units), None],
            _ => return,
        };
        for n in numbers.into_iter().flatten().flatten() {
            *n = n.saturating_add(more);
        }
    }

    fn of(details: &Details) -> Marks {
        match details {
            Details::Service(it) => Marks::Service {
                facility: it.facility,
                hosting: it.hosting,
                is_essential: it.importance == Some(Importance::Essential),
            },
            Details::Process(it) => Marks::Process(Box::new(Manning {
                has_level: !it.required_level.is_empty(),
                has_workaround: !it.workaround.is_empty(),
                people_min: it.people_min,
                people: it.people.clone(),
                seats: it.seats,
                seats_at: it
                    .seats_at
                    .iter()
                    .filter_map(|it| seats_in(it))
                    .map(|(site, n)| (site.to_owned(), n))
                    .collect(),
            })),
            Details::Team(it) => Marks::Team {
                has_alternate: !it.alternates.is_empty(),
                n_members: u32::try_from(it.members.len()).unwrap_or(u32::MAX),
            },
            Details::Crew(it) => Marks::Crew {
                people: it.people,
                people_off_hours: it.people_off_hours,
                hours: it.hours,
            },
            Details::Equipment(it) => Marks::Equipment { units: it.units },
            Details::Group(it) => Marks::Group { suffice: it.suffice.filter(|it| 0 < *it) },
            Details::Site(it) => Marks::Site(Box::new(it.clone())),
            _ => Marks::None,
        }
    }
}
