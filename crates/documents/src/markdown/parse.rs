//! Markdown becomes the tree.

use comrak::nodes::{ListType, Node, NodeValue, TableAlignment};
use comrak::{Arena, Options, parse_document};

use super::{Block, Cell, Inline, Item, List, Side, Table, inline_text};

/// How deep lists and quotations may stand within each other. What is deeper becomes a paragraph:
/// nobody follows it, and a page has no room for it.
const DEPTH_MAX: usize = 6;

/// How deep emphasis may stand within emphasis and links.
const INLINE_DEPTH_MAX: usize = 4;

/// The level of the section title, which headings are below.
const LEVEL_ABOVE: u8 = 2;

/// The deepest level that pages and PDF know.
const LEVEL_MAX: u8 = 6;

/// Where a link may lead.
const SCHEMES: [&str; 4] = ["https:", "http:", "mailto:", "tel:"];

/// Reads `markdown`. Every text is some Markdown, so nothing is refused.
pub fn parse(markdown: &str) -> Vec<Block> {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.tasklist = true;
    options.extension.autolink = true;
    let arena = Arena::new();
    let mut found = blocks(parse_document(&arena, markdown, &options), 0);
    let mut level_before = LEVEL_ABOVE;
    for block in &mut found {
        if let Block::Heading { level, .. } = block {
            *level = (*level).clamp(LEVEL_ABOVE + 1, LEVEL_MAX).min(level_before + 1);
            level_before = *level;
        }
    }
    found
}

fn blocks<'a>(parent: Node<'a>, depth: usize) -> Vec<Block> {
    parent.children().filter_map(|it| block(it, depth)).collect()
}

fn block<'a>(node: Node<'a>, depth: usize) -> Option<Block> {
    let data = node.data();
    let block = match &data.value {
        NodeValue::Heading(it) => {
            let text = inlines(node, 0);
            if inline_text(&text).trim().is_empty() {
                return None;
            }
            // Only what stands by itself is a way to find something.
            if 0 < depth {
                return Some(Block::Paragraph(vec![Inline::Strong(text)]));
            }
            Block::Heading { level: it.level, text }
        }
        NodeValue::Paragraph => Block::Paragraph(inlines(node, 0)),
        NodeValue::ThematicBreak => Block::Rule,
        NodeValue::CodeBlock(it) => Block::Code(lines(&it.literal)),
        // Shown, so that nothing is lost, and never obeyed.
        NodeValue::HtmlBlock(it) => Block::Code(lines(&it.literal)),
        NodeValue::Table(it) => Block::Table(table(node, &it.alignments)),
        _ if DEPTH_MAX <= depth => Block::Paragraph(vec![Inline::Text(flat(node))]),
        NodeValue::BlockQuote => Block::Quote(blocks(node, depth + 1)),
        NodeValue::List(it) => {
            let is_numbered = it.list_type == ListType::Ordered;
            let start = is_numbered.then(|| u32::try_from(it.start).unwrap_or(1));
            let items = node.children().map(|it| item(it, depth + 1)).collect();
            Block::List(List { start, items })
        }
        _ => Block::Paragraph(vec![Inline::Text(flat(node))]),
    };
    Some(block)
}

fn item<'a>(node: Node<'a>, depth: usize) -> Item {
    let done = match &node.data().value {
        NodeValue::TaskItem(it) => Some(it.symbol.is_some()),
        _ => None,
    };
    Item { done, blocks: blocks(node, depth) }
}

fn table<'a>(node: Node<'a>, alignments: &[TableAlignment]) -> Table {
    let side = |it: &TableAlignment| match it {
        TableAlignment::Center => Side::Center,
        TableAlignment::Right => Side::End,
        TableAlignment::None | TableAlignment::Left => Side::Start,
    };
    let cells = |row: Node<'a>| -> Vec<Cell> { row.children().map(|it| inlines(it, 0)).collect() };
    let mut rows = node.children().map(cells);
    let head = rows.next().unwrap_or_default();
    let n_columns = head.len();
    let as_wide = |mut row: Vec<Cell>| {
        row.resize(n_columns, Cell::new());
        row
    };
    let rows = rows.map(as_wide).collect();
    let mut sides: Vec<Side> = alignments.iter().map(side).collect();
    sides.resize(n_columns, Side::Start);
    Table { sides, head, rows }
}

