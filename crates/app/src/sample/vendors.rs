//! Who supplies the state from outside, and what they promise.

use super::draft::{Draft, item};
use crate::Span;
use crate::prepare::inventory::{
    Details, ItemDocument, Proof, ProofSource, VendorDetails, VendorTier,
};

/// Prints and mails what agencies send.
pub(super) const PRINTER: &str = "halyard-print";
/// Takes card payments.
pub(super) const PAYMENTS: &str = "cardinal-payments";
/// Runs email and calendars.
pub(super) const MAIL: &str = "larkspur-mail";
/// Rents out computers.
pub(super) const CLOUD: &str = "stratus-ridge-cloud";

const IT: &str = "information-technology";

/// Name, importance, and the hours within which each promises to be back.
const VENDORS: &[(&str, VendorTier, i64)] = &[
    ("Halyard Print", VendorTier::Critical, 72),
    ("Cardinal Payments", VendorTier::Critical, 12),
    ("Larkspur Mail", VendorTier::Critical, 4),
    ("Stratus Ridge Cloud", VendorTier::Critical, 2),
    ("Bluestem Carrier", VendorTier::Critical, 4),
    ("Tidewater Fiber", VendorTier::Critical, 6),
    ("Piedmont Power and Light", VendorTier::Critical, 24),
    ("Corvane Systems", VendorTier::Critical, 8),
    ("Ironwood Mainframe Services", VendorTier::Critical, 8),
    ("Sandhill Storage", VendorTier::Critical, 8),
    ("Redbud Case Software", VendorTier::Important, 6),
    ("Longleaf Licensing Cloud", VendorTier::Important, 8),
    ("Osprey Learning", VendorTier::Important, 8),
    ("Dogwood Grants", VendorTier::Important, 8),
    ("Blue Heron Analytics", VendorTier::Other, 24),
    ("Granite Permit Systems", VendorTier::Important, 8),
    ("Fairwind Scheduling", VendorTier::Important, 6),
    ("Harbor Light Notifications", VendorTier::Important, 4),
    ("Cypress Document Imaging", VendorTier::Important, 12),
    ("Galax Maps", VendorTier::Other, 12),
    ("Kestrel Radio", VendorTier::Critical, 8),
    ("Roanoke Generator Service", VendorTier::Important, 6),
    ("Catawba Fuel", VendorTier::Important, 12),
    ("Whitewater Cooling", VendorTier::Important, 8),
    ("Carriage House Records", VendorTier::Important, 24),
    ("Sourwood Backup", VendorTier::Important, 8),
    ("Trillium Identity", VendorTier::Critical, 4),
    ("Bright Leaf Payroll", VendorTier::Important, 12),
    ("Sycamore Telephony", VendorTier::Important, 4),
    ("Mockingbird Transcription", VendorTier::Other, 48),
    ("Wolf Laurel Security", VendorTier::Important, 4),
    ("Cobblestone Courier", VendorTier::Other, 24),
    ("Lantern Laboratory Systems", VendorTier::Important, 8),
    ("Old Mill Web", VendorTier::Other, 8),
    ("Pamlico Marine", VendorTier::Important, 48),
    ("Yellow Jasmine Staffing", VendorTier::Other, 48),
    ("Rockfish Ticketing", VendorTier::Other, 12),
    ("High Rock Elevators", VendorTier::Other, 24),
    ("Turnstone Tolling", VendorTier::Important, 8),
    ("Marigold Meals", VendorTier::Important, 24),
    ("Black Walnut Vehicles", VendorTier::Other, 72),
    ("Chestnut Cards", VendorTier::Important, 12),
    ("Silver Birch Health Exchange", VendorTier::Critical, 4),
    ("Persimmon Pharmacy Data", VendorTier::Important, 8),
    ("Juniper Weather", VendorTier::Important, 2),
    ("Stonecrop Surveying", VendorTier::Other, 72),
    ("Deer Run Translation", VendorTier::Other, 24),
    ("Gray Fox Forensics", VendorTier::Important, 24),
    ("Bayberry Benefits", VendorTier::Important, 8),
    ("Copper Ridge Cabling", VendorTier::Other, 24),
    ("Thistledown Training", VendorTier::Other, 72),
    ("Sweetgum Surplus Auctions", VendorTier::Other, 72),
    ("Hickory Nut Housing", VendorTier::Other, 48),
    ("Redwing Registry", VendorTier::Important, 8),
    ("Foxglove Facilities", VendorTier::Other, 24),
    ("Tulip Poplar Testing", VendorTier::Important, 12),
    ("Meadowlark Media", VendorTier::Other, 24),
    ("Saltmarsh Surveys", VendorTier::Other, 72),
    ("Quillwort Archives", VendorTier::Other, 24),
    ("Ridgeline Roofing", VendorTier::Other, 72),
];

/// The vendors whose software agencies rent, each with how soon it is back.
pub(super) const SOFTWARE: [&str; 8] = [
    "redbud-case-software",
    "longleaf-licensing-cloud",
    "osprey-learning",
    "dogwood-grants",
    "granite-permit-systems",
    "fairwind-scheduling",
    "redwing-registry",
    "bayberry-benefits",
];

pub(super) fn write(draft: &mut Draft) {
    let mut random = draft.random("vendors");
    for (n, (name, tier, hours)) in VENDORS.iter().enumerate() {
        let code = super::draft::slug(name);
        // Every sixth has not shown for over a year that its plan works, and some never have.
        let evidence = match n % 12 {
            5 | 11 => Some(draft.days_ago(random.between(400, 900))),
            8 => None,
            _ => Some(draft.days_ago(random.between(20, 330))),
        };
        let agreement_ends = match n % 15 {
            7 => draft.days_ago(random.between(10, 90)),
            _ => draft.in_days(random.between(40, 1_400)),
        };
        let details = VendorDetails {
            vendor_tier: Some(*tier),
            contact: format!("continuity@{code}.example"),
            agreement_ends: Some(agreement_ends),
            evidence_on: evidence,
        };
        let document = ItemDocument {
            description: format!("Has agreed to be back within {hours} hours of a disruption."),
            owner: draft.person(IT, 8),
            restore: Some(Span::from_hours(*hours)),
            proof: evidence.map(|on| Proof {
                source: ProofSource::Vendor,
                on: Some(on),
                measured: None,
            }),
            ..item(IT, &code, name, &Details::Vendor(details))
        };
        draft.put(document, Vec::new());
    }
}
