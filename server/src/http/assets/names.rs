use std::collections::BTreeMap;

use app::{LazyIsland, Site};

/// What one build of the site says of itself.
#[derive(Debug, Default)]
pub(super) struct Build {
    /// As cargo-leptos writes it: "js: HASH", a line each.
    pub hashes: String,
    /// Names of the files at the top of the site.
    pub top: Vec<String>,
    /// What the code of each lazy island is in; JSON, see [`lazy_islands`].
    pub manifest: String,
}

/// "pkg/mediconnect.HASH.js" of "mediconnect" and "js".
pub(super) fn file(hashes: &str, kind: &str, stem: &str, extension: &str) -> String {
    let hash = hashes
        .lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(key, _)| key.trim() == kind);
    match hash {
        Some((_, hash)) => format!("pkg/{stem}.{}.{extension}", hash.trim()),
        None => format!("pkg/{stem}.{extension}"),
    }
}

/// The file in the site that says what the code of each lazy island is in.
pub(super) fn manifest_file(hashes: &str) -> String {
    file(hashes, "manifest", "__wasm_split_manifest", "json")
}

/// The addresses that pages link to.
pub(super) fn site(build: &Build) -> Site {
    let Build { hashes, top, manifest } = build;
    let name = |kind| format!("/{}", file(hashes, kind, "mediconnect", kind));
    let loader = format!("/{}", file(hashes, "split", "__wasm_split", "js"));
    let has = |name: &str| top.iter().any(|file| file == name);
    Site {
        style: name("css"),
        script: name("js"),
        wasm: name("wasm"),
        lazy_islands: lazy_islands(manifest, &loader),
        font: "/fonts/atkinson-hyperlegible-next-400-700-latin.woff2".to_owned(),
        icon: has("favicon.svg").then(|| "/favicon.svg".to_owned()),
        has_manifest: has("site.webmanifest"),
        reload_port: std::env::var_os("LEPTOS_WATCH").and(Some(reload_port())),
    }
}

/// The manifest is an object: "day_board_loader_HASH", after the function that wakes the island, to the names of its files in
/// pkg without their extension. Without a manifest no island is lazy.
fn lazy_islands(manifest: &str, loader: &str) -> Vec<LazyIsland> {
    let manifest: BTreeMap<String, Vec<String>> = serde_json::from_str(manifest).unwrap_or_default();
    let island = |(function, files): (String, Vec<String>)| {
        let (name, _) = function.split_once("_loader_")?;
        Some(LazyIsland {
            name: name.split('_').map(capitalized).collect(),
            loader: loader.to_owned(),
            files: files.iter().map(|file| format!("/pkg/{file}.wasm")).collect(),
        })
    };
    manifest.into_iter().filter_map(island).collect()
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

fn reload_port() -> u16 {
    std::env::var("LEPTOS_RELOAD_PORT")
        .ok()
        .and_then(|port| port.parse().ok())
        .unwrap_or(3001)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_link_to_the_names_with_hashes() {
        let site = site(&Build {
            hashes: "js: Ab-1\nwasm: Cd_2\ncss: Ef3\nsplit: Gh4\n".to_owned(),
            top: vec!["favicon.svg".to_owned()],
            manifest: r#"{"day_board_loader_255":["chunk_4.Ij5","split_day_board_loader_255.Kl6"]}"#.to_owned(),
        });
        assert_eq!(site.script, "/pkg/mediconnect.Ab-1.js");
        assert_eq!(site.wasm, "/pkg/mediconnect.Cd_2.wasm");
        assert_eq!(site.style, "/pkg/mediconnect.Ef3.css");
        assert_eq!(site.icon.as_deref(), Some("/favicon.svg"));
        let board = LazyIsland {
            name: "DayBoard".to_owned(),
            loader: "/pkg/__wasm_split.Gh4.js".to_owned(),
            files: vec![
                "/pkg/chunk_4.Ij5.wasm".to_owned(),
                "/pkg/split_day_board_loader_255.Kl6.wasm".to_owned(),
            ],
        };
        assert_eq!(site.lazy_islands, [board]);
    }
}
