/**
 * Has the browser ask a GET while the page's scripts are still on their way; the first `sendCall` of the same address is
 * given that answer. Drawn by the server alone, at no cost to the scripts.
 *
 * @param address as `formatAddress` writes it
 * @param unless a preference (components/shell/preferences.ts) whose presence says that this browser will ask otherwise
 */
export function AskAhead({
  address,
  unless,
  nonce,
}: {
  readonly address: string
  readonly unless?: string | undefined
  readonly nonce: string | undefined
}) {
  return (
    <script
      nonce={nonce}
      data-address={address}
      data-unless={unless}
      suppressHydrationWarning
      // biome-ignore lint/security/noDangerouslySetInnerHtml: a constant of ours, with the page's nonce
      dangerouslySetInnerHTML={{ __html: script }}
    />
  )
}

/** Same origin and mode as `fetch` has in sendCall, or the browser would ask twice. */
const script =
  '(function(d){try{if(d.unless&&localStorage.getItem("vardia."+d.unless)!==null)return}catch(e){}' +
  'var l=document.createElement("link");l.rel="preload";l.as="fetch";l.crossOrigin="anonymous";l.href=d.address;' +
  'document.head.append(l)})(document.currentScript.dataset)'
