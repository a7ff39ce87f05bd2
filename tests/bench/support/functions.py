"""A function process: its start, its requests, and its cost."""

import base64
import hashlib
import hmac
import json
import os
import re
import signal
import subprocess
import time
from pathlib import Path

from .servers import RuntimeApi

ISSUER = "example.eu.auth0.com"
SECRET = "the-session-secret-of-the-benchmark-0123456789"
SEAL = Path(__file__).resolve().parents[2] / "auth0/support/seal.mjs"


class Function:
    """A started function that waits for its first event."""

    def __init__(self, command, environment):
        self.api = RuntimeApi()
        began = time.perf_counter_ns()
        self.process = subprocess.Popen(
            command,
            env={**environment, "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{self.api.port}"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        self.began = began
        polled = self.api.polls.get(timeout=300)
        self.cpu_to_poll = self.cpu()
        self.wall_to_poll = polled - began

    def cpu(self):
        """The processor time of all threads of the process so far, in nanoseconds."""
        return time.clock_gettime_ns((~self.process.pid << 3) | 2)

    def invoke(self, event, status):
        """Sends an event, whose response must have this status. Returns the duration in nanoseconds."""
        answer, took = self.api.invoke(event)
        assert answer.get("statusCode") == status, answer
        return took

    def peak(self):
        """The peak memory in bytes."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8")
        return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) * 1024

    def stop(self, kind=signal.SIGKILL):
        """Stops the process, and returns its standard error output."""
        self.process.send_signal(kind)
        _, errors = self.process.communicate(timeout=120)
        self.api.close()
        return errors.decode()


def instructions(command, environment, events):
    """The number of instructions of a function from its start to the response to the last of these events.

    This is the smaller number of two runs: with Valgrind on a busy machine, a handshake can time out and be repeated.
    """
    return min(counted(command, environment, events) for _ in range(2))


def counted(command, environment, events):
    valgrind = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"]
    function = Function([*valgrind, *command], environment)
    for event, status in events:
        function.invoke(event, status)
        function.api.polls.get(timeout=120)
    output = function.stop(signal.SIGTERM)
    return int(re.search(r"Collected : (\d+)", output)[1])


def encoded(part):
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


def sealed(claims, value):
    """A value that is sealed as the Action seals it. Python's standard library has no AES."""
    script = (
        f"import {{ seal }} from {json.dumps(SEAL.as_uri())};"
        "const [secret, claims, value] = process.argv.slice(1);"
        "const binding = { ...JSON.parse(claims), direction: 'question', state: '' };"
        "process.stdout.write(seal(secret, binding, value));"
    )
    command = ["node", "--input-type=module", "--eval", script, SECRET, json.dumps(claims), json.dumps(value)]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout


def token(now):
    """A session token for all fields, signed as the tenant signs it. Like the Action's token, it requests sealed answers."""
    claims = {
        **{"iss": ISSUER, "sub": "auth0|benchmark", "iat": now, "exp": now + 3000, "ip": "203.0.113.7"},
        **{"form": "profile", "locale": "en", "client": "Example app", "txn": "0123456789abcdef"},
    }
    claims |= {"seal": 1, "prefill": sealed(claims, {"email": "a\u2026@e\u2026.com"})}
    parts = [json.dumps(part, separators=(",", ":")).encode() for part in ({"alg": "HS256", "typ": "JWT"}, claims)]
    message = ".".join(map(encoded, parts))
    return f"{message}.{encoded(hmac.new(SECRET.encode(), message.encode(), hashlib.sha256).digest())}"


def events(root):
    """The events of tests/events with a token: GET, POST, and POST with a missing answer."""
    session_token = token(int(time.time()))
    found = {}
    for kind, file in (("GET", "get"), ("POST", "post-base64"), ("POST with errors", "post-invalid-answers")):
        event = json.loads((root / f"tests/events/{file}.json").read_text(encoding="utf-8"))
        event = json.loads(json.dumps(event).replace("{{session_token}}", session_token))
        if event["isBase64Encoded"]:
            event["body"] = base64.b64encode(event["body"].encode()).decode()
        found[kind] = json.dumps(event).encode()
    return found


def environment(root, ssm, files):
    """The environment of a function that uses this SSM."""
    return {
        "PATH": os.environ["PATH"],
        "AUTH0_DOMAINS": ISSUER,
        "SESSION_SECRET_PARAMETER": "/x",
        "FORMS_DIR": str(root / "infra/forms"),
        "AWS_ENDPOINT_URL_SSM": f"https://127.0.0.1:{ssm.port}",
        "AWS_REGION": "eu-central-1",
        "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMIexample",
        "AWS_LAMBDA_FUNCTION_NAME": "profiling",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256",
        "AWS_LAMBDA_FUNCTION_VERSION": "1",
        "SSL_CERT_FILE": str(files.roots),
        "NODE_EXTRA_CA_CERTS": str(files.root),
        # As in the template.
        "MALLOC_MMAP_THRESHOLD_": "65536",
        "MALLOC_TRIM_THRESHOLD_": "65536",
    }
