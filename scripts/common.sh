# shellcheck shell=bash disable=SC2034 # the names set here are for the scripts that source it
# Sourced by the scripts beside it: where things are, and how to talk.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export MEDICONNECT_CACHE=${MEDICONNECT_CACHE:-$HOME/.cache/mediconnect}

# What scripts/setup found on this machine: toolchain, linker, target directory, browser.
if [[ -f $MEDICONNECT_CACHE/env.sh ]]; then
    # shellcheck source=/dev/null
    source "$MEDICONNECT_CACHE/env.sh"
fi
case ":$PATH:" in
    *":$root/end2end/node_modules/.bin:"*) ;;
    *) PATH="$root/end2end/node_modules/.bin:$PATH" ;; # wasm-opt, playwright, lighthouse
esac
export PATH

# The development build of this checkout: the binary and the hashes of its site files, beside it.
dev_binary=$root/target/dev/mediconnect
# The release of this checkout.
release_binary=$root/dist/mediconnect

say() { printf '%s: %s\n' "${0##*/}" "$*"; }
die() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }
