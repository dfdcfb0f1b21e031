//! From a fix that a service's page ranks to a scenario of it: all that the service rests on is lost
//! at once, and the fix is made.

use super::assumed;
use super::document::ScenarioDocument;
use super::put::{self, Found};
use super::reach::Reach;
use super::read::{WRITE, reads};
use super::scenario::{Part, Scenario};
use crate::actor::Place;
use crate::ids::ItemId;
use crate::people::agencies;
use crate::prepare::inventory::{self, Item, Kind};
use crate::prove::investments::{Improvement, ImprovementKind, more_of};
use crate::{Ctx, Error, FieldProblem, Result};

/// How many scenarios of one fix there may be beside each other, each changed since.
const CODES_MAX: u32 = 20;

/// How long a code and a name are at most, with room for a number behind.
const CODE_MAX: usize = 90;
const NAME_MAX: usize = 300;

/// The scenario of a fix of the service called `id`.
///
/// It is of that service alone, which is what its page counts, and the fix is made: so it says the
/// times that the page says. If there is one that says just this, it is that.
pub async fn try_fix(ctx: &Ctx, id: ItemId, fix: &Improvement) -> Result<Scenario> {
    let service = inventory::show(ctx, id).await?;
    if service.kind() != Kind::Service {
        return Err(Error::NotFound("record"));
    }
    if !ctx.actor.may(WRITE, Place::Agency(service.agency_id)) {
        return Err(Error::Forbidden(WRITE));
    }
    // Who reads the board holds no transaction that writes.
    let reach = Reach::of(ctx).await?;
    let tx = ctx.write().await?;
    let agency = agencies::codes(&tx, &[service.agency_id].into()).await?;
    let document = ScenarioDocument {
        description: format!(
            "{} and all that it rests on are lost at once, with one thing better than it is. The crews \
             work for it alone, as on the page of the service.",
            service.name
        ),
        alone: Some(inventory::reference(Kind::Service, &service.code)),
        changes: vec![fix.trimmed()],
        ..ScenarioDocument::new(
            agency.get(&service.agency_id).map_or("", String::as_str),
            "fix",
            &service.name,
        )
    };
    // What cannot be is refused before any code is looked for.
    let found = Found::of(&tx, std::slice::from_ref(&document), &reach).await?;
    let problems = found.fix_problems(ctx, &document);
    if !problems.is_empty() {
        return Err(problems.into());
    }
    let (code, name) = called(&service, &document, &found);
    for n in 1..=CODES_MAX {
        let code = if n == 1 { code.clone() } else { format!("{code}-{n}") };
        let document = ScenarioDocument { code, name: name.clone(), ..document.clone() };
        let found = Found::of(&tx, std::slice::from_ref(&document), &reach).await?;
        match found.existing(&document) {
            Some(it) if reads(ctx, it) && it.in_use().is_ok() && says(it, &document) => {
                return Ok(it.clone());
            }
            Some(_) => {}
            None => {
                let scenario = found.scenario(ctx, &document)?;
                put::added(&tx, ctx, &scenario).await?;
                tx.commit().await?;
                return Ok(scenario);
            }
        }
    }
    Err(FieldProblem::code_taken().into())
}

/// Whether a scenario is of that service alone, at no particular time, with just that assumed.
fn says(it: &Scenario, document: &ScenarioDocument) -> bool {
    let is_at_once = it.strikes_at.is_none() && it.begins_after.is_none();
    it.alone == document.alone() && is_at_once && it.changes == document.changes
}

/// The code and the name, after the service and the fix.
fn called(service: &Item, document: &ScenarioDocument, found: &Found) -> (String, String) {
    let named = |part: Option<Part>| {
        let item = part.and_then(|it| found.item(&it).map(|it| (it.code.clone(), it.name.clone())));
        item.unwrap_or_default()
    };
    let Some(fix) = document.changes.first() else { return Default::default() };
    let (item_code, item) = named(assumed::part_of(fix));
    let does = match fix.kind {
        ImprovementKind::People => {
            let (n, kind) = (fix.people.unwrap_or_default(), fix.target().map(|it| it.0));
            format!("{n} {} {item}", more_of(kind.unwrap_or(Kind::Crew), n))
        }
        ImprovementKind::Without => {
            format!("{item} without {}", named(assumed::need_of(fix)).1)
        }
        ImprovementKind::Copy => {
            format!("copy of {item} at {}", named(assumed::site_of(fix)).1)
        }
        ImprovementKind::Faster | ImprovementKind::Member => {
            format!("{item} restored in {}", fix.within.unwrap_or_default())
        }
    };
    let name: String = format!("{}: {does}", service.name).chars().take(NAME_MAX).collect();
    (plain(&format!("{}-{}-{item_code}", service.code, fix.kind)), name)
}

/// A text as a code: what does not belong into one is left out.
fn plain(text: &str) -> String {
    let letter = |c: char| match c.to_ascii_lowercase() {
        c if c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.') => c,
        _ => '-',
    };
    text.chars().map(letter).take(CODE_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_made_of_what_belongs_into_one() {
        assert_eq!(plain("HR Portal-faster-db_1"), "hr-portal-faster-db_1");
        assert_eq!(plain(&"é".repeat(200)), "-".repeat(CODE_MAX));
    }
}
