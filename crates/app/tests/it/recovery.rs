//! Recovery analysis: from the inventory to the answer, and kept right while things change.

use app::actor::{Reach, Role};
use app::ids::{ItemId, PersonId};
use app::prepare::inventory::{
    self, ItemDocument, Kind, NeedDocument, Outcome, Proof, ProofSource, Query, Sort, Standing,
    Strength,
};
use app::prove::recovery::{self, Edit, Finding, FindingKind};
use app::seal::SealKey;
use app::{Ctx, Error, Paging, Platform, Span};
use test_support::{
    asset, ctx, ctx_in, ctx_with, fresh, item, need, platform_ctx, put, service, state,
};

fn hours(n: i64) -> Span {
    Span::from_hours(n)
}

async fn change(ctx: &Ctx, id: ItemId, edit: impl FnOnce(&mut ItemDocument)) {
    let item = inventory::show(ctx, id).await.unwrap();
    let mut document =
        inventory::documents(ctx, std::slice::from_ref(&item)).await.unwrap().remove(0);
    edit(&mut document);
    inventory::change(ctx, id, item.version, &document).await.unwrap();
}

/// Required 4 h, achievable 6 h: a gap of 2 h, also where lists look for it.
#[tokio::test]
async fn req_s3_01_gap_between_required_and_achievable() {
    let platform = fresh().await;
    state(&platform).await;
    let ctx = platform_ctx(&platform);
    let mut payments = ItemDocument::new(Kind::Process, "commerce", "payments", "Payments");
    payments.target_rto = Some(hours(4));
    let payments = put(&platform, &payments).await;
    let database = asset(&platform, "database", 6).await;
    need(&platform, &payments, &database).await;

    let why = recovery::explain(&ctx, payments.id).await.unwrap();
    assert_eq!(why.outcome.required_rto, Some(hours(4)));
    assert_eq!(why.outcome.achievable_rto, Some(hours(6)));
    assert_eq!(why.outcome.gap, Some(hours(2)));
    assert_eq!(why.outcome.standing, Standing::Missed);

    // The database inherits the requirement, and the outcomes are where lists find them.
    let saved = inventory::show(&ctx, database.id).await.unwrap().outcome;
    assert_eq!(saved.required_rto, Some(hours(4)));
    assert_eq!((saved.gap, saved.single_point_for), (Some(hours(2)), Some(1)));
    let query = Query { standing: Some(Standing::Missed), ..Query::all(Kind::Process) };
    assert_eq!(inventory::count(&ctx, &query).await.unwrap(), 1);
}

#[tokio::test]
async fn an_explanation_tells_the_chain_in_plain_words() {
    let platform = fresh().await;
    state(&platform).await;
    let ctx = platform_ctx(&platform);
    let benefits = service(&platform, "benefits", 4, 1).await;
    let (mainframe, storage) =
        (asset(&platform, "mainframe", 5).await, asset(&platform, "storage", 2).await);
    let printer = asset(&platform, "printer", 1).await;
    need(&platform, &benefits, &mainframe).await;
    need(&platform, &mainframe, &storage).await;
    need(&platform, &benefits, &printer).await;

    let why = recovery::explain(&ctx, benefits.id).await.unwrap();
    assert_eq!(
        why.sentence,
        "The storage 2 h, then The mainframe 5 h, then The benefits 1 h: back after 8 h, \
         4 h over the 4 h target. The mainframe adds most."
    );
    let codes: Vec<_> = why.chain.iter().map(|it| it.part.item.code.as_str()).collect();
    assert_eq!(codes, ["storage", "mainframe", "benefits"]);
    assert_eq!(why.chain[1].over, hours(3));
    assert_eq!(why.outcome.held_by, Some(mainframe.id));
    // The printer is on the way, but could take six hours longer.
    let row = why.rows.iter().find(|it| it.part.item.id == printer.id).unwrap();
    assert_eq!((row.binds, row.slack), (false, Some(hours(6))));
    assert_eq!(why.reliefs[0].item.id, mainframe.id);
    assert_eq!(why.reliefs[0].restore_needed, Some(hours(1)));
}

