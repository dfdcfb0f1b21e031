//! What is to be known about a run beside its figures.

use serde::{Deserialize, Serialize};

use crate::ids::ItemId;

/// Something that somebody should know about how a run was computed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// What.
    pub kind: NoteKind,
    /// How many things it is about. 0 if about none.
    pub n: u64,
    /// Some of each agency.
    pub item_ids: Vec<ItemId>,
}

/// What a note is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoteKind {
    /// Nobody has said how long some work takes: it counts as nothing.
    TimeUnknown,
    /// Nobody has said how many people a crew has: it is planned without limit.
    CrewUnknown,
    /// Work asks for more people than its crew has.
    CrewTooSmall,
    /// Work is longer than a shift of its crew, and asks for more people than are there in the next.
    LongerThanShift,
    /// Work goes on for longer than shifts are counted with.
    ShiftsEnd,
    /// A crew has nobody: what it restores does not come back.
    CrewGone,
    /// Nobody has said how much of some equipment there is: it is planned without limit.
    EquipmentUnknown,
    /// Work asks for more equipment than there is.
    EquipmentTooSmall,
    /// Some equipment is gone: what takes it does not come back.
    EquipmentGone,
    /// No time was said, so that crews are taken as always there.
    CrewsAlwaysThere,
    /// People of lost sites have no seat elsewhere.
    NoSeats,
    /// Peaks made no target tighter: runs of earlier versions say so.
    PeaksNotCounted,
    /// It strikes in a peak of these.
    PeaksTighten,
    /// A peak of these begins before they are back.
    PeaksAhead,
    /// So much is down that no better order was looked for than the rules of priority give.
    OrderByRules,
    /// So many are down that chance was tried for the most critical of them only.
    ChanceOfSome,
    /// Some work takes so long that chance was not tried.
    ChanceNotTried,
    /// What the scenario names was out of use, and did not count.
    PartsOutOfUse,
    /// Sites without a position cannot be in an area.
    SitesWithoutPosition,
    /// A copy of these would be where they are themselves, and did not count.
    CopiesBeside,
    /// These are back no later than a copy would take over, and so it changes nothing.
    CopiesSlower,
}

impl NoteKind {
    /// Its name for programs.
    pub const fn code(self) -> &'static str {
        match self {
            NoteKind::TimeUnknown => "time_unknown",
            NoteKind::CrewUnknown => "crew_unknown",
            NoteKind::CrewTooSmall => "crew_too_small",
            NoteKind::LongerThanShift => "longer_than_shift",
            NoteKind::ShiftsEnd => "shifts_end",
            NoteKind::CrewGone => "crew_gone",
            NoteKind::EquipmentUnknown => "equipment_unknown",
            NoteKind::EquipmentTooSmall => "equipment_too_small",
            NoteKind::EquipmentGone => "equipment_gone",
            NoteKind::CrewsAlwaysThere => "crews_always_there",
            NoteKind::NoSeats => "no_seats",
            NoteKind::PeaksNotCounted => "peaks_not_counted",
            NoteKind::PeaksTighten => "peaks_tighten",
            NoteKind::PeaksAhead => "peaks_ahead",
            NoteKind::OrderByRules => "order_by_rules",
            NoteKind::ChanceOfSome => "chance_of_some",
            NoteKind::ChanceNotTried => "chance_not_tried",
            NoteKind::PartsOutOfUse => "parts_out_of_use",
            NoteKind::SitesWithoutPosition => "sites_without_position",
            NoteKind::CopiesBeside => "copies_beside",
            NoteKind::CopiesSlower => "copies_slower",
        }
    }

    /// What it says, in a sentence for people.
    #[expect(clippy::too_many_lines, reason = "a list of words and what they say")]
    pub const fn text(self) -> &'static str {
        match self {
            NoteKind::TimeUnknown => {
                "Nobody has said how long these take to restore. They count as no time at all."
            }
            NoteKind::CrewUnknown => {
                "Nobody has said how many people these crews have. They are planned without limit: \
                 what waits for them is back no sooner, and may be late."
            }
            NoteKind::CrewTooSmall => {
                "Restoring these asks for more people than their crew has. They are planned with \
                 all that there are."
            }
            NoteKind::LongerThanShift => {
                "Restoring these takes longer than business hours last, and more people than their crew \
                 has outside of these. They are planned with those who are there until it is done."
            }
            NoteKind::ShiftsEnd => {
                "All of this takes more than 60 days. From then on all people of a crew are taken as \
                 there at any hour, and not only those who are there outside business hours."
            }
            NoteKind::CrewGone => {
                "There is nobody left to restore these, and so they do not come back."
            }
            NoteKind::EquipmentUnknown => {
                "Nobody has said how much there is of this equipment. It is planned without limit."
            }
            NoteKind::EquipmentTooSmall => {
                "Restoring these asks for more equipment than there is. They are planned with all \
                 that there is."
            }
            NoteKind::EquipmentGone => {
                "The equipment that restoring these takes is gone, and so they do not come back."
            }
            NoteKind::CrewsAlwaysThere => {
                "The scenario strikes at no particular time, so all crews are taken as there from \
                 the start, and no peak makes a target tighter."
            }
            NoteKind::NoSeats => "These have no seat elsewhere when their site is lost.",
            NoteKind::PeaksNotCounted => {
                "Impact analyses describe peak periods in words. These make no target tighter here: \
                 look them up if it strikes in one."
            }
            NoteKind::PeaksTighten => {
                "It strikes in a peak of these, as their impact analyses say: their tighter targets \
                 count."
            }
            NoteKind::PeaksAhead => {
                "It strikes before a peak of these begins, and they are not back by then. What counts \
                 is their target of when it strikes; in the peak it would be tighter."
            }
            NoteKind::OrderByRules => {
                "So much is down that the order follows the rules of priority alone: no better one \
                 was looked for. How good any order could be is still said."
            }
            NoteKind::ChanceOfSome => {
                "So much is down that the chance to be in time was tried for the most critical only."
            }
            NoteKind::ChanceNotTried => {
                "All of this takes so long to restore that the chance to be in time was not tried."
            }
            NoteKind::PartsOutOfUse => {
                "The scenario names things that were out of use. They did not count."
            }
            NoteKind::SitesWithoutPosition => {
                "These sites have no position on the map, so no area can hold them."
            }
            NoteKind::CopiesBeside => {
                "A copy of these would be at the place where they are themselves. What strikes the one \
                 strikes the other, so it did not count."
            }
            NoteKind::CopiesSlower => {
                "A copy of these would take over no sooner than they are back themselves, so it changes \
                 nothing."
            }
        }
    }
}
