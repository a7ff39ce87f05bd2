"""What a function talks to: a Runtime API, and SSM with TLS."""

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
    """Files in PEM."""

    root: Path
    # The root among Amazon's, which is what the functions trust on Lambda.
    roots: Path
    # What the server shows: its own certificate and the one between.
    chain: Path
    key: Path


def certificates(root, folder):
    """A chain for 127.0.0.1 like those of AWS's endpoints: RSA of 2048 bits, one certificate between it and the root."""
    keys = [rsa.generate_private_key(65537, 2048) for _ in range(3)]
    names = [x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]) for name in ("Root", "Between", "127.0.0.1")]
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    now, day = datetime.datetime.now(datetime.timezone.utc), datetime.timedelta(days=1)

    def made(subject, issuer):
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
    files.root.write_bytes(made(0, 0))
    amazon = (root / "shared/service/src/secret/ssm/amazon-roots.pem").read_bytes()
    files.roots.write_bytes(amazon + files.root.read_bytes())
    files.chain.write_bytes(made(2, 1) + made(1, 0))
    files.key.write_bytes(
        keys[2].private_bytes(
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
        assert "OPENSSL_CONF" in os.environ, "start this with OPENSSL_CONF=$PWD/tests/bench/openssl.cnf"
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(files.chain, files.key)
        parameter = {"Name": "/x", "Type": "SecureString", "Value": secret, "Version": 1, "DataType": "text"}
        self.body = json.dumps({"Parameter": parameter}).encode()
        super().__init__()

    def wrap(self, connection):
        return self.context.wrap_socket(connection, server_side=True)

    def answer(self, connection, line, headers, body):
        write(connection, "200 OK", self.body, ("content-type: application/x-amz-json-1.1",))
