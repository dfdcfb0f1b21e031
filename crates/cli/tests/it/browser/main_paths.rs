//! What people do most, done as they do it.

use app::actor::Role;

use super::tab::Tab;
use super::{axe, with_browser};
use crate::server::Server;

/// Opens the first record of a list.
async fn open_first(tab: &Tab, list: &str) -> String {
    let path = tab.first(list).await.unwrap_or_else(|| panic!("{list} shows nothing"));
    tab.open(&path).await;
    path
}

/// The time in which the item on the page can be back, as its panel says it.
const ACHIEVABLE: &str = "[...document.querySelectorAll('main dt')]
    .find((it) => it.textContent.includes('Achievable'))?.nextElementSibling?.textContent ?? ''";

/// Something with a restore time of its own among what decides.
const OWN_TIME: &str = r"[...document.querySelectorAll('main figure a')]
    .map((it) => it.href.baseVal ?? it.getAttribute('href'))
    .findLast((it) => /^.(services|assets|sites|data-sets).[0-9a-f-]{36}$/.test(it)) ?? null";

#[test]
fn a_missed_service_shows_why_and_what_would_change_it() {
    with_browser(async |server: Server, chromium| {
        let tab = chromium.tab(&server).await;
        tab.look(1440, "light").await;
        tab.sign_in(&server, Role::ContinuityTeam).await;
        let service = open_first(&tab, "/services?standing=missed").await;
        tab.until("document.querySelector('main figure svg') !== null").await;
        tab.until_shown("is not achievable").await;

        // What if the last of the chain took next to no time?
        tab.run(
            "(() => { const it = document.querySelector('form[action$=\"/what-if\"]'); \
             it.closest('details')?.setAttribute('open', ''); \
             it.item.selectedIndex = it.item.options.length - 1; })()",
        )
        .await;
        tab.fill("form[action$='/what-if'] [name=takes]", "1 m").await;
        tab.send("form[action$='/what-if'] [name=takes]").await;
        tab.until_shown("Achievable then").await;
        tab.until_shown("Nothing is saved").await;

        // The same for good: the time that one asset takes.
        tab.open(&service).await;
        let before: String = tab.value(ACHIEVABLE).await;
        let path: String = tab.value(OWN_TIME).await;
        tab.open(&format!("{path}/edit")).await;
        tab.fill("[name=restore]", "30 d").await;
        tab.send("[name=restore]").await;
        tab.until_at(&path).await;
        tab.until_shown("Saved.").await;
        tab.open(&service).await;
        let after: String = tab.value(ACHIEVABLE).await;
        assert_ne!(before, after);
        assert_eq!(tab.noise(), [""; 0]);
    });
}

#[test]
fn a_service_can_be_added_without_script() {
    with_browser(async |server: Server, chromium| {
        let tab = chromium.tab(&server).await;
        tab.look(1440, "light").await;
        tab.refuse_scripts().await;
        tab.sign_in(&server, Role::ContinuityTeam).await;
        tab.open("/services/new").await;
        tab.fill("[name=name]", "Bridge inspection").await;
        tab.fill("[name=target_rto]", "soon").await;
        tab.click("main form button.primary").await;
        tab.until("document.querySelector('[role=alert]') !== null").await;
        let kept: String = tab.value("document.querySelector('[name=name]').value").await;
        assert_eq!(kept, "Bridge inspection");
        let links: bool = tab
            .value(
                "[...document.querySelectorAll('[role=alert] a')]\
                 .every((it) => document.querySelector(it.getAttribute('href')))",
            )
            .await;
        assert!(links, "a line of the summary leads nowhere: {}", tab.text().await);
        let code = "document.querySelector('#f-agency option:nth-child(2)')?.value \
                    ?? document.querySelector('[list] ~ datalist option, datalist option')?.value";
        let code: String = tab.value(code).await;
        tab.run(&format!("document.querySelector('[name=agency]').value = {code:?}")).await;
        tab.fill("[name=code]", "bridge-inspection").await;
        tab.fill("[name=target_rto]", "8 h").await;
        tab.click("main form button.primary").await;
        tab.until_shown("Added.").await;
        tab.until_shown("Bridge inspection").await;
    });
}

#[test]
fn anything_is_found_and_opened_by_keyboard() {
    with_browser(async |server: Server, chromium| {
        let tab = chromium.tab(&server).await;
        tab.look(1440, "light").await;
        tab.sign_in(&server, Role::ContinuityTeam).await;
        open_first(&tab, "/services").await;
        let name: String = tab.value("document.querySelector('h1').innerText").await;
        tab.open("/sites").await;
        tab.until("document.querySelector('dialog.palette') !== null").await;
        tab.press("k", true).await;
        tab.until("document.querySelector('dialog.palette').open").await;
        tab.fill("dialog.palette input", &name).await;
        tab.until("document.querySelector('#palette-found [aria-selected=true]') !== null").await;
        tab.press("Enter", false).await;
        tab.until_at("/services/").await;
        tab.until_shown(&name).await;
        assert_eq!(tab.noise(), [""; 0]);
    });
}

