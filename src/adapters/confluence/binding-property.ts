import type { ConfluencePort } from '../../app/ports';
import { BINDING_PROPERTY_KEY } from '../../domain/binding';
import { err, ok } from '../../domain/result';
import { pageProperty } from './page-property';
import type { Asker } from './request';
import { parseStoredBinding } from './stored-binding';

/** The binding as a content property of the page. */
export const bindingProperty = (asker: Asker): Pick<ConfluencePort, 'readBinding' | 'writeBinding'> => {
  const properties = pageProperty(asker);
  return {
    async readBinding(pageId) {
      const found = await properties.readProperty(pageId, BINDING_PROPERTY_KEY);
      if (!found.ok) return found;
      if (found.value === null) return ok({ version: 0, binding: null });
      const { version, value } = found.value;
      const binding = parseStoredBinding(value);
      return binding.ok
        ? ok({ version, binding: binding.value })
        : err({ code: 'BINDING_UNREADABLE', detail: binding.error.detail, version });
    },
    async writeBinding(pageId, version, binding) {
      const written = await properties.writeProperty(pageId, {
        key: BINDING_PROPERTY_KEY,
        value: binding,
        seen: version,
        message: 'Gatehouse: service of the page',
      });
      return written.ok ? ok({ ...written.value, binding }) : written;
    },
  };
};
