//! Registers: whether they say what can be, and name what is there.

use chrono::NaiveDate;

use super::plans::indexed;
use super::references::{dangling, invalid};
use super::world::World;
use crate::FieldProblem;
use crate::programme::findings::{Finding, INVALID};
use crate::programme::folder::{
    ADVISORIES, CONSULTATIONS, CONTACTS, HANDOVERS, LESSONS, MANAGERS, MEETINGS, OBLIGATIONS,
    PARTNERS, POLICIES, PROJECTS, name_of, path_of,
};

pub(super) fn check(world: &World<'_>, today: NaiveDate) -> Vec<Finding> {
    let mut found = managers(world);
    found.extend(contacts(world));
    found.extend(partners(world));
    found.extend(advisories(world));
    found.extend(meetings(world));
    found.extend(policies(world));
    found.extend(obligations(world));
    found.extend(lessons(world, today));
    found.extend(projects(world, today));
    found.extend(handovers(world));
    found.extend(consultations(world));
    found
}

/// A record as findings name it, and its file.
fn of(kind: &str, folder: &str, code: &str) -> (String, String) {
    (format!("{kind}:{code}"), path_of(folder, code))
}

/// Names every record of a register, with its file: what must be there once.
pub(super) fn subjects(world: &World<'_>) -> Vec<(String, String)> {
    let all = &world.programme.registers;
    let mut found: Vec<(String, String)> = Vec::new();
    found.extend(all.managers.iter().map(|it| of("managers", MANAGERS, &it.agency)));
    found.extend(all.contacts.iter().map(|it| of("contacts", CONTACTS, &it.agency)));
    found.extend(all.partners.iter().map(|it| of("partner", PARTNERS, &it.code)));
    found.extend(all.advisories.iter().map(|it| of("advisory", ADVISORIES, &it.code)));
    found.extend(all.meetings.iter().map(|it| of("meeting", MEETINGS, &it.code)));
    found.extend(all.policies.iter().map(|it| of("policy", POLICIES, &it.code)));
    found.extend(all.obligations.iter().map(|it| of("obligation", OBLIGATIONS, &it.code)));
    found.extend(all.lessons.iter().map(|it| of("lesson", LESSONS, &it.code)));
    found.extend(all.handovers.iter().map(|it| of("handovers", HANDOVERS, &it.agency)));
    let consultations = all.consultations.iter();
    found.extend(consultations.map(|it| of("consultation", CONSULTATIONS, &it.code)));
    found.extend(all.projects.iter().map(|it| of("project", PROJECTS, &it.code)));
    found
}

fn agency(world: &World<'_>, of: &(String, String), field: &str, code: &str) -> Option<Finding> {
    let is_there = world.agencies.contains(code.trim());
    (!is_there).then(|| dangling(world, of.clone(), field, ("agency", code.trim())))?
}

fn person(world: &World<'_>, of: &(String, String), code: &str) -> Option<Finding> {
    let is_there = world.persons.contains(code.trim());
    (!is_there).then(|| dangling(world, of.clone(), code.trim(), ("person", code.trim())))?
}

fn managers(world: &World<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for it in &world.programme.registers.managers {
        let of = of("managers", MANAGERS, &it.agency);
        found.extend(agency(world, &of, "agency", &it.agency));
        for (n, document) in it.documents().enumerate() {
            found.extend(person(world, &of, &document.person));
            for problem in document.problems() {
                let message = format!("{} of “{}”: {}", problem.field, of.0, problem.reason);
                let field = format!("managers[{n}].{}", problem.field);
                found.push(INVALID.finds(of.clone(), message).in_field(&field));
            }
        }
    }
    found
}

fn contacts(world: &World<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for it in &world.programme.registers.contacts {
        let of = of("contacts", CONTACTS, &it.agency);
        found.extend(invalid(&of, it.problems()));
        found.extend(agency(world, &of, "agency", &it.agency));
        found.extend(it.further.iter().filter_map(|it| person(world, &of, &it.person)));
    }
    found
}

fn partners(world: &World<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for it in &world.programme.registers.partners {
        let of = of("partner", PARTNERS, &it.code);
        found.extend(invalid(&of, it.problems()));
        found.extend(agency(world, &of, "agency", &it.agency));
        found.extend(it.people.iter().filter_map(|it| person(world, &of, it)));
    }
    found
}

