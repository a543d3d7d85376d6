//! JSON and JSONC, by example.

use super::{list, map, put, remove, text};
use mcpglot_core::syntax::{Plan, Syntax, Tree, Value};

#[track_caller]
fn check<'a>(before: &str, plan: impl FnOnce(&Tree<'_>, &mut Plan<'a>), after: &str) {
    super::check(Syntax::Json, before, plan, after);
}

fn server() -> Value<'static> {
    map(&[("command", text("npx")), ("args", list(&["-y", "pkg"])), ("env", map(&[("TOKEN", text("x"))]))])
}

#[test]
fn first_server_of_an_empty_document() {
    let after = "{\n  \"mcpServers\": {\n    \"new\": {\n      \"command\": \"npx\",\n      \"args\": [\"-y\", \"pkg\"],\n      \"env\": {\n        \"TOKEN\": \"x\"\n      }\n    }\n  }\n}\n";
    check("", put(&["mcpServers", "new"], server()), after);
    check("\u{feff}\r\n", put(&["mcpServers", "new"], server()), &["\u{feff}", &after.replace('\n', "\r\n")].concat());
    check("// mine\n", put(&["mcpServers", "new"], server()), &["// mine\n", after].concat());
    check("{}\n", put(&["mcpServers", "new"], server()), after);
    check("{\n}", put(&["mcpServers", "new"], server()), after.trim_end());
    check("{\n  \"mcpServers\": {}\n}\n", put(&["mcpServers", "new"], server()), after);
}

#[test]
fn new_entries_stand_as_the_others() {
    check(
        "{\n\t\"m\": {\n\t\t\"a\": {\n\t\t\t\"x\": 1\n\t\t}\n\t}\n}\n",
        put(&["m", "b"], map(&[("x", text("2"))])),
        "{\n\t\"m\": {\n\t\t\"a\": {\n\t\t\t\"x\": 1\n\t\t},\n\t\t\"b\": {\n\t\t\t\"x\": \"2\"\n\t\t}\n\t}\n}\n",
    );
    check(
        "{\"m\":{\"a\":{\"x\":1}}}",
        put(&["m", "b"], map(&[("x", text("2")), ("y", list(&["1", "2"]))])),
        "{\"m\":{\"a\":{\"x\":1},\"b\":{\"x\":\"2\",\"y\":[\"1\",\"2\"]}}}",
    );
    check(
        "{ \"m\": { \"a\": { \"x\": 1 } } }",
        put(&["m", "b"], map(&[("x", text("2"))])),
        "{ \"m\": { \"a\": { \"x\": 1 }, \"b\": { \"x\": \"2\" } } }",
    );
    check(
        "{\n  \"m\": {\n    \"a\": { \"x\": 1 },\n    \"b\": { \"x\": 1 }\n  }\n}\n",
        put(&["m", "c"], map(&[("x", list(&["2"]))])),
        "{\n  \"m\": {\n    \"a\": { \"x\": 1 },\n    \"b\": { \"x\": 1 },\n    \"c\": { \"x\": [\"2\"] }\n  }\n}\n",
    );
    check(
        "{\n  \"a\": 1, // one\n  // end\n}\n",
        put(&["b"], Value::Null),
        "{\n  \"a\": 1, // one\n  \"b\": null,\n  // end\n}\n",
    );
    check("{\n  \"a\": 1 // one\n  // end\n}\n", put(&["b"], Value::Null), "{\n  \"a\": 1, // one\n  \"b\": null\n  // end\n}\n");
    check("{\n  // none yet\n}\n", put(&["b"], Value::Null), "{\n  // none yet\n\n  \"b\": null\n}\n");
    check("{ // none yet\n}\n", put(&["b"], Value::Null), "{ // none yet\n  \"b\": null\n}\n");
}

#[test]
fn blank_lines_between_entries_are_kept_up() {
    check(
        "{\n  \"a\": 1,\n\n  // two\n  \"b\": 2\n}\n",
        put(&["c"], Value::Null),
        "{\n  \"a\": 1,\n\n  // two\n  \"b\": 2,\n\n  \"c\": null\n}\n",
    );
    check("{\n\n  \"a\": 1\n\n}\n", put(&["c"], Value::Null), "{\n\n  \"a\": 1,\n  \"c\": null\n\n}\n");
}

#[test]
fn a_document_of_another_kind_is_replaced() {
    check("[1]\n", put(&["a", "b"], Value::Null), "{\n  \"a\": {\n    \"b\": null\n  }\n}\n");
}

