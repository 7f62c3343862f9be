/** The parameters of one call, whichever way they came; lists joined as SMSAPI documents them. */
export type Params = {
  readonly get: (name: string) => string;
  readonly has: (name: string) => boolean;
  readonly isOn: (name: string) => boolean;
};

/**
 * Reads query and body (JSON or form; the body wins), `idx[0]=…&idx[1]=…` and arrays as lists, booleans in every
 * form the official clients write. A body that can't be read counts as empty, as with SMSAPI.
 */
export function readParams(call: {
  readonly url: string;
  readonly type: string;
  readonly body: string;
}): Params {
  const values = new Map<string, string>();
  addForm(values, new URL(call.url, 'http://localhost').searchParams);
  if (call.body !== '') {
    if (call.type.includes('json') || call.body.startsWith('{')) addJson(values, call.body);
    else addForm(values, new URLSearchParams(call.body));
  }
  return {
    get: (name) => values.get(name) ?? '',
    has: (name) => values.has(name),
    isOn: (name) => ['1', 'true', 'on', 'yes'].includes((values.get(name) ?? '').toLowerCase()),
  };
}

function addForm(values: Map<string, string>, form: URLSearchParams): void {
  const lists = new Map<string, string[]>();
  for (const [key, value] of form) {
    const name = /^(.+?)\[\d*\]$/.exec(key)?.[1];
    if (name === undefined) values.set(key, value);
    else lists.set(name, [...(lists.get(name) ?? []), value]);
  }
  for (const [name, items] of lists) values.set(name, items.join(separatorOf(name)));
}

function addJson(values: Map<string, string>, body: string): void {
  const parsed = parseJson(body);
  if (typeof parsed !== 'object' || parsed === null) return;
  for (const [name, value] of Object.entries(parsed)) {
    if (Array.isArray(value)) values.set(name, value.map(String).join(separatorOf(name)));
    else if (typeof value === 'object' && value !== null)
      values.set(name, Object.values(value).map(String).join(separatorOf(name)));
    else if (value !== null && value !== undefined) values.set(name, String(value));
  }
}

function separatorOf(name: string): string {
  return name === 'idx' || /^param[1-4]$/.test(name) ? '|' : ',';
}

/** The value of a JSON text; undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
