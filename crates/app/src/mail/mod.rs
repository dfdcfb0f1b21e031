//! Mail to people: a row and a job in the transaction of what it tells of, and a mail server that
//! takes it afterwards.
//!
//! Without a mail server, mails wait until there is one. What a mail says is sealed while it waits,
//! because it may hold a one-time link, and forgotten once it is sent. Its message id follows from the
//! id of its row: if the program stops right after the server took it, the second one says that it is
//! the same.

mod entity;
mod forget;
mod letter;
mod password;
mod post;
mod server;
mod store;

pub use forget::ForgetOld;
pub use letter::{Letter, Paragraph};
pub use password::{open_password, seal_password};
pub use post::SendMail;
pub use server::{MailServer, MailSettings, Tls};

pub(crate) use post::{Address, post};