#[tokio::test]
async fn what_nobody_has_said_is_named() {
    let platform = fresh().await;
    state(&platform).await;
    let ctx = platform_ctx(&platform);
    let portal = service(&platform, "portal", 8, 1).await;
    let gateway = item(&platform, Kind::Asset, "commerce", "gateway").await;
    need(&platform, &portal, &gateway).await;
    let why = recovery::explain(&ctx, portal.id).await.unwrap();
    assert_eq!((why.outcome.standing, why.is_complete), (Standing::Unknown, false));
    assert_eq!(why.unknown[0].id, gateway.id);
    assert_eq!(
        why.sentence,
        "Back after at least 1 h, with a target of 8 h; not counting The gateway, for which no time \
         is given."
    );
}

#[tokio::test]
async fn what_if_shows_what_would_change_and_saves_nothing() {
    let platform = fresh().await;
    state(&platform).await;
    let ctx = platform_ctx(&platform);
    let (a, b) = (service(&platform, "a", 4, 0).await, service(&platform, "b", 4, 1).await);
    let database = asset(&platform, "database", 6).await;
    need(&platform, &a, &database).await;
    need(&platform, &b, &database).await;
    let edits = [Edit::Restore(database.id, Some(hours(3)))];
    let found = recovery::what_if(&ctx, a.id, &edits).await.unwrap();
    assert_eq!(found.before.outcome.achievable_rto, Some(hours(6)));
    assert_eq!(found.after.outcome.achievable_rto, Some(hours(3)));
    assert_eq!((found.n_sooner, found.n_later), (1, 0));
    assert_eq!(found.effects[0].item.id, b.id);
    let standing = (Standing::Missed, Standing::AtRisk);
    assert_eq!(found.effects[0].standing, standing);
    let still = recovery::explain(&ctx, a.id).await.unwrap();
    assert_eq!(still.outcome.achievable_rto, Some(hours(6)));
}

#[tokio::test]
async fn of_a_redundancy_group_the_fastest_that_suffice_count() {
    let platform = fresh().await;
    state(&platform).await;
    let ctx = platform_ctx(&platform);
    let portal = service(&platform, "portal", 4, 1).await;
    let mut pair = ItemDocument::new(Kind::Group, "commerce", "pair", "Pair");
    pair.details.insert("suffice".to_owned(), 1.into());
    let pair = put(&platform, &pair).await;
    let (fast, slow) = (asset(&platform, "fast", 2).await, asset(&platform, "slow", 9).await);
    need(&platform, &portal, &pair).await;
    need(&platform, &pair, &fast).await;
    need(&platform, &pair, &slow).await;
    let why = recovery::explain(&ctx, portal.id).await.unwrap();
    assert_eq!(why.outcome.achievable_rto, Some(hours(3)));
    let points = |id| {
        let ctx = ctx.clone();
        async move { inventory::show(&ctx, id).await.unwrap().outcome.single_point_for }
    };
    // Neither is one of them, nor what they are together: it is no thing that could be lost.
    assert_eq!((points(fast.id).await, points(pair.id).await), (Some(0), Some(0)));
}

