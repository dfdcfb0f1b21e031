//! What is worth buying.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::people::agencies;
use crate::prepare::impact::Money;
use crate::prepare::inventory::{Details, Kind, reference};
use crate::programme::check::{Map, World};
use crate::programme::{ItemFile, Programme};
use crate::prove::investments::{
    self, Bought, Curve, ImprovementKind, InvestmentDocument, OFFERS_MAX, Offer, Standing, Weighed,
    WorthQuery, curve,
};
use crate::prove::recovery::is_same_place;
use crate::{Ctx, Error, Result, Span};

/// What is worth buying, by codes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct WorthReport {
    /// How many services count.
    pub n_services: u64,
    /// How many more must be back within some time, of which nobody can say whether they are.
    pub n_unknown: u64,
    /// From buying nothing on.
    pub steps: Vec<Purchase>,
    /// How many investments were weighed.
    pub n_offers: u64,
    /// Whether there are more, which were left out because they cost less than these.
    pub is_cut: bool,
    /// Services that are late whatever is bought of what was weighed: name, and by how much, or null
    /// if it never comes back.
    pub late: Vec<(String, Option<Span>)>,
    /// How many that are: of very many, some are named.
    pub n_late: u64,
    /// Whether it is proved that no step can be bettered.
    pub is_exact: bool,
    /// How many might be in time at most if all is bought.
    pub n_most: u64,
    /// How many services wait for crews that may be short of people.
    pub n_crewed: u64,
    /// How many more do for which no order was looked for, because there was too much to look at:
    /// they do not count as in time.
    pub n_unseen: u64,
    /// The names of crews and equipment that services rest on and of which nobody has said how many
    /// there are: of very many, some. They are taken to be large enough.
    pub uncounted: Vec<String>,
    /// How many services rest on these. Who of them is in time may not be.
    pub n_uncounted: u64,
}

/// For so much money, so many services are in time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Purchase {
    /// What it costs together, in US dollars.
    pub cost: Money,
    /// How much more that is than the step before.
    pub cost_more: Money,
    /// How many services are in time then.
    pub n_in_time: u64,
    /// How many might be at most, with just that.
    pub n_most: u64,
    /// The codes of what is bought: a set by itself, which need not hold that of the step before.
    pub investments: Vec<String>,
    /// Those of it that the step before did not buy.
    pub added: Vec<String>,
    /// Those that the step before bought and this one does not.
    pub dropped: Vec<String>,
    /// The names of services that were not in time a step before: of very many, some.
    pub gained: Vec<String>,
    /// How many those are.
    pub n_gained: u64,
    /// How many were in time a step before and are late again, because something else is bought.
    pub n_lost: u64,
}

/// What is worth buying by the database.
pub async fn worth_of(ctx: &Ctx, query: WorthQuery) -> Result<WorthReport> {
    let found = loop {
        if let Some(mut progress) = investments::watch_worth(ctx, query) {
            // It ends when nobody tells of it any more.
            while progress.changed().await.is_ok() {}
        }
        if let Standing::Ready(found) = investments::worth(ctx, query).await? {
            break found;
        }
    };
    let codes = |all: Vec<Bought>| all.into_iter().map(|it| it.code).collect();
    let steps = found.steps.into_iter().map(|it| Purchase {
        cost: it.cost,
        cost_more: it.cost_more,
        n_in_time: it.n_in_time,
        n_most: it.n_most,
        investments: codes(it.investments),
        added: codes(it.added),
        dropped: codes(it.dropped),
        gained: it.gained.into_iter().map(|it| it.name).collect(),
        n_gained: it.n_gained,
        n_lost: it.n_lost,
    });
    Ok(WorthReport {
        n_services: found.n_services,
        n_unknown: found.n_unknown,
        steps: steps.collect(),
        n_offers: found.n_offers,
        is_cut: found.is_cut,
        late: found.late.into_iter().map(|it| (it.service.name, it.gap)).collect(),
        n_late: found.n_late,
        is_exact: found.is_exact,
        n_most: found.n_most,
        n_crewed: found.n_crewed,
        n_unseen: found.n_unseen,
        uncounted: found.uncounted.into_iter().map(|it| it.name).collect(),
        n_uncounted: found.n_uncounted,
    })
}

/// The same by documents; `agency` by its code or its name, in place of the one in `query`.
pub fn worth_in(
    programme: &Programme,
    agency: Option<&str>,
    query: WorthQuery,
) -> Result<WorthReport> {
    let WorthQuery { tier, together, .. } = query;
    let asked = match agency {
        Some(text) => {
            Some(below(programme, &agencies::named_among(&programme.agencies, text)?.code))
        }
        None => None,
    };
    let world = World::of(programme);
    let map = Map::of(&world).ok_or(Error::NotFound("service"))?;
    let board = engine::Board::new(map.model().clone());
    let places: BTreeMap<String, u32> =
        map.items().iter().map(|it| it.reference()).zip(0..).collect();
    let mut report = WorthReport::default();
    let mut services = Vec::new();
    for (node, it) in (0..).zip(map.items()) {
        let document = &it.document;
        let is_asked = document.kind == Kind::Service
            && tier.is_none_or(|it| document.tier == Some(it))
            && asked.as_ref().is_none_or(|it| it.contains(document.agency.as_str()));
        let analysis = board.analysis();
        if !is_asked || analysis.required_rto(node).is_none() {
            continue;
        }
        match analysis.verdict(node) {
            engine::Verdict::Unknown => report.n_unknown += 1,
            _ => services.push(node),
        }
    }
    let in_use = programme.investments.iter().filter(|it| it.retired_at.is_none());
    let mut bought: Vec<&InvestmentDocument> = in_use.collect();
    // As many as by the database, and the same.
    bought.sort_by(|a, b| (b.cost, &a.code).cmp(&(a.cost, &b.code)));
    report.is_cut = OFFERS_MAX < bought.len();
    bought.truncate(OFFERS_MAX);
    report.n_offers = bought.len() as u64;
    let offers: Vec<Offer> = bought.iter().map(|it| offer(&map, &places, it)).collect();
    let weighed = Weighed {
        board: &board,
        crews: &crews(&map),
        offers: &offers,
        services: &services,
        together,
    };
    let found = curve(&weighed, &|| false, |_| ()).unwrap_or_default();
    report.n_services = services.len() as u64;
    Ok(told(report, &map, &bought, &found))
}

