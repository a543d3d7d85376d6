"""Puts the servers of one file into another, which goes to standard output.

    python convert.py COMPONENT FROM SOURCE TO INTO
"""

import sys

from wasmtime import Config, Engine, Store
from wasmtime.component import Component, Linker, Record


def record(**fields):
    """A record of the component; names of the WIT are given with `_` for `-`."""
    made = Record()
    for name, value in fields.items():
        setattr(made, name.rstrip("_").replace("_", "-"), value)
    return made


class Mcpglot:
    """The component in an instance of its own. What a call may use up is limited."""

    def __init__(self, engine, component, fuel=10_000_000_000, memory=128 << 20):
        self.store = Store(engine)
        self.store.set_limits(memory_size=memory)
        self.store.set_fuel(fuel)
        self.instance = Linker(engine).instantiate(self.store, component)
        self.interface = self.instance.get_export_index(self.store, "mcpglot:convert/converter@0.1.0")

    def __getattr__(self, name):
        index = self.instance.get_export_index(self.store, name, self.interface)
        function = self.instance.get_func(self.store, index)

        def call(*arguments):
            answer = function(self.store, *arguments)
            function.post_return(self.store)
            return answer

        return call


def main(component, from_, source, to, into):
    config = Config()
    config.consume_fuel = True
    engine = Engine(config)
    mcpglot = Mcpglot(engine, Component.from_file(engine, component))

    # `newline=""`: no line end is translated.
    texts = [open(path, encoding="utf-8", newline="").read() for path in (source, into)]
    options = record(
        from_=from_, to=to, into=texts[1], strategy="merge", switches=set(),
        servers=None, rename=[], file_name=None, encoding="utf8",
    )
    answer = mcpglot.convert(texts[0], options)
    if answer.tag == "err":
        sys.exit(f"there is no host `{answer.payload.id}`")
    outcome = answer.payload

    for found in outcome.diagnostics:
        print(f"{found.place.line}:{found.place.column}: {found.code}: {found.message}", file=sys.stderr)
    if outcome.text is None:
        sys.exit("refused")
    sys.stdout.buffer.write(outcome.text.encode())


if __name__ == "__main__":
    main(*sys.argv[1:])
