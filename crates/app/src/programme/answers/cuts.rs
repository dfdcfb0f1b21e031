//! What takes a service down.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::prepare::inventory::{self, Kind, reference};
use crate::programme::Programme;
use crate::programme::check::{Map, World};
use crate::prove::cuts::{Asked, Cut, CutQuery, Found, Ground, Hosts, SETS_MAX, cuts, find, why};
use crate::{Ctx, Error, Paging, Result};

/// What takes a service down, by codes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CutReport {
    /// The code of the service.
    pub service: String,
    /// What it is called.
    pub name: String,
    /// There are no other combinations of up to so many members.
    pub order_complete: u32,
    /// There are no others of any size.
    pub is_complete: bool,
    /// How many there are of one member, of two, and so on.
    pub counts: Vec<u64>,
    /// Those that are listed, the smallest first.
    pub cut_sets: Vec<CutLine>,
}

/// A combination whose loss stops the service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CutLine {
    /// All of these together.
    pub members: Vec<CutMember>,
    /// How many other things with a target stop with them.
    pub n_others: u32,
}

/// A member of a combination.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CutMember {
    /// What it is, by kind and code.
    pub item: String,
    /// What it is called.
    pub name: String,
    /// What stands on it, in a sentence.
    pub why: String,
}

/// What takes the service called `code` down, by the database.
pub async fn cuts_of(ctx: &Ctx, code: &str, asked: Asked) -> Result<CutReport> {
    let service = inventory::by_code(ctx, Kind::Service, code).await?;
    let paging = Paging { number: 1, size: Paging::SIZE_MAX };
    let query = CutQuery { asked, paging, ..CutQuery::default() };
    let found = cuts(ctx, service.id, &query).await?;
    let line = |it: Cut| CutLine {
        n_others: it.n_others.unwrap_or_default(),
        members: it.members.into_iter().map(member).collect(),
    };
    Ok(CutReport {
        service: code.to_owned(),
        name: service.name,
        order_complete: found.order_complete,
        is_complete: found.is_complete,
        counts: found.counts,
        cut_sets: found.page.items.into_iter().take(SETS_MAX).map(line).collect(),
    })
}

fn member(it: crate::prove::cuts::Member) -> CutMember {
    let name = it.name().to_owned();
    let item = it.item.map(|it| reference(it.kind, &it.code)).unwrap_or_default();
    CutMember { item, name, why: it.why }
}

/// The same by documents.
pub fn cuts_in(programme: &Programme, code: &str, asked: Asked) -> Result<CutReport> {
    let world = World::of(programme);
    let map = Map::of(&world).ok_or(Error::NotFound("service"))?;
    let places: BTreeMap<String, u32> =
        map.items().iter().map(|it| it.reference()).zip(0..).collect();
    let place = |kind, code: &Option<String>| {
        code.as_ref().and_then(|it| places.get(&reference(kind, it.trim())).copied())
    };
    let hosts = map.items().iter().zip(map.model().nodes()).map(|(it, node)| Hosts {
        site: place(Kind::Site, &it.document.site),
        vendor: place(Kind::Vendor, &it.document.vendor),
        crew: place(Kind::Crew, &it.document.crew),
        equipment: place(Kind::Equipment, &it.document.equipment),
        is_group: it.document.kind == Kind::Group,
        counts: node.target_rto.is_some(),
    });
    let ground = Ground::of(hosts.collect());
    let node = places.get(&reference(Kind::Service, code)).copied();
    let node = node.ok_or(Error::NotFound("service"))?;
    let found = find(map.model(), &ground, node, asked);
    Ok(report(&map, (code, node), &found))
}

fn report(map: &Map<'_>, (code, node): (&str, u32), found: &Found) -> CutReport {
    let name = |it: u32| map.item(it).map(|it| it.document.name.clone()).unwrap_or_default();
    let quoted = |it: u32| format!("“{}”", name(it));
    let member = |it: &u32| CutMember {
        item: map.item(*it).map(|it| it.reference()).unwrap_or_default(),
        name: name(*it),
        why: found.standing.get(it).map(|it| why(it, quoted)).unwrap_or_default(),
    };
    let line = |(nodes, n_others): &(Vec<u32>, u32)| CutLine {
        members: nodes.iter().map(member).collect(),
        n_others: *n_others,
    };
    CutReport {
        service: code.to_owned(),
        name: name(node),
        order_complete: found.order_complete,
        is_complete: found.is_complete,
        counts: found.counts.clone(),
        cut_sets: found.sets.iter().map(line).collect(),
    }
}
