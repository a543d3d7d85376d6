// What goes in and comes out, by hand. `crates/wire` writes it; `test/types.test.mjs` holds the two against each other.

/**
 * A document: a string, or its bytes in UTF-8.
 *
 * It is taken as it is. A byte-order mark belongs to it, counts in spans, and is kept. A string that holds half of a
 * surrogate pair has no UTF-8 and is refused at that place with `input-not-utf8`, as bytes that are no UTF-8 are.
 */
export type Text = string | Uint8Array;

/** The unit of spans: `utf-16` as JavaScript and editors count, or `utf-8` for bytes. A byte-order mark counts in both. */
export type Encoding = "utf-8" | "utf-16";

/** A half-open range in a document: start and end, in the unit asked for. */
export type Span = [start: number, end: number];

/**
 * The id of a host, such as `codex`, or an alias. `hosts()` lists them.
 *
 * Where a document is only read it may also be `mcp-servers`: a snippet of no tool, which `hosts()` does not list and
 * {@link validate} and {@link fix} have no rules for.
 */
export type HostId = string;

/** How a server is reached: a process, streamable HTTP, HTTP with server-sent events, a WebSocket. */
export type Transport = "stdio" | "http" | "sse" | "ws";

/** What a field is about, whatever a host calls it. */
export type Concept =
  | "name"
  | "transport"
  | "command"
  | "args"
  | "env"
  | "env_file"
  | "cwd"
  | "url"
  | "headers"
  | "headers_helper"
  | "auth_mode"
  | "oauth_client_id"
  | "oauth_client_secret"
  | "oauth_callback_port"
  | "oauth_redirect_uri"
  | "oauth_scopes"
  | "oauth"
  | "startup_timeout"
  | "tool_timeout"
  | "timeout"
  | "enabled"
  | "tools_allow"
  | "tools_deny"
  | "auto_approve"
  | "tool_approval"
  | "description"
  | "display_name"
  | "host_specific";

/** Options of {@link convert}. */
export interface ConvertOptions {
  /** The host to write for. */
  to: HostId;
  /** The host of the source, or `mcp-servers` for a snippet; without it, it is detected. */
  from?: HostId | undefined;
  /** The document that is merged into. Without it the result is a new one. */
  into?: Text | undefined;
  /** What becomes of what only the target has: with `merge`, the default, it stays; with `overwrite` it goes. */
  strategy?: "merge" | "overwrite" | undefined;
  /** Refuse if anything is lost. */
  strict?: boolean | undefined;
  /** Let an empty source remove every server of the target. */
  allowEmpty?: boolean | undefined;
  /** Tell where each field came from: {@link Outcome.mapping}. */
  trace?: boolean | undefined;
  /** The only servers that are taken, by their names in the source. */
  servers?: readonly string[] | undefined;
  /** Other names for servers in the target, by their names in the source. */
  rename?: Readonly<Record<string, string>> | undefined;
  /** Reach servers that the host cannot reach by a program that it can start. */
  bridge?: "mcp-remote" | undefined;
  /** The name or path of the source's file, which helps to detect its host. */
  fileName?: string | undefined;
  /** The unit of spans; `utf-16` if not given. */
  encoding?: Encoding | undefined;
}

/** What came of a conversion. */
export interface Outcome {
  schemaVersion: number;
  /**
   * The host that the source was read for, if that could be told; `mcp-servers` if it is a snippet, which {@link validate} has no
   * rules for.
   */
  from?: HostId;
  /** The host that the result is for. */
  to: HostId;
  /**
   * `text`: there is a result. `unchanged`: the target says it all already, byte for byte. `refused`: there is none, and a
   * diagnostic has the reason.
   */
  written: "text" | "unchanged" | "refused";
  /** The whole result; absent where it is refused. */
  text?: string;
  /** What turns the target into the result, sorted and without overlap; empty without a target. See {@link applyEdits}. */
  edits: TextEdit[];
  /** What is to be said about it: of reading the source first, then of what becomes of it, each in the order of the source. */
  diagnostics: Diagnostic[];
  /** The way of each field, where `trace` asked for it. */
  mapping?: Mapping[];
}

