//! How many files the process may have open: each connection is one, and each open page of somebody who is signed in holds one.

#[cfg(unix)]
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::http::MOST_STREAMS;

/// For all streams, as many requests beside them as come at a time, the database and the log.
const NEEDED: u64 = MOST_STREAMS as u64 + 1000;

/// Takes as many as the system allows this process, and says so in the log when that is less than may be needed.
#[cfg(unix)]
pub(super) fn raise_limit() {
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: limit.maximum,
        maximum: limit.maximum,
    };
    let got = match setrlimit(Resource::Nofile, raised) {
        Ok(()) => limit.maximum,
        Err(_) => limit.current,
    };
    if let Some(files) = got.filter(|files| *files < NEEDED) {
        tracing::warn!(
            files,
            needed = NEEDED,
            "few files may be open at a time: with many open pages connections are refused; raise the limit (ulimit -Hn, LimitNOFILE)"
        );
    }
}

#[cfg(not(unix))]
pub(super) fn raise_limit() {}
