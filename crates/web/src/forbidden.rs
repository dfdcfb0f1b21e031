//! What somebody may not do, and whom to ask, in plain words.

use app::actor::{Permission, Role};

/// That whoever asked may not do what needs `permission`, who may, and what to do about it.
pub(crate) fn in_words(permission: Permission) -> String {
    format!(
        "Your roles do not let you {} here. These roles do, where they are held: {}. Ask one of \
         them to do it, or ask for a role: {} can give one.",
        permission.words(),
        who_may(permission),
        who_may(Permission::WriteGrants),
    )
}

/// The roles that allow something, in words.
pub(crate) fn who_may(permission: Permission) -> String {
    let roles = Role::ALL.iter().filter(|it| it.allows(permission));
    listed(&roles.map(|it| it.title()).collect::<Vec<_>>())
}

/// `A, B or C`.
fn listed(names: &[&str]) -> String {
    match names {
        [] => "nobody".to_owned(),
        [only] => (*only).to_owned(),
        [most @ .., last] => format!("{} or {last}", most.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_names_who_may_and_no_permission_by_its_code() {
        let words = in_words(Permission::ApproveAnalyses);
        assert!(words.starts_with("Your roles do not let you approve impact analyses here."));
        assert!(words.contains("These roles do, where they are held: Agency head."), "{words}");
        assert!(words.contains("Administrator can give one."), "{words}");
        for permission in Permission::ALL {
            assert!(!in_words(*permission).contains(permission.name()), "{permission}");
        }
    }
}
