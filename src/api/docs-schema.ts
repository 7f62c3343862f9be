// Schemas of the document as people read them: a short word for a type, an example, a table of fields.

/** A part of the document: JSON, read by what it says. */
export type Node = { readonly [key: string]: unknown };

export type FieldRow = {
  readonly name: string;
  readonly type: TypeWords;
  readonly isRequired: boolean;
  readonly description: string;
};

/** A type in words; `ref` names the schema that says more. */
export type TypeWords = { readonly words: string; readonly ref: string | undefined };

/** The fields of an object, its bounds said in the description. */
export function listFields(schema: Node): readonly FieldRow[] {
  const required = asList(schema.required);
  return Object.entries(asNode(schema.properties)).map(([name, value]) => {
    const field = asNode(value);
    return {
      name,
      type: describeType(field),
      isRequired: required.includes(name),
      description: describeField(field),
    };
  });
}

export function describeType(schema: Node): TypeWords {
  const [only] = asList(schema.allOf);
  if (only !== undefined) return describeType(asNode(only));
  if (typeof schema.$ref === 'string') {
    const name = schema.$ref.split('/').at(-1) ?? '';
    return { words: name, ref: name };
  }
  if ('const' in schema) return { words: JSON.stringify(schema.const), ref: undefined };
  if (Array.isArray(schema.enum)) return { words: schema.enum.map(String).join(' | '), ref: undefined };
  if (Array.isArray(schema.prefixItems)) {
    const parts = schema.prefixItems.map((item) => describeType(asNode(item)).words);
    return { words: `[${parts.join(', ')}]`, ref: undefined };
  }
  const types = [schema.type ?? []].flat().map(String);
  if (types.includes('array')) {
    const item = describeType(asNode(schema.items));
    return { words: `list of ${item.words}`, ref: item.ref };
  }
  const choices = asList(schema.anyOf ?? schema.oneOf);
  if (choices.length > 0) {
    const words = choices.map((choice) => describeType(asNode(choice)).words);
    return { words: [...new Set(words)].join(' or '), ref: undefined };
  }
  const names = Object.keys(asNode(schema.properties));
  if (names.length > 0) return { words: `{${names.join(', ')}}`, ref: undefined };
  const format = typeof schema.format === 'string' ? ` (${schema.format})` : '';
  return { words: `${types.join(' or ')}${format}`, ref: undefined };
}

/** What is said of a field, with the bounds that its schema holds. */
export function describeField(schema: Node): string {
  const bounds = [
    schema.minimum === undefined ? undefined : `from ${schema.minimum}`,
    schema.maximum === undefined || Number(schema.maximum) >= Number.MAX_SAFE_INTEGER
      ? undefined
      : `up to ${schema.maximum}`,
    schema.maxLength === undefined ? undefined : `at most ${schema.maxLength} characters`,
    schema.maxItems === undefined ? undefined : `at most ${schema.maxItems}`,
    schema.default === undefined ? undefined : `\`${JSON.stringify(schema.default)}\` when left out`,
  ];
  const said = bounds.filter((bound) => bound !== undefined).join(', ');
  const description = typeof schema.description === 'string' ? schema.description : '';
  return [description, said].filter((part) => part !== '').join('; ');
}

/** A value such as the schema describes, made of the examples in it. */
export function exampleOf(document: Node, schema: Node): unknown {
  if (schema.example !== undefined) return schema.example;
  if (schema.default !== undefined) return schema.default;
  if (Array.isArray(schema.enum)) return schema.enum[0];
  if (typeof schema.$ref === 'string') {
    const name = schema.$ref.split('/').at(-1) ?? '';
    return exampleOf(document, asNode(asNode(asNode(document.components).schemas)[name]));
  }
  const [first] = asList(schema.allOf);
  if (first !== undefined) return exampleOf(document, asNode(first));
  const types = [schema.type ?? []].flat();
  if (types.includes('array')) return [exampleOf(document, asNode(schema.items))];
  if (types.includes('object')) {
    const required = asList(schema.required);
    return Object.fromEntries(
      Object.entries(asNode(schema.properties))
        .map(([name, value]) => [name, asNode(value)] as const)
        .filter(([name, value]) => required.includes(name) || value.example !== undefined)
        .map(([name, value]) => [name, exampleOf(document, value)]),
    );
  }
  return types.includes('integer') || types.includes('number') ? 1 : '';
}

export function asNode(value: unknown): Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {};
}

export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
