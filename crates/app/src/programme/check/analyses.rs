//! Impact analyses: whether they name what is there, and whether what they ask for can be.

use super::references::{dangling, invalid};
use super::world::{World, analysis};
use crate::programme::findings::{Finding, TOO_LATE_TO_CATCH_UP};

pub(super) fn check(world: &World<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for it in &world.programme.analyses {
        if world.item(it.kind, &it.item).is_none() {
            found.extend(dangling(world, analysis(it), "item", (it.kind.code(), &it.item)));
        }
        let people = [
            ("author", &it.author),
            ("edited_by", &it.edited_by),
            ("approved_by", &it.approved_by),
        ];
        for (field, code) in people {
            if let Some(code) = code.as_deref().filter(|it| !world.persons.contains(it)) {
                found.extend(dangling(world, analysis(it), field, ("person", code)));
            }
        }
        let content = &it.content;
        let catching_up = content.wrt.unwrap_or_default();
        let is_late = match (content.rto, content.mtd()) {
            (Some(rto), Some(mtd)) => mtd < rto.plus(catching_up),
            _ => false,
        };
        for problem in content.problems() {
            let problem = (problem.field.clone(), problem);
            match problem.0.as_ref() {
                "rto" | "wrt" | "mtd" if is_late => {
                    let message = format!("“{}”: {}", it.item, problem.1.reason);
                    found.push(TOO_LATE_TO_CATCH_UP.finds(analysis(it), message).at("rto"));
                }
                _ => found.extend(invalid(&analysis(it), vec![problem.1])),
            }
        }
    }
    found
}