fn inlines<'a>(parent: Node<'a>, depth: usize) -> Vec<Inline> {
    let mut found = Vec::new();
    for child in parent.children() {
        inline(child, depth, &mut found);
    }
    found
}

fn inline<'a>(node: Node<'a>, depth: usize, found: &mut Vec<Inline>) {
    let data = node.data();
    let inner = || {
        if depth < INLINE_DEPTH_MAX {
            inlines(node, depth + 1)
        } else {
            vec![Inline::Text(flat(node))]
        }
    };
    match &data.value {
        NodeValue::Text(it) => push_text(found, it),
        NodeValue::SoftBreak => push_text(found, " "),
        NodeValue::LineBreak => found.push(Inline::Break),
        NodeValue::Code(it) => found.push(Inline::Code(it.literal.clone())),
        // Tables have no other way to begin a line.
        NodeValue::HtmlInline(it) if is_break(it) => found.push(Inline::Break),
        NodeValue::HtmlInline(it) => push_text(found, it),
        NodeValue::Strong => found.push(Inline::Strong(inner())),
        NodeValue::Emph => found.push(Inline::Emphasis(inner())),
        NodeValue::Link(it) => match target(&it.url) {
            Some(target) => found.push(Inline::Link { target, text: inner() }),
            None => inner().into_iter().for_each(|it| push(found, it)),
        },
        _ => push_text(found, &flat(node)),
    }
}

fn push(found: &mut Vec<Inline>, inline: Inline) {
    match inline {
        Inline::Text(it) => push_text(found, &it),
        other => found.push(other),
    }
}

/// Words that stand side by side are one text, so that whoever looks for some finds them.
fn push_text(found: &mut Vec<Inline>, text: &str) {
    match found.last_mut() {
        Some(Inline::Text(last)) => last.push_str(text),
        _ => found.push(Inline::Text(text.to_owned())),
    }
}

/// `<br>`, in any spelling.
fn is_break(html: &str) -> bool {
    let tag = html.strip_prefix('<').and_then(|it| it.strip_suffix('>')).unwrap_or_default();
    tag.trim_end_matches('/').trim().eq_ignore_ascii_case("br")
}

fn lines(literal: &str) -> Vec<String> {
    let literal = literal.strip_suffix('\n').unwrap_or(literal);
    literal.split('\n').map(|it| it.trim_end_matches('\r').to_owned()).collect()
}

/// All words below `node`, however deep.
fn flat<'a>(node: Node<'a>) -> String {
    let mut text = String::new();
    for it in node.descendants() {
        match &it.data().value {
            NodeValue::Text(it) => text.push_str(it),
            NodeValue::Code(it) => text.push_str(&it.literal),
            NodeValue::CodeBlock(it) => text.push_str(&it.literal),
            NodeValue::HtmlInline(it) => text.push_str(it),
            NodeValue::HtmlBlock(it) => text.push_str(&it.literal),
            _ if !text.ends_with(' ') && is_apart(&it.data().value) => text.push(' '),
            _ => {}
        }
    }
    text.trim().to_owned()
}

/// Whether words before it and in it are apart.
fn is_apart(value: &NodeValue) -> bool {
    !matches!(value, NodeValue::Strong | NodeValue::Emph | NodeValue::Link(_) | NodeValue::Image(_))
}

/// `url` as it may be written into a document: of a scheme that only leads somewhere, in ASCII,
/// with nothing that could end an attribute.
pub(crate) fn target(url: &str) -> Option<String> {
    let url = url.trim();
    let scheme = SCHEMES
        .into_iter()
        .find(|it| url.get(..it.len()).is_some_and(|start| start.eq_ignore_ascii_case(it)))?;
    let rest = url.get(scheme.len()..).filter(|it| !it.is_empty())?;
    if rest.chars().any(char::is_control) {
        return None;
    }
    let mut target = scheme.to_owned();
    let mut bytes = [0; 4];
    for c in rest.chars() {
        if c.is_ascii_graphic() && !matches!(c, '"' | '\'' | '<' | '>' | '`' | '\\') {
            target.push(c);
        } else {
            for byte in c.encode_utf8(&mut bytes).bytes() {
                target.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    Some(target)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Inline {
        Inline::Text(text.to_owned())
    }

    fn paragraph(words: &str) -> Block {
        Block::Paragraph(vec![text(words)])
    }

    #[test]
    fn headings_are_below_the_title_of_the_section_and_leave_no_level_out() {
        let levels = |markdown: &str| -> Vec<u8> {
            let level = |it: Block| match it {
                Block::Heading { level, .. } => Some(level),
                _ => None,
            };
            parse(markdown).into_iter().filter_map(level).collect()
        };
        assert_eq!(levels("# A\n## B\n### C\n#### D"), [3, 3, 3, 4]);
        assert_eq!(levels("### A\n###### B\n### C"), [3, 4, 3]);
        assert_eq!(levels("###### A"), [3]);
        assert_eq!(levels("#\n### \n"), [0; 0], "an empty heading is none");
    }

    #[test]
    fn a_heading_in_a_list_is_only_strong() {
        let list = parse("- # Call the vendor");
        let strong = Block::Paragraph(vec![Inline::Strong(vec![text("Call the vendor")])]);
        let items = vec![Item { done: None, blocks: vec![strong] }];
        assert_eq!(list, [Block::List(List { start: None, items })]);
    }

    #[test]
    fn tasks_know_whether_they_are_done() {
        let blocks = parse("3. [x] Page\n4. [ ] Call\n5. Wait");
        let [Block::List(list)] = blocks.as_slice() else { panic!("no list") };
        assert_eq!(list.start, Some(3));
        let done: Vec<_> = list.items.iter().map(|it| it.done).collect();
        assert_eq!(done, [Some(true), Some(false), None]);
        assert_eq!(list.items[0].blocks, [paragraph("Page")]);
    }

    #[test]
    fn every_row_is_as_wide_as_the_head() {
        let blocks = parse("| A | B |\n|:-:|--:|\n| 1 |\n| 1 | 2 | 3 |\n| x<br>y | \\| |");
        let [Block::Table(table)] = blocks.as_slice() else { panic!("no table") };
        assert_eq!(table.sides, [Side::Center, Side::End]);
        assert!(table.rows.iter().all(|it| it.len() == 2), "{table:?}");
        assert_eq!(table.rows[2], [vec![text("x"), Inline::Break, text("y")], vec![text("|")]]);
    }

    #[test]
    fn html_is_text_and_a_picture_is_its_description() {
        let shown = parse("<script>\nalert(1)\n</script>\n\na <b>bold</b> ![the *plan*](x.png)");
        assert_eq!(
            shown,
            [
                Block::Code(vec!["<script>".into(), "alert(1)".into(), "</script>".into()]),
                paragraph("a <b>bold</b> the plan"),
            ]
        );
    }

    #[test]
    fn a_link_leads_to_the_web_to_mail_or_to_a_telephone_or_is_only_its_words() {
        for url in ["https://a.example/b?c=d#e", "mailto:a@b.example", "tel:+1-919-555-0134"] {
            let link = Inline::Link { target: url.to_owned(), text: vec![text("go")] };
            assert_eq!(parse(&format!("[go]({url})")), [Block::Paragraph(vec![link])]);
        }
        for url in ["javascript:alert(1)", "JaVaScRiPt:x", "data:text/html,x", "/etc", "#a", "x:y"]
        {
            assert_eq!(parse(&format!("[go](<{url}>)")), [paragraph("go")], "{url}");
        }
        assert_eq!(target("HTTPS://a.example/\"ü>"), Some("https://a.example/%22%C3%BC%3E".into()));
        assert_eq!(target("https:"), None);
        assert_eq!(target("java\nscript:alert(1)"), None);
    }

    #[test]
    fn what_is_nested_beyond_measure_is_flat() {
        for markdown in ["> ".repeat(5_000) + "deep", "- ".repeat(2_000) + "deep"] {
            let tree = format!("{:?}", parse(&markdown));
            assert!(tree.contains("deep"), "{}", tree.len());
            let n_nested = tree.matches("Quote(").count() + tree.matches("List(").count();
            assert_eq!(n_nested, DEPTH_MAX);
        }
        let stars = parse(&("*a **b ".repeat(200) + &"** *".repeat(200)));
        assert_eq!(stars.len(), 1);
    }
}
