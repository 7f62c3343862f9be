import { BlockList, isIP } from 'node:net';

/** Addresses of clients: which peers may speak for others, what counts as one network. */

export type NetworkList = { readonly isEmpty: boolean; readonly has: (address: string) => boolean };

/** Reads addresses and CIDR blocks; throws a RangeError that names the bad entry. */
export function parseNetworks(entries: readonly string[]): NetworkList {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = '', prefix] = entry.split('/');
    const version = isIP(address);
    const bits = prefix === undefined ? (version === 6 ? 128 : 32) : Number(prefix);
    if (version === 0 || !Number.isInteger(bits) || bits < 0 || bits > (version === 6 ? 128 : 32)) {
      throw new RangeError(`${entry}: not an address or a network such as 10.0.0.0/8`);
    }
    list.addSubnet(address, bits, version === 6 ? 'ipv6' : 'ipv4');
  }
  return {
    isEmpty: entries.length === 0,
    has: (address) => {
      const plain = plainAddress(address);
      const version = isIP(plain);
      return version !== 0 && list.check(plain, version === 6 ? 'ipv6' : 'ipv4');
    },
  };
}

/**
 * Who really asks: the nearest address that is not a trusted proxy. A header counts only as far as trusted proxies
 * have written it; anybody can send one.
 */
export function findClientAddress(request: {
  readonly peer: string;
  readonly forwardedFor: string | undefined;
  readonly trusted: NetworkList;
}): string {
  const hops = [...(request.forwardedFor ?? '').split(',').map((hop) => hop.trim()), request.peer].filter(
    (hop) => hop !== '',
  );
  const client = hops.findLast((hop, at) => at === 0 || !request.trusted.has(hop));
  return plainAddress(client ?? request.peer);
}

/** What tries are counted by: an IPv4 address, or the /64 an IPv6 client can choose its addresses from. */
export function networkOf(address: string): string {
  const plain = plainAddress(address);
  return isIP(plain) === 6 ? groupsOf(plain).slice(0, 4).join(':') : plain;
}

/** The block around it, which one customer of a hosting firm can have whole: an IPv4 /24 or an IPv6 /48. */
export function blockOf(address: string): string {
  const plain = plainAddress(address);
  if (isIP(plain) === 6) return `${groupsOf(plain).slice(0, 3).join(':')}::/48`;
  return isIP(plain) === 4 ? `${plain.split('.').slice(0, 3).join('.')}.0/24` : plain;
}

/** The eight groups of an IPv6 address, as short as they can be written. */
function groupsOf(address: string): readonly string[] {
  const [head = '', tail = ''] = address.split('::');
  const front = head === '' ? [] : head.split(':');
  const back = tail === '' ? [] : tail.split(':');
  const missing = address.includes('::')
    ? Array.from({ length: 8 - front.length - back.length }, () => '0')
    : [];
  return [...front, ...missing, ...back].map((group) => Number.parseInt(group, 16).toString(16));
}

/** IPv4 clients of a dual-stack socket come as ::ffff:192.0.2.1. */
function plainAddress(address: string): string {
  return address.toLowerCase().startsWith('::ffff:') && isIP(address.slice(7)) === 4
    ? address.slice(7)
    : address;
}
