use app::Site;

/// The file names of one build, from the list of hashes that cargo-leptos writes ("js: HASH", a line each) and the files at
/// the top of the site.
pub(super) fn site(hashes: &str, top: &[String]) -> Site {
    let name = |kind: &str| {
        let hash = hashes
            .lines()
            .filter_map(|line| line.split_once(':'))
            .find(|(key, _)| key.trim() == kind);
        match hash {
            Some((_, hash)) => format!("/pkg/mediconnect.{}.{kind}", hash.trim()),
            None => format!("/pkg/mediconnect.{kind}"),
        }
    };
    let has = |name: &str| top.iter().any(|file| file == name);
    Site {
        style: name("css"),
        script: name("js"),
        wasm: name("wasm"),
        font: "/fonts/atkinson-hyperlegible-next-latin.woff2".to_owned(),
        icon: has("favicon.svg").then(|| "/favicon.svg".to_owned()),
        has_manifest: has("site.webmanifest"),
        reload_port: std::env::var_os("LEPTOS_WATCH").and(Some(reload_port())),
    }
}

fn reload_port() -> u16 {
    std::env::var("LEPTOS_RELOAD_PORT")
        .ok()
        .and_then(|port| port.parse().ok())
        .unwrap_or(3001)
}

#[cfg(test)]
mod tests {
    use super::site;

    #[test]
    fn pages_link_to_the_names_with_hashes() {
        let site = site("js: Ab-1\nwasm: Cd_2\ncss: Ef3\n", &["favicon.svg".to_owned()]);
        assert_eq!(site.script, "/pkg/mediconnect.Ab-1.js");
        assert_eq!(site.wasm, "/pkg/mediconnect.Cd_2.wasm");
        assert_eq!(site.style, "/pkg/mediconnect.Ef3.css");
        assert_eq!(site.icon.as_deref(), Some("/favicon.svg"));
    }
}
