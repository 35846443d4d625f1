import { formatGroupVersion, type Resource } from '#demo/kubernetes/catalogue.ts'
import { nameSchema } from '#demo/kubernetes/schemas/object-schema.ts'

const meta = '#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1'
const inQuery = (name: string, type = 'string') => ({ uniqueItems: true, type, name, in: 'query' })
const inPath = (name: string) => ({ uniqueItems: true, type: 'string', name, in: 'path', required: true })
const inBody = (ref: string, required = true) => ({
  name: 'body',
  in: 'body',
  ...(required && { required }),
  schema: { $ref: ref },
})

const write = ['dryRun', 'fieldManager', 'fieldValidation'].map((name) => inQuery(name))
const list = [
  inQuery('allowWatchBookmarks', 'boolean'),
  ...['continue', 'fieldSelector', 'labelSelector'].map((name) => inQuery(name)),
  inQuery('limit', 'integer'),
  ...['resourceVersion', 'resourceVersionMatch'].map((name) => inQuery(name)),
  inQuery('sendInitialEvents', 'boolean'),
  inQuery('timeoutSeconds', 'integer'),
  inQuery('watch', 'boolean'),
]
const remove = [
  inBody(`${meta}.DeleteOptions`, false),
  inQuery('dryRun'),
  inQuery('gracePeriodSeconds', 'integer'),
  inQuery('orphanDependents', 'boolean'),
  inQuery('propagationPolicy'),
]

/** The operations on objects of one kind. kubectl reads of them which parameters a server knows for each kind. */
export function buildPaths(resource: Resource): [path: string, item: object][] {
  if (!resource.verbs.includes('get')) return []
  const { group, version, kind, custom, namespaced } = resource
  const base = group === '' ? `/api/${version}` : `/apis/${formatGroupVersion(resource)}`
  const within = namespaced ? `${base}/namespaces/{namespace}` : base
  const ref = `#/definitions/${nameSchema(resource)}`
  const produces = [
    'application/json',
    'application/yaml',
    ...(custom ? [] : ['application/vnd.kubernetes.protobuf']),
  ]
  const tag = `${toCamel(group === '' ? 'core' : group.replace(/\.k8s\.io$/, ''))}_${version}`
  const title = toTitle(tag)
  const operate = (
    verb: string,
    options: { action: string; answers: string; codes?: number[]; parameters?: object[] },
  ) => {
    const { action, answers, codes = [200], parameters = [] } = options
    return {
      consumes: custom ? ['application/json', 'application/yaml'] : ['*/*'],
      produces,
      schemes: ['https'],
      tags: [tag],
      operationId: `${verb}${title}${namespaced ? 'Namespaced' : ''}${kind}`,
      ...(parameters.length > 0 && { parameters }),
      responses: {
        ...Object.fromEntries(
          codes.map((code) => [code, { description: reasons[code], schema: { $ref: answers } }]),
        ),
        401: { description: 'Unauthorized' },
      },
      'x-kubernetes-action': action,
      'x-kubernetes-group-version-kind': { group, kind, version },
    }
  }
  const patches = [
    'json-patch+json',
    'merge-patch+json',
    ...(custom ? [] : ['strategic-merge-patch+json']),
    'apply-patch+yaml',
  ]
  const collection = {
    get: operate('list', { action: 'list', answers: `${ref}List`, parameters: list }),
    post: operate('create', {
      action: 'post',
      answers: ref,
      codes: [200, 201, 202],
      parameters: [inBody(ref), ...write],
    }),
  }
  const object = {
    get: operate('read', { action: 'get', answers: ref }),
    put: operate('replace', {
      action: 'put',
      answers: ref,
      codes: [200, 201],
      parameters: [inBody(ref), ...write],
    }),
    delete: operate('delete', {
      action: 'delete',
      answers: `${meta}.Status`,
      codes: [200, 202],
      parameters: remove,
    }),
    patch: {
      ...operate('patch', {
        action: 'patch',
        answers: ref,
        codes: custom ? [200] : [200, 201],
        parameters: [inBody(`${meta}.Patch`), ...write, inQuery('force', 'boolean')],
      }),
      consumes: patches.map((type) => `application/${type}`),
    },
  }
  const shared = [...(namespaced ? [inPath('namespace')] : []), inQuery('pretty')]
  const serves = (action: string) => resource.verbs.includes(action)
  const keep = (operations: Readonly<Record<string, { readonly 'x-kubernetes-action': string }>>) =>
    Object.fromEntries(
      Object.entries(operations).filter(([, operation]) =>
        serves(verbs[operation['x-kubernetes-action']] ?? ''),
      ),
    )
  return [
    [`${within}/${resource.resource}`, { ...keep(collection), parameters: shared }],
    [`${within}/${resource.resource}/{name}`, { ...keep(object), parameters: [inPath('name'), ...shared] }],
  ]
}

/** The verb of RBAC for an action of OpenAPI, which is named by its method. */
const verbs: Readonly<Record<string, string>> = {
  list: 'list',
  post: 'create',
  get: 'get',
  put: 'update',
  delete: 'delete',
  patch: 'patch',
}

const reasons: Readonly<Record<number, string>> = { 200: 'OK', 201: 'Created', 202: 'Accepted' }

/** `securityIstioIo` for `security.istio.io`. */
const toCamel = (group: string) => group.replaceAll(/[.-](\w)/g, (_, letter: string) => letter.toUpperCase())
/** `SecurityIstioIoV1` for `securityIstioIo_v1`. */
const toTitle = (tag: string) => tag.replaceAll(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase())
