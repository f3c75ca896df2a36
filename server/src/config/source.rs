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
    #[error("{} holds a password or a key and can be read by others on this machine: chmod 600", path.display())]
    Readable { path: PathBuf },
    #[error("the file {} of a password or a key cannot be read", path.display())]
    Secret { path: PathBuf, source: std::io::Error },
    #[error("the file {} of breached passwords cannot be used", path.display())]
    Breached { path: PathBuf, source: std::io::Error },
    #[error("the file {} of the mail server's root certificate cannot be used", path.display())]
    Root { path: PathBuf, source: std::io::Error },
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

/// What a file can hold alone, named by the setting's variable with [`IN_FILE`] behind it. The keys have a file of their own.
const IN_FILES: [&str; 4] = ["database", "mail.password", "sms.token", "audit.key"];
const IN_FILE: &str = "_FILE";

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
        variables: &[(&'static str, &str)],
    ) -> Result<T, ConfigError> {
        let environment = self.with_files(variables)?;
        check_environment(&environment, variables)?;
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
                .set_override_option(setting, environment.get(variable).cloned())
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

    /// The environment, with what the files say that it names for secrets.
    fn with_files(&self, variables: &[(&'static str, &str)]) -> Result<BTreeMap<String, String>, ConfigError> {
        let mut environment = self.environment.clone();
        for &(setting, variable) in variables.iter().filter(|(setting, _)| IN_FILES.contains(setting)) {
            let Some(path) = environment.remove(&format!("{variable}{IN_FILE}")) else {
                continue;
            };
            if environment.insert(variable.to_owned(), secret(path.into())?).is_some() {
                return Err(ConfigError::Wrong {
                    setting,
                    reason: "it is in a variable and in a file",
                });
            }
        }
        Ok(environment)
    }
}

/// A misspelt variable is not left to be found out by its absence.
fn check_environment(environment: &BTreeMap<String, String>, variables: &[(&str, &str)]) -> Result<(), ConfigError> {
    let is_known = |name: &str| {
        let rest = name.strip_prefix(PREFIX).unwrap_or(name);
        OTHER_VARIABLES.contains(&rest)
            || rest.starts_with(TEST_VARIABLES)
            || variables.iter().any(|&(_, variable)| variable == name)
    };
    match environment.keys().find(|name| !is_known(name)) {
        Some(name) => Err(ConfigError::UnknownVariable(name.clone())),
        None => Ok(()),
    }
}

/// The one secret in a file, which ends with a line or does not.
fn secret(path: PathBuf) -> Result<String, ConfigError> {
    match std::fs::read_to_string(&path).and_then(|text| Ok((is_out_of_reach(&path)?, text))) {
        Ok((true, text)) => Ok(text.trim_end_matches(['\r', '\n']).to_owned()),
        Ok((false, _)) => Err(ConfigError::Readable { path }),
        Err(source) => Err(ConfigError::Secret { path, source }),
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
