//! The recovery of an item by the crews there are, as JSON.

use app::Span;
use app::prove::recovery::{CrewHelp, CrewRow, HelpKind, ThenLink, WithCrews};
use schemars::JsonSchema;
use serde::Serialize;

use super::explanation::PartForm;
use crate::api::inventory::NamedForm;

/// How an item comes back with the crews there are, if they work for it alone.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "WithCrews")]
pub(super) struct WithCrewsForm {
    /// When it is back. Null: never, because a crew or equipment that it takes is gone.
    finish: Option<Span>,
    /// Before when no order of the work brings it back, if that is proved.
    at_least: Option<Span>,
    /// Whether all that it waits for is known: how long work takes, and how many there are to do it. If
    /// not, it is back then at the earliest.
    is_complete: bool,
    /// How much of it lies beyond what is required.
    gap: Option<Span>,
    /// The same in plain words.
    sentence: String,
    /// Why what is required is impossible with these crews, as a sum in one sentence. Null: that is not
    /// proved.
    impossible: Option<String>,
    /// Every restoration, by start.
    rows: Vec<CrewRowForm>,
    /// What would help, the best first.
    helps: Vec<CrewHelpForm>,
}

/// One restoration.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "CrewRow")]
struct CrewRowForm {
    /// What is restored.
    part: PartForm,
    /// When all that it needs is back.
    ready: Span,
    /// When its crew begins, after the loss.
    start: Span,
    /// When it is back.
    finish: Span,
    /// How many people work on it: all that its crew has, where it asks for more. 0: nobody has said.
    people: u32,
    /// Whether it asks for more people than its crew has.
    is_short: bool,
    /// How many units of its equipment it takes: all that there are, where it asks for more.
    units: u32,
    /// Whether it asks for more units than there are.
    lacks_units: bool,
    /// Which crew or equipment it waits for once all that it needs is back. Null: it does not wait, or
    /// which of both is not known.
    waits_for: Option<NamedForm>,
    /// Whether it is one of those that decide.
    binds: bool,
    /// What its crew was busy with, or what took its equipment, until then, if that decides.
    after: Option<NamedForm>,
}

/// A change, and what it would do.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "CrewHelp")]
pub(super) struct CrewHelpForm {
    /// The change.
    what: HelpKindForm,
    /// How long the restoration takes now that would take less. Null: none would.
    takes_now: Option<Span>,
    /// Whether without it the item never comes back.
    comes_back: bool,
    /// How much sooner the item would be back.
    gain: Span,
    /// When it would be back.
    finish: Span,
    /// Whether all times behind that are known. If not, it is the least that it can be.
    is_complete: bool,
    /// Whether that is in time.
    is_in_time: bool,
    /// What decides then when it is back, one after the other. Empty where an item rests on so much that
    /// no order was looked for.
    binds: Vec<ThenLinkForm>,
    /// When it is back and what decides then, in plain words, beside the first of all changes.
    sentence: String,
}

/// One restoration of those that would decide.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "ThenLink")]
struct ThenLinkForm {
    /// What is restored.
    item: NamedForm,
    /// When that starts, after the loss.
    start: Span,
    /// When it is back.
    finish: Span,
    /// The crew that is busy with the one before until then, if that decides.
    crew: Option<NamedForm>,
}

impl From<&ThenLink> for ThenLinkForm {
    fn from(it: &ThenLink) -> Self {
        let (start, finish) = (it.start, it.finish);
        ThenLinkForm {
            item: (&it.item).into(),
            start,
            finish,
            crew: it.crew.as_ref().map(Into::into),
        }
    }
}

/// What might be different.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(tag = "change", rename_all = "snake_case", deny_unknown_fields)]
#[schemars(rename = "CrewChange")]
enum HelpKindForm {
    /// A crew has more people, or of equipment there are more units.
    MorePeople {
        /// Which crew or equipment.
        crew: NamedForm,
        /// How many more.
        n: u32,
    },
    /// A restoration takes so long only.
    Faster {
        /// What is restored.
        item: NamedForm,
        /// How long it takes.
        restore: Span,
    },
    /// A copy at another site takes over after so long.
    Copy {
        /// Of what.
        item: NamedForm,
        /// Where it is.
        site: NamedForm,
        /// How long it takes to take over.
        within: Span,
    },
    /// Something does not need something else any more.
    WithoutNeed {
        /// Who needs.
        from: NamedForm,
        /// What is not needed.
        to: NamedForm,
    },
}

impl From<&WithCrews> for WithCrewsForm {
    fn from(it: &WithCrews) -> Self {
        WithCrewsForm {
            finish: it.finish,
            at_least: it.at_least,
            is_complete: it.is_complete,
            gap: it.gap,
            sentence: it.sentence.clone(),
            impossible: it.impossible.clone(),
            rows: it.rows.iter().map(Into::into).collect(),
            helps: it.helps.iter().map(Into::into).collect(),
        }
    }
}

impl From<&CrewRow> for CrewRowForm {
    fn from(it: &CrewRow) -> Self {
        CrewRowForm {
            part: (&it.part).into(),
            ready: it.ready,
            start: it.start,
            finish: it.finish,
            people: it.people,
            is_short: it.is_short,
            units: it.units,
            lacks_units: it.lacks_units,
            waits_for: it.waits_for.as_ref().map(Into::into),
            binds: it.binds,
            after: it.after.as_ref().map(Into::into),
        }
    }
}

impl From<&CrewHelp> for CrewHelpForm {
    fn from(it: &CrewHelp) -> Self {
        let what = match &it.what {
            HelpKind::MorePeople(crew, n) => HelpKindForm::MorePeople { crew: crew.into(), n: *n },
            HelpKind::Faster(item, restore) => {
                HelpKindForm::Faster { item: item.into(), restore: *restore }
            }
            HelpKind::Copy(item, site, within) => {
                HelpKindForm::Copy { item: item.into(), site: site.into(), within: *within }
            }
            HelpKind::WithoutNeed(from, to) => {
                HelpKindForm::WithoutNeed { from: from.into(), to: to.into() }
            }
        };
        let CrewHelp { takes_now, comes_back, gain, finish, is_complete, is_in_time, .. } = *it;
        let binds = it.binds.iter().map(Into::into).collect();
        let sentence = it.sentence.clone();
        CrewHelpForm {
            what,
            takes_now,
            comes_back,
            gain,
            finish,
            is_complete,
            is_in_time,
            binds,
            sentence,
        }
    }
}
