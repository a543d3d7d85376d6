//! What a source leaves to the target that says more of servers which are there.

use alloc::vec::Vec;

use super::Options;
use super::document::parse;
use crate::diag::{Document, Sink, codes, display_path};
use crate::hosts::{self, Config};
use crate::model::{Concept, Field, Meaning, Server, Transport};
use crate::syntax::Tree;

/// How a source says more of servers that are there: see [`Options::amends`].
#[derive(Clone, Copy, Debug)]
pub struct Amend(pub(super) Way);

type Way = for<'s> fn(&mut Config<'s>, &Tree<'_>, &Options<'s>, &mut Sink) -> Option<()>;

/// The only one.
pub const AMEND: Amend = Amend(amend);

/// Takes from the target how servers are reached of which the source does not say it, and sees that a command comes with its own
/// arguments or with none. `None` where a server is nowhere said to be reached: the reading has told that.
fn amend<'s>(config: &mut Config<'s>, tree: &Tree<'_>, options: &Options<'s>, sink: &mut Sink) -> Option<()> {
    // What is wrong with the target is told when it is merged into.
    let mut untold = Sink::default();
    let Some(target) = parse(options.into.unwrap_or_default(), options.to, Document::Target, &mut untold) else {
        *sink = untold;
        return None;
    };
    let mut target = hosts::read(&target, options.to, Document::Target, &mut untold);
    for server in &mut config.servers {
        let there = target.servers.iter_mut().find(|other| other.name == server.name && !other.unusable);
        if server.unusable {
            complete(server, there?)?;
            let path = display_path(tree, server.origin);
            sink.diagnostics.retain(|found| *found.code != codes::TRANSPORT_MISSING || found.path != path);
        } else if server.transport == Some(Transport::Stdio)
            && server.get(Concept::Args).is_none()
            && there.is_some_and(|there| there.get(Concept::Args).is_some())
        {
            let meaning = Meaning::Texts(Vec::new());
            server.fields.push(Field { concept: Concept::Args, meaning, origin: server.origin, foreign: false });
        }
    }
    Some(())
}

/// Has `server` reached as the one that is `there`. `None` where that does not suit the transport that it is said to have.
fn complete<'s>(server: &mut Server<'s>, there: &mut Server<'s>) -> Option<()> {
    let transport = server.transport.or(there.transport)?;
    let concept = if transport == Transport::Stdio { Concept::Command } else { Concept::Url };
    let at = there.fields.iter().position(|field| field.concept == concept && !field.foreign)?;
    server.fields.push(Field { origin: server.origin, ..there.fields.swap_remove(at) });
    server.transport = Some(transport);
    server.unusable = false;
    Some(())
}
