use super::*;
use crate::syntax::{Syntax, parse};

fn line(text: &str, syntax: Syntax, mark: &str) -> (String, String) {
    let tree = parse(text, syntax).ok();
    let start = text.find(mark).unwrap();
    let excerpt = Masker::new(text, Some(syntax), tree.as_ref()).excerpt(Span::new(start, start + mark.len()));
    let marked = excerpt.text[excerpt.span.clone()].to_owned();
    (excerpt.text, marked)
}

#[test]
fn keys_and_commands_are_shown_and_values_are_not() {
    let toml = "# my secret comment\n[mcp_servers.\"a.b\"] # s3cret\ncommand = \"npx\"\nargs = [\"-y\", \"@scope/pkg@1\", \"--key=s3cret\", \"s3cret\"]\nenv = { TOKEN = 's3cret', REF = \"${X}\" }\nn = 12345\n";
    assert_eq!(line(toml, Syntax::Toml, "command").0, "command = \"npx\"");
    assert_eq!(line(toml, Syntax::Toml, "args").0, "args = [\"-y\", \"@scope/pkg@1\", \"--key=•••\", \"•••\"]");
    assert_eq!(line(toml, Syntax::Toml, "TOKEN"), ("env = { TOKEN = '•••', REF = \"${X}\" }".into(), "TOKEN".into()));
    assert_eq!(line(toml, Syntax::Toml, "n = ").0, "n = •••");
    assert_eq!(line(toml, Syntax::Toml, "[mcp_servers").0, "[mcp_servers.\"a.b\"] # •••");
    assert_eq!(line(toml, Syntax::Toml, "my secret").0, "# •••");
    assert_eq!(line(toml, Syntax::Toml, "\"a.b\"").1, "\"a.b\"");
}

#[test]
fn a_span_is_found_again_behind_what_is_masked() {
    let json = "{\"mcpServers\": {\"a\": {\"url\": \"https://u:p@h.example/v1/0123456789abcdef?k=v\", \"env\": {\"A\": 1}}}}";
    let (text, marked) = line(json, Syntax::Json, "\"env\"");
    assert_eq!(text, "{\"mcpServers\": {\"a\": {\"url\": \"https://•••@h.example/v1/•••?•••\", \"env\": {\"A\": •••}}}}");
    assert_eq!(marked, "\"env\"");
    assert_eq!(line(json, Syntax::Json, "1}").1, "•••}");
}

#[test]
fn broken_lines_are_masked_by_their_look() {
    let broken = "{\n  \"TOKEN\": \"s3cret\" oops,\n  s3cret words\n  key = s3cret\n";
    assert_eq!(line(broken, Syntax::Json, "oops").0, "  \"TOKEN\": •••");
    assert_eq!(line(broken, Syntax::Json, "words").0, "  •••");
    assert_eq!(line(broken, Syntax::Json, "key").0, "  •••");
}

#[test]
fn broken_lines_have_keys_as_their_syntax_has_them() {
    // `some-example-of-a-value-1`
    const BASE64: &str = "c29tZS1leGFtcGxlLW9mLWEtdmFsdWUtMQ";
    let all = [None, Some(Syntax::Json), Some(Syntax::Yaml), Some(Syntax::Toml)];
    for hidden in [
        "B=\n",
        "B==",
        "  B=  ",
        "B=\"",
        "B==\"\"\"",
        "B=\"\"\"\n",
        "B=',",
        "B= # x",
        "- B=]",
        "[B",
        "[\"B\"]",
        "[\"B\" \"x\"]",
        "['B B']",
        "[B, x]",
    ] {
        let text = hidden.replace('B', BASE64);
        for syntax in all {
            let shown = Masker::new(&text, syntax, None).lines(0..text.len());
            assert!(!shown.contains(BASE64), "{syntax:?}: {shown}");
        }
    }
    for (text, syntax) in [
        ("s3cret = 1", Syntax::Yaml),
        ("s3cret: 1", Syntax::Toml),
        ("s3cret: 1", Syntax::Json),
        ("\"s3cret\" = 1", Syntax::Json),
        ("[s3cret]", Syntax::Yaml),
        ("[\"s3cret\"]", Syntax::Json),
        ("[a.\"b\"] # s3cret]", Syntax::Toml),
    ] {
        assert!(!Masker::new(text, Some(syntax), None).lines(0..text.len()).contains("s3cret"), "{text}");
    }
    for (text, shown) in [
        ("key = 's3cret'", "key = •••"),
        ("a.b=\"s3cret\"", "a.b=•••"),
        ("\"a b\" = [", "\"a b\" = ["),
        ("[[a.b]]", "[[a.b]]"),
        ("[mcp_servers.\"a b\"]\n", "[mcp_servers.\"a b\"]\n"),
    ] {
        assert_eq!(Masker::new(text, Some(Syntax::Toml), None).lines(0..text.len()), shown);
    }
}

