//! What an explanation says, before anything has a name.

use engine::{Bar, Finding, Link, Relief};

use super::board::Board;
use super::missing::without_time;
use crate::ids::ItemId;

/// So many restorations are drawn.
const ROWS_MAX: usize = 120;

/// So many parts without a restore time are named.
const UNKNOWN_MAX: usize = 20;

/// So many things that would help are named.
const RELIEFS_MAX: usize = 5;

/// So many members of a circle are named.
const CIRCLE_MAX: usize = 12;

/// Why a node is back when it is.
pub(super) struct Trace {
    pub(super) node: u32,
    pub(super) is_complete: bool,
    pub(super) required_by: Option<u32>,
    pub(super) point_held_by: Option<u32>,
    pub(super) chain: Vec<Link>,
    pub(super) rows: Vec<Bar>,
    pub(super) n_rows: usize,
    /// With how long the restoration takes now.
    pub(super) reliefs: Vec<(u32, Relief)>,
    pub(super) unknown: Vec<u32>,
    pub(super) n_unknown: usize,
    pub(super) circle: Option<Around>,
}

/// A circle of needs.
pub(super) struct Around {
    pub(super) example: Vec<u32>,
    pub(super) n_members: usize,
    pub(super) is_broken: bool,
}

impl Trace {
    /// Why `node` is back when it is.
    pub(super) fn of(engine: &engine::Board, node: u32) -> Trace {
        let (model, analysis) = (engine.model(), engine.analysis());
        let mut rows = engine::timeline(model, analysis, node);
        let restore = |it: u32| model.node(it).restore;
        let missing = without_time(engine, node);
        let is_unknown = |it: &u32| missing.contains(it);
        let mut unknown: Vec<u32> = rows.iter().map(|it| it.node).filter(is_unknown).collect();
        let (n_rows, n_unknown) = (rows.len(), unknown.len());
        unknown.truncate(UNKNOWN_MAX);
        if ROWS_MAX < n_rows {
            rows.sort_by_key(|it| (!it.binds, it.slack.is_none(), it.slack));
            rows.truncate(ROWS_MAX);
            rows.sort_by_key(|it| (it.start, it.finish));
        }
        // Only for what is late: it takes many analyses of a part of the model.
        let reliefs = match analysis.gap_rto(node) {
            Some(_) => engine::relief(model, analysis, node),
            None => Vec::new(),
        };
        let reliefs = reliefs.into_iter().take(RELIEFS_MAX);
        Trace {
            node,
            is_complete: analysis.recovery(node).complete,
            required_by: analysis.rto_required_by(node),
            point_held_by: analysis.point_held_by(node),
            chain: engine::chain(model, analysis, node),
            rows,
            n_rows,
            reliefs: reliefs.map(|it| (restore(it.node).unwrap_or(0), it)).collect(),
            unknown,
            n_unknown,
            circle: around(engine, node),
        }
    }

    /// The nodes whose restoration it is about.
    pub(super) fn restored(&self) -> Vec<u32> {
        let chain = self.chain.iter().map(|it| it.node);
        let rows = self.rows.iter().map(|it| it.node);
        chain.chain(rows).chain(self.reliefs.iter().map(|it| it.1.node)).collect()
    }

    /// Every item that it names.
    pub(super) fn ids(&self, board: &Board) -> Vec<ItemId> {
        let mut nodes = vec![self.node];
        nodes.extend(self.required_by);
        nodes.extend(self.point_held_by);
        nodes.extend(self.chain.iter().map(|it| it.node));
        nodes.extend(self.rows.iter().map(|it| it.node));
        nodes.extend(self.reliefs.iter().map(|it| it.1.node));
        nodes.extend(&self.unknown);
        nodes.extend(self.circle.iter().flat_map(|it| &it.example));
        let entries: Vec<_> = nodes.iter().filter_map(|it| board.entry(*it)).collect();
        let own = entries.iter().map(|it| it.id);
        let sites = entries.iter().filter_map(|it| it.site_id);
        own.chain(sites).chain(entries.iter().flat_map(|it| it.takes())).collect()
    }
}

/// The circle of needs that `node` is part of.
fn around(engine: &engine::Board, node: u32) -> Option<Around> {
    let is_in = |members: &&[u32]| members.binary_search(&node).is_ok();
    let members = engine.analysis().circles().find(is_in)?;
    engine::findings(engine.model(), engine.analysis()).into_iter().find_map(|it| match it {
        Finding::Circle { members: of, mut example, broken } if of == members => {
            example.truncate(CIRCLE_MAX);
            Some(Around { example, n_members: of.len(), is_broken: broken })
        }
        _ => None,
    })
}
