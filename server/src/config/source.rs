use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use config::{File, FileFormat};
use serde::de::DeserializeOwned;

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

impl Sources {
    /// The named file, if any, and this process's environment.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn open(file: Option<&Path>) -> Result<Self, ConfigError> {
        let read = |path: &Path| match std::fs::read_to_string(path) {
            Ok(text) => Ok((path.to_owned(), text)),
            Err(source) => Err(ConfigError::File {
                path: path.to_owned(),
                source,
            }),
        };
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
