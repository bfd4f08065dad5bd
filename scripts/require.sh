# What a bare Debian or Ubuntu needs before anything is built; sourced by ./kith and ./test.

if ! command -v dotnet >/dev/null; then
    echo "Kith needs the .NET 10 SDK: https://dotnet.microsoft.com/download/dotnet/10.0" >&2
    exit 1
fi
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

newest_icu() { apt-cache search --names-only '^libicu[0-9]+$' | cut -d' ' -f1 | sort --version-sort | tail -n 1; }

# grep reads to the end: with -q it would leave while ldconfig still writes, which pipefail takes for "not there".
has_icu() { PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null | grep libicuuc >/dev/null; }

# Names with accents are found through ICU, which the SDK itself can run without.
if command -v apt-get >/dev/null && ! has_icu; then
    as_root=""
    if [ "$(id -u)" != 0 ]; then as_root="sudo -n"; fi
    echo "Installing the ICU library …" >&2
    if [ -z "$(newest_icu)" ]; then $as_root apt-get update -qq >&2; fi
    DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq "$(newest_icu)" >&2
fi
