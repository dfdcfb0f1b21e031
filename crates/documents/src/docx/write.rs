//! A plan becomes a Word document: headings, lists and tables are what Word takes for such.
//!
//! Everything that Word numbers by chance elsewhere is numbered in order here, so that the same plan
//! gives the same bytes.

use std::io::Cursor;

use docx_rs::{
    BreakType, Docx, Footer, Header, Hyperlink, HyperlinkData, HyperlinkType, NumPages, PageNum,
    Paragraph, Run, RunFonts, Style, StyleType, Table as DocxTable, TableCell, TableRow, WidthType,
};

use super::lists::Lists;
use crate::error::Error;
use crate::markdown::{Block, Inline, Item, List, Table, inline_text, inline_words};
use crate::plan::{Approval, DataBlock, DataBody, PlanPaper};
use crate::readiness::Fact;

/// The width of a text column on a sheet with margins of an inch, in twentieths of a point.
const WIDTH: usize = 9_360;

/// How deep headings go in Word.
const HEADING_MAX: u8 = 9;

/// Sizes of headings by level, in half points.
const SIZES: [usize; 9] = [32, 26, 24, 22, 22, 22, 22, 22, 22];

/// A paragraph or a table.
enum Piece {
    Paragraph(Box<Paragraph>),
    Table(Box<DocxTable>),
}

#[derive(Default)]
struct Writer {
    pieces: Vec<Piece>,
    lists: Lists,
    n_paragraphs: usize,
    n_links: usize,
}

/// `paper` as the bytes of a DOCX.
pub(crate) fn write(paper: &PlanPaper, is_public: bool) -> Result<Vec<u8>, Error> {
    let mut writer = Writer::default();
    writer.cover(paper, is_public);
    for (section, level) in paper.sections.iter().zip(paper.levels()) {
        writer.heading(level, &section.heading());
        if is_public && section.is_withheld {
            writer.words("This section is withheld from the public edition.");
            continue;
        }
        writer.blocks(&section.text, level);
        section.data.iter().for_each(|it| writer.data(it));
    }
    writer.back(paper, is_public);
    let docx = writer.finished(paper, is_public);
    let mut bytes = Cursor::new(Vec::new());
    docx.pack(&mut bytes).map_err(|error| Error::Export(error.to_string()))?;
    Ok(bytes.into_inner())
}

impl Writer {
    fn cover(&mut self, paper: &PlanPaper, is_public: bool) {
        let agency = paper.agency.as_deref().unwrap_or_default();
        self.words(&filled(&[&paper.state, agency], " · "));
        let title = self.line(&paper.title).style("Title");
        self.push(title);
        self.words(&filled(&[&paper.plan_type, &paper.code], " · "));
        self.words(&filled(&[&paper.version, &paper.status], ", "));
        if let Some(marking) = marking(paper, is_public) {
            let marking = self.paragraph().add_run(run(&marking).bold());
            self.push(marking);
        }
        self.facts(&paper.dates);
        let page_break = self.paragraph().add_run(Run::new().add_break(BreakType::Page));
        self.push(page_break);
    }

    fn back(&mut self, paper: &PlanPaper, is_public: bool) {
        self.heading(1, "Approvals and signatures");
        let signature = |it: &Approval| {
            let date = if it.decision.trim().is_empty() { "Signature and date:" } else { &it.date };
            vec![it.role.clone(), it.name.clone(), it.decision.clone(), date.to_owned()]
        };
        let rows: Vec<_> = paper.approvals.iter().map(signature).collect();
        self.listed(&["Role", "Name", "Decision", "Date"], &rows);
        self.heading(1, "Distribution");
        if is_public {
            self.words("The public edition does not say who holds a copy.");
        } else {
            let rows: Vec<_> = paper
                .distribution
                .iter()
                .map(|it| vec![it.name.clone(), it.role.clone(), it.copy.clone()])
                .collect();
            self.listed(&["Name", "Role", "Copy"], &rows);
        }
        self.heading(1, "Record of changes");
        let rows: Vec<_> = paper
            .changes
            .iter()
            .map(|it| vec![it.version.clone(), it.date.clone(), it.by.clone(), it.summary.clone()])
            .collect();
        self.listed(&["Version", "Date", "By", "What changed"], &rows);
    }

    fn data(&mut self, data: &DataBlock) {
        let title = filled(&[&data.title, &data.as_of], "  ·  ");
        let title = self.paragraph().add_run(run(&title).bold()).keep_next(true);
        self.push(title);
        if !data.sentence.trim().is_empty() {
            self.words(&data.sentence);
        }
        match &data.body {
            DataBody::Facts(facts) => self.facts(facts),
            DataBody::Table { heads, rows } => {
                let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
                self.listed(&heads, rows);
            }
        }
    }

