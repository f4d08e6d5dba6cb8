/**
 * `cachescope completion bash|zsh|fish`: prints a script for the shell. The scripts are small: they ask `cachescope __complete` with the
 * words typed so far, so they stay right when commands change.
 */
import type { CommandContext } from '../command.ts';
import { jsonVersion } from '../command.ts';

const bash = `# bash completion for cachescope
_cachescope() {
  local line words=("\${COMP_WORDS[@]:1:COMP_CWORD}")
  # bash splits words at colons and equal signs, too: join them again.
  if declare -F _get_comp_words_by_ref >/dev/null; then
    local cur prev cword all
    _get_comp_words_by_ref -n := -w all -i cword cur
    words=("\${all[@]:1:cword}")
  fi
  COMPREPLY=()
  while IFS= read -r line; do
    [[ -n $line ]] && COMPREPLY+=("\${line%%$'\\t'*}")
  done < <(cachescope __complete "\${words[@]}" 2>/dev/null)
  declare -F __ltrim_colon_completions >/dev/null && __ltrim_colon_completions "\${cur-}"
}
complete -o default -F _cachescope cachescope
`;

const zsh = `#compdef cachescope
_cachescope() {
  local line
  local -a values
  while IFS= read -r line; do
    [[ -n $line ]] && values+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done < <(cachescope __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)
  if (( \${#values} )); then _describe cachescope values; else _files; fi
}
compdef _cachescope cachescope
`;

const fish = `# fish completion for cachescope
function __cachescope_complete
  set -l words (commandline -opc) (commandline -ct)
  cachescope __complete $words[2..-1] 2>/dev/null
end
complete -c cachescope -f -a '(__cachescope_complete)'
`;

const scripts: Readonly<Record<string, string>> = { bash, zsh, fish };

/** Prints the script. */
export async function command({ positionals, output }: CommandContext): Promise<number> {
  const shell = positionals[0] ?? 'bash';
  const script = scripts[shell] ?? bash;
  if (output.json) output.printJson({ version: jsonVersion, command: 'completion', shell, script });
  else output.stdout.write(script);
  return 0;
}
