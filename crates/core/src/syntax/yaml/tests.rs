use std::fmt::Write as _;

use super::super::{NodeId, parse};
use super::*;

fn yaml(text: &str) -> Result<Tree<'_>, Fault> {
    parse(text, Syntax::Yaml)
}

fn good(text: &str) -> Tree<'_> {
    yaml(text).unwrap_or_else(|fault| panic!("{text:?}: {fault:?}"))
}

/// One line for each node: its path, what it is, its text, and its entry where that is more than the text.
fn outline(tree: &Tree<'_>) -> String {
    let mut lines = String::new();
    for id in tree.ids() {
        let node = tree.node(id);
        let path = tree.path(id).join("/");
        let text = &tree.text[node.span.range()];
        let site = &tree.text[tree.site(id).range()];
        writeln!(
            lines,
            "{path}: {:?} {:?} {text:?}{}",
            node.kind,
            node.form,
            if site == text { String::new() } else { format!(" in {site:?}") }
        )
        .expect("a string");
    }
    lines
}

#[track_caller]
fn check(text: &str, expected: &str) {
    let tree = good(text);
    assert_eq!(outline(&tree).trim(), expected.trim(), "{text}");
}

#[track_caller]
fn bad(text: &str, what: What, place: std::ops::Range<usize>, message: &str) {
    let Err(fault) = yaml(text) else { panic!("{text:?} is read") };
    let text = text.get(..99).unwrap_or(text);
    assert_eq!((fault.what, fault.span.range()), (what, place), "{text:?}: {}", fault.message);
    assert!(fault.message.contains(message), "{text:?}: {}", fault.message);
}

#[track_caller]
fn string(text: &str, expected: &str) {
    let tree = good(text);
    let value = tree.get(tree.root(), "k").expect("a key");
    assert_eq!(tree.str(value).as_deref(), Some(expected), "{text:?}");
}

#[test]
fn entries_hold_key_and_value() {
    check(
        "a: 1 # one\nb:\n  'c d' : \"e\"\n",
        r#"
: Map Block "a: 1 # one\nb:\n  'c d' : \"e\""
a: Integer Bare "1" in "a: 1"
b: Map Block "'c d' : \"e\"" in "b:\n  'c d' : \"e\""
b/c d: String Basic "\"e\"" in "'c d' : \"e\""
"#,
    );
}

#[test]
fn lists_stand_below_their_key_or_in_its_column() {
    check(
        "a:\n- name: x\n  y: 1\n-\n  - - z\nb:\n  - w\n",
        r#"
: Map Block "a:\n- name: x\n  y: 1\n-\n  - - z\nb:\n  - w"
a: List Block "- name: x\n  y: 1\n-\n  - - z" in "a:\n- name: x\n  y: 1\n-\n  - - z"
a/0: Map Block "name: x\n  y: 1" in "- name: x\n  y: 1"
a/0/name: String Bare "x" in "name: x"
a/0/y: Integer Bare "1" in "y: 1"
a/1: List Block "- - z" in "-\n  - - z"
a/1/0: List Block "- z" in "- - z"
a/1/0/0: String Bare "z" in "- z"
b: List Block "- w" in "b:\n  - w"
b/0: String Bare "w" in "- w"
"#,
    );
}

#[test]
fn flow_collections_hold_what_stands_between_their_brackets() {
    check(
        "a: [x, {y: 1, 'z':2, w}, ]\n",
        r#"
: Map Block "a: [x, {y: 1, 'z':2, w}, ]"
a: List Flow "[x, {y: 1, 'z':2, w}, ]" in "a: [x, {y: 1, 'z':2, w}, ]"
a/0: String Bare "x"
a/1: Map Flow "{y: 1, 'z':2, w}"
a/1/y: Integer Bare "1" in "y: 1"
a/1/z: Integer Bare "2" in "'z':2"
a/1/w: Null Bare "" in "w"
"#,
    );
}

#[test]
fn nothing_is_null_behind_its_key() {
    check(
        "a:   # none\nb: ~\n- : 1\n".split_at(17).0,
        r#"
: Map Block "a:   # none\nb: ~"
a: Null Bare "" in "a:"
b: Null Bare "~" in "b: ~"
"#,
    );
}

