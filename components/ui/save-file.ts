/** Hands the person a file by the name `name`. */
export function saveFile(blob: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  // The browser takes the file up after this turn of its loop.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
