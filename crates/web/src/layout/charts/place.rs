//! Where the boxes and lines of a dependency map go.
//!
//! The layering is dagre's. Its lines are drawn differently: each leaves by the right edge of its
//! box, arrives by the left edge of the other, keeps the way-points between, and runs straight
//! through every column of boxes it passes. So no line crosses a box that is not its own.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use dagre::graph::{Graph, GraphOptions};
use dagre::{EdgeLabel, LayoutOptions, NodeLabel, RankDir};

use super::scale::tenth;

/// The size of a box.
pub(super) const BOX: (f64, f64) = (190.0, 42.0);
/// The room around everything.
const MARGIN: f64 = 14.0;

/// Where everything is.
#[derive(Debug, Clone, Default)]
pub(super) struct Placed {
    pub(super) width: f64,
    pub(super) height: f64,
    /// The middle of each box, in the order of the nodes.
    pub(super) boxes: Vec<(f64, f64)>,
    /// The corners of each line, in the order of the edges.
    pub(super) lines: Vec<Vec<(f64, f64)>>,
}

/// What to place: how many boxes, and lines between them by their numbers.
type Drawing = (usize, Vec<(usize, usize, bool)>);

/// How many drawings are kept.
const DRAWINGS_MAX: usize = 256;

/// Drawings that were placed before. It takes a tenth of a second to place sixty boxes well, and
/// people look at the same map again and again.
static PLACED: LazyLock<Mutex<BTreeMap<Drawing, Arc<Placed>>>> = LazyLock::new(Mutex::default);

/// Places `n_nodes` boxes, and lines between them by their numbers. A line with a label is given
/// room for it.
pub(super) fn placed(n_nodes: usize, edges: &[(usize, usize, bool)]) -> Arc<Placed> {
    let known = || PLACED.lock().unwrap_or_else(PoisonError::into_inner);
    let drawing = (n_nodes, edges.to_vec());
    if let Some(placed) = known().get(&drawing) {
        return placed.clone();
    }
    let placed = Arc::new(laid_out(n_nodes, edges));
    let mut known = known();
    if DRAWINGS_MAX <= known.len() {
        known.clear();
    }
    known.insert(drawing, placed.clone());
    placed
}

fn laid_out(n_nodes: usize, edges: &[(usize, usize, bool)]) -> Placed {
    let options = GraphOptions { directed: true, multigraph: true, compound: false };
    let mut graph: Graph<NodeLabel, EdgeLabel> = Graph::with_options(options);
    for node in 0..n_nodes {
        let label = NodeLabel { width: BOX.0, height: BOX.1, ..NodeLabel::default() };
        graph.set_node(node.to_string(), Some(label));
    }
    for (index, (from, to, labeled)) in edges.iter().enumerate() {
        let (width, height) = if *labeled { (44.0, 14.0) } else { (0.0, 0.0) };
        let label = EdgeLabel {
            width,
            height,
            labelpos: dagre::layout::types::LabelPos::Center,
            ..EdgeLabel::default()
        };
        graph.set_edge(from.to_string(), to.to_string(), Some(label), Some(&index.to_string()));
    }
    let layout = LayoutOptions {
        rankdir: RankDir::LR,
        nodesep: 16.0,
        edgesep: 10.0,
        ranksep: 64.0,
        marginx: MARGIN,
        marginy: MARGIN,
        ..LayoutOptions::default()
    };
    dagre::layout(&mut graph, Some(layout));
    read(&graph, n_nodes, edges)
}

fn read(
    graph: &Graph<NodeLabel, EdgeLabel>,
    n_nodes: usize,
    edges: &[(usize, usize, bool)],
) -> Placed {
    let middle = |node: usize| {
        let label = graph.node(&node.to_string());
        let (x, y) = label.and_then(|it| it.x.zip(it.y)).unwrap_or((0.0, 0.0));
        (tenth(x), tenth(y))
    };
    let boxes: Vec<_> = (0..n_nodes).map(middle).collect();
    let columns: Vec<f64> = boxes.iter().map(|it| it.0).collect();
    let mut lines = Vec::new();
    for (index, (from, to, labeled)) in edges.iter().enumerate() {
        let name = index.to_string();
        let edge = graph.edge(&from.to_string(), &to.to_string(), Some(&name));
        // The first and last are where dagre meets the boxes: the ports take their place.
        let way = edge.map(|it| it.points.as_slice()).unwrap_or_default();
        let way: Vec<_> = way
            .get(1..way.len().saturating_sub(1))
            .unwrap_or_default()
            .iter()
            .map(|it| (tenth(it.x), tenth(it.y)))
            // Between two columns there is nothing to keep clear of, but room for a label.
            .filter(|it| *labeled || is_in_column(it.0, &columns))
            .collect();
        lines.push(line(middle(*from), middle(*to), &way, &columns));
    }
    let edge_of = |size: f64, at: f64| at + size / 2.0 + MARGIN;
    let corners = lines.iter().flatten();
    let right = boxes.iter().map(|it| edge_of(BOX.0, it.0));
    let below = boxes.iter().map(|it| edge_of(BOX.1, it.1));
    Placed {
        width: right.chain(corners.clone().map(|it| it.0 + MARGIN)).fold(BOX.0, f64::max),
        height: below.chain(corners.map(|it| it.1 + MARGIN)).fold(BOX.1, f64::max),
        boxes,
        lines,
    }
}

