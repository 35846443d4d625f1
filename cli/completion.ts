import type { Command } from 'commander'

export const shells = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof shells)[number]

interface Words {
  readonly commands: readonly { readonly name: string; readonly description: string }[]
  /** Flags, and arguments with a fixed choice, by the command's name. */
  readonly after: ReadonlyMap<string, readonly string[]>
}

/** A script that the shell reads to complete commands, flags and fixed choices; made from the commands themselves. */
export function buildCompletion(program: Command, shell: Shell): string {
  const words = listWords(program)
  if (shell === 'fish') return buildFish(words)
  return shell === 'zsh'
    ? `#compdef vardia\nautoload -U +X bashcompinit && bashcompinit\n${buildBash(words)}`
    : buildBash(words)
}

function listWords(program: Command): Words {
  return {
    commands: program.commands.map((command) => ({
      name: command.name(),
      description: command.description(),
    })),
    after: new Map(
      program.commands.map((command) => [
        command.name(),
        [
          ...command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
          ...command.options.flatMap(({ long }) => long ?? []),
          '--help',
        ],
      ]),
    ),
  }
}

function buildBash({ commands, after }: Words): string {
  const cases = [...after].map(([name, words]) => `    ${name}) words="${words.join(' ')}" ;;`)
  return [
    '_vardia() {',
    '  local words',
    `  case "\${COMP_WORDS[1]}" in`,
    ...cases,
    `    *) words="${commands.map(({ name }) => name).join(' ')} --help --version" ;;`,
    '  esac',
    `  [ "$COMP_CWORD" -eq 1 ] && words="${commands.map(({ name }) => name).join(' ')} --help --version"`,
    `  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))`,
    '}',
    'complete -F _vardia vardia',
    '',
  ].join('\n')
}

function buildFish({ commands, after }: Words): string {
  const first = commands.map(
    ({ name, description }) =>
      `complete -c vardia -f -n __fish_use_subcommand -a ${name} -d '${description.replaceAll("'", '')}'`,
  )
  const rest = [...after].flatMap(([name, words]) =>
    words.map((word) => {
      const given = word.startsWith('--') ? `-l ${word.slice(2)}` : `-a ${word}`
      return `complete -c vardia -f -n '__fish_seen_subcommand_from ${name}' ${given}`
    }),
  )
  return [...first, ...rest, ''].join('\n')
}
