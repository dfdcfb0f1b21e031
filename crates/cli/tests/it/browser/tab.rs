//! A browser, and a tab in it with what one does there.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use app::actor::Role;
use chromiumoxide::Page;
use chromiumoxide::browser::{Browser, BrowserConfig};
use chromiumoxide::cdp::browser_protocol::emulation::{
    MediaFeature, SetDeviceMetricsOverrideParams,
};
use chromiumoxide::cdp::browser_protocol::input::{
    DispatchKeyEventParams, DispatchKeyEventType, InsertTextParams,
};
use chromiumoxide::cdp::browser_protocol::log::{EventEntryAdded, LogEntryLevel};
use chromiumoxide::cdp::browser_protocol::network::{
    BlockPattern, ClearBrowserCookiesParams, SetBlockedUrLsParams,
};
use chromiumoxide::cdp::browser_protocol::target::SetAutoAttachParams;
use chromiumoxide::cdp::js_protocol::runtime::{
    ConsoleApiCalledType, EvaluateParams, EventConsoleApiCalled, EventExceptionThrown,
};
use futures_util::StreamExt as _;
use serde::de::DeserializeOwned;
use tempfile::TempDir;
use tokio::time::Instant;

use crate::server::Server;

/// How long anything that is awaited may take, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// How often it is looked for.
const PAUSE: Duration = Duration::from_millis(20);

/// The first link of the main part to a record in a folder.
const RECORD: &str = r"[...document.querySelectorAll('main a')]
    .map((it) => it.getAttribute('href')).find((it) => it?.startsWith(FOLDER)
        && /^[0-9a-f-]{36}$/.test(it.slice(FOLDER.length))) ?? null";

/// The browser, until it is dropped.
pub(super) struct Chromium {
    browser: Browser,
    _profile: TempDir,
}

impl Chromium {
    /// Starts the browser.
    pub(super) async fn start() -> Chromium {
        let path = std::env::var_os("MAINSTAY_TEST_CHROMIUM")
            .map_or_else(|| PathBuf::from("/usr/bin/chromium"), PathBuf::from);
        assert!(
            path.exists(),
            "there is no browser at {}: install the Debian package chromium, or say in \
             MAINSTAY_TEST_CHROMIUM where it is",
            path.display()
        );
        let profile = TempDir::new().unwrap();
        let config = BrowserConfig::builder()
            .chrome_executable(path)
            .user_data_dir(profile.path())
            .new_headless_mode()
            .no_sandbox()
            .launch_timeout(PATIENCE)
            .request_timeout(PATIENCE)
            .viewport(None)
            .args(["--disable-gpu", "--disable-dev-shm-usage", "--force-color-profile=srgb"])
            .build()
            .unwrap();
        let (browser, mut handler) = Browser::launch(config).await.unwrap();
        tokio::spawn(async move { while handler.next().await.is_some() {} });
        Chromium { browser, _profile: profile }
    }

    /// A new tab, which shares its cookies with the others.
    pub(super) async fn tab(&self, server: &Server) -> Tab {
        let page = self.browser.new_page("about:blank").await.unwrap();
        // Else a service worker would wait for a debugger before its first line.
        let alone = SetAutoAttachParams {
            auto_attach: false,
            wait_for_debugger_on_start: false,
            flatten: Some(true),
            filter: None,
        };
        page.execute(alone).await.unwrap();
        page.enable_log().await.unwrap();
        page.enable_runtime().await.unwrap();
        let noise = Arc::new(Mutex::new(Vec::new()));
        listen(&page, &noise).await;
        Tab { page, origin: server.origin.clone(), noise }
    }
}

/// A tab.
pub(super) struct Tab {
    page: Page,
    origin: String,
    noise: Arc<Mutex<Vec<String>>>,
}

