//! Whether redundancy groups have enough members, and whether what strikes one site spares some of
//! them.

use std::collections::BTreeSet;

use super::world::{World, item};
use crate::prepare::inventory::{Details, Kind, Spread, reference};
use crate::programme::ItemFile;
use crate::programme::findings::{Finding, ONE_SITE, SMALL_GROUP, UNPLACED_MEMBERS};

pub(super) fn check(world: &World<'_>) -> Vec<Finding> {
    let groups = world.of_kind(Kind::Group);
    groups
        .flat_map(|(it, details)| [too_small(world, it, &details), together(world, it)])
        .flatten()
        .collect()
}

fn too_small(world: &World<'_>, it: &ItemFile, details: &Details) -> Option<Finding> {
    let Details::Group(details) = details else { return None };
    let there = members(world, it).count();
    let suffice = usize::try_from(details.suffice?).ok()?;
    (there < suffice).then(|| {
        let message =
            format!("“{}” takes {suffice} of its members and has {there}.", it.document.name);
        SMALL_GROUP.finds(item(it), message).at("suffice").fixed_by("Name more members as needs.")
    })
}

/// Groups of which one site holds all members, as far as is known.
fn together(world: &World<'_>, it: &ItemFile) -> Option<Finding> {
    let name = &it.document.name;
    let called = |site: &str| {
        let found = world.item(Kind::Site, site);
        found.map_or_else(|| site.to_owned(), |it| it.document.name.clone())
    };
    match Spread::of(members(world, it).map(|it| sites_of(world, it))) {
        Spread::Apart | Spread::Alone => None,
        Spread::OneSite(site) => {
            let message = format!("All members of “{name}” are at “{}”.", called(&site));
            let fix = "Keep at least one of them at another site.";
            Some(ONE_SITE.finds(item(it), message).at("needs").fixed_by(fix))
        }
        Spread::Unknown { site, n_unknown } => {
            let message = match site {
                Some(site) => format!(
                    "Of {n_unknown} of the members of “{name}” nobody has said where they are, and \
                     the others are all at “{}”.",
                    called(&site)
                ),
                None => format!("Nobody has said where the members of “{name}” are."),
            };
            let fix = "Say at which site each of them is.";
            Some(UNPLACED_MEMBERS.finds(item(it), message).at("needs").fixed_by(fix))
        }
    }
}

/// What a group needs without fail, and is there.
fn members<'a>(world: &'a World<'_>, it: &'a ItemFile) -> impl Iterator<Item = &'a ItemFile> {
    let hard = it.needs.iter().filter(|it| it.max_gap.is_none());
    hard.filter_map(|it| world.items.get(&it.on).copied())
}

/// The sites that a member is at: its own, or else those that it needs without fail; of a group,
/// those of its members.
fn sites_of(world: &World<'_>, member: &ItemFile) -> BTreeSet<String> {
    let (mut sites, mut seen, mut open) = (BTreeSet::new(), BTreeSet::new(), vec![member]);
    while let Some(it) = open.pop() {
        if !seen.insert(it.reference()) {
            continue;
        }
        let document = &it.document;
        let own = document
            .site
            .as_deref()
            .filter(|it| world.items.contains_key(&reference(Kind::Site, it)));
        match (document.kind, own) {
            (Kind::Site, _) => {
                sites.insert(document.code.clone());
            }
            (Kind::Group, _) => open.extend(members(world, it)),
            (_, Some(site)) => {
                sites.insert(site.to_owned());
            }
            (_, None) => {
                let of_kind = members(world, it).filter(|it| it.document.kind == Kind::Site);
                sites.extend(of_kind.map(|it| it.document.code.clone()));
            }
        }
    }
    sites
}
