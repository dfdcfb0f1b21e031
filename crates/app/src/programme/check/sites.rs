//! Whether what strikes a site spares the one that stands by for it.

use std::collections::BTreeSet;

use super::world::{World, item};
use crate::prepare::inventory::{Details, Kind, SiteDetails, SiteRole};
use crate::programme::ItemFile;
use crate::programme::findings::{Finding, NEAR_SITES, SAME_HAZARD};

/// Sites nearer than this may be struck together.
const KM_MIN: f64 = 50.0;

/// Mean radius of the earth.
const EARTH_KM: f64 = 6371.0088;

pub(super) fn check(world: &World<'_>) -> Vec<Finding> {
    let sites: Vec<(&ItemFile, SiteDetails)> = world
        .of_kind(Kind::Site)
        .filter_map(|(it, details)| match details {
            Details::Site(site) => Some((it, site)),
            _ => None,
        })
        .collect();
    let mut found = Vec::new();
    for (primary, at) in &sites {
        for (alternate, there) in &sites {
            let is_pair = match (at.site_role, there.site_role) {
                (
                    Some(SiteRole::PrimaryDataCenter),
                    Some(SiteRole::AlternateDataCenter | SiteRole::AlternateStorage),
                ) => true,
                (Some(SiteRole::Office), Some(SiteRole::AlternateOffice)) => {
                    primary.document.agency == alternate.document.agency
                }
                _ => false,
            };
            if is_pair {
                found.extend(too_near((primary, at), (alternate, there)));
                found.extend(same_hazard((primary, at), (alternate, there)));
            }
        }
    }
    found
}

type Site<'a> = (&'a ItemFile, &'a SiteDetails);

fn too_near((primary, at): Site<'_>, (alternate, there): Site<'_>) -> Option<Finding> {
    let km = distance_km(at.latitude.zip(at.longitude)?, there.latitude.zip(there.longitude)?);
    (km < KM_MIN).then(|| {
        let message = format!(
            "“{}” is {km:.1} km from “{}”: one event can strike both.",
            alternate.document.name, primary.document.name
        );
        NEAR_SITES.finds(item(alternate), message).at("latitude")
    })
}

fn same_hazard((primary, at): Site<'_>, (alternate, there): Site<'_>) -> Option<Finding> {
    let folded = |it: &[String]| -> BTreeSet<String> {
        it.iter().map(|it| it.trim().to_lowercase()).filter(|it| !it.is_empty()).collect()
    };
    let (here, there) = (folded(&at.hazards), folded(&there.hazards));
    let shared: Vec<&str> = here.intersection(&there).map(String::as_str).collect();
    (!shared.is_empty()).then(|| {
        let message = format!(
            "“{}” and “{}” are both threatened by {}.",
            primary.document.name,
            alternate.document.name,
            shared.join(", ")
        );
        SAME_HAZARD.finds(item(alternate), message).at("hazards")
    })
}

/// The distance between two places on the earth, along its surface.
fn distance_km((lat_a, lon_a): (f64, f64), (lat_b, lon_b): (f64, f64)) -> f64 {
    let half = |a: f64, b: f64| ((b - a).to_radians() / 2.0).sin().powi(2);
    let along = lat_a.to_radians().cos() * lat_b.to_radians().cos();
    let h = half(lat_a, lat_b) + along * half(lon_a, lon_b);
    2.0 * EARTH_KM * h.sqrt().min(1.0).asin()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_of_the_earth_is_ten_thousand_kilometers() {
        let km = distance_km((0.0, 0.0), (0.0, 90.0));
        assert!((km - EARTH_KM * std::f64::consts::FRAC_PI_2).abs() < 1e-6, "{km}");
        let eastern_to_western = distance_km((35.7796, -78.6382), (35.3692, -81.9568));
        assert!((295.0..310.0).contains(&eastern_to_western), "{eastern_to_western}");
    }
}
