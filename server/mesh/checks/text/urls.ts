/**
 * An address as Go's `url.ParseRequestURI` takes it: absolute, or an absolute path, whose scheme is ''. Undefined for
 * others.
 */
export function parseRequestUrl(
  text: string,
): { readonly scheme: string; readonly host: string; readonly port: string } | undefined {
  // Control characters, which the character class is there to find.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (text === '' || /[\u0000-\u001f\u007f]/.test(text) || /%(?![0-9a-fA-F]{2})/.test(text)) return undefined
  if (text.startsWith('/')) return { scheme: '', host: '', port: '' }
  const parts = /^([a-zA-Z][a-zA-Z0-9+.-]*):(.*)$/s.exec(text)
  if (!parts) return undefined
  const scheme = (parts[1] ?? '').toLowerCase()
  const rest = parts[2] ?? ''
  if (!rest.startsWith('//')) return { scheme, host: '', port: '' }
  const authority = rest.slice(2).split(/[/?]/, 1)[0] ?? ''
  const server = authority.slice(authority.lastIndexOf('@') + 1)
  const named = /^(\[[^\]]*\]|[^:\s<>"\\^`{|}[\]]*)(?::(\d*))?$/.exec(server)
  return named ? { scheme, host: named[1] ?? '', port: named[2] ?? '' } : undefined
}