#[test]
fn a_document_of_comments_is_an_empty_map() {
    for text in ["", "\u{feff}", "# a\n", "---\n", "---\n# a\n...\n", "%YAML 1.2\n---\n"] {
        let tree = good(text);
        assert_eq!((tree.kind(tree.root()), tree.len(tree.root())), (Kind::Map, 0), "{text:?}");
        assert!(tree.second_document().is_none() && tree.span(tree.root()).is_empty(), "{text:?}");
    }
    let tree = good("---\n# a\n...\n# b\n");
    assert_eq!(tree.span(tree.root()), Span::at(8), "before the end that is marked");
}

#[test]
fn aliases_stand_for_what_has_the_anchor() {
    let tree = good("base: &b\n  - x\n  - 1\nuse: *b\nmore: {y: *b, key: &k x, z: *k}\n");
    let at = |key| tree.get(tree.root(), key).expect("a key");
    assert_eq!((tree.form(at("use")), tree.kind(at("use")), tree.len(at("use"))), (Form::Alias, Kind::List, 2));
    assert_eq!(tree.value(at("use")), tree.value(at("base")));
    assert!(tree.children(at("use")).eq(tree.children(at("base"))));
    assert_eq!(&tree.text()[tree.span(at("use")).range()], "*b");
    let more = at("more");
    assert_eq!(tree.get(more, "y").map(|id| tree.value(id)), Some(tree.value(at("base"))));
    assert_eq!(tree.get(more, "z").and_then(|id| tree.str(id)).as_deref(), Some("x"));
    // The later one of the same name counts.
    let tree = good("- &a 1\n- *a\n- &a 2\n- *a\n");
    let raw: Vec<_> = tree.children(tree.root()).map(|id| tree.raw(id)).collect();
    assert_eq!(raw, ["1", "1", "2", "2"]);
}

#[test]
fn aliases_do_not_make_a_huge_tree_of_a_small_file() {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..9 {
        let before = format!("*a{}, ", level - 1).repeat(10);
        writeln!(text, "a{level}: &a{level} [{before}]").expect("a string");
    }
    assert_eq!(yaml(&text).map(|_| ()).map_err(|fault| fault.what), Err(What::Depth));
    // Each alias goes one level deeper.
    let mut text = "a0: &a0 [x]\n".to_owned();
    for level in 1..80 {
        writeln!(text, "a{level}: &a{level} [*a{}]", level - 1).expect("a string");
    }
    assert_eq!(yaml(&text).map(|_| ()).map_err(|fault| fault.what), Err(What::Depth));
}

#[test]
fn of_several_documents_the_first_is_read() {
    let tree = good("a: 1\n---\nb: &x 2\nc: *x\n");
    assert_eq!(tree.second_document(), Some(Span::new(5, 6)));
    assert_eq!(tree.children(tree.root()).count(), 1);
    bad("a: 1\n---\n{\n", What::End, 11..11, "brackets");
    bad("a: &x 1\n---\nb: *x\n", What::Grammar, 15..16, "anchor of its name");
}

#[test]
fn depth_is_limited() {
    let deep = |count: usize| [&"[".repeat(count), "x", &"]".repeat(count)].concat();
    assert!(yaml(&deep(MAX_DEPTH)).is_ok());
    bad(&deep(MAX_DEPTH + 1), What::Depth, MAX_DEPTH..MAX_DEPTH + 1, "deeply");
    let deep = |count: usize| ["- ".repeat(count), "x".to_owned()].concat();
    assert!(yaml(&deep(MAX_DEPTH)).is_ok());
    bad(&deep(MAX_DEPTH + 1), What::Depth, MAX_DEPTH * 2..MAX_DEPTH * 2 + 1, "deeply");
    bad(&"[".repeat(1 << 20), What::Depth, MAX_DEPTH..MAX_DEPTH + 1, "deeply");
    bad(&"? ".repeat(1 << 20), What::Grammar, 0..1, "key");
}

