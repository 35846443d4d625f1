import { MATRIX_END_SECONDS } from '#demo/testing/random-matrix.ts'
import type { Random } from '#demo/world/random.ts'

const LABELS = ['instance', 'job', 'code', 'zone', 'kind', 'le'] as const
const RANGES = ['17s', '30s', '1m', '90s', '4m'] as const

/**
 * A random expression over the metrics of `buildRandomMatrix`, of the grammar that the demo promises. What hangs on the
 * last bit of a sum or on the order of equals is not generated, since two right evaluators may differ there: `==` and
 * `%` of computed values, topk of counts. Nor is what Prometheus 2.42 answers otherwise than 3 (parity.test.ts has the
 * table): windows that begin on a sample, counters near zero, the deviation of infinities, `offset 0s`.
 */
export function buildRandomExpression(random: Random): string {
  return buildVector(random, random.integer(1, 3))
}

function buildVector(random: Random, depth: number): string {
  if (depth <= 0) return buildLeaf(random)
  const inner = () => buildVector(random, depth - 1)
  switch (random.integer(0, 11)) {
    case 0:
    case 1:
    case 2:
      return buildAggregate(random, inner())
    case 3:
      return `${random.pick(['topk', 'bottomk'])}(${random.integer(1, 4)}, ${buildSelector(random)}${buildShift(random)})`
    case 4:
      return `histogram_quantile(${random.pick(['0.5', '0.95', '0.99', '0', '1', '-1', '2', 'NaN'])}, ${buildBuckets(random)})`
    case 5:
      return `(${inner()}) ${random.pick(['+', '-', '*', '/', '^'])} ${buildScalar(random)}`
    case 6:
      return `${buildScalar(random)} ${random.pick(['+', '-', '*', '/'])} (${inner()})`
    case 7:
      return `(${inner()}) ${random.pick(['>', '<', '>=', '<=', '!='])}${random.pick(['', ' bool'])} ${buildScalar(random)}`
    case 8:
      return buildMatched(random, depth)
    case 9:
      return `(${inner()}) ${random.pick(['and', 'or', 'unless'])}${buildMatching(random)} (${inner()})`
    case 10:
      return random.pick([`-(${inner()})`, `${buildSelector(random)} % ${buildScalar(random)}`])
    default:
      return buildMapped(random, inner())
  }
}

function buildMapped(random: Random, inner: string): string {
  return random.pick([
    `round(${inner}, 0.01)`,
    `round(${inner})`,
    `abs(${inner})`,
    `clamp(${inner}, -5, 5)`,
    `clamp_min(${inner}, 0.5)`,
    `clamp_max(${inner}, 100)`,
    `sqrt(${inner})`,
    `sort(${inner})`,
    `label_replace(${inner}, "zone", "$1-x", "job", "(a.*|d.)")`,
    `absent(${inner})`,
    `vector(scalar(sum(${inner})))`,
  ])
}

function buildLeaf(random: Random): string {
  if (random.chance(0.35)) return buildSelector(random) + buildShift(random)
  const counterOnly = random.chance(0.7)
  const [name, metric] = counterOnly
    ? [random.pick(['rate', 'increase', 'irate', 'rate', 'resets']), 'http_requests_total']
    : [
        random.pick([
          'delta',
          'idelta',
          'avg_over_time',
          'sum_over_time',
          'max_over_time',
          'min_over_time',
          'count_over_time',
          'last_over_time',
          'stddev_over_time',
          'changes',
          'deriv',
        ]),
        random.pick(['temperature', 'capacity']),
      ]
  return `${name}(${metric}${buildMatchers(random)}[${random.pick(RANGES)}]${buildShift(random)})`
}

function buildSelector(random: Random): string {
  const metric = random.pick(['http_requests_total', 'temperature', 'capacity', 'http_requests_total'])
  return metric + buildMatchers(random)
}

