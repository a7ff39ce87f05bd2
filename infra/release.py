#!/usr/bin/env python3
"""Packs a release.

    infra/release.py functions BUILD ARCHITECTURE FOLDER   the functions, as sam build wrote them to BUILD
    infra/release.py tool PROGRAMS TARGET FOLDER           the tool, from the folder that cargo built it in

The archive of the functions deploys with `sam deploy`, without Rust. It has the paths of the repository, so that the
documentation applies to it, and a template for one architecture. Both commands print the path of the archive in FOLDER.
An archive contains no timestamps and no user names, so that the same input results in the same
bytes.
"""

import gzip
import io
import json
import posixpath
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "infra"))

import sbom  # noqa: E402

VERSION = re.search(r'^version = "(.+)"$', (ROOT / "Cargo.toml").read_text(encoding="utf-8"), re.MULTILINE)[1]
# e_machine of an ELF file for each architecture.
MACHINES = {"arm64": 183, "x86_64": 62}

# What the tools write that a team uses with a release.
IGNORED = "/.aws-sam/\n/infra/auth0/build/\n/infra/cdk/cdk.out/\n.terraform/\n*.tfstate\n*.tfstate.*\nnode_modules/\n"

# The functions: name in the template, and folder in the repository.
FUNCTIONS = {"FormFunction": "functions/form", "SubmitFunction": "functions/submit"}

# The files that a team deploys, configures or reads.
FILES = (
    *("CHANGELOG.md", "LICENSE", "README.md", "SECURITY.md", "docs", "samconfig.toml", "tests/sam/smoke"),
    *("infra/auth0", "infra/cdk", "infra/forms", "infra/terraform"),
)

# The earliest time that a zip file can store.
TIME = (1980, 1, 1, 0, 0, 0)


def template(architecture):
    """The template of the repository, changed to deploy the zip files of one architecture."""
    text = (ROOT / "template.yaml").read_text(encoding="utf-8")
    head, rest = text.split("# `sam build` compiles", 1)
    text = f"{head}# This release was built for {architecture}.\n\n{rest.split(chr(10) * 2, 1)[1]}"
    # The name contains the architecture, so that the files of two releases cannot be mixed.
    changes = [(f"CodeUri: {folder}\n", f"CodeUri: {folder}-{architecture}.zip\n") for folder in FUNCTIONS.values()]
    changes += [
        (f"      BuildMethod: rust-cargolambda\n      BuildProperties:\n        Binary: profiling-{name}\n", "")
        for name in ("form", "submit")
    ]
    changes += [
        ("    Default: arm64\n    AllowedValues: [arm64, x86_64]\n", f"    Default: {architecture}\n    AllowedValues: [{architecture}]\n"),
        ("Set it in samconfig.toml, which both `sam build` and `sam deploy` read.", "This release supports only this value."),
    ]
    for old, new in changes:
        if text.count(old) != 1:
            raise SystemExit(f"template.yaml contains this {text.count(old)} times instead of once: {old}")
        text = text.replace(old, new)
    return text


def zipped(files):
    """The bytes of a zip file with these files: path -> (content, permissions)."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path, (content, permissions) in sorted(files.items()):
            entry = zipfile.ZipInfo(path, TIME)
            # Unix, so that the permissions apply.
            entry.create_system = 3
            entry.external_attr = (0o100000 | permissions) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return buffer.getvalue()


def tarred(files):
    """The bytes of a compressed tar file with these files: path -> (content, permissions)."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for path, (content, permissions) in sorted(files.items()):
            entry = tarfile.TarInfo(path)
            entry.size, entry.mode = len(content), permissions
            archive.addfile(entry, io.BytesIO(content))
    return gzip.compress(buffer.getvalue(), mtime=0)


def repository_files():
    """The files of the repository that belong to a release, without untracked files."""
    listed = subprocess.run(["git", "ls-files", "-z", "--", *FILES], cwd=ROOT, check=True, capture_output=True, text=True)
    files = {}
    for path in listed.stdout.split("\0")[:-1]:
        file = ROOT / path
        files[path] = (file.read_bytes(), 0o755 if file.stat().st_mode & 0o100 else 0o644)
    for path, (content, permissions) in files.items():
        if path.endswith(".md"):
            files[path] = (without_dead_links(path, content.decode(), files).encode(), permissions)
    return files


def without_dead_links(document, text, files):
    """The text without links to files that only the repository has."""
    folders = {str(parent) for path in files for parent in PurePosixPath(path).parents}

    def link(match):
        target = match[2].partition("#")[0]
        path = posixpath.normpath(posixpath.join(posixpath.dirname(document), target))
        return match[0] if ":" in match[2] or not target or path in files or path in folders else match[1]

    return re.sub(r"\[([^\]]*)\]\(([^)\s]+)\)", link, text)


def functions(build, architecture, folder):
    """Packs the functions. Returns the path of the archive."""
    files = repository_files()
    files["template.yaml"] = (template(architecture).encode(), 0o644)
    stages = files["samconfig.toml"][0].decode().replace("Architecture=arm64", f"Architecture={architecture}")
    files["samconfig.toml"] = (stages.encode(), 0o644)
    files[".gitignore"] = (IGNORED.encode(), 0o644)
    files["sbom.cdx.json"] = (json.dumps(sbom.bill(architecture), indent=2).encode(), 0o644)
    for function, path in FUNCTIONS.items():
        bootstrap = (build / function / "bootstrap").read_bytes()
        if bootstrap[:4] != b"\x7fELF" or int.from_bytes(bootstrap[18:20], "little") != MACHINES[architecture]:
            raise SystemExit(f"{build / function / 'bootstrap'} is not a program for {architecture}")
        files[f"{path}-{architecture}.zip"] = (zipped({"bootstrap": (bootstrap, 0o755)}), 0o644)
    name = f"progressive-profiling-{VERSION}-{architecture}"
    return write(folder / f"{name}.zip", zipped({f"{name}/{path}": file for path, file in files.items()}))


def tool(programs, target, folder):
    """Packs the tool, as a zip file for Windows and as a tar file for other systems. Returns the path."""
    windows = "windows" in target
    suffix = ".exe" if windows else ""
    files = {
        f"{name}{suffix}": ((programs / f"{name}{suffix}").read_bytes(), 0o755)
        # `profiling secret` starts the second one.
        for name in ("profiling", "profiling-ssm")
    }
    files["LICENSE"] = ((ROOT / "LICENSE").read_bytes(), 0o644)
    name = f"profiling-{VERSION}-{target}"
    files = {f"{name}/{path}": file for path, file in files.items()}
    if windows:
        return write(folder / f"{name}.zip", zipped(files))
    return write(folder / f"{name}.tar.gz", tarred(files))


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def main(command, *arguments):
    match command, arguments:
        case "functions", (build, architecture, folder) if architecture in MACHINES:
            print(functions(Path(build), architecture, Path(folder)))
        case "tool", (programs, target, folder):
            print(tool(Path(programs), target, Path(folder)))
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(*sys.argv[1:] or [""])
