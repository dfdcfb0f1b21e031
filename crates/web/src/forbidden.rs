//! What somebody may not do, and whom to ask, in plain words.

use app::actor::{Permission, Role};

/// That whoever asked may not do what needs `permission`, who may, and what to do about it.
pub(crate) fn in_words(permission: Permission) -> String {
    let allows = |permission: Permission| {
        let roles = Role::ALL.iter().filter(|it| it.allows(permission));
        listed(&roles.map(|it| it.title()).collect::<Vec<_>>())
    };
    format!(
        "Your roles do not let you {} here. These roles do, where they are held: {}. Ask one of \
         them to do it, or ask for a role: {} can give one.",
        what(permission),
        allows(permission),
        allows(Permission::WriteGrants),
    )
}

/// What a permission is for, after “you may”.
fn what(permission: Permission) -> &'static str {
    match permission {
        Permission::ReadAgencies => "see agencies and the people who work there",
        Permission::WriteAgencies => "add or change agencies and people",
        Permission::ReadContacts => "see how to reach people",
        Permission::ReadInventory => "see services, assets, sites, vendors, teams and crews",
        Permission::WriteInventory => "add, change or import services, assets, sites and the like",
        Permission::ReadAnalyses => "see business processes and impact analyses",
        Permission::WriteAnalyses => "write business processes and impact analyses",
        Permission::ApproveAnalyses => "approve impact analyses",
        Permission::ReadReports => "see readiness, reports and findings",
        Permission::ReadGrants => "see who holds which role",
        Permission::WriteGrants => "give or end roles, or invite people",
        Permission::ReadAudit => "see the audit log",
        Permission::ReadSettings => "see settings",
        Permission::WriteSettings => "change settings",
    }
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
