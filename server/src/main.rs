use std::process::ExitCode;

// Pages and answers are made of many small strings: with it they take half the time (docs/BENCHMARKS.md). What is free it gives back
// to the system by itself, as `.cargo/config.toml` says.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    server::cli::run()
}