function buildMatchers(random: Random): string {
  const matchers = Array.from({ length: random.pick([0, 0, 1, 1, 2]) }, () =>
    random.pick([
      `job="${random.pick(['api', 'web', 'db', 'none'])}"`,
      `job!="${random.pick(['api', 'web'])}"`,
      `job=~"${random.pick(['api|web', 'a.*', '.+', '', 'd[a-c]', 'ap'])}"`,
      `code!~"${random.pick(['5..', '4..|5..', '.*', '2.+'])}"`,
      `zone=""`,
      `zone!=""`,
      `zone=~"|north"`,
      `instance="${random.pick(['a', 'b'])}"`,
      `code=~"(?i)200|404"`,
    ]),
  )
  return matchers.length === 0 ? '' : `{${matchers.join(',')}}`
}

function buildShift(random: Random): string {
  if (random.chance(0.7)) return ''
  const offset = random.pick([' offset 1m', ' offset 37s', ' offset -13s'])
  const at = random.pick([` @ ${MATRIX_END_SECONDS - 307.4}`, ' @ start()', ' @ end()'])
  return random.pick([offset, at, `${at}${offset}`, `${offset}${at}`])
}

function buildAggregate(random: Random, inner: string): string {
  const op = random.pick(['sum', 'avg', 'max', 'min', 'count', 'sum', 'group', 'stddev', 'quantile'])
  const phi = random.pick(['0.3', '0.9', '-1', '1.5'])
  const argument = op === 'quantile' ? `${phi}, ${inner}` : op === 'stddev' ? buildLeaf(random) : inner
  const clause = random.pick(['', `by (${listLabels(random)})`, `without (${listLabels(random)})`])
  return random.chance(0.5) ? `${op} ${clause} (${argument})` : `${op}(${argument}) ${clause}`
}

function listLabels(random: Random): string {
  return LABELS.filter(() => random.chance(0.35)).join(', ')
}

function buildBuckets(random: Random): string {
  const buckets = `rate(latency_seconds_bucket[${random.pick(RANGES)}]${buildShift(random)})`
  return random.pick([
    buckets,
    `sum by (le) (${buckets})`,
    `sum by (le, job) (${buckets})`,
    `sum without (instance) (${buckets})`,
    `sum by (job) (${buckets})`,
  ])
}

function buildMatching(random: Random): string {
  return random.pick(['', '', ' on(job)', ' on(job, instance)', ' ignoring(code)', ' on()'])
}

/** Pairs that match one to one or with a grouping; some do not, and both servers must then refuse alike. */
function buildMatched(random: Random, depth: number): string {
  const op = random.pick(['+', '-', '*', '/', '>', '<=', '> bool', '>= bool'])
  const leaf = () => buildLeaf(random)
  const by = random.pick(['job', 'instance', 'job, instance'])
  const sum = () => `sum by (${by}) (${buildVector(random, depth - 1)})`
  return random.pick([
    () => `${sum()} ${op} ${sum()}`,
    () => `${sum()} ${op} on(${by}) ${sum()}`,
    () => `rate(http_requests_total[1m]) ${op} on(job, instance) group_left(kind) capacity`,
    () => `capacity ${op} on(job, instance) group_right(kind) rate(http_requests_total[1m])`,
    () =>
      `rate(http_requests_total[1m]) ${op} ignoring(code, zone) group_left sum without (code, zone) (rate(http_requests_total[1m]))`,
    () => `${leaf()} ${op} ignoring(kind) ${leaf()}`,
    () => `temperature ${op} ignoring(kind) capacity`,
    () => `http_requests_total ${op} on(job) capacity`,
  ])()
}

function buildScalar(random: Random): string {
  return random.pick([
    '2',
    '0.37',
    '-3.3',
    '1e3',
    '0',
    '17.3',
    '-1 ^ 2',
    '(1 + 2 * 3)',
    '(7 % 4)',
    '2 ^ 3 ^ 0.5',
    'time()',
    '1 > bool 2',
  ])
}