#[test]
fn lines_of_yaml() {
    let yaml = "# my s3cret\nextensions:\n  a: &x # s3cret\n    cmd: npx\n    args: # s3cret\n      - -y\n      - '@scope/pkg@1'\n      - --key=s3cret\n      - s3cret\n    envs: {TOKEN: s3cret, REF: \"${X}\", n: 12345, none: }\n    text: |\n      s3cret\n\n      more s3cret\n    long: s3cret\n      s3cret\n    uri: https://u:p@h.example/v1?k=s3cret\n    no: !s3cret s3cret\n  b: *x\n";
    assert_eq!(line(yaml, Syntax::Yaml, "my").0, "# •••");
    assert_eq!(line(yaml, Syntax::Yaml, "a: &").0, "  a: &•••");
    assert_eq!(line(yaml, Syntax::Yaml, "cmd"), ("    cmd: npx".into(), "cmd".into()));
    assert_eq!(line(yaml, Syntax::Yaml, "args").0, "    args: # •••");
    assert_eq!(line(yaml, Syntax::Yaml, "-y").0, "      - -y");
    assert_eq!(line(yaml, Syntax::Yaml, "'@scope").0, "      - '@scope/pkg@1'");
    assert_eq!(line(yaml, Syntax::Yaml, "--key").0, "      - --key=•••");
    assert_eq!(
        line(yaml, Syntax::Yaml, "TOKEN"),
        ("    envs: {TOKEN: •••, REF: \"${X}\", n: •••, none: }".into(), "TOKEN".into())
    );
    assert_eq!(line(yaml, Syntax::Yaml, "text").0, "    text: •••");
    assert_eq!(line(yaml, Syntax::Yaml, "more").0, "•••");
    assert_eq!(line(yaml, Syntax::Yaml, "long").0, "    long: •••");
    assert_eq!(line(yaml, Syntax::Yaml, "uri").0, "    uri: https://•••@h.example/v1?•••");
    assert_eq!(line(yaml, Syntax::Yaml, "no: !").0, "    no: !••••••");
    assert_eq!(line(yaml, Syntax::Yaml, "b: *").0, "  b: *x");
    let tree = parse(yaml, Syntax::Yaml).unwrap();
    assert!(!Masker::new(yaml, Some(Syntax::Yaml), Some(&tree)).lines(0..yaml.len()).contains("s3cret"));
}

#[test]
fn broken_lines_of_yaml_are_masked_by_their_look() {
    let broken = "a: b: c\n- TOKEN: s3cret\n  - s3cret words\n  s3cret:s3cret\n  [s3cret]\n  'k': s3cret\n  key:\n";
    assert_eq!(line(broken, Syntax::Yaml, "TOKEN").0, "- TOKEN: •••");
    assert_eq!(line(broken, Syntax::Yaml, "words").0, "  - •••");
    assert_eq!(line(broken, Syntax::Yaml, "key").0, "  key:");
    assert!(!Masker::new(broken, Some(Syntax::Yaml), None).lines(0..broken.len()).contains("s3cret"));
}