#[test]
fn the_later_of_equal_keys_counts_and_both_are_seen() {
    let tree = good("a: 1\n\"a\": 2\nb: {c: 3, c: 4}\n");
    let shadowed: Vec<_> = tree.ids().filter(|&id| tree.is_shadowed(id)).map(|id| tree.raw(id)).collect();
    assert_eq!(shadowed, ["1", "3"]);
    assert_eq!(tree.get(tree.root(), "a").map(|id| tree.raw(id)), Some("2"));
}

#[test]
fn faults_have_a_place_and_name_no_value() {
    bad("a: b: c\n", What::Grammar, 4..5, "a map begins on a line of its own");
    bad("a: - b\n", What::Grammar, 3..4, "a line of its own");
    bad("a: \"x\n", What::End, 6..6, "string");
    bad("a: [x\n", What::End, 6..6, "brackets");
    bad("a: [x y: z\n", What::Grammar, 7..8, "braces");
    bad("a: {x: 1\nb: 2\n", What::Grammar, 10..11, "expected a comma");
    bad("a:\n  b: 1\n c: 2\n", What::Grammar, 11..12, "indented more");
    bad("a: 1\n  b: 2\n", What::Grammar, 8..9, "indented more");
    bad("a: 1\n- b\n", What::Grammar, 5..6, "below its own key");
    bad("a:\n  - x\n  b: 1\n", What::Grammar, 11..12, "`- `");
    bad("a:\n\tb: 1\n", What::Grammar, 4..5, "tabs");
    bad("a:\n  b: 1\n\tc: 2\n", What::Grammar, 11..12, "tabs");
    bad("a: 1\nsecret\n", What::Grammar, 5..6, "expected a key");
    bad("a: @x\n", What::Grammar, 3..4, "quotes");
    bad("a: \"\\d\"\n", What::Grammar, 4..5, "single quotes");
    bad("a: \"\\ud83d\\ude42\"\n", What::Grammar, 4..5, "surrogate pair");
    bad("a: 'x' y\n", What::Grammar, 7..8, "end of the line");
    bad("a: *b\n", What::Grammar, 3..4, "anchor of its name");
    bad("a: &a [*a]\n", What::Grammar, 7..8, "anchor of its name");
    bad("a: &b &c x\n", What::Grammar, 6..7, "one anchor");
    bad("a: !t,b x\n", What::Grammar, 3..4, "a blank behind each");
    bad("a: |x\n", What::Grammar, 4..5, "next line");
    bad("a: |\n    \n  x\n", What::Grammar, 10..11, "empty line");
    bad("[a]: b\n", What::Grammar, 3..4, "other keys");
    bad("? a\n: b\n", What::Grammar, 0..1, "other keys");
    bad("&x a: b\n", What::Grammar, 4..5, "other keys");
    bad("a: b\n&x c: d\n", What::Grammar, 5..6, "other keys");
    bad("[a: b]\n", What::Grammar, 2..3, "braces");
    bad(": b\n", What::Grammar, 0..1, "other keys");
    bad("%YAML 1.2\na: 1\n", What::Grammar, 10..11, "---");
    bad("a: 1\rb: 2\n", What::Grammar, 4..5, "carriage return");
    bad("a: \u{1}\n", What::Grammar, 3..4, "control");
    bad("a: b\n\u{feff}c: d\n", What::Grammar, 5..8, "byte-order mark");
    bad("a: !<b", What::Grammar, 3..4, "a blank behind");
    bad("a: !<b c\n", What::Grammar, 3..4, "a blank behind");
    bad(&[&"k".repeat(1025), ": x\n"].concat(), What::Grammar, 1025..1026, "1024");
}

