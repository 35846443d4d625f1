import { homedir } from 'node:os'
import type { Logger } from 'pino'
import { openAudit } from '#server/adapters/audit/open-audit.ts'
import type { StoredAuditEvent } from '#server/adapters/audit/types.ts'
import { type Database, openDatabase } from '#server/adapters/database/open-database.ts'
import { openFinder } from '#server/adapters/finding/open-finder.ts'
import type { Finder } from '#server/adapters/finding/types.ts'
import { openHistory } from '#server/adapters/history/open-history.ts'
import { watchChanges } from '#server/adapters/history/watch-changes.ts'
import { openIstiod, openIstiodOver } from '#server/adapters/istiod/open-istiod.ts'
import type { IstiodAdapter } from '#server/adapters/istiod/types.ts'
import { openKubernetes } from '#server/adapters/kubernetes/open-kubernetes.ts'
import type { KubernetesAdapter } from '#server/adapters/kubernetes/types.ts'
import { openOpenid } from '#server/adapters/openid/open-openid.ts'
import type { Meter } from '#server/adapters/process-state.ts'
import { openFoundTransport } from '#server/adapters/prometheus/found-transport.ts'
import { openPrometheus, openPrometheusOver } from '#server/adapters/prometheus/open-prometheus.ts'
import { readHeaders } from '#server/adapters/prometheus/read-settings.ts'
import type { PrometheusAdapter } from '#server/adapters/prometheus/types.ts'
import { type SelfWatch, watchSelf } from '#server/adapters/self/watch-self.ts'
import { openAttempts } from '#server/adapters/sessions/open-attempts.ts'
import { openSessions } from '#server/adapters/sessions/open-sessions.ts'
import type { SessionsAdapter } from '#server/adapters/sessions/types.ts'
import { openTracing, openTracingOver } from '#server/adapters/tracing/open-tracing.ts'
import { readHeaders as readTracingHeaders } from '#server/adapters/tracing/read-settings.ts'
import type { TracingAdapter } from '#server/adapters/tracing/types.ts'
import { openFoundWay } from '#server/adapters/upstream/found-fetch.ts'
import type { Config } from '#server/config/schema.ts'
import { tellSettings } from '#server/config/tell-settings.ts'
import { listMeshKinds, meshKinds, nameKind } from '#server/mesh/objects/kinds.ts'
import type { FoundSource } from '#server/mesh/telemetry/rules.ts'
import type { Adapters, Finders } from '#server/usecases/context.ts'
import { openTextChecker } from '#server/workers/open-text-checker.ts'

/** Sources that somebody opened already: those of files. */
export interface GivenSources {
  readonly kubernetes: KubernetesAdapter
  readonly prometheus?: PrometheusAdapter
}

/**
 * The one composition root: opens every configured data source. Opening asks nothing that it waits for; a source that
 * is down is a state of its adapter, not an error here. Sources without an address are looked for in the cluster,
 * but for a cluster that was given: there is nothing to look through.
 */
export function openAdapters(config: Config, log: Logger, meter: Meter, given?: GivenSources): Adapters {
  const kubernetes = given?.kubernetes ?? openKubernetes(config, log)
  const finders: Finders = given ? {} : openFinders(config, kubernetes)
  const self = watchSelf(tellSettings(config))
  const watch = { meter, self }
  const prometheus = openMetrics(config, finders.prometheus) ?? given?.prometheus
  const tracing = openTraces(config, finders.tracing)
  const istiod = openControl(config, finders.istiod)
  return {
    kubernetes: measureVerbs(kubernetes, 'kubernetes', ['readSnapshot', 'readAccess'], watch),
    finders,
    texts: openTextChecker(),
    ...(given ? {} : openKept(config, kubernetes, log)),
    ...(config.VARDIA_AUTH === 'openid' && { openid: openOpenid(config) }),
    ...(prometheus
      ? { prometheus: measureVerbs(prometheus, 'prometheus', ['query', 'queryRange', 'readFacts'], watch) }
      : {}),
    ...(tracing && {
      tracing: measureVerbs(tracing, 'tracing', ['listServices', 'findTraces', 'readTrace'], watch),
    }),
    ...(istiod && { istiod }),
    self,
  }
}

/**
 * What the console keeps, in one database: two connections to one SQLite file would wait for each other within this process.
 */
function openKept(
  config: Config,
  kubernetes: KubernetesAdapter,
  log: Logger,
): Required<Pick<Adapters, 'history' | 'audit' | 'sessions' | 'attempts'>> {
  const folder = readDataFolder(config)
  const database: Database = openDatabase({ url: config.VARDIA_DATABASE_URL, folder })
  /** Of the cluster that is looked at: its kube-system namespace is never made anew. */
  const readUid = () => kubernetes.peekSnapshot()?.find('Namespace', '', 'kube-system')?.metadata.uid
  return {
    history: openHistory(database, {
      cluster: () => readUid() || kubernetes.status().address,
      limits: { retentionDays: config.VARDIA_HISTORY_DAYS, mostChanges: config.VARDIA_HISTORY_CHANGES },
    }),
    audit: openAudit(database, {
      clusters: () => {
        const uid = readUid()
        const { address } = kubernetes.status()
        return uid ? [uid, address] : [address]
      },
      limits: { retentionDays: config.VARDIA_AUDIT_DAYS, mostRows: config.VARDIA_AUDIT_ROWS },
      onFailure: (err) => log.error({ err }, 'the audit trail cannot be written'),
      ...(config.VARDIA_AUDIT_STDOUT && { tell: tellOnStdout }),
    }),
    sessions: openKeptSessions(config, database),
    attempts: openAttempts(database),
  }
}