/// Keeps what the browser complains about: errors of scripts, what the policy forbids, what
/// cannot be loaded.
async fn listen(page: &Page, noise: &Arc<Mutex<Vec<String>>>) {
    let mut entries = page.event_listener::<EventEntryAdded>().await.unwrap();
    let kept = Arc::clone(noise);
    tokio::spawn(async move {
        while let Some(it) = entries.next().await {
            if matches!(it.entry.level, LogEntryLevel::Error | LogEntryLevel::Warning) {
                let at = it.entry.url.as_deref().unwrap_or("");
                kept.lock().unwrap().push(format!("{} {at}", it.entry.text));
            }
        }
    });
    let mut thrown = page.event_listener::<EventExceptionThrown>().await.unwrap();
    let kept = Arc::clone(noise);
    tokio::spawn(async move {
        while let Some(it) = thrown.next().await {
            kept.lock().unwrap().push(format!("{:?}", it.exception_details));
        }
    });
    let mut said = page.event_listener::<EventConsoleApiCalled>().await.unwrap();
    let kept = Arc::clone(noise);
    tokio::spawn(async move {
        while let Some(it) = said.next().await {
            if matches!(it.r#type, ConsoleApiCalledType::Error | ConsoleApiCalledType::Warning) {
                kept.lock().unwrap().push(format!("{:?}", it.args));
            }
        }
    });
}

impl Tab {
    /// Opens a page of ours, and waits until it is all there.
    pub(super) async fn open(&self, path: &str) {
        self.go(&format!("{}{path}", self.origin)).await;
    }

    /// Opens any address, and waits until it is all there.
    pub(super) async fn go(&self, address: &str) {
        self.page.goto(address).await.unwrap_or_else(|it| panic!("{address}: {it}"));
        self.until("document.readyState === 'complete'").await;
    }

    /// What a script says. The page's own policy and settings do not hold it back.
    pub(super) async fn value<T: DeserializeOwned>(&self, script: &str) -> T {
        let found = self.try_value(script, false).await;
        found.unwrap_or_else(|it| panic!("{}: {it}", script.get(..200).unwrap_or(script)))
    }

    /// What the promise that a script makes comes to. None is kept where scripts may not run.
    pub(super) async fn promised<T: DeserializeOwned>(&self, script: &str) -> T {
        let found = self.try_value(script, true).await;
        found.unwrap_or_else(|it| panic!("{}: {it}", script.get(..200).unwrap_or(script)))
    }

    async fn try_value<T: DeserializeOwned>(&self, script: &str, wait: bool) -> Result<T, String> {
        let asked = EvaluateParams::builder()
            .expression(script)
            .await_promise(wait)
            .return_by_value(true)
            .build()?;
        let found = self.page.evaluate_expression(asked).await.map_err(|it| it.to_string())?;
        let value = found.value().cloned().unwrap_or_default();
        serde_json::from_value(value).map_err(|it| it.to_string())
    }

    /// Runs a script for what it does.
    pub(super) async fn run(&self, script: &str) {
        let _: serde_json::Value = self.value(&format!("{script}; true")).await;
    }

