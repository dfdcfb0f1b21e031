//! Partners, and advisories that only those open whose sharing level reaches their marking.

use app::actor::{Actor, Reach, Role};
use app::ids::PersonId;
use app::people::advisories::{self, AdvisoryDocument, State};
use app::people::partners::{self, PartnerDocument, PartnerKind, Query, Tlp};
use app::{Ctx, Error, Paging, Platform, events};
use chrono::TimeDelta;
use test_support::{State as Agencies, ctx_in, ctx_with, fresh, now, person, state};

use crate::impact_desk::refusal;

async fn desk() -> (Platform, Agencies, Ctx) {
    let platform = fresh().await;
    let at = state(&platform).await;
    let ann = person(&platform, "franklin", "ann").await;
    let team = ctx_with(&platform, ann, Role::ContinuityTeam, Reach::State);
    (platform, at, team)
}

fn of_level(code: &str, level: Tlp) -> PartnerDocument {
    PartnerDocument {
        kind: PartnerKind::Federal,
        level,
        purpose: "Reports of threats".to_owned(),
        ..PartnerDocument::new("franklin", code, &format!("Partner {code}"))
    }
}

fn marked(code: &str, tlp: Tlp) -> AdvisoryDocument {
    AdvisoryDocument {
        body: "Mind the **invoices**.".to_owned(),
        ..AdvisoryDocument::new("franklin", code, "Forged invoices", tlp)
    }
}

/// Whoever works for a partner: somebody without any right of their own.
fn outsider(platform: &Platform, id: PersonId) -> Ctx {
    ctx_with(platform, id, Role::Employee, Reach::Agencies([].into()))
}

fn is_hidden<T>(result: &Result<T, Error>) -> bool {
    matches!(result, Err(Error::NotFound(_)))
}

fn fields<T>(result: Result<T, Error>) -> Vec<String> {
    match result {
        Err(Error::Invalid(problems)) => problems.into_iter().map(|it| it.field.into()).collect(),
        _ => Vec::new(),
    }
}

