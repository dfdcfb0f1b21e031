//! A programme with an index, so that what documents name is found.

use std::collections::{BTreeMap, BTreeSet};

use crate::Span;
use crate::people::agencies::AgencyDocument;
use crate::people::calendars::CalendarDocument;
use crate::people::persons::PersonDocument;
use crate::plans::plan::PlanDocument;
use crate::prepare::impact::AnalysisDocument;
use crate::prepare::inventory::{Details, Kind, reference};
use crate::prepare::risks::RiskDocument;
use crate::prepare::strategies::StrategyDocument;
use crate::programme::folder::{
    AGENCIES, ANALYSES, CALENDARS, INVESTMENTS, PARTNERS, PEOPLE, PLANS, RISKS, SCENARIOS,
    STRATEGIES, name_of, path_of,
};
use crate::programme::{ItemFile, Programme};
use crate::prove::investments::InvestmentDocument;
use crate::prove::scenarios::ScenarioDocument;

/// A programme with an index.
pub(in crate::programme) struct World<'a> {
    pub(super) programme: &'a Programme,
    pub(super) agencies: BTreeSet<&'a str>,
    pub(super) calendars: BTreeSet<&'a str>,
    pub(super) persons: BTreeSet<&'a str>,
    /// Each item once, even if two files describe it.
    pub(super) items: BTreeMap<String, &'a ItemFile>,
    /// What impact analyses in force ask for: recovery time and point, by item.
    pub(super) wanted: BTreeMap<String, (Option<Span>, Option<Span>)>,
    /// Files that are there, but cannot be read.
    unread: BTreeSet<String>,
}

impl<'a> World<'a> {
    pub(in crate::programme) fn of(programme: &'a Programme) -> World<'a> {
        World {
            programme,
            agencies: programme.agencies.iter().map(|it| it.code.as_str()).collect(),
            calendars: programme.calendars.iter().map(|it| it.code.as_str()).collect(),
            persons: programme.persons.iter().map(|it| it.code.as_str()).collect(),
            items: programme.items.iter().map(|it| (it.reference(), it)).collect(),
            wanted: wanted(programme),
            unread: BTreeSet::new(),
        }
    }

    /// … beside these files, which cannot be read.
    pub(super) fn beside(self, unread: BTreeSet<String>) -> World<'a> {
        World { unread, ..self }
    }

    /// Whether a file that cannot be read may describe what is called `code`.
    pub(super) fn may_be_there(&self, kind: &str, code: &str) -> bool {
        let folder = match kind {
            "agency" => AGENCIES,
            "calendar" => CALENDARS,
            "analysis" => ANALYSES,
            "partner" => PARTNERS,
            "person" => PEOPLE,
            "plan" => PLANS,
            "risk" => RISKS,
            _ => kind.parse::<Kind>().map_or("", Kind::plural),
        };
        self.unread.contains(&path_of(folder, code))
    }

    /// What files that cannot be read may describe, as `person:jane` or `asset:storage`.
    pub(super) fn hidden(&self) -> BTreeSet<String> {
        let kind = |folder: &str| match folder {
            PEOPLE => Some("person"),
            PLANS => Some("plan"),
            _ => Kind::from_plural(folder).map(Kind::code),
        };
        let named = |path: &String| {
            let (folder, file) = path.split_once('/')?;
            Some(format!("{}:{}", kind(folder)?, file.strip_suffix(".yaml")?))
        };
        self.unread.iter().filter_map(named).collect()
    }

    /// The item of `kind` called `code`.
    pub(super) fn item(&self, kind: Kind, code: &str) -> Option<&'a ItemFile> {
        self.items.get(&reference(kind, code)).copied()
    }

    /// The items of a kind whose details can be read, with them.
    pub(super) fn of_kind(&self, kind: Kind) -> impl Iterator<Item = (&'a ItemFile, Details)> {
        let of_kind = self.items.values().filter(move |it| it.document.kind == kind);
        of_kind.filter_map(|it| Some((*it, it.document.parsed_details().ok()?)))
    }
}

fn wanted(programme: &Programme) -> BTreeMap<String, (Option<Span>, Option<Span>)> {
    let mut wanted: BTreeMap<String, (Option<Span>, Option<Span>)> = BTreeMap::new();
    for it in programme.analyses.iter().filter(|it| it.state.is_in_force()) {
        let (rto, rpo) = wanted.entry(reference(it.kind, &it.item)).or_default();
        *rto = least(*rto, it.content.rto);
        *rpo = least(*rpo, it.content.rpo);
    }
    wanted
}

/// The shorter of two, as far as they are known.
pub(super) fn least(a: Option<Span>, b: Option<Span>) -> Option<Span> {
    a.into_iter().chain(b).min()
}

/// An analysis as findings name it, and its file.
pub(super) fn analysis(it: &AnalysisDocument) -> (String, String) {
    (format!("analysis:{}", name_of(it)), path_of(ANALYSES, &name_of(it)))
}

/// A risk as findings name it, and its file.
pub(super) fn risk(it: &RiskDocument) -> (String, String) {
    (format!("risk:{}", it.code), path_of(RISKS, &it.code))
}

/// A strategy as findings name it, and its file.
pub(super) fn strategy(it: &StrategyDocument) -> (String, String) {
    (format!("strategy:{}", it.code), path_of(STRATEGIES, &it.code))
}

/// An investment as findings name it, and its file.
pub(super) fn investment(it: &InvestmentDocument) -> (String, String) {
    (format!("investment:{}", it.code), path_of(INVESTMENTS, &it.code))
}

/// A scenario as findings name it, and its file.
pub(super) fn scenario(it: &ScenarioDocument) -> (String, String) {
    (format!("scenario:{}", it.code), path_of(SCENARIOS, &it.code))
}

/// A plan as findings name it, and its file.
pub(super) fn plan(it: &PlanDocument) -> (String, String) {
    (format!("plan:{}", it.code), path_of(PLANS, &it.code))
}

/// An item as findings name it, and its file.
pub(super) fn item(it: &ItemFile) -> (String, String) {
    (it.reference(), path_of(it.document.kind.plural(), &it.document.code))
}

/// An agency as findings name it, and its file.
pub(super) fn agency(it: &AgencyDocument) -> (String, String) {
    (format!("agency:{}", it.code), path_of(AGENCIES, &it.code))
}

/// A calendar as findings name it, and its file.
pub(super) fn calendar(it: &CalendarDocument) -> (String, String) {
    (format!("calendar:{}", it.code), path_of(CALENDARS, &it.code))
}

/// A person as findings name them, and their file.
pub(super) fn person(it: &PersonDocument) -> (String, String) {
    (format!("person:{}", it.code), path_of(PEOPLE, &it.code))
}
