/** A running sum with Neumaier's compensation, as promql's kahansum does, so that sums agree to the last digits. */
export class KahanSum {
  #sum = 0
  #lost = 0

  add(value: number): void {
    const total = this.#sum + value
    if (!Number.isFinite(total)) this.#lost = 0
    else if (Math.abs(this.#sum) >= Math.abs(value)) this.#lost += this.#sum - total + value
    else this.#lost += value - total + this.#sum
    this.#sum = total
  }

  get value(): number {
    return this.#sum + this.#lost
  }
}

/** Mean and squared deviation by Welford's method. */
export class Deviation {
  #count = 0
  #mean = 0
  #squares = 0

  add(value: number): void {
    this.#count += 1
    const delta = value - this.#mean
    this.#mean += delta / this.#count
    this.#squares += delta * (value - this.#mean)
  }

  get variance(): number {
    return this.#squares / this.#count
  }
}

/**
 * The q-quantile of values, interpolated between ranks (promql/quantile.go): NaN for none, ∓Inf outside [0, 1];
 * NaN sorts first.
 */
export function computeQuantile(q: number, values: readonly number[]): number {
  if (values.length === 0 || Number.isNaN(q)) return Number.NaN
  if (q < 0) return Number.NEGATIVE_INFINITY
  if (q > 1) return Number.POSITIVE_INFINITY
  const sorted = [...values].sort(compareNanFirst)
  const rank = q * (sorted.length - 1)
  const lower = Math.max(0, Math.floor(rank))
  const upper = Math.min(sorted.length - 1, lower + 1)
  const weight = rank - Math.floor(rank)
  return (sorted[lower] ?? Number.NaN) * (1 - weight) + (sorted[upper] ?? Number.NaN) * weight
}

export function compareNanFirst(a: number, b: number): number {
  if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : -1
  if (Number.isNaN(b)) return 1
  return a - b
}
