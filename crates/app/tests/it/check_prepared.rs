//! The rules of `check` about risks and strategies.

use app::Span;
use app::prepare::impact::Money;
use app::prepare::risks::{self, RiskDocument};
use app::prepare::strategies::{self, StrategyDocument, Way, WayKind};
use app::programme::check::check;
use app::programme::{Finding, Programme};

use crate::check::{codes, sound, today};

/// A sound programme with a risk to the process and an approved strategy for it.
fn prepared() -> Programme {
    let content = risks::Content {
        affects: vec!["process:pay".to_owned()],
        review_due: Some(today()),
        ..risks::Content::default()
    };
    let risk = RiskDocument {
        state: risks::State::Accepted,
        content,
        ..RiskDocument::new("it", "fire", "Fire")
    };
    let way = Way {
        rto: Some(Span::from_hours(8)),
        capital: Money::from_dollars(10),
        ..Way::new(WayKind::Fast, "Hot site")
    };
    let content = strategies::Content {
        options: vec![way],
        chosen: Some("Hot site".to_owned()),
        ..strategies::Content::default()
    };
    let strategy = StrategyDocument {
        state: strategies::State::Approved,
        funded: true,
        content,
        ..StrategyDocument::new("process:pay", "hot", "Hot site for pay")
    };
    Programme { risks: vec![risk], strategies: vec![strategy], ..sound() }
}

/// What is found once `spoil` has been at it.
fn found(spoil: impl FnOnce(&mut Programme)) -> Vec<Finding> {
    let mut programme = prepared();
    spoil(&mut programme);
    check(&programme, today())
}

#[test]
fn a_sound_risk_and_a_sound_strategy_have_no_findings() {
    assert_eq!(found(|_| ()), []);
}

#[test]
fn a_risk_is_about_what_is_there_and_looked_at_in_time() {
    let findings = found(|it| {
        it.risks[0].content.affects.push("site:mars".to_owned());
        it.risks[0].content.review_due = today().pred_opt();
    });
    assert_eq!(codes(&findings), ["RSK-001", "RSK-002"]);
    assert_eq!(findings[0].file.as_deref(), Some("risks/fire.yaml"));
    let findings = found(|it| {
        it.risks[0].content.owner = Some("nobody".to_owned());
        it.risks[0].agency = "nowhere".to_owned();
    });
    assert_eq!(codes(&findings), ["INV-001", "INV-001"]);
    let findings = found(|it| {
        let mut closed = it.risks[0].clone();
        closed.code = "closed".to_owned();
        closed.state = risks::State::Closed;
        closed.content.affects = vec!["site:mars".to_owned()];
        closed.content.review_due = today().pred_opt();
        it.risks.push(closed);
    });
    assert_eq!(findings, []);
}

#[test]
fn an_approved_strategy_is_in_time() {
    let late = |it: &mut Programme| {
        it.strategies[0].content.options[0].rto = Some(Span::from_hours(9));
    };
    let findings = found(late);
    assert_eq!(codes(&findings), ["STR-001"]);
    assert!(findings[0].message.contains("back within 9 h, and it must be back within 8 h"));
    // What a business process cannot do without must be back as soon as that.
    let findings = found(|it| {
        late(it);
        it.strategies[0].target = "service:portal".to_owned();
        it.risks[0].content.affects = vec!["service:portal".to_owned()];
    });
    assert_eq!(codes(&findings), ["STR-001"]);
}

#[test]
fn req_s3_11_an_approved_strategy_rests_on_an_analysis_and_a_risk_assessment() {
    let findings = found(|it| it.risks[0].state = risks::State::Assessed);
    assert_eq!(codes(&findings), ["STR-002"]);
    assert!(findings[0].message.contains("no risk assessment"), "{findings:?}");
    let findings = found(|it| it.analyses.clear());
    assert_eq!(codes(&findings), ["STR-002"]);
    assert!(findings[0].message.contains("no approved impact analysis"), "{findings:?}");
    // What is only proposed need not rest on anything yet.
    let findings = found(|it| {
        it.risks.clear();
        it.strategies[0].state = strategies::State::Proposed;
    });
    assert_eq!(findings, []);
}

#[test]
fn req_s4_03_a_strategy_without_money_is_found() {
    let findings = found(|it| it.strategies[0].funded = false);
    assert_eq!(codes(&findings), ["STR-003"]);
    assert!(findings[0].message.contains("$10.00") || findings[0].message.contains("$10"));
    let findings = found(|it| {
        it.strategies[0].funded = false;
        it.strategies[0].content.options[0].capital = Money::ZERO;
    });
    assert_eq!(findings, []);
    let findings = found(|it| it.strategies[0].target = "service:gone".to_owned());
    assert_eq!(codes(&findings), ["INV-001"]);
}
