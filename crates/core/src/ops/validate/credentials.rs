//! Credentials in plain sight: by the key that they stand under, and by their own shape.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::{Check, by_name, name_of, references};
use crate::diag::{Diagnostic, Document, codes, say};
use crate::hosts::Kind as Holds;
use crate::mask;
use crate::model::{Concept, Server, Spelling};
use crate::shape::{self, distinct};
use crate::syntax::{self, Kind, NodeId, Syntax, Value};
use crate::text::{Ascii, characters, push};

/// Names the credentials of a server, one for each string that holds some.
pub(super) fn check(check: &mut Check<'_, '_>, server: &Server<'_>) {
    let tree = check.tree;
    // Each with what stands before it.
    let mut open: Vec<(NodeId, Option<NodeId>)> = vec![(server.origin, None)];
    let mut strings = Vec::new();
    while let Some((node, before)) = open.pop() {
        match tree.kind(node) {
            Kind::Map | Kind::List => {
                let mut before = None;
                for child in tree.children(node).filter(|&child| !tree.is_shadowed(child)) {
                    open.push((child, before.replace(child)));
                }
            }
            Kind::String => strings.push((node, before)),
            _ => {}
        }
    }
    for (node, before) in strings {
        let Some((what, concept)) = credential(check, server, node, before) else { continue };
        let message = say!["`", name_of(tree, node, server), "` of `", server.name, "` holds what looks like ", what];
        let diagnostic = Diagnostic::new(&codes::LITERAL_CREDENTIAL, Document::Source, message).on(tree, node);
        let host = check.host;
        let spelled =
            concept.into_iter().flat_map(|concept| host.references.within(concept)).find_map(|spelling| match spelling {
                Spelling::Braced => Some("${NAME}"),
                Spelling::Env => Some("${env:NAME}"),
                Spelling::CurlyEnv => Some("{env:NAME}"),
                _ => None,
            });
        let help = match (spelled, concept.and_then(|concept| by_name(host, concept, server.transport))) {
            (Some(spelled), _) => say!["keep it in a variable, and write `", spelled, "`"],
            (None, Some(fields)) => say!["keep it in a variable, and ", fields],
            (None, None) => "do not share the file".to_owned(),
        };
        check.sink.push(diagnostic.help(help));
    }
}

/// What kind of credential a string of a server is, with another `before` it, and what the string is about.
fn credential(
    check: &Check<'_, '_>,
    server: &Server<'_>,
    node: NodeId,
    before: Option<NodeId>,
) -> Option<(&'static str, Option<Concept>)> {
    let tree = check.tree;
    let text = tree.str(node)?;
    // The field of the server that the string stands in, and the key that is nearest to it.
    let mut field = node;
    while tree.parent(field) != Some(server.origin) {
        field = tree.parent(field)?;
    }
    let spec = check.host.field(&tree.key(field));
    let concept = spec.map(|spec| spec.concept);
    if let Some(what) = shape(&text) {
        return Some((what, concept));
    }
    // What names a variable is called like what that holds.
    if spec.is_some_and(|spec| matches!(spec.kind, Holds::Passthrough | Holds::Bearer | Holds::HeadersFromEnv | Holds::Transport))
    {
        return None;
    }
    let parent = tree.parent(node)?;
    let what = if tree.kind(parent) == Kind::List {
        let before = before.and_then(|item| tree.str(item));
        argument(&text, before.as_deref()).or_else(|| line(&text))
    } else {
        by_key(&tree.key(node), &text).or_else(|| if concept == Some(Concept::Command) { line(&text) } else { None })
    };
    what.or_else(|| address(&text)).map(|what| (what, concept))
}

