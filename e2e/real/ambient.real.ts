import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { authorizationAsk } from '#contract/authorization.ts'
import { configObject } from '#contract/config.ts'
import { mtls } from '#contract/mtls.ts'
import type { Manifest } from '#demo/world/types.ts'
import { type AskAdmin, askAs, loadObjects } from '#e2e/real/fidelity/kubernetes/load-cluster.ts'
import { buildPrograms } from '#e2e/real/servers/build-programs.ts'
import { startCluster } from '#e2e/real/servers/cluster.ts'
import { startIstiod } from '#e2e/real/servers/istiod.ts'
import { type ConsoleOverMesh, journeysOver } from '#e2e/support/journey.ts'
import { startConsole } from '#e2e/support/start-console.ts'

interface AmbientMesh extends ConsoleOverMesh {
  readonly istiodUrl: string
  readonly admin: AskAdmin
}

/** A cluster of its own, with an istiod that serves ztunnels and writes what it makes of policies for them. */
async function startAmbientMesh(): Promise<AmbientMesh> {
  const folder = await mkdtemp(join(tmpdir(), 'vardia-ambient-'))
  const programs = await buildPrograms()
  const cluster = await startCluster({ programs, folder })
  const { kubeconfigPath, users } = cluster.controlPlane
  const istiod = await startIstiod({ program: programs.istiod, folder, kubeconfigPath, ambient: true })
  const console = await startConsole({
    KUBECONFIG: kubeconfigPath,
    VARDIA_PROMETHEUS_URL: cluster.exporterUrl,
    VARDIA_ISTIOD_URL: istiod.monitoringUrl,
    VARDIA_CHECK_OUTPUT: 'true',
  })
  const stop = async () => {
    await console.stop()
    await istiod.stop()
    await cluster.stop()
    await rm(folder, { recursive: true, force: true })
  }
  const token = users.find(({ name }) => name === 'admin')?.token ?? ''
  return { console, istiodUrl: istiod.url, admin: askAs(cluster.controlPlane, token), stop }
}

const namespace = 'loyalty'
const security = '/apis/security.istio.io/v1/namespaces'
const policy = (kind: string, name: string, spec: object): Manifest => ({
  apiVersion: 'security.istio.io/v1',
  kind,
  metadata: { name, namespace },
  spec,
})
const of = (app: string) => ({ selector: { matchLabels: { app } } })
const peer = (app: string, spec: object) => policy('PeerAuthentication', app, { ...of(app), ...spec })

const journey = journeysOver(startAmbientMesh)

type Told = Readonly<Record<string, { readonly sent: string; readonly unmade: boolean }>>
const application = ['ledger-v1', 'points-v1', 'rewards-v1', 'valkey']

/** Of each workload the names of what istiod made of PeerAuthentication for its ztunnel, and whether one was never made. */
async function readIstiod({ istiodUrl }: AmbientMesh): Promise<Told> {
  const answer = Object(await (await fetch(`${istiodUrl}/debug/ambientz`)).json())
  const list = (of: unknown): readonly Record<string, unknown>[] => (Array.isArray(of) ? of : [])
  const made = new Set(list(answer.policies).map((one) => `${one['namespace']}/${one['name']}`))
  return Object.fromEntries(
    list(answer.workloads)
      .filter((one) => one['namespace'] === namespace && application.includes(String(one['workloadName'])))
      .map((one) => {
        const attached = [one['authorizationPolicies'] ?? []].flat().map(String)
        const converted = attached.filter((name) => /\/(istio_)?converted_/.test(name))
        const sent = converted
          .filter((name) => made.has(name))
          .toSorted()
          .join(', ')
        return [one['workloadName'], { sent, unmade: converted.some((name) => !made.has(name)) }]
      }),
  )
}

/** The same as the console tells it. */
async function readConsole(page: Page, { console }: AmbientMesh): Promise<Told> {
  const response = await page.request.get(`${console.url}/api/v1/mtls?namespaces=${namespace}`)
  const { workloads } = mtls.output.parse(await response.json())
  return Object.fromEntries(
    workloads
      .filter(({ name }) => application.includes(name))
      .map(({ name, takes }) => {
        const find = (code: string) => takes?.reasons.find((reason) => reason.code === code)
        const sent = find('mtls-ambient-converted')?.params['policies'] ?? ''
        return [name, { sent: String(sent), unmade: find('mtls-ambient-open') !== undefined }]
      }),
  )
}

