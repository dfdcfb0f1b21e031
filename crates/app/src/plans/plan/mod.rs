//! Plans with their versions: who may do what with them, and when.
//!
//! Read [`Plan`] first, then [`PlanVersion`]: together they are the state machine of the domain
//! model, §5.1. What a version says is [`Content`]. What is approved is the hash of that.

mod comment;
mod comment_entity;
mod comment_store;
mod comments;
mod compare;
mod content;
mod document;
mod drafted;
mod entity;
mod filler;
mod head;
mod in_force;
mod naming;
mod outline;
mod put;
mod read;
mod reader;
mod reader_entity;
mod reader_store;
mod readers;
mod review;
mod reviews;
mod row;
mod rules;
mod store;
mod tell;
mod timer;
mod typed;
mod unknown;
mod version;
mod version_store;
mod write;

pub use comment::{Comment, Remark, Thread};
pub use comments::{comment, comments, may_say, reopen, reply, resolve};
pub use compare::{LineChange, SectionChange, compare};
pub use content::{
    Content, Criterion, Delegation, Duty, KitItem, Message, PRIORITY_MAX, RecordCopy, SalvageItem,
    Section, Step, Succession, Trigger, VitalRecord,
};
pub use document::{PlanDocument, VersionDocument};
pub use head::{Plan, Standing, Test};
pub use put::put_all;
pub use read::{
    Query, Sort, by_code, by_codes, children, count, documents, heads, is_own, is_uncovered, list,
    list_after, mine, n_uncovered, of_item, parent, show, uncovered, version, versions, why_due,
};
pub use reader::{About, Ask, AskLine, AskQuery, AskSort, NamedReader, Reader};
pub use readers::{acknowledge, asks, change_readers, my_asks, readers, remind, unreached};
pub use review::{approve, flag, reaffirm, record_test, reject, return_, review, waive_test};
pub use reviews::{NextStep, PlanReviews};
pub use rules::{ROWS_MAX, SECTION_MAX};
pub use timer::{changed_since, due};
pub use typed::{LISTS, RowField, typed_list, typed_rows};
pub use unknown::unknown_names;
pub use version::{PlanVersion, VersionState};
pub use write::{begin, change, discard, restore, retire, save, start, submit};

pub(crate) use filler::placeholder;
pub(crate) use in_force::{has_written, in_force_of};
pub(crate) use naming::{naming, person_changed};
pub(crate) use put::retire_in;
pub(crate) use read::{
    all_after, by_ids_in, children_in, codes_in, find_in, followed_in, id_in, in_force_where,
    seen_by,
};
pub(crate) use readers::acknowledged;
pub(crate) use review::{may_publish, put_in_force};
pub(crate) use store::ids_within;
pub(crate) use write::{find_draft, save_in};
