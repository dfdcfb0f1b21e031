//! Redundancy groups: how their members share the work, and whether one site holds all of them.

use app::Paging;
use app::actor::Role;
use app::prepare::inventory::{self, Details, ItemDocument, Kind, NeedDocument, Spread};
use app::programme::{ItemFile, Programme};
use app::prove::recovery::{self, Finding, FindingKind};
use serde_json::json;
use test_support::{ctx, fresh, item as put_item, platform_ctx, put, state};

use crate::check::{codes, details, found, item, of, on};

/// Two servers of which one suffices, at these sites.
fn twins(programme: &mut Programme, sites: [Option<&str>; 2]) {
    let mut needs = Vec::new();
    for (code, site) in ["one", "two"].into_iter().zip(sites) {
        let server = ItemDocument {
            owner: Some("jane".to_owned()),
            site: site.map(str::to_owned),
            ..item(Kind::Asset, code)
        };
        programme.items.push(server.into());
        needs.push(on(Kind::Asset, code));
    }
    let group = ItemDocument {
        details: details(json!({
            "suffice": 1, "arrangement": "active_passive", "failover": "manual",
        })),
        ..item(Kind::Group, "twins")
    };
    programme.items.push(ItemFile::new(group, needs));
}

/// Redundancy at one site is lost with the site. A member of which nobody has said where it is may be
/// anywhere: that is told apart.
#[test]
fn req_s4_17_a_group_with_all_members_at_one_site_is_flagged() {
    let told = |sites: [Option<&str>; 2]| {
        let findings = found(|it| twins(it, sites));
        findings.into_iter().map(|it| (it.code, it.subject, it.message)).collect::<Vec<_>>()
    };
    let finding = |code, message: &str| vec![(code, "group:twins".to_owned(), message.to_owned())];
    assert_eq!(told([Some("east"), Some("west")]), []);
    let together = "All members of “TWINS” are at “EAST”.";
    assert_eq!(told([Some("east"), Some("east")]), finding("SIT-003", together));
    let half = "Of 1 of the members of “TWINS” nobody has said where they are, and the others are \
                all at “EAST”.";
    assert_eq!(told([Some("east"), None]), finding("SIT-004", half));
    let unknown = "Nobody has said where the members of “TWINS” are.";
    assert_eq!(told([None, None]), finding("SIT-004", unknown));
}

/// Where a member is follows from what it needs, if it does not say so itself; where a group is, from
/// its members.
#[test]
fn req_s4_17_members_are_where_what_they_need_is() {
    let codes_of = |spoil: fn(&mut Programme)| {
        let findings = found(|it| {
            twins(it, [Some("east"), None]);
            spoil(it);
        });
        codes(&findings).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(codes_of(|it| of(it, "two").needs.push(on(Kind::Site, "east"))), ["SIT-003"]);
    assert!(codes_of(|it| of(it, "two").needs.push(on(Kind::Site, "west"))).is_empty());
    let outer = |it: &mut Programme| {
        of(it, "two").document.site = Some("west".to_owned());
        let needs = vec![on(Kind::Group, "twins"), on(Kind::Asset, "one")];
        it.items.push(ItemFile::new(item(Kind::Group, "outer"), needs));
    };
    assert!(codes_of(outer).is_empty());
}

#[test]
fn req_s4_17_a_group_says_how_its_members_share_the_work() {
    let findings = found(|it| {
        twins(it, [Some("east"), Some("west")]);
        of(it, "twins").document.details["arrangement"] = json!("sometimes");
    });
    assert_eq!(codes(&findings), ["INV-004"]);
    for it in ["active_active", "active_passive", "n_plus_one", "cluster"] {
        let findings = found(|programme| {
            twins(programme, [Some("east"), Some("west")]);
            of(programme, "twins").document.details["arrangement"] = json!(it);
        });
        assert_eq!(codes(&findings), Vec::<&str>::new(), "{it}");
    }
}

/// What the product says of its own data is what a check of the folder says.
#[tokio::test]
async fn req_s4_17_groups_at_one_site_are_among_the_findings_and_told_on_their_page() {
    let platform = fresh().await;
    state(&platform).await;
    let ctx = ctx(&platform, Role::ContinuityTeam);
    for site in ["east", "west"] {
        put_item(&platform, Kind::Site, "commerce", site).await;
    }
    let mut servers = Vec::new();
    for (code, site) in
        [("e1", Some("east")), ("e2", Some("east")), ("w1", Some("west")), ("x1", None)]
    {
        let server = ItemDocument::new(Kind::Asset, "commerce", code, code);
        let site = site.map(str::to_owned);
        servers.push(put(&platform, &ItemDocument { site, ..server }).await);
    }
    for (code, members) in
        [("both-east", ["e1", "e2"]), ("apart", ["e1", "w1"]), ("half", ["e2", "x1"])]
    {
        let mut group = ItemDocument::new(Kind::Group, "commerce", code, code);
        group.details.insert("suffice".to_owned(), json!(1));
        group.details.insert("arrangement".to_owned(), json!("active_active"));
        let group = put(&platform, &group).await;
        for member in members {
            let need = NeedDocument::hard(Kind::Asset, member);
            inventory::add_need(&platform_ctx(&platform), group.id, &need).await.unwrap();
        }
    }
    let told = async |kind| {
        let found = recovery::findings(&ctx, None, Some(kind), Paging::default()).await.unwrap();
        found.page.items
    };
    let at_one_site = told(FindingKind::GroupAtOneSite).await;
    let [Finding::GroupAtOneSite { group, site }] = at_one_site.as_slice() else {
        panic!("{at_one_site:?}")
    };
    assert_eq!((group.code.as_str(), site.code.as_str()), ("both-east", "east"));
    let unplaced = told(FindingKind::GroupUnplaced).await;
    let [Finding::GroupUnplaced { group, site, n_unknown }] = unplaced.as_slice() else {
        panic!("{unplaced:?}")
    };
    let site = site.as_ref().map(|it| it.code.as_str());
    assert_eq!((group.code.as_str(), site, *n_unknown), ("half", Some("east"), 1));

    let half = inventory::by_code(&ctx, Kind::Group, "half").await.unwrap();
    let members = recovery::members(&ctx, half.id).await.unwrap().unwrap();
    assert!(matches!(members.spread, Spread::Unknown { n_unknown: 1, .. }));
    let sites: Vec<(&str, usize)> =
        members.members.iter().map(|it| (it.0.code.as_str(), it.1.len())).collect();
    assert_eq!(sites, [("e2", 1), ("x1", 0)]);
    assert_eq!(recovery::members(&ctx, servers[0].id).await.unwrap(), None);
    let Details::Group(details) = half.details else { panic!("no group") };
    assert_eq!(details.arrangement.map(|it| it.code()), Some("active_active"));
}
