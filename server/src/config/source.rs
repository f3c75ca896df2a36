use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use backend::private::is_out_of_reach;
use config::{File, FileFormat};
use serde::de::DeserializeOwned;
use url::Url;

/// Where settings come from.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// The file's name, for messages, and what it says.
    pub file: Option<(PathBuf, String)>,
    /// The variables that begin with `MEDICONNECT_`.
    pub environment: BTreeMap<String, String>,
}

/// Why the settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("the configuration file {} cannot be read", path.display())]
    File { path: PathBuf, source: std::io::Error },
    #[error("the configuration file {} holds a password or a key and can be read by others on this machine: chmod 600", path.display())]
    Readable { path: PathBuf },
    #[error("these settings are missing: {}", .0.join(", "))]
    Missing(Vec<&'static str>),
    #[error("the configuration cannot be understood: {0}")]
    Malformed(String),
    #[error("the setting `{setting}` is wrong: {reason}")]
    Wrong {
        setting: &'static str,
        reason: &'static str,
    },
    #[error("there is no setting for the environment variable {0}")]
    UnknownVariable(String),
}

const PREFIX: &str = "MEDICONNECT_";

/// Variables of ours that set something else: of the command line, of the build and of the tests.
const OTHER_VARIABLES: [&str; 5] = ["CONFIG", "ADMIN_PASSWORD", "CACHE", "SITE_DIR", "HASH_FILE"];
const TEST_VARIABLES: &str = "TEST_";

/// What nobody else is to read; and the address of the database, when there is a password in it.
const SECRETS: [&str; 4] = ["mail.password", "sms.token", "audit.key", "keys.ring"];

impl Sources {
    /// The named file, if any, and this process's environment.
    ///
    /// # Errors
    /// When the file cannot be read; when there is a secret in it and others can read it.
    pub fn open(file: Option<&Path>) -> Result<Self, ConfigError> {
        let file = file.map(read).transpose()?;
        let environment = std::env::vars().filter(|(name, _)| name.starts_with(PREFIX)).collect();
        Ok(Self { file, environment })
    }

    pub(super) fn read<T: DeserializeOwned>(
        &self,
        required: &[&'static str],
        defaults: &[(&str, &str)],
        variables: &[(&str, &str)],
    ) -> Result<T, ConfigError> {
        self.check_environment(variables)?;
        let mut builder = config::Config::builder();
        for &(setting, value) in defaults {
            builder = builder.set_default(setting, value).map_err(malformed)?;
        }
        if let Some((path, text)) = &self.file {
            toml_only(path, text)?;
            builder = builder.add_source(File::from_str(text, FileFormat::Toml));
        }
        for &(setting, variable) in variables {
            builder = builder
                .set_override_option(setting, self.environment.get(variable).cloned())
                .map_err(malformed)?;
        }
        let config = builder.build().map_err(malformed)?;
        let is_missing = |setting: &&str| matches!(config.get_string(setting), Err(config::ConfigError::NotFound(_)));
        let missing: Vec<_> = required.iter().copied().filter(is_missing).collect();
        if !missing.is_empty() {
            return Err(ConfigError::Missing(missing));
        }
        config.try_deserialize().map_err(malformed)
    }

    /// A misspelt variable is not left to be found out by its absence.
    fn check_environment(&self, variables: &[(&str, &str)]) -> Result<(), ConfigError> {
        let is_known = |name: &str| {
            let rest = name.strip_prefix(PREFIX).unwrap_or(name);
            OTHER_VARIABLES.contains(&rest)
                || rest.starts_with(TEST_VARIABLES)
                || variables.iter().any(|&(_, variable)| variable == name)
        };
        match self.environment.keys().find(|name| !is_known(name)) {
            Some(name) => Err(ConfigError::UnknownVariable(name.clone())),
            None => Ok(()),
        }
    }
}

fn read(path: &Path) -> Result<(PathBuf, String), ConfigError> {
    let path = path.to_owned();
    match std::fs::read_to_string(&path).and_then(|text| Ok((is_out_of_reach(&path)?, text))) {
        Ok((false, text)) if holds_secret(&text) => Err(ConfigError::Readable { path }),
        Ok((_, text)) => Ok((path, text)),
        Err(source) => Err(ConfigError::File { path, source }),
    }
}

/// A file that cannot be understood is complained of later.
fn holds_secret(text: &str) -> bool {
    let file = config::Config::builder().add_source(File::from_str(text, FileFormat::Toml));
    let Ok(file) = file.build() else { return false };
    let has_password = |url: Url| url.password().is_some() || url.query_pairs().any(|(name, _)| name == "password");
    let database = file.get_string("database").ok().and_then(|url| Url::parse(&url).ok());
    SECRETS.iter().any(|setting| file.get_string(setting).is_ok()) || database.is_some_and(has_password)
}

fn toml_only(path: &Path, text: &str) -> Result<(), ConfigError> {
    let parsed = config::Config::builder()
        .add_source(File::from_str(text, FileFormat::Toml))
        .build();
    parsed
        .map(|_| ())
        .map_err(|error| ConfigError::Malformed(format!("{}: {error}", path.display())))
}

fn malformed(error: config::ConfigError) -> ConfigError {
    ConfigError::Malformed(error.to_string())
}