#[test]
fn strings_are_decoded() {
    string("k: plain # no\n", "plain");
    string("k: a#b: c\n".replace(": c", ":c").as_str(), "a#b:c");
    string("k: -y\n", "-y");
    string("k: ?x\n", "?x");
    string("k: it's\n", "it's");
    string("k: one\n  two\n\n\n  three\n", "one two\n\nthree");
    string("k:\n  one\n  two\n", "one two");
    string("k: 'it''s'\n", "it's");
    string("k: 'a  \n   b\n\n   c'\n", "a b\nc");
    string("k: \"\\x41\\u00e9\\U0001F980\\t\\e\\0\\_\\N\\L\\P\\/\"\n", "Aé🦀\t\u{1b}\0\u{a0}\u{85}\u{2028}\u{2029}/");
    string("k: \"a \\\n   b\\\n   \\ c\"\n", "a b c");
    string("k: \"a\\  \n  b\"\n", "a  b");
    string("k: \"a\r\n\r\n  b\"\r\n", "a\nb");
    string("k: !!str 1\n", "1");
    string("k: !!str\n", "");
    string("k: ! 1\n", "1");
    string("k: !secret x\n", "x");
    string("k: ! \"x\"\n", "x");
}

#[test]
fn block_scalars_are_decoded() {
    string("k: |\n  a\n   b\n\n  c\n", "a\n b\n\nc\n");
    string("k: |-\n  a\n\n", "a");
    string("k: |+\n  a\n\n\nl: 1\n", "a\n\n\n");
    string("k: |2-\n    a\n", "  a");
    string("k: |\n\n  a # no\n", "\na # no\n");
    string("k: | # yes\n  a\n# yes\n", "a\n");
    string("k: |\r\n  a\r\n  b\r\n", "a\nb\n");
    string("k: >\n  a\n  b\n\n  c\n   d\n  e\n", "a b\nc\n d\ne\n");
    string("k: >-\n  a\n\n\n  b\n", "a\n\nb");
    string("k: |\n", "");
    string("k: |+\n\n\n", "\n\n");
    string("k: |\n  a", "a\n");
    string("k: |\n  a\n    \nl: 1\n", "a\n  \n");
    let tree = good("l:\n- |\n a\n- >1\n  b\n");
    let list = tree.get(tree.root(), "l").expect("a list");
    let found: Vec<_> = tree.children(list).map(|id| tree.str(id).unwrap_or_default()).collect();
    assert_eq!(found, ["a\n", " b\n"]);
}

#[test]
fn quotes_make_no_string_of_what_a_tag_calls_something_else() {
    let read = |text: &str| {
        let tree = good(text);
        let id = tree.children(tree.root()).last().expect("an entry");
        (tree.kind(id), tree.raw(id).to_owned(), tree.bool(id))
    };
    let is = |text: &str, kind, raw: &str, bool| assert_eq!(read(text), (kind, raw.to_owned(), bool), "{text}");
    is("k: !!int \"6\"\n", Kind::Integer, "6", None);
    is("k: !!int '6'\n", Kind::Integer, "6", None);
    is("k: {l: !!float \"1.5\"}\n", Kind::Map, "{l: !!float \"1.5\"}", None);
    is("k: !!bool \"true\"\n", Kind::Bool, "true", Some(true));
    is("k: &x !!null ''\nl: *x\n", Kind::Null, "", None);
    is("k: &x !!int '6'\nl: *x\n", Kind::Integer, "6", None);
    is("k: !!int \"x\"\n", Kind::String, "\"x\"", None);
    is("k: !!str \"6\"\n", Kind::String, "\"6\"", None);
    is("k: !!binary \"6\"\n", Kind::String, "\"6\"", None);
    is("k: !int \"6\"\n", Kind::String, "\"6\"", None);
    is("k: \"6\"\n", Kind::String, "\"6\"", None);
}

#[test]
fn plain_scalars_are_typed_by_the_core_schema() {
    let kinds = |kind: Kind, texts: &[&str]| {
        for text in texts {
            assert_eq!(schema::kind(text), kind, "{text}");
        }
    };
    kinds(Kind::Null, &["", "~", "null", "Null", "NULL"]);
    kinds(Kind::Bool, &["true", "False", "TRUE"]);
    kinds(Kind::Integer, &["0", "-12", "+7", "0123", "0o17", "0xFf"]);
    kinds(Kind::Float, &["1.10", ".5", "1.", "1e3", "-1.5E-3", ".inf", "-.INF", "+.Inf", ".nan", ".NAN"]);
    kinds(
        Kind::String,
        &[
            "no",
            "on",
            "yes",
            "y",
            "nUll",
            "tRue",
            "1_000",
            "0b1",
            "0o8",
            "0x",
            "-0x1",
            "12:30:45",
            "2001-01-01",
            ".",
            "-",
            "+",
            "e3",
            "1e",
            "1.2.3",
            "inf",
            "nan",
            "-.nan",
            "=",
            "<<",
            "1 2",
        ],
    );
}

