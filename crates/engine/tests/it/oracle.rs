//! The same rules once more, written to be obviously right: everything is iterated until
//! nothing changes, over plain lists of needs.

use engine::{Model, Need, Strength};

/// More than any sum of restore times: "not known".
const UNKNOWN: u64 = 1 << 40;

pub(crate) struct Oracle<'a> {
    model: &'a Model,
    /// Who reaches whom over all needs, and over hard ones.
    reaches: Vec<Vec<bool>>,
    reaches_hard: Vec<Vec<bool>>,
}

/// What is pushed up.
#[derive(Clone, Copy, PartialEq)]
enum Measure {
    Time { unknown: u64 },
    Point,
}

impl<'a> Oracle<'a> {
    pub(crate) fn new(model: &'a Model) -> Self {
        let reaches = closure(model, |_| true);
        let reaches_hard = closure(model, |it| it.strength == Strength::Hard);
        Self { model, reaches, reaches_hard }
    }

    /// When each node is back, if unknown times are zero.
    pub(crate) fn finish(&self) -> Vec<u64> {
        self.pushed_up(Measure::Time { unknown: 0 }).0
    }

    /// Whether no unknown time could change the answer.
    pub(crate) fn complete(&self) -> Vec<bool> {
        let latest = self.pushed_up(Measure::Time { unknown: UNKNOWN }).0;
        self.finish().into_iter().zip(latest).map(|(least, most)| least == most).collect()
    }

    pub(crate) fn stuck(&self) -> Vec<bool> {
        self.pushed_up(Measure::Time { unknown: 0 }).1
    }

    pub(crate) fn point(&self) -> Vec<Option<u64>> {
        let values = self.pushed_up(Measure::Point).0;
        values.into_iter().map(|it| it.checked_sub(1)).collect()
    }

    fn own(&self, node: usize, measure: Measure) -> u64 {
        let stated = &self.model.nodes()[node];
        match measure {
            Measure::Point => stated.point.map_or(0, |it| u64::from(it) + 1),
            Measure::Time { unknown } => {
                let members = self.hard_needs(node).len();
                let short = stated.quorum.is_some_and(|it| members < it as usize);
                let default = if stated.quorum.is_some() { 0 } else { unknown };
                stated.restore.map_or(default, u64::from) + if short { unknown } else { 0 }
            }
        }
    }

    fn hard_needs(&self, node: usize) -> Vec<usize> {
        let of_node = self.model.needs().iter().filter(|it| it.from as usize == node);
        of_node.filter(|it| it.strength == Strength::Hard).map(|it| it.to as usize).collect()
    }

    /// The soft needs that are waited for.
    fn soft_needs(&self, node: usize, measure: Measure) -> Vec<(usize, u64)> {
        let mut soft = Vec::new();
        for need in self.model.needs() {
            if let Strength::Soft { max_gap } = need.strength
                && need.from as usize == node
                && !self.reaches[need.to as usize][node]
                && measure != Measure::Point
            {
                soft.push((need.to as usize, u64::from(max_gap)));
            }
        }
        soft
    }

    fn start(
        &self,
        node: usize,
        measure: Measure,
        values: &[Option<u64>],
        stuck: &[Option<u64>],
    ) -> Option<u64> {
        let mut needs = self.hard_needs(node);
        let quorum = self.model.nodes()[node].quorum.map_or(needs.len(), |it| it as usize);
        let quorum = quorum.min(needs.len());
        // A group does not count on what is stuck in its own circle.
        needs.retain(|it| stuck[*it].is_none() || !self.same_circle(node, *it));
        let mut known = needs.iter().filter_map(|it| values[*it]).collect::<Vec<_>>();
        known.sort_unstable();
        let mut start = match quorum {
            0 => 0,
            quorum => *known.get(quorum - 1)?,
        };
        for (to, gap) in self.soft_needs(node, measure) {
            start = start.max(values[to]?.saturating_sub(gap));
        }
        Some(start)
    }

    fn after(&self, node: usize, measure: Measure, start: u64) -> u64 {
        match measure {
            Measure::Time { .. } => start + self.own(node, measure),
            Measure::Point => start.max(self.own(node, measure)),
        }
    }

    /// The values of all nodes, and which nodes are stuck.
    fn pushed_up(&self, measure: Measure) -> (Vec<u64>, Vec<bool>) {
        let count = self.model.nodes().len();
        let mut stuck = vec![None; count];
        loop {
            let mut values = stuck.clone();
            loop {
                let before = values.clone();
                for node in (0..count).filter(|it| stuck[*it].is_none()) {
                    let start = self.start(node, measure, &values, &stuck);
                    values[node] = start.map(|it| self.after(node, measure, it));
                }
                if values == before {
                    break;
                }
            }
            if let Some(values) = values.iter().copied().collect::<Option<Vec<_>>>() {
                return (values, stuck.iter().map(Option::is_some).collect());
            }
            self.resolve(measure, &values, &mut stuck);
        }
    }

