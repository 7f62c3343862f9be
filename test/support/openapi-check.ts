// What OpenAPI 3.1 asks of a document, as far as ours can go wrong: a checker of our own instead of a dependency.

type Node = Record<string, unknown>;

const methods = ['get', 'post', 'put', 'patch', 'delete'];
const types = ['object', 'array', 'string', 'number', 'integer', 'boolean', 'null'];

/** Everything wrong with the document, by JSON pointer; empty = valid. */
export function findOpenApiProblems(document: unknown): readonly string[] {
  const problems: string[] = [];
  const root = asNode(document);
  if (!/^3\.1\.\d+$/.test(String(root.openapi))) problems.push('/openapi: not 3.1');
  const info = asNode(root.info);
  if (typeof info.title !== 'string' || typeof info.version !== 'string')
    problems.push('/info: title, version');
  const schemes = Object.keys(asNode(asNode(root.components).securitySchemes));
  const ids = new Set<string>();
  for (const [path, item] of Object.entries(asNode(root.paths))) {
    if (!path.startsWith('/')) problems.push(`/paths/${path}: must begin with a slash`);
    for (const [method, value] of Object.entries(asNode(item))) {
      const at = `${method.toUpperCase()} ${path}`;
      if (!methods.includes(method)) {
        problems.push(`${at}: unknown field of a path`);
        continue;
      }
      checkOperation({ at, path, operation: asNode(value), schemes, ids, problems });
    }
  }
  walk(root, '', (node, at) => {
    if (typeof node.$ref === 'string' && find(root, node.$ref) === undefined) {
      problems.push(`${at}: ${node.$ref} leads nowhere`);
    }
    if (/\/(schema|items)$|\/schemas\/[^/]+$|\/properties\/[^/]+$/.test(at)) checkSchema(node, at, problems);
  });
  return problems;
}

function checkOperation(of: {
  readonly at: string;
  readonly path: string;
  readonly operation: Node;
  readonly schemes: readonly string[];
  readonly ids: Set<string>;
  readonly problems: string[];
}): void {
  const { at, path, operation, schemes, ids, problems } = of;
  if (typeof operation.operationId === 'string') {
    if (ids.has(operation.operationId)) problems.push(`${at}: operationId twice`);
    ids.add(operation.operationId);
  }
  if (typeof operation.summary !== 'string') problems.push(`${at}: no summary`);
  const parameters = asList(operation.parameters).map(asNode);
  const named = [...path.matchAll(/\{([^}]+)\}/g)].map((match) => match[1]);
  const inPath = parameters.filter((one) => one.in === 'path');
  for (const name of named) {
    if (!inPath.some((one) => one.name === name && one.required === true))
      problems.push(`${at}: {${name}} not described`);
  }
  if (inPath.length > named.length) problems.push(`${at}: describes a path parameter it does not have`);
  const keys = parameters.map((one) => `${one.in} ${one.name}`);
  if (new Set(keys).size !== keys.length) problems.push(`${at}: a parameter twice`);
  for (const one of parameters) {
    if (!['path', 'query', 'header', 'cookie'].includes(String(one.in)))
      problems.push(`${at}: parameter in ${one.in}`);
    if (one.schema === undefined && one.content === undefined)
      problems.push(`${at}: parameter ${one.name} has no schema`);
  }
  const responses = Object.entries(asNode(operation.responses));
  if (responses.length === 0) problems.push(`${at}: no responses`);
  for (const [status, response] of responses) {
    if (!/^([1-5]\d\d|default)$/.test(status)) problems.push(`${at}: response ${status}`);
    if (typeof asNode(response).description !== 'string') problems.push(`${at} ${status}: no description`);
    if (/^[45]/.test(status) && asNode(asNode(response).content)['application/problem+json'] === undefined) {
      problems.push(`${at} ${status}: no problem`);
    }
  }
  for (const one of asList(operation.security)) {
    for (const name of Object.keys(asNode(one))) {
      if (!schemes.includes(name)) problems.push(`${at}: security ${name} is not defined`);
    }
  }
  if (
    operation.requestBody !== undefined &&
    Object.keys(asNode(asNode(operation.requestBody).content)).length === 0
  ) {
    problems.push(`${at}: body without content`);
  }
}

function checkSchema(schema: Node, at: string, problems: string[]): void {
  const given = schema.type === undefined ? [] : Array.isArray(schema.type) ? schema.type : [schema.type];
  for (const type of given) if (!types.includes(String(type))) problems.push(`${at}: type ${String(type)}`);
  // 3.0's spelling, which 3.1 does not know.
  if ('nullable' in schema) problems.push(`${at}: nullable`);
  const properties = Object.keys(asNode(schema.properties));
  for (const name of asList(schema.required)) {
    if (!properties.includes(String(name))) problems.push(`${at}: required ${String(name)} is no property`);
  }
}

function walk(node: unknown, at: string, look: (node: Node, at: string) => void): void {
  if (typeof node !== 'object' || node === null) return;
  if (!Array.isArray(node)) look(node as Node, at);
  for (const [key, value] of Object.entries(node)) walk(value, `${at}/${key.replaceAll('/', '~1')}`, look);
}

function find(root: Node, ref: string): unknown {
  if (!ref.startsWith('#/')) return undefined;
  return ref
    .slice(2)
    .split('/')
    .reduce<unknown>((node, key) => asNode(node)[key.replaceAll('~1', '/')], root);
}

function asNode(value: unknown): Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Node) : {};
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
