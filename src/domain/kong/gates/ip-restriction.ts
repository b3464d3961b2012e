import ipaddr from 'ipaddr.js';
import { refTo } from '../access-reason';
import { hiddenSetting, listSetting, numberSetting, textSetting } from '../settings';
import { certainly, either, goesOn, refuses, type Gate } from './gate';

/**
 * Compares the caller's address as Kong sees it (after `trusted_ips` and `real_ip_header`) with a deny list, then an allow list.
 * @source Kong 3.9.3 kong/plugins/ip-restriction/handler.lua
 */
export const ipRestriction: Gate = (plugin, { identity, caller }) => {
  const hidden = hiddenSetting(plugin, 'allow', 'deny');
  const deny = listSetting(plugin, 'deny');
  const allow = listSetting(plugin, 'allow');
  if (hidden === undefined && deny.length === 0 && allow.length === 0) return certainly(goesOn(identity));
  if (hidden !== undefined || caller.ip === null || !ipaddr.isValid(caller.ip)) {
    const doubt =
      hidden === undefined
        ? ({ code: 'ADDRESS_NOT_KNOWN', plugin: refTo(plugin) } as const)
        : ({ code: 'SETTING_HIDDEN', plugin: refTo(plugin), field: hidden } as const);
    return either(doubt, goesOn(identity), refuses(doubt, null));
  }
  const { ip } = caller;
  if (contains(deny, ip) || (allow.length > 0 && !contains(allow, ip))) {
    const message = textSetting(plugin, 'message') ?? `IP address not allowed: ${ip}`;
    return certainly(
      refuses(
        { code: 'ADDRESS_REFUSED', plugin: refTo(plugin), ip },
        { status: numberSetting(plugin, 'status') ?? 403, message },
      ),
    );
  }
  return certainly(goesOn(identity, { code: 'ADDRESS_ALLOWED', plugin: refTo(plugin), ip }));
};

const contains = (blocks: string[], ip: string): boolean => {
  // An IPv4 caller may be seen as ::ffff:10.0.0.1 where the listener is IPv6.
  const address = ipaddr.process(ip);
  return blocks.some((block) => {
    if (ipaddr.isValidCIDR(block)) {
      const [network, bits] = ipaddr.parseCIDR(block);
      return network.kind() === address.kind() && address.match(network, bits);
    }
    return (
      ipaddr.isValid(block) && ipaddr.process(block).toNormalizedString() === address.toNormalizedString()
    );
  });
};