#[test]
fn an_argument_that_only_holds_a_url_is_hidden_whole() {
    for arg in [
        "InstrumentationKey=s3cret;IngestionEndpoint=https://x.example/",
        "X-Auth: s3cret https://h.example",
        "AccountEndpoint=https://x.documents.azure.com;AccountKey=s3cret==",
        "Endpoint=sb://n.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=abc/ijkl/s3cret=",
        "TOKEN=s3cret npx foo https://x.example",
        "s3cret,https://x.example/",
        "https://x.example;s3cret",
        "https://x.example,s3cret",
        "https://x.example\ts3cret",
        "--header X-Key: s3cret",
        "--header X-Key:s3cret==",
        "://s3cret",
    ] {
        assert_eq!(mask_arg(arg, false), HIDDEN, "{arg}");
    }
    for (arg, shown) in [
        ("sb://h.example/;Name=Root;Key=abc/ijkl/s3cret=", "sb://h.example/•••"),
        ("https://h.example/v1 s3cret/x?s3cret", "https://h.example/•••?•••"),
        ("https://u:p@h.example:8080/v1/mcp#s3cret", "https://•••@h.example:8080/v1/mcp#•••"),
        ("postgresql+x://[::1]/db", "postgresql+x://[::1]/db"),
        ("x://[::1]:80/${A}", "x://[::1]:80/${A}"),
        ("postgres://u:s3c/ret@h.example/app?s3cret", "postgres://•••@h.example/app?•••"),
        ("postgres://u:s3c#ret@h.example:1/app", "postgres://•••@h.example:1/app"),
        ("https://u:s3c?r@et@h.example", "https://•••@h.example"),
        ("https://u:s3c/ret", "https://•••"),
        ("mysql://root:s3cret", "mysql://•••"),
        ("https://u:p@h.example/@me", "https://•••@h.example/@me"),
        ("https://${HOST:-x}:${env:PORT}/x", "https://${HOST:-x}:${env:PORT}/x"),
        ("https://${HOST}:${PORT}/x", "https://${HOST}:${PORT}/x"),
        ("https://h.example:8080/@me", "https://h.example:8080/@me"),
        ("https://${HOST}/${THE_LONG_NAME_OF_A_PATH}", "https://${HOST}/${THE_LONG_NAME_OF_A_PATH}"),
        ("https://m\u{fc}nchen.example/@me", "https://m\u{fc}nchen.example/@me"),
        ("--allow-tool=s3cret", "--allow-tool=•••"),
        ("--allow-tool", "--allow-tool"),
    ] {
        assert_eq!(mask_arg(arg, false), shown, "{arg}");
    }
}

