//! Lists of a Word document: each that has numbers begins with its own.

use docx_rs::{
    AbstractNumbering, Docx, IndentLevel, Level, LevelJc, LevelOverride, LevelText, NumberFormat,
    Numbering, NumberingId, Paragraph, SpecialIndentType, Start,
};

/// Levels that Word knows.
const LEVELS: usize = 9;

/// The patterns of lists. The first one of all is there in every document.
const BULLETS: usize = 2;
const NUMBERS: usize = 3;

/// The lists that were begun.
#[derive(Default)]
pub(super) struct Lists {
    begun: Vec<Numbering>,
}

impl Lists {
    /// Begins a list at `depth`, and says by what its items name it.
    pub(super) fn begin(&mut self, start: Option<u32>, depth: usize) -> usize {
        let id = self.begun.len() + 2;
        let numbering = match start {
            None => Numbering::new(id, BULLETS),
            Some(start) => {
                let level = LevelOverride::new(depth.min(LEVELS - 1));
                let start = usize::try_from(start).unwrap_or(1);
                Numbering::new(id, NUMBERS).add_override(level.start(start))
            }
        };
        self.begun.push(numbering);
        id
    }

    /// `paragraph` as an item of the list `id`.
    pub(super) fn numbered(paragraph: Paragraph, id: usize, depth: usize) -> Paragraph {
        paragraph.numbering(NumberingId::new(id), IndentLevel::new(depth.min(LEVELS - 1)))
    }

    /// How far the words of an item at `depth` are set in, in twentieths of a point.
    pub(super) fn indent(depth: usize) -> i32 {
        i32::try_from(depth.min(LEVELS - 1) + 1).unwrap_or(1) * 420
    }

    /// `docx` with these lists.
    pub(super) fn into_docx(self, docx: Docx) -> Docx {
        let mut docx = docx;
        for (id, format) in [(BULLETS, "bullet"), (NUMBERS, "decimal")] {
            let mut numbering = AbstractNumbering::new(id);
            for level in 0..LEVELS {
                numbering = numbering.add_level(one_level(level, format));
            }
            docx = docx.add_abstract_numbering(numbering);
        }
        for it in self.begun {
            docx = docx.add_numbering(it);
        }
        docx
    }
}

fn one_level(level: usize, format: &str) -> Level {
    let text = if format == "bullet" { "•".to_owned() } else { format!("%{}.", level + 1) };
    Level::new(
        level,
        Start::new(1),
        NumberFormat::new(format),
        LevelText::new(text),
        LevelJc::new("left"),
    )
    .indent(Some(Lists::indent(level)), Some(SpecialIndentType::Hanging(360)), None, None)
}
