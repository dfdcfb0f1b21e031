//! The dependency map: boxes, what they need to their right, and a table that says the same.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use maud::{Markup, html};

use super::place::{BOX, nearest, placed};
use super::scale::{shortened, tenth};
use crate::layout::states::Tone;

/// One thing on the map.
#[derive(Debug, Clone, Default)]
pub(crate) struct Node {
    /// What edges call it.
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) href: Option<String>,
    /// What it is, and its time: `Database · 3 h`.
    pub(crate) detail: String,
    pub(crate) tone: Tone,
    /// The words of the tone: `Misses target`.
    pub(crate) standing: String,
}

/// One need, from the needer.
#[derive(Debug, Clone, Default)]
pub(crate) struct Edge {
    pub(crate) from: String,
    pub(crate) to: String,
    /// Whether the needer can do without for a while, and for how long, in words.
    pub(crate) soft: bool,
    pub(crate) max_gap: String,
    /// Whether it is on the chain that holds the focus back.
    pub(crate) binds: bool,
}

/// A neighborhood of the dependencies.
#[derive(Debug, Clone, Default)]
pub(crate) struct Map<'a> {
    /// What the map shows, as one sentence.
    pub(crate) finding: &'a str,
    pub(crate) nodes: Vec<Node>,
    pub(crate) edges: Vec<Edge>,
    /// The id of the node that the map is about.
    pub(crate) focus: Option<&'a str>,
    /// Where its data is as CSV.
    pub(crate) csv: Option<&'a str>,
}

/// More boxes than these cannot be read.
pub(crate) const NODES_MAX: usize = 150;

/// The map. Without script it scrolls; with it, it pans, zooms and is walked by arrow keys.
pub(crate) fn map(view: &Map<'_>) -> Markup {
    let all = numbered(&view.nodes);
    let ends: Vec<_> = view
        .edges
        .iter()
        .filter_map(|it| Some((*all.get(it.from.as_str())?, *all.get(it.to.as_str())?)))
        .collect();
    let focus = view.focus.and_then(|it| all.get(it).copied());
    let kept = nearest(view.nodes.len(), &ends, focus, NODES_MAX);
    let nodes: Vec<&Node> = kept.iter().filter_map(|it| view.nodes.get(*it)).collect();
    let left_out = view.nodes.len() - nodes.len();
    html! {
        (tools(view))
        @if 0 < left_out {
            p.quiet { "The " (NODES_MAX) " nearest are shown; " (left_out) " more are not. Open one of them to see its own neighborhood." }
        }
        div.map data-map { (drawing(view, &nodes)) }
        (table(view))
    }
}

fn numbered(nodes: &[Node]) -> BTreeMap<&str, usize> {
    nodes.iter().enumerate().map(|(index, it)| (it.id.as_str(), index)).collect()
}

fn tools(view: &Map<'_>) -> Markup {
    html! {
        div.map-tools {
            ul.legend {
                li { svg.chart viewBox="0 0 26 10" aria-hidden="true" { line.axis x1="0" x2="26" y1="5" y2="5" stroke-width="2" {} } "Needs" }
                li { svg.chart viewBox="0 0 26 10" aria-hidden="true" { line.axis x1="0" x2="26" y1="5" y2="5" stroke-width="2" stroke-dasharray="5 4" {} } "Can do without for the time shown" }
                li { svg.chart viewBox="0 0 26 10" aria-hidden="true" { line.limit x1="0" x2="26" y1="5" y2="5" stroke-width="3" {} } "Holds it back" }
            }
            div.actions {
                span.actions data-map-tools hidden {
                    button.button.small type="button" data-zoom="in" aria-label="Zoom in" { "+" }
                    button.button.small type="button" data-zoom="out" aria-label="Zoom out" { "−" }
                    button.button.small type="button" data-zoom="all" { "Show all" }
                }
                @if let Some(csv) = view.csv { a href=(csv) download { "Data as CSV" } }
            }
        }
    }
}

fn drawing(view: &Map<'_>, nodes: &[&Node]) -> Markup {
    let numbers: BTreeMap<&str, usize> =
        nodes.iter().enumerate().map(|(index, it)| (it.id.as_str(), index)).collect();
    let number = |id: &str| numbers.get(id).copied();
    let edges: Vec<(&Edge, usize, usize)> = view
        .edges
        .iter()
        .filter_map(|it| Some((it, number(&it.from)?, number(&it.to)?)))
        .filter(|(_, from, to)| from != to)
        .collect();
    let lines: Vec<_> =
        edges.iter().map(|(it, from, to)| (*from, *to, !it.max_gap.is_empty())).collect();
    let placed = placed(nodes.len(), &lines);
    let size = (placed.width.ceil(), placed.height.ceil());
    html! {
        svg viewBox={ "0 0 " (size.0) " " (size.1) } width=(size.0) height=(size.1)
            role="group" aria-label=(view.finding) {
            defs {
                (tip("map-tip", "tip")) (tip("map-tip-binds", "tip binds"))
            }
            @for ((edge, ..), line) in edges.iter().zip(&placed.lines) { (drawn(edge, line)) }
            @for (node, (x, y)) in nodes.iter().zip(&placed.boxes) {
                (boxed(node, tenth(x - BOX.0 / 2.0), tenth(y - BOX.1 / 2.0), view.focus == Some(&node.id)))
            }
        }
    }
}

