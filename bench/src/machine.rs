//! Where it was measured, as far as the kernel tells.

use std::{
    fs::{self, File},
    io::Write,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use backend::{Clock, SystemClock};
use domain::time::{TimeLabel, Zone};

use crate::{Outcome, report::rate};

/// What there is to say, a name and a value each.
pub fn describe() -> Outcome<Vec<(&'static str, String)>> {
    let folder = std::env::temp_dir();
    let cpus = fs::read_to_string("/proc/cpuinfo")?;
    let cores = std::thread::available_parallelism()?;
    let model = value(&cpus, "model name").unwrap_or("unknown");
    let memory = fs::read_to_string("/proc/meminfo")?;
    let memory = value(&memory, "MemTotal").and_then(|text| text.strip_suffix(" kB")?.parse::<u64>().ok());
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease")?;
    let now = TimeLabel::new(SystemClock.now(), &Zone::parse("UTC")?);
    Ok(vec![
        ("date", format!("{}, {} UTC", now.iso_date(), now.time())),
        ("commit", commit()),
        ("processor", format!("{model}, {cores} cores")),
        ("memory", format!("{} GiB", memory.unwrap_or_default() / (1024 * 1024))),
        (
            "disk",
            format!(
                "{}; {} durable writes of 4 KiB a second, one after the other",
                disk(&folder),
                rate(syncs(&folder)?)
            ),
        ),
        ("kernel", format!("Linux {}", kernel.trim())),
        ("PostgreSQL", postgres()),
    ])
}

/// Of `name : value`.
fn value<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let fields = text.lines().filter_map(|line| line.split_once(':'));
    let mut values = fields
        .filter(|(key, _)| key.trim() == name)
        .map(|(_, value)| value.trim());
    values.next()
}

fn commit() -> String {
    let git = |arguments: &[&str]| {
        let output = Command::new("git").args(arguments).output().ok()?;
        let is_done = output.status.success();
        is_done.then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let Some(commit) = git(&["rev-parse", "--short", "HEAD"]) else {
        return "unknown".to_owned();
    };
    match git(&["status", "--porcelain", "--untracked-files=no"]) {
        Some(changes) if changes.is_empty() => commit,
        _ => format!("{commit} with changes"),
    }
}

/// The file system of a folder, and what is below it.
fn disk(folder: &Path) -> String {
    let mounts = fs::read_to_string("/proc/mounts").unwrap_or_default();
    let fields = mounts.lines().map(|line| line.split(' ').collect::<Vec<_>>());
    let holds = fields.filter(|fields| fields.len() > 2 && folder.starts_with(fields[1]));
    let Some(mount) = holds.max_by_key(|fields| fields[1].len()) else {
        return "unknown".to_owned();
    };
    let device = mount[0].trim_start_matches("/dev/");
    let rotates = fs::read_to_string(format!("/sys/block/{device}/queue/rotational")).unwrap_or_default();
    let kind = match rotates.trim() {
        "0" => ", does not rotate",
        "1" => ", rotates or hides that it does not",
        _ => "",
    };
    format!("{} on {}{kind}", mount[2], mount[0])
}

/// How many short writes a second the disk keeps, one after the other.
fn syncs(folder: &Path) -> Outcome<f64> {
    const FOR: Duration = Duration::from_secs(1);
    let path = folder.join("mediconnect-bench-sync");
    let mut file = File::create(&path)?;
    let began = Instant::now();
    let mut count = 0;
    while began.elapsed() < FOR {
        file.write_all(&[1; 4096])?;
        file.sync_data()?;
        count += 1;
    }
    let rate = f64::from(count) / began.elapsed().as_secs_f64();
    fs::remove_file(path)?;
    Ok(rate)
}

fn postgres() -> String {
    let names = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest = names.map(|entry| entry.path().join("bin/postgres")).max();
    let program = newest.unwrap_or_else(|| "postgres".into());
    let output = Command::new(program).arg("--version").output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    text.unwrap_or_else(|_| "unknown".to_owned())
}
