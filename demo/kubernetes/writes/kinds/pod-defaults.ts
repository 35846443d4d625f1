import { asList, asRecord, type Fields, isRecord, readOwn } from '#demo/kubernetes/fields/json.ts'

/** The fields, with what they lack. What is undefined among the defaults stays away. */
export function fill(fields: Fields, defaults: Fields): Fields {
  const missing = Object.entries(defaults).filter(
    ([name, value]) => value !== undefined && (fields[name] === undefined || fields[name] === null),
  )
  return missing.length === 0 ? fields : { ...fields, ...Object.fromEntries(missing) }
}

/** The fields with one of them changed where it is there. */
export function changeField(fields: Fields, name: string, change: (value: unknown) => unknown): Fields {
  return fields[name] === undefined || fields[name] === null
    ? fields
    : { ...fields, [name]: change(fields[name]) }
}

const eachRecord = (change: (fields: Fields) => Fields) => (value: unknown) =>
  asList(value).map((item) => (isRecord(item) ? change(item) : item))

const inRecord = (change: (fields: Fields) => Fields) => (value: unknown) =>
  isRecord(value) ? change(value) : value

/** A pod's spec with the API server's defaults (kubernetes `pkg/apis/core/v1/defaults.go`). */
export function fillPodSpec(spec: Fields): Fields {
  const filled = fill(spec, {
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    securityContext: {},
    schedulerName: 'default-scheduler',
  })
  return ['containers', 'initContainers', 'ephemeralContainers'].reduce(
    (current, name) => changeField(current, name, eachRecord(fillContainer)),
    changeField(bothAccounts(filled), 'volumes', eachRecord(fillVolume)),
  )
}

/** The deprecated name of the account says the same. */
function bothAccounts(spec: Fields): Fields {
  const name = spec['serviceAccountName'] ?? spec['serviceAccount']
  return name === undefined ? spec : { ...spec, serviceAccountName: name, serviceAccount: name }
}

function fillContainer(container: Fields): Fields {
  const image = String(container['image'] ?? '')
  const tag = /:([^/:@]+)(@|$)/.exec(image)?.[1]
  const latest = !image.includes('@') && (tag === undefined || tag === 'latest')
  const filled = fill(container, {
    imagePullPolicy: latest ? 'Always' : 'IfNotPresent',
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    resources: {},
  })
  const withPorts = changeField(
    filled,
    'ports',
    eachRecord((port) => fill(port, { protocol: 'TCP' })),
  )
  const withEnv = changeField(withPorts, 'env', eachRecord(fillVariable))
  return ['livenessProbe', 'readinessProbe', 'startupProbe'].reduce(
    (current, name) => changeField(current, name, inRecord(fillProbe)),
    withEnv,
  )
}

const fillVariable = (variable: Fields) =>
  changeField(
    variable,
    'valueFrom',
    inRecord((from) =>
      changeField(
        from,
        'fieldRef',
        inRecord((ref) => fill(ref, { apiVersion: 'v1' })),
      ),
    ),
  )

const fillProbe = (probe: Fields) =>
  changeField(
    fill(probe, { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 }),
    'httpGet',
    inRecord((get) => fill(get, { path: '/', scheme: 'HTTP' })),
  )

function fillVolume(volume: Fields): Fields {
  if (Object.keys(volume).length <= 1) return { ...volume, emptyDir: {} }
  const modes = ['secret', 'configMap', 'downwardAPI', 'projected'].reduce(
    (current, name) =>
      changeField(
        current,
        name,
        inRecord((source) => fill(source, { defaultMode: 420 })),
      ),
    volume,
  )
  return changeField(
    modes,
    'projected',
    inRecord((projected) =>
      changeField(
        projected,
        'sources',
        eachRecord((source) =>
          changeField(
            source,
            'serviceAccountToken',
            inRecord((token) => fill(token, { expirationSeconds: 3_600 })),
          ),
        ),
      ),
    ),
  )
}

/** How the scheduler ranks a pod by what its containers ask for (kubernetes `pkg/apis/core/helper/qos`). */
export function judgeQuality(spec: Fields): 'Guaranteed' | 'Burstable' | 'BestEffort' {
  const containers = [...asList(spec['containers']), ...asList(spec['initContainers'])].map((each) =>
    asRecord(readOwn(each, 'resources')),
  )
  const asks = containers.flatMap((resources) => [
    ...Object.keys(asRecord(resources['requests'])),
    ...Object.keys(asRecord(resources['limits'])),
  ])
  if (!asks.some((name) => name === 'cpu' || name === 'memory')) return 'BestEffort'
  const isFixed = containers.every((resources) => {
    const limits = asRecord(resources['limits'])
    const requests = asRecord(resources['requests'])
    return ['cpu', 'memory'].every(
      (name) =>
        limits[name] !== undefined && (requests[name] === undefined || requests[name] === limits[name]),
    )
  })
  return isFixed ? 'Guaranteed' : 'Burstable'
}