/** A replacement: what stands at `span` gives way to `text`. */
export interface TextEdit {
  /** The place in the document; empty for an insertion. */
  span: Span;
  /** What stands there afterwards. */
  text: string;
}

/** One finding. It names keys, servers and hosts, and never holds a value of a document. */
export interface Diagnostic {
  /** What it is: stable, in kebab case. {@link explain} has a page on each. */
  code: string;
  /** `error`: the server will not do what it did, or the document cannot be used. `warning`: little is lost. */
  severity: "error" | "warning" | "note";
  /** One sentence. */
  message: string;
  /** The document that it is about: what was read, or what is merged into; without that, `target` is the result. */
  document: "source" | "target" | "settings";
  /** The keys down to the entry, joined by dots. */
  path: string;
  /** Its place; empty at 0 where the finding is about the whole document. */
  span: Span;
  /** The line of its place, from 1. */
  line: number;
  /** The column, from 1 and in Unicode characters; a byte-order mark takes none. */
  column: number;
  /** What to do. */
  help?: string;
  /** Other places that belong to it. */
  related?: Related[];
  /** Changes to `document` that make the finding go away. */
  fixes?: Fix[];
  /** What does not reach the target. */
  loss?: Loss;
}

/** A further place. */
export interface Related {
  /** What it has to do with the finding. */
  message: string;
  /** The document that it is in. */
  document: "source" | "target" | "settings";
  /** The place. */
  span: Span;
  /** Its line, from 1. */
  line: number;
  /** Its column, from 1. */
  column: number;
}

/** A change that removes the cause of a finding. */
export interface Fix {
  /** What it does. */
  title: string;
  /** Sorted and without overlap. */
  edits: TextEdit[];
}

/** What is lost of a server on its way. */
export interface Loss {
  /**
   * `dropped`: it is not there. `coerced`: it is another value. `narrowed`: it works in fewer cases. `widened`: it allows
   * more than before. `indirection`: a reference is none any more.
   */
  kind: "dropped" | "coerced" | "narrowed" | "widened" | "indirection";
  /** The server's name in the source. */
  server: string;
  /** What about it; absent where it is the server itself. */
  concept?: Concept;
  /** The variable, header or item, where only that is lost. */
  key?: string;
}

/** The way of one field. */
export interface Mapping {
  /** The server's name in the source. */
  server: string;
  /** What the field is about. */
  concept: Concept;
  /** Where it stands in the source. */
  from: Place;
  /** Where it stands in the result; absent where it is dropped, where the target says it without a field of its own, and where there is no result. */
  to?: Place;
  /** What happened to it: `renamed` is another key, `rewritten` another way to say it, `unit` another unit of time. */
  relation: "same" | "renamed" | "rewritten" | "unit" | "dropped";
}

/** A place in a document. */
export interface Place {
  /** The keys down to it, joined by dots. */
  path: string;
  /** The value. */
  span: Span;
}

/** Options of {@link validate} and {@link fix}. */
export interface CheckOptions {
  /** The host that the document is for; without it, it is detected. */
  host?: HostId | undefined;
  /** The name or path of its file, which helps to detect the host. */
  fileName?: string | undefined;
  /** The unit of spans; `utf-16` if not given. */
  encoding?: Encoding | undefined;
}

/** What is said of a document. */
export interface Validation {
  schemaVersion: number;
  /** The host that it was read for, if that could be told. */
  host?: HostId;
  /** What was found. */
  diagnostics: Diagnostic[];
}

