// Asks the package what the native library was asked, in Node.js and in browsers.

/** The calls that are answered otherwise than natively, one line each. */
export function compare(kit, { documents, calls }) {
  const failures = [];
  let count = 0;
  for (const { function: name, documents: names, options, answer } of calls) {
    const bytes = names.map((name) => unhex(documents[name]));
    for (const given of [bytes, strings(bytes)]) {
      if (given === undefined) continue;
      const actual = canonical(answered(() => ask(kit, name, given, options)));
      count += 1;
      if (actual !== canonical(expected(name, answer))) {
        failures.push(`${name} ${names.join(", ")} ${JSON.stringify(options)}: ${actual.slice(0, 300)}`);
      }
    }
  }
  return { failures, count };
}

/** What a call gives or throws. */
function answered(call) {
  try {
    return call();
  } catch ({ name, code, message, help }) {
    return { name, code, message, help };
  }
}

/** What a call must give or throw. */
function expected(name, { error, ...answer }) {
  if (error) return { name: "McpglotError", ...error, message: [error.message, error.help].filter(Boolean).join("; ") };
  return name === "explain" ? answer.text : answer;
}

function ask(kit, name, given, options) {
  switch (name) {
    case "convert":
      return kit.convert(given[0], given.length > 1 ? { ...options, into: given[1] } : options);
    case "hosts":
      return kit.hosts(options.host);
    case "explain":
      return kit.explain(options.code);
    default:
      return kit[name](...given, options);
  }
}

function unhex(digits) {
  return Uint8Array.from({ length: digits.length / 2 }, (_, at) => Number.parseInt(digits.slice(2 * at, 2 * at + 2), 16));
}

/** The same documents as strings, `undefined` where one is none. */
function strings(bytes) {
  try {
    return bytes.map((one) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(one));
  } catch {
    return undefined;
  }
}

/** JSON whose keys are in order. */
function canonical(value) {
  return JSON.stringify(value, (_, inner) =>
    inner !== null && typeof inner === "object" && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );
}