/// What kind of credential a value under `key` holds.
pub(in crate::ops) fn in_value(key: &str, value: &Value<'_>) -> Option<&'static str> {
    match value {
        Value::String(text) => {
            let in_line = || if matches!(key, "command" | "cmd") { line(text) } else { None };
            shape(text).or_else(|| by_key(key, text)).or_else(|| address(text)).or_else(|| pass(text)).or_else(in_line)
        }
        Value::List(items) => {
            let mut before: Option<&str> = None;
            items.iter().find_map(|item| {
                let Value::String(text) = item else { return in_value(key, item) };
                let what = shape(text).or_else(|| argument(text, before)).or_else(|| address(text)).or_else(|| line(text));
                before = Some(text);
                what
            })
        }
        Value::Map(entries) => entries.iter().find_map(|(key, value)| in_value(key, value)),
        _ => None,
    }
}

/// A credential among the arguments: `--token X`, `--token=X`, `TOKEN=X`, `Authorization: X`, `--header=Authorization: X`,
/// `--user NAME:X`, `--config {"token": "X"}`.
fn argument(text: &str, before: Option<&str>) -> Option<&'static str> {
    let flag = before.filter(|before| before.starts_with('-') && !before.has(b'='));
    if let Some(what) = flag.and_then(|flag| login(flag, text)) {
        return Some(what);
    }
    let Some((key, value)) = named(text) else { return flag.and_then(|flag| by_key(flag, text)).or_else(|| in_json(text)) };
    // A value may have a name of its own. Each look at one goes through all that follows it.
    const DEEPEST: usize = 16;
    let pairs = core::iter::successors(Some((key, value)), |&(_, value)| named(value));
    pairs.take(DEEPEST).find_map(|(key, value)| login(key, value).or_else(|| by_key(key, value)).or_else(|| in_json(value)))
}

/// A credential among the fields of an object.
fn in_json(text: &str) -> Option<&'static str> {
    let tree = Some(text).filter(|text| text.starts_with('{')).and_then(|text| syntax::parse(text, Syntax::Json).ok())?;
    in_value("", &tree.value(tree.root()))
}

/// The name in front of a value, and the value: `KEY=X`, `Key: X`.
fn named(text: &str) -> Option<(&str, &str)> {
    let end = text.bytes().position(|byte| !(byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')))?;
    let (key, rest) = text.split_at_checked(end)?;
    let value = rest.strip_prefix('=').or_else(|| rest.strip_prefix(':'))?;
    Some((key, value.trimmed()))
}

/// Who logs in with which password, as `curl --user` has it. Whom a program runs as is written alike, and short.
fn login(flag: &str, text: &str) -> Option<&'static str> {
    let (user, password) = text.cut(":").filter(|_| matches!(flag, "-u" | "--user" | "--basic-auth"))?;
    let is_secret = user != password && password.len() >= 8 && distinct(password) >= 5 && !is_placeholder(password);
    is_secret.then_some("a password")
}

/// A credential among the words of a command line, or the parts of a connection string: `TOKEN=X program`, `Name=Root;Key=X`.
fn line(text: &str) -> Option<&'static str> {
    let (mut before, mut header) = (None, None);
    text.parts(b" \t\n;").map(|word| word.without_leading(b"\"'")).filter(|word| !word.is_empty()).find_map(|word| {
        // What has such signs is code, which reads the value from elsewhere: `key=process.env.KEY`.
        let is_code = word.has_any(b"()[]{}.$`");
        // In prose a colon stands behind a password as well.
        let in_header = |name: &str| by_key(name, word.without_trailing(b"\"'")).filter(|what| *what != PASSWORD);
        let what = if is_code { None } else { argument(word, before).or_else(|| header.and_then(in_header)) };
        before = Some(word);
        // `Authorization: Bearer X`; a long name would be gone through for each word.
        const LONGEST: usize = 64;
        let begun = word.strip_suffix(':').filter(|name| name.len() <= LONGEST);
        header = begun.or_else(|| header.filter(|_| SCHEMES.contains(&word)));
        what.or_else(|| address(word))
    })
}

