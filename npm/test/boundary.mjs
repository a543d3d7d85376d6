// What is special about the boundary to JavaScript, in Node.js and in browsers. Each check gets the functions and `equal`.

const SERVER = '{"mcpServers":{"a":{"command":"x"}}}';
const CODEX = { from: "claude-code", to: "codex" };

/** The error that `call` throws. */
function thrown(call) {
  try {
    call();
  } catch (error) {
    return error;
  }
  throw new Error("nothing is thrown");
}

const bytes = (text) => new TextEncoder().encode(text);

export const checks = {
  "spans count UTF-16 units, or bytes where that is asked for"(kit, equal) {
    const source = `{"mcpServers":{"é😀":{"command":"x","nope":1}}}`;
    const place = (text, options) => kit.validate(text, { host: "claude-code", ...options }).diagnostics[0];
    const found = place(source);
    equal(source.slice(...found.span), '"nope"');
    equal([found.line, found.column], [1, source.indexOf('"nope"')]);
    const counted = place(source, { encoding: "utf-8" });
    equal(new TextDecoder().decode(bytes(source).slice(...counted.span)), '"nope"');
    equal(place(bytes(source)), found);
    equal(place(bytes(source), { encoding: "utf-8" }), counted);
    const block = `# é😀\n\n\`\`\`json\n${source.replace("nope", "args")}\n\`\`\`\n`;
    equal(kit.read(block).diagnostics.map(({ span }) => block.slice(...span)), ["", '"args"']);
    const compared = kit.diff(block, SERVER, { to: "claude-code" });
    equal(compared.left.diagnostics.map(({ span }) => block.slice(...span)), ['"args"']);
    equal(compared.differences.flatMap(({ left }) => (left ? [block.slice(...left.span)] : [])), ['"é😀"']);
  },

  "edits lead from the target to the result, in either unit"(kit, equal) {
    const into = '# 😀 é\n[mcp_servers.a]\ncommand = "y" # ü\n';
    const outcome = kit.convert(SERVER, { ...CODEX, into });
    equal(outcome.written, "text");
    equal(kit.applyEdits(into, outcome.edits), outcome.text);
    const counted = kit.convert(SERVER, { ...CODEX, into, encoding: "utf-8" });
    const read = (bytes) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
    equal(read(kit.applyEdits(bytes(into), counted.edits, "utf-8")), outcome.text);
    // What counts them and what they are carried out on are two things.
    equal(read(kit.applyEdits(bytes(into), kit.convert(SERVER, { ...CODEX, into: bytes(into) }).edits)), outcome.text);
    equal(kit.applyEdits(into, counted.edits, "utf-8"), outcome.text);
    equal(thrown(() => kit.applyEdits(into, counted.edits, "utf8")).message, "`encoding` takes `utf-8` or `utf-16`");
    equal(thrown(() => kit.applyEdits(new Uint8Array([0xff]), [])).code, "edit-invalid");
    equal(read(kit.applyEdits(bytes("\ufeffa"), [{ span: [1, 2], text: "é" }])), "\ufeffé");
    equal(kit.convert(SERVER, { ...CODEX, into: outcome.text }).written, "unchanged");
  },

  "edits that overlap or lie outside are refused"(kit, equal) {
    const edit = (start, end) => ({ span: [start, end], text: "" });
    for (const edits of [[edit(1, 3), edit(2, 4)], [edit(0, 5)], [edit(-1, 1)], [edit(2, 1)], [edit(Number.NaN, 1)]]) {
      equal(thrown(() => kit.applyEdits("abcd", edits)).code, "edit-invalid");
    }
    for (const odd of [{ span: [0.5, 1], text: "" }, { span: [0, 1] }, { span: ["0", 1], text: "" }]) {
      equal(thrown(() => kit.applyEdits("abcd", [odd])).code, "edit-invalid");
    }
  },

  "a byte-order mark stays, and counts"(kit, equal) {
    const into = "\ufeff# mine\n";
    const outcome = kit.convert(SERVER, { ...CODEX, into });
    equal(outcome.text.startsWith(into), true);
    equal(outcome.edits[0].span[0] >= into.length, true);
    equal(kit.convert(SERVER, { ...CODEX, into: bytes(into) }).text, outcome.text);
    equal(kit.applyEdits(into, outcome.edits), outcome.text);
  },

  "half of a surrogate pair is refused where it stands"(kit, equal) {
    for (const [source, at] of [
      [`{"mcpServers":{"a":{"command":"é\ud800"}}}`, 32],
      [`{"mcpServers":{"a":{"command":"\udc00é"}}}`, 31],
      [`\ud83d`, 0],
      [`\ud83d\ud83d\ude00`, 0],
    ]) {
      const outcome = kit.convert(source, CODEX);
      equal([outcome.written, outcome.diagnostics[0].code], ["refused", "input-not-utf8"]);
      equal(outcome.diagnostics[0].span, [at, at]);
    }
    const target = kit.convert(SERVER, { ...CODEX, into: "# \ud800" });
    equal([target.diagnostics[0].code, target.diagnostics[0].document], ["input-not-utf8", "target"]);
    equal(kit.convert(bytes(SERVER).map((byte) => (byte === 120 ? 0xff : byte)), CODEX).diagnostics[0].code, "input-not-utf8");
    // A whole pair is a character like any other.
    equal(kit.convert(`{"mcpServers":{"a":{"command":"\ud83d\ude00"}}}`, CODEX).written, "text");
  },

  "texts of any length arrive whole"(kit, equal) {
    for (const filling of ["x", "é", "€", "😀", "x€"]) {
      for (const length of [0, 1, 1000, 100_000]) {
        const command = filling.repeat(length);
        const source = JSON.stringify({ mcpServers: { a: { command: command || "y" } } });
        const read = kit.read(source, { from: "claude-code" });
        equal(read.servers[0].command, command || "y");
      }
    }
  },

  "a text that is too long is refused, and what it took is given back"(kit, equal) {
    const limit = 32 << 20;
    for (const text of [" ".repeat(limit + 1), "é".repeat(limit / 2 + 1), "x" + "😀".repeat(limit / 4)]) {
      for (const given of [text, bytes(text)]) {
        equal(kit.validate(given, { host: "codex" }).diagnostics[0].code, "input-too-large");
      }
    }
    // What has arrived is not all of it.
    const long = `{"mcpServers":{"a":{"command":"x"}},"history":"${"é".repeat(limit / 2)}"}`;
    for (const given of [long, bytes(long)]) {
      const { diagnostics: [found], fixed, text } = kit.fix(given, { host: "claude-code" });
      equal([found.code, fixed, text], ["input-too-large", [], undefined]);
    }
    // What looks like the middle of one character is not taken for something that may be cut off.
    const middle = new Uint8Array(limit + 100).fill(0x80);
    equal(kit.validate(middle, { host: "codex" }).diagnostics[0].code, "input-not-utf8");
    equal(kit.convert(" ".repeat(limit), CODEX).diagnostics[0].code, "servers-missing");
    equal(kit.convert(SERVER, CODEX).written, "text");
  },

  "options are checked by name, type and value"(kit, equal) {
    const error = thrown(() => kit.convert(SERVER, { ...CODEX, stric: true }));
    equal([error.name, error.code, error.help], ["McpglotError", "option-unknown", "did you mean `strict`?"]);
    equal(error.message, "there is no option `stric`; did you mean `strict`?");
    equal(thrown(() => kit.convert(SERVER, { ...CODEX, inTo: "" })).help, "did you mean `into`?");
    equal(error instanceof kit.McpglotError && error instanceof Error, true);
    equal(thrown(() => kit.convert(SERVER, { to: "codx" })).help, "did you mean `codex`?");
    equal(thrown(() => kit.convert(SERVER, {})).code, "option-invalid");
    equal(thrown(() => kit.convert(SERVER)).code, "option-invalid");
    equal(thrown(() => kit.convert(SERVER, { ...CODEX, strict: "yes" })).message, "`strict` takes a boolean");
    equal(thrown(() => kit.convert(SERVER, { ...CODEX, from: null })).message, "`from` takes a string");
    equal(thrown(() => kit.validate(SERVER, "codex")).code, "option-invalid");
    equal(thrown(() => kit.read(SERVER, { host: "codex" })).code, "option-unknown");
    equal(thrown(() => kit.convert(SERVER, { ...CODEX, stric: () => true })).message, "`stric` is a function");
    const itself = { ...CODEX };
    itself.rename = itself;
    for (const options of [{ ...CODEX, to: 10n }, itself]) {
      equal(thrown(() => kit.convert(SERVER, options)).code, "option-invalid");
    }
    equal(thrown(() => kit.hosts("vscod")).help, "did you mean `vscode`?");
    equal(thrown(() => kit.explain("auth-droped")).code, "code-not-found");
    // What is not given is not given, however it is said.
    equal(kit.convert(SERVER, { ...CODEX, into: undefined, strict: undefined }), kit.convert(SERVER, CODEX));
    equal(kit.validate(SERVER, undefined).host, undefined);
  },

  "no option is passed over in silence"(kit, equal) {
    const said = (options) => {
      const { code, message } = thrown(() => kit.convert(SERVER, { ...CODEX, ...options }));
      return [code, message];
    };
    for (const [options, message] of [
      [{ rename: new Map([["a", "z"]]) }, "`rename` is neither a plain object nor an array"],
      [{ rename: new (class { a = "z"; })() }, "`rename` is neither a plain object nor an array"],
      [{ rename: Object.create({ a: "z" }) }, "`rename` is neither a plain object nor an array"],
      [{ rename: { a: () => "z" } }, "`rename` holds a function"],
      [{ rename: { a: "z", b: 1n } }, "`rename` holds a bigint"],
      [{ rename: { a: { b: "z" } } }, "`rename` holds an object"],
      [{ rename: Object.defineProperty({}, "a", { value: "z" }) }, "`rename` holds a property that is not enumerable"],
      [{ servers: new Set(["a"]) }, "`servers` is neither a plain object nor an array"],
      [{ servers: [Symbol("a")] }, "`servers` holds a symbol"],
      [{ servers: [undefined] }, "`servers` takes an array of strings"],
      [{ servers: [, "a"] }, "`servers` takes an array of strings"],
      [{ strict: Symbol("a") }, "`strict` is a symbol"],
      [{ to: 10n }, "`to` is a bigint"],
      [{ strict: Number.NaN }, "`strict` takes a boolean"],
      [{ fileName: "\ud800.json" }, "`fileName` holds half of a surrogate pair"],
      [{ to: "\udc00" }, "`to` holds half of a surrogate pair"],
      [{ servers: ["a", "\ud800"] }, "`servers` holds half of a surrogate pair"],
      [{ rename: { a: "\ud800" } }, "`rename` holds half of a surrogate pair"],
      [{ rename: { "\ud800": "a" } }, "`rename` holds half of a surrogate pair"],
      [{ "\ud800": "a" }, "`\ud800` holds half of a surrogate pair"],
    ]) {
      equal(said(options), ["option-invalid", message]);
    }
    class Options {
      from = "claude-code";
      to = "codex";
      get strict() {
        return true;
      }
    }
    const hidden = Object.defineProperty({ ...CODEX }, "strict", { value: true });
    equal(thrown(() => kit.convert(SERVER, hidden)).message, "`strict` is a property that is not enumerable");
    for (const options of [new Options(), Object.create(CODEX), new Map(Object.entries(CODEX)), [], "codex", 1, () => CODEX]) {
      const error = thrown(() => kit.convert(SERVER, options));
      equal([error.name, error.code], ["McpglotError", "option-invalid"]);
    }
    for (const options of [Object.create({ host: "codex" }), Object.create(Object.create(null, { host: { value: "codex" } })), null]) {
      equal(thrown(() => kit.validate(SERVER, options)).message, "the options are no plain object");
    }
    equal(thrown(() => kit.hosts("\ud800")).message, "`host` holds half of a surrogate pair");
    equal(thrown(() => kit.explain({})).message, "`code` takes a string");
    // What only looks odd is taken.
    const taken = kit.convert(SERVER, { ...CODEX, rename: { a: "\\ud800 😀" } });
    for (const rename of [Object.assign(Object.create(null), { a: "\\ud800 😀" }), new Proxy({ a: "\\ud800 😀" }, {})]) {
      equal(kit.convert(SERVER, { ...CODEX, rename, servers: ["a"], strict: undefined }), taken);
    }
    const given = Object.assign(Object.create(null), CODEX, { [Symbol("of some library")]: 1, into: bytes("# mine\n") });
    equal(kit.convert(SERVER, given), kit.convert(SERVER, { ...CODEX, into: "# mine\n" }));
    equal(kit.convert(SERVER, { ...CODEX, get into() { return "# mine\n"; } }).text.startsWith("# mine\n"), true);
    equal(thrown(() => kit.validate(SERVER, { into: "" })).code, "option-unknown");
  },

  "edits that are none are refused"(kit, equal) {
    for (const edits of [undefined, null, 1, {}, "ab", new Set([{ span: [0, 1], text: "" }])]) {
      const error = thrown(() => kit.applyEdits("abc", edits));
      equal([error.name, error.code, error.message], ["McpglotError", "edit-invalid", "the edits are no array"]);
    }
    for (const odd of [{}, undefined, null, 1, "ab", { text: "" }, { span: 1, text: "" }, { span: null, text: "" }, { span: [0, 1], text: 1 }]) {
      const error = thrown(() => kit.applyEdits("abc", [{ span: [0, 0], text: "" }, odd]));
      equal([error.name, error.code], ["McpglotError", "edit-invalid"]);
      equal(error.message, "edit 1 has no `span` of two whole numbers, or no `text`");
    }
    for (const text of [undefined, null, 1, {}, [1]]) equal(thrown(() => kit.applyEdits(text, [])).code, "text-invalid");
    // Bytes cannot say what a string can.
    const half = [{ span: [0, 1], text: "\ud800" }];
    equal(kit.applyEdits("abc", half), "\ud800bc");
    equal(thrown(() => kit.applyEdits(bytes("abc"), half, "utf-8")).message, "the `text` of edit 0 holds half of a surrogate pair");
    const refusal = "the document or the edits hold half of a surrogate pair";
    equal(thrown(() => kit.applyEdits(bytes("abc"), half)).message, refusal);
    equal(thrown(() => kit.applyEdits("\ud800", [], "utf-8")).message, refusal);
    const within = [{ span: [1, 1], text: "x" }];
    equal(thrown(() => kit.applyEdits("é", within, "utf-8")).code, "edit-invalid");
  },

  "what is no document is refused"(kit, equal) {
    for (const text of [undefined, null, 1, {}, [1], new Uint16Array(2), new DataView(new ArrayBuffer(2))]) {
      equal(thrown(() => kit.convert(text, CODEX)).code, "text-invalid");
      equal(thrown(() => kit.diff("", text)).code, "text-invalid");
    }
    equal(thrown(() => kit.convert(SERVER, { ...CODEX, into: 1 })).code, "text-invalid");
    const gone = bytes(SERVER);
    structuredClone(gone, { transfer: [gone.buffer] });
    equal(thrown(() => kit.convert(gone, CODEX)).code, "text-invalid");
    const room = new Uint8Array(100).fill(32);
    room.set(bytes(SERVER), 7);
    equal(kit.convert(room.subarray(7, 7 + SERVER.length), CODEX).written, "text");
  },
};

