//! The real `mcp-remote` reaches a server by what `--bridge mcp-remote` writes, and the headers arrive.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test that fails shall panic")]

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use mcpglot_core::hosts;
use mcpglot_core::model::{Concept, Meaning, Piece, Text};
use mcpglot_core::ops::{self, Options};
use mcpglot_tests::judge::tool;
use serde_json::{Value, json};

/// Headers of a request, by their names in small letters.
type Headers = BTreeMap<String, String>;

/// An MCP server on this machine's own address: streamable HTTP at `/mcp`, the older SSE at `/sse`. It is there until the
/// test ends.
struct McpServer {
    address: String,
    /// The requests that held a message, and the first one of an SSE stream: path and headers.
    asked: Arc<Mutex<Vec<(String, Headers)>>>,
}

impl McpServer {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let asked: Arc<Mutex<Vec<(String, Headers)>>> = Arc::default();
        let stream: Arc<Mutex<Option<TcpStream>>> = Arc::default();
        let seen = Arc::clone(&asked);
        std::thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                let (seen, stream) = (Arc::clone(&seen), Arc::clone(&stream));
                // Who hangs up in the middle has had what it wanted.
                std::thread::spawn(move || serve(&connection, &seen, &stream).ok());
            }
        });
        Self { address, asked }
    }
}

/// Answers the requests of one connection.
fn serve(connection: &TcpStream, seen: &Mutex<Vec<(String, Headers)>>, stream: &Mutex<Option<TcpStream>>) -> std::io::Result<()> {
    let mut reader = BufReader::new(connection.try_clone()?);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let mut words = line.split_whitespace().map(str::to_owned);
        let (verb, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let mut headers = Headers::new();
        loop {
            let mut line = String::new();
            reader.read_line(&mut line)?;
            let Some((name, value)) = line.trim_end().split_once(':') else { break };
            headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
        }
        let length = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        let mut out = connection;
        let answer = answer(&body);
        match (verb.as_str(), path.as_str()) {
            ("GET", "/sse") => {
                seen.lock().unwrap().push((path, headers));
                out.write_all(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\nevent: endpoint\ndata: /messages\n\n")?;
                *stream.lock().unwrap() = Some(connection.try_clone()?);
                return Ok(());
            }
            ("POST", "/messages") => {
                seen.lock().unwrap().push((path, headers));
                if let (Some(answer), Some(stream)) = (answer, stream.lock().unwrap().as_mut()) {
                    stream.write_all(format!("event: message\ndata: {answer}\n\n").as_bytes())?;
                }
                out.write_all(b"HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n")?;
            }
            ("POST", "/mcp") => {
                seen.lock().unwrap().push((path, headers));
                let (status, body) = answer.map_or(("202 Accepted", String::new()), |answer| ("200 OK", answer.to_string()));
                let head =
                    format!("HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n", body.len());
                out.write_all(head.as_bytes())?;
                out.write_all(body.as_bytes())?;
            }
            ("GET", "/mcp") | ("POST", "/sse") => {
                out.write_all(b"HTTP/1.1 405 Method Not Allowed\r\ncontent-length: 0\r\n\r\n")?;
            }
            _ => out.write_all(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n")?,
        }
    }
}

/// What the server says to a message.
fn answer(body: &[u8]) -> Option<Value> {
    let message: Value = serde_json::from_slice(body).ok()?;
    let (id, method) = (message.get("id")?, message["method"].as_str()?);
    let version = &message["params"]["protocolVersion"];
    let server = json!({"name": "local", "version": "1"});
    let initialized = json!({"protocolVersion": version, "capabilities": {}, "serverInfo": server});
    Some(match method {
        "initialize" => json!({"jsonrpc": "2.0", "id": id, "result": initialized}),
        _ => json!({"jsonrpc": "2.0", "id": id, "error": {"code": -32601, "message": "no such method"}}),
    })
}

/// A process as a host would start it: the arguments of `mcp-remote`, and the environment.
fn process(document: &str, host: &str, variables: &[(&str, &str)]) -> (Vec<String>, BTreeMap<String, String>) {
    let read = ops::read(document, hosts::find(host).unwrap());
    let config = read.config.unwrap();
    let [server] = config.servers.as_slice() else { panic!("there is one server: {document}") };
    let meaning = |concept| server.get(concept).map(|field| &field.meaning);
    assert!(matches!(meaning(Concept::Command), Some(Meaning::Text(text)) if text.raw() == "npx"));
    let Some(Meaning::Texts(args)) = meaning(Concept::Args) else { panic!("it has arguments: {document}") };
    let args: Vec<&str> = args.iter().map(Text::raw).collect();
    let Some(args) = args.strip_prefix(&["-y", "mcp-remote"]) else { panic!("it is no bridge: {document}") };
    let mut env = BTreeMap::new();
    if let Some(Meaning::Pairs(pairs)) = meaning(Concept::Env) {
        for pair in pairs {
            let value = match &pair.text {
                Text::Literal(text) => text.to_string(),
                Text::Template { pieces, .. } => match pieces.as_slice() {
                    [Piece::Variable { name, .. }] => variables.iter().find(|(known, _)| known == name).unwrap().1.to_owned(),
                    _ => panic!("it is one variable: {document}"),
                },
            };
            env.insert(pair.name.to_string(), value);
        }
    }
    (args.iter().map(|&arg| arg.to_owned()).collect(), env)
}

/// Converts `source`, starts what the result says, sends one message, and gives the answer back.
fn say_hello(name: &str, source: &str, host: &'static str, variables: &[(&str, &str)]) -> Value {
    let from = hosts::find("claude-code");
    let outcome = ops::convert(source, &Options { from, bridge: true, ..Options::new(hosts::find(host).unwrap()) });
    let (args, env) = process(&outcome.text.unwrap(), host, variables);
    let home = std::env::temp_dir().join(format!("mcpglot-bridge-{}-{name}", std::process::id()));
    std::fs::create_dir_all(&home).unwrap();
    let bridge = tool("mcp-remote").unwrap_or_else(|trouble| panic!("{trouble}"));
    let mut command = Command::new("node");
    command.arg(bridge).args(args).env_clear().envs(env).env("HOME", &home).env("PATH", std::env::var_os("PATH").unwrap());
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let client = json!({"name": "test", "version": "1"});
    let params = json!({"protocolVersion": "2025-03-26", "capabilities": {}, "clientInfo": client});
    writeln!(stdin, "{}", json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params})).unwrap();
    let (sender, receiver) = mpsc::channel();
    let stdout = child.stdout.take().unwrap();
    std::thread::spawn(move || {
        let mut line = String::new();
        // A test that has given up does not listen.
        let _ = BufReader::new(stdout).read_line(&mut line).map(|_| sender.send(line));
    });
    let line = receiver.recv_timeout(Duration::from_secs(60));
    child.kill().unwrap();
    let output = child.wait_with_output().unwrap();
    let _ = std::fs::remove_dir_all(&home);
    let told = String::from_utf8_lossy(&output.stderr);
    serde_json::from_str(&line.unwrap_or_default()).unwrap_or_else(|_| panic!("{name}: no answer came over the bridge:\n{told}"))
}

