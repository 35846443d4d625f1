interface NativeMetrics {
  readonly labels: Readonly<Record<string, string>>
  /** Of `istio_requests_total`. */
  readonly requests: number
  /** Of `istio_request_duration_milliseconds`; its buckets by their index, ascending. */
  readonly histogram: {
    readonly schema: number
    readonly count: number
    readonly sum: number
    readonly buckets: readonly { readonly index: number; readonly count: number }[]
  }
  readonly exemplar: {
    readonly labels: Readonly<Record<string, string>>
    readonly value: number
    readonly atMs: number
  }
}

const types = { counter: 0, histogram: 4 }

/**
 * Two families in the delimited protobuf exposition, which alone carries native histograms. Numbers of fields and types are those of
 * prometheus/client_model io/prometheus/client/metrics.proto.
 */
export function formatFamilies({ labels, requests, histogram, exemplar }: NativeMetrics): Buffer {
  const pairs = writePairs(labels)
  const counter = [...pairs, writeBytes(3, writeDouble(1, requests))]
  const native = [...pairs, writeBytes(7, writeHistogram(histogram, exemplar))]
  return Buffer.concat([
    writeFamily('istio_requests_total', types.counter, counter),
    writeFamily('istio_request_duration_milliseconds', types.histogram, native),
  ])
}

function writeFamily(name: string, type: number, metric: readonly Buffer[]): Buffer {
  const family = Buffer.concat([
    writeBytes(1, Buffer.from(name)),
    writeNumber(3, type),
    writeBytes(4, Buffer.concat(metric)),
  ])
  return Buffer.concat([writeVarint(BigInt(family.length)), family])
}

function writePairs(labels: Readonly<Record<string, string>>): Buffer[] {
  return Object.entries(labels).map(([name, value]) =>
    writeBytes(1, Buffer.concat([writeBytes(1, Buffer.from(name)), writeBytes(2, Buffer.from(value))])),
  )
}

function writeHistogram(
  { schema, count, sum, buckets }: NativeMetrics['histogram'],
  exemplar: NativeMetrics['exemplar'],
): Buffer {
  // Each bucket stands in a span of its own: how far it is behind the one before, and that it is one.
  const spans = buckets.map(({ index }, at) => {
    const before = buckets[at - 1]
    const offset = before ? index - before.index - 1 : index
    return writeBytes(12, Buffer.concat([writeNumber(1, zigzag(offset)), writeNumber(2, 1)]))
  })
  const deltas = buckets.map(({ count: own }, at) => own - (buckets[at - 1]?.count ?? 0))
  return Buffer.concat([
    writeNumber(1, count),
    writeDouble(2, sum),
    writeNumber(5, zigzag(schema)),
    writeDouble(6, 1e-9),
    writeNumber(7, 0),
    ...spans,
    ...deltas.map((delta) => writeNumber(13, zigzag(delta))),
    writeBytes(16, writeExemplar(exemplar)),
  ])
}

function writeExemplar({ labels, value, atMs }: NativeMetrics['exemplar']): Buffer {
  const at = Buffer.concat([
    writeNumber(1, Math.floor(atMs / 1_000)),
    writeNumber(2, (atMs % 1_000) * 1_000_000),
  ])
  return Buffer.concat([...writePairs(labels), writeDouble(2, value), writeBytes(3, at)])
}

/** Signed numbers of protobuf: 0, −1, 1, −2 … as 0, 1, 2, 3 … */
const zigzag = (value: number) => (value < 0 ? -2 * value - 1 : 2 * value)

const writeNumber = (field: number, value: number) =>
  Buffer.concat([writeVarint(BigInt(field * 8)), writeVarint(BigInt(value))])

function writeBytes(field: number, bytes: Buffer): Buffer {
  return Buffer.concat([writeVarint(BigInt(field * 8 + 2)), writeVarint(BigInt(bytes.length)), bytes])
}

function writeDouble(field: number, value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleLE(value)
  return Buffer.concat([writeVarint(BigInt(field * 8 + 1)), bytes])
}

function writeVarint(value: bigint): Buffer {
  const bytes: number[] = []
  let rest = value
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) + 128)
    rest >>= 7n
  }
  return Buffer.from([...bytes, Number(rest)])
}