/** A document after mending. */
export interface Fixed {
  schemaVersion: number;
  /** The host that it was read for, if that could be told. */
  host?: HostId;
  /** What remains to be said of it. */
  diagnostics: Diagnostic[];
  /** What was done, in order. */
  fixed: string[];
  /** The whole document as it is now; absent where its host cannot be told, and where it is too long or no UTF-8. */
  text?: string;
}

/** Options of {@link detect}. */
export interface DetectOptions {
  /** The name or path of the document's file: the name alone often decides. */
  fileName?: string | undefined;
  /** The unit of spans; `utf-16` if not given. */
  encoding?: Encoding | undefined;
}

/** What is known about the host of a document. */
export interface Detection {
  schemaVersion: number;
  /** The host, where there is no doubt. */
  host?: HostId;
  /** Why, as a clause. */
  why: string;
  /** The hosts that it may be for, the likeliest first. */
  candidates: HostId[];
  /** In what way the servers lie where their host would not look for them. */
  stray?: string;
  /** The place of the document, where it is a block of a text in Markdown. */
  block?: Span;
}

/** Options of {@link read}. */
export interface ReadOptions {
  /** The host of the document, or `mcp-servers` for a snippet; without it, it is detected. */
  from?: HostId | undefined;
  /** The name or path of its file, which helps to detect the host. */
  fileName?: string | undefined;
  /** Hide values: of what is no key, command, package name, flag or reference, `•••` is left. */
  masked?: boolean | undefined;
  /** The unit of spans; `utf-16` if not given. */
  encoding?: Encoding | undefined;
}

/** The servers of a document. */
export interface Reading {
  schemaVersion: number;
  /**
   * The host that it was read for, if that could be told; `mcp-servers` if it is a snippet, which {@link validate} has no
   * rules for.
   */
  host?: HostId;
  /** The servers that the host would start or reach. */
  servers: Server[];
  /** What was found. */
  diagnostics: Diagnostic[];
}

/** A server in the words that all hosts share. What the document does not say is absent. */
export interface Server {
  name: string;
  transport: Transport;
  /** The program that is started. */
  command?: Template;
  /** Its arguments. */
  args?: Template[];
  /** Variables that are set for it. */
  env?: Record<string, Template>;
  /** Variables that it gets from its host's environment, under the same name. */
  env_passthrough?: string[];
  /** A file with more of them. */
  env_file?: Template;
  /** The folder that it starts in. */
  cwd?: Template;
  /** Where a remote server is. */
  url?: Template;
  /** Headers of requests to it. */
  headers?: Record<string, Template>;
  /** Headers whose value is that of a variable: the variable's name. */
  headers_from_env?: Record<string, string>;
  /** The variable that holds a bearer token. */
  bearer_env?: string;
  /** A command that prints headers. */
  headers_helper?: Template;
  oauth_client_id?: Template;
  oauth_client_secret?: Template;
  oauth_callback_port?: number | string;
  oauth_redirect_uri?: Template;
  oauth_scopes?: string[];
  /** How long a start may take, in seconds. */
  startup_timeout?: number;
  /** How long a call may take, in seconds. */
  tool_timeout?: number;
  /** Whether the host starts it. */
  enabled?: boolean;
  /** The only tools that may be used. */
  tools_allow?: string[];
  /** Tools that may not be used. */
  tools_deny?: string[];
  /** Tools that need no approval. */
  auto_approve?: string[];
  description?: Template;
  display_name?: Template;
  /** What one host alone has. */
  extras?: Extra[];
}

/** A field that one host alone has. */
export interface Extra {
  /** That host. */
  host: HostId;
  /** The keys down to it, from the server on. */
  path: string;
  /** Its value as the syntax of the host spells it. */
  text: string;
}

/** A text: a string, or where it holds references, its pieces. */
export type Template = string | Piece[];

/** A piece of a text: as it stands, or a reference. */
export type Piece = string | VariablePiece | InputPiece | PathPiece | FilePiece | RemotePiece | ScriptPiece | UnsetPiece;

