//! Crews and equipment of which nobody has said how many there are, and what rests on them: what is
//! said of that holds if they are enough.

use std::collections::BTreeSet;

use engine::Model;

use super::worth::Weighed;

/// Those that the services rest on, by node, and how many services these are.
pub(super) fn uncounted(weighed: &Weighed<'_>) -> (Vec<u32>, u64) {
    let model = weighed.board.model();
    let behind = reached(weighed.services.iter().copied(), |it| needed(model, it));
    let crews = |node: u32| {
        let it = model.node(node);
        let takes_time = it.restore != Some(0);
        let all = it.demands().filter(move |_| takes_time).map(|it| it.index);
        all.filter(|it| !weighed.crews.contains_key(it)).collect::<Vec<_>>()
    };
    let found: BTreeSet<u32> = behind.iter().flat_map(|it| crews(*it)).collect();
    let ask = behind.iter().copied().filter(|it| !crews(*it).is_empty());
    let rest = reached(ask, |it| needing(model, it));
    let n = weighed.services.iter().filter(|it| rest.contains(it)).count();
    (found.into_iter().collect(), n as u64)
}

fn needed(model: &Model, node: u32) -> Vec<u32> {
    let soft = model.soft_needs(node).map(|it| it.0);
    model.hard_needs(node).iter().copied().chain(soft).collect()
}

fn needing(model: &Model, node: u32) -> Vec<u32> {
    let soft = model.soft_dependents(node).map(|it| it.0);
    model.hard_dependents(node).iter().copied().chain(soft).collect()
}

/// These nodes, and all that follow from them.
fn reached(nodes: impl Iterator<Item = u32>, next: impl Fn(u32) -> Vec<u32>) -> BTreeSet<u32> {
    let mut found: BTreeSet<u32> = nodes.collect();
    let mut open: Vec<u32> = found.iter().copied().collect();
    while let Some(node) = open.pop() {
        open.extend(next(node).into_iter().filter(|it| found.insert(*it)));
    }
    found
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use engine::{Board, Crew, Need, Node};

    use super::*;

    #[test]
    fn what_rests_on_a_crew_that_nobody_counted_is_known() {
        // Three services: on a part of a counted crew, on one of a crew that nobody counted, and on one
        // that takes no time.
        let of = |index, restore| Node {
            restore: Some(restore),
            crew: Some(Crew { index, size: 1 }),
            ..Node::default()
        };
        let plain = Node::default();
        let nodes = vec![plain, plain, plain, of(6, 3), of(7, 3), of(8, 0), plain, plain, plain];
        let needs = vec![Need::hard(0, 3), Need::hard(1, 4), Need::hard(2, 5)];
        let board = Board::new(Model::new(nodes, needs).unwrap());
        let crews = BTreeMap::from([(6, 1)]);
        let weighed = |services: &'static [u32]| Weighed {
            board: &board,
            crews: &crews,
            offers: &[],
            services,
            together: false,
        };
        assert_eq!(uncounted(&weighed(&[0, 1, 2])), (vec![7], 1));
        assert_eq!(uncounted(&weighed(&[0, 2])), (vec![], 0));
    }
}
