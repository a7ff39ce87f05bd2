"""`profiling doctor` with the real AWS CLI and curl: AWS is moto, the form and Auth0 are a server on this machine.

The environment names the tool (PROFILING) and the folder with the program `aws` (AWS_CLI).
"""

import base64
import hashlib
import hmac
import http.server
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.parse
import zipfile
from pathlib import Path

import boto3
from shapes import input_problems, operation, output_problems

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "infra/cli/src/doctor/tests"
PROFILING = Path(os.environ["PROFILING"])
AWS_CLI = Path(os.environ["AWS_CLI"])
REGION = "eu-central-1"
SECRET = "0123456789abcdef0123456789abcdef"
ACTION = ROOT / "infra/auth0/actions/progressive-profiling.js"
KEYS = {"aws_access_key_id": "AKIDEXAMPLE", "aws_secret_access_key": "wJalrXUtnFEMIexample"}

# The operations that moto does not have, or not completely, and the checks that need them.
UNSUPPORTED = {
    "iam simulate-principal-policy": {"permissions"},
    "lambda get-account-settings": {"concurrency"},
    "lambda get-layer-version-by-arn": {"deployed-forms", "form-url-setting", "requested-fields"},
    "the filters of Logs Insights": {"action-settings", "session-secret", "recent-requests"},
}


