//! Completion scripts, from the table of the command line.

use std::fmt::Write;

use crate::args::{COMMANDS, Command, Takes, host_ids, source_ids};

/// The script for `shell`: `bash`, `zsh` or `fish`.
pub(crate) fn script(shell: &str) -> String {
    match shell {
        "fish" => fish(),
        "zsh" => zsh(),
        _ => bash(),
    }
}

/// The words that can stand for a value; `None` where it is a file.
fn words(takes: Takes) -> Option<Vec<&'static str>> {
    match takes {
        Takes::File => None,
        Takes::Nothing => Some(Vec::new()),
        Takes::Text("CODE") => Some(mcpglot_core::diag::codes::ALL.iter().map(|code| code.id).collect()),
        Takes::Text(_) => Some(Vec::new()),
        Takes::Host => Some(host_ids().collect()),
        Takes::Source => Some(source_ids().collect()),
        Takes::One(_, choices) => Some(choices.to_vec()),
    }
}

fn names() -> String {
    COMMANDS.iter().map(|command| command.name).collect::<Vec<_>>().join(" ")
}

fn flags(command: &Command) -> String {
    command.flags().map(|flag| format!("--{}", flag.long)).collect::<Vec<_>>().join(" ")
}

/// `compgen` for bash and, by its emulation, zsh.
fn bash() -> String {
    let mut out = String::from(
        // A name may hold blanks: each stands in a line of its own, and is quoted where the shell can.
        "_mcpglot_files() {\n  local IFS=$'\\n'\n  COMPREPLY+=($(compgen -f -- \"$cur\"))\n  compopt -o filenames 2>/dev/null\n}\n\
         _mcpglot() {\n  local cur=\"${COMP_WORDS[COMP_CWORD]}\" prev=\"${COMP_WORDS[COMP_CWORD-1]}\"\n  COMPREPLY=()\n",
    );
    let _ = writeln!(out, "  if [ \"$COMP_CWORD\" = 1 ]; then COMPREPLY=($(compgen -W '{}' -- \"$cur\")); return; fi", names());
    out.push_str("  case \"${COMP_WORDS[1]} $prev\" in\n");
    for command in COMMANDS {
        for flag in command.flags().filter(|flag| flag.takes != Takes::Nothing) {
            let reply = match words(flag.takes) {
                None => "_mcpglot_files".to_owned(),
                Some(words) => format!("COMPREPLY=($(compgen -W '{}' -- \"$cur\"))", words.join(" ")),
            };
            let _ = writeln!(out, "    '{} --{}') {reply}; return;;", command.name, flag.long);
        }
    }
    out.push_str("  esac\n  case \"${COMP_WORDS[1]}\" in\n");
    for command in COMMANDS {
        let reply = match words(command.completes) {
            None => "); _mcpglot_files".to_owned(),
            Some(words) => format!(" $(compgen -W '{}' -- \"$cur\"))", words.join(" ")),
        };
        let _ = writeln!(out, "    {}) COMPREPLY=($(compgen -W '{}' -- \"$cur\"){reply};;", command.name, flags(command));
    }
    out.push_str("  esac\n}\ncomplete -F _mcpglot mcpglot\n");
    out
}

fn zsh() -> String {
    format!("#compdef mcpglot\nautoload -U +X bashcompinit && bashcompinit\n{}", bash())
}

fn fish() -> String {
    let mut out = String::from("complete -c mcpglot -f\n");
    for command in COMMANDS {
        let _ = writeln!(out, "complete -c mcpglot -n __fish_use_subcommand -a {}", command.name);
        let seen = format!("complete -c mcpglot -n '__fish_seen_subcommand_from {}'", command.name);
        match words(command.completes) {
            None => out.push_str(&format!("{seen} -F\n")),
            Some(words) => out.push_str(&format!("{seen} -a '{}'\n", words.join(" "))),
        }
        for flag in command.flags() {
            let takes = match (flag.takes, words(flag.takes)) {
                (Takes::Nothing, _) => String::new(),
                (_, None) => " -r -F".to_owned(),
                (_, Some(words)) => format!(" -x -a '{}'", words.join(" ")),
            };
            let _ = writeln!(out, "{seen} -l {}{takes}", flag.long);
        }
    }
    out
}
