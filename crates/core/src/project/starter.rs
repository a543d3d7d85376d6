//! The `mcpglot.toml` to begin with.

use alloc::borrow::ToOwned;
use alloc::string::String;

use crate::hosts::Host;
use crate::syntax::{self, Syntax, Value};

/// The text of new settings for a project whose servers stand in `source`: `from` is the host that it is read for, where that
/// has to be said. `present` are the hosts that are there, which get them; one of `others` is named as an example.
#[must_use]
pub fn starter(source: &str, from: Option<&Host>, present: &[&Host], others: &[&Host]) -> String {
    let mut out = "\
# Which file the MCP servers of this project stand in, and who else gets them: `mcpglot sync` brings them there,
# `mcpglot sync --check` tells what has drifted. `mcpglot explain` and `mcpglot hosts` know the rest.

# The one file that is edited by hand.
source = "
        .to_owned();
    out.push_str(&syntax::print(&Value::string(source), Syntax::Toml));
    if let Some(from) = from {
        out.push_str("\n\n# The host whose file it is, where the file does not tell.\nfrom = ");
        out.push_str(&syntax::print(&Value::string(from.id), Syntax::Toml));
    }
    out.push_str(
        "

# \"merge\" keeps what only a target has; with \"overwrite\" it has the source's servers and no others.
strategy = \"merge\"

# Lists the files that are written in `.gitignore`.
# gitignore = true

# Who gets the servers: a table each, named by the host.
",
    );
    for host in present {
        out.push_str("[targets.");
        out.push_str(host.id);
        out.push_str("]\n");
    }
    if present.is_empty() {
        let example = others.first().map_or("codex", |host| host.id);
        out.push_str("# [targets.");
        out.push_str(example);
        out.push_str("]\n");
    }
    out.push_str(
        "
# What a target may say:
#
# [targets.vscode]
# path = \".vscode/mcp.json\"             # another file than the host's own
# only = [\"search\"]                     # no other servers
# strategy = \"overwrite\"
# bridge = \"mcp-remote\"                 # reach remote servers by a program, where the host cannot
# [targets.vscode.servers.search]       # what differs for one server
# skip = true                           # or any of:
# rename = \"find\"
# replace-args = { \"--for=claude\" = \"--for=vscode\" }
# set = { tool_timeout = 120, env = { LOG = \"debug\" } }
# unset = [\"cwd\"]
",
    );
    out
}