/// The acceptance check of S1-13: an advisory is shared with TLP:GREEN partners only, and others cannot
/// open it.
#[tokio::test]
async fn req_s1_13_an_advisory_for_green_partners_cannot_be_opened_by_others() {
    let (platform, at, team) = desk().await;
    let gina = person(&platform, "commerce", "gina").await;
    let carl = person(&platform, "commerce", "carl").await;
    let green =
        PartnerDocument { people: vec!["gina".to_owned()], ..of_level("green", Tlp::Green) };
    let green = partners::add(&team, &green).await.unwrap();
    let clear =
        PartnerDocument { people: vec!["carl".to_owned()], ..of_level("clear", Tlp::Clear) };
    let clear = partners::add(&team, &clear).await.unwrap();
    let it = advisories::add(&team, &marked("invoices", Tlp::Green)).await.unwrap();
    let links = [green.id, clear.id].map(|id| partners::make_link(&team, id, 30));
    let [by_green, by_clear] = links;
    let (by_green, by_clear) = (by_green.await.unwrap(), by_clear.await.unwrap());

    // A draft is open to nobody.
    let open = async |secret: &str| advisories::open_by_link(&platform, secret, it.id, now()).await;
    assert!(is_hidden(&open(by_green.expose()).await));
    let it = advisories::share(&team, it.id, it.version).await.unwrap();
    let recipients = advisories::recipients(&team, &it).await.unwrap();
    assert_eq!(recipients.iter().map(|it| it.code.as_str()).collect::<Vec<_>>(), ["green"]);

    // By its link, the partner whose level reaches GREEN opens it, and the other does not.
    let (partner, opened) = open(by_green.expose()).await.unwrap();
    assert_eq!((partner.id, opened.id), (green.id, it.id));
    assert!(is_hidden(&open(by_clear.expose()).await));
    assert!(is_hidden(&open("guessed").await));
    let shared = async |secret: &str| {
        let all = advisories::Query::default();
        let found = advisories::shared_by_link(&platform, secret, &all, now()).await.unwrap();
        found.1.n_items
    };
    assert_eq!((shared(by_green.expose()).await, shared(by_clear.expose()).await), (1, 0));

    // So do their people, signed in, and nobody else.
    let (gina, carl) = (outsider(&platform, gina), outsider(&platform, carl));
    assert_eq!(advisories::open_shared(&gina, it.id).await.unwrap().1.name, "Forged invoices");
    assert!(is_hidden(&advisories::open_shared(&carl, it.id).await));
    let all = advisories::Query::default();
    let page = advisories::shared_with_me(&gina, &all).await.unwrap();
    let shown: Vec<_> = page.items.iter().map(|(it, with)| (it.id, with[0].id)).collect();
    assert_eq!((page.n_items, shown), (1, vec![(it.id, green.id)]));
    assert_eq!(advisories::shared_with_me(&carl, &all).await.unwrap().n_items, 0);
    let other = ctx_in(&platform, Role::Coordinator, at.revenue);
    assert!(is_hidden(&advisories::open_shared(&other, it.id).await));
    assert!(is_hidden(&advisories::show(&other, it.id).await));
    // A program with a token of hers is nobody of the partner.
    let token = Actor { limited_to: Some([].into()), ..gina.actor.clone() };
    let token = Ctx::new(platform.clone(), token, now());
    assert!(is_hidden(&advisories::open_shared(&token, it.id).await));

    // Each opening is in the audit log, with who opened it.
    let happened = events::history(&team, it.id.into(), 20).await.unwrap();
    let opened: Vec<_> = happened.iter().filter(|it| it.action == "advisory.opened").collect();
    assert_eq!(opened.len(), 2, "{happened:?}");
    assert!(opened.iter().any(|it| it.done_by("Somebody") == "Partner green by its link"));

    // A lower level, and what is withdrawn, close it again.
    let lower =
        PartnerDocument { people: vec!["gina".to_owned()], ..of_level("green", Tlp::Clear) };
    partners::change(&team, green.id, green.version, &lower).await.unwrap();
    assert!(is_hidden(&open(by_green.expose()).await));
    assert!(is_hidden(&advisories::open_shared(&gina, it.id).await));
}

#[tokio::test]
async fn req_s1_13_a_link_ends_is_withdrawn_and_replaced() {
    let (platform, _, team) = desk().await;
    let partner = partners::add(&team, &of_level("green", Tlp::Green)).await.unwrap();
    let works = async |secret: &str, days: i64| {
        let at = now() + TimeDelta::days(days);
        let all = advisories::Query::default();
        advisories::shared_by_link(&platform, secret, &all, at).await.is_ok()
    };
    for days in [0, 367] {
        assert_eq!(fields(partners::make_link(&team, partner.id, days).await), ["days"]);
    }
    let first = partners::make_link(&team, partner.id, 30).await.unwrap();
    assert!(works(first.expose(), 29).await && !works(first.expose(), 30).await);
    let ends_at = partners::link(&team, partner.id).await.unwrap().map(|it| it.ends_at);
    assert_eq!(ends_at, Some(now() + TimeDelta::days(30)));
    let second = partners::make_link(&team, partner.id, 30).await.unwrap();
    assert!(!works(first.expose(), 0).await && works(second.expose(), 0).await);
    partners::drop_link(&team, partner.id).await.unwrap();
    assert!(!works(second.expose(), 0).await);
    assert_eq!(partners::link(&team, partner.id).await.unwrap(), None);
    let third = partners::make_link(&team, partner.id, 1).await.unwrap();
    let retired = partners::retire(&team, partner.id, partner.version).await.unwrap();
    assert!(!works(third.expose(), 0).await);
    let refused = partners::make_link(&team, partner.id, 1).await.unwrap_err();
    assert_eq!(refusal(refused), "partner.retired");
    // What was withdrawn stays so when the partner is back.
    partners::restore(&team, partner.id, retired.version).await.unwrap();
    assert!(!works(third.expose(), 0).await);
}

