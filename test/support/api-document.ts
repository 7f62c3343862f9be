// The API's own document, read as a test needs it: its operations, and whether an answer has the shape it promises.

export type Node = { readonly [key: string]: unknown };

export type Operation = {
  readonly id: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly required: boolean;
    readonly schema: Node;
  }[];
  readonly body: Node | undefined;
  /** Schemas by status and media type. */
  readonly responses: ReadonlyMap<number, ReadonlyMap<string, Node>>;
  /** Null: anyone may call. */
  readonly scope: string | null;
};

/** Every operation of the document. */
export function readOperations(document: Node): readonly Operation[] {
  return Object.entries(asNode(document.paths)).flatMap(([path, item]) =>
    Object.entries(asNode(item)).map(([method, value]) => {
      const operation = asNode(value);
      const security = asList(operation.security).map(asNode);
      const isPublic = security.some((one) => Object.keys(one).length === 0);
      return {
        id: String(operation.operationId),
        method: method === 'post' ? 'POST' : 'GET',
        path,
        parameters: asList(operation.parameters).map((one) => {
          const { name, in: place, required, schema } = asNode(one);
          return {
            name: String(name),
            in: String(place),
            required: required === true,
            schema: asNode(schema),
          };
        }),
        body: readContent(operation.requestBody).get('application/json'),
        responses: new Map(
          Object.entries(asNode(operation.responses)).map(([status, response]) => [
            Number(status),
            readContent(response),
          ]),
        ),
        scope: isPublic ? null : String(asList(security[0]?.token)[0]),
      };
    }),
  );
}

/** What of a value is not as its schema says, by JSON pointer; empty = it is. */
export function findMismatches(document: Node, schema: Node, value: unknown, at = ''): readonly string[] {
  const look = (next: unknown, part: unknown, where: string) =>
    findMismatches(document, asNode(next), part, where);
  if (typeof schema.$ref === 'string') return look(resolveRef(document, schema.$ref), value, at);
  const wrong: string[] = [];
  for (const part of asList(schema.allOf)) wrong.push(...look(part, value, at));
  for (const group of [asList(schema.anyOf), asList(schema.oneOf)]) {
    if (group.length > 0 && group.every((part) => look(part, value, at).length > 0))
      wrong.push(`${at}: none of the choices`);
  }
  const types = [schema.type ?? []].flat();
  if (types.length > 0 && !types.some((type) => isOfType(String(type), value)))
    return [...wrong, `${at}: ${JSON.stringify(value)} is no ${types.join(' or ')}`];
  if ('const' in schema && schema.const !== value) wrong.push(`${at}: not ${String(schema.const)}`);
  if (Array.isArray(schema.enum) && !schema.enum.includes(value))
    wrong.push(`${at}: ${JSON.stringify(value)} not listed`);
  if (typeof value === 'number' && Number(schema.minimum ?? value) > value) wrong.push(`${at}: too little`);
  if (typeof value === 'string') wrong.push(...findTextMismatches(schema, value, at));
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries())
      wrong.push(...look(schema.items ?? {}, item, `${at}/${index}`));
  } else if (typeof value === 'object' && value !== null) {
    const properties = asNode(schema.properties);
    for (const name of asList(schema.required)) {
      if (!(String(name) in value)) wrong.push(`${at}/${String(name)}: missing`);
    }
    for (const [name, item] of Object.entries(value)) {
      const known = properties[name] ?? schema.additionalProperties;
      // An answer tells nothing that the document does not: a field nobody described is a leak or a lie.
      if (known === undefined || known === false) {
        if (schema.properties !== undefined) wrong.push(`${at}/${name}: not described`);
      } else wrong.push(...look(known, item, `${at}/${name}`));
    }
  }
  return wrong;
}

/** The schema that a reference names. */
export function resolveRef(document: Node, ref: string): Node {
  const found = ref
    .replace(/^#\//, '')
    .split('/')
    .reduce<Node>((node, key) => asNode(node[key]), document);
  if (Object.keys(found).length === 0) throw new Error(`${ref} leads nowhere`);
  return found;
}

function findTextMismatches(schema: Node, value: string, at: string): readonly string[] {
  const forms: Readonly<Record<string, RegExp>> = {
    uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
    date: /^\d{4}-\d\d-\d\d$/,
    'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
  };
  const form = forms[String(schema.format)];
  const pattern = typeof schema.pattern === 'string' ? new RegExp(schema.pattern, 'u') : undefined;
  return [
    ...(form?.test(value) === false ? [`${at}: ${value} is no ${String(schema.format)}`] : []),
    ...(form === undefined && pattern?.test(value) === false ? [`${at}: ${value} has another form`] : []),
    ...(value.length > Number(schema.maxLength ?? value.length) ? [`${at}: too long`] : []),
  ];
}

function isOfType(type: string, value: unknown): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return typeof value === type;
}

function readContent(of: unknown): ReadonlyMap<string, Node> {
  return new Map(
    Object.entries(asNode(asNode(of).content)).map(([type, media]) => [type, asNode(asNode(media).schema)]),
  );
}

export function asNode(value: unknown): Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Node) : {};
}

export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