journey(
  'what istiod makes of PeerAuthentication for ztunnel is told of each workload, and what it attaches and never makes',
  async ({ page, open, mesh }) => {
    const { admin } = mesh
    const refused = await loadObjects(admin, [
      peer('points', { mtls: { mode: 'STRICT' }, portLevelMtls: { 8080: { mode: 'PERMISSIVE' } } }),
      peer('rewards', { mtls: { mode: 'PERMISSIVE' }, portLevelMtls: { 8080: { mode: 'STRICT' } } }),
      peer('ledger', { portLevelMtls: { 9000: { mode: 'DISABLE' } } }),
    ])
    expect(refused).toEqual([])
    const strict = 'istio-system/istio_converted_static_strict'
    const expected = {
      'ledger-v1': { sent: strict, unmade: false },
      'points-v1': { sent: 'loyalty/converted_peer_authentication_points', unmade: false },
      'rewards-v1': { sent: 'loyalty/converted_peer_authentication_rewards', unmade: false },
      valkey: { sent: strict, unmade: false },
    }
    await expect.poll(() => readIstiod(mesh)).toEqual(expected)
    await expect.poll(() => readConsole(page, mesh)).toEqual(expected)
    await open('/security/mtls?ns=loyalty')
    const table = page.getByRole('table', { name: 'Mutual TLS of workloads' })
    await table
      .getByRole('row')
      .filter({ hasText: 'points-v1' })
      .getByRole('button', { name: /points-v1.*: (Mixed|STRICT|PERMISSIVE).*Why\?$/ })
      .first()
      .click()
    await page.getByText(/converted_peer_authentication_points/).waitFor()

    // A namespace that is UNSET under a STRICT mesh: istiod attaches the exception and never makes it.
    for (const [place, mode] of [
      ['istio-system', 'STRICT'],
      [namespace, 'UNSET'],
    ]) {
      const path = `${security}/${place}/peerauthentications/default`
      const { body } = await admin(path)
      const changed = { ...Object(body), spec: { mtls: { mode } } }
      expect((await admin(path, 'PUT', changed)).status).toBe(200)
    }
    const path = `${security}/${namespace}/peerauthentications/points`
    const { body } = await admin(path)
    const spec = { ...of('points'), portLevelMtls: { 8080: { mode: 'PERMISSIVE' } } }
    expect((await admin(path, 'PUT', { ...Object(body), spec })).status).toBe(200)
    // istiod keeps what it made of the others: it does not look at them again when a parent alone changes.
    const failsOpen = { sent: '', unmade: true }
    await expect.poll(async () => (await readIstiod(mesh))['points-v1']).toEqual(failsOpen)
    await expect.poll(async () => (await readConsole(page, mesh))['points-v1']).toEqual(failsOpen)
  },
)

journey(
  'the conditions that istiod writes on policies for ambient stand on their pages, and what they keep from ztunnel in the answer to a question',
  async ({ page, open, mesh }) => {
    const { admin, console } = mesh
    const authorization = (name: string, spec: object) => policy('AuthorizationPolicy', name, spec)
    const get = { rules: [{ to: [{ operation: { methods: ['GET'] } }] }] }
    const reference = (name: string) => ({ targetRefs: [{ group: '', kind: 'Service', name }], rules: [{}] })
    const refused = await loadObjects(admin, [
      authorization('layer-four', { ...of('rewards'), action: 'DENY', rules: [{}] }),
      authorization('layer-seven', { ...of('rewards'), ...get }),
      authorization('audits', { ...of('rewards'), action: 'AUDIT', rules: [{}] }),
      authorization('for-nobody', reference('nowhere')),
    ])
    expect(refused).toEqual([])
    const written = {
      'layer-four': 'ZtunnelAccepted True Accepted',
      'layer-seven': 'ZtunnelAccepted True UnsupportedValue',
      audits: 'ZtunnelAccepted False UnsupportedValue',
      'for-nobody': 'WaypointAccepted False TargetNotFound',
      'ledger-callers': 'WaypointAccepted True Accepted',
    }
    const readConditions = async () => {
      const names = Object.keys(written)
      const answers = names.map(async (name) => {
        const query = `kind=AuthorizationPolicy&namespace=${namespace}&name=${name}`
        const response = await page.request.get(`${console.url}/api/v1/config/object?${query}`)
        if (!response.ok()) return [name, response.status()]
        const { conditions } = configObject.output.parse(await response.json())
        return [name, conditions.map(({ type, status, reason }) => `${type} ${status} ${reason}`).join()]
      })
      return Object.fromEntries(await Promise.all(answers))
    }
    await expect.poll(readConditions).toEqual(written)

    await open('/config/loyalty/AuthorizationPolicy/audits?ns=loyalty&tab=status')
    await page.getByText('ztunnel does not support the AUDIT action').first().waitFor()
    await page.getByText('Warning', { exact: true }).first().waitFor()

    const question = { to: { namespace, workload: 'rewards-v1' }, from: { namespace, workload: 'points-v1' } }
    const response = await page.request.post(`${console.url}/api/v1/authorization/ask`, { data: question })
    const [answer] = authorizationAsk.output.parse(await response.json()).answers
    const ztunnel = answer?.hops.find(({ kind }) => kind === 'ztunnel')
    const says = ztunnel?.reasons.filter(({ code }) => code === 'access-istiod-says') ?? []
    expect(says.map(({ params }) => `${params['policy']} ${params['status']}`).toSorted()).toEqual([
      'loyalty/audits False',
      'loyalty/layer-seven True',
    ])
    await open('/security/access?ns=loyalty&tab=ask&from=loyalty/points-v1&to=loyalty/rewards-v1')
    await page
      .getByText(/^istiod writes of AuthorizationPolicy loyalty\/audits: ZtunnelAccepted is False/)
      .waitFor()
  },
)

