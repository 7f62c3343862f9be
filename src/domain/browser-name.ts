/** "Firefox, Windows" for a User-Agent: enough for people to know their own sessions; empty when it says neither. */
export function nameBrowser(userAgent: string): string {
  // The first that fits: each calls itself by the names of those below it too.
  const browser = findName(userAgent, [
    [/\bEdgA?\//, 'Edge'],
    [/\bOPR\//, 'Opera'],
    [/\bSamsungBrowser\//, 'Samsung Internet'],
    [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
    [/\bChrome\/|\bCriOS\/|\bHeadlessChrome\//, 'Chrome'],
    [/\bSafari\//, 'Safari'],
  ]);
  const system = findName(userAgent, [
    [/\bAndroid\b/, 'Android'],
    [/\biPhone\b|\biPad\b/, 'iPhone lub iPad'],
    [/\bWindows\b/, 'Windows'],
    [/\bMac OS X\b/, 'macOS'],
    [/\bLinux\b|\bX11\b/, 'Linux'],
  ]);
  return [browser, system].filter((name) => name !== undefined).join(', ');
}

function findName(text: string, names: readonly (readonly [RegExp, string])[]): string | undefined {
  return names.find(([pattern]) => pattern.test(text))?.[1];
}
