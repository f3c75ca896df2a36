//! A whole clinic as one JSON file: written by `export`, read by `import`, all of it or nothing.
//!
//! `docs/clinic.schema.json` is the schema of [`ClinicFile`]. Things refer to each other by slug or by an id of the file's own.

mod export;
mod file;
mod fill;
mod import;
mod photos;
mod place;
mod profiles;

pub use export::export_clinic;
pub use file::ClinicFile;
pub use import::{ImportError, Imported, import_clinic};
pub use place::FileError;
