//! What is typed into the form of a scenario, and the document that it means.

use app::prepare::inventory::{Kind, Typed};
use app::prove::investments::Improvement;
use app::prove::scenarios::{Area, Part, ScenarioDocument};
use app::{FieldProblem, Timestamp};
use chrono::{Datelike as _, NaiveDate, NaiveTime, TimeZone as _, Timelike as _};
use chrono_tz::Tz;

use super::{changes, usable};

/// So many things of one kind have a field of their own. What is beyond stands one a line.
const ROWS_MAX: usize = 20;

/// Fields in which things of one kind are named.
pub(super) struct Slot {
    /// How their names start.
    pub(super) name: &'static str,
    /// What kind of thing, if the code alone says which.
    pub(super) kind: Option<Kind>,
    pub(super) legend: &'static str,
    pub(super) one: &'static str,
}

/// All of them.
pub(super) const SLOTS: [Slot; 4] = [
    Slot { name: "site", kind: Some(Kind::Site), legend: "Sites", one: "Site" },
    Slot { name: "vendor", kind: Some(Kind::Vendor), legend: "Vendors", one: "Vendor" },
    Slot { name: "crew", kind: Some(Kind::Crew), legend: "Crews", one: "Crew" },
    Slot { name: "other", kind: None, legend: "Anything else", one: "Thing" },
];

/// A document as it was typed, and from which field each part of it came.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) document: ScenarioDocument,
    lost: Vec<String>,
    gone: Vec<String>,
    areas: Vec<String>,
    usable: Vec<String>,
    /// The number of the row of each change.
    changes: Vec<u32>,
}

/// What stands in one field, without the blanks around it.
pub(super) fn text<'a>(typed: &'a Typed, name: &str) -> &'a str {
    typed.get(name).map_or("", |it| it.trim())
}

/// The fields that are called so with a number behind, in the order of their numbers.
pub(super) fn numbered(typed: &Typed, name: &str) -> Vec<(u32, String)> {
    let number = |it: &String| it.strip_prefix(name)?.strip_prefix('-')?.parse().ok();
    let found = typed.iter().filter_map(|(key, it)| Some((number(key)?, it.trim().to_owned())));
    let mut found: Vec<(u32, String)> = found.collect();
    found.sort_unstable();
    found
}

/// A document as the form shows it.
pub(super) fn to_typed(document: &ScenarioDocument, zone: Tz) -> Typed {
    let mut typed = Typed::new();
    let mut put = |name: &str, it: String| drop(typed.insert(name.to_owned(), it));
    put("agency", document.agency.clone());
    put("code", document.code.clone());
    put("name", document.name.clone());
    put("description", document.description.clone());
    put("alone", document.alone.clone().unwrap_or_default());
    let mut rest = Vec::new();
    let mut n_used = [0_usize; SLOTS.len()];
    for lost in &document.lost {
        let part = Part::read(lost);
        let of = |it: &Slot| it.kind.is_none() || it.kind == part.as_ref().map(|it| it.kind);
        let Some((slot, n)) = SLOTS.iter().zip(&mut n_used).find(|it| of(it.0)) else { continue };
        let after = document.usable.iter().find(|it| it.item == *lost).map(|it| it.after);
        // What stands one a line says no time.
        if ROWS_MAX <= *n && after.is_none() {
            rest.push(lost.clone());
            continue;
        }
        let code = part.filter(|_| slot.kind.is_some()).map_or(lost.clone(), |it| it.code);
        put(&format!("{}-{n}", slot.name), code);
        if let Some(after) = after {
            put(&format!("{}_after-{n}", slot.name), after.to_string());
        }
        *n += 1;
    }
    put("lost", rest.join("\n"));
    for (n, it) in document.gone.iter().enumerate() {
        put(&format!("gone-{n}"), it.clone());
    }
    for (n, it) in document.areas.iter().enumerate() {
        put_area(&mut typed, u32::try_from(n).unwrap_or(u32::MAX), it);
    }
    changes::put(&mut typed, &document.changes);
    let mut put = |name: &str, it: String| drop(typed.insert(name.to_owned(), it));
    if let Some(at) = document.strikes_at {
        let here = at.with_timezone(&zone);
        put("strikes_at", here.format("%Y-%m-%d").to_string());
        let form = if here.second() == 0 { "%H:%M" } else { "%H:%M:%S" };
        put("strikes_time", here.format(form).to_string());
    }
    put("people_back", document.people_back.map(|it| it.to_string()).unwrap_or_default());
    put("begins_after", document.begins_after.map(|it| it.to_string()).unwrap_or_default());
    typed
}

