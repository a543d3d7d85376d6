//! Completion scripts, from the table of the command line.

use std::fmt::Write;

use crate::args::{COMMANDS, Command, TARGETS, Takes, host_ids, source_ids};
use crate::commands::explain;

/// The script for `shell`: `bash`, `zsh` or `fish`.
pub(crate) fn script(shell: &str) -> String {
    match shell {
        "fish" => fish(),
        "zsh" => zsh(),
        _ => bash(),
    }
}

/// The words that can stand for a value of a command.
fn words(command: &Command, takes: Takes) -> String {
    let words: Vec<&str> = match takes {
        Takes::Text("CODE") => explain::codes().map(|(_, code)| code).collect(),
        Takes::Text("HOST|mcpglot") => host_ids().chain(["mcpglot"]).collect(),
        Takes::Host | Takes::Origin | Takes::Texts(TARGETS) => host_ids().collect(),
        Takes::Source => source_ids().collect(),
        Takes::One("FORMAT", _) => command.formats().to_vec(),
        Takes::One(_, choices) => choices.to_vec(),
        Takes::Nothing | Takes::Text(_) | Takes::Texts(_) | Takes::File => Vec::new(),
    };
    words.join(" ")
}

/// Whether it can be a file.
fn is_file(takes: Takes) -> bool {
    matches!(takes, Takes::File | Takes::Origin)
}

/// `compgen` for bash and, by its emulation, zsh.
fn bash() -> String {
    let mut out = String::from(
        // A name may hold blanks, and what looks like a pattern: each stands in a line of its own, is read as it is, and is quoted
        // where the shell can. The command is the first word that is no option.
        "_mcpglot_files() {\n  local name\n  while IFS= read -r name; do COMPREPLY+=(\"$name\"); done < <(compgen -f -- \"$cur\")\n  \
         compopt -o filenames 2>/dev/null\n}\n\
         _mcpglot_words() { COMPREPLY+=($(compgen -W \"$1\" -- \"$cur\")); }\n\
         _mcpglot() {\n  local cur=\"${COMP_WORDS[COMP_CWORD]}\" prev=\"${COMP_WORDS[COMP_CWORD-1]}\" command= at\n  COMPREPLY=()\n  \
         for ((at = 1; at < COMP_CWORD; at++)); do\n    case \"${COMP_WORDS[at]}\" in\n      --format|--color) ((at++));;\n      \
         -*) ;;\n      *) command=\"${COMP_WORDS[at]}\"; break;;\n    esac\n  done\n",
    );
    let names: Vec<&str> = COMMANDS.iter().map(|command| command.name).collect();
    let _ = writeln!(out, "  case \"$command $prev\" in\n    ' '*) _mcpglot_words '{}'; return;;", names.join(" "));
    for command in COMMANDS {
        for flag in command.flags().filter(|flag| flag.takes != Takes::Nothing) {
            let files = if is_file(flag.takes) { " _mcpglot_files;" } else { "" };
            let words = words(command, flag.takes);
            let _ = writeln!(out, "    '{} --{}') _mcpglot_words '{words}';{files} return;;", command.name, flag.long);
        }
    }
    out.push_str("  esac\n  case \"$command\" in\n");
    for command in COMMANDS {
        let flags: String = command.flags().map(|flag| format!(" --{}", flag.long)).collect();
        let files = if is_file(command.completes) { " _mcpglot_files;" } else { "" };
        let _ = writeln!(out, "    {}) _mcpglot_words '{}{flags}';{files};", command.name, words(command, command.completes));
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
        let files = if is_file(command.completes) { " -F" } else { "" };
        let _ = writeln!(out, "{seen}{files} -a '{}'", words(command, command.completes));
        for flag in command.flags() {
            let takes = match flag.takes {
                Takes::Nothing => String::new(),
                takes => format!(" -{} -a '{}'", if is_file(takes) { "r -F" } else { "x" }, words(command, takes)),
            };
            let _ = writeln!(out, "{seen} -l {}{takes}", flag.long);
        }
    }
    out
}
