//! The finished file as its texts: what is on its pages, and what is not seen there.
//!
//! Of a PDF every string of every object is read: properties, bookmarks, alternatives, addresses
//! of links, names. Of its pages what was drawn, letter by letter. A file that cannot be read is
//! not public.

use std::collections::BTreeSet;

use hayro_interpret::font::Glyph;
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::content::ops::TypedInstruction;
use hayro_interpret::hayro_syntax::object::{Dict, MaybeRef, Object, Stream};
use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, GlyphDrawMode, Image, InterpreterCache,
    InterpreterSettings, Paint, PathDrawMode, SoftMask, interpret_page,
};
use kurbo::{Affine, BezPath, Point, Rect};

use super::{Offender, Redactions};
use crate::docx;
use crate::error::Error;

/// How deep objects of a PDF may stand within each other.
const DEPTH_MAX: usize = 64;

/// So far letters of one word are from each other at most, in points.
const STEP_MAX: f64 = 14.0;

impl Redactions {
    /// Each value that is found in a finished PDF. A file attached to it is an offender by itself if
    /// a value is in it, whatever its format.
    pub fn in_pdf(&self, pdf: &[u8]) -> Result<Vec<Offender>, Error> {
        let pdf = Pdf::new(pdf.to_vec()).map_err(|error| Error::Unread(format!("{error:?}")))?;
        let mut found = Vec::new();
        let pages = pages(&pdf);
        if pages.is_empty() {
            return Err(Error::Unread("the PDF has no pages".to_owned()));
        }
        for (page, text) in (1..).zip(&pages) {
            found.extend(self.in_text(text, &format!("page {page}")));
        }
        found.extend(self.in_text(&pages.join("\n"), "the pages, read in order"));
        let mut strings = Strings::default();
        for object in pdf.objects() {
            strings.add(&object, 0);
        }
        for page in pdf.pages().iter() {
            strings.add_spans(page);
        }
        for it in &strings.found {
            found
                .extend(self.in_text(it, "what is not on the pages: properties, bookmarks, links"));
        }
        Ok(first_of_each(found))
    }

    /// Each value that is found in a finished DOCX: in its paragraphs, or anywhere in its parts.
    pub fn in_docx(&self, file: &[u8]) -> Result<Vec<Offender>, Error> {
        let texts: Vec<String> = docx::read_docx(file)?.iter().map(docx::DocxPart::text).collect();
        let mut found = self.in_text(&texts.join("\n"), "the paragraphs");
        for (name, xml) in docx::xml_parts(file)? {
            found.extend(self.in_text(&xml, &name));
        }
        Ok(first_of_each(found))
    }
}

/// Each value once, where it was found first.
fn first_of_each(found: Vec<Offender>) -> Vec<Offender> {
    let mut first: Vec<Offender> = Vec::new();
    for it in found {
        if !first.iter().any(|known| known.secret == it.secret) {
            first.push(it);
        }
    }
    first
}

/// What is drawn on each page.
fn pages(pdf: &Pdf) -> Vec<String> {
    let cache = InterpreterCache::new();
    let mut texts = Vec::new();
    for page in pdf.pages().iter() {
        let frame = Rect::new(0.0, 0.0, 1.0, 1.0);
        let settings = InterpreterSettings::default();
        let mut context = Context::new(Affine::IDENTITY, frame, &cache, pdf.xref(), settings);
        let mut reader = Reader::default();
        interpret_page(page, &mut context, &mut reader);
        texts.push(reader.text);
    }
    texts
}

/// Writes down what is drawn.
#[derive(Default)]
struct Reader {
    text: String,
    last: Point,
}

