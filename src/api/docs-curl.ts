import { asNode, exampleOf, type Node } from './docs-schema.ts';

export type CurlOperation = {
  readonly method: string;
  readonly path: string;
  readonly isPublic: boolean;
  readonly parameters: readonly Node[];
  readonly body: Node | undefined;
};

/** A call that can be pasted into a shell, made of the document's examples. */
export function writeCurl(document: Node, base: string, operation: CurlOperation): string {
  const { method, path, isPublic, parameters, body } = operation;
  const exampleIn = (parameter: Node): string =>
    encodeURIComponent(String(exampleOf(document, asNode(parameter.schema))));
  let address = path;
  const query: string[] = [];
  for (const parameter of parameters) {
    const isShown = parameter.required === true || asNode(parameter.schema).example !== undefined;
    if (parameter.in === 'path') address = address.replace(`{${parameter.name}}`, exampleIn(parameter));
    if (parameter.in === 'query' && isShown) query.push(`${parameter.name}=${exampleIn(parameter)}`);
  }
  const url = `${base}${address}${query.length === 0 ? '' : `?${query.join('&')}`}`;
  const isKeyed = !isPublic && parameters.some(({ name }) => name === 'idempotency-key');
  const lines = [
    `curl ${method === 'POST' ? '-X POST ' : ''}${quote(url)}`,
    ...(isPublic ? [] : ['-H "Authorization: Bearer $TOKEN"']),
    ...(isKeyed ? [`-H ${quote('Idempotency-Key: zebranie-1')}`] : []),
    ...(body === undefined
      ? []
      : [
          `-H ${quote('Content-Type: application/json')}`,
          `-d ${quote(JSON.stringify(exampleOf(document, body), null, 2))}`,
        ]),
  ];
  return lines.join(' \\\n  ');
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
