# shellcheck shell=bash disable=SC2034 # the names set here are for the scripts that source it
# Sourced by the scripts beside it: where things are, and how to talk.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export MEDICONNECT_CACHE=${MEDICONNECT_CACHE:-$HOME/.cache/mediconnect}

# What scripts/setup found on this machine: toolchain, linker, target directory, browser.
if [[ -f $MEDICONNECT_CACHE/env.sh ]]; then
    # shellcheck source=/dev/null
    source "$MEDICONNECT_CACHE/env.sh"
fi
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$MEDICONNECT_CACHE/target}
case ":$PATH:" in
    *":$root/end2end/node_modules/.bin:"*) ;;
    *) PATH="$root/end2end/node_modules/.bin:$PATH" ;; # wasm-opt, playwright, lighthouse
esac
export PATH

# The development build of this checkout: the binary and the hashes of its site files, beside it.
dev_binary=$root/target/dev/mediconnect
# The release of this checkout.
release_binary=$root/dist/mediconnect

# Cargo names the crates of two checkouts alike and tells them apart by the age of their files alone, so that a second
# checkout in the same target directory would be linked with the first one's code. Its own crates are forgotten first;
# what both depend on stays compiled. (For two checkouts at work at the same time, set CARGO_TARGET_DIR in one of them.)
claim_target_directory() {
    local owner=$CARGO_TARGET_DIR/.checkout member
    if [[ -f $owner && $(<"$owner") == "$root" ]]; then return; fi
    mkdir -p "$CARGO_TARGET_DIR"
    for member in app backend bench domain frontend migrations server; do
        find "$CARGO_TARGET_DIR" -maxdepth 6 -type d -path "*/.fingerprint/$member-*" -prune -exec rm -rf {} +
    done
    printf '%s\n' "$root" >"$owner"
}

say() { printf '%s: %s\n' "${0##*/}" "$*"; }
die() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }
