/**
 * Whether an address lies in a block, as Envoy's CidrRange has it: an address without length is itself alone, bits
 * beyond the length are ignored, IPv4 and IPv6 never match each other. Undefined when the block is no address.
 */
export function buildAddressMatch(block: string): ((address: string) => boolean) | undefined {
  const [text = '', length] = block.split('/', 2)
  const base = parseAddress(text)
  if (!base) return undefined
  const bits = length === undefined ? base.bits : Number(length)
  if (!/^\d*$/.test(length ?? '') || length === '' || bits > base.bits) return undefined
  const shift = BigInt(base.bits - bits)
  return (address) => {
    const asked = parseAddress(address)
    return asked !== undefined && asked.bits === base.bits && asked.value >> shift === base.value >> shift
  }
}

/** An IPv4 or IPv6 address as a number of so many bits; a zone is not taken (`netip.ParsePrefix` refuses it). */
export function parseAddress(text: string): { readonly value: bigint; readonly bits: 32 | 128 } | undefined {
  if (!text.includes(':')) {
    const value = parseV4(text)
    return value === undefined ? undefined : { value, bits: 32 }
  }
  const value = parseV6(text)
  return value === undefined ? undefined : { value, bits: 128 }
}

function parseV4(text: string): bigint | undefined {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256))
    return undefined
  return parts.reduce((value, part) => (value << 8n) | BigInt(part), 0n)
}

function parseV6(text: string): bigint | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const [head, tail] = halves.map((half, index) => parseGroups(half, index === halves.length - 1))
  if (!head || (halves.length === 2 && !tail)) return undefined
  const missing = 8 - head.length - (tail?.length ?? 0)
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined
  const groups = [...head, ...Array.from({ length: missing }, () => 0n), ...(tail ?? [])]
  return groups.reduce((value, group) => (value << 16n) | group, 0n)
}

/** The 16-bit groups of one side of `::`; at the end of all may be an IPv4 address, which is two. */
function parseGroups(text: string, atEnd: boolean): readonly bigint[] | undefined {
  if (text === '') return []
  const groups: bigint[] = []
  const parts = text.split(':')
  for (const [index, part] of parts.entries()) {
    const v4 = atEnd && index === parts.length - 1 && part.includes('.') ? parseV4(part) : undefined
    if (v4 !== undefined) groups.push(v4 >> 16n, v4 & 0xffffn)
    else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(BigInt(`0x${part}`))
    else return undefined
  }
  return groups
}
