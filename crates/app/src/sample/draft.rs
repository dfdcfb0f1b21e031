//! The programme while it is being written.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate, NaiveTime};

use super::Size;
use super::random::Random;
use super::units::{Unit, units};
use crate::people::agencies::AgencyDocument;
use crate::people::persons::PersonDocument;
use crate::prepare::inventory::{
    Details, ItemDocument, Kind, NeedDocument, NeedKind, Proof, ProofSource, reference,
};
use crate::prepare::risks::RiskDocument;
use crate::programme::{ItemFile, Programme};
use crate::prove::investments::InvestmentDocument;
use crate::prove::scenarios::ScenarioDocument;
use crate::{Span, Timestamp};

/// The programme while it is being written.
pub(super) struct Draft {
    pub(super) seed: u64,
    pub(super) size: Size,
    pub(super) today: NaiveDate,
    pub(super) units: Vec<Unit>,
    pub(super) agencies: Vec<AgencyDocument>,
    pub(super) persons: Vec<PersonDocument>,
    pub(super) items: Vec<ItemFile>,
    pub(super) risks: Vec<RiskDocument>,
    pub(super) investments: Vec<InvestmentDocument>,
    pub(super) scenarios: Vec<ScenarioDocument>,
    /// The codes of an agency's people: its head, its coordinator, that one's deputy, and so on.
    pub(super) staff: BTreeMap<String, Vec<String>>,
    /// The main office of each agency.
    pub(super) offices: BTreeMap<String, String>,
    /// Where people of an agency work when their office is lost, for those that have such a place.
    pub(super) alternates: BTreeMap<String, String>,
    places: BTreeMap<String, usize>,
    codes: BTreeSet<String>,
}

impl Draft {
    pub(super) fn new(seed: u64, size: Size, today: NaiveDate) -> Draft {
        Draft {
            seed,
            size,
            today,
            units: units(size),
            agencies: Vec::new(),
            persons: Vec::new(),
            items: Vec::new(),
            risks: Vec::new(),
            investments: Vec::new(),
            scenarios: Vec::new(),
            staff: BTreeMap::new(),
            offices: BTreeMap::new(),
            alternates: BTreeMap::new(),
            places: BTreeMap::new(),
            codes: BTreeSet::new(),
        }
    }

    /// Takes out what is written, in the order in which it was. The draft still knows who works
    /// where.
    pub(super) fn take_programme(&mut self) -> Programme {
        self.places.clear();
        self.codes.clear();
        Programme {
            agencies: std::mem::take(&mut self.agencies),
            persons: std::mem::take(&mut self.persons),
            items: std::mem::take(&mut self.items),
            risks: std::mem::take(&mut self.risks),
            investments: std::mem::take(&mut self.investments),
            scenarios: std::mem::take(&mut self.scenarios),
            ..Programme::default()
        }
    }

    /// The numbers for one part of the work.
    pub(super) fn random(&self, part: &str) -> Random {
        Random::new(self.seed, part)
    }

    /// A code that nothing else of the kind has.
    pub(super) fn code(&mut self, kind: &str, text: &str) -> String {
        let slug = slug(text);
        let mut code = slug.clone();
        let mut n = 2;
        while !self.codes.insert(format!("{kind}:{code}")) {
            code = format!("{slug}-{n}");
            n += 1;
        }
        code
    }

    /// Puts an item in, under a code of its own, and returns that.
    pub(super) fn put(&mut self, item: ItemDocument, needs: Vec<NeedDocument>) -> String {
        let code = self.code(item.kind.code(), &item.code);
        self.places.insert(reference(item.kind, &code), self.items.len());
        self.items.push(ItemFile::new(ItemDocument { code: code.clone(), ..item }, needs));
        code
    }

    /// Whether there is such an item.
    pub(super) fn has(&self, kind: Kind, code: &str) -> bool {
        self.places.contains_key(&reference(kind, code))
    }

    /// The item of `kind` called `code`.
    pub(super) fn item(&mut self, kind: Kind, code: &str) -> Option<&mut ItemFile> {
        let place = self.places.get(&reference(kind, code))?;
        self.items.get_mut(*place)
    }

    /// A person of an agency: the `n`-th, or another if it has fewer.
    pub(super) fn person(&self, agency: &str, n: usize) -> Option<String> {
        let staff = self.staff.get(agency)?;
        staff.get(n % staff.len().max(1)).cloned()
    }