#[test]
fn puts_share_the_parents_that_they_make() {
    let both = |tree: &Tree<'_>, plan: &mut Plan<'static>| {
        put(&["m", "a", "x"], Value::Null)(tree, plan);
        put(&["y"], Value::Null)(tree, plan);
        put(&["m", "b"], Value::Null)(tree, plan);
        put(&["m", "a", "z"], Value::Null)(tree, plan);
    };
    check("{\"k\":1}", both, "{\"k\":1,\"m\":{\"a\":{\"x\":null,\"z\":null},\"b\":null},\"y\":null}");
}

#[test]
fn lists_follow_the_others() {
    let wanted = || map(&[("args", list(&["1", "2"]))]);
    check(
        "{\n  \"a\": {\n    \"args\": [\n      \"x\"\n    ]\n  }\n}\n",
        put(&["b"], wanted()),
        "{\n  \"a\": {\n    \"args\": [\n      \"x\"\n    ]\n  },\n  \"b\": {\n    \"args\": [\n      \"1\",\n      \"2\"\n    ]\n  }\n}\n",
    );
    check(
        "{\n  \"a\": {\n    \"args\": [\"x\"]\n  }\n}\n",
        put(&["b"], wanted()),
        "{\n  \"a\": {\n    \"args\": [\"x\"]\n  },\n  \"b\": {\n    \"args\": [\"1\", \"2\"]\n  }\n}\n",
    );
    check(
        "{\n  \"args\": [\n    \"x\", // one\n    // two\n    \"y\",\n    \"z\"\n  ]\n}\n",
        put(&["args"], list(&["x", "z", "w"])),
        "{\n  \"args\": [\n    \"x\", // one\n    \"z\",\n    \"w\"\n  ]\n}\n",
    );
    check(
        "{\n  \"args\": [\n    \"x\", // one\n    // two\n    \"y\",\n    \"z\"\n  ]\n}\n",
        put(&["args"], list(&["x", "z"])),
        "{\n  \"args\": [\n    \"x\", // one\n    \"z\"\n  ]\n}\n",
    );
    check("{\"a\": [1, 2, 3, 4]}", put(&["a"], list(&["x", "y"])), "{\"a\": [\"x\", \"y\"]}");
    check("{\"a\": [ 1, 2, 3, ]}", put(&["a"], list(&["x"])), "{\"a\": [ \"x\", ]}");
    check("{\"a\": [\n  1, 2,\n  3, /* 4 */ 5\n]}", put(&["a"], list(&["x", "y"])), "{\"a\": [\n  \"x\", \"y\" /* 4 */\n]}");
    check("[1, 2]", |tree: &Tree<'_>, plan: &mut Plan<'_>| plan.reconcile(tree, tree.root(), list(&["1"])), "[\"1\"]");
    check("{\"a\": [1, 2]}", put(&["a"], Value::List(vec![])), "{\"a\": []}");
}

#[test]
fn the_last_entries_of_a_line_leave_no_blanks() {
    let keep =
        |keys: &'static [&'static str]| put(&[], map(&keys.iter().map(|key| (*key, Value::Bool(true))).collect::<Vec<_>>()));
    const BEFORE: &str = "{ \"a\": true, \"b\": true, \"c\": true, \"d\": true }";
    check(BEFORE, keep(&["a"]), "{ \"a\": true }");
    check(BEFORE, keep(&["b"]), "{ \"b\": true }");
    check(BEFORE, keep(&["a", "c"]), "{ \"a\": true, \"c\": true }");
    check(BEFORE, keep(&["a", "e", "f"]), "{ \"a\": true, \"e\": true, \"f\": true }");
    check("{\n  \"a\": true, \"b\": true, // x\n  \"c\": true, \"d\": true\n}", keep(&["a"]), "{\n  \"a\": true\n}");
}