/** The value of a variable of the environment. */
export interface VariablePiece {
  variable: string;
  /** What stands in for it where it is not set. */
  default?: string;
}

/** What the host asks its user for, by the id of the question. */
export interface InputPiece {
  input: string;
}

/** A folder that the host knows, by its name. */
export interface PathPiece {
  path: string;
}

/** What is in a file, by its path. */
export interface FilePiece {
  file: string;
}

/** The value of a variable where the server runs, if that is another machine. */
export interface RemotePiece {
  remote: string;
}

/** What only the host itself can work out: the output of a command, say. */
export interface ScriptPiece {
  script: string;
}

/** A variable that is taken away. */
export interface UnsetPiece {
  unset: boolean;
}

/** Options of {@link diff}. */
export interface DiffOptions {
  /** The host of the left document, or `mcp-servers` for a snippet; without it, it is detected. */
  from?: HostId | undefined;
  /** The host of the right document, or `mcp-servers` for a snippet; without it, it is detected. */
  to?: HostId | undefined;
  /** The name or path of the left document's file, which helps to detect its host. */
  leftName?: string | undefined;
  /** The same of the right one. */
  rightName?: string | undefined;
  /** The unit of spans; `utf-16` if not given. */
  encoding?: Encoding | undefined;
}

/** In what two documents differ. */
export interface Diff {
  schemaVersion: number;
  left: DiffSide;
  right: DiffSide;
  /** Whether they say the same, as far as both hosts can say it; absent where one of them cannot be read. */
  same?: boolean;
  /** What they do not say alike. Values are not part of it. */
  differences: Difference[];
}

/** One of two documents that are compared. */
export interface DiffSide {
  /** The host that it was read for, if that could be told; `mcp-servers` if it is a snippet. */
  host?: HostId;
  /** What was found; `document` is `source` in all of them. */
  diagnostics?: Diagnostic[];
}

/** One thing that two documents do not say alike. */
export interface Difference {
  /** The name of the server. */
  server: string;
  /** What about it; absent where it is the server itself. */
  concept?: Concept;
  /** The variable, header or field, where only that differs. */
  key?: string;
  /** `one-host-only`: the other's host has no such field, so that nothing could be mended. */
  kind: "only-left" | "only-right" | "differs" | "unusable-left" | "unusable-right" | "one-host-only";
  /** Where it stands on the left, if it does. */
  left?: DifferencePlace;
  /** Where it stands on the right, if it does. */
  right?: DifferencePlace;
}

/** A place of a difference. */
export interface DifferencePlace {
  span: Span;
  line: number;
  column: number;
}

/** Options of {@link commands}. */
export interface CommandsOptions {
  /** The host to tell. */
  to: HostId;
  /** The host of the document, or `mcp-servers` for a snippet; without it, it is detected. */
  from?: HostId | undefined;
  /** The only servers that are taken, by their names in the document. */
  servers?: readonly string[] | undefined;
  /** Other names for servers, by their names in the document. */
  rename?: Readonly<Record<string, string>> | undefined;
  /** Reach servers that the host cannot reach by a program that it can start. */
  bridge?: "mcp-remote" | undefined;
  /** The name or path of the document's file, which helps to detect its host. */
  fileName?: string | undefined;
  /** The unit of spans; `utf-16` if not given. */
  encoding?: Encoding | undefined;
}

/** How a host is told of servers. */
export interface Commands {
  schemaVersion: number;
  /** The host that the document was read for, if that could be told; `mcp-servers` if it is a snippet. */
  from?: HostId;
  /** The host that is told. */
  to: HostId;
  /** The servers, each with what adds it; none where the document cannot be used. */
  servers: CommandServer[];
  /** What is to be said of the document. */
  diagnostics: Diagnostic[];
}

/** A server, and what adds it. */
export interface CommandServer {
  /** Its name in the document. */
  name: string;
  commands: Command[];
}

/** A command line, or a link that the host opens. */
export type CommandKind = "shell" | "link";