#[tokio::test]
async fn req_s1_13_what_names_partners_is_for_them_and_red_names_some() {
    let (platform, _, team) = desk().await;
    partners::add(&team, &of_level("amber", Tlp::Amber)).await.unwrap();
    let red = partners::add(&team, &of_level("red", Tlp::Red)).await.unwrap();
    let other = partners::add(&team, &of_level("other", Tlp::Red)).await.unwrap();
    let nobody = advisories::add(&team, &marked("nobody", Tlp::Red)).await.unwrap();
    let refused = advisories::share(&team, nobody.id, nobody.version).await;
    assert_eq!(fields(refused), ["partners"]);
    let named = |partners: &[&str]| AdvisoryDocument {
        partners: partners.iter().map(|it| (*it).to_owned()).collect(),
        ..marked("named", Tlp::Red)
    };
    // One of them may not receive it, and the other is not there.
    let refused = advisories::add(&team, &named(&["amber", "nowhere"])).await;
    assert_eq!(fields(refused), ["partners", "partners"]);
    let it = advisories::add(&team, &named(&["red"])).await.unwrap();
    let it = advisories::share(&team, it.id, it.version).await.unwrap();
    let opens = async |id| {
        let secret = partners::make_link(&team, id, 1).await.unwrap();
        advisories::open_by_link(&platform, secret.expose(), it.id, now()).await.is_ok()
    };
    assert!(opens(red.id).await && !opens(other.id).await);
    // The audit log, which many read, says nothing of what is red but for whom it is.
    let log = events::history(&team, it.id.into(), 20).await.unwrap();
    let said: String = log.iter().map(|it| format!("{} {}", it.before, it.after)).collect();
    assert!(!said.contains("invoices") && said.contains("red"), "{said}");
    // Those who only read see nothing of what is red.
    let reader = test_support::ctx(&platform, Role::Auditor);
    assert!(is_hidden(&advisories::show(&reader, it.id).await));
    let listed = advisories::list(&reader, &advisories::Query::default()).await.unwrap();
    assert_eq!(listed.n_items, 0);
    let listed = advisories::list(&team, &advisories::Query::default()).await.unwrap();
    assert_eq!(listed.n_items, 2);

    // What is shared is not changed; what is withdrawn is.
    let refused = advisories::change(&team, it.id, it.version, &named(&["red"])).await;
    assert_eq!(refusal(refused.unwrap_err()), "advisory.shared");
    let it = advisories::withdraw(&team, it.id, it.version).await.unwrap();
    assert!(!opens(red.id).await);
    let more = AdvisoryDocument { source: "Us".to_owned(), ..named(&["red", "other"]) };
    let it = advisories::change(&team, it.id, it.version, &more).await.unwrap();
    assert_eq!((it.state, it.partners.len()), (State::Withdrawn, 2));
    let stale = advisories::share(&team, it.id, it.version - 1).await;
    assert!(matches!(stale, Err(Error::Stale(_))));
}

