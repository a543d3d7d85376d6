//! TOML, by example.

use super::{list, map, put, remove, text};
use mcpglot_core::syntax::{Plan, Syntax, Tree, Value};

#[track_caller]
fn check<'a>(before: &str, plan: impl FnOnce(&Tree<'_>, &mut Plan<'a>), after: &str) {
    super::check(Syntax::Toml, before, plan, after);
}

fn server() -> Value<'static> {
    map(&[("command", text("npx")), ("args", list(&["-y", "pkg"])), ("env", map(&[("TOKEN", text("x"))]))])
}

#[test]
fn first_server_of_an_empty_document() {
    let after = "[mcp_servers.new]\ncommand = \"npx\"\nargs = [\"-y\", \"pkg\"]\n\n[mcp_servers.new.env]\nTOKEN = \"x\"\n";
    check("", put(&["mcp_servers", "new"], server()), after);
    check("\n", put(&["mcp_servers", "new"], server()), after);
    check("\u{feff}", put(&["mcp_servers", "new"], server()), &["\u{feff}", after].concat());
    check("# mine\n", put(&["mcp_servers", "new"], server()), &["# mine\n\n", after].concat());
    check("# mine", put(&["mcp_servers", "new"], server()), ["# mine\n\n", after].concat().trim_end());
}

#[test]
fn first_server_behind_other_tables() {
    check(
        "model = \"o3\"\n\n[features]\nweb = true\n",
        put(&["mcp_servers", "new"], server()),
        "model = \"o3\"\n\n[features]\nweb = true\n\n[mcp_servers.new]\ncommand = \"npx\"\nargs = [\"-y\", \"pkg\"]\n\n[mcp_servers.new.env]\nTOKEN = \"x\"\n",
    );
    check(
        "model = \"o3\"",
        put(&["mcp_servers", "new"], map(&[("command", text("npx"))])),
        "model = \"o3\"\n\n[mcp_servers.new]\ncommand = \"npx\"",
    );
}

