// What a screen reader has to say of the element that has the focus, from Chromium's own accessibility tree.
import type { CDPSession, Page } from 'playwright-core';

type Value = { readonly value?: unknown };
type Node = {
  readonly role?: Value;
  readonly name?: Value;
  readonly description?: Value;
  readonly value?: Value;
  readonly properties?: readonly { readonly name: string; readonly value: Value }[];
};

// Of the tree's properties those that readers speak.
const spoken = new Set(['invalid', 'required', 'expanded', 'checked']);

/** "textbox „Numer telefonu” = 600, required; 9 cyfr…": role, name, value, states, description. */
export async function readFocus(page: Page): Promise<string> {
  const cdp = await page.context().newCDPSession(page);
  try {
    const node = await findFocused(cdp);
    const value = String(node.value?.value ?? '');
    const states = (node.properties ?? [])
      .filter((property) => spoken.has(property.name) && isTrue(property.value.value))
      .map((property) => (property.name === 'expanded' ? 'expanded' : property.name));
    const description = String(node.description?.value ?? '');
    return [
      `${node.role?.value} „${String(node.name?.value ?? '')
        .replace(/\s+/g, ' ')
        .trim()}”`,
      value === '' ? '' : ` = ${value}`,
      states.length === 0 ? '' : ` (${states.join(', ')})`,
      description === '' ? '' : ` – ${description}`,
    ].join('');
  } finally {
    await cdp.detach();
  }
}

async function findFocused(cdp: CDPSession): Promise<Node> {
  const { result } = await cdp.send('Runtime.evaluate', { expression: 'document.activeElement' });
  const objectId = result.objectId;
  if (objectId === undefined) throw new Error('Nothing has the focus.');
  const { nodes } = await cdp.send('Accessibility.getPartialAXTree', { objectId, fetchRelatives: false });
  const [node] = nodes;
  if (node === undefined) throw new Error('The focus is not in the accessibility tree.');
  return node;
}

function isTrue(value: unknown): boolean {
  return value !== undefined && value !== false && value !== 'false' && value !== '';
}