/** One way to tell the host of a server. */
export interface Command {
  kind: CommandKind;
  /** The link, or the command line for `sh`, bash, zsh and fish; absent where it cannot say the server. */
  text?: string;
  /** The command line for PowerShell; absent where not all its versions would give the program the same. */
  powershell?: string;
  /** What is to be said about it: why there is none, and what it leaves out. */
  diagnostics: Diagnostic[];
}

/** What is known of the hosts. */
export interface Hosts {
  schemaVersion: number;
  /** The day of the facts, as `YYYY-MM-DD`. */
  asOf: string;
  hosts: Host[];
}

/** A program that starts MCP servers, and how it wants to be told of them. */
export interface Host {
  id: HostId;
  /** Other ids that are understood. */
  aliases: string[];
  /** What people call it. */
  name: string;
  /** The release that the facts were taken from. */
  checkedVersion: string;
  /** How they are known: the program was run, its source was read, its files were seen, its documentation says so. */
  confidence: string;
  syntax: "json" | "toml" | "yaml";
  /** Whether its files may have comments; absent where that is not established. */
  comments?: boolean;
  /** Whether a comma may stand before a closing bracket; absent where that is not established. */
  trailingCommas?: boolean;
  /** Whether its files may begin with a byte-order mark; absent where that is not established. */
  bom?: boolean;
  /** The keys down to the servers. */
  serversAt: string[];
  /** The field that names a server, where they are a list. */
  namedBy?: string;
  /** Where its configuration lies. */
  files: HostFile[];
  /** How it can reach servers. */
  transports: Transport[];
  /** The fields of a server. */
  fields: HostField[];
  /** What references it expands; absent where it expands none. */
  references?: HostReferences;
  /** What names it takes for a server. */
  names: HostNames;
  /** How it can be told of a server without its file. */
  commands: CommandKind[];
}

/** The references that a host expands. */
export interface HostReferences {
  /** Examples, of a variable `NAME`. */
  spellings: string[];
  /** The concepts whose fields they work in. */
  concepts: Concept[];
  /** What stands where a variable is not set: the text of the reference, or nothing; or the server does not start. */
  unset: "text" | "empty" | "fails";
}

/** The names that a host takes for a server. */
export interface HostNames {
  /** A regular expression; absent where it takes any name. */
  pattern?: string;
  /** Names that it keeps for itself. */
  reserved: string[];
}

/** A file of a host's configuration. */
export interface HostFile {
  /** Whom it is for: `user`, `project`, `local` or the like. */
  scope: string;
  /** The path; `~` is the home directory, `$V` and `<words>` are left to the reader. */
  path: string;
  /** The system that it is for: `macos`, `windows`, `linux` or `all`. */
  os: string;
  /** The variable that names another folder in place of the path's first. */
  movedBy?: string;
}

/** A field of a host's servers. */
export interface HostField {
  /** Its key, below the server. */
  key: string;
  concept: Concept;
  /** What it takes, in words. */
  kind: string;
  /** The transports with which it is used. */
  transports: Transport[];
  /** The unit of a time limit. */
  unit?: "s" | "ms";
  /** It is read, and not written: another field says the same. */
  legacy?: boolean;
  /** What people should know of it. */
  note?: string;
}

/** Why a call was not answered. */
export type ErrorCode =
  /** An option of another name may be meant. */
  | "option-unknown"
  /** An option has a value that it cannot have, or a needed one is missing. */
  | "option-invalid"
  /** There is no host of that id. */
  | "host-not-found"
  /** There is no diagnostic of that code. */
  | "code-not-found"
  /** What was given as a document is none. */
  | "text-invalid"
  /** Edits do not fit the text that they are applied to. */
  | "edit-invalid"
  /** The module is not there, or cannot be compiled. */
  | "load-failed"
  /** A fault of mcpglot's own; later calls are not affected. */
  | "internal-error";