/// An area among what was typed, so that no file has to be chosen twice.
fn put_area(typed: &mut Typed, n: u32, area: &Area) {
    // A plain structure without maps: writing it down cannot fail.
    // When it is usable again stands in a field of its own.
    let drawn = Area { usable_after: None, ..area.clone() };
    let Ok(text) = serde_json::to_string(&drawn) else { return };
    typed.insert(format!("area-{n}"), text);
    typed.insert(format!("area_name-{n}"), area.name.clone());
    let usable = area.usable_after.map(|it| it.to_string()).unwrap_or_default();
    typed.insert(format!("area_usable-{n}"), usable);
}

/// The areas among what was typed, by number. One that cannot be read is none.
pub(super) fn areas(typed: &Typed) -> Vec<(u32, Option<Area>)> {
    let area = |(n, text): (u32, String)| {
        let name = typed.get(&format!("area_name-{n}"));
        let named = |it: Area| match name {
            Some(name) => Area { name: name.trim().to_owned(), ..it },
            None => it,
        };
        let usable = typed.get(&format!("area_usable-{n}"));
        let usable = |it: Area| match usable {
            Some(said) => Area { usable_after: said.trim().parse().ok(), ..it },
            None => it,
        };
        // Only what can be an area is looked at any further.
        let area = serde_json::from_str::<Area>(&text).ok().filter(Area::is_sound);
        (n, area.map(named).map(usable))
    };
    numbered(typed, "area").into_iter().map(area).collect()
}

/// Reads an area that was pasted or sent as a file, and puts it among those that are there.
pub(super) fn take_area(typed: &mut Typed, file: Option<&[u8]>) -> Vec<(String, String)> {
    let mut problems = Vec::new();
    let name = text(typed, "area_name").to_owned();
    let usable = text(typed, "area_usable").to_owned();
    let pasted = text(typed, "area_text").to_owned();
    let pasted = Some(pasted).filter(|it| !it.is_empty());
    for (field, bytes) in [("area_text", pasted.as_deref().map(str::as_bytes)), ("area_file", file)]
    {
        let Some(bytes) = bytes else { continue };
        match Area::read(&name, bytes) {
            Ok(area) => {
                let next = numbered(typed, "area").last().map_or(0, |it| it.0.saturating_add(1));
                put_area(typed, next, &area);
                typed.insert(format!("area_usable-{next}"), usable.clone());
                if field == "area_text" {
                    typed.remove("area_text");
                }
            }
            Err(problem) => problems.push((field.to_owned(), problem.reason.into_owned())),
        }
    }
    if problems.is_empty() {
        typed.remove("area_name");
        typed.remove("area_usable");
    }
    problems
}

/// The document that was typed over `base`, as far as it can be understood, and what cannot.
pub(super) fn read(
    base: &ScenarioDocument,
    typed: &Typed,
    zone: Tz,
) -> (Read, Vec<(String, String)>) {
    let mut problems = Vec::new();
    for (name, _) in typed.iter().filter(|it| it.1.contains('\0')) {
        problems.push((name.clone(), "Use plain text.".to_owned()));
    }
    let mut document = base.clone();
    for (name, part) in [
        ("agency", &mut document.agency),
        ("name", &mut document.name),
        ("description", &mut document.description),
    ] {
        if let Some(it) = typed.get(name) {
            *part = it.trim().replace("\r\n", "\n");
        }
    }
    for (name, reason) in [("agency", "Choose an agency."), ("name", "Give it a name.")] {
        if typed.get(name).is_some_and(|it| it.trim().is_empty()) {
            problems.push((name.to_owned(), reason.to_owned()));
        }
    }
    let (lost, gone, areas, usable) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut read = Read { document, lost, gone, areas, usable, changes: Vec::new() };
    read.take_lost(typed, &mut problems);
    let alone = Some(text(typed, "alone")).filter(|it| !it.is_empty());
    read.document.alone = alone.map(|it| match Part::read(it) {
        Some(_) => it.to_owned(),
        None => Part { kind: Kind::Service, code: it.to_owned() }.to_string(),
    });
    match usable::rest(typed, &base.usable, &read.document) {
        Ok(all) => read.document.usable = all,
        Err(problem) => problems.push(problem),
    }
    read.take_areas(typed, &mut problems);
    read.take_changes(typed, &mut problems);
    match strikes_at(typed, zone) {
        Ok(at) => read.document.strikes_at = at,
        Err(found) => {
            let found = found.into_iter().map(|(field, it)| (field.to_owned(), it.to_owned()));
            problems.extend(found);
        }
    }
    usable::take_spans(typed, &mut read.document, &mut problems);
    (read, problems)
}