/** A second waypoint of the namespace, which is what the first is under another name. */
async function addWaypoint({ admin }: AmbientMesh, name: string): Promise<void> {
  const rename = (text: string) => text.replaceAll(/\bwaypoint"/g, `${name}"`)
  const places = [
    '/api/v1/namespaces/loyalty/services',
    '/apis/apps/v1/namespaces/loyalty/deployments',
    '/apis/gateway.networking.k8s.io/v1/namespaces/loyalty/gateways',
  ]
  for (const place of places) {
    const { apiVersion, kind, metadata, spec } = Object((await admin(`${place}/waypoint`)).body)
    const { clusterIP: _ip, clusterIPs: _ips, ...rest } = spec
    const { labels = {}, annotations = {} } = metadata
    const copy = { apiVersion, kind, metadata: { name, namespace, labels, annotations }, spec: rest }
    const made = await admin(place, 'POST', JSON.parse(rename(JSON.stringify(copy))))
    expect([kind, made.status]).toEqual([kind, 201])
    if (kind !== 'Gateway') continue
    // istiod takes a waypoint for one once its Gateway tells an address, which the controller of gateways writes.
    const value = `${name}.${namespace}.svc.cluster.local`
    const status = { addresses: [{ type: 'Hostname', value }] }
    const told = await admin(`${place}/${name}/status`, 'PUT', { ...Object(made.body), status })
    expect(told.status).toBe(200)
  }
}

journey(
  'waypoints share a service by weight as istiod tells ztunnels, and the answer to a question says of each share what it may',
  async ({ page, open, mesh }) => {
    const { admin, console, istiodUrl } = mesh
    await addWaypoint(mesh, 'canary')
    const service = '/api/v1/namespaces/loyalty/services/ledger'
    const waypointOf = (host: unknown) => String(Object(Object(host).hostname).hostname).split('.', 1)[0]
    const tellIstiod = async () => {
      const answer = Object(await (await fetch(`${istiodUrl}/debug/ambientz`)).json())
      // What istiod writes of each service is compared, never trusted.
      const services = (answer.services ?? []) as readonly Record<string, unknown>[]
      const ledger = Object(services.find(({ name, namespace: of }) => name === 'ledger' && of === namespace))
      const weighted = [ledger.weightedWaypoints ?? []].flat()
      const shares =
        weighted.length > 0
          ? weighted
          : ledger.waypoint
            ? [{ destination: ledger.waypoint, weight: 100 }]
            : []
      return shares
        .filter(({ weight = 0 }) => weight > 0)
        .map(({ destination, weight }) => `${waypointOf(destination)} ${weight}`)
        .join()
    }
    const question = { from: { namespace, workload: 'points-v1' }, to: { namespace, service: 'ledger' } }
    const ask = async () => {
      const response = await page.request.post(`${console.url}/api/v1/authorization/ask`, { data: question })
      return authorizationAsk.output.parse(await response.json())
    }
    const tellConsole = async () => {
      const hops = (await ask()).answers.flatMap((answer) => answer.hops)
      return hops
        .filter(({ kind }) => kind === 'waypoint')
        .map(({ at, reasons }) => {
          const share = reasons.find(({ code }) => code === 'access-waypoint-share')
          return `${at?.name} ${share?.params['percent'] ?? 100}`
        })
        .join()
    }
    const label = 'istio.io/use-waypoint'
    const set = { [label]: 'waypoint', [`${label}-canary`]: 'canary' }
    const rows: readonly (readonly [Record<string, string>, string | null, string])[] = [
      [set, '10', 'waypoint 90,canary 10'],
      [set, '100', 'canary 100'],
      [set, 'half', 'waypoint 100'],
      [set, null, 'waypoint 100'],
      [{ ...set, [`${label}-canary`]: 'nowhere' }, '10', 'waypoint 100'],
      [{ ...set, [`${label}-canary`]: 'waypoint' }, '10', 'waypoint 100'],
      [set, '40', 'waypoint 60,canary 40'],
    ]
    for (const [labels, weight, shares] of rows) {
      const { body } = await admin(service)
      const { metadata, ...rest } = Object(body)
      const annotations = weight === null ? {} : { [`${label}-canary-weight`]: weight }
      const changed = {
        ...rest,
        metadata: { ...metadata, labels: { ...metadata.labels, ...labels }, annotations },
      }
      expect((await admin(service, 'PUT', changed)).status).toBe(200)
      await expect.poll(async () => [await tellIstiod(), await tellConsole()]).toEqual([shares, shares])
    }
    // Of one waypoint alone: its share is refused, the rest is not.
    const refers = { targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'canary' }] }
    const closed = policy('AuthorizationPolicy', 'canary-closed', { ...refers, action: 'DENY', rules: [{}] })
    expect(await loadObjects(admin, [closed])).toEqual([])
    await expect.poll(async () => (await ask()).decision).toBe('DEPENDS')
    await open('/security/access?ns=loyalty&tab=ask&from=loyalty/points-v1&to=loyalty/ledger&toKind=service')
    await page.getByText(/^It takes 40% of what is for the service/).waitFor()
  },
)