impl Device<'_> for Reader {
    fn set_soft_mask(&mut self, _: Option<SoftMask<'_>>) {}
    fn set_blend_mode(&mut self, _: BlendMode) {}
    fn draw_path(&mut self, _: &BezPath, _: Affine, _: &Paint<'_>, _: &PathDrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'_>>, _: BlendMode) {}

    fn draw_glyph(
        &mut self,
        glyph: &Glyph<'_>,
        transform: Affine,
        glyph_transform: Affine,
        _: &Paint<'_>,
        _: &GlyphDrawMode,
    ) {
        let at = transform * glyph_transform * Point::ORIGIN;
        if 1.0 < (at.y - self.last.y).abs() || at.x < self.last.x {
            self.text.push('\n');
        } else if STEP_MAX < at.x - self.last.x {
            self.text.push(' ');
        }
        self.last = at;
        match glyph.as_unicode() {
            Some(BfString::Char(it)) => self.text.push(it),
            Some(BfString::String(it)) => self.text.push_str(&it),
            None => self.text.push('\u{fffd}'),
        }
    }

    fn draw_image(&mut self, _: Image<'_, '_>, _: Affine) {}
    fn pop_clip_path(&mut self) {}
    fn pop_transparency_group(&mut self) {}

    fn begin_marked_content(&mut self, _: &[u8], _: Option<i32>) {
        self.text.push(' ');
    }
}

/// Every string of a file, once: most are said thousands of times.
#[derive(Default)]
struct Strings {
    found: BTreeSet<String>,
}

impl Strings {
    fn add(&mut self, object: &Object<'_>, depth: usize) {
        if DEPTH_MAX <= depth {
            return;
        }
        match object {
            Object::String(it) => self.push(decoded(it.as_bytes())),
            Object::Name(it) => self.push(it.as_str().to_owned()),
            Object::Dict(it) => self.add_dict(it, depth),
            Object::Array(it) => {
                // What is referred to is an object of its own, and read as such.
                for it in it.raw_iter() {
                    if let MaybeRef::NotRef(it) = it {
                        self.add(&it, depth + 1);
                    }
                }
            }
            Object::Stream(it) => self.add_stream(it, depth),
            Object::Null(_) | Object::Boolean(_) | Object::Number(_) => {}
        }
    }

    fn add_dict(&mut self, dict: &Dict<'_>, depth: usize) {
        for (name, value) in dict.entries() {
            self.push(name.as_str().to_owned());
            if let MaybeRef::NotRef(it) = value {
                self.add(&it, depth + 1);
            }
        }
    }

    /// Properties and attached files are text; fonts, pictures and pages are not.
    fn add_stream(&mut self, stream: &Stream<'_>, depth: usize) {
        self.add_dict(stream.dict(), depth);
        let kind: Option<Object<'_>> = stream.dict().get("Type");
        let kind = kind.and_then(Object::into_name).map(|it| it.as_str().to_owned());
        if kind.is_some_and(|it| it == "Metadata" || it == "EmbeddedFile")
            && let Ok(bytes) = stream.decoded()
        {
            self.push(decoded(&bytes));
        }
    }

    /// What stands in for drawn text: alternatives and expansions.
    fn add_spans(&mut self, page: &Page<'_>) {
        let mut instructions = page.typed_operations();
        while let Some(it) = instructions.next() {
            if let TypedInstruction::BeginMarkedContentWithProperties(it) = it {
                self.add(it.1, 0);
            }
        }
    }

    fn push(&mut self, text: String) {
        // A date is no number of a telephone.
        if 2 < text.len() && !text.starts_with("D:") {
            self.found.insert(text);
        }
    }
}

/// A string of a PDF: UTF-16 or UTF-8 if it says so, otherwise Latin.
fn decoded(bytes: &[u8]) -> String {
    if let Some(rest) = bytes.strip_prefix(&[0xfe, 0xff]) {
        let units: Vec<u16> = rest
            .chunks_exact(2)
            .map(|it| it.iter().fold(0, |sum, byte| sum << 8 | u16::from(*byte)))
            .collect();
        return String::from_utf16_lossy(&units);
    }
    match std::str::from_utf8(bytes) {
        Ok(it) => it.to_owned(),
        Err(_) => bytes.iter().map(|it| char::from(*it)).collect(),
    }
}