#[tokio::test]
async fn partners_are_kept_where_one_may_and_seen_by_nobody_else() {
    let (platform, at, team) = desk().await;
    let coordinator = ctx_in(&platform, Role::Coordinator, at.commerce);
    let elsewhere = partners::add(&coordinator, &of_level("x", Tlp::Green)).await;
    assert_eq!(fields(elsewhere), ["agency"]);
    let own = PartnerDocument::new("commerce", "chamber", "Chamber of commerce");
    let stranger = PartnerDocument { people: vec!["nowhere".to_owned()], ..own.clone() };
    assert_eq!(fields(partners::add(&coordinator, &stranger).await), ["people"]);
    let it = partners::add(&coordinator, &own).await.unwrap();
    assert_eq!(fields(partners::add(&team, &own).await), ["code"]);
    let other = ctx_in(&platform, Role::Coordinator, at.revenue);
    assert!(is_hidden(&partners::show(&other, it.id).await));
    assert!(is_hidden(&partners::make_link(&other, it.id, 1).await));
    assert_eq!(partners::list(&other, &Query::default()).await.unwrap().n_items, 0);
    let reader = ctx_in(&platform, Role::AgencyHead, at.commerce);
    let refused = partners::retire(&reader, it.id, it.version).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))));
    let named = PartnerDocument { level: Tlp::Amber, ..own };
    // What the state shares in confidence, an agency neither lets its partners open nor opens itself.
    let raised = partners::change(&coordinator, it.id, it.version, &named).await;
    assert_eq!(fields(raised), ["level"]);
    let me = person(&platform, "commerce", "me").await;
    let reach = Reach::Agencies([at.commerce].into());
    let me = ctx_with(&platform, me, Role::Coordinator, reach);
    let joined = PartnerDocument { people: vec!["me".to_owned()], ..named.clone() };
    let joined = PartnerDocument { level: Tlp::Clear, ..joined };
    assert_eq!(fields(partners::change(&me, it.id, it.version, &joined).await), ["people"]);
    let next = partners::change(&team, it.id, it.version, &named).await.unwrap();
    assert_eq!((next.version, next.level), (2, Tlp::Amber));
    let stale = partners::change(&coordinator, it.id, it.version, &named).await;
    assert!(matches!(stale, Err(Error::Stale(_))));
    let reached = |tlp| Query { reached_by: Some(tlp), ..Query::default() };
    assert_eq!(partners::list(&team, &reached(Tlp::Amber)).await.unwrap().n_items, 1);
    assert_eq!(partners::list(&team, &reached(Tlp::Red)).await.unwrap().n_items, 0);
    // A partner of one agency gets nothing of another's, but what the state says to all.
    let secret = partners::make_link(&coordinator, it.id, 1).await.unwrap();
    let shared = async |document: AdvisoryDocument| {
        let it = advisories::add(&team, &document).await.unwrap();
        let it = advisories::share(&team, it.id, it.version).await.unwrap();
        advisories::open_by_link(&platform, secret.expose(), it.id, now()).await.is_ok()
    };
    assert!(shared(marked("all", Tlp::Clear)).await);
    let theirs = AdvisoryDocument { agency: "revenue".to_owned(), ..marked("theirs", Tlp::Clear) };
    assert!(!shared(theirs).await);
}

/// The list of what is shared with the people of partners holds just what they may open.
#[tokio::test]
async fn req_s1_13_what_is_shared_with_ones_partners_is_searched_and_turned_page_by_page() {
    let (platform, _, team) = desk().await;
    let gina = person(&platform, "commerce", "gina").await;
    for (code, level) in [("green", Tlp::Green), ("red", Tlp::Red)] {
        let document = PartnerDocument { people: vec!["gina".to_owned()], ..of_level(code, level) };
        partners::add(&team, &document).await.unwrap();
    }
    partners::add(&team, &of_level("other", Tlp::Red)).await.unwrap();
    let share = async |code: &str, tlp: Tlp, named: &[&str]| {
        let named = named.iter().map(|it| (*it).to_owned()).collect();
        let name = format!("About {code}");
        let document = AdvisoryDocument { name, partners: named, ..marked(code, tlp) };
        let it = advisories::add(&team, &document).await.unwrap();
        advisories::share(&team, it.id, it.version).await.unwrap();
    };
    share("all", Tlp::Clear, &[]).await;
    share("theirs", Tlp::Clear, &["other"]).await;
    share("secret", Tlp::Red, &["red"]).await;
    share("their-secret", Tlp::Red, &["other"]).await;
    advisories::add(&team, &marked("draft", Tlp::Clear)).await.unwrap();

    // By its link, one of them sees what it may open itself, a page at a time.
    let red = Query { text: "red".to_owned(), ..Query::default() };
    let red = partners::list(&team, &red).await.unwrap().items.remove(0);
    let link = partners::make_link(&team, red.id, 30).await.unwrap();
    for (number, code) in [(1, "all"), (2, "secret")] {
        let paging = Paging { number, size: 1 };
        let query =
            advisories::Query { sort: advisories::Sort::Name, paging, ..Default::default() };
        let found = advisories::shared_by_link(&platform, link.expose(), &query, now()).await;
        let (partner, page) = found.unwrap();
        let shown: Vec<_> = page.items.iter().map(|it| it.code.as_str()).collect();
        assert_eq!((partner.code.as_str(), page.n_items, shown), ("red", 2, vec![code]));
    }

    let gina = outsider(&platform, gina);
    let shown = async |query: advisories::Query| -> (u64, Vec<(String, usize)>) {
        let page = advisories::shared_with_me(&gina, &query).await.unwrap();
        let items = page.items.into_iter().map(|(it, with)| (it.code, with.len()));
        (page.n_items, items.collect())
    };
    let by_name = || advisories::Query { sort: advisories::Sort::Name, ..Default::default() };
    let both = vec![("all".to_owned(), 2), ("secret".to_owned(), 1)];
    assert_eq!(shown(by_name()).await, (2, both.clone()));
    let paging = Paging { number: 2, size: 1 };
    assert_eq!(shown(advisories::Query { paging, ..by_name() }).await, (2, both[1..].to_vec()));
    let text = "SECRET".to_owned();
    assert_eq!(shown(advisories::Query { text, ..by_name() }).await, (1, both[1..].to_vec()));
    let tlp = Some(Tlp::Clear);
    assert_eq!(shown(advisories::Query { tlp, ..by_name() }).await, (1, both[..1].to_vec()));
}