    fn facts(&mut self, facts: &[Fact]) {
        for it in facts {
            let fact = self.paragraph().add_run(run(&format!("{}: ", it.label)).bold());
            self.push(fact.add_run(run(&it.value)));
        }
    }

    /// A table of plain cells, or the word that it is empty.
    fn listed(&mut self, heads: &[&str], rows: &[Vec<String>]) {
        if rows.is_empty() {
            return self.words("Nothing is recorded.");
        }
        let text = |it: &str| vec![Inline::Text(it.to_owned())];
        let n = rows.iter().map(Vec::len).max().unwrap_or(0).max(heads.len());
        let mut head: Vec<_> = heads.iter().map(|it| text(it)).collect();
        head.resize(n, Vec::new());
        let as_wide = |row: &Vec<String>| {
            let mut cells: Vec<_> = row.iter().map(|it| text(it)).collect();
            cells.resize(n, Vec::new());
            cells
        };
        let rows = rows.iter().map(as_wide).collect();
        self.table(&Table { sides: Vec::new(), head, rows });
    }

    fn table(&mut self, table: &Table) {
        let n = table.head.len().max(1);
        let mut rows = Vec::with_capacity(table.rows.len() + 1);
        for (at, row) in std::iter::once(&table.head).chain(&table.rows).enumerate() {
            let cells = row.iter().map(|it| {
                let style = if at == 0 { "TableHead" } else { "TableText" };
                let paragraph = self.line_of(it).style(style);
                TableCell::new().width(WIDTH / n, WidthType::Dxa).add_paragraph(paragraph)
            });
            rows.push(TableRow::new(cells.collect()).cant_split());
        }
        let table = DocxTable::new(rows).set_grid(vec![WIDTH / n; n]);
        self.pieces.push(Piece::Table(Box::new(table.width(WIDTH, WidthType::Dxa))));
        // Word joins tables that nothing stands between.
        let gap = self.paragraph();
        self.push(gap);
    }

    fn blocks(&mut self, blocks: &[Block], section: u8) {
        for block in blocks {
            self.block(block, section, None);
        }
    }

    /// A block, set in as far as an item at `depth` of a list.
    fn block(&mut self, block: &Block, section: u8, depth: Option<usize>) {
        match block {
            Block::Heading { level, text } => {
                let level = level.saturating_sub(2).saturating_add(section).min(HEADING_MAX);
                self.heading(level, &inline_text(text));
            }
            Block::Paragraph(text) => {
                let line = self.line_of(text);
                self.push_at(line, depth);
            }
            Block::List(list) => self.list(list, section, depth.map_or(0, |it| it + 1)),
            Block::Quote(blocks) => {
                // Word knows quoted paragraphs, not quoted lists.
                for block in blocks {
                    match block {
                        Block::Paragraph(text) => {
                            let line = self.line_of(text).style("Quote");
                            self.push(line);
                        }
                        other => self.block(other, section, depth),
                    }
                }
            }
            Block::Code(lines) => {
                for it in lines {
                    let line = self.line(it).style("Code");
                    self.push_at(line, depth);
                }
            }
            Block::Table(it) => self.table(it),
            Block::Rule => self.words(""),
        }
    }

    fn list(&mut self, list: &List, section: u8, depth: usize) {
        let numbering = self.lists.begin(list.start, depth);
        for item in &list.items {
            self.item(item, section, depth, numbering);
        }
    }

    fn item(&mut self, item: &Item, section: u8, depth: usize, numbering: usize) {
        let mark = crate::markdown::task_mark(item.done);
        let mut rest = item.blocks.as_slice();
        let mut words = vec![Inline::Text(mark.to_owned())];
        if let [Block::Paragraph(text), others @ ..] = rest {
            words.extend(text.iter().cloned());
            rest = others;
        }
        let line = self.line_of(&words).style("ListParagraph");
        let line = Lists::numbered(line, numbering, depth);
        self.push(line);
        rest.iter().for_each(|it| self.block(it, section, Some(depth)));
    }

    fn push_at(&mut self, paragraph: Paragraph, depth: Option<usize>) {
        let paragraph = match depth {
            Some(it) => paragraph.indent(Some(Lists::indent(it)), None, None, None),
            None => paragraph,
        };
        self.push(paragraph);
    }

    fn heading(&mut self, level: u8, words: &str) {
        let level = level.clamp(1, HEADING_MAX);
        let heading = self.line(words).style(&format!("Heading{level}")).keep_next(true);
        self.push(heading);
    }

    fn words(&mut self, words: &str) {
        let line = self.line(words);
        self.push(line);
    }

    fn line(&mut self, words: &str) -> Paragraph {
        self.paragraph().add_run(run(words))
    }

    fn line_of(&mut self, inlines: &[Inline]) -> Paragraph {
        let mut paragraph = self.paragraph();
        for inline in inlines {
            paragraph = self.inline(paragraph, inline, Run::new());
        }
        paragraph
    }

