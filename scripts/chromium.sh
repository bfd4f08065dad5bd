# The browser that the pages are tested in, Debian's Chromium; sourced by ./test.

find_chromium() { command -v chromium || command -v chromium-browser || command -v google-chrome; }

# Does nothing when there is one.
install_chromium() {
    if find_chromium >/dev/null; then return 0; fi
    command -v apt-get >/dev/null || return 1
    local as_root=""
    if [ "$(id -u)" != 0 ]; then as_root="sudo -n"; fi
    echo "Installing Chromium …" >&2
    {
        $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core ||
            { $as_root apt-get update -qq && $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core; }
    } </dev/null >&2 && find_chromium >/dev/null
}
