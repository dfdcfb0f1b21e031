//! The tree becomes HTML for a page.

use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

use super::{Block, Inline, Item, List, Side, Table};

/// What may be in the HTML of a plan. Nothing else comes through, whoever made the tree.
static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let attributes = [("a", "href"), ("ol", "start"), ("th", "scope")];
    let classes = [("td", "num"), ("th", "num")];
    let mut cleaner = Builder::empty();
    cleaner
        .add_tags([
            "a",
            "blockquote",
            "br",
            "code",
            "em",
            "h3",
            "h4",
            "h5",
            "h6",
            "hr",
            "li",
            "ol",
            "p",
            "pre",
            "strong",
            "table",
            "tbody",
            "td",
            "th",
            "thead",
            "tr",
            "ul",
        ])
        .tag_attributes(attributes.map(|(tag, it)| (tag, [it].into_iter().collect())).into())
        .allowed_classes(classes.map(|(tag, it)| (tag, [it].into_iter().collect())).into())
        .generic_attributes([].into())
        .url_schemes(["http", "https", "mailto", "tel"].into())
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("noopener noreferrer"));
    cleaner
});

/// `blocks` as HTML that holds nothing but text, structure and links: no script, no style, no
/// picture, no attribute that does something. The same blocks always give the same HTML.
pub fn to_html(blocks: &[Block]) -> String {
    let mut html = String::new();
    for block in blocks {
        push_block(&mut html, block);
    }
    CLEANER.clean(&html).to_string()
}

fn push_block(html: &mut String, block: &Block) {
    match block {
        Block::Heading { level, text } => {
            let level = level.clamp(&3, &6);
            html.push_str(&format!("<h{level}>{}</h{level}>\n", inlines(text)));
        }
        Block::Paragraph(text) => html.push_str(&format!("<p>{}</p>\n", inlines(text))),
        Block::List(it) => push_list(html, it),
        Block::Quote(blocks) => {
            html.push_str("<blockquote>\n");
            blocks.iter().for_each(|it| push_block(html, it));
            html.push_str("</blockquote>\n");
        }
        Block::Code(lines) => {
            // A line break right after the tag would be taken for none.
            html.push_str("<pre><code>");
            for line in lines {
                push_escaped(html, line);
                html.push('\n');
            }
            html.push_str("</code></pre>\n");
        }
        Block::Table(it) => push_table(html, it),
        Block::Rule => html.push_str("<hr>\n"),
    }
}

fn push_list(html: &mut String, list: &List) {
    let (begin, end) = match list.start {
        None => ("<ul>\n".to_owned(), "</ul>\n"),
        Some(1) => ("<ol>\n".to_owned(), "</ol>\n"),
        Some(start) => (format!("<ol start=\"{start}\">\n"), "</ol>\n"),
    };
    html.push_str(&begin);
    for item in &list.items {
        push_item(html, item);
    }
    html.push_str(end);
}

fn push_item(html: &mut String, item: &Item) {
    html.push_str("<li>");
    html.push_str(task_mark(item.done));
    let mut rest = item.blocks.as_slice();
    // A list of short items is not torn apart by paragraphs.
    if let [Block::Paragraph(text), others @ ..] = rest {
        html.push_str(&inlines(text));
        rest = others;
    }
    rest.iter().for_each(|it| push_block(html, it));
    html.push_str("</li>\n");
}

/// What stands before a task: a box, which is read out as a word.
pub(crate) fn task_mark(done: Option<bool>) -> &'static str {
    match done {
        None => "",
        Some(true) => "☑ ",
        Some(false) => "☐ ",
    }
}

fn push_table(html: &mut String, table: &Table) {
    let class = |at: usize| match table.sides.get(at) {
        Some(Side::End) => " class=\"num\"",
        _ => "",
    };
    html.push_str("<table>\n<thead><tr>");
    for (at, cell) in table.head.iter().enumerate() {
        html.push_str(&format!("<th scope=\"col\"{}>{}</th>", class(at), inlines(cell)));
    }
    html.push_str("</tr></thead>\n<tbody>\n");
    for row in &table.rows {
        html.push_str("<tr>");
        for (at, cell) in row.iter().enumerate() {
            html.push_str(&format!("<td{}>{}</td>", class(at), inlines(cell)));
        }
        html.push_str("</tr>\n");
    }
    html.push_str("</tbody>\n</table>\n");
}

fn inlines(inlines: &[Inline]) -> String {
    let mut html = String::new();
    for inline in inlines {
        push_inline(&mut html, inline);
    }
    html
}

fn push_inline(html: &mut String, inline: &Inline) {
    match inline {
        Inline::Text(it) => push_escaped(html, it),
        Inline::Code(it) => {
            html.push_str("<code>");
            push_escaped(html, it);
            html.push_str("</code>");
        }
        Inline::Strong(it) => html.push_str(&format!("<strong>{}</strong>", inlines(it))),
        Inline::Emphasis(it) => html.push_str(&format!("<em>{}</em>", inlines(it))),
        Inline::Link { target, text } => {
            html.push_str("<a href=\"");
            push_escaped(html, target);
            html.push_str(&format!("\">{}</a>", inlines(text)));
        }
        Inline::Break => html.push_str("<br>\n"),
    }
}

fn push_escaped(html: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\0' => html.push('\u{fffd}'),
            _ => html.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    fn html(markdown: &str) -> String {
        to_html(&parse(markdown))
    }

    #[test]
    fn structure_comes_through() {
        let markdown = "## When\n\nThe **team** calls *first*, `then` waits.\n\n- [x] Page\n- [ ] \
                        Call\n\n2. Two\n3. Three\n\n> Quoted\n\n---\n\n```\na < b\n```\n";
        assert_eq!(
            html(markdown),
            "<h3>When</h3>\n<p>The <strong>team</strong> calls <em>first</em>, <code>then</code> \
             waits.</p>\n<ul>\n<li>☑ Page</li>\n<li>☐ Call</li>\n</ul>\n<ol start=\"2\">\n<li>Two\
             </li>\n<li>Three</li>\n</ol>\n<blockquote>\n<p>Quoted</p>\n</blockquote>\n<hr>\n<pre>\
             <code>a &lt; b\n</code></pre>\n"
        );
    }

    #[test]
    fn a_table_says_what_its_columns_are() {
        assert_eq!(
            html("| Part | Ready |\n|---|--:|\n| Core | 0:40 |"),
            "<table>\n<thead><tr><th scope=\"col\">Part</th><th scope=\"col\" class=\"num\">Ready\
             </th></tr></thead>\n<tbody>\n<tr><td>Core</td><td class=\"num\">0:40</td></tr>\n\
             </tbody>\n</table>\n"
        );
    }

    #[test]
    fn a_tree_that_no_markdown_gives_is_cleaned_all_the_same() {
        let text = vec![Inline::Text("go".to_owned())];
        let target = "javascript:alert(1)".to_owned();
        let block = Block::Paragraph(vec![Inline::Link { target, text }]);
        assert_eq!(to_html(&[block]), "<p><a rel=\"noopener noreferrer\">go</a></p>\n");
    }
}
