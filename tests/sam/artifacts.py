"""Checks the output of `sam build`: `artifacts.py BUILD_DIR ARCHITECTURE MAX_ZIP_BYTES`.

Each function is one file, an executable ELF `bootstrap` for the right processor. It needs only libraries and glibc
versions that Amazon Linux 2023 has, and its zip file is small. The layer contains the forms.
"""

import io
import json
import os
import re
import struct
import sys
import zipfile
from pathlib import Path

from samcli.yamlhelper import yaml_parse

FUNCTIONS = ("FormFunction", "SubmitFunction")
LAYER = "FormsLayer"
# e_machine of the ELF header.
MACHINES = {62: "x86_64", 183: "arm64"}
# The libraries in the image of provided.al2023: glibc 2.34 and libgcc.
GLIBC = (2, 34)
LIBRARIES = {
    "libc.so.6",
    "libm.so.6",
    "libdl.so.2",
    "libpthread.so.0",
    "libgcc_s.so.1",
    "ld-linux-x86-64.so.2",
    "ld-linux-aarch64.so.1",
}


class Elf:
    """The parts of a little-endian 64-bit ELF file that the checks need."""

    def __init__(self, data):
        if data[:6] != b"\x7fELF\x02\x01":
            raise ValueError("not a 64-bit little-endian ELF file")
        self.data = data
        self.machine = struct.unpack_from("<H", data, 18)[0]
        offset = struct.unpack_from("<Q", data, 40)[0]
        size, count = struct.unpack_from("<HH", data, 58)
        self.sections = [
            # name, type, flags, address, offset, size, link, info, alignment, entry size
            struct.unpack_from("<IIQQQQIIQQ", data, offset + index * size)
            for index in range(count)
        ]

    def string(self, section, offset):
        start = section[4] + offset
        return self.data[start : self.data.index(b"\0", start)].decode()

    def libraries(self):
        """The names of the shared libraries that it needs."""
        for section in self.sections:
            if section[1] != 6:  # SHT_DYNAMIC
                continue
            for entry in range(section[4], section[4] + section[5], 16):
                tag, value = struct.unpack_from("<qQ", self.data, entry)
                if tag == 1:  # DT_NEEDED
                    yield self.string(self.sections[section[6]], value)

    def versions(self):
        """The symbol versions that it needs, such as `GLIBC_2.34`."""
        for section in self.sections:
            if section[1] != 0x6FFFFFFE:  # SHT_GNU_verneed
                continue
            strings = self.sections[section[6]]
            need = section[4]
            for _ in range(section[7]):
                _, count, _, first, following = struct.unpack_from("<HHIII", self.data, need)
                aux = need + first
                for _ in range(count):
                    _, _, _, name, next_aux = struct.unpack_from("<IHHII", self.data, aux)
                    yield self.string(strings, name)
                    aux += next_aux
                need += following


def zipped_size(path):
    """The size of a zip file with only this file, in bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.write(path, path.name)
    return len(buffer.getvalue())


def function_problems(folder, architecture, max_zip_bytes):
    """Prints the sizes of a function's artifact and yields its problems."""
    files = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    if files != ["bootstrap"]:
        yield f"has the files {files}, instead of only bootstrap"
    bootstrap = folder / "bootstrap"
    if not bootstrap.is_file():
        return
    if not os.access(bootstrap, os.X_OK):
        yield "bootstrap is not executable"
    try:
        elf = Elf(bootstrap.read_bytes())
    except ValueError as problem:
        yield f"bootstrap is {problem}"
        return
    machine = MACHINES.get(elf.machine, f"unknown ({elf.machine})")
    if machine != architecture:
        yield f"bootstrap is for {machine}, not for {architecture}"

    libraries = set(elf.libraries())
    if not libraries:
        yield "bootstrap names no library; check that the ELF file is parsed correctly"
    for library in sorted(libraries - LIBRARIES):
        yield f"bootstrap needs {library}, which provided.al2023 does not have"
    newest = max(
        (tuple(map(int, match[1].split("."))), version)
        for version in elf.versions()
        if (match := re.fullmatch(r"GLIBC_([0-9.]+)", version))
    )
    if newest[0] > GLIBC:
        yield f"bootstrap needs {newest[1]}; Amazon Linux 2023 has GLIBC_{GLIBC[0]}.{GLIBC[1]}"

    size = zipped_size(bootstrap)
    print(
        f"{folder.name}: {machine}, {bootstrap.stat().st_size:,} bytes, {size:,} zipped "
        f"(at most {max_zip_bytes:,}), needs {newest[1]}"
    )
    if size > max_zip_bytes:
        yield f"the zip file has {size:,} bytes; the maximum is {max_zip_bytes:,}"


def layer_problems(folder):
    """Prints the forms in the layer and yields their problems."""
    names = sorted(path.name for path in folder.glob("*.json"))
    print(f"{LAYER}: {', '.join(names)}")
    if "profile.json" not in names:
        yield "has no profile.json"
        return
    try:
        json.loads((folder / "profile.json").read_text(encoding="utf-8"))
    except ValueError as problem:
        yield f"profile.json: {problem}"


def main():
    build, architecture, max_zip_bytes = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    resources = yaml_parse((build / "template.yaml").read_text(encoding="utf-8"))["Resources"]
    problems = []
    for name in FUNCTIONS:
        folder = build / resources[name]["Properties"]["CodeUri"]
        problems += [f"{name}: {p}" for p in function_problems(folder, architecture, max_zip_bytes)]
    layer = build / resources[LAYER]["Properties"]["ContentUri"]
    problems += [f"{LAYER}: {p}" for p in layer_problems(layer)]
    for problem in problems:
        print(f"FAILED {problem}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
