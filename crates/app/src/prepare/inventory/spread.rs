//! Where the members of a redundancy group are: together at one site, what strikes it takes all of
//! them (NIST SP 800-53 CP-2(6), CP-7). Nothing here does I/O.

use std::collections::BTreeSet;

/// Where the members of a group are, as far as anybody has said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spread<S> {
    /// At two sites or more.
    Apart,
    /// All at one site.
    OneSite(S),
    /// Of some nobody has said where they are, and all others are at one site, or there are none.
    Unknown {
        /// The site of the others.
        site: Option<S>,
        /// Of how many members nobody has said.
        n_unknown: u32,
    },
    /// It has one member or none: there is nothing to spread.
    Alone,
}

impl<S: Ord> Spread<S> {
    /// Of members by the sites that each is at: none if nobody has said.
    pub fn of(members: impl IntoIterator<Item = BTreeSet<S>>) -> Spread<S> {
        let (mut sites, mut n_members, mut n_unknown) = (BTreeSet::new(), 0_u32, 0_u32);
        for of_member in members {
            n_members = n_members.saturating_add(1);
            if of_member.is_empty() {
                n_unknown = n_unknown.saturating_add(1);
            }
            sites.extend(of_member);
        }
        let is_apart = 1 < sites.len();
        match (sites.into_iter().next(), n_members, n_unknown) {
            (_, 0 | 1, _) => Spread::Alone,
            (Some(_), ..) if is_apart => Spread::Apart,
            (Some(site), _, 0) => Spread::OneSite(site),
            (site, _, n_unknown) => Spread::Unknown { site, n_unknown },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A member of which nobody has said where it is may be anywhere: that is told apart.
    #[test]
    fn req_s4_17_a_group_at_one_site_is_told_from_one_of_which_not_all_is_known() {
        let of = |members: &[&[&'static str]]| {
            Spread::of(members.iter().map(|it| it.iter().copied().collect()))
        };
        assert_eq!(of(&[&["east"], &["east"]]), Spread::OneSite("east"));
        assert_eq!(of(&[&["east"], &["west"]]), Spread::Apart);
        assert_eq!(of(&[&["east", "west"], &["west"]]), Spread::Apart);
        assert_eq!(of(&[&["east"], &["west"], &[]]), Spread::Apart);
        let unknown = |site, n_unknown| Spread::Unknown { site, n_unknown };
        assert_eq!(of(&[&["east"], &[], &[]]), unknown(Some("east"), 2));
        assert_eq!(of(&[&[], &[]]), unknown(None, 2));
        assert_eq!(of(&[&["east"]]), Spread::Alone);
        assert_eq!(of(&[]), Spread::Alone);
    }
}
