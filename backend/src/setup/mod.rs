//! Setting up a clinic and checking what it holds: the demo, and `verify`.
