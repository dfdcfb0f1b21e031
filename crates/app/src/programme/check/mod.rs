//! Checking a programme without a server or a database: what contradicts itself, what misses its
//! target, and what a programme should have and has not.
//!
//! `docs/rules/README.md` explains every rule.

mod analyses;
mod crews;
mod groups;
mod investments;
mod people;
mod plans;
mod recovery;
mod references;
mod registers;
mod risks;
mod scenarios;
mod sites;
mod strategies;
mod world;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;
use std::{io, panic, thread};

use chrono::NaiveDate;

pub(in crate::programme) use self::plans::facts as plan_facts;
pub(in crate::programme) use self::recovery::Map;
pub(in crate::programme) use self::world::World;
use super::findings::{self, Finding};
use super::{Programme, folder};

/// Everything that somebody should look at, the worst first.
pub fn check(programme: &Programme, today: NaiveDate) -> Vec<Finding> {
    let mut found = all(&World::of(programme), today);
    findings::sort(&mut found);
    found
}

/// The same for the programme in a folder, with what is wrong with its files, and on which lines.
///
/// Fails only if there is no such folder.
pub fn check_folder(dir: &Path, today: NaiveDate) -> io::Result<Vec<Finding>> {
    let (programme, mut found) = folder::read(dir)?;
    // What a file that cannot be read describes is there, for all that anybody can say.
    let unread: BTreeSet<String> = found.iter().filter_map(|it| it.file.clone()).collect();
    found.extend(all(&World::of(&programme).beside(unread), today));
    thread::scope(|scope| {
        // Letting go of so many documents takes long, too.
        scope.spawn(move || drop(programme));
        folder::locate(&mut found, dir);
    });
    findings::sort(&mut found);
    Ok(found)
}

fn all(world: &World<'_>, today: NaiveDate) -> Vec<Finding> {
    let map = LazyLock::new(|| Map::of(world));
    thread::scope(|scope| {
        // The map, and who waits for crews, take long: another thread begins with both.
        let crews = scope.spawn(|| map.iter().flat_map(crews::check).collect::<Vec<_>>());
        let mut found = references::check(world);
        found.extend(groups::check(world));
        found.extend(analyses::check(world));
        found.extend(risks::check(world, today));
        found.extend(strategies::check(world));
        found.extend(investments::check(world));
        found.extend(people::check(world));
        found.extend(sites::check(world));
        found.extend(scenarios::check(world));
        found.extend(registers::check(world, today));
        let map = LazyLock::force(&map).as_ref();
        found.extend(recovery::check(world, map, today));
        let of_plans = plans::check(world, map, today);
        match crews.join() {
            Ok(with_crews) => found.extend(with_crews),
            Err(panic) => panic::resume_unwind(panic),
        }
        found.extend(of_plans);
        found
    })
}
