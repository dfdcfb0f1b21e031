//! Plans where there is no network: kept in the browser, and taken along in a folder.

use std::fs;

use app::actor::Role;

use super::tab::{Chromium, Tab};
use super::{axe, with_browser};
use crate::mainstay::Mainstay;
use crate::server::Server;

const PASSPHRASE: &str = "four words in a row";

/// Turns on that this browser keeps the plans of whoever is signed in.
async fn turn_on(tab: &Tab) {
    tab.open("/offline").await;
    tab.until_shown("Nothing is kept in this browser.").await;
    tab.fill("[name=pin]", PASSPHRASE).await;
    tab.fill("[name=again]", PASSPHRASE).await;
    tab.run("document.querySelector('[data-offline-on] button').click()").await;
    tab.until_shown("Kept in this browser:").await;
}

async fn opened_with(tab: &Tab, passphrase: &str) {
    tab.until("document.querySelector('[data-offline-open]')?.hidden === false").await;
    tab.fill("[name=pin]", passphrase).await;
    tab.run("document.querySelector('[data-offline-open] button').click()").await;
}

#[test]
fn kept_plans_open_with_the_server_off_and_say_how_old_they_are() {
    with_browser(async |mut server: Server, chromium| {
        let tab = chromium.tab(&server).await;
        tab.look(390, "dark").await;
        tab.sign_in(&server, Role::Coordinator).await;
        turn_on(&tab).await;
        axe::put_in(&tab).await;
        assert_eq!(axe::violations(&tab).await, [""; 0]);
        assert_eq!(tab.noise(), [""; 0]);
        // What lies in the browser does not say what is in it.
        let kept: bool = tab.promised(KEPT_IN_CLEAR).await;
        assert!(!kept, "something of it is kept in clear");

        server.kill();
        tab.open("/plans").await;
        tab.until_shown("As of less than a minute ago").await;
        opened_with(&tab, "four words in a bow").await;
        tab.until_shown("This is not the passphrase. 9 tries are left.").await;
        opened_with(&tab, PASSPHRASE).await;
        tab.until("document.querySelector('[data-offline-part] a') !== null").await;
        axe::put_in(&tab).await;
        assert_eq!(axe::violations(&tab).await, [""; 0]);
        tab.run("document.querySelector('[data-offline-part] a').click()").await;
        tab.until_shown("In force since").await;
        tab.until_shown("As of less than a minute ago").await;
        tab.picture("offline-plan-390-dark.png").await;
        tab.fill("#offline-search", "telephone").await;
        tab.until("document.querySelector('[data-offline-part] h2')?.innerText.endsWith('found')")
            .await;
        tab.run("document.querySelector('[data-offline-lock]').click()").await;
        tab.until("document.querySelector('[data-offline-part]').childElementCount === 0").await;
    });
}

/// Whether anything in `IndexedDB` or in the caches names an agency or a channel.
const KEPT_IN_CLEAR: &str = "(async () => {
    const db = await new Promise((resolve) => {
        const asked = indexedDB.open('mainstay-offline', 1);
        asked.onsuccess = () => resolve(asked.result);
    });
    const all = await new Promise((resolve) => {
        const asked = db.transaction('kept').objectStore('kept').getAll();
        asked.onsuccess = () => resolve(asked.result);
    });
    db.close();
    let text = '';
    const walk = (it) => {
        if (it instanceof ArrayBuffer) text += new TextDecoder('latin1').decode(it);
        else if (ArrayBuffer.isView(it)) text += new TextDecoder('latin1').decode(it.buffer);
        else if (it instanceof CryptoKey) text += it.extractable && it.type === 'private' ? 'Commerce' : '';
        else if (it && typeof it === 'object') Object.values(it).forEach(walk);
        else text += String(it);
    };
    walk(all);
    for (const name of await caches.keys()) {
        const shelf = await caches.open(name);
        for (const asked of await shelf.keys()) text += await (await shelf.match(asked)).text();
    }
    return all.length !== 1 || text.includes('Commerce') || text.includes('Telephone');
})()";

