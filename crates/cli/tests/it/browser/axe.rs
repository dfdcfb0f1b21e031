//! Rules of accessibility, checked by axe-core within the page.

use std::fs;
use std::sync::LazyLock;

use super::tab::Tab;

/// WCAG 2.2, levels A and AA.
const ALL: &str =
    r#"{ type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }"#;

/// What can change with the colors alone.
const COLORS: &str = r#"{ type: "rule", values: ["color-contrast", "link-in-text-block"] }"#;

static AXE: LazyLock<String> = LazyLock::new(|| {
    let path = std::env::var_os("MAINSTAY_TEST_AXE")
        .expect("MAINSTAY_TEST_AXE does not say where axe.min.js is: `cargo xtask test` brings it");
    fs::read_to_string(path).expect("the file that MAINSTAY_TEST_AXE names cannot be read")
});

/// Puts axe-core into the page, which lasts until the next one.
pub(super) async fn put_in(tab: &Tab) {
    tab.run(&format!("{}; true", *AXE)).await;
}

/// What is wrong with the page, all rules.
pub(super) async fn violations(tab: &Tab) -> Vec<String> {
    run(tab, ALL).await
}

/// What is wrong with its colors.
pub(super) async fn violations_of_colors(tab: &Tab) -> Vec<String> {
    run(tab, COLORS).await
}

async fn run(tab: &Tab, only: &str) -> Vec<String> {
    let script = format!(
        r#"axe.run(document, {{ runOnly: {only}, resultTypes: ["violations"], preload: false }})
            .then((it) => it.violations.map((rule) => `${{rule.id}}: ${{rule.nodes.slice(0, 3)
                .map((node) => node.target.join(" ") + " (" + (node.any[0]?.message
                    ?? node.all[0]?.message ?? node.none[0]?.message) + ")").join("; ")}}`))"#
    );
    tab.promised(&script).await
}
