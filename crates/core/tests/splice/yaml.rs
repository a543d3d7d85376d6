//! YAML, by example.

use super::{list, map, put, remove, text};
use mcpglot_core::syntax::{Plan, Syntax, Tree, Value};

#[track_caller]
fn check<'a>(before: &str, plan: impl FnOnce(&Tree<'_>, &mut Plan<'a>), after: &str) {
    super::check(Syntax::Yaml, before, plan, after);
}

fn server() -> Value<'static> {
    map(&[("cmd", text("npx")), ("args", list(&["-y", "@scope/pkg"])), ("envs", map(&[("TOKEN", text("1.10"))]))])
}

#[test]
fn the_comment_of_a_block_scalar_stays() {
    check("a: >-  # why\r\n  x\r\nb: 1\r\n", put(&["a"], text("word")), "a: word # why\r\nb: 1\r\n");
    check("a: |\n  # text\nb: 1\n", put(&["a"], text("word")), "a: word\nb: 1\n");
}

#[test]
fn comments_do_not_become_text() {
    let scalar = "a: |\n  x\nb: 1\n\n   # b\n    # b\nc: 2\n";
    check(scalar, remove(&["b"]), "a: |\n  x\n\n# b\n    # b\nc: 2\n");
    // What comes in between ends the text as well.
    let both = |tree: &Tree<'_>, plan: &mut Plan<'static>| {
        remove(&["b"])(tree, plan);
        put(&["d"], text("word"))(tree, plan);
    };
    check("a: |\n  x\nb: 1\n\n   # b\n", both, "a: |\n  x\nd: word\n\n   # b\n");
    check(
        "a: |\n  x\nb: 1\nc: 2\n\n   # c\n",
        |tree, plan| {
            remove(&["b"])(tree, plan);
            remove(&["c"])(tree, plan);
        },
        "a: |\n  x\n\n# c\n",
    );
    // A comment above ends it too.
    check("a: |\n  x\n# a\n\nb: 1\n\n   # b\nc: 2\n", remove(&["b"]), "a: |\n  x\n# a\n\n   # b\nc: 2\n");
    check(
        "s:\n- a: |\n    x\n- b: 1\n\n   # b\n- c: 2\n",
        |tree, plan| {
            let second = tree.children(tree.get(tree.root(), "s").unwrap()).nth(1).unwrap();
            plan.remove(tree, second);
        },
        "s:\n- a: |\n    x\n\n# b\n- c: 2\n",
    );
}

#[test]
fn the_closing_bracket_moves_up_to_what_stays() {
    // In the first column some readers refuse it.
    let before = "a:\n  args: [\"1\",\n    \"b\",\n    \"c\"]\n  type: stdio\n";
    check(before, put(&["a", "args"], list(&["1"])), "a:\n  args: [\"1\"]\n  type: stdio\n");
    check("a: [ # c\n  x]\n", put(&["a"], list(&[])), "a: [ # c\n  ]\n");
    check("a: {\n  b: x}\n", put(&["a"], map(&[("c", text("x"))])), "a: {\n  c: x\n  }\n");
}

#[test]
fn first_server_of_an_empty_document() {
    let after =
        "extensions:\n  new:\n    cmd: npx\n    args:\n      - -y\n      - \"@scope/pkg\"\n    envs:\n      TOKEN: \"1.10\"\n";
    check("", put(&["extensions", "new"], server()), after);
    check("\n", put(&["extensions", "new"], server()), after);
    check("\u{feff}", put(&["extensions", "new"], server()), &["\u{feff}", after].concat());
    check("# mine\n", put(&["extensions", "new"], server()), &["# mine\n\n", after].concat());
    check("# mine", put(&["extensions", "new"], server()), ["# mine\n\n", after].concat().trim_end());
    check("---\n", put(&["extensions", "new"], server()), &["---\n", after].concat());
    check("---", put(&["extensions", "new"], server()), ["---\n", after].concat().trim_end());
    check("---\n# mine\n...\n", put(&["extensions", "new"], server()), &["---\n# mine\n\n", after, "...\n"].concat());
    check("{}\n", put(&["extensions", "new"], server()), after);
    check("extensions:\n", put(&["extensions", "new"], server()), after);
    check("extensions: {} # none\n", put(&["extensions", "new"], server()), &["extensions: # none\n", &after[12..]].concat());
    check("a: 1\n", put(&["extensions", "new"], server()), &["a: 1\n", after].concat());
    check("a: 1", put(&["extensions", "new"], server()), ["a: 1\n", after].concat().trim_end());
    check("a: 1\n\nb: 2\n", put(&["extensions", "new"], server()), &["a: 1\n\nb: 2\n\n", after].concat());
}

