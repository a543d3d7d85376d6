// Documents with what the core hides at odd places, made of a document of ours; by what is odd about them.

/** What no link may hold of them, in forms that differ from a text in quotes. */
export const ODD_VALUES = ["sk-live-", "hunter2", "48392011", "DEADBEEF", "deadbeef", "3735928559", "1987-06-05", "07:32:11", "2.718281828", "passphrase", "s3cret"];

const FIELDS = {
  pin: 48392011,
  share: -2.718281828,
  born: "1987-06-05",
  list: ["sk-live-1", 48392011, true, null, { of: ["hunter2"] }, ["sk-live-1 two words"]],
  table: { passphrase: "hunter2hunter2", deep: { er: { key: "sk-live-2", pin: 48392011 } }, "with: colon": "sk-live-3", "dot.ted": ["sk-live-3"] },
  "a key: of # words": "sk-live-4",
  "dot.ted": "sk-live-5",
  '"quoted" \\ ]': "sk-live-6\nblock s3cret\n",
  "- dash": "# sk-live-7",
  "[bracket]": "sk-live-8",
};

/** Changes each server of a JSON document. */
function put(text, change) {
  const whole = JSON.parse(text);
  const walk = (value) => {
    for (const each of Object.values(value)) {
      if (each === null || typeof each !== "object") continue;
      if (["command", "url", "httpUrl", "serverUrl"].some((key) => key in each)) change(each);
      else walk(each);
    }
  };
  walk(whole);
  return JSON.stringify(whole, null, 1);
}

function json(text, own) {
  return {
    "unknown fields": put(text, (server) => Object.assign(server, FIELDS)),
    "unknown fields first": put(text, (server) => {
      const before = { ...server };
      for (const key of Object.keys(server)) delete server[key];
      Object.assign(server, FIELDS, before);
    }),
    "beside the servers": text.replace("{", () => `{ "pin": 48392011, "inputs": [{ "id": "sk", "default": "sk-live-1" }], "more": ${JSON.stringify(FIELDS)},`),
    "its own fields": put(text, (server) => {
      server.oauth = { ...FIELDS, clientSecret: "sk-live-9", callbackPort: 48392 };
      for (const key of own) if (!key.includes(".")) server[key] = { ...FIELDS };
    }),
  };
}

const TOML = String.raw`pin = 48392011
hex = 0xDEADBEEF
born = 1987-06-05T07:32:11Z
day = 1987-06-05
share = -2.718281828
arguments = ["--api-key", "sk-live-1", ["sk-live-1"], { of = "hunter2" }]
'literal' = 'sk-live-2'
"a key = [of] # words" = "sk-live-3"
dotted.key = "sk-live-3"
inline = { passphrase = 'hunter2', "x.y" = [1, 48392011] }
long = """
block s3cret
[mcp_servers.no]
x = "sk-live-4"
"""
raw = '''
block s3cret = 'sk-live-5'
'''
lines = [
"sk-live-6",
['hunter2'],
]
`;

function toml(text, own) {
  const into = (fields) => text.replace(/^(?:command|url) = /gm, (line) => fields + line);
  // A table of a server that has a name, and of one in a list.
  const table = /^\[mcp_servers\.\w+\]/m.test(text) && !text.includes("[[") ? "mcp_servers.local" : "mcp_servers";
  return {
    "unknown fields": into(TOML),
    tables: `${text}
[${table}.table]
passphrase = "hunter2"
[${table}.table."deep.er"]
pin = 48392011
[[${table}.tables]]
key = "sk-live-7"
[[${table}.tables]]
key = ["sk-live-8"]
`,
    "beside the servers": `pin = 48392011\nkey = "sk-live-1"\n# hunter2\n[other]\npassphrase = "hunter2"\n${text}`,
    "its own fields": into(own.map((key) => (key.includes(".") ? "" : `${key} = ["sk-live-9", { passphrase = "hunter2" }]\n`)).join("")),
  };
}

const YAML = String.raw`pin: 48392011
hex: 0xDEADBEEF
born: 1987-06-05
share: -2.718281828
plain: sk-live-1 two words
auth:
  token: sk-live-9
  deep: {passphrase: hunter2hunter2, list: [sk-live-2, 48392011]}
list:
- sk-live-3
-   - sk-live-3
    - passphrase: hunter2
      'quoted: key': 'sk-live-4'
literal: |
  block s3cret
    key: sk-live-5
  - sk-live-5
folded: >-
  block s3cret
  hunter2
'single''s': 'it''s sk-live-6'
"double: # key": "sk-live-7 # no comment"
over: sk-live-8
  two lines
"a\nb": "sk-live-8\nblock s3cret"
`;

function yaml(text, own) {
  const into = (fields) =>
    text.replace(/^( *)(- )?(?:type|name): (?!Local).*\n(?=\1(?:  )?\w)/gm, (line, indent, dash) =>
      line.includes("type:") ? line + fields.replace(/^(?=.)/gm, dash ? `${indent}  ` : indent) : line,
    );
  const odd = {
    "unknown fields": into(YAML),
    "an anchor": into("anchor: &secret sk-live-8\nalias: *secret\n"),
    "beside the servers": `pin: 48392011\nkey: sk-live-1 # hunter2\nother:\n- passphrase: hunter2\n${text}`,
    "its own fields": into(own.map((key) => (key.includes(".") ? "" : `${key}:\n  passphrase: hunter2\n  list: [sk-live-9]\n`)).join("")),
  };
  const table = text.replace(/^( *)requestOptions:\n/gm, "$&$1  clientCertificate:\n$1    passphrase: hunter2hunter2\n$1  noProxy:\n$1  - sk-live-9\n");
  return table === text ? odd : { ...odd, "a table of the host": table };
}

/** Those of a document in that syntax, of a host that has fields of its `own`. */
export const odd = { json, toml, yaml };

/** A server of Claude Code whose values look like something else in this syntax or that. */
export const ODD_SERVER = {
  command: "npx",
  args: ["-y", "pkg", "[sk-live-1]", "# sk-live-2", "- sk-live-3", "a: sk-live-4", "'sk-live-5'", '"sk-live-6"', "sk-live-7\nblock s3cret\n", "48392011", "1987-06-05", "0xDEADBEEF", "pkg: npx", "npx"],
  env: { PIN: "48392011", HEX: "0xDEADBEEF", DAY: "1987-06-05", "A.B": "sk-live-8", "[x]": "sk-live-9 # x", COLON: "x: sk-live-10", Y: "y", NAME: "local", PLAIN: "hunter2", ONE: "1" },
};
