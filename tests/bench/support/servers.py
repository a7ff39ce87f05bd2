"""Emulated servers for a function: a Runtime API, and SSM with TLS."""

import datetime
import ipaddress
import json
import os
import queue
import socket
import ssl
import threading
import time
import typing
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID


class Certificates(typing.NamedTuple):
    """PEM files."""

    root: Path
    # The root together with Amazon's roots, which the functions trust on Lambda.
    roots: Path
    # The server's certificate and the intermediate certificate.
    chain: Path
    key: Path


def certificates(root, folder):
    """Creates a chain for 127.0.0.1 like that of AWS endpoints: 2048-bit RSA, one intermediate certificate."""
    keys = [rsa.generate_private_key(65537, 2048) for _ in range(3)]
    names = [x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]) for name in ("Root", "Intermediate", "127.0.0.1")]
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    now, day = datetime.datetime.now(datetime.timezone.utc), datetime.timedelta(days=1)

    def certificate(subject, issuer):
        is_server = subject == 2
        builder = (
            x509.CertificateBuilder()
            .subject_name(names[subject])
            .issuer_name(names[issuer])
            .public_key(keys[subject].public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - day)
            .not_valid_after(now + day)
            .add_extension(x509.BasicConstraints(ca=not is_server, path_length=None), critical=True)
        )
        builder = builder.add_extension(address, critical=False) if is_server else builder
        return builder.sign(keys[issuer], hashes.SHA256()).public_bytes(serialization.Encoding.PEM)

    files = Certificates(*(folder / name for name in ("root.pem", "roots.pem", "chain.pem", "key.pem")))
    files.root.write_bytes(certificate(0, 0))
    amazon = (root / "shared/service/src/secret/ssm/amazon-roots.pem").read_bytes()
    files.roots.write_bytes(amazon + files.root.read_bytes())
    files.chain.write_bytes(certificate(2, 1) + certificate(1, 0))
    files.key.write_bytes(
        keys[2].private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return files


def read(stream):
    """Reads an HTTP request: its first line, headers and body. Returns None at the end of the stream."""
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
    """Serves each connection in its own thread, one request at a time."""

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
    """Sends a function one event at a time, and records the times of its polls and responses."""

    def __init__(self):
        self.events, self.polls, self.answers = queue.Queue(), queue.Queue(), queue.Queue()
        super().__init__()

    def answer(self, connection, line, headers, body):
        if line.startswith("GET"):
            self.polls.put(time.perf_counter_ns())
            event = self.events.get()
            self.sent_at = time.perf_counter_ns()
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
            self.answered_at = time.perf_counter_ns()
            self.answers.put((self.answered_at - self.sent_at, body))
            write(connection, "202 Accepted", b"")

    def invoke(self, event):
        """The response to an event, and its duration in nanoseconds."""
        self.events.put(event)
        duration, body = self.answers.get(timeout=120)
        return json.loads(body), duration


class Ssm(Server):
    """GetParameter in SSM's wire format, with TLS."""

    def __init__(self, secret, files):
        assert "OPENSSL_CONF" in os.environ, "set OPENSSL_CONF=$PWD/tests/bench/openssl.cnf"
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(files.chain, files.key)
        parameter = {"Name": "/x", "Type": "SecureString", "Value": secret, "Version": 1, "DataType": "text"}
        self.body = json.dumps({"Parameter": parameter}).encode()
        super().__init__()

    def wrap(self, connection):
        return self.context.wrap_socket(connection, server_side=True)

    def answer(self, connection, line, headers, body):
        write(connection, "200 OK", self.body, ("content-type: application/x-amz-json-1.1",))