#[test]
fn new_server_is_written_as_its_neighbours_are() {
    check(
        "\
extensions:
    github:
        args:
        - -y
        - '@modelcontextprotocol/server-github'
        cmd: npx
        envs: {}
        timeout: 300
other: 1
",
        put(&["extensions", "new"], server()),
        "\
extensions:
    github:
        args:
        - -y
        - '@modelcontextprotocol/server-github'
        cmd: npx
        envs: {}
        timeout: 300
    new:
        cmd: npx
        args:
        - -y
        - '@scope/pkg'
        envs:
            TOKEN: '1.10'
other: 1
",
    );
    check(
        "\
extensions:
  a:
    cmd: \"uvx\"
    args: [\"x\"]
    envs: { A: \"1\" }

  # About b.
  b:
    cmd: \"y\" # b
",
        put(&["extensions", "new"], server()),
        "\
extensions:
  a:
    cmd: \"uvx\"
    args: [\"x\"]
    envs: { A: \"1\" }

  # About b.
  b:
    cmd: \"y\" # b

  new:
    cmd: \"npx\"
    args: [\"-y\", \"@scope/pkg\"]
    envs: { TOKEN: \"1.10\" }
",
    );
}

#[test]
fn removing() {
    check("a: 1\nb: 2\n", remove(&["a"]), "b: 2\n");
    check("a: 1\nb: 2\n", remove(&["b"]), "a: 1\n");
    check("a:\n  b: 2 # x\n", remove(&["a", "b"]), "a: {}\n");
    check("a: # x\n  b: 2\nc: 1\n", remove(&["a", "b"]), "a: {} # x\nc: 1\n");
    check("a: 1\n", remove(&["a"]), "{}\n");
    check("# mine\n\n# a\na: 1\n", remove(&["a"]), "# mine\n\n{}\n");
}

#[test]
fn what_follows_a_colon_directly() {
    check("{a:[1], b: 2}\n", put(&["a"], Value::Null), "{a: null, b: 2}\n");
    check("{a\":{b: 1}}\n", put(&["a\""], text("x")), "{a\": x}\n");
    check("{\"a\":{\"b\":1}}\n", put(&["a"], Value::Null), "{\"a\":null}\n");
}

#[test]
fn a_list_of_servers() {
    let new =
        || map(&[("name", text("new")), ("command", text("npx")), ("args", list(&["-y"])), ("env", map(&[("A", text("1"))]))]);
    let append = |tree: &Tree<'_>, plan: &mut Plan<'static>| {
        let servers = tree.get(tree.root(), "mcpServers").unwrap();
        let mut items: Vec<Value<'static>> = tree.children(servers).map(|item| tree.value(item).into_owned()).collect();
        items.push(new());
        plan.reconcile(tree, servers, Value::List(items));
    };
    check(
        "\
name: Mine
mcpServers:
  - name: \"Linear\"
    command: \"npx\"
    args: [\"@linear/mcp-server\"]
    env:
      KEY: \"${KEY}\"",
        append,
        "\
name: Mine
mcpServers:
  - name: \"Linear\"
    command: \"npx\"
    args: [\"@linear/mcp-server\"]
    env:
      KEY: \"${KEY}\"
  - name: \"new\"
    command: \"npx\"
    args: [\"-y\"]
    env:
      A: \"1\"",
    );
    check(
        "mcpServers:\r\n- name: a # first\r\n  args:\r\n  - x\r\n\r\n-   name: b\r\n    command: c\r\nx: 1\r\n",
        append,
        "mcpServers:\r\n- name: a # first\r\n  args:\r\n  - x\r\n\r\n-   name: b\r\n    command: c\r\n\r\n- name: new\r\n  command: npx\r\n  args:\r\n  - -y\r\n  env:\r\n    A: \"1\"\r\nx: 1\r\n",
    );
    check(
        "mcpServers: []\n",
        append,
        "mcpServers:\n  - name: new\n    command: npx\n    args:\n      - -y\n    env:\n      A: \"1\"\n",
    );
    check(
        "mcpServers: [{name: a}]\n",
        append,
        "mcpServers: [{name: a}, {name: new, command: npx, args: [-y], env: {A: \"1\"}}]\n",
    );
}

fn nth(path: &'static [&'static str], at: usize) -> impl FnOnce(&Tree<'_>, &mut Plan<'static>) {
    move |tree, plan| {
        let list = path.iter().fold(tree.root(), |at, key| tree.get(at, key).unwrap());
        plan.remove(tree, tree.children(list).nth(at).unwrap());
    }
}

#[test]
fn removing_takes_the_comments_that_belong_to_an_entry() {
    check(
        "# File.\n\nservers:\n  # About a.\n  a: # a\n    x: 1\n    # Inside of a.\n\n  # Free.\n\n  # About b.\n  b:\n    y: 2\n# About z.\nz: 1\n",
        remove(&["servers", "a"]),
        "# File.\n\nservers:\n  # Free.\n\n  # About b.\n  b:\n    y: 2\n# About z.\nz: 1\n",
    );
    check(
        "servers:\n  a: 1\n\n  # Free.\n\n  # About b.\n  b: 2 # b\n    # More of b.\n  # Of nobody.\nz: 1\n",
        remove(&["servers", "b"]),
        "servers:\n  a: 1\n\n  # Free.\n\n  # Of nobody.\nz: 1\n",
    );
    check("# First.\na: 1\nb: 2\n", remove(&["a"]), "# First.\nb: 2\n");
    check("---\n# First.\na: 1\nb: 2\n", remove(&["a"]), "---\n# First.\nb: 2\n");
    check("a: 1\n\nb: 2\n\nc: 3\n", remove(&["b"]), "a: 1\n\nc: 3\n");
    check("a: 1\n\nb: 2\n", remove(&["b"]), "a: 1\n");
    check("a: 1\r\nb: 2", remove(&["b"]), "a: 1");
    check("\u{feff}a: 1\nb: 2\n", remove(&["a"]), "\u{feff}b: 2\n");
}

#[test]
fn the_next_entry_moves_up_to_the_dash() {
    check(
        "l:\n- name: x\n  command: y\n",
        |tree, plan| {
            let item = tree.children(tree.get(tree.root(), "l").unwrap()).next().unwrap();
            plan.remove(tree, tree.get(item, "name").unwrap());
        },
        "l:\n- command: y\n",
    );
    check(
        "l:\n-   name: x # x\n\n    # About y.\n    command: y\n",
        |tree, plan| {
            let item = tree.children(tree.get(tree.root(), "l").unwrap()).next().unwrap();
            plan.remove(tree, tree.get(item, "name").unwrap());
        },
        "l:\n-   # About y.\n    command: y\n",
    );
    check(
        "l:\n- name: x\n  # y\n  command: y\n- z\n",
        |tree, plan| {
            let item = tree.children(tree.get(tree.root(), "l").unwrap()).next().unwrap();
            plan.reconcile(tree, item, map(&[]));
        },
        "l:\n- {}\n- z\n",
    );
    check(
        "l:\n- - a\n  - b\n",
        |tree, plan| {
            let item = tree.children(tree.get(tree.root(), "l").unwrap()).next().unwrap();
            plan.reconcile(tree, item, list(&["new", "b"]));
        },
        "l:\n- - new\n  - b\n",
    );
    check(
        "l:\n- - a\n  - b\n",
        |tree, plan| {
            let item = tree.children(tree.get(tree.root(), "l").unwrap()).next().unwrap();
            plan.reconcile(tree, item, list(&["new", "a", "b"]));
        },
        "l:\n- - new\n  - a\n  - b\n",
    );
}

#[test]
fn the_last_entry_leaves_brackets() {
    check("a:\n  b: 1\nc: 2\n", remove(&["a", "b"]), "a: {}\nc: 2\n");
    check("a:\n  # b\n  b: 1\n\n  # Free.\n\nc: 2\n", remove(&["a", "b"]), "a: {}\n\n  # Free.\n\nc: 2\n");
    check("a: # a\n- b\nc: 2\n", nth(&["a"], 0), "a: [] # a\nc: 2\n");
    check("a:\n  - b\n", nth(&["a"], 0), "a: []\n");
    check("a: [b]\n", nth(&["a"], 0), "a: []\n");
    check("a: { b: 1 }\n", remove(&["a", "b"]), "a: {}\n");
    check("a: &x\n  b: 1\n", remove(&["a", "b"]), "a: &x {}\n");
    check("# a\na: 1", remove(&["a"]), "# a\n{}");
}

#[test]
fn a_value_changes_in_its_place() {
    check("a: x # x\n", put(&["a"], text("w")), "a: w # x\n");
    check("a: 'x'\n", put(&["a"], text("w")), "a: 'w'\n");
    check("a: \"x\"\n", put(&["a"], text("it's")), "a: \"it's\"\n");
    check("a: 'x'\n", put(&["a"], text("it's")), "a: \"it's\"\n");
    check("a: x\n", put(&["a"], text("no")), "a: \"no\"\n");
    check("a: x\nb: 'y'\n", put(&["a"], text("no")), "a: 'no'\nb: 'y'\n");
    check("a: 1\n", put(&["a"], Value::Plain("2".into())), "a: 2\n");
    check("a: 1\n", put(&["a"], text("1")), "a: \"1\"\n");
    check("a:\n", put(&["a"], text("x")), "a: x\n");
    check("a: # x\n", put(&["a"], text("x")), "a: x # x\n");
    check("a:\n  one\n  two\n", put(&["a"], text("x")), "a:\n  x\n");
    check("a: |\n  one\n\n  two\n\nb: 1\n", put(&["a"], text("x")), "a: x\n\nb: 1\n");
    check("a: x # x\n", put(&["a"], map(&[("b", text("w"))])), "a: # x\n  b: w\n");
    check("a:\n  b: y # y\nc: 1\n", put(&["a"], text("x")), "a: x\nc: 1\n");
    check("a: # a\n- x\n- y\nc: 1\n", put(&["a"], text("x")), "a: x # a\nc: 1\n");
    check("a:\n- x\n", put(&["a"], map(&[("b", text("w"))])), "a:\n  b: w\n");
    check("a:\n  b: y\n", put(&["a"], list(&["x", "w"])), "a:\n  - x\n  - w\n");
    check("a: {b: 1, c}\n", put(&["a", "c"], text("x")), "a: {b: 1, c: x}\n");
    check("a: {b: 1, c:}\n", put(&["a", "c"], text("x, y")), "a: {b: 1, c: \"x, y\"}\n");
    check("--- x\n", |tree, plan| plan.put(tree, &["a"], text("w")), "---\na: w\n");
}

#[test]
fn blank_lines_that_a_block_scalar_keeps_are_its_own() {
    check("a: |+\n  x\n\nb: 1\n\nc: 2\n", remove(&["b"]), "a: |+\n  x\n\nc: 2\n");
    check("a: |+\n  x\n\nb: 1\n", remove(&["b"]), "a: |+\n  x\n\n");
    check("m:\n  a: 1\n\n  b: |+\n    x\nc: 2\n", put(&["m", "d"], text("w")), "m:\n  a: 1\n\n  b: |+\n    x\n  d: w\nc: 2\n");
}

#[test]
fn what_is_tied_to_other_places_stays() {
    let refused = |before: &str, plan: &dyn Fn(&Tree<'_>, &mut Plan<'static>), message: &str| {
        let tree = mcpglot_core::syntax::parse(before, Syntax::Yaml).unwrap();
        let mut wanted = Plan::new();
        plan(&tree, &mut wanted);
        let fault = wanted.refusal(&tree).unwrap_or_else(|| panic!("{before}"));
        assert!(fault.message.contains(message), "{before}: {}", fault.message);
        assert!(wanted.edits(&tree).is_empty());
    };
    let get = |tree: &Tree<'_>, path: &[&str]| path.iter().fold(tree.root(), |at, key| tree.get(at, key).unwrap());
    let shared = "a: &x\n  b: 1\nc: *x\nd: 2\n";
    refused(shared, &|tree, plan| plan.put(tree, &["a", "b"], Value::Plain("2".into())), "an alias stands for this value");
    refused(shared, &|tree, plan| plan.put(tree, &["c", "b"], Value::Plain("2".into())), "an alias stands for this value");
    refused(shared, &|tree, plan| plan.put(tree, &["c", "new"], text("x")), "this is an alias");
    refused(shared, &|tree, plan| plan.remove(tree, get(tree, &["a"])), "an alias stands for this value");
    refused(shared, &|tree, plan| plan.put(tree, &["c"], text("x")), "this is an alias");
    refused("m: {a: &x 1}\nc: *x\n", &|tree, plan| plan.remove(tree, get(tree, &["m"])), "an alias stands for this value");
    refused("a: !secret x\n", &|tree, plan| plan.put(tree, &["a"], text("y")), "tag");
    refused("a: !!map {x: 1}\n", &|tree, plan| plan.put(tree, &["a", "y"], text("y")), "tag");
    refused("<<: {b: 1}\nb: 2\n", &|tree, plan| plan.remove(tree, get(tree, &["b"])), "`<<`");
    refused("a: 1\n---\nb: 2\n", &|tree, plan| plan.put(tree, &["a"], text("y")), "second document");
    // Beside them, and away with an alias, everything may change.
    check(shared, put(&["d"], Value::Plain("3".into())), "a: &x\n  b: 1\nc: *x\nd: 3\n");
    check(shared, remove(&["c"]), "a: &x\n  b: 1\nd: 2\n");
    check(shared, put(&["e"], text("new")), "a: &x\n  b: 1\nc: *x\nd: 2\ne: new\n");
    check("a: !secret x\nb: 1\n", remove(&["a"]), "b: 1\n");
    check("<<: {b: 1}\nb: 2\n", put(&["c"], text("x")), "<<: {b: 1}\nb: 2\nc: x\n");
}

#[test]
fn a_block_scalar_that_ends_in_the_middle_of_a_line_stays_at_the_end() {
    check("e:\n  g: |\n    hello", put(&["e", "m"], text("x")), "e:\n  m: x\n  g: |\n    hello");
    check(
        "e:\n  a: 1\n\n  # about g\n  g: >\n    hello",
        put(&["e", "m"], text("x")),
        "e:\n  a: 1\n\n  m: x\n\n  # about g\n  g: >\n    hello",
    );
    check("e:\n  g: |\n    hello", put(&["m"], text("x")), "m: x\ne:\n  g: |\n    hello");
    check("e:\n    # deep\n  g: |\n    hello", put(&["e", "m"], text("x")), "e:\n  m: x\n\n    # deep\n  g: |\n    hello");
    check("e:\n  g: |-\n    hello", put(&["e", "m"], text("x")), "e:\n  g: |-\n    hello\n  m: x");
    check(
        "- a: |\n    hello",
        |tree: &Tree<'_>, plan: &mut Plan<'_>| {
            let item = tree.children(tree.root()).next().unwrap();
            plan.insert(item, "b", text("x"));
        },
        "- b: x\n  a: |\n    hello",
    );
}