#[test]
fn signing_out_deletes_what_the_browser_kept() {
    with_browser(async |server: Server, chromium: Chromium| {
        let tab = chromium.tab(&server).await;
        tab.look(1440, "light").await;
        tab.sign_in(&server, Role::Coordinator).await;
        turn_on(&tab).await;
        tab.open("/plans").await;
        tab.until("document.readyState === 'complete'").await;
        tab.send("form[action='/sign-out'] button").await;
        tab.until_at("/sign-in").await;
        tab.open("/offline/read").await;
        tab.until_shown("Nothing is kept in this browser.").await;
        let names: Vec<String> =
            tab.promised("indexedDB.databases().then((all) => all.map((it) => it.name))").await;
        let copies: i64 = tab.promised(COPIES).await;
        assert!(copies == 0, "{names:?}");
        drop::<Server>(server);
    });
}

/// How many copies are kept.
const COPIES: &str = "(async () => {
    const db = await new Promise((resolve) => {
        const asked = indexedDB.open('mainstay-offline');
        asked.onupgradeneeded = () => asked.result.createObjectStore('kept');
        asked.onsuccess = () => resolve(asked.result);
    });
    const n = await new Promise((resolve) => {
        const asked = db.transaction('kept').objectStore('kept').count();
        asked.onsuccess = () => resolve(asked.result);
    });
    db.close();
    return n;
})()";

#[test]
fn a_kit_opens_from_the_disk_and_its_search_works_without_any_server() {
    with_browser(async |server: Server, chromium| {
        let tab = chromium.tab(&server).await;
        let mainstay = kit_of_the_demo(server);
        let path = mainstay.at("stick");
        tab.look(390, "light").await;
        tab.go(&format!("file://{}", path.join("index.html").display())).await;
        tab.until_shown("less than a day ago").await;
        axe::put_in(&tab).await;
        assert_eq!(axe::violations(&tab).await, [""; 0]);
        tab.fill("#search", "telephone").await;
        tab.until("document.querySelectorAll('[data-found] a').length > 0").await;
        tab.run("document.querySelector('[data-found] a').click()").await;
        tab.until(
            "location.pathname.endsWith('.html') && !location.pathname.endsWith('index.html')",
        )
        .await;
        tab.until_shown("As it was on").await;
        axe::put_in(&tab).await;
        assert_eq!(axe::violations(&tab).await, [""; 0]);
        tab.picture("kit-390-light.png").await;
        assert_eq!(tab.noise(), [""; 0]);

        // Whoever changes a file is found out.
        let intact = mainstay.run(&["kit", "check", "stick"]);
        assert_eq!(intact.code, 0, "{intact:?}");
        let mut page = fs::read(path.join("contacts.html")).unwrap();
        page.push(b' ');
        fs::write(path.join("contacts.html"), page).unwrap();
        let changed = mainstay.run(&["kit", "check", "stick"]);
        assert_eq!(changed.code, 1, "{changed:?}");
        assert!(changed.err.contains("`contacts.html` was changed"), "{changed:?}");
    });
}

/// The kit of an agency of the demo, opened in the folder `stick`, with the server gone.
fn kit_of_the_demo(mut server: Server) -> Mainstay {
    server.kill();
    let (mainstay, demo) = (Mainstay::new(), server.folder().join("mainstay-demo.db"));
    let database = format!("sqlite:{}", demo.display());
    let make = ["kit", "make", "--agency", "commerce", "--database", &database, "kit.age"];
    mainstay.ok_with(&make, &format!("{PASSPHRASE}\n"));
    // Nothing but the file is needed from here on.
    drop(server);
    let wrong = mainstay.run_with(&["kit", "open", "kit.age", "stick"], "four words in a bow\n");
    assert_eq!(wrong.code, 1, "{wrong:?}");
    assert!(wrong.err.contains("the passphrase is wrong"), "{wrong:?}");
    assert!(!mainstay.at("stick").exists());
    let opened = mainstay.ok_with(&["kit", "open", "kit.age", "stick"], &format!("{PASSPHRASE}\n"));
    assert!(opened.contains("are as they were when they were signed"), "{opened}");
    mainstay
}