    /// What somebody would be called who has this code: codes are made of names.
    pub(super) fn staff_name(&self, code: &str) -> String {
        let is_in = |it: &&PersonDocument| it.code == code;
        match self.persons.iter().find(is_in) {
            Some(person) => person.name.clone(),
            // They have been put in already, and only their codes are left.
            None => {
                let words = code.split('-').filter(|it| !it.chars().all(|c| c.is_ascii_digit()));
                let capital = |it: &str| {
                    let mut letters = it.chars();
                    let first = letters.next().map(|it| it.to_ascii_uppercase());
                    first.into_iter().chain(letters).collect::<String>()
                };
                words.map(capital).collect::<Vec<_>>().join(" ")
            }
        }
    }

    /// Someone there who answers for what it delivers.
    pub(super) fn owner(&self, agency: &str, random: &mut Random) -> Option<String> {
        self.person(agency, *random.pick(&[0, 4, 5, 8, 10]))
    }

    /// Someone there who looks after systems.
    pub(super) fn custodian(&self, agency: &str, random: &mut Random) -> Option<String> {
        self.person(agency, *random.pick(&[3, 6, 7, 9, 11]))
    }

    /// The day `n` days ago.
    pub(super) fn days_ago(&self, n: i64) -> NaiveDate {
        let n = u64::try_from(n).unwrap_or(0);
        self.today.checked_sub_days(Days::new(n)).unwrap_or(self.today)
    }

    /// The day in `n` days.
    pub(super) fn in_days(&self, n: i64) -> NaiveDate {
        let n = u64::try_from(n).unwrap_or(0);
        self.today.checked_add_days(Days::new(n)).unwrap_or(self.today)
    }

    /// A moment on the day `n` days ago.
    pub(super) fn moment(&self, n: i64, random: &mut Random) -> Timestamp {
        let minutes = u32::try_from(random.between(13 * 60, 21 * 60)).unwrap_or(0);
        let time = NaiveTime::from_num_seconds_from_midnight_opt(minutes * 60, 0);
        self.days_ago(n).and_time(time.unwrap_or_default()).and_utc()
    }

    /// What stands behind a restore time: mostly tests, some of them long ago.
    pub(super) fn proof(&self, restore: Span, random: &mut Random) -> Option<Proof> {
        let source = match random.below(100) {
            0..60 => ProofSource::Test,
            60..68 => ProofSource::Event,
            68..86 => ProofSource::Estimate,
            _ => return None,
        };
        let days = if random.chance(9) { (735, 1_050) } else { (6, 690) };
        let on = self.days_ago(random.between(days.0, days.1));
        let part = random.between(78, 100);
        let measured = Span::from_minutes((restore.secs() * part / 6_000).max(1)).min(restore);
        let is_measured = source.is_measured() && restore != Span::ZERO;
        Some(Proof { source, on: Some(on), measured: is_measured.then_some(measured) })
    }
}

/// Lower-case letters, digits and hyphens.
pub(super) fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            'a'..='z' | '0'..='9' => slug.push(c),
            'A'..='Z' => slug.push(c.to_ascii_lowercase()),
            '\'' => {}
            _ if !slug.ends_with('-') && !slug.is_empty() => slug.push('-'),
            _ => {}
        }
    }
    slug.trim_end_matches('-').to_owned()
}

/// An item that says what its kind has.
pub(super) fn item(agency: &str, code: &str, name: &str, details: &Details) -> ItemDocument {
    let document = ItemDocument::new(details.kind(), agency, code, name);
    ItemDocument { details: details.to_map(), ..document }
}

/// It cannot work without that.
pub(super) fn needs(kind: Kind, code: &str) -> NeedDocument {
    NeedDocument::hard(kind, code)
}

/// It runs on that.
pub(super) fn on(kind: Kind, code: &str) -> NeedDocument {
    NeedDocument { kind: NeedKind::HostedOn, ..needs(kind, code) }
}

/// It can do without that for some hours.
pub(super) fn misses(kind: Kind, code: &str, hours: i64, note: &str) -> NeedDocument {
    NeedDocument {
        max_gap: Some(Span::from_hours(hours)),
        note: note.to_owned(),
        ..needs(kind, code)
    }
}
