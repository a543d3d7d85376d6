//! What is measured: servers as people have them, and a commented `config.toml`, the same on every machine.

/// Servers in the text of both hosts.
pub(crate) struct Inputs {
    /// `.mcp.json`
    pub(crate) json: String,
    /// The same servers as `config.toml`
    pub(crate) toml: String,
    /// A commented `config.toml` by hand that has them already.
    pub(crate) existing: String,
    /// Five servers, or a hundredth of them, as `.mcp.json`: half of them new, half changed.
    pub(crate) patch: String,
}

struct Random(u32);

impl Random {
    /// mulberry32
    fn next(&mut self) -> u32 {
        self.0 = self.0.wrapping_add(0x6d2b_79f5);
        let mut t = (self.0 ^ (self.0 >> 15)).wrapping_mul(self.0 | 1);
        t ^= t.wrapping_add((t ^ (t >> 7)).wrapping_mul(t | 61));
        t ^ (t >> 14)
    }

    fn below(&mut self, count: u32) -> u32 {
        ((u64::from(self.next()) * u64::from(count)) >> 32) as u32
    }

    fn percent(&mut self) -> u32 {
        self.below(100)
    }

    fn pick<'t>(&mut self, from: &[&'t str]) -> &'t str {
        from[self.below(from.len() as u32) as usize]
    }

    fn hex(&mut self, digits: usize) -> String {
        (0..digits).map(|_| char::from(b"0123456789abcdef"[self.below(16) as usize])).collect()
    }
}

const WORDS: &[&str] = &[
    "filesystem",
    "github",
    "postgres",
    "slack",
    "memory",
    "fetch",
    "puppeteer",
    "sentry",
    "linear",
    "notion",
    "sqlite",
    "docker",
    "search",
];
const VARIABLES: &[&str] =
    &["API_KEY", "API_TOKEN", "BASE_URL", "LOG_LEVEL", "TIMEOUT_MS", "DATABASE_URL", "GITHUB_PERSONAL_ACCESS_TOKEN", "NODE_ENV"];

#[derive(Clone)]
struct Server {
    name: String,
    /// Of a remote server the URL.
    command: String,
    args: Vec<String>,
    /// Of a remote server the headers.
    env: Vec<(String, String)>,
    remote: bool,
}

fn server(random: &mut Random, number: usize) -> Server {
    let word = random.pick(WORDS);
    // Some names need quotes in TOML.
    let name = if random.percent() < 6 { format!("{word}.v{number}") } else { format!("{word}-{number}") };
    let mut server = Server { name, command: String::new(), args: Vec::new(), env: Vec::new(), remote: false };
    match random.percent() {
        0..45 => {
            server.command = "npx".to_owned();
            let package = format!("@modelcontextprotocol/server-{word}@{}.{}", random.below(9), random.below(20));
            server.args =
                vec!["-y".to_owned(), package, "--root".to_owned(), format!("/home/user/projects/{word}-{}", random.hex(6))];
        }
        45..60 => {
            server.command = "uvx".to_owned();
            server.args = vec![format!("mcp-server-{word}"), "--port".to_owned(), (3000 + number % 1000).to_string()];
        }
        60..70 => {
            server.command = "docker".to_owned();
            server.args = ["run", "-i", "--rm", "-e", random.pick(VARIABLES)].map(str::to_owned).to_vec();
            server.args.push(format!("ghcr.io/acme/mcp-{word}:{}", random.hex(12)));
        }
        70..78 => {
            server.command = r"C:\Program Files\nodejs\node.exe".to_owned();
            server.args = vec![format!(r"C:\tools\{word}\index.js"), "--verbose".to_owned()];
        }
        _ => {
            server.remote = true;
            server.command = format!("https://mcp.{word}.example.com/mcp?tenant={}", random.hex(8));
            server.env = vec![
                ("Authorization".to_owned(), format!("Bearer {}", random.hex(40))),
                ("X-Client".to_owned(), "bench".to_owned()),
            ];
        }
    }
    if !server.remote && random.percent() < 80 {
        for _ in 0..=random.below(3) {
            let variable = random.pick(VARIABLES);
            let value = match random.percent() {
                0..50 => format!("tok_{}", random.hex(32)),
                50..65 => format!("${{{variable}}}"),
                65..75 => format!(r"C:\Users\me\AppData\{word}"),
                75..82 => "quote \" and tab \t and line\nbreak".to_owned(),
                _ => random.below(30_000).to_string(),
            };
            if !server.env.iter().any(|(known, _)| known == variable) {
                server.env.push((variable.to_owned(), value));
            }
        }
    }
    server
}

fn quoted(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n").replace('\t', "\\t");
    format!("\"{escaped}\"")
}

fn list(items: &[String]) -> String {
    items.iter().map(|item| quoted(item)).collect::<Vec<_>>().join(", ")
}

