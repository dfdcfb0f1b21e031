//! What the rules know of what plans name: of a whole programme folder, or of one plan in the
//! database. Nothing here does I/O.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::Limits;
use crate::Span;
use crate::plans::plan::PlanDocument;
use crate::plans::waivers::{Granted, Waived};
use crate::prepare::inventory::{Details, Importance, ItemDocument, Kind, NeedDocument, reference};

/// What the rules know of what plans name.
#[derive(Debug, Clone)]
pub struct Facts {
    pub(super) today: NaiveDate,
    pub(super) limits: Limits,
    pub(super) people: BTreeMap<String, PersonFacts>,
    pub(super) items: BTreeMap<String, ItemFacts>,
    pub(super) plans: BTreeMap<String, PlanFacts>,
    /// What obligations ask of the plan, clause by clause. None: what its type says it answers.
    pub(super) asked: Option<Vec<Asked>>,
    /// What is there, but of which nothing may be said: as `person:jane` or `asset:storage`.
    hidden: BTreeSet<String>,
    /// Who has acknowledged their part in the messages of the plan, by code. None: nobody knows.
    acknowledged: Option<BTreeSet<String>>,
    /// What was waived, by code of the plan.
    waivers: BTreeMap<String, Vec<Granted>>,
    teams: BTreeMap<String, Vec<String>>,
    children: BTreeMap<String, Vec<String>>,
}

/// A clause that a plan is asked to answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Who asks: how the obligation is cited.
    pub by: String,
    /// The number of the clause.
    pub clause: String,
    /// The sections of the plan that answer it, by key: one of them suffices.
    pub sections: Vec<String>,
}

/// What is known of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonFacts {
    /// What they are called.
    pub name: String,
    /// Where they work, by code of the agency.
    pub agency: String,
    /// Whether they left.
    pub is_gone: bool,
    /// When a way to reach them was last seen to work.
    pub reach: Reach,
}

/// When a way to reach somebody was last seen to work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Nobody may say.
    Unknown,
    /// Never.
    Never,
    /// On this day.
    On(NaiveDate),
}

/// What is known of an item.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemFacts {
    /// What it is.
    pub kind: Kind,
    /// What it is called.
    pub name: String,
    /// Whose it is, by code of the agency.
    pub agency: String,
    /// Whether it is out of use.
    pub is_gone: bool,
    /// Where it is, by code of the site.
    pub site: Option<String>,
    /// Who supplies it, by code of the vendor.
    pub vendor: Option<String>,
    /// How long its own restoration takes (promised).
    pub restore: Option<Span>,
    /// How soon it must be back.
    pub required: Option<Span>,
    /// How soon it can be back, at least.
    pub achievable: Option<Span>,
    /// What it needs, as `asset:storage`, and whether at once.
    pub needs: Vec<(String, bool)>,
    /// What only its kind has.
    pub details: Details,
}

/// What is known of another plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanFacts {
    /// What it is called.
    pub title: String,
    /// Whether people follow it.
    pub is_in_force: bool,
    /// Whether it is retired.
    pub is_gone: bool,
    /// The plan that it belongs to.
    pub parent: Option<String>,
    /// What it is about.
    pub items: BTreeSet<String>,
}

/// What is known of something that a plan names.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Known<'a, T> {
    There(&'a T),
    Gone,
    Hidden,
}

impl ItemFacts {
    /// What a document and the recovery analysis say of an item.
    pub fn of(
        document: &ItemDocument,
        needs: &[NeedDocument],
        (required, achievable): (Option<Span>, Option<Span>),
    ) -> ItemFacts {
        let needs = needs.iter().map(|it| (it.on.trim().to_owned(), it.max_gap.is_none()));
        ItemFacts {
            kind: document.kind,
            name: document.name.clone(),
            agency: document.agency.clone(),
            is_gone: false,
            site: document.site.clone(),
            vendor: document.vendor.clone(),
            restore: document.restore,
            required,
            achievable,
            needs: needs.collect(),
            details: document.parsed_details().unwrap_or_else(|_| Details::none(document.kind)),
        }
    }

    /// Whether the state cannot do without it.
    pub fn is_essential(&self) -> bool {
        match &self.details {
            Details::Service(it) => it.importance == Some(Importance::Essential),
            _ => false,
        }
    }
}

impl PlanFacts {
    /// What a document says of a plan.
    pub fn of(document: &PlanDocument) -> PlanFacts {
        PlanFacts {
            title: document.title.clone(),
            is_in_force: document.standing.is_in_force() && document.retired_at.is_none(),
            is_gone: document.retired_at.is_some(),
            parent: document.parent.clone(),
            items: document.items.clone(),
        }
    }
}

impl Facts {
    /// All that is known, by code of person, reference of item and code of plan. Of what is in
    /// `hidden` nothing may be said.
    pub fn new(
        (today, limits): (NaiveDate, Limits),
        people: BTreeMap<String, PersonFacts>,
        items: BTreeMap<String, ItemFacts>,
        plans: BTreeMap<String, PlanFacts>,
        hidden: BTreeSet<String>,
    ) -> Facts {
        let mut teams: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (reference, it) in items.iter().filter(|it| it.1.kind == Kind::Team && !it.1.is_gone) {
            teams.entry(it.agency.clone()).or_default().push(reference.clone());
        }
        let mut children: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (code, it) in &plans {
            if let Some(parent) = &it.parent {
                children.entry(parent.clone()).or_default().push(code.clone());
            }
        }
        let acknowledged = None;
        let asked = None;
        let waivers = BTreeMap::new();
        Facts {
            today,
            limits,
            people,
            items,
            plans,
            asked,
            hidden,
            acknowledged,
            waivers,
            teams,
            children,
        }
    }

