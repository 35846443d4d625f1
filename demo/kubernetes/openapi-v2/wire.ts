/** Protocol buffers' encoding, as much of it as one message of texts, flags, numbers and messages needs. */

const empty = Buffer.alloc(0)

function encodeVarint(value: number): Buffer {
  const bytes: number[] = []
  let rest = value
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80)
    rest = Math.floor(rest / 0x80)
  }
  return Buffer.from([...bytes, rest])
}

const tag = (field: number, wireType: 0 | 1 | 2) => encodeVarint(field * 8 + wireType)

/** A message inside a message; also an empty one is told. */
export const encodeMessage = (field: number, message: Buffer): Buffer =>
  Buffer.concat([tag(field, 2), encodeVarint(message.length), message])

/** Empty texts are left out, as those of proto3 are. */
export const encodeText = (field: number, text: unknown): Buffer =>
  typeof text === 'string' && text !== '' ? encodeMessage(field, Buffer.from(text)) : empty

/** Of lists every text is told. */
export const encodeTexts = (field: number, texts: unknown): Buffer =>
  Array.isArray(texts)
    ? Buffer.concat(texts.map((text) => encodeMessage(field, Buffer.from(String(text)))))
    : empty

export const encodeFlag = (field: number, flag: unknown): Buffer =>
  flag === true ? Buffer.concat([tag(field, 0), encodeVarint(1)]) : empty

/** int64, of which only numbers from 0 on are written. */
export const encodeInteger = (field: number, value: unknown): Buffer =>
  typeof value === 'number' && value > 0 ? Buffer.concat([tag(field, 0), encodeVarint(value)]) : empty

export function encodeDouble(field: number, value: unknown): Buffer {
  if (typeof value !== 'number' || value === 0) return empty
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleLE(value)
  return Buffer.concat([tag(field, 1), bytes])
}
