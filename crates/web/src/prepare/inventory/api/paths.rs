//! The addresses of each kind of item, for programs.

use app::prepare::inventory::Kind;

/// The addresses of one kind.
#[derive(Debug, Clone, Copy)]
pub(super) struct Paths {
    pub(super) list: &'static str,
    pub(super) show: &'static str,
    pub(super) restore: &'static str,
    pub(super) needs: &'static str,
    pub(super) needed_by: &'static str,
}

macro_rules! under {
    ($plural:literal) => {
        Paths {
            list: concat!("/api/v1/", $plural),
            show: concat!("/api/v1/", $plural, "/{id}"),
            restore: concat!("/api/v1/", $plural, "/{id}/restore"),
            needs: concat!("/api/v1/", $plural, "/{id}/needs"),
            needed_by: concat!("/api/v1/", $plural, "/{id}/needed-by"),
        }
    };
}

/// The addresses of `kind`.
pub(super) const fn paths(kind: Kind) -> Paths {
    match kind {
        Kind::Service => under!("services"),
        Kind::Process => under!("processes"),
        Kind::Asset => under!("assets"),
        Kind::DataSet => under!("data-sets"),
        Kind::Site => under!("sites"),
        Kind::Vendor => under!("vendors"),
        Kind::Team => under!("teams"),
        Kind::Crew => under!("crews"),
        Kind::Group => under!("groups"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_use_the_plural_that_the_app_uses() {
        for &kind in Kind::ALL {
            assert_eq!(paths(kind).list.strip_prefix("/api/v1/"), Some(kind.plural()));
        }
    }
}
