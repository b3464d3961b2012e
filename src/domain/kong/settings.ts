import type { Plugin } from './entities';

/** Reading a plugin's public settings. Kong's defaults are applied by Kong itself: an unset field here has no value there either. */

export const textSetting = ({ config }: Plugin, field: string): string | null => {
  const value = config[field];
  return typeof value === 'string' ? value : null;
};

export const numberSetting = ({ config }: Plugin, field: string): number | null => {
  const value = config[field];
  return typeof value === 'number' ? value : null;
};

export const isSet = ({ config }: Plugin, field: string): boolean => config[field] === true;

/** Empty when unset: Kong treats an empty list like none. */
export const listSetting = ({ config }: Plugin, field: string): string[] => {
  const value = config[field];
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
};

export const numbersSetting = ({ config }: Plugin, field: string): number[] => {
  const value = config[field];
  return Array.isArray(value) ? value.filter((each) => typeof each === 'number') : [];
};

/** The first of the fields that is set and not shown. */
export const hiddenSetting = ({ hiddenFields }: Plugin, ...fields: string[]): string | undefined =>
  fields.find((field) => hiddenFields.includes(field));
