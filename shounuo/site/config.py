"""The one list of settings: every field of `Config` is one environment variable, SHOUNUO_ and its name.

`docs/settings.md` is written from this list and a house test keeps it current. Nothing else in the house reads the
environment. Only the standard library and `kernel.words` are imported here, so that `shounuo --help` stays quick.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any

from shounuo.kernel.words import Words
from shounuo.site import values

PREFIX = "SHOUNUO_"
ROOT = Path(__file__).resolve().parents[2]
"""The project folder: relative paths in settings are meant from here."""


class ConfigError(ValueError):
    """A setting that cannot be used; says which, what is wrong and what is allowed, in both languages."""

    def __init__(self, name: str, given: str, problem: Words) -> None:
        self.name, self.given, self.problem = name, given, problem
        super().__init__(f"{name}={given!r}: {problem.zh} / {problem.en}")


def setting(default: str, read: Callable[[str], Any], zh: str, en: str, *, secret: bool = False) -> Any:
    """A field of Config: its default as one would type it, the reader of its text, and what it is for.

    A secret may also be given as a file: NAME_FILE=/path. Its value is never shown.
    """
    return field(metadata={"default": default, "read": read, "help": Words(zh, en), "secret": secret})


@dataclass(frozen=True)
class Config:
    """All settings, read and checked. Paths are absolute; sizes are bytes; ticks are seconds."""

    data: Path = setting(
        "var",
        values.folder(ROOT),
        "存放数据库、附件和密钥的文件夹",
        "Folder for the database, attachments and the secret key",
    )
    database: values.Database = setting(
        "sqlite:///{data}/shounuo.sqlite3",
        values.database(ROOT),
        "数据库地址：sqlite:///文件 或 postgresql://用户：密码@主机：端口/库名（在事务模式的 PgBouncer 之后请加 ?pgbouncer=1）",
        "Database: sqlite:///file or postgresql://user:password@host:port/name (behind PgBouncer in transaction mode "
        "add ?pgbouncer=1)",
        secret=True,
    )
    secret_key: str = setting(
        "",
        values.text,
        "签名密钥；留空则自动生成并保存在数据文件夹的 secret_key 中（权限 600）",
        "Signing key; when empty it is made and kept in the data folder as secret_key (mode 600)",
        secret=True,
    )
    debug: bool = setting(
        "no",
        values.flag,
        "开发模式：显示错误细节，切勿用于生产",
        "Development mode: shows errors in full; never in production",
    )
    host: str = setting("127.0.0.1", values.text, "监听的地址", "Address to listen on")
    port: int = setting("8080", values.integer(1, 65535), "监听的端口", "Port to listen on")
    public_url: str = setting(
        "http://{host}:{port}",
        values.url,
        "用户看到的网址，邮件中的链接以它开头",
        "The address users see; links in mails start with it",
    )
    allowed_hosts: tuple[str, ...] = setting(
        "",
        values.names,
        "允许的主机名，逗号分隔；留空则为对外网址的主机名和本机",
        "Host names that are answered, separated by commas; when empty, the host of the public address and this machine",
    )
    smtp_host: str = setting(
        "",
        values.text,
        "发信服务器；留空则邮件留在发件箱中不发出",
        "Mail server; when empty, mail stays in the outbox unsent",
    )
    smtp_port: int = setting("25", values.integer(1, 65535), "发信服务器的端口", "Port of the mail server")
    smtp_user: str = setting("", values.text, "发信账号", "Account at the mail server")
    smtp_password: str = setting("", values.text, "发信密码", "Password at the mail server", secret=True)
    smtp_tls: str = setting(
        "none", values.choice("none", "starttls", "tls"), "发信加密方式", "Encryption towards the mail server"
    )
    house: str = setting(
        "守诺服务台", values.text, "公司名称，写在报告抬头", "Name of the house, at the head of reports"
    )
    mail_from: str = setting(
        "守诺服务台 <support@shounuo.example>", values.text, "邮件的发件人", "Sender of the mails"
    )
    mail_domain: str = setting(
        "shounuo.example",
        values.text,
        "回信地址和邮件编号所用的域名",
        "Domain of reply addresses and message ids",
    )
    aws_key: str = setting(
        "",
        values.text,
        "AWS Support 接口的访问密钥 ID；留空则由人提交",
        "Access key of the AWS Support API; when empty it is done by hand",
    )
    aws_secret: str = setting(
        "", values.text, "AWS Support 接口的密钥", "Secret key of the AWS Support API", secret=True
    )
    aws_role: str = setting(
        "",
        values.text,
        "在客户 AWS 账号中要代入的角色名；留空则用密钥本身的账号",
        "Role that is assumed in the customer's AWS account; when empty the key's own account is used",
    )
    aws_external_id: str = setting(
        "", values.text, "代入角色时的 External ID", "External id for assuming the role", secret=True
    )
    aws_endpoint: str = setting(
        "",
        values.text,
        "AWS 接口地址，仅用于测试或私网终端节点",
        "Address of the AWS APIs, for tests or a private endpoint",
    )
    aws_language: str = setting("zh", values.text, "与 AWS Support 沟通的语言", "Language with AWS Support")
    imap_host: str = setting(
        "",
        values.text,
        "收信服务器（IMAP）；设置后 serve 会持续收取邮件",
        "Server of the mailbox that is read (IMAP); where it is set, serve follows the mailbox",
    )
    imap_port: int = setting(
        "993", values.integer(1, 65535), "收信服务器的端口", "Port of the mailbox's server"
    )
    imap_user: str = setting("", values.text, "收信账号", "Account at the mailbox's server")
    imap_password: str = setting(
        "",
        values.text,
        "收信密码（163 等邮箱为授权码）",
        "Password at the mailbox's server (with some providers a code made for programs)",
        secret=True,
    )
    imap_tls: str = setting(
        "tls",
        values.choice("tls", "starttls", "none"),
        "收信加密方式；none 会以明文传送密码",
        "Encryption towards the mailbox's server; with none the password goes in the clear",
    )
    imap_folder: str = setting("INBOX", values.text, "收取哪个文件夹", "The folder that is read")
    imap_taken: str = setting(
        "seen",
        values.choice("seen", "move", "leave"),
        "收取之后：seen 标为已读，move 移到另一个文件夹，leave 不作改动",
        "After a mail is taken: seen marks it as read, move moves it to another folder, leave changes nothing",
    )
    imap_taken_folder: str = setting(
        "Shounuo", values.text, "move 时移到的文件夹", "The folder that move moves to"
    )
    imap_aside_folder: str = setting(
        "",
        values.text,
        "无法收取的邮件移到的文件夹；留空则留在原处并加上旗标",
        "Folder for mails that could not be taken; when empty they stay and are flagged",
    )
    imap_poll: float = setting(
        "30",
        values.seconds(1, 3600),
        "服务器不支持 IDLE 时，查看新邮件的间隔秒数",
        "Seconds between two looks where the server has no IDLE",
    )
    imap_days: int = setting(
        "7",
        values.integer(0, 3650),
        "首次收取时，信箱里多少天以内的邮件算数；更早的不动",
        "At the first look, how many days old a mail in the mailbox may be; older ones are left alone",
    )
    metrics_token: str = setting(
        "",
        values.text,
        "读取 /metrics 的令牌；留空则只有本机可以读取",
        "Token for reading /metrics; when empty only this machine may",
        secret=True,
    )
    heartbeat_url: str = setting(
        "",
        values.url_or_nothing,
        "看守正常时每分钟访问的外部网址（如 healthchecks），用来发现本机停摆",
        "Outside address that the watch calls every minute while all is well (such as healthchecks): a dead man's switch",
        secret=True,
    )
    policy: Path = setting(
        "policies/spt-003.toml",
        values.file(ROOT),
        "首次启动时采用的服务标准",
        "The standard adopted at the first start",
    )
    lang: str = setting(
        "auto",
        values.choice("auto", "zh", "en"),
        "命令行的语言；auto 跟随系统的 LANG，无从得知时用中文",
        "Language of the command line; auto follows LANG, and is Chinese where that says nothing",
    )
    time_zone: str = setting(
        "Asia/Shanghai",
        values.time_zone,
        "未另行选择者所见的时区",
        "Time zone shown to whoever has chosen none",
    )
    workers: int = setting(
        "2",
        values.integer(1, 256),
        "PostgreSQL 上网页进程的数目（SQLite 上总是一个）",
        "Number of web processes on PostgreSQL (always one on SQLite)",
    )
    threads: int = setting("4", values.integer(1, 256), "每个网页进程的线程数", "Threads of each web process")
    max_attachment: int = setting(
        "20971520", values.integer(1, 2**40), "单个附件的最大字节数", "Largest attachment in bytes"
    )
    private_calls: bool = setting(
        "no",
        values.flag,
        "允许向内网地址和未加密的地址发出请求（自建的网关、测试）；默认只向公网 https 地址发出",
        "Allow calls to private and unencrypted addresses (a gateway of one's own, tests); otherwise only public https "
        "addresses are called",
    )
    watch_tick: float = setting(
        "0.25",
        values.seconds(0.05, 60),
        "看守进程两次查看之间最多间隔的秒数；已知的到期事项准点处理，不受此影响",
        "Most seconds between two looks of the watch; what it knows to be due, it does on time whatever this says",
    )
    audit_every: float = setting(
        "30",
        values.seconds(0.05, 3600),
        "审计员核对事实的间隔秒数",
        "Seconds between two looks of the auditor at the facts",
    )
    watch_inside: bool = setting(
        "no",
        values.flag,
        "在网页进程内运行看守；serve 在 SQLite 上自行设置",
        "Run the watch inside the web process; serve sets it itself on SQLite",
    )
    moved_clock: bool = setting(
        "no",
        values.flag,
        "允许移动时钟（演练与测试）;切勿用于生产",
        "Allow the clock to be moved (rehearsals and tests); never in production",
    )
    demo: bool = setting(
        "no",
        values.flag,
        "演示模式：登录页列出演示账号",
        "Demo mode: the sign-in page lists the demo accounts",
    )
    phone: str = setting(
        "400-XXX-XXXX", values.text, "显示给客户的技术支持热线", "Support hotline shown to customers"
    )

    @property
    def hosts(self) -> tuple[str, ...]:
        """Host names that are answered."""
        own = (values.host_of(self.public_url), self.host, "localhost", "127.0.0.1", "[::1]")
        return self.allowed_hosts or tuple(dict.fromkeys(own))

    def signing_key(self) -> str:
        """The given key, or the one kept in the data folder (made there the first time)."""
        return self.secret_key or values.kept_secret(self.data / "secret_key")


def load(environ: Mapping[str, str] | None = None) -> Config:
    """Reads all settings. Raises ConfigError for the first one that cannot be used."""
    given = os.environ if environ is None else environ
    known: dict[str, Any] = {}
    for entry in fields(Config):
        known[entry.name] = _read(entry, given, known)
    return Config(**known)


def name_of(entry: Field[Any]) -> str:
    """`database` -> SHOUNUO_DATABASE."""
    return PREFIX + entry.name.upper()


def names() -> frozenset[str]:
    """Every variable that means something, the NAME_FILE forms of secrets included."""
    plain = {name_of(entry) for entry in fields(Config)}
    return frozenset(
        plain | {f"{name_of(entry)}_FILE" for entry in fields(Config) if entry.metadata["secret"]}
    )


def elsewhere(folder: str) -> None:
    """From now on this process keeps its data in this folder and in no other database: a house that is thrown away."""
    os.environ[f"{PREFIX}DATA"] = folder
    for name in (f"{PREFIX}DATABASE", f"{PREFIX}DATABASE_FILE"):
        os.environ.pop(name, None)


def unknown(environ: Mapping[str, str] | None = None) -> list[str]:
    """Variables that look like settings and are none: usually a slip of the pen."""
    given = os.environ if environ is None else environ
    return sorted(name for name in given if name.startswith(PREFIX) and name not in names())


def _read(entry: Field[Any], environ: Mapping[str, str], known: Mapping[str, Any]) -> Any:
    """One setting; defaults may speak of settings that stand before it."""
    written = _written(entry, environ) or entry.metadata["default"].format(**known)
    try:
        return entry.metadata["read"](written)
    except values.Wrong as wrong:
        shown = "…" if entry.metadata["secret"] else written
        raise ConfigError(name_of(entry), shown, wrong.problem) from None


def _written(entry: Field[Any], environ: Mapping[str, str]) -> str:
    name = name_of(entry)
    kept_in = environ.get(f"{name}_FILE", "").strip() if entry.metadata["secret"] else ""
    if not kept_in or environ.get(name, "").strip():
        return environ.get(name, "").strip()
    try:
        return Path(kept_in).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ConfigError(
            f"{name}_FILE",
            kept_in,
            Words(f"文件无法读取({error.strerror})", f"the file cannot be read ({error.strerror})"),
        ) from None
