# Other people's readers of vCards, which judge ours: ez-vcard (Java) and vobject (Python); sourced by ./test.

# Eclipse's compiler (7 MB) instead of a JDK (72 MB more than the JRE).
vcard_judges="default-jre-headless ecj libez-vcard-java libvinnie-java python3-vobject"

has_vcard_judges() {
    command -v java >/dev/null && [ -e /usr/share/java/ez-vcard.jar ] && [ -e /usr/share/java/vinnie.jar ] &&
        [ -e /usr/share/java/eclipse-jdt-core.jar ] && /usr/bin/python3 -c 'import vobject' 2>/dev/null
}

# Does nothing when they are there; whoever has a Java already keeps it.
install_vcard_judges() {
    if has_vcard_judges; then return 0; fi
    command -v apt-get >/dev/null || return 1
    local as_root="" packages="$vcard_judges"
    if [ "$(id -u)" != 0 ]; then as_root="sudo -n"; fi
    if command -v java >/dev/null; then packages="${packages#default-jre-headless }"; fi
    echo "Installing ez-vcard and vobject …" >&2
    {
        # shellcheck disable=SC2086
        $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages ||
            { $as_root apt-get update -qq && $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages; }
    } </dev/null >&2 && has_vcard_judges
}
