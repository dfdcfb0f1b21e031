//! The parts of plans about people: what is saved first and by whom, where people sit, and whether
//! there are enough of them.

use app::plans::blocks::Block;
use app::plans::live;
use app::plans::plan::{self, PlanDocument, SalvageItem};
use app::plans::templates::BlockKind;
use app::prepare::inventory::{Details, ItemDocument, Kind, ProcessDetails, VendorDetails};
use app::{Ctx, Error};
use test_support::{item, person, put};

use crate::plan_desk::{PlanDesk, plan_desk};

/// What a plan of `plan_type` shows in one block.
async fn block(desk: &PlanDesk, plan_type: &str, kind: BlockKind) -> Block {
    let document = PlanDocument::new("commerce", plan_type, plan_type, "A plan");
    let plan = plan::start(&desk.author, &document).await.unwrap();
    let opened = live::open(&desk.author, plan.id, None).await.unwrap();
    opened.blocks.into_iter().find(|it| it.kind == kind).unwrap()
}

fn salvage(what: &str, priority: u8, vendor: &str) -> SalvageItem {
    SalvageItem {
        what: what.to_owned(),
        priority,
        item: String::new(),
        site: "office".to_owned(),
        vendor: vendor.to_owned(),
        storage: "Cold store".to_owned(),
        how: "Freeze it.".to_owned(),
    }
}

/// Items stand in the order of their priority, with how to reach the contractor.
#[tokio::test]
async fn req_s3_18_the_salvage_list_is_ordered_by_priority_with_the_contact_of_the_vendor() {
    let desk = plan_desk().await;
    item(&desk.platform, Kind::Site, "commerce", "office").await;
    let details =
        VendorDetails { contact: "+1 919 555 0100".to_owned(), ..VendorDetails::default() };
    let dryers = ItemDocument::new(Kind::Vendor, "commerce", "dryers", "Dryers Inc.");
    let details = Details::Vendor(details).to_map();
    put(&desk.platform, &ItemDocument { details, ..dryers }).await;
    let document = PlanDocument::new("commerce", "salvage", "salvage", "Salvage");
    let plan = plan::start(&desk.author, &document).await.unwrap();
    let draft = desk.newest(&plan).await;
    let mut content = draft.content.clone();
    content.salvage = vec![
        salvage("Carpet", 5, ""),
        salvage("Tapes", 1, "dryers"),
        salvage("Files", 2, "dryers"),
    ];
    let saved = save(&desk.author, (&plan, draft.version), content.clone()).await.unwrap();
    let opened = live::open(&desk.author, plan.id, None).await.unwrap();
    let list = opened.blocks.iter().find(|it| it.kind == BlockKind::Salvage).unwrap();
    let rows: Vec<(&str, &str, &str)> = list
        .rows
        .iter()
        .map(|it| (it.cells[1].as_str(), it.cells[3].as_str(), it.cells[4].as_str()))
        .collect();
    let expected = [
        ("Tapes", "Dryers Inc.", "+1 919 555 0100"),
        ("Files", "Dryers Inc.", "+1 919 555 0100"),
        ("Carpet", "", ""),
    ];
    assert_eq!(rows, expected);
    assert_eq!(list.rows[0].cells[2], "The office");
    assert_eq!(list.says, "For 1 of 3 nobody is named who saves it.");
    // What cannot be is refused by its field.
    content.salvage[1].priority = 6;
    let refused = save(&desk.author, (&plan, saved.version), content.clone()).await;
    assert!(matches!(refused, Err(Error::Invalid(it)) if it[0].field == "salvage.1.priority"));
}

async fn save(
    ctx: &Ctx,
    (plan, seen): (&plan::Plan, i64),
    content: plan::Content,
) -> app::Result<plan::PlanVersion> {
    plan::save(ctx, plan.id, seen, content).await
}

/// Plans for accommodation and personnel say today's figures by themselves.
#[tokio::test]
async fn req_s3_25_plans_show_seats_and_people_as_they_are_today() {
    let desk = plan_desk().await;
    item(&desk.platform, Kind::Site, "commerce", "west").await;
    person(&desk.platform, "commerce", "ben").await;
    let details = ProcessDetails {
        people_min: Some(2),
        people: vec!["ben".to_owned()],
        seats: Some(3),
        seats_at: vec!["west 3".to_owned()],
        ..ProcessDetails::default()
    };
    let document = ItemDocument {
        tier: Some(1),
        details: Details::Process(details).to_map(),
        ..ItemDocument::new(Kind::Process, "commerce", "licenses", "Licenses")
    };
    put(&desk.platform, &document).await;
    let seats = block(&desk, "accommodation", BlockKind::Seats).await;
    assert_eq!(seats.rows[0].of, "process:licenses");
    assert_eq!(seats.rows[0].cells[3], "The west: 3");
    // The site has no seats at all, so that those that are counted on are too many.
    assert_eq!(seats.rows[0].cells[4], "Its seats are counted on twice");
    assert_eq!(seats.says, "Every critical function has an alternate seat.");
    let staff = block(&desk, "personnel", BlockKind::Staff).await;
    assert_eq!(staff.rows[0].cells, ["Licenses", "2", "1", "1"]);
    assert_eq!(staff.says, "1 of 1 functions have fewer people than they take.");
}
