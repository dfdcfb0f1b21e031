//! Blocks about where people work when their site is lost, and whether there are enough of them.

use crate::plans::blocks::Block;
use crate::plans::plan::Plan;
use crate::plans::templates::BlockKind;
use crate::prepare::inventory::{self, Kind};
use crate::prove::seats::{self, Function};
use crate::{Ctx, Paging, Result};

/// The functions of the plan's agency, as far as the actor may see any.
async fn functions(ctx: &Ctx, plan: &Plan) -> Result<Vec<Function>> {
    if !ctx.actor.may(seats::READ, plan.agency_id) {
        return Ok(Vec::new());
    }
    seats::functions_of(ctx, plan.agency_id, Paging::SIZE_MAX).await
}

fn of(it: &Function) -> String {
    match it.process.code.as_str() {
        "" => String::new(),
        code => inventory::reference(Kind::Process, code),
    }
}

/// How many seats each function of the agency needs elsewhere, and where it has them (S3-25, S4-22).
pub(super) async fn seats(ctx: &Ctx, plan: &Plan) -> Result<Block> {
    let columns = ["Function", "Tier", "Seats needed", "Where", "How it stands"];
    let mut block = Block::new(BlockKind::Seats, &columns);
    let found = functions(ctx, plan).await?;
    for it in &found {
        let at: Vec<String> =
            it.seats_at.iter().map(|(site, n)| format!("{}: {n}", site.name)).collect();
        let cells = [
            it.process.name.clone(),
            it.tier.map(|it| it.to_string()).unwrap_or_default(),
            it.seats.map(|it| it.to_string()).unwrap_or_default(),
            at.join(", "),
            it.standing.title().to_owned(),
        ];
        block.push(of(it), cells);
    }
    let critical = || found.iter().filter(|it| it.is_critical);
    let without = critical().filter(|it| it.standing.is_without()).count();
    let says = match (critical().count(), without) {
        (0, _) => "No critical function of the agency is known.".to_owned(),
        (_, 0) => "Every critical function has an alternate seat.".to_owned(),
        (n, without) => format!("{without} of {n} critical functions have no alternate seat."),
    };
    Ok(block.saying(says))
}

/// How many people each function of the agency takes, and how many there are (S3-29).
pub(super) async fn staff(ctx: &Ctx, plan: &Plan) -> Result<Block> {
    let columns = ["Function", "At least", "There", "Short by"];
    let mut block = Block::new(BlockKind::Staff, &columns);
    let found = functions(ctx, plan).await?;
    let told: Vec<&Function> = found.iter().filter(|it| it.people_min.is_some()).collect();
    for it in &told {
        let least = it.people_min.map(|it| it.to_string()).unwrap_or_default();
        let short = match it.short() {
            0 => String::new(),
            n => n.to_string(),
        };
        let cells = [it.process.name.clone(), least, it.n_people.to_string(), short];
        block.push(of(it), cells);
    }
    let short = told.iter().filter(|it| 0 < it.short()).count();
    let says = match (told.len(), short) {
        (0, _) => "No process of the agency says how many people it takes.".to_owned(),
        (_, 0) => "Every function has the people that it takes.".to_owned(),
        (n, short) => format!("{short} of {n} functions have fewer people than they take."),
    };
    Ok(block.saying(says))
}
