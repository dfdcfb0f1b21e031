//! What a Word document calls a heading and a list, by its styles and numberings.

use std::collections::BTreeMap;

use super::scan::{Node, attribute, scan};
use crate::error::Error;

/// How many styles may be based on each other. More would be a circle.
const BASES_MAX: usize = 16;

/// The styles of paragraphs by their ids.
#[derive(Debug, Default)]
pub(super) struct Styles {
    styles: BTreeMap<String, Style>,
}

#[derive(Debug, Default)]
struct Style {
    name: String,
    base: Option<String>,
    outline: Option<u8>,
    list: Option<String>,
    list_level: Option<u8>,
}

impl Styles {
    /// Reads the part that has them; there may be none.
    pub(super) fn read(xml: &[u8]) -> Result<Styles, Error> {
        let mut styles = Styles::default();
        let mut current: Option<(String, Style)> = None;
        if xml.is_empty() {
            return Ok(styles);
        }
        scan(xml, "styles.xml", &mut |node| {
            match node {
                Node::Open("style", element) => {
                    let id = attribute(element, "styleId").unwrap_or_default();
                    current = Some((id, Style::default()));
                }
                Node::Open(name, element) => {
                    let Some((_, style)) = &mut current else { return Ok(()) };
                    let value = attribute(element, "val");
                    match name {
                        "name" => style.name = value.unwrap_or_default().to_lowercase(),
                        "basedOn" => style.base = value,
                        "outlineLvl" => style.outline = value.and_then(|it| it.parse().ok()),
                        "numId" => style.list = value,
                        "ilvl" => style.list_level = value.and_then(|it| it.parse().ok()),
                        _ => {}
                    }
                }
                Node::Close("style") => styles.styles.extend(current.take()),
                Node::Close(_) | Node::Text(_) => {}
            }
            Ok(())
        })?;
        Ok(styles)
    }

    /// The level of a heading of the style `id`; none when it is no heading.
    pub(super) fn heading(&self, id: &str) -> Option<u8> {
        let level = |it: &Style| {
            let number = it.name.strip_prefix("heading").map(str::trim);
            let named = number.and_then(|it| it.parse().ok()).filter(|it| (1..=9).contains(it));
            match it.outline {
                Some(outline) => Some((outline < 9).then_some(outline + 1)),
                None => named.map(Some),
            }
        };
        self.chain(id).find_map(level).flatten()
    }

    /// The list that paragraphs of the style `id` are items of, and at which level.
    pub(super) fn list(&self, id: &str) -> Option<(String, Option<u8>)> {
        self.chain(id).find_map(|it| Some((it.list.clone()?, it.list_level)))
    }

    /// The style `id` and those that it is based on.
    fn chain(&self, id: &str) -> impl Iterator<Item = &Style> {
        let first = self.styles.get(id);
        let next = |it: &&Style| it.base.as_ref().and_then(|it| self.styles.get(it));
        std::iter::successors(first, next).take(BASES_MAX)
    }
}

/// Which lists have numbers.
#[derive(Debug, Default)]
pub(super) struct ListKinds {
    /// By a list, the pattern that it follows.
    patterns: BTreeMap<String, String>,
    /// By a pattern and a level, whether it has numbers.
    numbered: BTreeMap<(String, u8), bool>,
}

impl ListKinds {
    /// Reads the part that has them; there may be none.
    pub(super) fn read(xml: &[u8]) -> Result<ListKinds, Error> {
        let mut kinds = ListKinds::default();
        if xml.is_empty() {
            return Ok(kinds);
        }
        let (mut pattern, mut list, mut level) = (String::new(), String::new(), 0);
        scan(xml, "numbering.xml", &mut |node| {
            let Node::Open(name, element) = node else { return Ok(()) };
            match name {
                "abstractNum" => {
                    pattern = attribute(element, "abstractNumId").unwrap_or_default();
                }
                "num" => list = attribute(element, "numId").unwrap_or_default(),
                "lvl" => {
                    level = attribute(element, "ilvl").and_then(|it| it.parse().ok()).unwrap_or(0);
                }
                "numFmt" => {
                    let format = attribute(element, "val").unwrap_or_default();
                    let is_numbered = format != "bullet" && format != "none";
                    kinds.numbered.entry((pattern.clone(), level)).or_insert(is_numbered);
                }
                "abstractNumId" => {
                    let pattern = attribute(element, "val").unwrap_or_default();
                    kinds.patterns.insert(list.clone(), pattern);
                }
                _ => {}
            }
            Ok(())
        })?;
        Ok(kinds)
    }

    /// Whether items of `list` at `level` have numbers.
    pub(super) fn is_numbered(&self, list: &str, level: u8) -> bool {
        let pattern = self.patterns.get(list).cloned().unwrap_or_default();
        self.numbered.get(&(pattern, level)).copied().unwrap_or(false)
    }
}
