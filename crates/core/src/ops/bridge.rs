//! `mcp-remote`: a program that a host starts, and that reaches a remote server in its place.

use alloc::borrow::{Cow, ToOwned};
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use crate::diag::{Diagnostic, Document, LossKind, Sink, codes, say};
use crate::hosts::Host;
use crate::model::{Concept, Field, Meaning, Pair, Piece, Server, Spelling, Text, Transport, variable_of};
use crate::syntax::{NodeId, Tree};
use crate::text::{Ascii, join};

/// Whether the bridge reaches servers of that transport.
pub(super) fn reaches(transport: Transport) -> bool {
    matches!(transport, Transport::Http | Transport::Sse)
}

/// Makes of a server that `to` cannot reach one that `to` starts: `npx -y mcp-remote URL`, with its headers from variables, as
/// the bridge has them.
#[inline(never)]
pub(super) fn bridge<'s>(server: &mut Server<'s>, tree: &Tree<'s>, to: &'static Host, sink: &mut Sink) {
    let Some(transport) = server.transport.filter(|&transport| reaches(transport) && !to.has_transport(transport)) else {
        return;
    };
    let Some(url) = server.get(Concept::Url).filter(|_| !server.unusable) else { return };
    let origin = url.origin;
    let Meaning::Text(url) = url.meaning.clone() else { return };
    let message = say![
        "`",
        server.name,
        "` is reached by ",
        transport.name(),
        ", and for ",
        to.name,
        " it is a process now: `mcp-remote`, another program with its own way to sign in"
    ];
    let diagnostic = Diagnostic::new(&codes::BRIDGED, Document::Source, message).on(tree, server.origin);
    sink.push(diagnostic.loss(LossKind::Coerced, &server.name, Some(Concept::Transport), None));

    let literal = |text: &str| Text::Literal(Cow::Owned(text.to_owned()));
    let mut args = vec![literal("-y"), literal("mcp-remote"), url];
    // The bridge refuses what is not encrypted unless it is told, but for this machine.
    let open = args[2].raw().strip_prefix("http://").map(|rest| rest.up_to(b"/:?#"));
    if open.is_some_and(|host| !["localhost", "127.0.0.1"].contains(&host)) {
        args.push(literal("--allow-http"));
    }
    // Left alone it tries streamable HTTP first, to which not every older server says no in a way that it understands.
    if transport == Transport::Sse {
        args.extend([literal("--transport"), literal("sse-only")]);
    }
    // What it has of variables, its headers refer to.
    let (mut env, mut env_at): (Vec<Pair<'s>>, _) = match server.get(Concept::Env) {
        Some(Field { meaning: Meaning::Pairs(pairs), origin, .. }) => (pairs.clone(), Some(*origin)),
        _ => (Vec::new(), None),
    };
    for field in core::mem::take(&mut server.fields) {
        match (field.concept, &field.meaning) {
            (Concept::Url | Concept::Env, _) => {}
            (Concept::Headers, Meaning::Pairs(headers)) => {
                env_at = env_at.or(Some(field.origin));
                for header in headers {
                    args.push(literal("--header"));
                    args.push(Text::Literal(Cow::Owned(say![header.name, ":", value(header, &mut env)])));
                }
            }
            (
                Concept::HeadersHelper
                | Concept::OauthClientId
                | Concept::OauthClientSecret
                | Concept::OauthCallbackPort
                | Concept::OauthRedirectUri
                | Concept::OauthScopes,
                _,
            ) => {
                let message =
                    say!["`", tree.key(field.origin), "` of `", server.name, "` is lost: the bridge signs in by itself"];
                let diagnostic = Diagnostic::new(&codes::AUTH_DROPPED, Document::Source, message).on(tree, field.origin);
                sink.push(diagnostic.loss(LossKind::Dropped, &server.name, Some(field.concept), None));
            }
            // Only settings say such a thing of a server that is not started.
            (Concept::Args, _) => {
                let message = say!["`args` of `", server.name, "`, which is `set`, is lost: the bridge has its own"];
                let diagnostic = Diagnostic::new(&codes::FIELD_DROPPED, Document::Source, message).on(tree, field.origin);
                sink.push(diagnostic.loss(LossKind::Dropped, &server.name, Some(field.concept), None));
            }
            _ => server.fields.push(field),
        }
    }
    let mut field = |concept, meaning, origin| server.fields.push(Field { concept, meaning, origin, foreign: false });
    field(Concept::Command, Meaning::Text(literal("npx")), origin);
    field(Concept::Args, Meaning::Texts(args), origin);
    if !env.is_empty() {
        field(Concept::Env, Meaning::Pairs(env), env_at.unwrap_or(origin));
    }
    server.transport = Some(Transport::Stdio);
}

