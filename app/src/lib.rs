//! The pages (server only) and the islands (browser and server) of Mediconnect.
//!
//! A page is an axum handler that calls use cases and renders a document; an island is an interactive part of one, the only
//! Rust that the browser downloads.

// Views are deep types.
#![recursion_limit = "256"]

pub mod browser;
mod codec;
pub mod error;
pub mod islands;
#[cfg(feature = "ssr")]
mod origin;
#[cfg(feature = "ssr")]
mod packing;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
mod refusals;
pub mod routes;
#[cfg(feature = "ssr")]
pub mod session;
#[cfg(feature = "ssr")]
mod state;
pub mod ui;

pub use error::AppError;
#[cfg(feature = "ssr")]
pub use origin::{TrustedProxies, WrongNetwork};
#[cfg(feature = "ssr")]
pub use packing::COMPRESS_FROM_BYTES;
#[cfg(feature = "ssr")]
pub use session::{Ctx, server_context};
#[cfg(feature = "ssr")]
pub use state::{AppState, Demo, LazyIsland, RequestId, Site};

#[cfg(all(feature = "ssr", feature = "hydrate"))]
compile_error!("`ssr` is for the server and `hydrate` for the browser: build them apart");
