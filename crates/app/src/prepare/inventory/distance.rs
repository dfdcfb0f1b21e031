//! How far apart two sites are, and what threatens both. Nothing here does I/O.

use std::collections::BTreeSet;

use super::SiteDetails;

/// The mean radius of the earth in kilometers (IUGG).
const EARTH_KM: f64 = 6371.0088;

/// The way between two places over ground, in kilometers. Each is degrees north, degrees east.
pub fn kilometers(from: (f64, f64), to: (f64, f64)) -> f64 {
    let (lat_from, lat_to) = (from.0.to_radians(), to.0.to_radians());
    let half_lat = (lat_to - lat_from) / 2.0;
    let half_lon = (to.1 - from.1).to_radians() / 2.0;
    let chord = half_lat.sin().powi(2) + lat_from.cos() * lat_to.cos() * half_lon.sin().powi(2);
    2.0 * EARTH_KM * chord.sqrt().min(1.0).asin()
}

/// What threatens both sites, as the first one writes it.
pub fn shared_hazards(one: &SiteDetails, other: &SiteDetails) -> Vec<String> {
    let theirs: BTreeSet<String> =
        other.hazards.iter().map(|it| it.trim().to_lowercase()).collect();
    let shared = one.hazards.iter().filter(|it| theirs.contains(&it.trim().to_lowercase()));
    shared.cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Wake and Rutherford County, by the centers of their areas.
    #[test]
    fn req_s2_36_wake_and_rutherford_are_298_6_km_apart() {
        let (wake, rutherford) = ((35.789_826, -78.651_951), (35.402_782, -81.920_651));
        let distance = kilometers(wake, rutherford);
        assert!((distance - 298.6).abs() < 0.1, "{distance}");
        assert_eq!(kilometers(wake, wake), 0.0);
        assert!((kilometers(rutherford, wake) - distance).abs() < 1e-9);
    }

    #[test]
    fn req_s2_36_hazards_are_shared_however_they_are_written() {
        let site = |hazards: &[&str]| SiteDetails {
            hazards: hazards.iter().map(|it| (*it).to_owned()).collect(),
            ..SiteDetails::default()
        };
        let eastern = site(&["Hurricane", "Flood"]);
        assert_eq!(shared_hazards(&eastern, &site(&["Landslide", " hurricane"])), ["Hurricane"]);
        assert!(shared_hazards(&eastern, &site(&["Landslide"])).is_empty());
    }
}
