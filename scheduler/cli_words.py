"""Help and usage texts in the chosen language, from the catalogue."""

import importlib
from typing import Any

import rich_click as click

from models.messages import Lang, catalogue

CLICK = ("core", "decorators", "exceptions", "formatting", "parser", "termui", "types")
MODULES = (*(f"click.{name}" for name in CLICK), "scheduler.cli_options")

METAVARS = ("text", "integer", "integer range", "float range", "file", "path", "date")
"""Names of types whose values help shows by a word: TEXT, INTEGER …"""


class Formatter(click.RichHelpFormatter):
    """Help whose usage line begins in the chosen language, for which the library has no setting."""

    usage = "Usage:"

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The usage line."""
        super().write_usage(prog, args, prefix or Formatter.usage)


def speak(group: click.RichGroup, lang: Lang) -> None:
    """Put every help text, and click's own words, into this language."""
    click.RichContext.formatter_class = Formatter
    Formatter.usage = _help("click.usage", lang)
    group.help = _help("cli.help", lang)
    group.options_metavar = _help("usage.options", lang)
    group.subcommand_metavar = _help("usage.command", lang)
    settings: Any = group.context_settings
    above = click.Context(group, **settings)
    _own_help(group, above, lang)
    for param in group.params:
        if isinstance(param, click.Option):
            param.help = _help(f"click.{param.name}", lang)
    for name, command in group.commands.items():
        command.help = _help(f"help.{name}", lang)
        command.options_metavar = _help("usage.options", lang)
        _own_help(command, click.Context(command, parent=above), lang)
        for param in command.params:
            if isinstance(param, click.Argument) and not isinstance(param.type, click.Choice):
                param.metavar = _help(f"metavar.{param.name}", lang)
            if isinstance(param, click.Option) and param.name not in {"help", "version"}:
                known = f"option.{name}.{param.name}"
                code = known if known in catalogue() else f"option.{param.name}"
                param.help = _help(code, lang)
                _metavar(param, lang)
    _panels(lang)
    _click_words(lang)


def _own_help(command: click.Command, context: click.Context, lang: Lang) -> None:
    own = command.get_help_option(context)
    if own is not None:
        own.help = _help("click.help", lang)


def _help(code: str, lang: Lang) -> str:
    found = catalogue().get(code)
    assert found is not None, f"no help text: {code}"
    return found.zh if lang == "zh" else found.en


def _metavar(option: click.Option, lang: Lang) -> None:
    if not option.is_flag and option.type.name in METAVARS:
        option.metavar = _help(f"metavar.{option.type.name.replace(' ', '-')}", lang)


def _panels(lang: Lang) -> None:
    settings: Any = importlib.import_module("rich_click.rich_click")
    for name in ("OPTIONS", "COMMANDS", "ARGUMENTS", "ERRORS"):
        setattr(settings, f"{name}_PANEL_TITLE", _help(f"panel.{name.lower()}", lang))
    settings.DEFAULT_STRING = f"\\[{_help('usage.default', lang)}]"
    settings.REQUIRED_LONG_STRING = f"\\[{_help('usage.required', lang)}]"


def _click_words(lang: Lang) -> None:
    """Click looks its words up by their English; gettext would want a compiled catalogue."""
    known = {m.en: m.zh for code, m in catalogue().items() if code.startswith("click.")}

    def translate(words: str) -> str:
        return known.get(words, words) if lang == "zh" else words

    def plural(one: str, more: str, n: int) -> str:
        return translate(one if n == 1 else more)

    for name in MODULES:
        module: Any = importlib.import_module(name)
        if hasattr(module, "_"):
            module._ = translate  # noqa: SLF001, RUF100 - the name that click itself looks up
        if hasattr(module, "ngettext"):
            module.ngettext = plural
