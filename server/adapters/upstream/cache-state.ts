/** What an adapter remembers, as far as somebody who looks for a fault must know of it. */
export interface CacheState {
  readonly name: string
  readonly entries: number
  /** When the oldest entry was learnt. */
  readonly oldestMs?: number
}