/// What was found, by codes and names.
fn told(
    mut report: WorthReport,
    map: &Map<'_>,
    bought: &[&InvestmentDocument],
    found: &Curve,
) -> WorthReport {
    let name = |it: &u32| map.item(*it).map(|it| it.document.name.clone()).unwrap_or_default();
    let code = |it: &usize| bought.get(*it).map(|it| it.code.clone());
    let codes = |offers: &[usize]| offers.iter().filter_map(code).collect();
    let money = |cents: u64| Money::from_cents(i64::try_from(cents).unwrap_or(i64::MAX));
    let steps = found.steps.iter().map(|it| Purchase {
        cost: money(it.cost),
        cost_more: money(it.cost_more),
        n_in_time: it.n_in_time,
        n_most: it.n_most,
        investments: codes(&it.offers),
        added: codes(&it.added),
        dropped: codes(&it.dropped),
        gained: it.gained.iter().map(name).collect(),
        n_gained: it.gained.len() as u64,
        n_lost: it.lost.len() as u64,
    });
    report.steps = steps.collect();
    let gap = |it: u32| Span::from_secs(it.into());
    report.late = found.late.iter().map(|it| (name(&it.service), it.gap.map(gap))).collect();
    report.n_late = found.late.len() as u64;
    report.is_exact = found.is_exact && !report.is_cut;
    report.n_most = found.n_most;
    report.n_crewed = found.n_crewed;
    report.n_unseen = found.n_unseen;
    report.uncounted = found.uncounted.iter().map(name).collect();
    report.n_uncounted = found.n_uncounted;
    report
}

/// How many people each crew has, and how many units there are of each equipment, of which that is known,
/// by its node.
fn crews(map: &Map<'_>) -> BTreeMap<u32, u32> {
    let people = |it: &ItemFile| it.document.parsed_details().ok()?.strength();
    let all = (0..).zip(map.items());
    all.filter_map(|(node, it)| Some((node, people(it)?))).collect()
}

/// What an investment changes of what is there.
fn offer(map: &Map<'_>, places: &BTreeMap<String, u32>, it: &InvestmentDocument) -> Offer {
    let cost = u64::try_from(it.cost.cents()).unwrap_or(0);
    let mut offer = Offer { cost, ..Offer::default() };
    for it in &it.changes {
        let target = it.target().map(|(kind, code)| reference(kind, code));
        let node = target.and_then(|it| places.get(&it));
        let Some(&node) = node else { continue };
        let within = it.within.map_or(u32::MAX, |it| u32::try_from(it.secs()).unwrap_or(u32::MAX));
        let is_group = map.model().nodes().get(node as usize).is_some_and(|it| it.quorum.is_some());
        match it.kind {
            ImprovementKind::Copy if is_beside(map, places, (node, it.site.as_deref())) => {}
            ImprovementKind::Faster => offer.faster.push((node, within)),
            ImprovementKind::Copy => offer.copies.push((node, within)),
            ImprovementKind::Member if is_group => offer.members.push((node, within)),
            ImprovementKind::People => offer.people.push((node, it.people.unwrap_or(0))),
            ImprovementKind::Member | ImprovementKind::Without => {}
        }
    }
    offer
}

/// Whether a copy at `site` would be where `node` is.
fn is_beside(
    map: &Map<'_>,
    places: &BTreeMap<String, u32>,
    (node, site): (u32, Option<&str>),
) -> bool {
    let own = map.item(node).and_then(|it| it.document.site.as_deref());
    let details = |code: &str| {
        let site = map.item(*places.get(&reference(Kind::Site, code.trim()))?)?;
        match site.document.parsed_details() {
            Ok(Details::Site(details)) => Some(details),
            _ => None,
        }
    };
    let (at, there) = (own.and_then(details), site.and_then(details));
    let own = own.map(|it| (it.trim(), at.as_ref()));
    is_same_place(own, site.map(|it| (it.trim(), there.as_ref())))
}

/// The agency called `code` and all below it.
fn below<'a>(programme: &'a Programme, code: &'a str) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::from([code]);
    loop {
        let n_before = found.len();
        for it in &programme.agencies {
            if it.parent.as_deref().is_some_and(|it| found.contains(it)) {
                found.insert(&it.code);
            }
        }
        if found.len() == n_before {
            return found;
        }
    }
}
