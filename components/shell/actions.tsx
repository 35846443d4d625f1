'use client'
import {
  createContext,
  type ReactNode,
  useContext,
  useLayoutEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react'

/** Something a person can do here and now. Every one is in the palette; those with `keys` also in the `?` sheet. */
export interface Action {
  readonly id: string
  readonly label: string
  readonly group: string
  /** `g o` is g then o; `mod+k` is Ctrl or Cmd with k; a lone letter or sign stands for itself. */
  readonly keys?: string
  readonly keywords?: readonly string[]
  readonly icon?: ReactNode
  readonly disabledReason?: string
  /** Kept out of the palette: it makes sense only as a key. */
  readonly keyOnly?: boolean
  readonly run: () => void
}

export interface ActionStore {
  add(owner: object, actions: readonly Action[]): void
  remove(owner: object): void
  list(): readonly Action[]
  subscribe(listen: () => void): () => void
}

/** The actions of the mounted components, in the order in which they came. */
export function createActionStore(): ActionStore {
  const byOwner = new Map<object, readonly Action[]>()
  const listeners = new Set<() => void>()
  let all: readonly Action[] = []
  const changed = () => {
    all = [...byOwner.values()].flat()
    for (const listen of listeners) listen()
  }
  return {
    add(owner, actions) {
      byOwner.set(owner, actions)
      changed()
    },
    remove(owner) {
      byOwner.delete(owner)
      changed()
    },
    list: () => all,
    subscribe(listen) {
      listeners.add(listen)
      return () => listeners.delete(listen)
    },
  }
}

const ActionsContext = createContext<ActionStore | undefined>(undefined)

export function ActionsProvider({ children }: { readonly children: ReactNode }) {
  const [store] = useState(createActionStore)
  return <ActionsContext value={store}>{children}</ActionsContext>
}

function useActionStore(): ActionStore {
  const store = useContext(ActionsContext)
  if (!store) throw new Error('actions need the frame (ActionsProvider) around them')
  return store
}

/**
 * Offers actions while the component is mounted. The newest `run` is always the one called, so the list may be built
 * anew on each render; what is listed changes only when an id, a word or a key does. Before the page is painted, so that
 * the keys of what is seen are heard.
 */
export function useActions(actions: readonly Action[]): void {
  const store = useActionStore()
  const newest = useRef(actions)
  useLayoutEffect(() => {
    newest.current = actions
  })
  const shape = JSON.stringify(
    actions.map(({ id, label, group, keys, keywords, disabledReason, keyOnly }) => [
      id,
      label,
      group,
      keys,
      keywords,
      disabledReason,
      keyOnly,
    ]),
  )
  // biome-ignore lint/correctness/useExhaustiveDependencies: `shape` stands for what of the actions is shown.
  useLayoutEffect(() => {
    const owner = {}
    store.add(
      owner,
      newest.current.map((action) => ({
        ...action,
        run: () => newest.current.find((now) => now.id === action.id)?.run(),
      })),
    )
    return () => store.remove(owner)
  }, [store, shape])
}

/** Reads the list as it stands then, without drawing anew whenever it changes. */
export function useActionReader(): () => readonly Action[] {
  return useActionStore().list
}

const noActions: readonly Action[] = []

export function useActionList(): readonly Action[] {
  const store = useActionStore()
  return useSyncExternalStore(store.subscribe, store.list, () => noActions)
}
