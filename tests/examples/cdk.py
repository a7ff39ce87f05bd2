"""Synthesizes infra/cdk in a folder that has the layout of a release."""

import functools
import itertools
import json
import os
import re
import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path

import cloudformation
from reference import ROOT

PACKAGES = ROOT / "target/tools/cdk/node_modules"


class Release:
    """A folder with the layout of a release, in which the zip files have no real functions."""

    def __init__(self, folder):
        self.root = Path(folder)
        self.app = self.root / "infra/cdk"
        shutil.copytree(ROOT / "infra/forms", self.root / "infra/forms")
        shutil.copytree(ROOT / "infra/cdk", self.app, ignore=shutil.ignore_patterns("node_modules", "cdk.out"))
        (self.app / "node_modules").symlink_to(PACKAGES)
        (self.root / "functions").mkdir()
        # A release has only those of one architecture.
        for name, architecture in itertools.product(cloudformation.FUNCTIONS, ("arm64", "x86_64")):
            with zipfile.ZipFile(self.root / f"functions/{name}-{architecture}.zip", "w") as archive:
                # Without a date, so that the files do not differ from run to run.
                archive.writestr(zipfile.ZipInfo("bootstrap"), f"{name} {architecture}")

    def edit(self, path, old, new):
        file = self.root / path
        content = file.read_text(encoding="utf-8")
        assert old in content, f"{path} has no {old}"
        file.write_text(content.replace(old, new), encoding="utf-8")

    def run(self, settings):
        """Runs the app as the CDK CLI does, which passes the context of cdk.json and of the command line."""
        context = json.loads((self.app / "cdk.json").read_text(encoding="utf-8"))["context"]
        variables = {
            "CDK_OUTDIR": str(self.root / "cdk.out"),
            "CDK_CONTEXT_JSON": json.dumps(context | settings),
            # The tests use cfn-lint, which takes less time.
            "CDK_VALIDATION": "false",
        }
        command = ["node", "app.js"]
        return subprocess.run(command, cwd=self.app, env=os.environ | variables, capture_output=True, text=True)

    def template(self, settings):
        """The synthesized CloudFormation template."""
        process = self.run(settings)
        assert process.returncode == 0, process.stderr
        file = self.root / f"cdk.out/{cloudformation.STACK_NAME}.template.json"
        return json.loads(file.read_text(encoding="utf-8"))


def setting(parameter):
    """The name of the setting for a template parameter."""
    return parameter[0].lower() + parameter[1:]


def settings(values):
    return {setting(name): value for name, value in values.items()}


@functools.cache
def synthesized(values):
    """The template with these parameter values, and without an edit. `values` are pairs. Do not modify it."""
    with tempfile.TemporaryDirectory() as folder:
        return Release(folder).template(settings(dict(values)))


def deployment(template):
    """What a synthesized template deploys."""
    resources = template["Resources"]
    return cloudformation.describe(resources, {}) | {"routes": routes(resources)}


def routes(resources):
    """The function and the payload format of each route."""
    integrations = cloudformation.of_type(resources, "AWS::ApiGatewayV2::Integration")
    found = {}
    for route in cloudformation.of_type(resources, "AWS::ApiGatewayV2::Route").values():
        _, (_, integration) = route["Target"]["Fn::Join"]
        integration = integrations[integration["Ref"]]
        title = re.match(r"(\w+)FunctionAliaslive", integration["IntegrationUri"]["Ref"])[1]
        found[route["RouteKey"]] = (title.lower(), integration["PayloadFormatVersion"])
    return found


def rules():
    """The default and the rule of each setting."""
    script = """
      import { SETTINGS } from './settings.js';
      const plain = Object.entries(SETTINGS).map(([name, each]) => [name, { ...each, pattern: each.pattern?.source }]);
      console.log(JSON.stringify(Object.fromEntries(plain)));
    """
    command = ["node", "--input-type=module", "--eval", script]
    output = subprocess.run(command, cwd=ROOT / "infra/cdk", check=True, capture_output=True, text=True).stdout
    return {name: rule(each) for name, each in json.loads(output).items()}


def rule(each):
    default, pattern = each.get("default"), each.get("pattern")
    return {
        "default": default if default is None else str(default),
        "values": set(each.get("values", [])),
        # JavaScript escapes each slash.
        "pattern": pattern and pattern.replace("\\/", "/"),
        "range": (each.get("minimum"), each.get("maximum")),
    }
