//! Where the bytes of a file come from: a disk, memory, or the pieces in the database.

use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::Arc;

use db::Tx;
use tokio::sync::mpsc;

use super::drafts::{self, Draft};
use super::import::{Format, Import};
use super::mapping::{Mapping, Target};
use super::{backstage, store};
use crate::ids::ImportId;
use crate::{Error, Result};

/// How large a file may be that has to be held whole: a catalog, or a list of agencies.
const WHOLE_BYTES_MAX: u64 = 64 << 20;

/// How much of a file is looked at before its columns are mapped.
pub(super) const START_BYTES: usize = 1 << 20;

/// How many rows a list of agencies may have: all of them are compared with each other.
const AGENCIES_MAX: usize = 100_000;

/// A file to be imported.
#[derive(Debug, Clone)]
pub struct File {
    pub(super) format: Format,
    pub(super) size_bytes: u64,
    origin: Origin,
}

#[derive(Debug, Clone)]
enum Origin {
    Disk(PathBuf),
    Memory(Arc<[u8]>),
    Stored(ImportId),
}

impl File {
    /// The file at `path`, whose format its name tells.
    pub fn at(path: PathBuf) -> io::Result<File> {
        let about = path.metadata()?;
        if !about.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "this is no file"));
        }
        let format = Format::of_name(&path.to_string_lossy());
        Ok(File { format, size_bytes: about.len(), origin: Origin::Disk(path) })
    }

    /// A file in memory.
    pub fn of(format: Format, bytes: Vec<u8>) -> File {
        let size_bytes = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        File { format, size_bytes, origin: Origin::Memory(bytes.into()) }
    }

    /// The file of an import.
    pub(super) fn stored(import: &Import) -> File {
        let (format, size_bytes) = (import.format, import.size_bytes);
        File { format, size_bytes, origin: Origin::Stored(import.id) }
    }

    /// Starts to read it. What it says comes in batches.
    pub(super) async fn open(&self, tx: &Tx, mapping: &Mapping) -> Result<Batches> {
        if self.format == Format::Backstage {
            let text = String::from_utf8(self.whole(tx).await?);
            let text =
                text.map_err(|it| unreadable(format!("This is not text in UTF-8: {it}.")))?;
            let mapping = mapping.clone();
            let read = move || backstage::catalog(&text, &mapping);
            let reading = tokio::task::spawn_blocking(read).await.map_err(Error::internal)?;
            return Ok(Batches::of(reading.drafts));
        }
        let (pieces, drafts) = match &self.origin {
            Origin::Disk(path) => {
                let file = std::fs::File::open(path).map_err(|it| unreadable(it.to_string()))?;
                (None, drafts::csv(file, mapping.clone()))
            }
            Origin::Memory(bytes) => {
                (None, drafts::csv(io::Cursor::new(bytes.clone()), mapping.clone()))
            }
            Origin::Stored(id) => {
                let (sender, receiver) = mpsc::channel(2);
                let pieces = Pieces { receiver, piece: io::Cursor::default() };
                (Some((*id, 0, sender)), drafts::csv(pieces, mapping.clone()))
            }
        };
        let mut batches = Batches { pieces, drafts: Drafts::Coming(drafts) };
        if mapping.target != Target::Agency {
            return Ok(batches);
        }
        // Every spelling of a name has to be known before anything is said of its agency.
        if WHOLE_BYTES_MAX < self.size_bytes {
            return Err(unreadable("A list of agencies may have 64 MiB."));
        }
        let mut all = Vec::new();
        while let Some(batch) = batches.next(tx).await? {
            all.extend(batch);
            if AGENCIES_MAX < all.len() {
                return Err(unreadable("A list of agencies may have 100,000 rows."));
            }
        }
        Ok(Batches { pieces: None, drafts: Drafts::There(Some(all)) })
    }

    async fn whole(&self, tx: &Tx) -> Result<Vec<u8>> {
        if WHOLE_BYTES_MAX < self.size_bytes {
            return Err(unreadable("A catalog may have 64 MiB."));
        }
        match &self.origin {
            Origin::Disk(path) => {
                tokio::fs::read(path).await.map_err(|it| unreadable(it.to_string()))
            }
            Origin::Memory(bytes) => Ok(bytes.to_vec()),
            Origin::Stored(id) => {
                let mut bytes = Vec::new();
                let mut n = 0;
                while let Some(piece) = store::find_piece(tx, *id, n).await? {
                    bytes.extend(piece);
                    n += 1;
                }
                Ok(bytes)
            }
        }
    }

    /// The start of the file: enough to see how it is written down, and its first rows.
    pub(super) async fn start(&self, tx: &Tx) -> Result<Vec<u8>> {
        match &self.origin {
            Origin::Stored(id) => Ok(store::find_piece(tx, *id, 0).await?.unwrap_or_default()),
            _ => self.start_of_disk(),
        }
    }

    /// The same of a file that is not in the database.
    pub(super) fn start_of_disk(&self) -> Result<Vec<u8>> {
        let most = u64::try_from(START_BYTES).unwrap_or(u64::MAX);
        let mut start = Vec::new();
        let read = match &self.origin {
            Origin::Disk(path) => {
                std::fs::File::open(path).and_then(|it| it.take(most).read_to_end(&mut start))
            }
            Origin::Memory(bytes) => io::Cursor::new(bytes).take(most).read_to_end(&mut start),
            Origin::Stored(_) => Ok(0),
        };
        read.map_err(|it| unreadable(it.to_string()))?;
        Ok(start)
    }
}

fn unreadable(reason: impl Into<std::borrow::Cow<'static, str>>) -> Error {
    crate::FieldProblem::new("file", reason).into()
}

/// The drafts of a file, as they come.
pub(super) struct Batches {
    /// Which piece of which file is sent next, and to whom.
    pieces: Option<(ImportId, i32, mpsc::Sender<Vec<u8>>)>,
    drafts: Drafts,
}

enum Drafts {
    Coming(mpsc::Receiver<Vec<Draft>>),
    There(Option<Vec<Draft>>),
}

impl Batches {
    fn of(drafts: Vec<Draft>) -> Batches {
        Batches { pieces: None, drafts: Drafts::There(Some(drafts)) }
    }

    /// The next drafts. None: the file is over.
    pub(super) async fn next(&mut self, tx: &Tx) -> Result<Option<Vec<Draft>>> {
        let drafts = match &mut self.drafts {
            Drafts::There(all) => return Ok(all.take().filter(|it| !it.is_empty())),
            Drafts::Coming(drafts) => drafts,
        };
        loop {
            let Some((id, n, sender)) = &mut self.pieces else { return Ok(drafts.recv().await) };
            let is_over = tokio::select! {
                biased;
                batch = drafts.recv() => return Ok(batch),
                permit = sender.reserve() => {
                    match (permit, store::find_piece(tx, *id, *n).await?) {
                        (Ok(permit), Some(piece)) => {
                            permit.send(piece);
                            *n += 1;
                            false
                        }
                        _ => true,
                    }
                }
            };
            if is_over {
                self.pieces = None;
            }
        }
    }
}

/// The bytes of a stored file, on the thread that reads it.
struct Pieces {
    receiver: mpsc::Receiver<Vec<u8>>,
    piece: io::Cursor<Vec<u8>>,
}

impl Read for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let n = self.piece.read(buffer)?;
            if 0 < n || buffer.is_empty() {
                return Ok(n);
            }
            match self.receiver.blocking_recv() {
                Some(piece) => self.piece = io::Cursor::new(piece),
                None => return Ok(0),
            }
        }
    }
}