/// The head of an arrow.
fn tip(id: &str, class: &str) -> Markup {
    html! {
        marker id=(id) viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8"
            markerUnits="userSpaceOnUse" orient="auto" {
            path class=(class) d="M0 0 8 4 0 8z" {}
        }
    }
}

/// One need: from the needer to what it needs, in flat curves from corner to corner.
fn drawn(edge: &Edge, line: &[(f64, f64)]) -> Markup {
    let mut path = String::new();
    for (index, (x, y)) in line.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|it| line.get(it));
        let written = match before {
            None => write!(path, "M{x} {y}"),
            Some((_, y0)) if (y0 - y).abs() < 0.1 => write!(path, "L{x} {y}"),
            Some((x0, y0)) => {
                let half = tenth((x0 + x) / 2.0);
                write!(path, "C{half} {y0} {half} {y} {x} {y}")
            }
        };
        // Writing to a string cannot fail.
        if written.is_err() {
            break;
        }
    }
    let middle = line.get(line.len() / 2).copied().unwrap_or_default();
    html! {
        path.edge.soft[edge.soft].binds[edge.binds] d=(path) marker-end=(if edge.binds { "url(#map-tip-binds)" } else { "url(#map-tip)" })
            data-from=(edge.from) data-to=(edge.to) {}
        @if !edge.max_gap.is_empty() {
            text.gap x=(middle.0) y=(middle.1 + 3.5) text-anchor="middle" { (edge.max_gap) }
        }
    }
}

fn boxed(node: &Node, x: f64, y: f64, is_focus: bool) -> Markup {
    html! {
        a class={ "node " (node.tone) @if is_focus { " focus" } } href=[&node.href]
            tabindex=[node.href.is_none().then_some("0")] data-node=(node.id)
            aria-current=[is_focus.then_some("true")] {
            title { (node.name) ": " (node.standing) }
            rect x=(x) y=(y) width=(BOX.0) height=(BOX.1) rx="5" {}
            text.glyph aria-hidden="true" x=(x + 10.0) y=(y + 18.0) { (node.tone.glyph()) }
            text x=(x + 26.0) y=(y + 18.0) { (shortened(&node.name, 20)) }
            text.sub x=(x + 26.0) y=(y + 33.0) { (shortened(&node.detail, 26)) }
        }
    }
}

fn linked(node: &Node) -> Markup {
    html! {
        @match &node.href { Some(href) => a href=(href) { (node.name) }, None => (node.name) }
    }
}

/// Every need of the map in words, also those of boxes that are not drawn.
fn table(view: &Map<'_>) -> Markup {
    let all = numbered(&view.nodes);
    let node = |id: &str| all.get(id).and_then(|it| view.nodes.get(*it));
    html! {
        details {
            summary { "As a table" }
            div.scroll role="region" aria-label="The map as a table" tabindex="0" {
                table {
                    thead { tr { th scope="col" { "What" } th scope="col" { "Needs" } th scope="col" { "That is" } th scope="col" { "Can do without" } th scope="col" { "Recovery" } } }
                    tbody {
                        @for edge in &view.edges {
                            @if let (Some(from), Some(to)) = (node(&edge.from), node(&edge.to)) {
                                tr {
                                    th scope="row" { (linked(from)) }
                                    td { (linked(to)) } td { (to.detail) }
                                    td { @if edge.soft { (edge.max_gap) } @else { "Never" } @if edge.binds { ", holds it back" } }
                                    td { (crate::layout::states::state(to.tone, &to.standing)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(id: usize) -> Node {
        Node { id: id.to_string(), name: format!("Asset {id}"), tone: Tone::Bad, ..Node::default() }
    }

    fn edge(from: usize, to: usize) -> Edge {
        Edge { from: from.to_string(), to: to.to_string(), ..Edge::default() }
    }

    #[test]
    fn the_focus_is_marked_and_every_need_is_in_the_table() {
        let soft = Edge { soft: true, max_gap: "2 h".to_owned(), ..edge(1, 2) };
        let view = Map {
            nodes: (0..3).map(node).collect(),
            edges: vec![edge(0, 1), soft],
            focus: Some("1"),
            ..Map::default()
        };
        let shown = map(&view).into_string();
        assert_eq!(shown.matches("aria-current=\"true\"").count(), 1);
        assert_eq!(shown.matches("<th scope=\"row\">").count(), 2);
        assert!(shown.contains("class=\"edge soft\"") && shown.contains(">2 h</text>"));
        assert!(shown.contains("✕"), "the standing is also a glyph");
    }

    #[test]
    fn a_map_that_is_too_big_says_what_is_left_out() {
        let edges = (1..200).map(|it| edge(0, it)).collect();
        let view =
            Map { nodes: (0..200).map(node).collect(), edges, focus: Some("0"), ..Map::default() };
        let shown = map(&view).into_string();
        assert_eq!(shown.matches("data-node=").count(), NODES_MAX);
        assert!(shown.contains("50 more are not"));
    }

    #[test]
    fn a_need_of_something_that_is_not_there_is_left_out() {
        let view =
            Map { nodes: vec![node(0)], edges: vec![edge(0, 7), edge(0, 0)], ..Map::default() };
        assert!(!map(&view).into_string().contains("class=\"edge"));
    }
}