/// A credential in a URL: who logs in before the host, a token in the path, in the query or in what follows that.
fn address(text: &str) -> Option<&'static str> {
    let (_, rest) = text.cut("://")?;
    let (user, rest) = mask::user_of(rest);
    if let Some(user) = user.filter(|user| !is_placeholder(user)) {
        match user.cut(":") {
            Some((_, password)) if password.len() >= 3 && !is_placeholder(password) => return Some("a password in a URL"),
            None if user.len() >= 16 && distinct(user) >= 8 => return Some("a token in a URL"),
            _ => {}
        }
    }
    let end = rest.first_of(b"?#").unwrap_or(rest.len());
    if rest.part(..end).parts(b"/").skip(1).any(is_random) {
        return Some("a token in a URL");
    }
    rest.part(end..).parts(b"?#&").find_map(|pair| {
        // What is not called anything may end in `=`.
        let (key, value) = pair.cut("=").unwrap_or((pair, ""));
        by_key(key, value).or_else(|| [key, value].into_iter().any(has_random).then_some("a token in a URL"))
    })
}

/// A part of a URL that is an id. Of many it is harmless, and of some services all that lets one in: nobody else is told it.
fn pass(text: &str) -> Option<&'static str> {
    let is_id = |part: &str| part.len() >= 32 && part.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    let (_, rest) = text.cut("://")?;
    rest.parts(b"/?#&=").skip(1).any(is_id).then_some("what lets one in")
}

/// The same of what stands in a query between characters that are written with `%`.
fn has_random(part: &str) -> bool {
    part.parts(b"%").enumerate().any(|(at, rest)| {
        let rest = rest.get(2 * at.min(1)..);
        rest.is_some_and(|rest| rest.parts(b"+/").any(is_random))
    })
}

/// Whether no one made up a part of a path, but a machine did: long, in letters of both cases with digits among them.
fn is_random(part: &str) -> bool {
    let has = |kind: fn(&u8) -> bool| part.bytes().any(|byte| kind(&byte));
    part.len() >= 24
        && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_=".contains(&byte))
        && has(u8::is_ascii_lowercase)
        && has(u8::is_ascii_uppercase)
        && has(u8::is_ascii_digit)
        && distinct(part) >= 12
        && !is_placeholder(part)
}

const PASSWORD: &str = "a password";

/// What may stand before a credential in a header.
const SCHEMES: &[&str] = &["Bearer", "bearer", "Basic", "Token", "token", "ApiKey"];

/// A credential by what it is called; of a reference, its default.
fn by_key(key: &str, value: &str) -> Option<&'static str> {
    let default = value.strip_prefix("${").and_then(|rest| rest.strip_suffix('}')).and_then(|rest| rest.cut(":-"));
    // `anonymous` is none.
    let default = default.map(|(_, default)| default).filter(|default| default.bytes().any(|byte| byte.is_ascii_digit()));
    let value = default.unwrap_or(value);
    let words = words(key);
    let has = |word: &str| words.iter().any(|one| one == word);
    let last = words.last().map_or("", String::as_str);
    // `FIRST_PASS=enabled` is no password.
    let is_pass = last == "pass" && value.bytes().any(|byte| byte.is_ascii_digit());
    let is_password = is_pass || ["password", "passwd", "pwd", "passphrase"].contains(&last);
    let is_header = ["authorization", "cookie"].contains(&last);
    let is_key =
        has("secret") || ["token", "apikey", "pat", "credential", "credentials", "accesstoken"].contains(&last) || last == "key";
    let is_public = has("public") || has("publishable");
    if !(is_password || is_header || is_key) || is_public {
        return None;
    }
    let scheme = SCHEMES.iter().find_map(|scheme| value.strip_prefix(scheme)?.strip_prefix(' '));
    let secret = scheme.unwrap_or(value).trimmed();
    let is_place = secret.begins(|first| b"/~.\\".contains(first)) || secret.holds("://") || secret.get(1..3) == Some(":\\");
    let is_name = !is_password
        && secret.has(b'_')
        && secret.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
    if is_placeholder(secret) || is_place || is_name || characters(secret).any(char::is_whitespace) {
        return None;
    }
    match () {
        () if is_password && secret.len() >= 4 => Some(PASSWORD),
        () if secret.len() >= 8 && distinct(secret) >= 5 => {
            Some(if is_header || scheme.is_some() { "a literal authorization" } else { "a literal secret" })
        }
        () => None,
    }
}