#[test]
fn new_server_stands_behind_the_servers_and_before_other_tables() {
    check(
        "\
[mcp_servers.a]
command = \"a\"

[mcp_servers.a.env]
A = \"1\"

# How it looks.
[tui]
theme = \"dark\"
",
        put(&["mcp_servers", "new"], server()),
        "\
[mcp_servers.a]
command = \"a\"

[mcp_servers.a.env]
A = \"1\"

[mcp_servers.new]
command = \"npx\"
args = [\"-y\", \"pkg\"]

[mcp_servers.new.env]
TOKEN = \"x\"

# How it looks.
[tui]
theme = \"dark\"
",
    );
}

#[test]
fn new_server_in_a_compact_document() {
    check(
        "[mcp_servers.a]\ncommand = \"a\"\n[mcp_servers.a.env]\nA = \"1\"\n[tui]\ntheme = \"dark\"\n",
        put(&["mcp_servers", "new"], server()),
        "[mcp_servers.a]\ncommand = \"a\"\n[mcp_servers.a.env]\nA = \"1\"\n[mcp_servers.new]\ncommand = \"npx\"\nargs = [\"-y\", \"pkg\"]\n[mcp_servers.new.env]\nTOKEN = \"x\"\n[tui]\ntheme = \"dark\"\n",
    );
}

#[test]
fn env_is_written_as_the_others_write_it() {
    check(
        "[mcp_servers.a]\ncommand = \"a\"\nenv = { A = \"1\" }\n",
        put(&["mcp_servers", "new"], server()),
        "[mcp_servers.a]\ncommand = \"a\"\nenv = { A = \"1\" }\n\n[mcp_servers.new]\ncommand = \"npx\"\nargs = [\"-y\", \"pkg\"]\nenv = { TOKEN = \"x\" }\n",
    );
    check(
        "[mcp_servers.a]\ncommand = \"a\"\nenv.A = \"1\"\n",
        put(&["mcp_servers", "new"], server()),
        "[mcp_servers.a]\ncommand = \"a\"\nenv.A = \"1\"\n\n[mcp_servers.new]\ncommand = \"npx\"\nargs = [\"-y\", \"pkg\"]\nenv.TOKEN = \"x\"\n",
    );
    check(
        "[mcp_servers.a]\nenv = {A = \"1\",B = \"2\"}\n\n[mcp_servers.b]\ncommand = \"b\"\n",
        put(&["mcp_servers", "b", "env"], map(&[("X", text("1")), ("Y", text("2"))])),
        "[mcp_servers.a]\nenv = {A = \"1\",B = \"2\"}\n\n[mcp_servers.b]\ncommand = \"b\"\nenv = {X = \"1\",Y = \"2\"}\n",
    );
    check(
        "[mcp_servers.b]\ncommand = \"b\"\n\n[tui]\n",
        put(&["mcp_servers", "b", "env"], map(&[("X", text("1"))])),
        "[mcp_servers.b]\ncommand = \"b\"\n\n[mcp_servers.b.env]\nX = \"1\"\n\n[tui]\n",
    );
}

#[test]
fn new_server_among_inline_servers() {
    check(
        "[mcp_servers]\na = { command = \"a\" }\n\n[tui]\n",
        put(&["mcp_servers", "new"], server()),
        "[mcp_servers]\na = { command = \"a\" }\nnew = { command = \"npx\", args = [\"-y\", \"pkg\"], env = { TOKEN = \"x\" } }\n\n[tui]\n",
    );
    check(
        "mcp_servers = { a = { command = \"a\" } }\n",
        put(&["mcp_servers", "new"], map(&[("command", text("npx"))])),
        "mcp_servers = { a = { command = \"a\" }, new = { command = \"npx\" } }\n",
    );
    check(
        "mcp_servers = {}\n",
        put(&["mcp_servers", "new"], map(&[("command", text("npx"))])),
        "mcp_servers = { new = { command = \"npx\" } }\n",
    );
    check(
        "mcp_servers = {a={command=\"a\"}}\n",
        put(&["mcp_servers", "new"], map(&[("command", text("npx")), ("x", Value::Bool(true))])),
        "mcp_servers = {a={command=\"a\"},new={command=\"npx\",x=true}}\n",
    );
    check(
        "mcp_servers = { a = { command = \"a\" }, b = { command = \"b\" } }\n",
        remove(&["mcp_servers", "b"]),
        "mcp_servers = { a = { command = \"a\" } }\n",
    );
    check("mcp_servers = { a = { command = \"a\" } }\n", remove(&["mcp_servers", "a"]), "mcp_servers = {}\n");
}

#[test]
fn new_server_among_dotted_servers() {
    check(
        "mcp_servers.a.command = \"a\"\nmcp_servers.a.env.A = \"1\"\nmodel = \"o3\"\n\n[tui]\n",
        put(&["mcp_servers", "new"], map(&[("command", text("npx")), ("env", map(&[("B", text("2"))]))])),
        "mcp_servers.a.command = \"a\"\nmcp_servers.a.env.A = \"1\"\nmcp_servers.new.command = \"npx\"\nmcp_servers.new.env.B = \"2\"\nmodel = \"o3\"\n\n[tui]\n",
    );
    check(
        "[mcp_servers]\na.command = \"a\"\n\"b c\".command = \"b\"\n\n[tui]\n",
        put(&["mcp_servers", "b c", "args"], list(&["x"])),
        "[mcp_servers]\na.command = \"a\"\n\"b c\".command = \"b\"\n\"b c\".args = [\"x\"]\n\n[tui]\n",
    );
    check(
        "s = { a.x = 1, a.y = 2, b = 3 }\n",
        put(&["s", "a", "z"], Value::Plain("4".into())),
        "s = { a.x = 1, a.y = 2, a.z = 4, b = 3 }\n",
    );
}

#[test]
fn entries_come_behind_the_last_pair_of_their_table() {
    check(
        "[mcp_servers.a]\ncommand = \"a\" # the program\n# args = []\n\n[mcp_servers.a.env]\nA = \"1\"\n",
        put(&["mcp_servers", "a", "enabled"], Value::Bool(false)),
        "[mcp_servers.a]\ncommand = \"a\" # the program\nenabled = false\n# args = []\n\n[mcp_servers.a.env]\nA = \"1\"\n",
    );
    check("[mcp_servers.a]\n", put(&["mcp_servers", "a", "enabled"], Value::Bool(false)), "[mcp_servers.a]\nenabled = false\n");
    check("[a]\n    x = 1\n[b]\n", put(&["a", "y"], Value::Bool(false)), "[a]\n    x = 1\n    y = false\n[b]\n");
    check("[a]\nx=1\n", put(&["a", "y"], Value::Bool(false)), "[a]\nx=1\ny=false\n");
    check("[a]\r\nx   = 1\r\nlonger = 2", put(&["a", "y"], Value::Bool(false)), "[a]\r\nx   = 1\r\nlonger = 2\r\ny = false");
    check("[a]\n[b]\n", put(&["x"], Value::Bool(false)), "x = false\n\n[a]\n[b]\n");
    check("# My file.\n[a]\n", put(&["x"], Value::Bool(false)), "# My file.\n\nx = false\n\n[a]\n");
    check("# My file.\n\n# About a.\n[a]\n", put(&["x"], Value::Bool(false)), "# My file.\n\nx = false\n\n# About a.\n[a]\n");
}

#[test]
fn an_implied_table_gets_a_header() {
    check(
        "model = \"o3\"\n\n# Servers.\n[mcp_servers.a.env]\nA = \"1\"\n",
        put(&["mcp_servers", "a", "command"], text("a")),
        "model = \"o3\"\n\n[mcp_servers.a]\ncommand = \"a\"\n\n# Servers.\n[mcp_servers.a.env]\nA = \"1\"\n",
    );
}

const SERVERS: &str = "\
# My Codex.

model = \"o3\"

# The first.
[mcp_servers.a]
command = \"a\" # beside

[mcp_servers.a.env]
A = \"1\"

# The second,
# in two lines.
[mcp_servers.b]
command = \"b\"

# free

[mcp_servers.b.tools.y]
approval = \"x\"

[mcp_servers.c]
command = \"c\"
";

#[test]
fn a_server_leaves_with_its_tables_and_comments() {
    check(
        SERVERS,
        remove(&["mcp_servers", "a"]),
        "\
# My Codex.

model = \"o3\"

# The second,
# in two lines.
[mcp_servers.b]
command = \"b\"

# free

[mcp_servers.b.tools.y]
approval = \"x\"

[mcp_servers.c]
command = \"c\"
",
    );
    check(
        SERVERS,
        remove(&["mcp_servers", "b"]),
        "\
# My Codex.

model = \"o3\"

# The first.
[mcp_servers.a]
command = \"a\" # beside

[mcp_servers.a.env]
A = \"1\"

# free

[mcp_servers.c]
command = \"c\"
",
    );
    check(
        SERVERS,
        remove(&["mcp_servers", "c"]),
        "\
# My Codex.

model = \"o3\"

# The first.
[mcp_servers.a]
command = \"a\" # beside

[mcp_servers.a.env]
A = \"1\"

# The second,
# in two lines.
[mcp_servers.b]
command = \"b\"

# free

[mcp_servers.b.tools.y]
approval = \"x\"
",
    );
    check(
        SERVERS,
        remove(&["mcp_servers"]),
        "\
# My Codex.

model = \"o3\"

# free
",
    );
}

#[test]
fn the_last_server_of_a_document_without_a_last_line_break() {
    check("[a]\nx = 1\n\n[b]\ny = 1", remove(&["b"]), "[a]\nx = 1");
    check("[a]\r\nx = 1\r\n\r\n[b]\r\ny = 1", remove(&["b"]), "[a]\r\nx = 1");
    check("[a]\nx = 1\n", remove(&["a"]), "");
    check("\u{feff}[a]\nx = 1\n", remove(&["a"]), "\u{feff}");
    check("# mine\n[a]\nx = 1\n\n[b]\n", remove(&["a"]), "# mine\n\n[b]\n");
    check("# mine\n\n[a]\nx = 1\n", remove(&["a"]), "# mine\n");
    check("[a]\nx = 1\n[b]\ny = 1\n[c]\n", remove(&["b"]), "[a]\nx = 1\n[c]\n");
    check("[a]\nx = 1\n# y = 2\n\n[b]\n", remove(&["a"]), "[b]\n");
}

#[test]
fn pairs_leave_with_their_lines() {
    check("x = 1 # one\n# two\ny = 2\n\nz = 3\n", remove(&["y"]), "x = 1 # one\n\nz = 3\n");
    check("x = 1\n\ny = 2\n\nz = 3\n", remove(&["y"]), "x = 1\n\nz = 3\n");
    check("x = 1\n\ny = \"\"\"\n2\n\"\"\"\nz = 3\n", remove(&["y"]), "x = 1\n\nz = 3\n");
    check("a.x = 1\nb = 2\na.y = 1\n", remove(&["a"]), "b = 2\n");
}

#[test]
fn values_change_in_place() {
    check("x = 1 # one\n", put(&["x"], text("a\\b")), "x = 'a\\b' # one\n");
    check(
        "[a]\nargs = [\n  # first\n  \"x\",\n  \"y\", # second\n]\n",
        put(&["a", "args"], list(&["x", "z", "w"])),
        "[a]\nargs = [\n  # first\n  \"x\",\n  \"z\", # second\n  \"w\",\n]\n",
    );
    check(
        "[a]\nargs = [\n  # first\n  \"x\",\n  \"y\", # second\n]\n",
        put(&["a", "args"], list(&["y"])),
        "[a]\nargs = [\n  \"y\", # second\n]\n",
    );
    check("[a]\nargs = [\n  # first\n  \"x\",\n  \"y\", # second\n]\n", put(&["a", "args"], list(&[])), "[a]\nargs = []\n");
    check("[a]\nargs = [\n  \"x\",\n  \"y\"\n]\n", put(&["a", "args"], list(&["x"])), "[a]\nargs = [\n  \"x\"\n]\n");
    check("[a]\nargs = [\"x\", \"y\"]\n", put(&["a", "args"], list(&["w", "x", "y"])), "[a]\nargs = [\"w\", \"x\", \"y\"]\n");
    check("[a]\nargs = [ \"x\" ]\n", put(&["a", "args"], list(&["w"])), "[a]\nargs = [ \"w\" ]\n");
    check("[a]\nenv.X = \"1\"\nb = 1\n", put(&["a", "env"], map(&[])), "[a]\nb = 1\nenv = {}\n");
    check("[a.env]\nX = \"1\"\n\n[b]\n", put(&["a", "env"], map(&[])), "[a.env]\n\n[b]\n");
    check("[m.a]\nX = \"1\"\n\n[b]\n", put(&["m"], map(&[])), "[b]\n\n[m]\n");
}

#[test]
fn new_arrays_follow_the_others() {
    check(
        "[m.a]\nargs = [\n    \"x\",\n    \"y\",\n]\n",
        put(&["m", "b"], map(&[("args", list(&["1", "2"]))])),
        "[m.a]\nargs = [\n    \"x\",\n    \"y\",\n]\n\n[m.b]\nargs = [\n    \"1\",\n    \"2\",\n]\n",
    );
}

#[test]
fn out_of_order() {
    check(
        "[mcp_servers.a]\ncommand = \"a\"\n\n[tui]\nx = 1\n\n[mcp_servers.a.env]\nA = \"1\"\n\n[mcp_servers.b]\ncommand = \"b\"\n\n[[hooks]]\nx = 1\n",
        |tree: &Tree<'_>, plan: &mut Plan<'_>| {
            put(&["mcp_servers", "a", "enabled"], Value::Bool(true))(tree, plan);
            put(&["mcp_servers", "a", "env", "B"], text("2"))(tree, plan);
            put(&["mcp_servers", "c"], map(&[("command", text("c"))]))(tree, plan);
            remove(&["mcp_servers", "b"])(tree, plan);
        },
        "[mcp_servers.a]\ncommand = \"a\"\nenabled = true\n\n[tui]\nx = 1\n\n[mcp_servers.a.env]\nA = \"1\"\nB = \"2\"\n\n[mcp_servers.c]\ncommand = \"c\"\n\n[[hooks]]\nx = 1\n",
    );
}

#[test]
fn inline_tables_over_several_lines() {
    const BEFORE: &str = "[mcp_servers.a]\nenv = {\n  A = \"1\", # one\n  B = \"2\",\n}\n";
    check(
        BEFORE,
        put(&["mcp_servers", "a", "env", "C"], text("3")),
        "[mcp_servers.a]\nenv = {\n  A = \"1\", # one\n  B = \"2\",\n  C = \"3\",\n}\n",
    );
    check(BEFORE, remove(&["mcp_servers", "a", "env", "A"]), "[mcp_servers.a]\nenv = {\n  B = \"2\",\n}\n");
    check(
        BEFORE,
        put(&["mcp_servers", "a", "env"], map(&[("A", text("3"))])),
        "[mcp_servers.a]\nenv = {\n  A = \"3\", # one\n}\n",
    );
}

#[test]
fn first_server_below_its_header() {
    check(
        "[mcp_servers]\n\n[tui]\n",
        put(&["mcp_servers", "new"], map(&[("command", text("npx"))])),
        "[mcp_servers]\n\n[mcp_servers.new]\ncommand = \"npx\"\n\n[tui]\n",
    );
}

#[test]
fn a_server_that_is_commented_out_stays() {
    const BEFORE: &str = "[mcp_servers.a]\ncommand = \"a\"\n# args = []\n\n# [mcp_servers.b]\n# command = \"b\"\n";
    check(
        BEFORE,
        put(&["mcp_servers", "c"], map(&[("command", text("c"))])),
        "[mcp_servers.a]\ncommand = \"a\"\n# args = []\n\n[mcp_servers.c]\ncommand = \"c\"\n\n# [mcp_servers.b]\n# command = \"b\"\n",
    );
    check(BEFORE, remove(&["mcp_servers", "a"]), "# [mcp_servers.b]\n# command = \"b\"\n");
}

#[test]
fn tools_of_a_server() {
    check(
        "[mcp_servers.a]\ncommand = \"a\"\n\n[mcp_servers.a.tools.x]\napproval = \"auto\"\n\n[tui]\n",
        put(&["mcp_servers", "a", "tools", "y"], map(&[("approval", text("prompt"))])),
        "[mcp_servers.a]\ncommand = \"a\"\n\n[mcp_servers.a.tools.x]\napproval = \"auto\"\n\n[mcp_servers.a.tools.y]\napproval = \"prompt\"\n\n[tui]\n",
    );
    check(
        "[mcp_servers.\"a b\"]\ncommand = \"a\"\n",
        put(&["mcp_servers", "a b", "env", "X Y"], text("1")),
        "[mcp_servers.\"a b\"]\ncommand = \"a\"\n\n[mcp_servers.\"a b\".env]\n\"X Y\" = \"1\"\n",
    );
}

#[test]
fn indented_tables() {
    check(
        "[m.a]\n  x = 1\n\n  [m.a.env]\n    A = 1\n\n[m.b]\n  x = 2\n",
        put(&["m", "c"], map(&[("x", Value::Plain("3".into())), ("env", map(&[("A", Value::Plain("1".into()))]))])),
        "[m.a]\n  x = 1\n\n  [m.a.env]\n    A = 1\n\n[m.b]\n  x = 2\n\n[m.c]\n  x = 3\n\n  [m.c.env]\n    A = 1\n",
    );
}

#[test]
fn arrays_of_tables() {
    const BEFORE: &str = "[[h]]\nx = 1\n\n[[h]]\nx = 2\n\n[t]\n";
    let item = |at: usize| move |tree: &Tree<'_>| tree.children(tree.get(tree.root(), "h").unwrap()).nth(at).unwrap();
    check(BEFORE, |tree: &Tree<'_>, plan: &mut Plan<'_>| plan.remove(tree, item(0)(tree)), "[[h]]\nx = 2\n\n[t]\n");
    check(
        BEFORE,
        |tree: &Tree<'_>, plan: &mut Plan<'_>| plan.insert(item(0)(tree), "env", map(&[("A", Value::Bool(true))])),
        "[[h]]\nx = 1\n\n[h.env]\nA = true\n\n[[h]]\nx = 2\n\n[t]\n",
    );
}

#[test]
fn strings() {
    let check =
        |value: &'static str, written: &str| check("a = 1\n", put(&["a"], text(value)), &["a = ", written, "\n"].concat());
    check("C:\\Users\\x", "'C:\\Users\\x'");
    check("say \"hi\"", "'say \"hi\"'");
    check("it's", "\"it's\"");
    check("it's \\", "\"it's \\\\\"");
    check("two\nlines\r\u{1b}\u{7f}", "\"two\\nlines\\r\\u001B\\u007F\"");
    check("é 🦀 \u{85}\t", "\"é 🦀 \\u0085\\t\"");
    check("", "\"\"");
    check("${A}", "\"${A}\"");
}

#[test]
fn a_header_takes_no_comment_over() {
    let check_both = |before: &'static str, between: &'static str| {
        check(before, put(&["s", "n"], map(&[("x", text("1"))])), between);
        check(between, remove(&["s", "n"]), before);
    };
    check_both(
        "[features]\nk = 1\n[other]\nj = 1\n# keep me\n",
        "[features]\nk = 1\n[other]\nj = 1\n# keep me\n\n[s.n]\nx = \"1\"\n",
    );
    check_both("[s.a]\nk = 1\n[s.b]\nj = 1\n# keep me", "[s.a]\nk = 1\n[s.b]\nj = 1\n# keep me\n\n[s.n]\nx = \"1\"");
    check(
        "[s.a]\nk = 1\n[s.b]\nj = 1\n# keep me\n",
        put(&["s", "n"], map(&[("x", text("1")), ("env", map(&[("y", text("2"))]))])),
        "[s.a]\nk = 1\n[s.b]\nj = 1\n# keep me\n\n[s.n]\nx = \"1\"\n[s.n.env]\ny = \"2\"\n",
    );
}

#[test]
fn blank_lines_stay_where_a_table_comes_and_goes() {
    for before in [
        "a = 1\n",
        "a = 1\n\n",
        "a = 1\n\n\n",
        "a = 1",
        "[s.a]\nk = 1\n\n\n[features]\nk = 1\n",
        "[s.a]\nk = 1\n\n[features]\nk = 1\n\n\n\n",
        "# a\r\n\r\n\r\n",
        "[s.a]\nk = 1\n\n\n\n# about features\n[features]\nk = 1\n",
    ] {
        let tree = mcpglot_core::syntax::parse(before, Syntax::Toml).unwrap();
        let mut plan = Plan::new();
        plan.put(&tree, &["s", "n"], map(&[("x", text("1"))]));
        let between = mcpglot_core::text::apply_edits(before, &plan.edits(&tree));
        assert!(between.contains("[s.n]"));
        check(&between, remove(&["s", "n"]), before);
    }
    check("a = 1\n\n\n[b]\n", remove(&["b"]), "a = 1\n");
    check("[a]\n\n\n[b]\n\n\n[c]\n", remove(&["b"]), "[a]\n\n\n[c]\n");
    check("\n\n[b]\n\n\n[c]\n", remove(&["b"]), "\n\n[c]\n");
}

#[test]
fn a_long_list_is_changed_where_it_differs() {
    let lines = |items: std::ops::Range<usize>| -> String { items.map(|at| format!("  \"t{at}\", # {at}\n")).collect() };
    let items = |items: std::ops::Range<usize>| Value::List(items.map(|at| Value::string(format!("t{at}"))).collect());
    let before = format!("a = [\n{}]\n", lines(0..300));
    check(&before, put(&["a"], items(1..299)), &format!("a = [\n{}]\n", lines(1..299)));
}

#[test]
fn pairs_of_the_document_come_before_a_new_table_and_blank_lines() {
    for before in ["# c\r\n\t\t", "\t# c\n\n\n", "# c", "\n\n", "a = 1\n\n\n", "[x]\n\n\n"] {
        let tree = mcpglot_core::syntax::parse(before, Syntax::Toml).unwrap();
        let mut plan = Plan::new();
        plan.put(&tree, &["s", "n"], map(&[("x", text("1"))]));
        plan.put(&tree, &["new"], text("2"));
        let after = mcpglot_core::text::apply_edits(before, &plan.edits(&tree));
        let tree = mcpglot_core::syntax::parse(&after, Syntax::Toml).unwrap();
        assert!(tree.get(tree.root(), "new").is_some(), "{after:?}");
    }
}
