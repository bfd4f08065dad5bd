"""Prints what vobject reads of files, in the words of EzVCardJudge; arguments are files in UTF-8."""
import os
import sys

import vobject


def text(value):
    return value.replace("\r\n", "\n")


def values(value):
    return "|".join(text(part) for part in (value if isinstance(value, list) else [value]) if part)


def types(line):
    names = {name.lower() for name in line.params.get("TYPE", [])}
    return ",".join(sorted(names - {"pref"})) + ("!" if "pref" in names else "")


def print_line(*fields):
    escaped = (field.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n") for field in fields)
    sys.stdout.write("\t".join(escaped) + "\n")


def print_card(card):
    print_line("card", card.version.value)
    for line in card.getChildren():
        name, value = line.name.lower(), line.value
        if name in ("fn", "title", "role", "note", "url"):
            print_line(name, text(value))
        elif name == "n":
            print_line("n", *(values(part) for part in (value.family, value.given, value.additional, value.prefix, value.suffix)))
        elif name in ("org", "categories"):
            print_line(name, values(value))
        elif name in ("email", "tel"):
            print_line(name, value, types(line))
        elif name == "adr" and (value.street or value.city):
            parts = (value.box, value.extended, value.street, value.city, value.region, value.code, value.country)
            print_line("adr", *(values(part) for part in parts), types(line))
        elif name == "label":
            print_line("label", text(value))
        elif name == "photo":
            print_line("photo", value if isinstance(value, str) else str(len(value)))


sys.stdout.reconfigure(encoding="utf-8", newline="\n")
for path in sys.argv[1:]:
    print_line("file", os.path.basename(path))
    with open(path, encoding="utf-8", newline="") as file:
        for card in vobject.readComponents(file):
            card.validate(raiseException=True)
            print_card(card)