    /// Gives the members of one stuck circle the conservative answer.
    fn resolve(&self, measure: Measure, values: &[Option<u64>], stuck: &mut [Option<u64>]) {
        let blocked = (0..values.len()).filter(|it| values[*it].is_none()).collect::<Vec<_>>();
        let lowest = |node: &&usize| {
            blocked.iter().all(|it| self.same_circle(*it, **node) || !self.waits_for(**node, *it))
        };
        let &first = blocked.iter().find(lowest).unwrap();
        let circle = blocked.iter().copied().filter(|it| self.same_circle(*it, first));
        let circle = circle.collect::<Vec<_>>();
        let mut value = 0;
        for &member in &circle {
            let outside = self.hard_needs(member).into_iter().filter(|it| !circle.contains(it));
            value = outside.map(|it| values[it].unwrap()).fold(value, u64::max);
            for (to, gap) in self.soft_needs(member, measure) {
                value = value.max(values[to].unwrap().saturating_sub(gap));
            }
        }
        value = circle.iter().fold(value, |value, it| self.after(*it, measure, value));
        circle.iter().for_each(|it| stuck[*it] = Some(value));
    }

    fn same_circle(&self, a: usize, b: usize) -> bool {
        a == b || (self.reaches_hard[a][b] && self.reaches_hard[b][a])
    }

    /// Whether `from` waits for `to`, directly or not.
    fn waits_for(&self, from: usize, to: usize) -> bool {
        let waits = closure(self.model, |it| {
            it.strength == Strength::Hard || !self.reaches[it.to as usize][it.from as usize]
        });
        waits[from][to]
    }

    pub(crate) fn required_rto(&self, shared: bool) -> Vec<Option<(u32, u32)>> {
        let own = self.model.nodes().iter().map(|it| it.target_rto).collect();
        self.pulled_down(own, |need| match need.strength {
            Strength::Hard if shared || !self.model.can_spare(need.from) => Some(0),
            Strength::Hard => None,
            Strength::Soft { max_gap } => Some(max_gap),
        })
    }

    pub(crate) fn required_rpo(&self) -> Vec<Option<(u32, u32)>> {
        let own = self.model.nodes().iter().map(|it| it.target_rpo).collect();
        self.pulled_down(own, |need| {
            let passes = need.strength == Strength::Hard && !self.model.can_spare(need.from);
            passes.then_some(0)
        })
    }

    /// The lowest limit that arrives at each node, and where it comes from.
    fn pulled_down(
        &self,
        own: Vec<Option<u32>>,
        gap: impl Fn(&Need) -> Option<u32>,
    ) -> Vec<Option<(u32, u32)>> {
        let with_origin = |(node, own): (u32, Option<u32>)| own.map(|it| (it, node));
        let mut limits = (0..).zip(own).map(with_origin).collect::<Vec<_>>();
        loop {
            let before = limits.clone();
            for need in self.model.needs() {
                if let (Some(gap), Some((limit, origin))) = (gap(need), limits[need.from as usize])
                {
                    let to = &mut limits[need.to as usize];
                    let new = (limit + gap, origin);
                    *to = Some(to.map_or(new, |it| it.min(new)));
                }
            }
            if limits == before {
                return limits;
            }
        }
    }

    /// What is down when `failed` is.
    pub(crate) fn down(&self, failed: &[u32]) -> Vec<u32> {
        let mut down = failed.to_vec();
        let is_down = |down: &[u32], node: usize| down.iter().any(|it| *it as usize == node);
        loop {
            let before = down.len();
            for node in 0..self.model.len() {
                let needs = self.hard_needs(node as usize);
                let up = needs.iter().filter(|it| !is_down(&down, **it)).count();
                if up < self.model.quorum(node) as usize && !down.contains(&node) {
                    down.push(node);
                }
            }
            if down.len() == before {
                down.sort_unstable();
                down.dedup();
                return down;
            }
        }
    }
}

/// Who reaches whom over the needs that count.
fn closure(model: &Model, counts: impl Fn(&Need) -> bool) -> Vec<Vec<bool>> {
    let count = model.nodes().len();
    let mut reaches = vec![vec![false; count]; count];
    for need in model.needs().iter().filter(|it| counts(it)) {
        reaches[need.from as usize][need.to as usize] = true;
    }
    for middle in 0..count {
        for from in 0..count {
            for to in 0..count {
                reaches[from][to] |= reaches[from][middle] && reaches[middle][to];
            }
        }
    }
    reaches
}