#[test]
fn of_a_command_line_the_program_is_shown() {
    for (line, shown) in [
        ("npx", "npx"),
        ("/usr/bin/node", "/usr/bin/node"),
        ("${BIN}", "${BIN}"),
        ("npx -y @scope/pkg --token s3cret --key=s3cret s3cret", "npx -y @scope/pkg --token ••• --key=••• •••"),
        ("npx --token s3cret pkg", "npx --token ••• •••"),
        ("npx -y --token=s3cret --yes pkg s3cret", "npx -y --token=••• --yes pkg •••"),
        ("uvx --from pkg@1 s3cret", "uvx --from pkg@1 •••"),
        ("TOKEN=s3cret KEY=s3cret npx x", "••• ••• npx x"),
        ("TOKEN=s3cret", "••• "),
        ("sh -c 's3cret\ts3cret' ${X}", "sh -c ••• ••• ${X}"),
        ("", ""),
        (r"C:\Program Files\nodejs\npx.cmd -y pkg s3cret", r"C:\Program Files\nodejs\npx.cmd -y pkg •••"),
        (r"C:\x.exe s3\cret==", r"C:\x.exe •••"),
        ("/Applications/My Notes.app/Contents/MacOS/My", "/Applications/My Notes.app/Contents/MacOS/My"),
        ("/usr/bin/x s3cret/s3cret", "/usr/bin/x •••"),
        ("é x", "é •••"),
        ("https://me:s3cret@h.example/mcp/ABCDEFGHIJKLMNOPQRSTUVWXYZ0123", "https://•••@h.example/mcp/•••"),
        ("https://me:s3cret@h.example/mcp s3cret", "https://•••@h.example/mcp •••"),
        ("x,https://me:s3cret@h.example/", "•••"),
        ("KEY=\"my s3cret is\" npx x", "•••"),
        (r#"["npx","--token","s3cret"]"#, "•••"),
        ("npx,--token,s3cret", "•••"),
        ("npx --token \"my --s3cret is\" --x", "npx --token ••• ••• ••• --x"),
        ("npx\u{a0}--token\u{a0}s3cret", "•••"),
    ] {
        assert_eq!(mask_command(line), shown, "{line}");
    }
    let json = r#"{"mcpServers": {"a": {"command": "npx -y pkg --token s3cret"}}}"#;
    assert!(line(json, Syntax::Json, "command").0.contains(r#""command": "npx -y pkg --token •••""#));
}

#[test]
fn the_rest_of_a_password_is_no_name_of_a_variable() {
    let shown = |text: &str, name| {
        let text = Text::parse(text.to_owned().into(), &[Spelling::Dollar, Spelling::Braced]);
        variable(name, has_bare(&text)).to_owned()
    };
    assert_eq!(shown("Sup3r$ecret", "ecret"), HIDDEN);
    assert_eq!([shown("$HOME_X", "HOME_X"), shown("x${home}", "home")], ["HOME_X", "home"]);
}

#[test]
fn servers_in_a_list_and_variables_go_by_their_names() {
    let yaml = "name: s3cret\nmcpServers:\n  - name: a b\n    env:\n      name: s3cret\n";
    assert_eq!(line(yaml, Syntax::Yaml, "- name").0, "  - name: a b");
    assert_eq!(line(yaml, Syntax::Yaml, "name: s3cret").0, "name: •••");
    assert_eq!(line(yaml, Syntax::Yaml, "      name").0, "      name: •••");
    let toml = "[mcp_servers.a]\nenv_vars = [\"A_TOKEN\", \"s3cret\"]\nopenvpn_pass = \"S3_CRET\"\n";
    assert_eq!(line(toml, Syntax::Toml, "env_vars").0, "env_vars = [\"A_TOKEN\", \"•••\"]");
    assert_eq!(line(toml, Syntax::Toml, "openvpn").0, "openvpn_pass = \"•••\"");
}

#[test]
fn a_credential_in_place_of_a_name_is_hidden() {
    let token = ["ghp_", &"a1B2c3D4e5".repeat(4)].concat();
    assert_eq!([name(&token), name("my s3cret!"), name("s3cret=="), name("\u{fc}")], [HIDDEN; 4]);
    for kept in ["TOKEN", "ProgramFiles(x86)", "X-Api-Key", "npm_config_user.name"] {
        assert_eq!(name(kept), kept);
    }
    assert_eq!([key(&token), key("my s3cret!")], [HIDDEN, "my s3cret!"]);
    assert_eq!(without_credentials(&["`", &token, "` of `x", &token, "`"].concat()), "`•••` of `x•••`");
    assert_eq!(without_credentials(&[&token, " "].concat().repeat(1 << 12)), "••• ".repeat(1 << 12));
    let many: Vec<String> = (0..1 << 12).map(|at| [&token, &*crate::text::decimal(at)].concat()).collect();
    assert!(!without_credentials(&many.join(" ")).contains(&token));
    let toml = "[mcp_servers.T]\nbearer_token_env_var = \"T\"\nenv = { T = \"${T}\" }\nargs = [\"${T}\"]\n".replace('T', &token);
    let tree = parse(&toml, Syntax::Toml).unwrap();
    for tree in [Some(&tree), None] {
        let shown = Masker::new(&toml, Some(Syntax::Toml), tree).lines(0..toml.len());
        assert!(!shown.contains(&token) && shown.contains("[mcp_servers.•••]"), "{shown}");
    }
}

#[test]
fn variables_and_headers_may_be_called_like_what_is_shown() {
    for host in crate::hosts::ALL {
        for field in host.fields.iter().filter(|field| field.kind == crate::hosts::Kind::Pairs) {
            let json = r#"{"x": {"S": {"type": "s3cret", "transport": "s3cret", "command": "s3cret", "cmd": "s3cret", "args": ["-s"], "url": "s://cret"}}}"#;
            let json = json.replace('S', field.key.behind(b"."));
            let tree = parse(&json, Syntax::Json).unwrap();
            let shown = Masker::new(&json, Some(Syntax::Json), Some(&tree)).lines(0..json.len());
            assert!(!shown.contains("s3cret") && !shown.contains("cret\"") && !shown.contains("-s"), "{shown}");
        }
    }
    let toml = "[mcp_servers.a]\ntype = \"stdio\"\nenv.type = \"s3cret\"\n[mcp_servers.a.http_headers]\ncommand = \"s3cret\"\n";
    assert_eq!(line(toml, Syntax::Toml, "type").0, "type = \"stdio\"");
    assert_eq!(line(toml, Syntax::Toml, "env").0, "env.type = \"•••\"");
    assert_eq!(line(toml, Syntax::Toml, "command").0, "command = \"•••\"");
}

#[test]
fn a_value_over_several_lines_is_hidden_whole() {
    let toml = "a = \"\"\"\ns3cret\nmore s3cret\"\"\"\nb = 1\n";
    assert_eq!(line(toml, Syntax::Toml, "a =").0, "a = •••");
    assert_eq!(line(toml, Syntax::Toml, "more").0, "•••");
    assert_eq!(line(toml, Syntax::Toml, "b").0, "b = •••");
}
