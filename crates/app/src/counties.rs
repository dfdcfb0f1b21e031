//! The counties by name: people know names, files and other systems five-digit FIPS codes.
//!
//! Codes, names and the middle of each are those of North Carolina (US Census Bureau, Gazetteer
//! files), on which the sample state is drawn. One that is not among them goes by its code.

/// A county: five-digit FIPS code, name, degrees north and degrees east of its middle.
pub(crate) type County = (&'static str, &'static str, f64, f64);

/// Where the capital and the Eastern Data Center are.
pub(crate) const CAPITAL: County = ("37183", "Wake", 35.79, -78.64);

/// Where the Western Data Center is.
pub(crate) const WEST: County = ("37161", "Rutherford", 35.37, -81.96);

/// All of them.
pub(crate) const COUNTIES: &[County] = &[
    ("37001", "Alamance", 36.04, -79.4),
    ("37003", "Alexander", 35.92, -81.18),
    ("37005", "Alleghany", 36.49, -81.13),
    ("37007", "Anson", 34.97, -80.1),
    ("37009", "Ashe", 36.43, -81.5),
    ("37011", "Avery", 36.08, -81.92),
    ("37013", "Beaufort", 35.49, -76.86),
    ("37015", "Bertie", 36.07, -76.98),
    ("37017", "Bladen", 34.62, -78.56),
    ("37019", "Brunswick", 34.07, -78.24),
    ("37021", "Buncombe", 35.61, -82.53),
    ("37023", "Burke", 35.75, -81.7),
    ("37025", "Cabarrus", 35.39, -80.55),
    ("37027", "Caldwell", 35.95, -81.54),
    ("37029", "Camden", 36.39, -76.21),
    ("37031", "Carteret", 34.83, -76.65),
    ("37033", "Caswell", 36.39, -79.33),
    ("37035", "Catawba", 35.66, -81.21),
    ("37037", "Chatham", 35.7, -79.26),
    ("37039", "Cherokee", 35.13, -84.06),
    ("37041", "Chowan", 36.15, -76.61),
    ("37043", "Clay", 35.06, -83.75),
    ("37045", "Cleveland", 35.33, -81.56),
    ("37047", "Columbus", 34.27, -78.66),
    ("37049", "Craven", 35.12, -77.09),
    ("37051", "Cumberland", 35.05, -78.83),
    ("37053", "Currituck", 36.41, -76.01),
    ("37055", "Dare", 35.41, -75.54),
    ("37057", "Davidson", 35.79, -80.21),
    ("37059", "Davie", 35.93, -80.54),
    ("37061", "Duplin", 34.94, -77.93),
    ("37063", "Durham", 36.04, -78.88),
    ("37065", "Edgecombe", 35.91, -77.6),
    ("37067", "Forsyth", 36.13, -80.26),
    ("37069", "Franklin", 36.08, -78.28),
    ("37071", "Gaston", 35.29, -81.18),
    ("37073", "Gates", 36.45, -76.7),
    ("37075", "Graham", 35.35, -83.83),
    ("37077", "Granville", 36.3, -78.65),
    ("37079", "Greene", 35.48, -77.68),
    ("37081", "Guilford", 36.08, -79.79),
    ("37083", "Halifax", 36.26, -77.65),
    ("37085", "Harnett", 35.37, -78.87),
    ("37087", "Haywood", 35.56, -82.98),
    ("37089", "Henderson", 35.34, -82.48),
    ("37091", "Hertford", 36.36, -76.98),
    ("37093", "Hoke", 35.02, -79.24),
    ("37095", "Hyde", 35.53, -76.26),
    ("37097", "Iredell", 35.81, -80.87),
    ("37099", "Jackson", 35.29, -83.14),
    ("37101", "Johnston", 35.52, -78.36),
    ("37103", "Jones", 35.02, -77.35),
    ("37105", "Lee", 35.48, -79.17),
    ("37107", "Lenoir", 35.24, -77.64),
    ("37109", "Lincoln", 35.49, -81.22),
    ("37111", "McDowell", 35.68, -82.05),
    ("37113", "Macon", 35.15, -83.42),
    ("37115", "Madison", 35.86, -82.71),
    ("37117", "Martin", 35.84, -77.11),
    ("37119", "Mecklenburg", 35.25, -80.83),
    ("37121", "Mitchell", 36.02, -82.16),
    ("37123", "Montgomery", 35.33, -79.91),
    ("37125", "Moore", 35.31, -79.48),
    ("37127", "Nash", 35.97, -77.98),
    ("37129", "New Hanover", 34.23, -77.89),
    ("37131", "Northampton", 36.42, -77.4),
    ("37133", "Onslow", 34.73, -77.43),
    ("37135", "Orange", 36.06, -79.12),
    ("37137", "Pamlico", 35.15, -76.73),
    ("37139", "Pasquotank", 36.3, -76.28),
    ("37141", "Pender", 34.52, -77.91),
    ("37143", "Perquimans", 36.2, -76.44),
    ("37145", "Person", 36.39, -78.97),
    ("37147", "Pitt", 35.59, -77.38),
    ("37149", "Polk", 35.28, -82.17),
    ("37151", "Randolph", 35.71, -79.81),
    ("37153", "Richmond", 35.01, -79.75),
    ("37155", "Robeson", 34.64, -79.1),
    ("37157", "Rockingham", 36.4, -79.77),
    ("37159", "Rowan", 35.64, -80.53),
    ("37161", "Rutherford", 35.4, -81.92),
    ("37163", "Sampson", 34.99, -78.37),
    ("37165", "Scotland", 34.84, -79.48),
    ("37167", "Stanly", 35.31, -80.25),
    ("37169", "Stokes", 36.4, -80.24),
    ("37171", "Surry", 36.41, -80.69),
    ("37173", "Swain", 35.49, -83.49),
    ("37175", "Transylvania", 35.2, -82.8),
    ("37177", "Tyrrell", 35.82, -76.21),
    ("37179", "Union", 34.99, -80.53),
    ("37181", "Vance", 36.37, -78.41),
    ("37183", "Wake", 35.79, -78.65),
    ("37185", "Warren", 36.4, -78.11),
    ("37187", "Washington", 35.82, -76.58),
    ("37189", "Watauga", 36.23, -81.7),
    ("37191", "Wayne", 35.36, -78.0),
    ("37193", "Wilkes", 36.21, -81.16),
    ("37195", "Wilson", 35.71, -77.92),
    ("37197", "Yadkin", 36.16, -80.67),
    ("37199", "Yancey", 35.9, -82.31),
];

