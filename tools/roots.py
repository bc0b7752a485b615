"""Bare Debian root file systems in folders. Needs root, debootstrap and unshare.

Package sources are read from this machine's configuration of apt and pip. A root has device nodes of its own, and mounts exist
only in the mount namespace of the command that runs there: nothing of the host can be reached through a root, and a root can be
removed at any time.
"""

from __future__ import annotations

import configparser
import hashlib
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
SCRIPTS = Path("/usr/share/debootstrap/scripts")
USER, UID = "somebody", 54321
PIP_KEYS = ("index-url", "extra-index-url", "trusted-host", "proxy", "timeout", "retries")
PROXIES = ("http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")
APT_KEYS = ("Acquire::http", "Acquire::https", "Acquire::Check-Valid-Until", "Acquire::Check-Date", "Acquire::Retries")
NODES = {"null": 3, "zero": 5, "full": 7, "random": 8, "urandom": 9}
MAKE_S = 1200
CERTIFICATES = "/etc/ssl/indexes.pem"


class RootError(Exception):
    """A root cannot be made or used; the message is one line that says what to do."""


def need_tools(*more: str) -> None:
    """Raise RootError unless this process may make roots and the tools are installed."""
    if os.geteuid() != 0:
        raise RootError("bare roots can only be made by root: call it with sudo")
    for name, package in {
        "debootstrap": "debootstrap",
        "unshare": "util-linux",
        **{each: each for each in more},
    }.items():
        if shutil.which(name) is None:
            raise RootError(f"{name} is not installed: apt-get install {package}")
    if not KEYRING.exists():
        raise RootError("the keys of Debian's archive are missing: apt-get install debian-archive-keyring")


def cache_folder() -> Path:
    """Where roots are kept between runs."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "shenbi" / "roots"


@dataclass(frozen=True, slots=True)
class Machine:
    """How this machine reaches its package indexes."""

    mirror: str
    apt: str = ""
    pip: Mapping[str, str] = field(default_factory=dict)
    certificates: bytes = b""
    proxies: Mapping[str, str] = field(default_factory=dict)


def read_machine(mirror: str = "") -> Machine:
    """Read it from apt's and pip's configuration, and from the environment; `mirror` of Debian, if it is not apt's own."""
    pip = _pip_configuration()
    bundle = pip.pop("cert", "") or os.environ.get("SSL_CERT_FILE", "")
    return Machine(
        mirror=mirror or os.environ.get("DEBIAN_MIRROR", "") or _mirror(),
        apt=_apt_configuration(),
        pip=pip,
        certificates=Path(bundle).read_bytes() if bundle and Path(bundle).is_file() else b"",
        proxies={name: os.environ[name] for name in PROXIES if name in os.environ},
    )