fn advisories(world: &World<'_>) -> Vec<Finding> {
    let is_partner =
        |code: &str| world.programme.registers.partners.iter().any(|it| it.code == code);
    let mut found = Vec::new();
    for it in &world.programme.registers.advisories {
        let of = of("advisory", ADVISORIES, &it.code);
        found.extend(invalid(&of, it.problems()));
        found.extend(agency(world, &of, "agency", &it.agency));
        for code in it.partners.iter().map(|it| it.trim()).filter(|it| !is_partner(it)) {
            found.extend(dangling(world, of.clone(), code, ("partner", code)));
        }
    }
    found
}

fn meetings(world: &World<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for it in &world.programme.registers.meetings {
        let of = of("meeting", MEETINGS, &it.code);
        found.extend(invalid(&of, it.problems()));
        found.extend(agency(world, &of, "agency", &it.agency));
        found.extend(it.invited.iter().filter_map(|code| agency(world, &of, code, code)));
    }
    found
}

fn policies(world: &World<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for it in &world.programme.registers.policies {
        let of = of("policy", POLICIES, &it.code);
        found.extend(invalid(&of, it.problems()));
        found.extend(agency(world, &of, "agency", &it.agency));
        found.extend(it.people().filter_map(|code| person(world, &of, code)));
    }
    found
}

fn obligations(world: &World<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for it in &world.programme.registers.obligations {
        let of = of("obligation", OBLIGATIONS, &it.code);
        let problems = it.problems().into_iter();
        let problems = problems.map(|it| FieldProblem::new(indexed(&it.field), it.reason));
        found.extend(invalid(&of, problems.collect()));
        found.extend(it.agencies.iter().filter_map(|code| agency(world, &of, code, code)));
    }
    found
}

fn lessons(world: &World<'_>, today: NaiveDate) -> Vec<Finding> {
    let is_plan = |code: &str| world.programme.plans.iter().any(|it| it.code == code);
    let mut found = Vec::new();
    for it in &world.programme.registers.lessons {
        let of = of("lesson", LESSONS, &it.code);
        found.extend(invalid(&of, it.problems(today)));
        found.extend(agency(world, &of, "agency", &it.agency));
        found.extend(it.owner.as_deref().and_then(|code| person(world, &of, code)));
        if let Some(code) = it.plan.as_deref().filter(|it| !is_plan(it)) {
            found.extend(dangling(world, of, "plan", ("plan", code)));
        }
    }
    found
}

fn handovers(world: &World<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for it in &world.programme.registers.handovers {
        let of = of("handovers", HANDOVERS, &it.agency);
        found.extend(invalid(&of, it.problems()));
        found.extend(agency(world, &of, "agency", &it.agency));
        found.extend(it.people().filter_map(|code| person(world, &of, code)));
    }
    found
}

fn consultations(world: &World<'_>) -> Vec<Finding> {
    let programme = world.programme;
    let mut found = Vec::new();
    for it in &programme.registers.consultations {
        let of = of("consultation", CONSULTATIONS, &it.code);
        found.extend(invalid(&of, it.problems()));
        found.extend(agency(world, &of, "agency", &it.agency));
        found.extend(it.people().filter_map(|code| person(world, &of, code)));
        let about = [("plan", &it.plan), ("risk", &it.risk), ("analysis", &it.analysis)];
        for (kind, code) in about {
            let Some(code) = code.as_deref().map(str::trim) else { continue };
            let is_there = match kind {
                "plan" => programme.plans.iter().any(|it| it.code == code),
                "risk" => programme.risks.iter().any(|it| it.code == code),
                _ => programme.analyses.iter().any(|it| name_of(it) == code),
            };
            if !is_there {
                found.extend(dangling(world, of.clone(), kind, (kind, code)));
            }
        }
    }
    found
}

fn projects(world: &World<'_>, today: NaiveDate) -> Vec<Finding> {
    let mut found = Vec::new();
    for it in &world.programme.registers.projects {
        let of = of("project", PROJECTS, &it.code);
        found.extend(invalid(&of, it.problems(today)));
        found.extend(agency(world, &of, "agency", &it.agency));
        found.extend(it.owner.as_deref().and_then(|code| person(world, &of, code)));
    }
    found
}