/// What people call the county with the code `fips`: the code itself if its name is not known.
pub fn named(fips: &str) -> &str {
    COUNTIES.iter().find(|it| it.0 == fips).map_or(fips, |it| it.1)
}

/// The code of the county that `text` names with its state, as in `Wake, NC` or `Wake County, North
/// Carolina`, whatever its capitals: `text` itself if it is no such name.
///
/// Without the state, nobody can tell: seventeen states have a Union County.
pub fn code(text: &str) -> &str {
    let folded = text.trim().to_lowercase();
    let Some((name, "nc" | "north carolina")) =
        folded.split_once(',').map(|it| (it.0, it.1.trim()))
    else {
        return text;
    };
    let name = name.trim_end();
    let name = name.strip_suffix(" county").unwrap_or(name);
    COUNTIES.iter().find(|it| it.1.to_lowercase() == name).map_or(text, |it| it.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_county_goes_by_its_name_and_is_kept_by_its_code() {
        assert_eq!((named("37183"), code("wake county, nc")), ("Wake", "37183"));
        assert_eq!((code("Wake, North Carolina"), code("Union, OH")), ("37183", "Union, OH"));
        assert_eq!(code("Union"), "Union", "of which state?");
        assert_eq!((named("39049"), code("39049")), ("39049", "39049"));
        assert!(COUNTIES.iter().all(|it| code(&format!("{}, NC", it.1)) == it.0));
    }
}
