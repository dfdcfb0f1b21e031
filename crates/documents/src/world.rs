//! What typesetting can see: the templates, the fonts, one file of data. No disk, no network, no
//! clock.

use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, World};
use typst_kit::fonts::{FontStore, embedded};

/// A document that can be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Template {
    /// `templates/readiness.typ`.
    Readiness,
    /// `templates/plan.typ`.
    Plan,
}

impl Template {
    fn text(self) -> &'static str {
        match self {
            Template::Readiness => include_str!("../templates/readiness.typ"),
            Template::Plan => include_str!("../templates/plan.typ"),
        }
    }
}

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| {
    // Row headers of tables are behind this feature.
    let features = [Feature::A11yExtras].into_iter().collect();
    LazyHash::new(Library::builder().with_features(features).build())
});

static FONTS: LazyLock<FontStore> = LazyLock::new(|| {
    let mut fonts = FontStore::new();
    fonts.extend(embedded());
    fonts
});

/// The fonts that every document carries.
pub(crate) fn fonts() -> &'static FontStore {
    &FONTS
}

/// The files of one document. Their paths are the same for every document: typst keeps each path
/// it has ever seen, and has room for 65,535.
pub(crate) struct Files {
    main: Source,
    house: Source,
    prose: Source,
    data: (FileId, Bytes),
}

impl Files {
    /// `template` with `data`, which it reads as JSON. `None` when a path is not a path.
    pub(crate) fn new(template: Template, data: Vec<u8>) -> Option<Files> {
        Some(Files {
            main: Source::new(id("main.typ")?, template.text().to_owned()),
            house: Source::new(id("house.typ")?, include_str!("../templates/house.typ").to_owned()),
            prose: Source::new(id("prose.typ")?, include_str!("../templates/prose.typ").to_owned()),
            data: (id("data.json")?, Bytes::new(data)),
        })
    }
}

fn id(path: &str) -> Option<FileId> {
    let path = VirtualPath::new(path).ok()?;
    Some(RootedPath::new(VirtualRoot::Project, path).intern())
}

impl World for Files {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        FONTS.book()
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        [&self.main, &self.house, &self.prose]
            .into_iter()
            .find(|it| it.id() == id)
            .cloned()
            .ok_or_else(|| FileError::NotFound(id.get().vpath().get_without_slash().into()))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let (data_id, data) = &self.data;
        if *data_id == id {
            return Ok(data.clone());
        }
        self.source(id).map(|it| Bytes::from_string(it.text().to_owned()))
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.font(index)
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