    /// … with what was waived, by code of the plan.
    #[must_use]
    pub fn with_waivers(self, waivers: BTreeMap<String, Vec<Granted>>) -> Facts {
        Facts { waivers, ..self }
    }

    /// Who waived what `rule` finds of this in a plan, if somebody did and its last day has not passed.
    pub(super) fn waived(&self, plan: &str, rule: &str, about: &str) -> Option<&Waived> {
        let all = self.waivers.get(plan).map_or(&[][..], Vec::as_slice).iter();
        let there = all.filter(|it| it.rule == rule && it.about == about);
        let there = there.map(|it| &it.waived).filter(|it| self.today <= it.until);
        there.max_by_key(|it| it.until)
    }

    /// … with who has acknowledged their part in the messages of the plan, by code.
    #[must_use]
    pub fn with_acknowledged(self, acknowledged: BTreeSet<String>) -> Facts {
        Facts { acknowledged: Some(acknowledged), ..self }
    }

    /// Looks at another plan: at what obligations ask of that, and who has acknowledged their part in
    /// its messages.
    pub fn turn_to(&mut self, asked: Vec<Asked>, acknowledged: BTreeSet<String>) {
        self.asked = Some(asked);
        self.acknowledged = Some(acknowledged);
    }

    /// Whether somebody is known not to have acknowledged their part.
    pub(super) fn is_unacknowledged(&self, code: &str) -> bool {
        self.acknowledged.as_ref().is_some_and(|it| !it.contains(code.trim()))
    }

    /// The same, with what obligations ask of the plan.
    #[must_use]
    pub fn with_asked(self, asked: Vec<Asked>) -> Facts {
        Facts { asked: Some(asked), ..self }
    }

    /// The item that a plan names as `asset:storage`.
    pub(super) fn item(&self, name: &str) -> Known<'_, ItemFacts> {
        match self.items.get(name.trim()) {
            Some(it) if it.is_gone => Known::Gone,
            Some(it) => Known::There(it),
            None if self.hidden.contains(name.trim()) => Known::Hidden,
            None => Known::Gone,
        }
    }

    /// The item if it is there and may be spoken of.
    pub(super) fn there(&self, name: &str) -> Option<&ItemFacts> {
        match self.item(name) {
            Known::There(it) => Some(it),
            Known::Gone | Known::Hidden => None,
        }
    }

    /// The site called `code`.
    pub(super) fn site(&self, code: &str) -> Known<'_, ItemFacts> {
        self.item(&reference(Kind::Site, code.trim()))
    }

    /// The person called `code`.
    pub(super) fn person(&self, code: &str) -> Known<'_, PersonFacts> {
        match self.people.get(code.trim()) {
            Some(it) if it.is_gone => Known::Gone,
            Some(it) => Known::There(it),
            None if self.hidden.contains(&format!("person:{}", code.trim())) => Known::Hidden,
            None => Known::Gone,
        }
    }

    /// The plan called `code`.
    pub(super) fn plan(&self, code: &str) -> Known<'_, PlanFacts> {
        match self.plans.get(code.trim()) {
            Some(it) if it.is_gone => Known::Gone,
            Some(it) => Known::There(it),
            None if self.hidden.contains(&format!("plan:{}", code.trim())) => Known::Hidden,
            None => Known::Gone,
        }
    }

    /// The teams of an agency, by reference.
    pub(super) fn teams_of(&self, agency: &str) -> &[String] {
        self.teams.get(agency).map_or(&[], Vec::as_slice)
    }

    /// The plans that belong to a plan.
    pub(super) fn children_of(&self, code: &str) -> impl Iterator<Item = (&str, &PlanFacts)> {
        let codes = self.children.get(code).map_or(&[][..], Vec::as_slice);
        codes.iter().filter_map(|it| Some((it.as_str(), self.plans.get(it)?)))
    }

    /// What somebody is called, or else their code.
    pub(super) fn name<'a>(&'a self, code: &'a str) -> &'a str {
        self.people.get(code.trim()).map_or(code, |it| it.name.as_str())
    }

    /// What something is called, or else as it was written.
    pub(super) fn title<'a>(&'a self, name: &'a str) -> &'a str {
        self.items.get(name.trim()).map_or(name, |it| it.name.as_str())
    }

    /// Whether somebody is there, and was ever seen to be reached.
    pub(super) fn is_reached(&self, code: &str) -> bool {
        match self.person(code) {
            Known::There(it) => it.reach != Reach::Never,
            Known::Gone => false,
            Known::Hidden => true,
        }
    }

    /// What something needs, and what that needs in turn, `depth` steps down and at most 2,000
    /// things. Only what is needed at once, if `hard`.
    pub(super) fn below<'a>(
        &'a self,
        from: impl IntoIterator<Item = &'a str>,
        (depth, hard): (usize, bool),
    ) -> BTreeSet<&'a str> {
        const MOST: usize = 2_000;
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut level: Vec<&str> = from.into_iter().collect();
        for _ in 0..depth {
            let mut next = Vec::new();
            for it in level.iter().filter_map(|it| self.items.get(*it)) {
                for (on, _) in it.needs.iter().filter(|it| it.1 || !hard) {
                    if seen.len() < MOST && seen.insert(on) {
                        next.push(on.as_str());
                    }
                }
            }
            level = next;
        }
        seen
    }
}