#[test]
fn entries_leave_with_their_lines_commas_and_comments() {
    const BEFORE: &str = "// file\n{\n  // a\n  \"a\": 1, // beside a\n\n  // free\n\n  /* b */\n  \"b\": {\n    \"x\": 1\n  },\n  \"c\": 3 // beside c\n}\n";
    check(
        BEFORE,
        remove(&["a"]),
        "// file\n{\n  // free\n\n  /* b */\n  \"b\": {\n    \"x\": 1\n  },\n  \"c\": 3 // beside c\n}\n",
    );
    check(BEFORE, remove(&["b"]), "// file\n{\n  // a\n  \"a\": 1, // beside a\n\n  // free\n\n  \"c\": 3 // beside c\n}\n");
    check(
        BEFORE,
        remove(&["c"]),
        "// file\n{\n  // a\n  \"a\": 1, // beside a\n\n  // free\n\n  /* b */\n  \"b\": {\n    \"x\": 1\n  }\n}\n",
    );
    check(BEFORE, put(&[], map(&[])), "// file\n{\n  // free\n}\n");
    check("{\n  \"a\": 1\n}\n", remove(&["a"]), "{}\n");
    check("{ \"a\": 1 }", remove(&["a"]), "{}");
    check("{ \"a\": 1, \"b\": 2, \"c\": 3 }", remove(&["a"]), "{ \"b\": 2, \"c\": 3 }");
    check("{ \"a\": 1, \"b\": 2, \"c\": 3 }", remove(&["b"]), "{ \"a\": 1, \"c\": 3 }");
    check("{ \"a\": 1, \"b\": 2, \"c\": 3 }", remove(&["c"]), "{ \"a\": 1, \"b\": 2 }");
    check("{\"a\":1,\"b\":2,\"c\":3}", remove(&["c"]), "{\"a\":1,\"b\":2}");
    check("{\n  \"a\": 1,\n  \"b\": 2,\n}\n", remove(&["b"]), "{\n  \"a\": 1,\n}\n");
    check("{\n  \"a\": 1,\n\n  \"b\": 2\n}\n", remove(&["b"]), "{\n  \"a\": 1\n}\n");
    check("{\n  \"a\": 1,\n\n  \"b\": 2,\n\n  \"c\": 3\n}\n", remove(&["b"]), "{\n  \"a\": 1,\n\n  \"c\": 3\n}\n");
    check("{\n  \"a\": 1,\n  \"b\": 2 }\n", remove(&["b"]), "{\n  \"a\": 1 }\n");
}

#[test]
fn one_entry_for_another() {
    let swap = |tree: &Tree<'_>, plan: &mut Plan<'static>| plan.reconcile(tree, tree.root(), map(&[("z", Value::Null)]));
    check("{\n  \"a\": 1\n}\n", swap, "{\n  \"z\": null\n}\n");
    check("{ \"a\": 1 }", swap, "{ \"z\": null }");
    check("{\"a\":1,\"b\":2}", swap, "{\"z\":null}");
    check("{\n  \"a\": 1,\n}\n", swap, "{\n  \"z\": null,\n}\n");
    check("{\n  // free\n\n  \"a\": 1\n}\n", swap, "{\n  // free\n\n  \"z\": null\n}\n");
    check("{ /* free */ \"a\": 1 }", swap, "{ /* free */ \"z\": null }");
    check("{ /* free */ \"a\": 1 // x\n}", swap, "{ /* free */\n  \"z\": null\n}");
}

#[test]
fn the_first_comment_of_the_file_stays() {
    check("{\n  // file\n  \"a\": 1,\n  // b\n  \"b\": 2\n}\n", remove(&["a"]), "{\n  // file\n  // b\n  \"b\": 2\n}\n");
    check("{\n  // file\n  \"a\": 1\n}\n", remove(&["a"]), "{\n  // file\n}\n");
}

#[test]
fn comments_alone_are_no_entrys() {
    let check_both = |before: &'static str, between: &'static str| {
        check(before, put(&["s", "n"], Value::Null), between);
        check(between, remove(&["s", "n"]), before);
    };
    check_both("{\n  \"s\": {\n    // ask Bob\n  }\n}\n", "{\n  \"s\": {\n    // ask Bob\n\n    \"n\": null\n  }\n}\n");
    check_both(
        "{\n  \"s\": {\n    /* ask\n    Bob */\n\n  }\n}\n",
        "{\n  \"s\": {\n    /* ask\n    Bob */\n\n    \"n\": null\n\n  }\n}\n",
    );
    check_both("{\n  \"s\": { // ask Bob\n  }\n}\n", "{\n  \"s\": { // ask Bob\n    \"n\": null\n  }\n}\n");
    check("{\"s\": [\n  // none\n]}", put(&["s"], list(&["a"])), "{\"s\": [\n  // none\n\n  \"a\"\n]}");
}

