"""What a function talks to: a Runtime API, and SSM with TLS."""

import datetime
import ipaddress
import json
import queue
import socket
import ssl
import threading
import time

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


def certificate(folder):
    """A certificate for 127.0.0.1, as files: certificate, key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.timezone.utc)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    files = folder / "certificate.pem", folder / "key.pem"
    files[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return files


def read(stream):
    """One HTTP request: its first line, its headers, its body; None at the end."""
    line = stream.readline()
    if not line:
        return None
    headers = {}
    while (header := stream.readline()) not in (b"\r\n", b""):
        name, _, value = header.partition(b":")
        headers[name.strip().lower()] = value.strip()
    return line.decode(), headers, stream.read(int(headers.get(b"content-length", 0)))


def write(connection, status, body, headers=()):
    lines = [f"HTTP/1.1 {status}", f"content-length: {len(body)}", *headers, "", ""]
    connection.sendall("\r\n".join(lines).encode() + body)


class Server:
    """Serves each connection in a thread of its own, one request after the other."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        try:
            connection = self.wrap(connection)
            stream = connection.makefile("rb")
            while (request := read(stream)) is not None:
                self.answer(connection, *request)
        except OSError:
            pass  # The process has ended.

    def wrap(self, connection):
        return connection

    def close(self):
        self.listener.close()


class RuntimeApi(Server):
    """Hands a function one event at a time, and notes when it asked and when it answered."""

    def __init__(self):
        self.events, self.polls, self.answers = queue.Queue(), queue.Queue(), queue.Queue()
        super().__init__()

    def answer(self, connection, line, headers, body):
        if line.startswith("GET"):
            self.polls.put(time.perf_counter_ns())
            event = self.events.get()
            self.handed = time.perf_counter_ns()
            write(
                connection,
                "200 OK",
                event,
                (
                    "content-type: application/json",
                    "lambda-runtime-aws-request-id: 8476a536-e9f4-11e8-9739-2dfe598c3fcd",
                    "lambda-runtime-deadline-ms: 99999999999999",
                    "lambda-runtime-invoked-function-arn: arn:aws:lambda:eu-central-1:123456789012:function:f",
                ),
            )
        else:
            self.answered = time.perf_counter_ns()
            self.answers.put((self.answered - self.handed, body))
            write(connection, "202 Accepted", b"")

    def invoke(self, event):
        """The answer to an event, and after how many nanoseconds it came."""
        self.events.put(event)
        took, body = self.answers.get(timeout=120)
        return json.loads(body), took


class Ssm(Server):
    """GetParameter in SSM's wire format, with TLS."""

    def __init__(self, secret, files):
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(*files)
        parameter = {"Name": "/x", "Type": "SecureString", "Value": secret, "Version": 1, "DataType": "text"}
        self.body = json.dumps({"Parameter": parameter}).encode()
        super().__init__()

    def wrap(self, connection):
        return self.context.wrap_socket(connection, server_side=True)

    def answer(self, connection, line, headers, body):
        write(connection, "200 OK", self.body, ("content-type: application/x-amz-json-1.1",))