/// The value of a header as the bridge is told it: no secret stands in an argument, which any process can see.
fn value<'s>(header: &Pair<'s>, env: &mut Vec<Pair<'s>>) -> String {
    let pieces = match &header.text {
        Text::Template { pieces, .. } => pieces.as_slice(),
        Text::Literal(_) => &[],
    };
    let plain = |piece: &Piece<'_>| match piece {
        Piece::Variable { .. } => true,
        Piece::Literal(text) => is_scheme(text),
        _ => false,
    };
    if pieces.is_empty() || !pieces.iter().all(plain) {
        let name = variable(&header.name, env);
        env.push(Pair { name: Cow::Owned(name.clone()), text: header.text.clone(), origin: header.origin });
        return say!["${", name, "}"];
    }
    spelled(pieces, env, header.origin)
}

/// Text with variables as the bridge spells them, which takes them from its environment.
fn spelled<'s>(pieces: &[Piece<'s>], env: &mut Vec<Pair<'s>>, origin: NodeId) -> String {
    let mut value = String::new();
    for piece in pieces {
        match piece {
            Piece::Literal(text) => value.push_str(text),
            Piece::Variable { name, default } => {
                value.push_str(&say!["${", name, "}"]);
                if !env.iter().any(|pair| pair.name == *name) {
                    let raw = Cow::Owned(say!["${", name, "}"]);
                    let pieces = vec![Piece::Variable { name: name.clone(), default: default.clone() }];
                    env.push(Pair { name: name.clone(), text: Text::read(raw, pieces), origin });
                }
            }
            _ => {}
        }
    }
    value
}

/// Leaves the variables in the headers of a bridge that an entry starts to the bridge, where `to` does not expand arguments. It
/// takes them from its environment, without defaults: those of the entry's own are what its author means, and they are left to it
/// by a host too that expands others and can be told this text. Where `to` expands them, those that the bridge has of `from` are
/// references.
#[inline(never)]
pub(super) fn leave_variables(server: &mut Server<'_>, from: &Host, to: &'static Host) {
    let expanded = to.references.within(Concept::Args);
    let is_text = Text::parse(Cow::Borrowed("${V}"), expanded).is_literal() || expanded.contains(&Spelling::Shell);
    if bridged(server).is_none() {
        return;
    }
    if !is_text {
        return take_variables(server, from);
    }
    let env_at = server.fields.iter().position(|field| field.concept == Concept::Env);
    let mut env = match env_at.map(|at| &mut server.fields[at].meaning) {
        Some(Meaning::Pairs(pairs)) => core::mem::take(pairs),
        _ => Vec::new(),
    };
    let Some(field) = server.fields.iter_mut().find(|field| field.concept == Concept::Args) else { return };
    let origin = field.origin;
    if let Meaning::Texts(args) = &mut field.meaning {
        for at in 1..args.len() {
            if args[at - 1].raw() == "--header"
                && let Text::Template { raw, pieces, .. } = &mut args[at]
                && pieces.iter().all(|piece| matches!(piece, Piece::Literal(_) | Piece::Variable { default: None, .. }))
            {
                if to.references.written_within(Concept::Args).is_empty() {
                    args[at] = Text::Literal(Cow::Owned(spelled(pieces, &mut env, origin)));
                    continue;
                }
                for piece in pieces.iter_mut() {
                    if let Piece::Variable { name, .. } = piece
                        && env.iter().any(|pair| pair.name == *name)
                        && let spelled = say!["${", name, "}"]
                        && raw.holds(&spelled)
                    {
                        *piece = Piece::Literal(Cow::Owned(spelled));
                    }
                }
                let texts = pieces.iter().map(|piece| if let Piece::Literal(text) = piece { Some(&**text) } else { None });
                let whole = texts.collect::<Option<Vec<&str>>>().map(|texts| join(texts, ""));
                if let Some(whole) = whole {
                    args[at] = Text::Literal(Cow::Owned(whole));
                }
            }
        }
    }
    match env_at {
        Some(at) => server.fields[at].meaning = Meaning::Pairs(env),
        None if env.is_empty() => {}
        None => server.fields.push(Field { concept: Concept::Env, meaning: Meaning::Pairs(env), origin, foreign: false }),
    }
}

