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