#[test]
fn it_is_known_where_readers_differ() {
    let tree =
        good("a: no\nb: 'no'\nc: 0123\nd: 12\ne: 1.10\nf: 1_000\ng: 0o17\nh: x\ni: !!str no\nj: true\nk: &x on\nl: *x\nm: 1e3\n");
    let found: Vec<_> =
        tree.children(tree.root()).filter(|&id| tree.is_ambiguous(id)).map(|id| tree.key(id).into_owned()).collect();
    assert_eq!(found, ["a", "c", "f", "g", "k", "l", "m"]);
    for text in [
        "",
        "~",
        "null",
        "NULL",
        "yes",
        "No",
        "ON",
        "off",
        "y",
        "N",
        "true",
        "False",
        "=",
        "<<",
        "1",
        "-1",
        "+1",
        "1.10",
        "0123",
        "0o17",
        "0x1F",
        "0b1",
        "1_000",
        "12:30:45",
        "1:2",
        "190:20:30.15",
        "2001-01-01",
        "2001-12-14t21:59:43.10-05:00",
        "2001-12-14 21:59:43.10 -5",
        "2001-12-15 2:59:43.10",
        ".5",
        "1.",
        "1e5",
        ".inf",
        "-.INF",
        ".NaN",
        "+12e03",
        "685_230.15",
        ".",
    ] {
        assert!(schema::is_special(text), "{text}");
    }
    for text in ["x", "npx", "nope", "-y", "--yes", "v1", "1password", "yes please", "https://x.example", "é", "a.b", "infinity"]
    {
        assert!(!schema::is_special(text), "{text}");
    }
}

#[test]
fn any_text_is_read_or_refused_and_spans_lie_in_each_other() {
    let seeds = ["- a: &x [1, {b: *x}]\n  c: |+\n    d\n\n  'e': 'f''g'\n", "%YAML 1.2\n---\na: \"\\u00e9\n  b\"\r\n...\n"];
    for seed in seeds {
        for at in 0..seed.len() {
            for end in [at, at + 1, at + 2] {
                for new in ["", " ", "\n", "- ", ": ", "#", "'", "\"", "[", "}", ",", "&y ", "*x", "!t ", "\t", "é"] {
                    let (Some(before), Some(behind)) = (seed.get(..at), seed.get(end..)) else { continue };
                    let text = [before, new, behind].concat();
                    match yaml(&text) {
                        Ok(tree) => laws(&tree),
                        Err(fault) => {
                            assert!(text.get(fault.span.range()).is_some_and(|place| place.chars().count() <= 1), "{text:?}")
                        }
                    }
                }
            }
        }
    }
}

fn laws(tree: &Tree<'_>) {
    let text = tree.text();
    for id in tree.ids() {
        let (site, span) = (tree.site(id).range(), tree.span(id).range());
        assert!(text.get(site.clone()).is_some() && text.get(tree.key_span(id).range()).is_some(), "{text:?}");
        assert!(site.start <= span.start && span.end <= site.end, "{text:?}");
        assert_eq!(tree.children(id).count(), tree.len(id), "{text:?}");
        let _ = (tree.key(id), tree.str(id), tree.value(id), tree.is_ambiguous(id));
        let mut last = span.start;
        for child in tree.children(id).filter(|_| tree.form(id) != Form::Alias) {
            let site = tree.site(child).range();
            assert!(last <= site.start && site.end <= span.end, "{text:?}: {}", tree.path(child).join("/"));
            assert_eq!(tree.parent(child), Some(id));
            last = site.end;
        }
    }
    assert_eq!(tree.root(), NodeId(0));
}