/// Makes references of the variables in the headers of a bridge whose host passes them on as they are.
#[inline(never)]
fn take_variables(server: &mut Server<'_>, from: &Host) {
    let env = match server.get(Concept::Env).map(|field| &field.meaning) {
        Some(Meaning::Pairs(pairs)) => pairs.clone(),
        _ => Vec::new(),
    };
    let passes = |piece: &Piece<'_>| match piece {
        Piece::Literal(_) => true,
        Piece::Variable { name, default: None } => match env.iter().find(|pair| pair.name == *name) {
            Some(pair) => pair.text.whole_variable("").is_some_and(|(variable, _)| variable == name),
            None => from.inherits,
        },
        _ => false,
    };
    let Some(Meaning::Texts(args)) =
        server.fields.iter_mut().find(|field| field.concept == Concept::Args).map(|field| &mut field.meaning)
    else {
        return;
    };
    for at in 1..args.len() {
        if args[at - 1].raw() == "--header"
            && let Text::Literal(raw) = &args[at]
            && let told = Text::parse(raw.clone(), &[Spelling::Braced])
            && let Text::Template { pieces, .. } = &told
            && pieces.iter().all(passes)
        {
            args[at] = told.into_made();
        }
    }
}

/// Whether a text is the scheme of a credential, which is none itself.
pub(super) fn is_scheme(text: &str) -> bool {
    SCHEMES.contains(&text)
}

/// How the value of the header `Authorization` begins.
pub(super) const SCHEMES: &[&str] = &["Bearer ", "Basic ", "Token ", "token "];

/// A variable for the value of a header: `AUTHORIZATION_HEADER`.
fn variable(header: &str, env: &[Pair<'_>]) -> String {
    let mut name = variable_of(header);
    name.push_str("_HEADER");
    while env.iter().any(|pair| pair.name == name) {
        name.push('_');
    }
    name
}

/// The finding that `to` can reach by itself what `server` reaches over the bridge.
#[cold]
pub(super) fn not_needed(server: &Server<'_>, tree: &Tree<'_>, to: &Host) -> Diagnostic {
    let message = say!["`", server.name, "` starts `mcp-remote`, and ", to.name, " can reach the server by itself"];
    let diagnostic = Diagnostic::new(&codes::BRIDGE_NOT_NEEDED, Document::Source, message).on(tree, server.origin);
    diagnostic.help("give the server's `url` in place of the command")
}

/// The transport of the server that an entry reaches over the bridge, where it starts one.
#[must_use]
pub fn bridged(server: &Server<'_>) -> Option<Transport> {
    let literal = |concept| match &server.get(concept)?.meaning {
        Meaning::Text(text) => Some(text.raw()),
        _ => None,
    };
    let program = |word: &str| {
        let word = word.behind(b"/\\");
        word == "mcp-remote" || word.starts_with("mcp-remote@")
    };
    let command = literal(Concept::Command)?;
    let no_args = Vec::new();
    let args = match server.get(Concept::Args).map(|field| &field.meaning) {
        Some(Meaning::Texts(args)) => args,
        _ => &no_args,
    };
    let url = args.iter().map(Text::raw).find(|arg| arg.starts_with("https://") || arg.starts_with("http://"))?;
    if !program(command) && !args.iter().any(|arg| program(arg.raw())) {
        return None;
    }
    let is_sse = args.iter().any(|arg| arg.raw() == "sse-only") || url.without_trailing(b"/").ends_with("/sse");
    Some(if is_sse { Transport::Sse } else { Transport::Http })
}
