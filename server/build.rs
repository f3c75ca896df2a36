//! With the feature `embed-site`: writes the table of the site's files that go into the binary.
//!
//! MEDICONNECT_SITE_DIR is the folder that `cargo leptos build --release --precompress` wrote, MEDICONNECT_HASH_FILE its list
//! of hashes.

use std::{
    env,
    error::Error,
    fmt::Write,
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    if env::var_os("CARGO_FEATURE_EMBED_SITE").is_none() {
        return Ok(());
    }
    let site = input("MEDICONNECT_SITE_DIR")?;
    let hash_file = input("MEDICONNECT_HASH_FILE")?;
    let mut table =
        format!("pub const HASHES: &str = include_str!({hash_file:?});\npub const FILES: &[EmbeddedFile] = &[\n");
    for file in files(&site)? {
        let path = file
            .strip_prefix(&site)?
            .to_str()
            .ok_or("a file name is not UTF-8")?
            .replace('\\', "/");
        if path.ends_with(".br") || path.ends_with(".gz") {
            continue;
        }
        let mut hasher = DefaultHasher::new();
        fs::read(&file)?.hash(&mut hasher);
        let tag = format!("\"{:x}\"", hasher.finish());
        let (brotli, gzip) = (beside(&file, "br"), beside(&file, "gz"));
        writeln!(
            table,
            "EmbeddedFile {{ path: {path:?}, tag: {tag:?}, plain: include_bytes!({file:?}), brotli: {brotli}, gzip: {gzip} }},"
        )?;
    }
    table.push_str("];\n");
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("site.rs"), table)?;
    Ok(())
}

fn input(variable: &str) -> Result<PathBuf, String> {
    println!("cargo::rerun-if-env-changed={variable}");
    let path = env::var_os(variable)
        .map(PathBuf::from)
        .ok_or(format!("set {variable} to embed the site"))?;
    println!("cargo::rerun-if-changed={}", path.display());
    path.canonicalize()
        .map_err(|error| format!("{variable}={}: {error}", path.display()))
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, std::io::Error> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// The compressed form of a file, unless compressing made it larger (a typeface is compressed already).
fn beside(file: &Path, extension: &str) -> String {
    let compressed = PathBuf::from(format!("{}.{extension}", file.display()));
    let size = |path: &Path| fs::metadata(path).map(|data| data.len());
    match (size(&compressed), size(file)) {
        (Ok(small), Ok(plain)) if small < plain => format!("Some(include_bytes!({compressed:?}))"),
        _ => "None".to_owned(),
    }
}