#[test]
fn a_comment_shows_how_to_indent() {
    check(
        "{\n\t// servers go here\n}\n",
        put(&["s", "n"], Value::Null),
        "{\n\t// servers go here\n\n\t\"s\": {\n\t\t\"n\": null\n\t}\n}\n",
    );
    check(
        "{\n    \"s\": {\n        // here\n    }\n}\n",
        put(&["s", "n"], map(&[("x", Value::Null)])),
        "{\n    \"s\": {\n        // here\n\n        \"n\": {\n            \"x\": null\n        }\n    }\n}\n",
    );
}

#[test]
fn blank_lines_at_the_end_stay() {
    check("{\n  \"a\": 1\n\n\n}\n", put(&["b"], Value::Null), "{\n  \"a\": 1,\n  \"b\": null\n\n\n}\n");
    check("{\n  \"a\": 1,\n  \"b\": null\n\n\n}\n", remove(&["b"]), "{\n  \"a\": 1\n\n\n}\n");
}

#[test]
fn a_set_keeps_its_order() {
    let set = |items: &'static [&'static str]| {
        move |tree: &Tree<'_>, plan: &mut Plan<'static>| {
            let Value::List(items) = list(items) else { return };
            plan.reconcile_set(tree, tree.get(tree.root(), "a").unwrap(), items);
        }
    };
    const BEFORE: &str = "{\"a\": [\n  \"find\", // read only\n  \"list\", // cheap\n  \"read\"\n]}";
    check(BEFORE, set(&["read", "list", "find"]), BEFORE);
    check(BEFORE, set(&["new", "read", "find"]), "{\"a\": [\n  \"find\", // read only\n  \"read\",\n  \"new\"\n]}");
    check(BEFORE, set(&["b", "a"]), "{\"a\": [\n  \"b\",\n  \"a\"\n]}");
    check(BEFORE, set(&[]), "{\"a\": []}");
    check("{\"a\": []}", set(&["b"]), "{\"a\": [\"b\"]}");
    check("{\"a\": 1}", set(&["b"]), "{\"a\": [\"b\"]}");
    check("{\"a\": [1, \"x\"]}", set(&["x", "1"]), "{\"a\": [\"x\", \"1\"]}");
}

#[test]
fn duplicates_leave_together() {
    check("{\"a\": 1, \"b\": 2, \"a\": 3}", remove(&["a"]), "{\"b\": 2}");
    check("{\"a\": 1, \"b\": 2, \"a\": 3}", put(&["a"], Value::Null), "{\"a\": 1, \"b\": 2, \"a\": null}");
}

#[test]
fn comma_first() {
    const BEFORE: &str = "{\n    \"a\": 1\n  , \"b\": 2\n  , \"c\": 3\n}\n";
    check(BEFORE, put(&["d"], Value::Null), "{\n    \"a\": 1\n  , \"b\": 2\n  , \"c\": 3\n  , \"d\": null\n}\n");
    check(BEFORE, remove(&["b"]), "{\n    \"a\": 1\n  , \"c\": 3\n}\n");
    check(BEFORE, remove(&["c"]), "{\n    \"a\": 1\n  , \"b\": 2\n}\n");
    check(BEFORE, remove(&["a"]), "{\n    \"b\": 2\n  , \"c\": 3\n}\n");
    // The last share their line with the closing bracket, or with a comment of several lines.
    fn last_go(tree: &Tree<'_>, plan: &mut Plan<'static>) {
        remove(&["b"])(tree, plan);
        remove(&["c"])(tree, plan);
    }
    check("{\n  \"a\": 1\n, \"b\": 2\n, \"c\": 3 }\n", last_go, "{\n  \"a\": 1 }\n");
    check("{\n  \"a\": 1\n, \"b\": 2\n, \"c\": 3 /* S\n*/\n}\n", last_go, "{\n  \"a\": 1 /* S\n*/\n}\n");
    check("{\n  \"a\": 1,\n  \"b\": 2,\n  \"c\": 3 }\n", last_go, "{\n  \"a\": 1 }\n");
    check("{\n  \"a\": 1,\n  // b\n  \"b\": 2,\n\n  // c\n  \"c\": 3 }\n", last_go, "{\n  \"a\": 1 }\n");
}

#[test]
fn strings() {
    check(
        "{}",
        put(&["a\"b"], text("tab\t nul\u{0} del\u{7f} \\ é 🦀 \u{2028}")),
        "{\n  \"a\\\"b\": \"tab\\t nul\\u0000 del\\u007F \\\\ é 🦀 \u{2028}\"\n}",
    );
}