/// The words of a key: `X-Api-Key`, `API_KEY` and `apiKey` have two and more.
fn words(key: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut previous = '_';
    for character in characters(key) {
        if !character.is_ascii_alphanumeric() {
            previous = '_';
            continue;
        }
        if previous == '_' || (previous.is_ascii_lowercase() && character.is_ascii_uppercase()) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            push(word, character.to_ascii_lowercase());
        }
        previous = character;
    }
    words
}

/// What a string is by its shape alone, wherever in it that stands.
fn shape(text: &str) -> Option<&'static str> {
    let mut from = 0;
    while let Some((token, what)) = shape::credential(text, from) {
        from = token.end;
        if !is_placeholder(text.part(token)) {
            return Some(what);
        }
    }
    None
}

/// Whether the text stands for something that is to be filled in, or is a reference.
fn is_placeholder(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "your",
        "example",
        "placeholder",
        "change",
        "replace",
        "xxx",
        "todo",
        "dummy",
        "insert",
        "sample",
        "fake",
        "redacted",
        "here",
        "...",
        "…",
        "***",
        "•",
        "<",
        "{{",
        "secret_name",
        "none",
        "null",
        "undefined",
        "my-",
        "my_",
        "optional",
    ];
    let lower = text.to_ascii_lowercase();
    text.is_empty()
        || references::has_any(text)
        || WORDS.iter().any(|word| lower.holds(word))
        || text.starts_with('$')
        || (text.starts_with('[') && text.ends_with(']'))
        || matches!(lower.as_str(), "token" | "secret" | "password" | "key" | "api-key" | "api_key" | "apikey" | "true" | "false")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_front_of_names_are_gone_through_one_by_one() {
        assert_eq!(argument("--header=x:Authorization: f3b1c9d27ae04", None), Some("a literal authorization"));
        for part in ["a:", "a=", "key:"] {
            assert_eq!(argument(&part.repeat(1 << 20), None), None);
        }
        assert_eq!(line(&["a-".repeat(1 << 17), "key: ".to_owned(), "Bearer ".repeat(1 << 17)].concat()), None);
    }

    #[test]
    fn credentials_are_known_by_their_key() {
        for (key, value) in [
            ("API_KEY", "f3b1c9d27ae04"),
            ("X-Api-Key", "f3b1c9d27ae04"),
            ("Authorization", "Bearer f3b1c9d27ae04"),
            ("POSTGRES_PASSWORD", "hunter2"),
            ("clientSecret", "0a1b2c3d4e5f"),
            ("--token", "f3b1c9d27ae04"),
        ] {
            assert!(by_key(key, value).is_some(), "{key}");
        }
        for (key, value) in [
            ("API_KEY", "your-api-key-here"),
            ("API_KEY", "<API_KEY>"),
            ("API_KEY", "${API_KEY}"),
            ("API_KEY", "${API_KEY:-anonymous}"),
            ("API_KEY", ""),
            ("API_KEY", "xxxxxxxxxxxx"),
            ("Authorization", "Bearer ${TOKEN}"),
            ("KEY_FILE", "f3b1c9d27ae04"),
            ("TOKEN", "GITHUB_TOKEN"),
            ("SSH_KEY", "/home/me/.ssh/id"),
            ("MAX_TOKENS", "1234567890"),
            ("PUBLIC_KEY", "f3b1c9d27ae04"),
            ("MONKEY", "f3b1c9d27ae04"),
            ("MODE", "f3b1c9d27ae04"),
        ] {
            assert!(by_key(key, value).is_none(), "{key}={value}");
        }
    }

    #[test]
    fn credentials_are_known_in_lines() {
        for text in [
            "TOKEN=f3b1c9d27ae04 npx foo https://x.example",
            "npx -y pkg --token f3b1c9d27ae04",
            "export API_KEY='f3b1c9d27ae04'; npx foo",
            "InstrumentationKey=f3b1c9d27ae04;IngestionEndpoint=https://x.example/",
            "Endpoint=sb://n.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=abc/f3b1c9d27ae04=",
            "mysql postgres://me:hunter2@db/x",
            "curl --user me:f3b1c9d27ae04",
        ] {
            assert!(line(text).is_some(), "{text}");
            assert!(in_value("args", &Value::List([Value::string(text)].into())).is_some(), "{text}");
            assert!(in_value("command", &Value::string(text)).is_some(), "{text}");
        }
        for text in [
            "TOKEN=$TOKEN npx foo",
            "TOKEN=${TOKEN} npx foo https://x.example",
            "const key=process.env.API_KEY; run(key)",
            "npx -y pkg --key-file f3b1c9d27ae04",
            "use the token that is given",
            "const key=process.env.S3_KEY; run(key)",
            "if they forget the password: apologise",
            "FIRST_PASS=enabled ffmpeg",
        ] {
            assert!(line(text).is_none(), "{text}");
        }
    }

    #[test]
    fn credentials_are_known_among_arguments() {
        for (text, before) in [
            ("Authorization: Basic dXNlcjpwYXNzd29yZA==", Some("-H")),
            ("me:f3b1c9d27ae04", Some("--user")),
            ("--user=me:f3b1c9d27ae04", None),
            ("--env=TOKEN=f3b1c9d27ae04", None),
            ("--header=Authorization: Bearer f3b1c9d27ae04", None),
        ] {
            assert!(argument(text, before).is_some(), "{text}");
        }
        for (text, before) in [
            ("1000:1000", Some("--user")),
            ("www-data:www-data", Some("-u")),
            ("/data:/f3b1c9d27ae04", Some("-v")),
            ("name:f3b1c9d27ae04", Some("--image")),
        ] {
            assert!(argument(text, before).is_none(), "{text}");
        }
    }

    #[test]
    fn credentials_are_known_by_their_shape() {
        let made = |prefix: &str| [prefix, &"a1B2c3D4e5".repeat(4)].concat();
        for prefix in ["ghp_", "github_pat_", "sk-ant-", "glpat-", "xoxb-", "hf_"] {
            assert!(shape(&["--header=x ", &made(prefix)].concat()).is_some(), "{prefix}");
        }
        assert!(shape("AKIAQ3EGR7T2PLM5XW8Z").is_some());
        for text in [
            "ghp_short",
            "sk-your-key-goes-in-this-place-0123456789",
            "sk-learn",
            "task-0123456789abcdefghij0123456789abcd",
            "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        ] {
            assert!(shape(text).is_none(), "{text}");
        }
        assert!(address("postgres://me:hunter2@db/x").is_some() && address("https://a.example/?api_key=f3b1c9d27ae04").is_some());
        for text in [
            "postgres://admin:hun/ter2@db.example.com/app",
            "https://a1B2c3D4e5f6G7h8@h.example/",
            "https://h.example/sse#access_token=f3b1c9d27ae04",
            "https://mcp.example/s/NmE0a1B2c3D4kYzI3LTQ4ZGItNGY1==/mcp",
            "https://h.example/api/mcp?code=a1B2c3D4e5F6g7H8i9J0k1L2m3N4==",
            "https://h.example/mcp?v=1&sig=a1B2c3D%2Be5F6g7H8i9J0k1L2m3N4o5P6%3D",
            "https://h.example/mcp?a1B2c3D4e5F6g7H8i9J0k1L2m3N4==",
        ] {
            assert!(address(text).is_some(), "{text}");
        }
        for text in [
            "https://me@h.example/",
            "https://h.example/the-long-name-of-a-place-2",
            "https://h.example/550e8400-e29b-41d4-a716-446655440000/mcp",
            "https://h.example/sse#section=f3b1c9d27ae04",
            "https://h.example/mcp?project=The%20Long%20Name%20Of%20Place2&path=/Users/Me/Projects/Number1",
            "https://h.example/mcp?code=${CODE_A1B2c3D4e5F6g7H8i9J0}&then=https%3A%2F%2FH.example%2FPlace1",
            "https://h.example/mcp?path=src%2Fthelongnameofsomeplaceforfiles%&x=%é&id=550e8400-e29b-41d4-a716-446655440000&tools=readFile,writeFile,Search2",
            "docker://alpine:latest",
        ] {
            assert!(address(text).is_none(), "{text}");
        }
        assert!(address("https://a.example/x@y:z").is_none() && address("postgres://me:${PASSWORD}@db/x").is_none());
    }
}
