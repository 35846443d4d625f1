'use client'
import { useSearchParams } from 'next/navigation'
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo } from 'react'
import { LiveSettingsProvider } from '#components/query/live-settings.tsx'
import { useSession } from '#components/query/use-session.ts'
import { usePreference } from '#components/shell/preferences.ts'
import {
  buildSharedView,
  buildViewQuery,
  builtInView,
  parseSharedView,
  type SharedView,
} from '#components/shell/url.ts'
import { useHydrated } from '#components/ui/use-hydrated.ts'

interface ViewContextValue {
  readonly view: SharedView
  /** False until it is known which view to ask for; `enabled: ready` keeps calls from asking twice. */
  readonly ready: boolean
  readonly setView: (change: Partial<SharedView>) => void
  /** The shared view as the query of a link to another screen. */
  readonly viewQuery: string
}

const ViewContext = createContext<ViewContextValue | undefined>(undefined)

/** The namespaces, range and refresh that all screens share. Use it in screens; the frame provides it. */
export function useView(): ViewContextValue {
  const value = useContext(ViewContext)
  if (!value) throw new Error('useView needs the frame (ViewProvider) around it')
  return value
}

/**
 * Holds the shared view: the URL says it, else what this browser remembers, else the console's settings. An incomplete
 * URL is completed in place, so that it can be copied as it stands.
 */
export function ViewProvider({ children }: { readonly children: ReactNode }) {
  const query = useSearchParams()
  const hydrated = useHydrated()
  const [remembered, remember] = usePreference('view')
  // A session that fails must not hold the screen back; the built-in settings do.
  const { session, settled } = useSession()

  const fromUrl = useViewOfUrl()
  const fromMemory = useMemo(() => parseSharedView(new URLSearchParams(remembered ?? '')), [remembered])
  const settings = session?.console
  const view = useMemo<SharedView>(
    () => ({
      ...builtInView,
      ...(settings ? { rangeSeconds: settings.defaultRangeSeconds } : {}),
      ...(settings?.defaultRefreshSeconds ? { refresh: settings.defaultRefreshSeconds } : {}),
      ...fromMemory,
      ...fromUrl,
    }),
    [fromMemory, fromUrl, settings],
  )
  const complete = isComplete(fromUrl)
  const ready = complete || (hydrated && (settled || isComplete({ ...fromMemory, ...fromUrl })))

  useEffect(() => {
    if (ready && !complete) replaceQuery(buildSharedView(view, new URLSearchParams(query)))
  }, [ready, complete, view, query])

  const setView = useCallback(
    (change: Partial<SharedView>) => {
      const next = { ...view, ...change }
      // Paused is a state of the moment, not a habit.
      remember(buildSharedView(next.refresh === 'paused' ? { ...next, refresh: builtInView.refresh } : next))
      replaceQuery(buildSharedView(next, new URLSearchParams(window.location.search)))
    },
    [view, remember],
  )
  const value = useMemo(
    () => ({
      view,
      ready,
      setView,
      viewQuery: buildViewQuery(new URLSearchParams(buildSharedView(view))),
    }),
    [view, ready, setView],
  )
  const live = useMemo(
    () => ({
      intervalMs: typeof view.refresh === 'number' ? view.refresh * 1_000 : undefined,
      paused: view.refresh === 'paused',
      ready,
    }),
    [view.refresh, ready],
  )
  return (
    <ViewContext value={value}>
      <LiveSettingsProvider settings={live}>{children}</LiveSettingsProvider>
    </ViewContext>
  )
}

/** Of its own keys alone: what a screen writes into the URL for itself leaves the view as it is. */
function useViewOfUrl(): Partial<SharedView> {
  const shared = buildViewQuery(new URLSearchParams(useSearchParams()))
  return useMemo(() => parseSharedView(new URLSearchParams(shared)), [shared])
}

function isComplete(view: Partial<SharedView>): boolean {
  return view.namespaces !== undefined && view.rangeSeconds !== undefined && view.refresh !== undefined
}

/** Next follows `history.replaceState` with its own hooks, without asking the server for the page again. */
function replaceQuery(query: string): void {
  window.history.replaceState(null, '', `${query}${window.location.hash}`)
}
