//! How people and programs prove who they are: accounts with a password, sessions of browsers,
//! one-time links, and API tokens.
//!
//! Every secret is 256 random bits, and only its hash is kept. Passwords are kept as Argon2id.
//! What somebody may do once they are in is `people::access`.

mod account;
mod accounts;
mod enter;
mod entity;
mod first_run;
mod link_store;
mod links;
mod password;
mod secret;
mod session;
mod session_store;
mod sessions;
mod store;
mod throttle;
mod token;
mod token_store;
mod tokens;
mod visit;

pub use account::Account;
pub use accounts::{account, change_password, close_account, enroll};
pub use enter::sign_in;
pub use first_run::{FirstRun, first_administrator};
pub use links::{Handed, Link, invite, link, link_path, mail_link, make_link, use_link};
pub use password::{LENGTH_MAX, LENGTH_MIN};
pub use secret::Secret;
pub use session::Session;
pub use sessions::{actor_of_session, end_all_sessions, end_session, sessions, sign_out};
pub use token::{Token, TokenDraft};
pub use tokens::{actor_of_token, issue_token, revoke_token, tokens};
pub use visit::Visit;

pub(crate) use accounts::{address_of, cut_off, everybody_after, is_closed, with_password};
pub(crate) use secret::hash as secret_hash;
pub(crate) use sessions::actor;
