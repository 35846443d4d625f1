import { asPartial, asTable, type KubernetesRow, rows } from '#e2e/real/fidelity/kubernetes-requests/types.ts'

const changing = '/api/v1/namespaces/changing/configmaps'
const routes = '/apis/networking.istio.io/v1/namespaces/changing/virtualservices'
const initial = 'sendInitialEvents=true&resourceVersionMatch=NotOlderThan'

/** Watches: from the state, from a version, through selectors, with bookmarks, too old, and wrongly asked. */
export const watchRows: readonly KubernetesRow[] = [
  ...rows({ isWatch: true }, [
    `${changing}?watch=1&resourceVersion={start}&timeoutSeconds=1`,
    `${changing}?watch=true&resourceVersion={middle}&timeoutSeconds=1`,
    `${changing}?watch=1&resourceVersion={version}&timeoutSeconds=1`,
    `${changing}?watch=1&timeoutSeconds=1`,
    `${changing}?watch=1&resourceVersion=0&timeoutSeconds=1`,
    `${changing}?watch=1&allowWatchBookmarks=true&timeoutSeconds=1`,
    `${changing}?watch=1&allowWatchBookmarks=true&resourceVersion=0&timeoutSeconds=1`,
    `${changing}?watch=1&resourceVersion={start}&labelSelector=stage%3Dtwo&timeoutSeconds=1`,
    `${changing}?watch=1&resourceVersion={start}&labelSelector=stage%21%3Dtwo&timeoutSeconds=1`,
    `${changing}?watch=1&resourceVersion={start}&labelSelector=%21stage&timeoutSeconds=1`,
    `${changing}?watch=1&resourceVersion={start}&fieldSelector=metadata.name%3Dsecond&timeoutSeconds=1`,
    `${changing}?watch=1&resourceVersion={start}&fieldSelector=metadata.name%21%3Dsecond&timeoutSeconds=1`,
    `${changing}?watch=1&resourceVersion={start}&limit=1&timeoutSeconds=1`,
    `${changing}?watch=1&allowWatchBookmarks=true&resourceVersion={start}&timeoutSeconds=6`,
    `${changing}?watch=1&allowWatchBookmarks=true&${initial}&timeoutSeconds=1`,
    `${changing}?watch=1&allowWatchBookmarks=true&${initial}&resourceVersion=&timeoutSeconds=1`,
    `${changing}?watch=1&allowWatchBookmarks=true&${initial}&resourceVersion=0&timeoutSeconds=1`,
    `${changing}?watch=1&allowWatchBookmarks=true&${initial}&resourceVersion={version}&timeoutSeconds=1`,
    `${changing}?watch=1&${initial}&timeoutSeconds=1`,
    `${changing}?watch=1&allowWatchBookmarks=true&${initial}&labelSelector=stage%3Dtwo&timeoutSeconds=1`,
    `${changing}?watch=1&allowWatchBookmarks=true&sendInitialEvents=false&resourceVersionMatch=NotOlderThan&timeoutSeconds=1`,
    `${changing}?watch=1&allowWatchBookmarks=true&sendInitialEvents=false&resourceVersionMatch=NotOlderThan&resourceVersion={start}&timeoutSeconds=1`,
    `${changing}?watch=1&allowWatchBookmarks=true&${initial}&resourceVersion=999999999&timeoutSeconds=1`,
    `${changing}?watch=1&resourceVersion=abc&timeoutSeconds=1`,
    `${changing}?watch=1&resourceVersion={start}&resourceVersionMatch=NotOlderThan&timeoutSeconds=1`,
    `${changing}?watch=1&sendInitialEvents=true&timeoutSeconds=1`,
    `${changing}?watch=1&sendInitialEvents=true&resourceVersionMatch=Exact&timeoutSeconds=1`,
    `${changing}?watch=1&continue=xyz&timeoutSeconds=1`,
    `${changing}?watch=1&timeoutSeconds=x`,
    `${changing}?watch=1&labelSelector=a+is&timeoutSeconds=1`,
    `${changing}?watch=1&fieldSelector=data.x%3Dy&timeoutSeconds=1`,
    `${routes}?watch=1&resourceVersion={start}&timeoutSeconds=1`,
    `${routes}?watch=1&resourceVersion={start}&labelSelector=stage%3Dtwo&timeoutSeconds=1`,
    `${routes}?watch=1&allowWatchBookmarks=true&resourceVersion={start}&timeoutSeconds=6`,
    `${routes}?watch=1&allowWatchBookmarks=true&${initial}&timeoutSeconds=1`,
    `${routes}?watch=1&resourceVersion=1&timeoutSeconds=1`,
    `${routes}?watch=1&resourceVersion=abc&timeoutSeconds=1`,
    '/apis/networking.istio.io/v1beta1/namespaces/changing/virtualservices?watch=1&resourceVersion={start}&timeoutSeconds=1',
    '/api/v1/namespaces?watch=1&fieldSelector=metadata.name%3Dchanging&timeoutSeconds=1',
    '/api/v1/watch/namespaces/changing/configmaps?resourceVersion={start}&timeoutSeconds=1',
    '/api/v1/watch/namespaces/changing/configmaps/first?timeoutSeconds=1',
    '/apis/networking.istio.io/v1/watch/namespaces/changing/virtualservices?timeoutSeconds=1',
    `${changing}?watch=1&continue=xyz&resourceVersion={start}&timeoutSeconds=1`,
  ]),
  ...rows({ isWatch: true, headers: asTable }, [
    `${changing}?watch=1&resourceVersion={start}&timeoutSeconds=1`,
    `${changing}?watch=1&allowWatchBookmarks=true&${initial}&timeoutSeconds=1`,
    `${routes}?watch=1&timeoutSeconds=1`,
  ]),
  ...rows({ isWatch: true, headers: asPartial }, [
    `${changing}?watch=1&resourceVersion={start}&timeoutSeconds=1`,
    `${routes}?watch=1&allowWatchBookmarks=true&${initial}&timeoutSeconds=1`,
  ]),
  ...rows({ isWatch: true, headers: { accept: 'application/json;stream=watch' } }, [
    `${changing}?watch=1&resourceVersion={start}&timeoutSeconds=1`,
  ]),
  // One object is not watched but got.
  ...rows({}, [
    `${changing}/first?watch=1`,
    '/api/v1/namespaces/bookinfo?watch=1',
    `${routes}/second?watch=1`,
  ]),
  ...rows({ isWatch: true, as: 'nobody' }, [`${changing}?watch=1&timeoutSeconds=1`]),
]