/// Remove a link and the degree falls; circles are reported by name.
#[tokio::test]
async fn req_s3_06_integration_degree() {
    let platform = fresh().await;
    state(&platform).await;
    let ctx = platform_ctx(&platform);
    let mut payments = ItemDocument::new(Kind::Process, "commerce", "payments", "Payments");
    payments.target_rto = Some(hours(4));
    let payments = put(&platform, &payments).await;
    let (ledger, portal) =
        (service(&platform, "ledger", 9, 1).await, service(&platform, "portal", 9, 1).await);
    need(&platform, &payments, &ledger).await;
    need(&platform, &payments, &portal).await;
    need(&platform, &ledger, &portal).await;
    need(&platform, &portal, &ledger).await;

    let degree = async || {
        let scope = app::prove::scope::statement(&ctx, None).await.unwrap();
        (scope.n_critical, scope.integration[0].degree)
    };
    assert_eq!(degree().await, (1, 2));
    let found =
        recovery::findings(&ctx, None, Some(FindingKind::Circle), Paging::default()).await.unwrap();
    let [Finding::Circle { example, n_members: 2, is_broken: false }] = &*found.page.items else {
        panic!("{found:?}")
    };
    let mut codes: Vec<_> = example.iter().map(|it| it.code.as_str()).collect();
    codes.sort_unstable();
    assert_eq!(codes, ["ledger", "portal"]);
    let why = recovery::explain(&ctx, payments.id).await.unwrap();
    assert!(why.circle.is_none());

    let (link, _) = inventory::needs_of(&ctx, payments.id).await.unwrap().remove(0);
    inventory::remove_need(&ctx, link.id).await.unwrap();
    assert_eq!(degree().await, (1, 1));
}

/// Rule 2: idm must be back in 4 h, but needs db, which may take 6 h. Nothing else is reported.
#[tokio::test]
async fn a_dependency_later_than_its_dependent_is_reported() {
    let platform = fresh().await;
    state(&platform).await;
    let ctx = platform_ctx(&platform);
    let portal = service(&platform, "portal", 8, 0).await;
    let web = service(&platform, "web", 6, 0).await;
    let idm = service(&platform, "idm", 4, 0).await;
    let db = service(&platform, "db", 6, 0).await;
    need(&platform, &portal, &web).await;
    need(&platform, &web, &db).await;
    need(&platform, &idm, &db).await;
    let found = recovery::findings(&ctx, None, None, Paging::default()).await.unwrap();
    let [Finding::TargetTooLate { from, to, target, limit }] = &*found.page.items else {
        panic!("{found:?}")
    };
    assert_eq!((from.code.as_str(), to.code.as_str()), ("idm", "db"));
    assert_eq!((*target, *limit), (hours(6), hours(4)));
}

#[tokio::test]
async fn a_need_of_something_retired_is_left_out_and_reported() {
    let platform = fresh().await;
    state(&platform).await;
    let ctx = platform_ctx(&platform);
    let (portal, old) =
        (service(&platform, "portal", 4, 1).await, asset(&platform, "old", 9).await);
    need(&platform, &portal, &old).await;
    recovery::refresh(&ctx).await.unwrap();
    let retired = inventory::retire(&ctx, old.id, old.version).await.unwrap();
    let why = recovery::explain(&ctx, portal.id).await.unwrap();
    assert_eq!(why.outcome.achievable_rto, Some(hours(1)));
    let found = recovery::findings(&ctx, None, None, Paging::default()).await.unwrap();
    assert_eq!(found.counts.get(&FindingKind::NeedsRetired), Some(&1));
    assert!(matches!(recovery::explain(&ctx, old.id).await, Err(Error::Refused(_))));

    inventory::restore(&ctx, old.id, retired.version).await.unwrap();
    let why = recovery::explain(&ctx, portal.id).await.unwrap();
    assert_eq!(why.outcome.achievable_rto, Some(hours(10)));
}

