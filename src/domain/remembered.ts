/** Remembers what a pure function said of a word or a few: some hundred words are most of what people write. */
export function remember<T>(compute: (word: string) => T): (word: string) => T {
  const known = new Map<string, { readonly value: T }>();
  return (word) => {
    const found = known.get(word);
    if (found !== undefined) return found.value;
    if (known.size >= mostWords) known.clear();
    const value = compute(word);
    known.set(word, { value });
    return value;
  };
}

const mostWords = 10_000;
