"""The command line: `shounuo COMMAND`. Each command is a module of `shounuo.site.commands`."""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import NoReturn

from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import Words
from shounuo.site import commands
from shounuo.site.config import ConfigError
from shounuo.site.speech import complain, said

ABOUT = Words("守诺：按书面标准运行的服务台。", "Shounuo: a service desk run by its written standard.")


class Parser(argparse.ArgumentParser):
    """argparse that introduces its parts in the terminal's language."""

    def __init__(self, *given: object, **named: object) -> None:
        named.setdefault("add_help", False)
        super().__init__(*given, **named)  # type: ignore[arg-type]
        self._positionals.title = said(Words("参数", "arguments"))
        self._optionals.title = said(Words("选项", "options"))
        self.add_argument(
            "-h",
            "--help",
            action="help",
            help=said(Words("显示这份说明", "show this help")),
            default=argparse.SUPPRESS,
        )

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        complain(
            "{prog}：参数有误：{message}（用 --help 查看说明）",
            "{prog}: {message} (--help explains)",
            prog=self.prog,
            message=message,
        )
        raise SystemExit(2)


class _Version(argparse.Action):
    """Asks the installed package only when somebody wants to know."""

    def __call__(self, *_: object) -> NoReturn:
        from importlib.metadata import version

        print("shounuo", version("shounuo"))
        raise SystemExit(0)


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; gives its exit status. A refusal or a wrong setting is one line, not a traceback."""
    args = _parser().parse_args(argv)
    try:
        return int(args.run(args))
    except ConfigError as error:
        complain(
            "设置 {name}={given} 无法使用：{zh}",
            "Setting {name}={given} cannot be used: {en}",
            name=error.name, given=error.given, zh=error.problem.zh, en=error.problem.en,
        )  # fmt: skip
        return 2
    except Refusal as refusal:
        print(refusal.sentence, file=sys.stderr)
        return 1
    except BrokenPipeError:
        sys.stderr.close()
        return 1
    except KeyboardInterrupt:
        return 130


def _parser() -> Parser:
    parser = Parser(prog="shounuo", description=said(ABOUT))
    parser.add_argument(
        "--version", action=_Version, nargs=0, help=said(Words("显示版本", "show the version"))
    )
    listed = parser.add_subparsers(title=said(Words("命令", "commands")), metavar="COMMAND", required=True)
    for name, module in _commands():
        words = said(module.HELP)
        command = listed.add_parser(name.rstrip("_").replace("_", "-"), help=words, description=words)
        module.arguments(command)
        command.set_defaults(run=module.run)
    return parser


def _commands() -> list[tuple[str, ModuleType]]:
    """Every module of the folder is a command; its name is the module's, with a hyphen where that has an underscore."""
    found = sorted(
        info.name for info in pkgutil.iter_modules(commands.__path__) if not info.name.startswith("_")
    )
    return [(name, importlib.import_module(f"{commands.__name__}.{name}")) for name in found]


if __name__ == "__main__":
    raise SystemExit(main())