impl Read {
    fn take_lost(&mut self, typed: &Typed, problems: &mut Vec<(String, String)>) {
        self.document.lost.clear();
        self.document.gone.clear();
        self.document.usable.clear();
        for slot in &SLOTS {
            for (n, said) in numbered(typed, slot.name) {
                let is_whole = Part::read(&said).is_some();
                let part = match slot.kind {
                    _ if said.is_empty() => continue,
                    Some(kind) if !is_whole => Part { kind, code: said }.to_string(),
                    _ => said,
                };
                match usable::in_row(typed, (slot, n), &part) {
                    None => {}
                    Some(Ok((field, it))) => {
                        self.usable.push(field);
                        self.document.usable.push(it);
                    }
                    Some(Err(problem)) => problems.push(problem),
                }
                self.lost.push(format!("{}-{n}", slot.name));
                self.document.lost.push(part);
            }
        }
        let lines = |name: &str| {
            let all = typed.get(name).map_or("", String::as_str).lines();
            all.map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned).collect::<Vec<_>>()
        };
        for line in lines("lost") {
            self.lost.push("lost".to_owned());
            self.document.lost.push(line);
        }
        for (n, part) in numbered(typed, "gone").into_iter().filter(|it| !it.1.is_empty()) {
            self.gone.push(format!("gone-{n}"));
            self.document.gone.push(part);
        }
        for line in lines("gone") {
            self.gone.push("lost".to_owned());
            self.document.gone.push(line);
        }
    }

    fn take_areas(&mut self, typed: &Typed, problems: &mut Vec<(String, String)>) {
        self.document.areas.clear();
        for (n, area) in areas(typed) {
            if typed.contains_key(&format!("area_drop-{n}")) {
                continue;
            }
            let field = format!("area_usable-{n}");
            if let Some(Err(error)) = usable::span(text(typed, &field)) {
                problems.push((field, error));
            }
            match area {
                Some(area) => {
                    self.areas.push(format!("area_name-{n}"));
                    self.document.areas.push(area);
                }
                None => {
                    let reason = "This area did not arrive whole. Leave it out and paste it again.";
                    problems.push((format!("area_name-{n}"), reason.to_owned()));
                }
            }
        }
        // As the page of a conflict sends them.
        match serde_json::from_str::<Vec<Area>>(typed.get("areas").map_or("[]", String::as_str)) {
            Ok(all) => self.document.areas.extend(all),
            Err(_) => {
                let reason = "The areas did not arrive whole. Paste them again.";
                problems.push(("area_text".to_owned(), reason.to_owned()));
            }
        }
    }

    fn take_changes(&mut self, typed: &Typed, problems: &mut Vec<(String, String)>) {
        self.document.changes.clear();
        let (rows, found) = changes::read(typed);
        (self.changes, self.document.changes) = rows.into_iter().unzip();
        problems.extend(found);
        // As the page of a conflict sends them.
        let sent = typed.get("changes").map_or("[]", String::as_str);
        match serde_json::from_str::<Vec<Improvement>>(sent) {
            Ok(all) => self.document.changes.extend(all),
            Err(_) => {
                let reason = "What is assumed did not arrive whole. Say it again.";
                problems.push((changes::field_of(&[], None, None), reason.to_owned()));
            }
        }
    }

    /// The same together with what could not be understood: one problem for each field, which is what
    /// was not understood where there are both.
    pub(super) fn with(
        &self,
        mut problems: Vec<(String, String)>,
        more: Vec<FieldProblem>,
    ) -> Vec<(String, String)> {
        let unread: Vec<String> = problems.iter().map(|it| it.0.clone()).collect();
        for it in self.problems(more).into_iter().filter(|it| !unread.contains(&it.0)) {
            match problems.iter_mut().find(|of| of.0 == it.0) {
                // Several lines of one field may be wrong, each in its own way.
                Some(of) => of.1 = format!("{} {}", of.1, it.1),
                None => problems.push(it),
            }
        }
        problems
    }

    /// What is wrong with the document, by the fields of the form.
    pub(super) fn problems(&self, problems: Vec<FieldProblem>) -> Vec<(String, String)> {
        let field = |said: &str| -> String {
            let mut parts = said.split('.');
            let (name, n) = (parts.next().unwrap_or(""), parts.next());
            let n = n.and_then(|it| it.parse::<usize>().ok());
            let part = parts.next();
            let of = |all: &Vec<String>| n.and_then(|n| all.get(n)).cloned();
            match name {
                "lost" => of(&self.lost).unwrap_or_else(|| "site-0".to_owned()),
                "gone" => of(&self.gone).unwrap_or_else(|| "lost".to_owned()),
                "usable" => of(&self.usable).unwrap_or_else(|| "site_after-0".to_owned()),
                "areas" if part == Some("usable_after") => of(&self.areas)
                    .map_or_else(|| "area_usable".to_owned(), |it| it.replace("_name", "_usable")),
                "areas" => of(&self.areas).unwrap_or_else(|| "area_text".to_owned()),
                "changes" => changes::field_of(&self.changes, n, part),
                "retired_at" => String::new(),
                other => other.to_owned(),
            }
        };
        problems.into_iter().map(|it| (field(&it.field), it.reason.into_owned())).collect()
    }
}

