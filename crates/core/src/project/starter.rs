//! The `mcpglot.toml` to begin with.

use alloc::borrow::ToOwned;
use alloc::string::String;

use super::Settings;
use crate::hosts::Host;
use crate::ops::Strategy;
use crate::syntax::{self, Syntax, Value};

/// The text of new settings for a project whose servers stand in `source`. Of `settled` they say the host, the strategy, and the
/// targets with their files and strategies; without any target, one of `others` is named as an example.
#[must_use]
pub fn starter(source: &str, settled: &Settings<'_>, others: &[&Host]) -> String {
    let quoted = |text: &str| syntax::print(&Value::string(text), Syntax::Toml);
    let strategy = |strategy| if strategy == Strategy::Overwrite { "overwrite" } else { "merge" };
    let mut out = "\
# Which file the MCP servers of this project stand in, and who else gets them: `mcpglot sync` brings them there,
# `mcpglot sync --check` tells what has drifted. `mcpglot explain` and `mcpglot hosts` know the rest.

# The one file that is edited by hand.
source = "
        .to_owned();
    out.push_str(&quoted(source));
    out.push_str("\n\n# The host whose file it is, where the file does not tell.\n");
    out.push_str(if settled.from.is_some() { "from = " } else { "# from = " });
    out.push_str(&quoted(settled.from.map_or("claude-code", |from| from.id)));
    out.push_str(
        "

# \"merge\" keeps what only a target has; with \"overwrite\" it has the source's servers and no others.
strategy = ",
    );
    out.push_str(&quoted(strategy(settled.strategy)));
    out.push_str(
        "

# Refuses a target if anything would be lost.
# strict = true

# Lists the files that are written in `.gitignore`.
# gitignore = true

# Who gets the servers: a table each, named by the host.
",
    );
    for target in &settled.targets {
        out.push_str("[targets.");
        out.push_str(target.host.id);
        out.push_str("]\n");
        for (key, value) in [("path = ", target.path.as_deref()), ("strategy = ", target.strategy.map(strategy))] {
            if let Some(value) = value {
                out.push_str(key);
                out.push_str(&quoted(value));
                out.push('\n');
            }
        }
    }
    if settled.targets.is_empty() {
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
# host = \"vscode\"                       # where the table has a name of its own
# path = \".vscode/mcp.json\"             # another file than the host's own
# only = [\"search\"]                     # no other servers
# strategy = \"overwrite\"
# bridge = \"mcp-remote\"                 # reach remote servers by a program, where the host cannot
# [targets.vscode.servers.search]       # what differs for one server
# skip = true                           # or any of:
# rename = \"find\"
# replace-args = { \"--for=claude\" = \"--for=vscode\" }
# set = { env = { LOG = \"debug\" } }
# unset = [\"cwd\"]
",
    );
    out
}