#[tokio::test]
async fn nobody_is_told_about_what_they_may_not_see() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let portal = service(&platform, "portal", 4, 9).await;
    let idm = service(&platform, "idm", 1, 0).await;
    let db = service(&platform, "db", 2, 0).await;
    need(&platform, &idm, &db).await;
    let outsider = ctx_in(&platform, Role::Coordinator, at.revenue);
    assert!(matches!(recovery::explain(&outsider, portal.id).await, Err(Error::NotFound(_))));
    let found = recovery::findings(&outsider, None, None, Paging::default()).await.unwrap();
    assert_eq!(found.page.n_items, 0);
    let of_theirs = recovery::findings(&outsider, Some(at.commerce), None, Paging::default()).await;
    assert!(matches!(of_theirs, Err(Error::NotFound(_))));
    let reach = Reach::Record(idm.id.into());
    let partner = ctx_with(&platform, PersonId::new(), Role::Vendor, reach);
    let theirs = [Edit::Restore(idm.id, None), Edit::Restore(portal.id, None)];
    let error = recovery::what_if(&partner, idm.id, &theirs).await.unwrap_err();
    assert!(matches!(error, Error::Invalid(it) if it[0].field == "edits.1.item"));
    // What holds it back is named to them, so they may ask what a faster restoration would bring;
    // not what another target of it would.
    let why = recovery::explain(&partner, idm.id).await.unwrap();
    assert!(why.rows.iter().any(|it| it.part.item.id == db.id && !it.part.item.may_open));
    let held = [Edit::Restore(db.id, Some(hours(1)))];
    assert!(recovery::what_if(&partner, idm.id, &held).await.is_ok());
    let error = recovery::what_if(&partner, idm.id, &[Edit::Target(db.id, None)]).await;
    assert!(matches!(error, Err(Error::Invalid(it)) if it[0].field == "edits.0.item"));
}

/// What a need would bring would also tell what is needed, and all that it stands on.
#[tokio::test]
async fn nobody_learns_what_something_hidden_stands_on_by_asking_what_a_need_of_it_would_bring() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let portal = service(&platform, "portal", 4, 1).await;
    let theirs = ItemDocument::new(Kind::Service, "revenue", "tax", "Tax returns");
    let theirs = put(&platform, &theirs).await;
    let keeper = ctx_in(&platform, Role::Coordinator, at.commerce);
    let edits = [Edit::Need(portal.id, theirs.id, Some(Strength::Hard))];
    let refused = recovery::what_if(&keeper, portal.id, &edits).await;
    assert!(matches!(refused, Err(Error::Invalid(it)) if it[0].field == "edits.0.to"));
    // What its agency shares, because something of others needs it, may be asked for.
    let other = put(&platform, &ItemDocument::new(Kind::Service, "franklin", "desk", "Desk")).await;
    need(&platform, &other, &theirs).await;
    assert!(recovery::what_if(&keeper, portal.id, &edits).await.is_ok());
    // Who sees all may ask for all.
    assert!(recovery::what_if(&platform_ctx(&platform), portal.id, &edits).await.is_ok());
}

/// What every item's row says, by code.
async fn outcomes(ctx: &Ctx) -> Vec<(String, Outcome)> {
    let mut found = Vec::new();
    for kind in [Kind::Service, Kind::Asset, Kind::Group] {
        let query =
            Query { sort: Sort::Name, paging: Paging { number: 1, size: 500 }, ..Query::all(kind) };
        let page = inventory::list(ctx, &query).await.unwrap();
        found.extend(page.items.into_iter().map(|it| (it.code, it.outcome)));
    }
    found
}

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % n
    }
}

