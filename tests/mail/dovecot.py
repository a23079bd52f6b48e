"""A real Dovecot: its own directory, port and users. Mail is delivered by writing files."""

import contextlib
import itertools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

from imapclient import IMAPClient

from tests.serving import free_port, open_folder

PASSWORD = "tea-and-milk"
PROGRAM = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
CONFIG = """
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/log
protocols = imap
listen = 127.0.0.1
ssl = {ssl}
disable_plaintext_auth = no
default_login_user = {login_user}
default_internal_user = {internal_user}
default_internal_group = {internal_group}
mail_location = maildir:{home}/mail/%n
mail_uid = {user}
mail_gid = {group}
first_valid_uid = 0
first_valid_gid = 0
maildir_stat_dirs = yes
mailbox_idle_check_interval = 1 secs
mail_max_userip_connections = 100
imap_capability = {capability}
auth_failure_delay = 0
auth_mechanisms = plain login
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={home}/mail/%n allow_all_users=yes
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
  }}
}}
service stats {{
  chroot =
}}
"""
numbers = itertools.count(1)


@dataclass
class Dovecot:
    home: Path
    port: int
    tls_port: int
    process: subprocess.Popen[bytes] | None = None
    users: set[str] = field(default_factory=set)

    def folder(self, user: str) -> Path:
        path = self.home / "mail" / user
        if user not in self.users:
            for name in ("cur", "new", "tmp"):
                (path / name).mkdir(parents=True, exist_ok=True)
            self._give(path)
            self.users.add(user)
        return path

    def deliver(self, user: str, raw: bytes) -> Path:
        """As a mail server does: written beside, then renamed."""
        folder = self.folder(user)
        name = f"{time.time():.6f}.N{next(numbers)}P{os.getpid()}.heron.example"
        (folder / "tmp" / name).write_bytes(raw)
        self._give(folder / "tmp" / name)
        return (folder / "tmp" / name).rename(folder / "new" / name)

    def _give(self, path: Path) -> None:
        """Directories that root made are mail's own."""
        if os.geteuid() == 0:
            for each in [path, *path.rglob("*")] if path.is_dir() else [path]:
                shutil.chown(each, "nobody", "nogroup")

    @contextlib.contextmanager
    def client(self, user: str) -> Iterator[IMAPClient]:
        """Another program that reads the same mail."""
        with IMAPClient("127.0.0.1", port=self.port, ssl=False) as client:
            client.login(user, PASSWORD)
            yield client

    def renumber(self, user: str) -> None:
        """As after the server lost its index: another UIDVALIDITY."""
        folder = self.folder(user)
        for path in folder.glob("dovecot*"):
            path.unlink()
        (folder / "dovecot-uidlist").write_text(f"3 V{int(time.time()) + next(numbers)} N1\n")
        self._give(folder / "dovecot-uidlist")

    def start(self) -> "Dovecot":
        assert PROGRAM is not None
        command = [PROGRAM, "-F", "-c", str(self.home / "dovecot.conf")]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
                return self
            assert self.process.poll() is None, self.said()
            time.sleep(0.02)
        raise AssertionError(self.said())

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(10)
        self.process = None

    def said(self) -> str:
        log = self.home / "log"
        errors = self.process.stderr.read().decode() if self.process and self.process.stderr else ""
        return errors + (log.read_text() if log.exists() else "")


@contextlib.contextmanager
def dovecot(*, idles: bool = True) -> Iterator[Dovecot]:
    with open_folder() as home:
        server = Dovecot(home, free_port(), free_port())
        (home / "dovecot.conf").write_text(_config(server, idles=idles))
        (home / "mail").mkdir()
        server._give(home / "mail")
        try:
            yield server.start()
        finally:
            server.stop()


def _config(server: Dovecot, *, idles: bool) -> str:
    """As root it takes the users that the package made; else everything is ours."""
    me = pwd.getpwuid(os.geteuid())
    root = os.geteuid() == 0
    group = str(os.getegid())
    certificate, key = _certificate(server.home)
    return CONFIG.format(
        home=server.home,
        ssl=f"yes\nssl_cert = <{certificate}\nssl_key = <{key}",
        login_user="dovenull" if root else me.pw_name,
        internal_user="dovecot" if root else me.pw_name,
        internal_group="dovecot" if root else group,
        user="nobody" if root else me.pw_name,
        group="nogroup" if root else group,
        capability="" if idles else "IMAP4rev1 SASL-IR LITERAL+ ENABLE NAMESPACE UIDPLUS",
        password=PASSWORD,
        port=server.port,
        tls_port=server.tls_port,
    )


def _certificate(home: Path) -> tuple[Path, Path]:
    """Signed by nobody: a client must refuse it."""
    certificate, key = home / "certificate.pem", home / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=imap.example"],
        check=True,
        capture_output=True,
    )  # fmt: skip
    return certificate, key


def letter(subject: str, *, sender: str = "ada@heron.example", text: str = "Hello.") -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, "help@kiln.example", subject
    mail["Message-ID"] = f"<{next(numbers)}.{time.time_ns()}@heron.example>"
    mail["Date"] = "Sun, 22 Nov 2026 05:00:00 +0000"
    mail.set_content(text)
    return mail.as_bytes()