def archive(program):
    """Returns an archive with a function."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as code:
        code.writestr("bootstrap", program)
    return data.getvalue()


class Fixtures(unittest.TestCase):
    """The answers that the unit tests of the tool use."""

    def test_each_answer_of_aws_has_the_shape_that_botocore_defines(self):
        for entry in json.loads((FIXTURES / "aws.json").read_text()):
            service, command, *arguments = entry["command"].split(" --")[0].split(" ") + [
                f"--{option.split(' ')[0]}" for option in entry["command"].split(" --")[1:]
            ]
            with self.subTest(command=f"{service} {command}"):
                model = operation(service, command)
                self.assertEqual([], input_problems(model, arguments))
                self.assertEqual([], output_problems(model.output_shape, entry["answer"]))


class Web(http.server.BaseHTTPRequestHandler):
    """The form and the tenant."""

    protocol_version = "HTTP/1.1"
    tenant = {}

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        if url.path.startswith("/api/v2/"):
            if self.headers["Authorization"] != "Bearer management-token":
                return self.answer(401, "{}")
            return self.answer(200, json.dumps(self.tenant[self.path.removeprefix("/api/v2/")]))
        return self.form(urllib.parse.parse_qs(url.query), lambda host: self.answer(200, "<form>"))

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.path == "/oauth/token":
            assert json.loads(body)["client_secret"] == "client-secret"
            return self.answer(200, '{"access_token": "management-token"}')
        target = lambda host: self.answer(303, "", f"https://{host}/continue?state=s&session_token=t")  # noqa: E731
        return self.form(urllib.parse.parse_qs(body), target)

    def form(self, parameters, accept):
        if "session_token" not in parameters:
            return self.answer(400, "<code>AAAA-AAAA</code>")
        head, payload, signature = parameters["session_token"][0].split(".")
        expected = hmac.new(SECRET.encode(), f"{head}.{payload}".encode(), hashlib.sha256).digest()
        if base64.urlsafe_b64decode(signature + "==") != expected:
            return self.answer(403, "<code>BBBB-BBBB</code>")
        claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
        assert claims["synthetic"] is True
        if claims["exp"] < time.time():
            return self.answer(403, "<code>CCCC-CCCC</code>")
        return accept(claims["iss"])

    def answer(self, status, body, location=None):
        body = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


class Doctor(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.moto = self.start_moto()
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Web)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.host = f"127.0.0.1:{server.server_port}"
        self.checkout = self.create_checkout()
        self.create_tenant()
        self.create_stack()

    def start_moto(self):
        command = [Path(sys.executable).parent / "moto_server", "--host", "127.0.0.1", "--port", "0"]
        process = subprocess.Popen(
            command, env={**os.environ, "PYTHONUNBUFFERED": "1"}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        line = next(line for line in process.stderr if "Running on " in line)
        # The log must be read, or the server blocks when the pipe is full.
        threading.Thread(target=process.stderr.read, daemon=True).start()
        return f"http://localhost:{line.strip().rsplit(':', 1)[1]}"

    def client(self, service):
        return boto3.client(service, endpoint_url=self.moto, region_name=REGION, **KEYS)

    def create_checkout(self):
        """A checkout with the project's forms and Action, and the settings of a tenant."""
        root = self.folder / "checkout"
        shutil.copytree(ROOT / "infra/forms", root / "infra/forms")
        (root / "infra/auth0/actions").mkdir(parents=True)
        shutil.copy(ACTION, root / "infra/auth0/actions")
        (root / "infra/auth0/environments").mkdir()
        settings = {
            "AUTH0_DOMAIN": f"http://{self.host}",
            "AUTH0_KEYWORD_REPLACE_MAPPINGS": {
                "FORM_URL": f"http://{self.host}/forms/profile",
                "REQUIRED_USER_FIELDS": "company_name,job_title",
                "LOGIN_COUNT": "2",
                "REQUIRED": "false",
                "ASK_AGAIN": "7 days",
            },
        }
        (root / "infra/auth0/environments/production.json").write_text(json.dumps(settings))
        (root / "samconfig.toml").write_text('version = 0.1\n[production.global.parameters]\nstack_name = "shop"\n')
        return root

    def create_tenant(self):
        code = ACTION.read_text()
        Web.tenant = {entry["path"]: entry["answer"] for entry in json.loads((FIXTURES / "auth0.json").read_text())}
        action = Web.tenant["actions/actions/act1"]
        action["code"] = action["deployed_version"]["code"] = code
        Web.tenant["custom-domains"] = []

    def create_stack(self):
        """The resources that the checks read. moto cannot create the real template."""
        code = {"ZipFile": archive("")}
        functions = self.client("lambda")
        trust = {"Version": "2012-10-17", "Statement": []}
        role = self.client("iam").create_role(RoleName="role", AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
        layer = functions.publish_layer_version(LayerName="shop-forms", Content=code)
        for name in ("shop-form", "shop-submit"):
            functions.create_function(
                FunctionName=name, Runtime="provided.al2023", Role=role, Handler="bootstrap", Code=code, Publish=True,
                Layers=[layer["LayerVersionArn"]],
            )
            functions.create_alias(FunctionName=name, Name="live", FunctionVersion="1")
            self.client("logs").create_log_group(logGroupName=f"/aws/lambda/{name}")
        self.client("ssm").put_parameter(Name="/shop/session-secret", Type="SecureString", Value=SECRET)
        topic = self.client("sns").create_topic(Name="on-call")["TopicArn"]
        self.client("sns").subscribe(TopicArn=topic, Protocol="email", Endpoint="on-call@shop.test")
        self.topic = topic

        entries = json.loads((FIXTURES / "aws.json").read_text())
        stack = next(entry for entry in entries if entry["command"].startswith("cloudformation describe-stacks"))
        stack = stack["answer"]["Stacks"][0]
        parameters = {entry["ParameterKey"]: entry["ParameterValue"] for entry in stack["Parameters"]}
        outputs = {entry["OutputKey"]: entry["OutputValue"] for entry in stack["Outputs"]}
        parameters |= {
            "Auth0Domains": self.host, "AlarmTopicArn": topic, "DomainName": "", "DisableExecuteApiEndpoint": "false",
        }
        outputs["FormUrl"] = f"http://{self.host}/forms/profile"
        del outputs["DefaultFormUrl"], outputs["DomainTarget"]
        template = {
            "Parameters": {name: {"Type": "String"} for name in parameters},
            # moto cannot create alarms with a template.
            "Resources": {"Topic": {"Type": "AWS::SNS::Topic"}},
            "Outputs": {name: {"Value": value} for name, value in outputs.items()},
        }
        self.client("cloudformation").create_stack(
            StackName="shop", TemplateBody=json.dumps(template),
            Parameters=[{"ParameterKey": name, "ParameterValue": value} for name, value in parameters.items()],
        )

    def doctor(self):
        environment = {
            "PATH": f"{AWS_CLI}:{os.environ['PATH']}",
            "HOME": str(self.folder),
            "AWS_ENDPOINT_URL": self.moto,
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ACCESS_KEY_ID": KEYS["aws_access_key_id"],
            "AWS_SECRET_ACCESS_KEY": KEYS["aws_secret_access_key"],
            "AUTH0_CLIENT_ID": "client",
            "AUTH0_CLIENT_SECRET": "client-secret",
        }
        command = [PROFILING, "doctor", "--config-env", "production", "--json"]
        done = subprocess.run(
            command, cwd=self.checkout, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300
        )
        self.assertIn(done.returncode, (0, 1), done.stderr)
        for secret in (SECRET, "client-secret", "management-token"):
            self.assertNotIn(secret, done.stdout + done.stderr)
        report = json.loads(done.stdout)
        self.assertEqual(done.returncode, 1 if report["wrong"] else 0)
        return {line["check"]: line for line in report["lines"]}, report

    def test_the_real_programs_answer_as_the_checks_expect(self):
        lines, report = self.doctor()
        others = {name: line for name, line in lines.items() if line["status"] != "ok"}
        self.assertEqual(set().union(*UNSUPPORTED.values()), set(others), json.dumps(others, indent=2))
        self.assertEqual(0, report["wrong"])

    def test_what_was_changed_in_aws_is_wrong(self):
        self.client("ssm").put_parameter(Name="/shop/session-secret", Type="String", Value=SECRET, Overwrite=True)
        functions = self.client("lambda")
        functions.update_function_code(FunctionName="shop-submit", ZipFile=archive("other"), Publish=True)
        for subscription in self.client("sns").list_subscriptions_by_topic(TopicArn=self.topic)["Subscriptions"]:
            self.client("sns").unsubscribe(SubscriptionArn=subscription["SubscriptionArn"])
        Web.tenant["actions/actions/act1"]["deployed_version"]["runtime"] = "node18"
        lines, report = self.doctor()
        wrong = {name for name, line in lines.items() if line["status"] == "wrong"}
        self.assertEqual({"secret", "live-version", "alarm-subscribers", "action-runtime"}, wrong, report)


if __name__ == "__main__":
    unittest.main()
