//! Ten times as much takes about ten times as long, whatever the shape: nothing here is quadratic. It reads the clock, so it is
//! no test: `just bench` runs it.

#![expect(
    clippy::disallowed_types,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark looks at the clock and tells people"
)]

use std::time::{Duration, Instant};

use mcpglot_core::syntax::{NodeId, Plan, Syntax, Tree, Value, parse};

/// How much longer ten times as much may take: quadratic would be a hundred times.
const AT_MOST: u32 = 40;

fn servers(count: usize, open: &str, one: impl Fn(usize) -> String, between: &str, close: &str) -> String {
    let servers: Vec<String> = (0..count).map(one).collect();
    [open, &servers.join(between), close].concat()
}

type Document = (&'static str, Syntax, fn(usize) -> String);

const DOCUMENTS: &[Document] = &[
    ("headers", Syntax::Toml, |count| {
        servers(
            count,
            "",
            |at| format!("# {at}\n[mcp_servers.s{at}]\ncommand = \"x\"\n\n[mcp_servers.s{at}.env]\nA = \"1\"\n"),
            "\n",
            "",
        )
    }),
    ("one table", Syntax::Toml, |count| {
        servers(count, "[mcp_servers]\n", |at| format!("s{at} = {{ command = \"x\" }}\n"), "", "")
    }),
    ("inline", Syntax::Toml, |count| {
        servers(count, "mcp_servers = { ", |at| format!("s{at} = {{ command = \"x\" }}"), ", ", " }\n")
    }),
    ("dotted", Syntax::Toml, |count| servers(count, "", |at| format!("mcp_servers.s{at}.command = \"x\"\n"), "", "")),
    ("dotted inline", Syntax::Toml, |count| {
        servers(count, "mcp_servers = { ", |at| format!("s{at}.command = \"x\""), ", ", " }\n")
    }),
    ("implicit", Syntax::Toml, |count| servers(count, "", |at| format!("[mcp_servers.s{at}.env]\nA = \"1\"\n"), "\n", "")),
    ("lines", Syntax::Json, |count| {
        servers(
            count,
            "{\n  \"mcp_servers\": {\n",
            |at| format!("    // {at}\n    \"s{at}\": {{\n      \"command\": \"x\"\n    }}"),
            ",\n",
            "\n  }\n}\n",
        )
    }),
    ("minified", Syntax::Json, |count| {
        servers(count, "{\"mcp_servers\":{", |at| format!("\"s{at}\":{{\"command\":\"x\",\"env\":{{}}}}"), ",", "}}")
    }),
    ("duplicates", Syntax::Json, |count| servers(count, "{\"mcp_servers\":{", |at| format!("\"s{}\":{{}}", at / 2), ",", "}}")),
];

type Change = fn(&Tree<'_>, NodeId, &mut Plan<'static>);

const CHANGES: &[(&str, Change)] = &[
    ("remove each", |tree, servers, plan| {
        for server in tree.children(servers).filter(|&server| !tree.is_shadowed(server)) {
            plan.remove(tree, server);
        }
    }),
    ("keep one", |tree, servers, plan| plan.reconcile(tree, servers, map(&[("s7", map(&[("command", text("y"))]))]))),
    ("change each", |tree, servers, plan| {
        for server in tree.children(servers).filter(|&server| !tree.is_shadowed(server)) {
            let wanted = map(&[("command", text("new")), ("args", list(&["a", "b"])), ("env", map(&[("B", text("2"))]))]);
            plan.reconcile(tree, server, wanted);
        }
    }),
    ("as many more", |tree, servers, plan| {
        for at in 0..tree.len(servers) {
            plan.insert(servers, format!("t{at}"), map(&[("command", text("new")), ("env", map(&[("B", text("2"))]))]));
        }
    }),
    ("others", |tree, servers, plan| {
        let others = (0..tree.len(servers)).map(|at| (format!("t{at}").into(), map(&[("command", text("new"))])));
        plan.reconcile(tree, servers, Value::Map(others.collect()));
    }),
];

fn time(text: &str, syntax: Syntax, change: Change) -> Duration {
    let tree = parse(text, syntax).unwrap();
    let servers = tree.get(tree.root(), "mcp_servers").unwrap();
    let once = || {
        let start = Instant::now();
        let mut plan = Plan::new();
        change(&tree, servers, &mut plan);
        let edits = plan.edits(&tree);
        assert!(!edits.is_empty());
        start.elapsed()
    };
    (0..3).map(|_| once()).min().unwrap()
}

fn text(text: &str) -> Value<'_> {
    Value::string(text)
}

fn list<'a>(items: &[&'a str]) -> Value<'a> {
    Value::List(items.iter().map(|item| text(item)).collect())
}

fn map<'a>(entries: &[(&'a str, Value<'a>)]) -> Value<'a> {
    Value::Map(entries.iter().map(|(key, value)| ((*key).into(), value.clone())).collect())
}

fn main() {
    for (document, syntax, make) in DOCUMENTS {
        let (small, big) = (make(300), make(3000));
        for (change, plan) in CHANGES {
            let (one, ten) = (time(&small, *syntax, *plan), time(&big, *syntax, *plan));
            println!("{document:14} {change:12} {:5.1} times", ten.as_secs_f64() / one.as_secs_f64());
            assert!(ten < one * AT_MOST, "{document}, {change}: {one:?} for 300 servers, {ten:?} for 3000");
        }
    }
}