/// What is wrong with two fields.
type Wrong = Vec<(&'static str, &'static str)>;

/// When it strikes: a day and a time where the reader is, or one moment as programs write it.
fn strikes_at(typed: &Typed, zone: Tz) -> Result<Option<Timestamp>, Wrong> {
    let (day, time) = (text(typed, "strikes_at"), text(typed, "strikes_time"));
    if day.is_empty() && time.is_empty() {
        return Ok(None);
    }
    if let (Ok(at), "") = (day.parse::<Timestamp>(), time) {
        return Ok(Some(at));
    }
    let read = |form| NaiveTime::parse_from_str(time, form).ok();
    let time = read("%H:%M").or_else(|| read("%H:%M:%S"));
    let day: Result<NaiveDate, _> = day.parse();
    let wrong_day = match &day {
        Err(_) => Some("Use a day such as 2026-09-14, or leave both empty."),
        Ok(day) if !(1900..=2999).contains(&day.year()) => {
            Some("Use a day of the years 1900 to 2999.")
        }
        Ok(_) => None,
    };
    let wrong_time = time.is_none().then_some("Use a time such as 07:30.");
    let (Ok(day), Some(time), None) = (day, time, wrong_day) else {
        let wrong = [("strikes_at", wrong_day), ("strikes_time", wrong_time)];
        return Err(wrong.into_iter().filter_map(|(name, it)| Some((name, it?))).collect());
    };
    let at = zone.from_local_datetime(&day.and_time(time)).earliest();
    let forward = || vec![("strikes_time", "Clocks go forward then: that day has no such time.")];
    let at = at.ok_or_else(forward)?;
    Ok(Some(at.to_utc()))
}

#[cfg(test)]
mod tests {
    use app::Span;
    use app::prove::scenarios::Usable;

    use super::*;

    const ZONE: Tz = Tz::America__New_York;
    const SQUARE: &str =
        r#"{"type":"Polygon","coordinates":[[[-80,35],[-79,35],[-79,36],[-80,36],[-80,35]]]}"#;

    fn typed(pairs: &[(&str, &str)]) -> Typed {
        pairs.iter().map(|(name, it)| ((*name).to_owned(), (*it).to_owned())).collect()
    }

    fn base() -> ScenarioDocument {
        ScenarioDocument::new("commerce", "east", "East")
    }

    #[test]
    fn what_a_form_shows_reads_back_as_the_document_that_it_was_made_from() {
        let mut sites: Vec<String> = (10..50).map(|n| format!("site:s{n}")).collect();
        sites.extend(["asset:db", "crew:mainframe", "vendor:cloud"].map(str::to_owned));
        let document = ScenarioDocument {
            description: "A storm.\nThen a flood.".to_owned(),
            lost: sites,
            gone: vec!["asset:old".to_owned()],
            usable: [("site:s49", 72), ("crew:mainframe", 24)]
                .map(|(item, hours)| Usable {
                    item: item.to_owned(),
                    after: Span::from_hours(hours),
                })
                .into(),
            areas: vec![Area {
                usable_after: Some(Span::from_hours(36)),
                ..Area::read("Coast", SQUARE.as_bytes()).unwrap()
            }],
            changes: vec![Improvement::faster("asset:db", Span::from_hours(2))],
            strikes_at: "2026-09-14T11:30:00Z".parse().ok(),
            people_back: Some(Span::from_hours(72)),
            begins_after: Some(Span::from_hours(2)),
            ..base()
        };
        let typed = to_typed(&document, ZONE);
        assert_eq!(typed["strikes_time"], "07:30", "in the zone of the state");
        assert_eq!(typed["lost"].lines().count(), 19, "what has no row of its own");
        assert_eq!(typed["area_usable-0"], "36 h");
        let (Read { document: mut back, .. }, problems) = read(&base(), &typed, ZONE);
        assert_eq!(problems, []);
        let mut before = document.clone();
        back.lost.sort();
        before.lost.sort();
        back.usable.sort_by(|a, b| a.item.cmp(&b.item));
        before.usable.sort_by(|a, b| a.item.cmp(&b.item));
        assert_eq!(back, before);
    }