fn json(servers: &[Server]) -> String {
    let entries: Vec<String> = servers.iter().map(json_entry).collect();
    format!("{{\n  \"mcpServers\": {{\n{}\n  }}\n}}\n", entries.join(",\n"))
}

fn json_entry(server: &Server) -> String {
    let map: Vec<String> =
        server.env.iter().map(|(name, value)| format!("        {}: {}", quoted(name), quoted(value))).collect();
    let mut fields = Vec::new();
    if server.remote {
        fields.push("      \"type\": \"http\"".to_owned());
        fields.push(format!("      \"url\": {}", quoted(&server.command)));
    } else {
        fields.push(format!("      \"command\": {}", quoted(&server.command)));
        let items: Vec<String> = server.args.iter().map(|item| format!("        {}", quoted(item))).collect();
        fields.push(format!("      \"args\": [\n{}\n      ]", items.join(",\n")));
    }
    if !map.is_empty() {
        fields.push(format!("      \"{}\": {{\n{}\n      }}", if server.remote { "headers" } else { "env" }, map.join(",\n")));
    }
    format!("    {}: {{\n{}\n    }}", quoted(&server.name), fields.join(",\n"))
}

fn toml(server: &Server, at: usize, by_hand: bool) -> String {
    let name = if server.name.contains('.') { quoted(&server.name) } else { server.name.clone() };
    let owner = if by_hand && at.is_multiple_of(4) { " # owner: ops" } else { "" };
    let mut out = format!("[mcp_servers.{name}]{owner}\n");
    if server.remote {
        out += &format!("url = {}\n", quoted(&server.command));
    } else {
        out += &format!("command = {}\n", quoted(&server.command));
        if by_hand && at.is_multiple_of(5) {
            out += &format!("args = [\n  {}, # trailing comma\n]\n", list(&server.args).replace(", ", ",\n  "));
        } else {
            out += &format!("args = [{}]\n", list(&server.args));
        }
    }
    if !server.env.is_empty() {
        out += &format!("\n[mcp_servers.{name}.{}]\n", if server.remote { "http_headers" } else { "env" });
        for (variable, value) in &server.env {
            out += &format!("{variable} = {}\n", quoted(value));
        }
    }
    out
}

const HEAD: &str = r#"# ~/.codex/config.toml -- hand edited, do not reformat
model = "gpt-5"          # default model
approval_policy = 'on-request'
sandbox_mode   =   "workspace-write"

# notify = ["notify-send", "codex"]

[sandbox_workspace_write]
network_access = true # needed by the fetch server
writable_roots = [
  "/home/user/.pyenv/shims",
  "/tmp", # scratch
]

[profiles.o3]
model = "o3"
model_provider = "openai"
temperature = 0.10

"#;

const TAIL: &str = r#"# other tables follow the servers
[tui]
notifications = [ "agent-turn-complete", "approval-requested" ]

[projects."/home/user/code"]
trust_level = "trusted"

[history]
persistence = "save-all" # or "none"
max_bytes = 104_857_600

[shell_environment_policy]
inherit = "core"
exclude = ["AWS_*", "AZURE_*"]
set = { CI = "1", LANG = 'C.UTF-8' }

[[skills.config]]
path = "/home/user/skills/review"
enabled = true

[[skills.config]]
path = "/home/user/skills/deploy"
enabled = false

[model_providers.local]
name = "local"
base_url = "http://localhost:11434/v1"
# end of file
"#;

impl Inputs {
    /// So many servers.
    pub(crate) fn of(count: usize) -> Self {
        let mut random = Random(11);
        let servers: Vec<Server> = (0..count).map(|number| server(&mut random, number)).collect();
        let mut existing = HEAD.to_owned();
        for (at, server) in servers.iter().enumerate() {
            if at.is_multiple_of(3) {
                existing += &format!("# ---- server {at} ----\n# keep this comment\n");
            }
            existing += &toml(server, at, true);
            existing += if at.is_multiple_of(7) { "# enabled = false\n\n" } else { "\n" };
        }
        existing += TAIL;
        let plain: Vec<String> = servers.iter().enumerate().map(|(at, server)| toml(server, at, false)).collect();
        let mut other = Random(1011);
        let patches = (count / 100).max(5);
        let patch: Vec<Server> = (0..patches)
            .map(|at| {
                let mut fresh = server(&mut other, at);
                fresh.name = format!("new-{}", fresh.name.replace('.', "-"));
                if at % 2 == 0 || servers.is_empty() {
                    return fresh;
                }
                let mut changed = servers[at * count / patches].clone();
                if changed.remote {
                    changed.command += "&changed=1"
                } else {
                    changed.env.push(("CHANGED".to_owned(), "yes".to_owned()))
                }
                changed
            })
            .collect();
        Self { json: json(&servers), toml: plain.join("\n"), existing, patch: json(&patch) }
    }
}