/// The corners of one line: port, way-points, port. In a circle a line runs backwards, and its
/// ports are on the other sides.
fn line(from: (f64, f64), to: (f64, f64), way: &[(f64, f64)], columns: &[f64]) -> Vec<(f64, f64)> {
    let half = if from.0 <= to.0 { BOX.0 / 2.0 } else { -BOX.0 / 2.0 };
    let mut corners = vec![(tenth(from.0 + half), from.1)];
    for (x, y) in way {
        if is_in_column(*x, columns) {
            corners.push((tenth(x - half), *y));
            corners.push((tenth(x + half), *y));
        } else {
            corners.push((*x, *y));
        }
    }
    corners.push((tenth(to.0 - half), to.1));
    corners
}

fn is_in_column(x: f64, columns: &[f64]) -> bool {
    columns.iter().any(|it| (it - x).abs() < 1.0)
}

/// The numbers of the nodes nearest to `focus` along the edges in either direction, at most
/// `most`, in their own order. Without a focus the first ones.
pub(super) fn nearest(
    n_nodes: usize,
    edges: &[(usize, usize)],
    focus: Option<usize>,
    most: usize,
) -> Vec<usize> {
    let mut beside: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (from, to) in edges {
        beside.entry(*from).or_default().push(*to);
        beside.entry(*to).or_default().push(*from);
    }
    let mut kept = BTreeSet::new();
    let mut waiting: VecDeque<usize> = focus.into_iter().collect();
    while let Some(node) = waiting.pop_front() {
        if most <= kept.len() {
            break;
        }
        if kept.insert(node) {
            waiting.extend(beside.get(&node).into_iter().flatten());
        }
    }
    for node in 0..n_nodes {
        if kept.len() < most {
            kept.insert(node);
        }
    }
    kept.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Layers of boxes, with lines that skip layers.
    fn layers() -> (usize, Vec<(usize, usize, bool)>) {
        let (wide, deep) = (6, 5);
        let mut edges = Vec::new();
        for layer in 0..deep - 1 {
            for node in 0..wide {
                let from = layer * wide + node;
                edges.push((from, (layer + 1) * wide + (node * 5 + layer) % wide, node % 2 == 0));
                let far = (layer + 2 + node % 2).min(deep - 1);
                edges.push((from, far * wide + (node * 3 + 1) % wide, false));
            }
        }
        (wide * deep, edges)
    }

    /// Whether the line from `a` to `b`, drawn as a flat S, meets the inside of the box.
    fn meets(a: (f64, f64), b: (f64, f64), middle: (f64, f64)) -> bool {
        (0..=40).any(|step| {
            let t = f64::from(step) / 40.0;
            let half = (a.0 + b.0) / 2.0;
            let cubic = |p: f64, q: f64, r: f64, s: f64| {
                let u = 1.0 - t;
                u * u * u * p + 3.0 * u * u * t * q + 3.0 * u * t * t * r + t * t * t * s
            };
            let (x, y) = (cubic(a.0, half, half, b.0), cubic(a.1, a.1, b.1, b.1));
            (x - middle.0).abs() < BOX.0 / 2.0 - 1.0 && (y - middle.1).abs() < BOX.1 / 2.0 - 1.0
        })
    }

    #[test]
    fn a_line_leaves_by_the_right_edge_and_arrives_by_the_left() {
        let (n_nodes, edges) = layers();
        let placed = laid_out(n_nodes, &edges);
        for ((from, to, _), line) in edges.iter().zip(&placed.lines) {
            let (a, b) = (placed.boxes[*from], placed.boxes[*to]);
            assert_eq!(line.first(), Some(&(tenth(a.0 + BOX.0 / 2.0), a.1)));
            assert_eq!(line.last(), Some(&(tenth(b.0 - BOX.0 / 2.0), b.1)));
        }
    }

    #[test]
    fn no_line_crosses_a_box_that_is_not_its_own() {
        let (n_nodes, edges) = layers();
        let placed = laid_out(n_nodes, &edges);
        for ((from, to, _), line) in edges.iter().zip(&placed.lines) {
            let (a, b) = (placed.boxes[*from].0, placed.boxes[*to].0);
            let passed: BTreeSet<u64> = placed
                .boxes
                .iter()
                .filter(|it| a < it.0 && it.0 < b)
                .map(|it| it.0.to_bits())
                .collect();
            assert!(2 * passed.len() + 2 <= line.len(), "straight through each column passed");
            for (node, middle) in placed.boxes.iter().enumerate() {
                let crosses = line.windows(2).any(|it| meets(it[0], it[1], *middle));
                assert!(!crosses || node == *from || node == *to, "{from} to {to} crosses {node}");
            }
        }
    }

    #[test]
    fn circles_and_repetitions_are_placed_too() {
        let placed = laid_out(3, &[(0, 1, false), (1, 2, false), (2, 0, true), (0, 1, true)]);
        assert_eq!((placed.boxes.len(), placed.lines.len()), (3, 4));
        assert!(placed.lines.iter().flatten().all(|it| it.0 <= placed.width && 0.0 <= it.0));
    }

    #[test]
    fn the_same_map_is_placed_the_same_way_every_time() {
        let (n_nodes, edges) = layers();
        let (once, again) = (laid_out(n_nodes, &edges), laid_out(n_nodes, &edges));
        assert_eq!((once.boxes, once.lines), (again.boxes, again.lines));
    }

    #[test]
    fn the_nearest_to_the_focus_are_kept() {
        let edges = [(0, 1), (1, 2), (2, 3), (4, 5)];
        assert_eq!(nearest(6, &edges, Some(2), 3), [1, 2, 3]);
        assert_eq!(nearest(6, &edges, None, 2), [0, 1]);
        assert_eq!(nearest(2, &edges[..1], Some(0), 9), [0, 1]);
    }
}
