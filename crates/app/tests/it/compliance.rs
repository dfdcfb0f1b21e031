//! How agencies meet their obligations: evidence, attestation, and the list of what is not met.

use app::actor::{Permission, Role};
use app::assure::compliance::{
    self, ComplianceDocument, Evidence, EvidenceKind, Query, Sort, State,
};
use app::assure::obligations;
use app::ids::{AgencyId, ObligationId};
use app::people::agencies;
use app::{Ctx, Error, events};
use test_support::{ctx_in, platform_ctx};

use crate::impact_desk::{as_person, at, refusal};
use crate::plan_desk::{PlanDesk, plan_desk};

const STATUTE: &str = "gs-143b-1331";

/// Those who plan and sign for commerce, and the one who keeps its programme.
struct Office {
    desk: PlanDesk,
    coordinator: Ctx,
    key: (AgencyId, ObligationId),
}

async fn office() -> Office {
    let desk = plan_desk().await;
    let coordinator = as_person(&desk.platform, &desk.at, "cora", Role::Coordinator).await;
    let it = obligations::by_code(&desk.team, STATUTE).await.unwrap();
    let key = (desk.at.commerce, it.id);
    Office { desk, coordinator, key }
}

fn statement(clause: &str) -> Evidence {
    Evidence {
        kind: EvidenceKind::Statement,
        on: "2026-11-01".parse().unwrap(),
        clause: clause.to_owned(),
        plan: None,
        version: None,
        text: "The team met on this day.".to_owned(),
    }
}

fn plan_of(code: &str) -> Evidence {
    let evidence = Evidence { kind: EvidenceKind::Plan, text: String::new(), ..statement("") };
    Evidence { plan: Some(code.to_owned()), ..evidence }
}

impl Office {
    async fn state(&self) -> State {
        let (agency, obligation) = self.key;
        compliance::show(&self.desk.team, agency, obligation).await.unwrap().line.state
    }

    async fn n_met(&self) -> u64 {
        let query = Query { state: Some(State::Met), ..Query::default() };
        compliance::list(&self.desk.team, &query).await.unwrap().n_items
    }
}

#[tokio::test]
async fn req_s0_24_an_item_is_attested_only_upon_evidence_and_then_counts() {
    let office = office().await;
    let Office { desk, coordinator, key } = &office;
    let refused = compliance::attest(&desk.head, *key, 0).await.unwrap_err();
    assert_eq!(refusal(refused), "compliance.no_evidence");
    assert_eq!((office.state().await, office.n_met().await), (State::Open, 0));
    let it = compliance::add_evidence(coordinator, *key, 0, &statement("143B-1331(1)")).await;
    let it = it.unwrap();
    let refused = compliance::attest(&desk.head, *key, it.version).await.unwrap_err();
    assert_eq!(refusal(refused), "compliance.clauses_unproven");
    // A plan proves something once people follow it.
    let (plan, version) = desk.approved("it").await;
    let refused = compliance::add_evidence(coordinator, *key, it.version, &plan_of("it")).await;
    assert!(matches!(refused.unwrap_err(), Error::Invalid(_)));
    app::plans::plan::waive_test(&desk.head, plan.id, plan.version, "New.").await.unwrap();
    app::plans::live::publish(&desk.author, plan.id, version.version).await.unwrap();
    let it = compliance::add_evidence(coordinator, *key, it.version, &plan_of("it")).await;
    let it = it.unwrap();
    assert_eq!(it.evidence[1].version, Some(1));
    assert_eq!(office.state().await, State::Prepared);
    // Only the agency signs for itself.
    for ctx in [coordinator, &desk.team] {
        let refused = compliance::attest(ctx, *key, it.version).await.unwrap_err();
        assert!(matches!(refused, Error::Forbidden(Permission::AttestAssurance)), "{refused:?}");
    }
    let it = compliance::attest(&desk.head, *key, it.version).await.unwrap();
    assert_eq!(it.attested_by, Some(desk.head.actor.person_id));
    assert_eq!((office.state().await, office.n_met().await), (State::Met, 1));
    // With other evidence it is to be attested again.
    let it = compliance::remove_evidence(coordinator, *key, it.version, 0).await.unwrap();
    assert_eq!((office.state().await, office.n_met().await), (State::Prepared, 0));
    let it = compliance::attest(&desk.head, *key, it.version).await.unwrap();
    compliance::withdraw(&desk.head, *key, it.version).await.unwrap();
    assert_eq!(office.state().await, State::Prepared);
    let log = events::history(&platform_ctx(&desk.platform), it.id.into(), 10).await.unwrap();
    let actions: Vec<&str> = log.iter().rev().map(|it| it.action.as_str()).collect();
    let expected = ["changed", "changed", "attested", "changed", "attested", "withdrawn"];
    assert_eq!(actions, expected.map(|it| format!("compliance.{it}")));
}

