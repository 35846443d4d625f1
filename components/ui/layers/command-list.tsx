'use client'
import { Command as Cmdk } from 'cmdk'
import type { Command, CommandWords } from '#components/ui/command-palette.tsx'
import { SearchIcon } from '#components/ui/icons.tsx'
import { Kbd } from '#components/ui/kbd.tsx'
import { rankCommand } from '#components/ui/layers/rank-command.ts'

/** Unique, where two labels may be equal. */
function nameItem({ label, id }: Command): string {
  return `${label} ${id}`
}

/** The search and list of the palette, loaded on first use. */
export function CommandList({
  words,
  commands,
  onDone,
}: {
  readonly words: CommandWords
  readonly commands: readonly Command[]
  readonly onDone: () => void
}) {
  const groups = Map.groupBy(commands, (command) => command.group)
  const labels = new Map(commands.map((command) => [nameItem(command), command.label]))
  return (
    <Cmdk
      label={words.title}
      loop
      filter={(item, typed, keywords) => rankCommand(labels.get(item) ?? item, keywords ?? [], typed)}
    >
      <div className="sticky top-0 flex items-center gap-2 border-b border-line bg-raised px-3">
        <SearchIcon size={16} className="shrink-0 text-muted" />
        <Cmdk.Input
          autoFocus
          placeholder={words.search}
          className="h-11 w-full bg-transparent text-base outline-none placeholder:text-muted"
        />
      </div>
      <Cmdk.List className="p-1">
        <Cmdk.Empty className="p-3 text-muted">{words.nothingFound}</Cmdk.Empty>
        {[...groups].map(([group, members]) => (
          <Cmdk.Group
            key={group}
            heading={group}
            className="**:[[cmdk-group-heading]]:px-2 **:[[cmdk-group-heading]]:pt-2 **:[[cmdk-group-heading]]:pb-1 **:[[cmdk-group-heading]]:text-small **:[[cmdk-group-heading]]:text-muted"
          >
            {members.map((command) => (
              <Cmdk.Item
                key={command.id}
                value={nameItem(command)}
                keywords={[group, ...(command.keywords ?? [])]}
                disabled={command.disabledReason !== undefined}
                onSelect={() => {
                  onDone()
                  command.onSelect()
                }}
                className="flex min-h-9 cursor-default items-center gap-2.5 rounded-control px-2 select-none data-[disabled=true]:opacity-60 data-[selected=true]:bg-hover"
              >
                <span className="inline-flex w-4 shrink-0 text-muted">{command.icon}</span>
                <span className="min-w-0 grow truncate">{command.label}</span>
                {command.disabledReason ? (
                  <span className="text-small text-muted">{command.disabledReason}</span>
                ) : null}
                {command.keys ? <Kbd keys={command.keys} /> : null}
              </Cmdk.Item>
            ))}
          </Cmdk.Group>
        ))}
      </Cmdk.List>
    </Cmdk>
  )
}
