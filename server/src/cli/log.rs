use tracing_subscriber::EnvFilter;

use crate::config::{LogConfig, LogFormat};

/// Writes the log to standard error from here on. A second call changes nothing.
pub(super) fn start(config: &LogConfig) {
    let filter = EnvFilter::builder().parse_lossy(&config.level);
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    let _ = match config.format {
        LogFormat::Text => log.with_target(false).try_init(),
        LogFormat::Json => log.json().flatten_event(true).with_current_span(false).try_init(),
    };
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(
            place,
            "a thread panicked: {}",
            panic.payload_as_str().unwrap_or("no text")
        );
    }));
}
