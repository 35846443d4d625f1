import type { WorldCall } from '#demo/world/types.ts'

/** A pace that differs by less is the same: what has not changed must not look changed. */
const digits = 6
const round = (value: number) => Number(value.toPrecision(digits))

/** A call of one request or connection a second; the bytes of a connection's call are told by the second. */
export function toUnit(call: WorldCall): WorldCall {
  const { perSecond, requestBytes, responseBytes } = call
  if (call.protocol !== 'tcp' || perSecond <= 0) return { ...call, perSecond: 1 }
  return {
    ...call,
    perSecond: 1,
    requestBytes: requestBytes / perSecond,
    responseBytes: responseBytes / perSecond,
  }
}

/** A unit call at a pace. */
export function setPace(unit: WorldCall, perSecond: number): WorldCall {
  if (unit.protocol !== 'tcp' || perSecond <= 0) return { ...unit, perSecond: round(perSecond) }
  const { requestBytes, responseBytes } = unit
  return {
    ...unit,
    perSecond: round(perSecond),
    requestBytes: round(requestBytes * perSecond),
    responseBytes: round(responseBytes * perSecond),
  }
}