    #[test]
    fn a_scenario_of_one_service_alone_stays_so() {
        let alone = Some("service:portal".to_owned());
        let document = ScenarioDocument { alone, ..base() };
        let again = |of: &ScenarioDocument, it: &Typed| read(of, it, ZONE).0.document;
        assert_eq!(again(&base(), &to_typed(&document, ZONE)), document);
        assert_eq!(again(&base(), &typed(&[("alone", "portal")])), document);
        assert_eq!(again(&document, &typed(&[("alone", "")])), base());
    }

    #[test]
    fn a_problem_is_named_by_the_field_that_it_came_from() {
        let typed = typed(&[("site-4", "nowhere"), ("site-2", ""), ("other-0", "asset:x")]);
        let read = read(&base(), &typed, ZONE).0;
        assert_eq!(read.document.lost, ["site:nowhere", "asset:x"]);
        let fields = ["lost.0", "lost.1", "lost", "areas.3.name", "code", "strikes_at"];
        let problems = fields.map(|it| FieldProblem::new(it, "No.")).into();
        let shown: Vec<String> = read.problems(problems).into_iter().map(|it| it.0).collect();
        assert_eq!(shown, ["site-4", "other-0", "site-0", "area_text", "code", "strikes_at"]);
    }

    #[test]
    fn a_time_that_cannot_be_is_refused_beside_its_field() {
        let field = |day: &str, time: &str| {
            let typed = typed(&[("strikes_at", day), ("strikes_time", time)]);
            let (read, problems) = read(&base(), &typed, ZONE);
            let fields: Vec<String> = problems.into_iter().map(|it| it.0).collect();
            if fields.is_empty() { Ok(read.document.strikes_at) } else { Err(fields.join(" ")) }
        };
        assert_eq!(field("", ""), Ok(None));
        assert_eq!(field("2026-11-01T04:00:00Z", "").unwrap(), "2026-11-01T04:00:00Z".parse().ok());
        assert_eq!(field("2026-09-14", ""), Err("strikes_time".to_owned()));
        assert_eq!(field("", "07:30"), Err("strikes_at".to_owned()));
        assert_eq!(field("+262142-01-01", "07:30"), Err("strikes_at".to_owned()));
        assert_eq!(field("soon", "early"), Err("strikes_at strikes_time".to_owned()));
        assert_eq!(
            field("2026-03-08", "02:30"),
            Err("strikes_time".to_owned()),
            "clocks go forward"
        );
        let back = field("2026-11-01", "01:30").unwrap();
        assert_eq!(back, "2026-11-01T05:30:00Z".parse().ok(), "the first of the two");
    }

    #[test]
    fn an_area_is_kept_under_its_name_or_left_out() {
        let mut typed = typed(&[("area_text", SQUARE), ("area_name", "Coast")]);
        assert!(take_area(&mut typed, Some(b"<alert>")).iter().any(|it| it.0 == "area_file"));
        assert!(take_area(&mut typed, None).is_empty());
        let read_back = |it: &Typed| read(&base(), it, ZONE).0.document.areas;
        assert_eq!(read_back(&typed)[0].name, "Coast");
        typed.insert("area_name-0".to_owned(), "The coast".to_owned());
        assert_eq!(read_back(&typed)[0].name, "The coast");
        typed.insert("area_drop-0".to_owned(), "true".to_owned());
        assert!(read_back(&typed).is_empty());
        typed.insert("area-7".to_owned(), "[".to_owned());
        assert_eq!(read(&base(), &typed, ZONE).1[0].0, "area_name-7");
    }
}