#[test]
fn an_sse_server_is_reached_and_gets_its_headers() {
    let server = McpServer::start();
    let source = format!(
        r#"{{"mcpServers": {{"far": {{"type": "sse", "url": "http://{}/sse",
            "headers": {{"Authorization": "Bearer ${{FAR_TOKEN}}", "X-Team": "a literal, with $no reference"}}}}}}}}"#,
        server.address
    );
    let answer = say_hello("sse", &source, "codex", &[("FAR_TOKEN", "example-token")]);
    assert_eq!(answer["result"]["serverInfo"]["name"], "local");
    let asked = server.asked.lock().unwrap();
    assert!(asked.iter().any(|(path, _)| path == "/messages"));
    for (path, headers) in asked.iter() {
        assert_ne!(path, "/mcp");
        assert_eq!(headers.get("authorization").map(String::as_str), Some("Bearer example-token"), "{path}");
        assert_eq!(headers.get("x-team").map(String::as_str), Some("a literal, with $no reference"), "{path}");
    }
}

#[test]
fn a_streamable_server_is_reached_and_gets_its_headers() {
    let server = McpServer::start();
    let source = format!(
        r#"{{"mcpServers": {{"far": {{"type": "http", "url": "http://{}/mcp", "headers": {{"X-Api-Key": "example-key"}}}}}}}}"#,
        server.address
    );
    let answer = say_hello("http", &source, "claude-desktop", &[]);
    assert_eq!(answer["result"]["serverInfo"]["name"], "local");
    let asked = server.asked.lock().unwrap();
    assert!(
        asked.iter().any(|(path, headers)| path == "/mcp" && headers.get("x-api-key").is_some_and(|key| key == "example-key"))
    );
}