    /// Waits until a script says true. While a page changes it may say nothing.
    pub(super) async fn until(&self, script: &str) {
        let deadline = Instant::now() + PATIENCE;
        while self.try_value::<bool>(script, false).await != Ok(true) {
            if deadline < Instant::now() {
                let text = self.text().await;
                panic!("waited in vain for {script}\n{text}");
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Waits until the page shows this text.
    pub(super) async fn until_shown(&self, text: &str) {
        let text = serde_json::to_string(text).unwrap();
        self.until(&format!("document.body.innerText.includes({text})")).await;
    }

    /// Waits until the path of the page begins so.
    pub(super) async fn until_at(&self, path: &str) {
        self.until(&format!(
            "location.pathname.startsWith({path:?}) && document.readyState === 'complete'"
        ))
        .await;
    }

    /// What the page says.
    pub(super) async fn text(&self) -> String {
        self.value("location.href + '\\n' + document.body.innerText").await
    }

    /// Clicks on the first that matches, with the mouse.
    pub(super) async fn click(&self, selector: &str) {
        let element = self.page.find_element(selector).await;
        let element = element.unwrap_or_else(|it| panic!("{selector}: {it}"));
        element.click().await.unwrap_or_else(|it| panic!("{selector}: {it}"));
    }

    /// Types into a field, in place of what is there.
    pub(super) async fn fill(&self, selector: &str, text: &str) {
        let found: bool = self
            .value(&format!(
                "(() => {{ const it = document.querySelector({selector:?}); \
                 it?.focus(); it?.select?.(); return Boolean(it); }})()"
            ))
            .await;
        assert!(found, "there is no field {selector}");
        self.page.execute(InsertTextParams::new(text)).await.unwrap();
    }

    /// Sends the form in which the first that matches stands, as its button does.
    pub(super) async fn send(&self, selector: &str) {
        self.run(&format!(
            "document.documentElement.dataset.before = 'yes'; \
             document.querySelector({selector:?}).closest('form').requestSubmit()"
        ))
        .await;
        self.until(
            "!document.documentElement.dataset.before && document.readyState === 'complete'",
        )
        .await;
    }

    /// Presses a key, with Control held down if `control`.
    pub(super) async fn press(&self, key: &str, control: bool) {
        let code = if key.len() == 1 { format!("Key{}", key.to_uppercase()) } else { key.into() };
        let number = match key {
            "Enter" => 13,
            "Escape" => 27,
            "ArrowDown" => 40,
            _ => key.to_uppercase().bytes().next().map_or(0, i64::from),
        };
        for kind in [DispatchKeyEventType::RawKeyDown, DispatchKeyEventType::KeyUp] {
            let event = DispatchKeyEventParams::builder()
                .r#type(kind)
                .key(key)
                .code(code.as_str())
                .windows_virtual_key_code(number)
                .modifiers(if control { 2 } else { 0 })
                .build();
            self.page.execute(event.unwrap()).await.unwrap();
        }
    }

    /// Signs in as someone of `role`, in place of whoever is.
    pub(super) async fn sign_in(&self, server: &Server, role: Role) {
        self.page.execute(ClearBrowserCookiesParams::default()).await.unwrap();
        self.open("/sign-in").await;
        self.fill("[name=email]", server.email(role)).await;
        self.fill("[name=password]", &server.password).await;
        self.send("[name=email]").await;
        self.until("location.pathname !== '/sign-in'").await;
    }

    /// How wide the window is, and which colors are preferred. Nothing moves.
    pub(super) async fn look(&self, width: i64, colors: &str) {
        let size = SetDeviceMetricsOverrideParams::new(width, 900, 1.0, false);
        self.page.execute(size).await.unwrap();
        let features = [("prefers-color-scheme", colors), ("prefers-reduced-motion", "reduce")];
        let features = features.map(|(name, value)| MediaFeature::new(name, value)).to_vec();
        self.page.emulate_media_features(features).await.unwrap();
    }

    /// Keeps our scripts from pages, as a bad line would. Pages have no other scripts.
    pub(super) async fn refuse_scripts(&self) {
        let refused = BlockPattern::new("*://*:*/*.js", true);
        let refused = SetBlockedUrLsParams::builder().url_pattern(refused).build();
        self.page.execute(refused).await.unwrap();
    }

    /// The path of the first record of a list that the main part links to.
    pub(super) async fn first(&self, list: &str) -> Option<String> {
        self.open(list).await;
        let folder = format!("{}/", list.split('?').next().unwrap_or(list));
        self.value(&RECORD.replace("FOLDER", &format!("{folder:?}"))).await
    }

    /// What the browser has complained about since it was last asked.
    pub(super) fn noise(&self) -> Vec<String> {
        std::mem::take(&mut *self.noise.lock().unwrap())
    }

    /// A picture of the whole page, if `MAINSTAY_TEST_PICTURES` names a folder for them.
    pub(super) async fn picture(&self, name: &str) {
        let Some(folder) = std::env::var_os("MAINSTAY_TEST_PICTURES") else { return };
        let how = chromiumoxide::page::ScreenshotParams::builder().full_page(true).build();
        self.page.save_screenshot(how, PathBuf::from(folder).join(name)).await.unwrap();
    }
}