    /// `inline` at the end of `paragraph`, in the looks of `looks`.
    fn inline(&mut self, mut paragraph: Paragraph, inline: &Inline, looks: Run) -> Paragraph {
        match inline {
            Inline::Text(it) => paragraph.add_run(looks.add_text(clean(it))),
            Inline::Code(it) => paragraph.add_run(looks.fonts(code_font()).add_text(clean(it))),
            Inline::Break => paragraph.add_run(looks.add_break(BreakType::TextWrapping)),
            Inline::Strong(it) => {
                for it in it {
                    paragraph = self.inline(paragraph, it, looks.clone().bold());
                }
                paragraph
            }
            Inline::Emphasis(it) => {
                for it in it {
                    paragraph = self.inline(paragraph, it, looks.clone().italic());
                }
                paragraph
            }
            Inline::Link { target, text } => {
                let words = clean(&inline_words(text));
                let run = looks.style("Hyperlink").add_text(words);
                let mut link = Hyperlink::new(target, HyperlinkType::External).add_run(run);
                self.n_links += 1;
                if let HyperlinkData::External { rid, .. } = &mut link.link {
                    *rid = format!("rIdLink{}", self.n_links);
                }
                paragraph.add_hyperlink(link)
            }
        }
    }

    fn push(&mut self, paragraph: Paragraph) {
        self.pieces.push(Piece::Paragraph(Box::new(paragraph)));
    }

    fn paragraph(&mut self) -> Paragraph {
        self.n_paragraphs += 1;
        Paragraph::new().id(format!("{:08X}", self.n_paragraphs))
    }

    fn finished(mut self, paper: &PlanPaper, is_public: bool) -> Docx {
        let marking = marking(paper, is_public).unwrap_or_default();
        let running = filled(&[&paper.code, &paper.title, &paper.version, &marking], " · ");
        let header = Header::new().add_paragraph(self.line(&running));
        let whose = paper.agency.as_ref().unwrap_or(&paper.state);
        let footer = self
            .line(&format!("{whose} · Generated {} · Page ", paper.generated))
            .add_page_num(PageNum::new())
            .add_run(run(" of "))
            .add_num_pages(NumPages::new());
        let moment = paper.generated_at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
        let mut docx = Docx::new()
            .created_at(&moment)
            .updated_at(&moment)
            .header(header)
            .footer(Footer::new().add_paragraph(footer));
        for style in styles() {
            docx = docx.add_style(style);
        }
        docx = self.lists.into_docx(docx);
        for piece in self.pieces {
            docx = match piece {
                Piece::Paragraph(it) => docx.add_paragraph(*it),
                Piece::Table(it) => docx.add_table(*it),
            };
        }
        docx
    }
}

fn marking(paper: &PlanPaper, is_public: bool) -> Option<String> {
    if is_public { Some("Public edition".to_owned()) } else { paper.marking.clone() }
}

fn styles() -> Vec<Style> {
    let style = |id: &str, name: &str| Style::new(id, StyleType::Paragraph).name(name);
    let headings = (1..).zip(SIZES).map(|(level, size)| {
        style(&format!("Heading{level}"), &format!("heading {level}"))
            .based_on("Normal")
            .next("Normal")
            .q_format(true)
            .outline_lvl(level - 1)
            .size(size)
            .bold()
    });
    let mut styles: Vec<Style> = headings.collect();
    styles.extend([
        style("Title", "Title").based_on("Normal").q_format(true).size(48).bold(),
        style("Quote", "Quote").based_on("Normal").italic().indent(Some(480), None, None, None),
        style("ListParagraph", "List Paragraph").based_on("Normal"),
        style("Code", "Code").based_on("Normal").fonts(code_font()),
        style("TableHead", "Table Head").based_on("Normal").bold(),
        style("TableText", "Table Text").based_on("Normal"),
        Style::new("Hyperlink", StyleType::Character).name("Hyperlink").underline("single"),
    ]);
    styles
}

fn code_font() -> RunFonts {
    RunFonts::new().ascii("Courier New").hi_ansi("Courier New")
}

fn run(words: &str) -> Run {
    Run::new().add_text(clean(words))
}

/// `words` without what XML cannot hold: controls and the two code points that are none.
fn clean(words: &str) -> String {
    let clean = words.chars().filter_map(|it| match it {
        '\n' | '\r' | '\t' => Some(' '),
        '\u{fffe}' | '\u{ffff}' => None,
        it if it.is_control() => None,
        it => Some(it),
    });
    clean.collect()
}

/// Those of `words` that say something, with `joint` between.
fn filled(words: &[&str], joint: &str) -> String {
    let filled: Vec<&str> = words.iter().map(|it| it.trim()).filter(|it| !it.is_empty()).collect();
    filled.join(joint)
}