def _output(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def _mirror() -> str:
    release = Path("/etc/os-release").read_text(encoding="utf-8") if Path("/etc/os-release").exists() else ""
    if re.search(r'^ID="?debian"?$', release, re.MULTILINE):
        for line in _output("apt-get", "indextargets", "--format", "$(REPO_URI) $(RELEASE)").splitlines():
            uri, _, suite = line.partition(" ")
            if uri.startswith("http") and "-" not in suite:
                return uri.rstrip("/")
    raise RootError("apt knows no mirror of Debian here: set DEBIAN_MIRROR to the address of one")


def _apt_configuration() -> str:
    wanted = (line for line in _output("apt-config", "dump").splitlines() if line.startswith(APT_KEYS))
    return "".join(f"{line}\n" for line in wanted if "::CaInfo" not in line and "::Sslcert" not in line)


def _pip_configuration() -> dict[str, str]:
    """pip's configuration from its files and the environment, later ones winning, without local files."""
    home = Path.home()
    files = [
        *(Path(folder) / "pip/pip.conf" for folder in reversed(os.environ.get("XDG_CONFIG_DIRS", "/etc/xdg").split(":"))),
        Path("/etc/pip.conf"), home / ".pip/pip.conf", home / ".config/pip/pip.conf",
        Path(os.environ.get("PIP_CONFIG_FILE", os.devnull)),
    ]  # fmt: skip
    found: dict[str, str] = {}
    for file in files:
        parser = configparser.RawConfigParser()
        parser.read(file, encoding="utf-8")
        for section in ("global", "install"):
            if parser.has_section(section):
                found.update(parser.items(section))
    found.update(
        {name[4:].lower().replace("_", "-"): value for name, value in os.environ.items() if name[:4] == "PIP_"}
    )
    kept = {key: _remote(found[key]) for key in PIP_KEYS if _remote(found.get(key, ""))}
    return kept | ({"cert": found["cert"]} if found.get("cert") else {})


def _remote(value: str) -> str:
    return " ".join(part for part in value.split() if not part.startswith(("file:", "/")))


def base_root(name: str, suite: str, machine: Machine, packages: Sequence[str], log: IO[str]) -> Path:
    """A root of a Debian suite with these packages and a user, made the first time and kept under a name. Raises RootError."""
    made_of = hashlib.sha256(
        "\n".join((*packages, machine.mirror, Path(__file__).read_text(encoding="utf-8"))).encode()
    )
    folder = cache_folder() / f"{name}-{made_of.hexdigest()[:12]}"
    if folder.exists() and enter(folder, "test -x /usr/bin/python3", user="root", log=log) == 0:
        return folder
    for old in cache_folder().glob(f"{name}-*"):  # Also unfinished ones, and those of an earlier README.
        remove(old)
    draft = folder.with_name(f"{folder.name}.draft")
    draft.mkdir(parents=True)
    try:
        _make(draft, suite, machine, packages, log)
    except BaseException:
        remove(draft)
        raise
    return draft.rename(folder)


def _make(root: Path, suite: str, machine: Machine, packages: Sequence[str], log: IO[str]) -> None:
    script = [] if (SCRIPTS / suite).exists() else [str(SCRIPTS / "sid")]
    strap = ["debootstrap", "--variant=minbase", f"--keyring={KEYRING}", suite, str(root), machine.mirror, *script]
    # In a mount namespace of its own: debootstrap's mounts are gone when it ends, however it ends.
    if _call(["unshare", "--mount", "--propagation", "private", *strap], log, {**os.environ, "LC_ALL": "C"}):
        raise RootError(
            f"debootstrap could not make {suite}: is the mirror of apt's configuration reachable? See {log.name}"
        )
    _make_nodes(root)
    configure(root, machine)
    install = (
        f"apt-get update -qq && apt-get install -y -qq --no-install-recommends {shlex.join(packages)} && apt-get clean"
    )
    if enter(root, install, user="root", log=log):
        raise RootError(f"{suite}: apt-get install {' '.join(packages)} failed, see {log.name}")
    if enter(root, f"useradd --create-home --uid {UID} --shell /bin/sh {USER}", user="root", log=log):
        raise RootError(f"{suite}: the user could not be made, see {log.name}")


def _make_nodes(root: Path) -> None:
    """Make the root's device nodes where debootstrap could not, or linked to the host's."""
    for name, minor in NODES.items():
        node = root / "dev" / name
        if not node.is_char_device():
            node.unlink(missing_ok=True)
            os.mknod(node, 0o666 | 0o020000, os.makedev(1, minor))
        node.chmod(0o666)
    for name, target in {"fd": "/proc/self/fd", "stdin": "fd/0", "stdout": "fd/1", "stderr": "fd/2"}.items():
        if not (root / "dev" / name).is_symlink():
            (root / "dev" / name).symlink_to(target)
    (root / "dev/shm").mkdir(exist_ok=True)


def configure(root: Path, machine: Machine) -> None:
    """Configure a root to reach the package indexes; it gets nothing else of this machine."""
    for name in ("resolv.conf", "hosts"):
        if (source := Path("/etc") / name).exists():
            (root / "etc" / name).write_bytes(source.read_bytes())
    apt, pip = machine.apt, dict(machine.pip)
    if machine.certificates:
        (root / CERTIFICATES[1:]).parent.mkdir(parents=True, exist_ok=True)
        (root / CERTIFICATES[1:]).write_bytes(machine.certificates)
        apt += f'Acquire::https::CaInfo "{CERTIFICATES}";\n'
        pip["cert"] = CERTIFICATES
    (root / "etc/apt/apt.conf.d/99indexes").write_text(apt, encoding="utf-8")
    lines = "".join(f"{key} = {value}\n" for key, value in pip.items())
    (root / "etc/pip.conf").write_text(f"[global]\n{lines}", encoding="utf-8")
    proxies = "".join(f"export {name}={shlex.quote(value)}\n" for name, value in machine.proxies.items())
    (root / "etc/profile.d").mkdir(exist_ok=True)
    (root / "etc/profile.d/proxies.sh").write_text(proxies, encoding="utf-8")


def command_in(root: Path, command: str, *, user: str = USER, **environment: str) -> list[str]:
    """The command line that runs a shell command in a root, as `user` would after logging in: with processes of its own,
    all of which end with it."""
    home = "/root" if user == "root" else f"/home/{user}"
    clean = {
        "HOME": home, "USER": user, "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "LANG": "C.UTF-8", "TERM": "dumb", "DEBIAN_FRONTEND": "noninteractive", **environment,
    }  # fmt: skip
    mounts = 'mount -t proc proc "$1/proc" && mount -t tmpfs -o mode=1777 tmpfs "$1/dev/shm"'
    # PID 1 of the namespace stays root's shell: a process that changes its user loses the parent-death signal. It also reaps
    # orphans.
    inside = f". /etc/profile.d/proxies.sh; cd {home}; {command}"
    chroot = ["chroot", f"--userspec={user}:{user}", str(root), "env", "-i", *(f"{k}={v}" for k, v in clean.items())]
    return [
        "unshare", "--mount", "--pid", "--fork", "--kill-child=KILL", "--propagation", "private",
        "sh", "-c", f'{mounts} && shift && "$@"', "sh", str(root), *chroot, "sh", "-c", inside,
    ]  # fmt: skip


def enter(
    root: Path, command: str, *, log: IO[str], user: str = USER, timeout_s: float = MAKE_S, **environment: str
) -> int:
    """Run a shell command in a root; returns its exit status (124 if it took too long)."""
    return _call(command_in(root, command, user=user, **environment), log, None, timeout_s)


def _call(
    command: Sequence[str], log: IO[str], environment: Mapping[str, str] | None, timeout_s: float = MAKE_S
) -> int:
    log.flush()
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, env=environment,
            timeout=timeout_s, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return 124
    return done.returncode


def copy(root: Path, target: Path) -> None:
    """Copy a root, for one use."""
    remove(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cp", "--archive", "--reflink=auto", str(root), str(target)], check=True)


def remove(root: Path) -> None:
    """Remove a root. Raises RootError if something is mounted in it, which should never be."""
    mounted = [line.split()[4] for line in Path("/proc/self/mountinfo").read_text(encoding="utf-8").splitlines()]
    if inside := [place for place in mounted if Path(place).is_relative_to(root.resolve())]:
        raise RootError(f"{inside[0]} is mounted: umount it, then remove {root}")
    if root.exists():
        subprocess.run(["rm", "-rf", "--one-file-system", str(root)], check=True)
