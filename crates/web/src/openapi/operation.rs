//! What the description of the API says of a route.

use super::Parameter;

/// One operation of the API. What every operation answers when something is wrong is not said here:
/// it follows from the route.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Operation {
    /// Its name for programs, such as `list_services`.
    pub id: String,
    /// Under which heading it stands.
    pub tag: &'static str,
    /// What it does, in a few words.
    pub summary: String,
    /// What the address may ask for.
    pub query: Vec<Parameter>,
    /// Whether the caller must say which version they saw.
    pub needs_version: bool,
    /// What is sent.
    pub body: Option<Sent>,
    /// Whether a rule may say no, even if nothing is sent.
    pub may_refuse: bool,
    /// Whether records that are named in what is sent may not be there.
    pub may_miss: bool,
    /// What is answered when all is well.
    pub success: Success,
}

/// What an operation is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sent {
    /// A document of this schema.
    Document(String),
    /// A file, byte by byte.
    File,
}

/// What an operation answers when all is well.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Success {
    /// The status.
    pub status: u16,
    /// What it means.
    pub description: &'static str,
    /// The schema of what is answered.
    pub schema: Option<String>,
    /// The media type of the file that is answered, if one is.
    pub file: Option<&'static str>,
    /// Whether the answer says which version it is, in `ETag`.
    pub versioned: bool,
    /// Where to find what was added: what `Location` says.
    pub located: Option<&'static str>,
}

impl Operation {
    /// An operation called `id` under the heading `tag`, which does what `summary` says.
    pub fn new(id: impl Into<String>, tag: &'static str, summary: impl Into<String>) -> Operation {
        Operation { id: id.into(), tag, summary: summary.into(), ..Operation::default() }
    }

    /// … whose address may ask for these things.
    #[must_use]
    pub fn asks(self, query: Vec<Parameter>) -> Operation {
        Operation { query, ..self }
    }

    /// … which is told the version that the caller saw.
    #[must_use]
    pub fn needs_version(self) -> Operation {
        Operation { needs_version: true, ..self }
    }

    /// … which is sent something of this schema.
    #[must_use]
    pub fn takes(self, schema: impl Into<String>) -> Operation {
        Operation { body: Some(Sent::Document(schema.into())), ..self }
    }

    /// … which is sent a file.
    #[must_use]
    pub fn takes_file(self) -> Operation {
        Operation { body: Some(Sent::File), ..self }
    }

    /// … to which a rule may say no.
    #[must_use]
    pub fn may_refuse(self) -> Operation {
        Operation { may_refuse: true, ..self }
    }

    /// … which names records in what it is sent.
    #[must_use]
    pub fn may_miss(self) -> Operation {
        Operation { may_miss: true, ..self }
    }

    /// … which answers with `status` when all is well.
    #[must_use]
    pub fn answers(self, status: u16, description: &'static str) -> Operation {
        Operation { success: Success { status, description, ..Success::default() }, ..self }
    }

    /// … and something of this schema.
    #[must_use]
    pub fn of(mut self, schema: impl Into<String>) -> Operation {
        self.success.schema = Some(schema.into());
        self
    }

    /// … and a file of this media type.
    #[must_use]
    pub fn of_file(mut self, media_type: &'static str) -> Operation {
        self.success.file = Some(media_type);
        self
    }

    /// … and the version of what it answers with.
    #[must_use]
    pub fn versioned(mut self) -> Operation {
        self.success.versioned = true;
        self
    }

    /// … and where to find it from now on.
    #[must_use]
    pub fn located(mut self, path: &'static str) -> Operation {
        self.success.located = Some(path);
        self
    }
}