/** The folder of the console's own database; undefined for memory. */
export function readDataFolder({
  VARDIA_DATA_DIR: given,
}: Pick<Config, 'VARDIA_DATA_DIR'>): string | undefined {
  return given === 'none' ? undefined : given.replace(/^~(?=\/)/, homedir())
}

/** One JSON line, for who collects what containers write. */
function tellOnStdout({ atMs, ...event }: StoredAuditEvent): void {
  process.stdout.write(`${JSON.stringify({ audit: 1, at: new Date(atMs).toISOString(), ...event })}\n`)
}

function openKeptSessions(config: Config, database: Database): SessionsAdapter {
  const key = {
    key: config.VARDIA_SESSION_KEY,
    file: config.VARDIA_SESSION_KEY_FILE,
    folder: readDataFolder(config),
  }
  return openSessions(database, key, {
    idleMs: config.VARDIA_SESSION_IDLE_MINUTES * 60_000,
    longestMs: config.VARDIA_SESSION_HOURS * 3_600_000,
  })
}

/**
 * From now on what is changed elsewhere is kept too. A command that ends with its answer has no use for it.
 *
 * @returns ends the watch
 */
export function watchHistory({ kubernetes, history }: Adapters, log: Logger): () => Promise<void> {
  if (!history) return async () => undefined
  const watch = watchChanges(
    {
      peekSnapshot: () => kubernetes.peekSnapshot(),
      onChange: (listen) => kubernetes.onChange(({ topic }) => topic === 'mesh' && listen()),
      formatVersion: (kind) => {
        const { group, versions } = meshKinds[kind]
        const version = kubernetes.listVersions(kind)[0] ?? versions[0]
        return group === '' ? version : `${group}/${version}`
      },
      readStored: async ({ apiVersion, kind, group, namespace, name }) => {
        const [reading] = kubernetes.listIdentities()
        const known = listMeshKinds().find(
          (each) => nameKind(each) === kind && meshKinds[each].group === group,
        )
        if (!reading || !known) throw new Error(`no ${kind} can be read`)
        const resource = { apiVersion, plural: meshKinds[known].resource, namespace, name }
        return kubernetes.readResource(reading, resource, AbortSignal.timeout(readMs))
      },
    },
    history,
    { onFailure: (err) => log.warn({ err }, 'a change made elsewhere could not be kept') },
  )
  history.noteWatch(watch.sinceMs)
  return watch.stop
}

const readMs = 10_000

function openTraces(config: Config, finder: Finder | undefined): TracingAdapter | undefined {
  const { VARDIA_TRACING_URL } = config
  if (VARDIA_TRACING_URL) return openTracing({ ...config, VARDIA_TRACING_URL })
  return finder && openTracingOver(config, openFoundWay(finder, readTracingHeaders(config)))
}

function openControl(config: Config, finder: Finder | undefined): IstiodAdapter | undefined {
  if (config.VARDIA_ISTIOD_URL.length > 0) return openIstiod(config)
  return finder && openIstiodOver([openFoundWay(finder)])
}

function openMetrics(config: Config, finder: Finder | undefined): PrometheusAdapter | undefined {
  const { VARDIA_PROMETHEUS_URL } = config
  if (VARDIA_PROMETHEUS_URL) return openPrometheus({ ...config, VARDIA_PROMETHEUS_URL })
  return finder && openPrometheusOver(config, openFoundTransport(finder, readHeaders(config)))
}

/** What has an address is not looked for. */
function openFinders(config: Config, kubernetes: KubernetesAdapter): Finders {
  if (!config.VARDIA_FIND_SOURCES) return {}
  const find = (source: FoundSource) =>
    openFinder({
      source,
      cluster: kubernetes,
      rootNamespace: config.VARDIA_ROOT_NAMESPACE,
      namespaces: config.VARDIA_NAMESPACES,
    })
  return {
    ...(config.VARDIA_PROMETHEUS_URL ? {} : { prometheus: find('prometheus') }),
    ...(config.VARDIA_TRACING_URL ? {} : { tracing: find('tracing') }),
    ...(config.VARDIA_GRAFANA_URL ? {} : { grafana: find('grafana') }),
    ...(config.VARDIA_PERSES_URL ? {} : { perses: find('perses') }),
    ...(config.VARDIA_ISTIOD_URL.length > 0 ? {} : { istiod: find('istiod') }),
  }
}

export async function closeAdapters(adapters: Adapters): Promise<void> {
  adapters.texts.close()
  adapters.prometheus?.close()
  adapters.istiod?.close()
  for (const finder of Object.values(adapters.finders ?? {})) finder.close()
  adapters.self?.close()
  // What waits to be written is, before the database closes with the history.
  await adapters.audit?.close()
  await Promise.all([adapters.kubernetes.close(), adapters.history?.close()])
}

/** The adapter with some verbs timed, and their failures remembered. Its other members stay as they are. */
function measureVerbs<Adapter extends object, Verb extends keyof Adapter & string>(
  adapter: Adapter,
  name: string,
  verbs: readonly Verb[],
  { meter, self }: { readonly meter: Meter; readonly self: SelfWatch },
): Adapter {
  const measured = { ...adapter }
  for (const verb of verbs) {
    // Every listed verb is an asynchronous function; the mapped type cannot say so of a key chosen by the caller.
    const ask = adapter[verb] as (...given: unknown[]) => Promise<unknown>
    const timed = async (...given: unknown[]) => {
      const startMs = performance.now()
      const count = (ok: boolean) =>
        meter.countUpstream({ adapter: name, verb, ok, seconds: (performance.now() - startMs) / 1000 })
      try {
        const answer = await ask(...given)
        count(true)
        return answer
      } catch (error) {
        count(false)
        self.noteFailure({ adapter: name, verb, error })
        throw error
      }
    }
    Object.assign(measured, { [verb]: timed })
  }
  return measured
}