async fn edit_something(ctx: &Ctx, items: &mut Vec<ItemId>, dice: &mut Dice) {
    let id = items[dice.below(items.len())];
    let span = |dice: &mut Dice| {
        Some(dice.below(9)).filter(|it| 0 < *it).map(|it| hours(i64::try_from(it).unwrap()))
    };
    match dice.below(8) {
        0 => {
            let to = span(dice);
            change(ctx, id, |it| it.restore = to).await;
        }
        1 => {
            let to = span(dice);
            change(ctx, id, |it| it.target_rto = to).await;
        }
        2 => {
            let tier = u8::try_from(1 + dice.below(4)).unwrap();
            change(ctx, id, |it| it.tier = Some(tier)).await;
        }
        3 => {
            let item = inventory::show(ctx, id).await.unwrap();
            let item = inventory::retire(ctx, id, item.version).await.unwrap();
            if dice.below(2) == 0 {
                recovery::refresh(ctx).await.unwrap();
            }
            inventory::restore(ctx, id, item.version).await.unwrap();
        }
        4 => {
            let code = format!("new-{}", items.len());
            let mut document = ItemDocument::new(Kind::Asset, "commerce", &code, &code);
            document.restore = span(dice);
            items.push(inventory::add(ctx, &document).await.unwrap().id);
        }
        5 => {
            let needs = inventory::needs_of(ctx, id).await.unwrap();
            if !needs.is_empty() {
                let (need, _) = &needs[dice.below(needs.len())];
                inventory::remove_need(ctx, need.id).await.unwrap();
            }
        }
        _ => {
            let to = inventory::show(ctx, items[dice.below(items.len())]).await.unwrap();
            let soft = if dice.below(3) == 0 { span(dice) } else { None };
            let document =
                NeedDocument { max_gap: soft, ..NeedDocument::hard(to.kind(), &to.code) };
            // Some exist already, and nothing needs itself.
            drop(inventory::add_need(ctx, id, &document).await);
        }
    }
}

/// A board that followed every change says the same as one that was made from all there is.
#[tokio::test]
async fn following_changes_leads_where_starting_over_does() {
    let platform = fresh().await;
    state(&platform).await;
    let ctx = platform_ctx(&platform);
    let mut items = Vec::new();
    for n in 0..4 {
        items.push(service(&platform, &format!("service-{n}"), 3 + n, 1).await.id);
        items.push(asset(&platform, &format!("asset-{n}"), n).await.id);
    }
    let mut pair = ItemDocument::new(Kind::Group, "commerce", "pair", "Pair");
    pair.details.insert("suffice".to_owned(), 1.into());
    items.push(put(&platform, &pair).await.id);
    let mut dice = Dice(7);
    for round in 0..60 {
        for _ in 0..=dice.below(3) {
            edit_something(&ctx, &mut items, &mut dice).await;
        }
        recovery::refresh(&ctx).await.unwrap();
        let followed = outcomes(&ctx).await;
        if round % 3 == 0 {
            let other = Platform::new(platform.db.clone(), SealKey::new(&[7; 32]));
            recovery::refresh(&platform_ctx(&other)).await.unwrap();
            assert_eq!(outcomes(&ctx).await, followed, "round {round}");
        }
    }
}

#[tokio::test]
async fn what_has_nothing_to_do_with_recovery_changes_nothing() {
    let platform = fresh().await;
    state(&platform).await;
    service(&platform, "portal", 4, 1).await;
    let ctx = ctx(&platform, Role::StateCio);
    let before = recovery::refresh(&ctx).await.unwrap();
    test_support::person(&platform, "commerce", "jane-doe").await;
    let after = recovery::refresh(&ctx).await.unwrap();
    assert!(before < after);
    assert_eq!(recovery::refresh(&ctx).await.unwrap(), after);
}

/// A proof is worth something only if it keeps what is promised.
#[tokio::test]
async fn a_measured_recovery_that_is_longer_than_promised_is_found() {
    let platform = fresh().await;
    state(&platform).await;
    let ctx = platform_ctx(&platform);
    let (slow, fast) = (asset(&platform, "slow", 4).await, asset(&platform, "fast", 4).await);
    for (it, measured) in [(&slow, 6), (&fast, 4)] {
        change(&ctx, it.id, |document| {
            let on = "2026-03-02".parse().ok();
            document.proof =
                Some(Proof { source: ProofSource::Test, on, measured: Some(hours(measured)) });
        })
        .await;
    }
    let kind = Some(FindingKind::ProofTooSlow);
    let found = recovery::findings(&ctx, None, kind, Paging::default()).await.unwrap().page.items;
    let [Finding::ProofTooSlow { item, overrun }] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(item.id, slow.id);
    assert_eq!(overrun.to_string(), "measured 6 h on 2026-03-02, promised 4 h");
}
