//! Two services share a crew: in which order are they restored, why is one late, and what would help?
//! `cargo run -p engine --example crews`

#![expect(clippy::print_stdout, reason = "an example: it prints what it finds")]

use std::error::Error;

use engine::restoration::{
    Change, CrewSupply, Disruption, HeldBy, Proof, candidates, improvements, restoration,
};
use engine::sequence::Effort;
use engine::{Crew, Model, Need, Node};

const HOUR: u32 = 3600;
const NAMES: [&str; 4] = ["courts", "payroll", "court files", "network"];
const COURTS: u32 = 0;
const PAYROLL: u32 = 1;
const FILES: u32 = 2;
const NETWORK: u32 = 3;

fn name(node: u32) -> &'static str {
    NAMES.get(node as usize).copied().unwrap_or("?")
}

/// Work of so many hours for a team of two of the only crew.
fn work(hours: u32, target: Option<u32>) -> Node {
    let crew = Some(Crew { index: 0, size: 2 });
    let target_rto = target.map(|it| it * HOUR);
    Node { restore: Some(hours * HOUR), target_rto, crew, ..Node::default() }
}

pub(crate) fn main() -> Result<(), Box<dyn Error>> {
    let nodes = vec![work(2, Some(6)), work(3, Some(8)), work(2, None), work(1, None)];
    let needs =
        vec![Need::hard(COURTS, FILES), Need::hard(FILES, NETWORK), Need::hard(PAYROLL, NETWORK)];
    let model = Model::new(nodes, needs)?;
    let disruption = Disruption {
        lost: vec![NETWORK, FILES, COURTS, PAYROLL],
        // Two people, and a third after ten hours: never two teams.
        crews: vec![CrewSupply::changing(2, vec![(10 * HOUR, 3)])?],
        begin: HOUR,
        unit: HOUR,
        ..Disruption::default()
    };
    let found = restoration(&model, &disruption, Effort::default());
    for node in &found.order {
        let Some(it) = found.node(*node) else { continue };
        let (end, late) = (it.end.unwrap_or(u32::MAX), it.late.unwrap_or(0));
        println!("{:<12} back after {} h, {} h late", name(*node), end / HOUR, late / HOUR);
    }
    assert_eq!(found.order, [NETWORK, FILES, COURTS, PAYROLL]);
    // No order is late by less: the bound says the same.
    assert_eq!((found.tardiness, found.tardiness_bound), (HOUR.into(), HOUR.into()));

    // Payroll waits for the crew, not for anything that it needs.
    let chain = found.binding_chain(PAYROLL).ok_or("payroll never comes back")?;
    let last = chain.links.last().map(|it| it.held_by);
    assert_eq!(last, Some(HeldBy::Crew { crew: 0, after: COURTS }));
    // Alone it would be back in time.
    let proof = found.certificate(PAYROLL).ok_or("payroll is not down")?;
    assert_eq!(proof.at_least, Some(5 * HOUR));
    assert!(matches!(proof.proof, Proof::Chain { .. } | Proof::Crew { .. }));

    // Of all that could be different, what helps both of them most?
    let both = [COURTS, PAYROLL];
    let changes = candidates(&model, &found, &both);
    let tried = improvements(&model, &disruption, &both, &changes, Effort::default());
    for it in &tried.ranked {
        let what = match it.change {
            Change::MorePeople { more, .. } => format!("{more} more in the crew"),
            Change::Faster { node, .. } => format!("{} in half the time", name(node)),
            Change::TakenOver { node, .. } => format!("something takes over for {}", name(node)),
            Change::WithoutNeed { from, to } => format!("{} without {}", name(from), name(to)),
        };
        println!("{what}: {} too late, {} h sooner", it.after.n_missed, it.gain / HOUR);
    }
    assert_eq!(tried.ranked.first().map(|it| it.after.n_missed), Some(0));
    Ok(())
}