#[test]
fn of_two_people_who_edit_at_once_the_second_sees_both_versions() {
    with_browser(async |server: Server, chromium| {
        let tab = chromium.tab(&server).await;
        tab.look(1440, "light").await;
        tab.sign_in(&server, Role::ContinuityTeam).await;
        let service = open_first(&tab, "/services").await;
        let edit = format!("{service}/edit");
        let other = chromium.tab(&server).await;
        other.open(&edit).await;
        tab.open(&edit).await;
        tab.fill("[name=description]", "As the first wrote it.").await;
        tab.send("[name=description]").await;
        tab.until_shown("Saved.").await;
        other.fill("[name=description]", "As the second wrote it.").await;
        other.send("[name=description]").await;
        other.until_shown("As the first wrote it.").await;
        other.until_shown("As the second wrote it.").await;
        // Whoever changes nothing in the choice takes nothing away from the first.
        other.run("document.querySelector('main [type=radio]:not(:checked)').click()").await;
        other.send("main form [name=version]").await;
        other.until_shown("Saved.").await;
        other.until_shown("As the second wrote it.").await;
    });
}

#[test]
fn a_file_becomes_records_after_a_verdict_on_each_row() {
    with_browser(async |server: Server, chromium| {
        let tab = chromium.tab(&server).await;
        tab.look(1440, "light").await;
        tab.sign_in(&server, Role::ContinuityTeam).await;
        tab.open("/sites/new").await;
        let agency: String =
            tab.value("document.querySelector('#f-agency option:nth-child(2)').innerText").await;
        tab.open("/imports/new?kind=site").await;
        let csv = format!("Code,Name,Agency\nlake-house,Lake House,\"{agency}\"\nx,,nobody\n");
        tab.run(&format!(
            "(() => {{ const to = new DataTransfer(); \
             to.items.add(new File([{csv:?}], 'sites.csv', {{ type: 'text/csv' }})); \
             document.querySelector('[name=file]').files = to.files; \
             document.querySelector('[name=kind]').value = 'site'; }})()"
        ))
        .await;
        tab.send("[name=file]").await;
        tab.until_shown("What do the columns mean?").await;
        axe::put_in(&tab).await;
        assert_eq!(axe::violations(&tab).await, [""; 0]);
        tab.send("[name=column-name]").await;
        tab.until_shown("Refused").await;
        tab.until_shown("Row by row").await;
        axe::put_in(&tab).await;
        assert_eq!(axe::violations(&tab).await, [""; 0]);
        tab.picture("import-checked-1440-light.png").await;
        tab.send("form[action$='/commit'] button").await;
        tab.until_shown("What became of the rows").await;
        tab.open("/sites?q=Lake+House").await;
        tab.until_shown("Lake House").await;
        assert_eq!(tab.noise(), [""; 0]);
    });
}

#[test]
fn an_analysis_is_written_by_one_and_approved_by_another() {
    with_browser(async |server: Server, chromium| {
        let tab = chromium.tab(&server).await;
        tab.look(1440, "light").await;
        tab.sign_in(&server, Role::Coordinator).await;
        open_first(&tab, "/analyses?state=approved").await;
        tab.send("form[action='/analyses'] button").await;
        tab.until("location.pathname.endsWith('/edit')").await;
        tab.fill("[name=rto]", "45 m").await;
        tab.send("[name=rto]").await;
        tab.until_shown("Saved.").await;
        let path: String = tab.value("location.pathname").await;
        tab.open(&format!("{path}/submit")).await;
        tab.send("main form [name=version]").await;
        tab.until_shown("Waiting for approval").await;
        tab.open(&format!("{path}/approve")).await;
        tab.until_shown("may not").await;
        let refused = tab.noise();
        assert!(refused.iter().all(|it| it.contains("status of 403")), "{refused:?}");

        tab.sign_in(&server, Role::AgencyHead).await;
        tab.open(&format!("{path}/approve")).await;
        tab.until_shown("it must be back within 45 m").await;
        tab.send("main form [name=version]").await;
        tab.until_shown("Approved").await;
        assert_eq!(tab.noise(), [""; 0]);
    });
}

/// Damage is written down with a phone in the hand, without script, and adds up on the disruption.
#[test]
fn req_s3_17_damage_is_written_down_on_a_phone() {
    with_browser(async |server: Server, chromium| {
        let tab = chromium.tab(&server).await;
        tab.look(390, "light").await;
        tab.refuse_scripts().await;
        tab.sign_in(&server, Role::ContinuityTeam).await;
        tab.open("/disruptions/new").await;
        tab.fill("[name=name]", "Flood at the office").await;
        tab.fill("[name=code]", "flood-on-a-phone").await;
        tab.run("document.querySelector('[name=agency]').selectedIndex = 1").await;
        tab.click("main form button.primary").await;
        tab.until_shown("Going on").await;
        let disruption: String = tab.value("location.pathname").await;
        tab.open(&format!("{disruption}/damage/new")).await;
        let fits: bool =
            tab.value("document.documentElement.scrollWidth <= window.innerWidth").await;
        assert!(fits, "nothing stands beyond the edge of the screen");
        tab.fill("[name=what]", "Boiler").await;
        tab.run("document.querySelector('[name=severity]').value = 'major'").await;
        tab.fill("[name=estimate]", "12,500").await;
        tab.click("main form button.primary").await;
        tab.until_shown("$12,500").await;
        tab.open(&disruption).await;
        tab.until_shown("$12,500").await;
        assert_eq!(tab.noise(), [""; 0]);
    });
}