/// Whoever could open it while it was green cannot once it is red, and nothing is told of it again.
#[tokio::test]
async fn what_is_marked_red_later_is_withdrawn_from_whoever_had_it() {
    let (platform, _, team) = desk().await;
    let green = partners::add(&team, &of_level("green", Tlp::Green)).await.unwrap();
    let high = partners::add(&team, &of_level("high", Tlp::Red)).await.unwrap();
    let named = partners::add(&team, &of_level("named", Tlp::Red)).await.unwrap();
    let it = advisories::add(&team, &marked("later", Tlp::Green)).await.unwrap();
    let it = advisories::share(&team, it.id, it.version).await.unwrap();
    let opens = async |id| {
        let secret = partners::make_link(&team, id, 1).await.unwrap();
        advisories::open_by_link(&platform, secret.expose(), it.id, now()).await.is_ok()
    };
    assert!(opens(green.id).await && opens(high.id).await && opens(named.id).await);
    // It cannot become red under the hands of those who read it.
    let red = AdvisoryDocument {
        body: "Who is behind it.".to_owned(),
        partners: vec!["named".to_owned()],
        ..marked("later", Tlp::Red)
    };
    let refused = advisories::change(&team, it.id, it.version, &red).await.unwrap_err();
    assert_eq!(refusal(refused), "advisory.shared");
    let withdrawn = advisories::withdraw(&team, it.id, it.version).await.unwrap();
    let changed = advisories::change(&team, it.id, withdrawn.version, &red).await.unwrap();
    // … and is shared again with nobody without being named.
    let unnamed = AdvisoryDocument { partners: Vec::new(), ..red };
    let open = advisories::change(&team, it.id, changed.version, &unnamed).await.unwrap();
    let refused = advisories::share(&team, it.id, open.version).await;
    assert_eq!(fields(refused), ["partners"]);
    let red = AdvisoryDocument { partners: vec!["named".to_owned()], ..unnamed };
    let again = advisories::change(&team, it.id, open.version, &red).await.unwrap();
    advisories::share(&team, it.id, again.version).await.unwrap();
    assert!(!opens(green.id).await && !opens(high.id).await && opens(named.id).await);
    // What is told of the change says neither what it says now nor once more what it said before.
    let log = events::history(&team, it.id.into(), 20).await.unwrap();
    let of_changes = log.iter().filter(|it| it.action == "advisory.changed");
    let said: String = of_changes.map(|it| format!("{} {}", it.before, it.after)).collect();
    assert!(!said.contains("invoices") && !said.contains("behind"), "{said}");
}
