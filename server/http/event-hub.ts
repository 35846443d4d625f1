import type { EventHub, MeshEvent, NumberedEvent } from '#server/adapters/process-state.ts'
import type { Adapters } from '#server/usecases/context.ts'

/**
 * Numbers the changes that adapters tell. `epoch` is a word of this process alone, so that an id from before a restart
 * is recognised.
 */
export function createEventHub(adapters: Adapters, epoch: string): EventHub {
  const newest = new Map<MeshEvent['topic'], NumberedEvent & { readonly number: number }>()
  const listeners = new Set<(event: NumberedEvent) => void>()
  let count = 0
  const tell = (event: MeshEvent) => {
    count += 1
    const numbered = { id: `${epoch}.${count}`, number: count, event }
    // Deleted first, so that the map's order stays the order of events.
    newest.delete(event.topic)
    newest.set(event.topic, numbered)
    for (const listen of [...listeners]) listen(numbered)
  }
  const undo = [
    adapters.kubernetes.onChange(tell),
    adapters.prometheus?.onChange(() => tell({ topic: 'sources' })),
    adapters.istiod?.onChange(() => tell({ topic: 'sources' })),
    adapters.tracing?.onChange(() => tell({ topic: 'sources' })),
    ...Object.values(adapters.finders ?? {}).map((finder) =>
      finder.onChange(() => tell({ topic: 'sources' })),
    ),
  ]
  return {
    listAfter: (lastId) => {
      const [, given, number] = /^(.+)\.(\d+)$/.exec(lastId) ?? []
      const seen = given === epoch ? Number(number) : 0
      return [...newest.values()].filter((event) => event.number > seen)
    },
    subscribe: (listen) => {
      listeners.add(listen)
      return () => listeners.delete(listen)
    },
    close: () => {
      for (const stop of undo) stop?.()
      listeners.clear()
    },
  }
}