/// Filtered by agency, the list has what is not met, with who answers for it and by when.
#[tokio::test]
async fn req_s1_10_an_agency_sees_its_unmet_obligations_with_owner_and_due_date() {
    let office = office().await;
    let Office { desk, coordinator, key } = &office;
    let unmet = Query {
        agencies: Some([desk.at.commerce].into()),
        unmet: true,
        sort: Sort::Due,
        ..Query::default()
    };
    let lines = compliance::list(coordinator, &unmet).await.unwrap();
    assert_eq!(lines.n_items, 5);
    let contact = agencies::show(&desk.team, desk.at.commerce).await.unwrap().primary_contact_id;
    assert!(contact.is_some() && lines.items.iter().all(|it| it.owner_id == contact));
    let due = "2026-11-20".parse().ok();
    compliance::assign(coordinator, *key, 0, (Some("cora"), due)).await.unwrap();
    let lines = compliance::list(coordinator, &unmet).await.unwrap();
    let first = &lines.items[0];
    assert_eq!(first.obligation.document.citation, "N.C.G.S. 143B-1331");
    assert_eq!((first.owner_id, first.due), (Some(coordinator.actor.person_id), due));
    assert!(first.is_overdue);
    // What is met leaves the list, until a year is over.
    let it = compliance::add_evidence(coordinator, *key, 1, &statement("")).await.unwrap();
    compliance::attest(&desk.head, *key, it.version).await.unwrap();
    let n_unmet = async |ctx: &Ctx| compliance::list(ctx, &unmet).await.unwrap().n_items;
    assert_eq!(n_unmet(coordinator).await, 4);
    assert_eq!(n_unmet(&at(coordinator, "2027-11-21T09:00:00Z")).await, 4);
    assert_eq!(n_unmet(&at(coordinator, "2027-11-22T09:00:00Z")).await, 5);
}

#[tokio::test]
async fn nobody_sees_or_writes_what_is_of_another_agency() {
    let office = office().await;
    let Office { desk, coordinator, key } = &office;
    let other = ctx_in(&desk.platform, Role::Coordinator, desk.at.revenue);
    let refused = compliance::show(&other, key.0, key.1).await.unwrap_err();
    assert!(matches!(refused, Error::NotFound("compliance")));
    let refused = compliance::add_evidence(&other, *key, 0, &statement("")).await.unwrap_err();
    assert!(matches!(refused, Error::NotFound("compliance")));
    let lines = compliance::list(&other, &Query::default()).await.unwrap();
    assert!(lines.items.iter().all(|it| it.agency.id == desk.at.revenue));
    let refused = compliance::add_evidence(&desk.author, *key, 0, &statement("")).await;
    assert!(matches!(refused.unwrap_err(), Error::Forbidden(Permission::WriteAssurance)));
    compliance::add_evidence(coordinator, *key, 0, &statement("")).await.unwrap();
    let stale = compliance::add_evidence(coordinator, *key, 0, &statement("")).await.unwrap_err();
    assert!(matches!(stale, Error::Stale("compliance")));
    let stale = compliance::attest(&desk.head, *key, 0).await.unwrap_err();
    assert!(matches!(stale, Error::Stale("compliance")));
    // For whom an obligation does not hold there is no line.
    let refused = compliance::show(&desk.team, desk.at.franklin, key.1).await.unwrap_err();
    assert!(matches!(refused, Error::NotFound("compliance")));
}

#[tokio::test]
async fn all_of_it_is_put_down_at_once_and_steps_are_not() {
    let office = office().await;
    let Office { desk, coordinator, key } = &office;
    let mut document = ComplianceDocument {
        agency: "commerce".to_owned(),
        obligation: STATUTE.to_owned(),
        owner: Some("cora".to_owned()),
        due: "2027-01-31".parse().ok(),
        evidence: vec![statement("143B-1331(1)"), statement("")],
        attested_by: None,
        attested_at: None,
    };
    let it = compliance::put(coordinator, *key, 0, &document).await.unwrap();
    assert_eq!((it.version, it.evidence.len()), (1, 2));
    let same = compliance::put(coordinator, *key, 1, &document).await.unwrap();
    assert_eq!(same.version, 1);
    document.attested_at = Some(desk.team.now);
    document.owner = Some("nobody".to_owned());
    document.agency = "revenue".to_owned();
    let refused = compliance::put(coordinator, *key, 1, &document).await.unwrap_err();
    let Error::Invalid(problems) = refused else { panic!() };
    let fields: Vec<&str> = problems.iter().map(|it| it.field.as_ref()).collect();
    assert_eq!(fields, ["agency", "attested_at"]);
    document.attested_at = None;
    document.agency = "commerce".to_owned();
    document.evidence[0].clause = "§ 9".to_owned();
    let refused = compliance::put(coordinator, *key, 1, &document).await.unwrap_err();
    let Error::Invalid(problems) = refused else { panic!() };
    assert_eq!(problems[0].field, "owner");
}

#[tokio::test]
async fn what_an_agency_has_goes_along_when_it_is_merged() {
    let office = office().await;
    let Office { desk, coordinator, key } = &office;
    compliance::add_evidence(coordinator, *key, 0, &statement("")).await.unwrap();
    let root = platform_ctx(&desk.platform);
    let from = agencies::show(&root, desk.at.commerce).await.unwrap();
    agencies::merge(&root, from.id, desk.at.revenue, from.version).await.unwrap();
    let shown = compliance::show(&root, desk.at.revenue, key.1).await.unwrap();
    assert_eq!(shown.line.compliance.evidence.len(), 1);
}
