"""screens.py OUT.svg COMMAND PROGRAM ARGUMENT…: runs a program on a terminal of 100 columns, and draws what came there.

The picture is drawn by rich. Its text is in the fonts that the reader's machine has, because GitHub loads none for a picture,
on a ground of its own, because a page may be dark or light.
"""

import fcntl
import os
import pathlib
import pty
import struct
import subprocess
import sys
import termios

from rich.console import Console
from rich.text import Text

COLUMNS, ROWS = 100, 40
FORMAT = """\
<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg" role="img">
<!-- Drawn by rich (https://github.com/Textualize/rich); make screens draws it anew. -->
<style>
.{unique_id}-matrix {{
    font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", "DejaVu Sans Mono", monospace;
    font-size: {char_height}px;
    line-height: {line_height}px;
}}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix" xml:space="preserve">
{matrix}
</g>
</g>
</svg>
"""


def shown(command):
    """What a command writes on a terminal, and how it ends."""
    ours, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    environment = {name: value for name, value in os.environ.items() if name != "NO_COLOR"} | {"TERM": "xterm-256color"}
    run = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=its, stderr=subprocess.PIPE, env=environment)
    os.close(its)
    read = b""
    while True:
        try:
            more = os.read(ours, 1 << 16)
        except OSError:  # Linux says so where the other side is closed
            break
        if not more:
            break
        read += more
    said = run.stderr.read().decode()
    return read.decode().replace("\r\n", "\n"), run.wait(), said


def folded(line):
    """A line as a terminal has it: cut where the columns end."""
    return line.divide(range(COLUMNS, len(line), COLUMNS)) if len(line) > COLUMNS else [line]


def main(out, command, *program):
    text, code, said = shown(program)
    if code > 1:
        sys.exit(f"{command} exits {code}: {said}")
    console = Console(record=True, width=COLUMNS, file=open(os.devnull, "w"), color_system="standard", force_terminal=True)
    console.print(Text.assemble(("$ ", "dim"), (command, "bold")))
    for line in Text.from_ansi(text.rstrip("\n")).split("\n", allow_blank=True):
        for row in folded(line):
            console.print(row, highlight=False, no_wrap=True)
    pathlib.Path(out).write_text(console.export_svg(title="", code_format=FORMAT, unique_id="screen"))


main(*sys.argv[1:])
