//! Who reads a plan, and what they were asked to acknowledge. Nothing here does I/O.

use chrono::Duration;

use crate::ids::{AgencyId, AskId, ItemId, PersonId, PlanId};
use crate::{Paging, Timestamp};

/// So long nobody is reminded again.
const PAUSE: Duration = Duration::hours(20);

/// Somebody on the list of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reader {
    /// One person.
    Person(PersonId),
    /// Everybody in a team, and who stands in for them.
    Team(ItemId),
}

/// Somebody on the list of a plan, with how files name them, and what they are called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedReader {
    /// Who.
    pub reader: Reader,
    /// How they are named: `person:jane`, `team:network`.
    pub reference: String,
    /// What they are called.
    pub name: String,
}

/// What somebody is asked to acknowledge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum About {
    /// That they have read a version that is in force (S4-41).
    Version,
    /// That they know their part in the messages of a plan (S4-47).
    Roles,
}

impl About {
    /// Each of them.
    pub const ALL: [About; 2] = [About::Version, About::Roles];

    /// Its name for programs.
    pub const fn code(self) -> &'static str {
        match self {
            About::Version => "version",
            About::Roles => "roles",
        }
    }

    /// Its name for people.
    pub const fn title(self) -> &'static str {
        match self {
            About::Version => "That they read it",
            About::Roles => "Their part in messages",
        }
    }

    /// What is called `code`.
    pub fn from_code(code: &str) -> Option<About> {
        About::ALL.into_iter().find(|it| it.code() == code)
    }
}

/// What a person was asked to acknowledge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// Its id.
    pub id: AskId,
    /// Of which plan.
    pub plan_id: PlanId,
    /// Of which version of it.
    pub number: u32,
    /// What about it.
    pub about: About,
    /// Who is asked.
    pub person_id: PersonId,
    /// What they were told: what is new in the version, or what their part is.
    pub said: String,
    /// When.
    pub asked_at: Timestamp,
    /// When they were last reminded.
    pub reminded_at: Option<Timestamp>,
    /// When they acknowledged it.
    pub acked_at: Option<Timestamp>,
}

impl Ask {
    /// Somebody asked just now.
    pub(super) fn new(
        plan_id: PlanId,
        (number, about): (u32, About),
        (person_id, said): (PersonId, &str),
        now: Timestamp,
    ) -> Ask {
        Ask {
            id: AskId::new(),
            plan_id,
            number,
            about,
            person_id,
            said: said.to_owned(),
            asked_at: now,
            reminded_at: None,
            acked_at: None,
        }
    }

    /// Whether they may be reminded: they have not acknowledged, and were not told a moment ago.
    pub(super) fn may_remind(&self, now: Timestamp) -> bool {
        let told = self.reminded_at.unwrap_or(self.asked_at);
        self.acked_at.is_none() && told + PAUSE <= now
    }
}

/// What a person was asked, with who they are and what the plan is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskLine {
    /// What they were asked.
    pub ask: Ask,
    /// What they are called.
    pub name: String,
    /// What the plan is called.
    pub title: String,
    /// Whose plan it is.
    pub agency_id: AgencyId,
}

/// Which of those who were asked to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AskQuery {
    /// Only those whose names have this in them.
    pub text: String,
    /// Only those who were asked about this.
    pub about: Option<About>,
    /// Only those who have acknowledged, or have not.
    pub is_acked: Option<bool>,
    /// Only those of this version. None means those that count now.
    pub number: Option<u32>,
    /// What decides the order.
    pub sort: AskSort,
    /// Whether the order is from last to first.
    pub descending: bool,
    /// Which page.
    pub paging: Paging,
}

/// What decides the order of those who were asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum AskSort {
    /// What they are called.
    #[default]
    Name,
    /// When they were asked.
    Asked,
    /// When they acknowledged.
    Acked,
}

impl AskSort {
    /// The order that an address calls `word`.
    pub fn from_word(word: &str) -> Option<AskSort> {
        match word {
            "name" => Some(AskSort::Name),
            "asked" => Some(AskSort::Asked),
            "acked" => Some(AskSort::Acked),
            _ => None,
        }
    }
}

impl AskQuery {
    /// Those that are asked for, in their order.
    pub(super) fn of(&self, mut all: Vec<AskLine>) -> Vec<AskLine> {
        let folded = db::fold(self.text.trim());
        // Of each kind, the last version that anybody was asked about counts.
        let last = |about: About| {
            let of_kind = all.iter().filter(|it| it.ask.about == about);
            of_kind.map(|it| it.ask.number).max().unwrap_or_default()
        };
        let last = About::ALL.map(|it| (it, last(it)));
        let counts = |it: &Ask| match self.number {
            Some(number) => it.number == number,
            None => last.contains(&(it.about, it.number)),
        };
        all.retain(|it| {
            counts(&it.ask)
                && self.about.is_none_or(|about| it.ask.about == about)
                && self.is_acked.is_none_or(|acked| it.ask.acked_at.is_some() == acked)
                && db::fold(&it.name).contains(&folded)
        });
        let name = |it: &AskLine| (db::fold(&it.name), it.ask.about, it.ask.id);
        match self.sort {
            AskSort::Name => all.sort_by_cached_key(name),
            AskSort::Asked => all.sort_by_key(|it| (it.ask.asked_at, it.ask.id)),
            AskSort::Acked => all.sort_by_key(|it| (it.ask.acked_at, it.ask.id)),
        }
        if self.descending {
            all.reverse();
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(name: &str, number: u32, is_acked: bool) -> AskLine {
        let now: Timestamp = "2026-11-21T09:00:00Z".parse().unwrap();
        let ask = Ask::new(PlanId::FIRST, (number, About::Version), (PersonId::new(), ""), now);
        let ask = Ask { acked_at: is_acked.then_some(now), ..ask };
        let (title, agency_id) = (String::new(), AgencyId::FIRST);
        AskLine { ask, name: name.to_owned(), title, agency_id }
    }

    #[test]
    fn who_was_asked_about_an_older_version_is_not_counted_any_more() {
        let all = vec![line("Zoë", 1, false), line("Bob", 2, true), line("Ann", 2, false)];
        let names = |query: &AskQuery| {
            query.of(all.clone()).into_iter().map(|it| it.name).collect::<Vec<_>>()
        };
        assert_eq!(names(&AskQuery::default()), ["Ann", "Bob"]);
        let waiting = AskQuery { is_acked: Some(false), ..AskQuery::default() };
        assert_eq!(names(&waiting), ["Ann"]);
        let older = AskQuery { number: Some(1), text: "ZOË".to_owned(), ..AskQuery::default() };
        assert_eq!(names(&older), ["Zoë"]);
        let last = AskQuery { descending: true, ..AskQuery::default() };
        assert_eq!(names(&last), ["Bob", "Ann"]);
    }

    #[test]
    fn nobody_is_reminded_twice_a_day_or_after_they_acknowledged() {
        let ask = line("Ann", 1, false).ask;
        assert!(!ask.may_remind(ask.asked_at + Duration::hours(1)));
        assert!(ask.may_remind(ask.asked_at + Duration::hours(20)));
        let reminded = Ask { reminded_at: Some(ask.asked_at + Duration::hours(20)), ..ask.clone() };
        assert!(!reminded.may_remind(ask.asked_at + Duration::hours(30)));
        let acked = Ask { acked_at: Some(ask.asked_at), ..ask.clone() };
        assert!(!acked.may_remind(ask.asked_at + Duration::days(3)));
    }
}