/**
 * A trap of the real module: its memory is spoiled behind its back. `fresh` gives the functions of a copy of the package
 * of its own, whose instances are seen.
 */
export async function trap(fresh, equal) {
  const instances = [];
  const Instance = WebAssembly.Instance;
  WebAssembly.Instance = function (...parameters) {
    const instance = new Instance(...parameters);
    instances.push(instance);
    return instance;
  };
  try {
    const kit = await fresh();
    equal(kit.convert(SERVER, CODEX).written, "text");
    equal(instances.length, 1);
    new Uint8Array(instances[0].exports.memory.buffer).fill(0xff);
    const error = thrown(() => kit.convert(SERVER, CODEX));
    equal([error.code, error.cause instanceof WebAssembly.RuntimeError], ["internal-error", true]);
    equal(kit.convert(SERVER, CODEX).written, "text");
    equal(instances.length, 2);
    equal(kit.hosts("codex").hosts[0].id, "codex");
    equal(instances.length, 2);
    // An instance whose memory has grown large is not kept either.
    kit.validate(" ".repeat(32 << 20), { host: "codex" });
    kit.convert(SERVER, CODEX);
    equal(instances.length, 3);
    // Nor one that ran out of stack, wherever it did.
    const deeper = () => {
      try {
        kit.convert(SERVER, CODEX);
      } catch {}
      deeper();
    };
    thrown(deeper);
    equal(kit.convert(SERVER, CODEX).written, "text");
  } finally {
    WebAssembly.Instance = Instance;
  }
}
