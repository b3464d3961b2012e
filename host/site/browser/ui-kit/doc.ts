import { createContext, type ComponentType } from 'react';

/** One node of the tree that @forge/react sends with `reconcile` (facts/forge.md §3). */
export type Doc = { type: string; key?: string; props: Record<string, unknown>; children: Doc[] };

/** Draws one kind of node. */
export type DocView = ComponentType<{ doc: Doc }>;
export type Family = Record<string, DocView>;

/** All kinds of nodes by name. A context, so that the families can draw their children without importing each other. */
export const ViewsContext = createContext<Family>({});

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** A React element that crossed the bridge inside a prop (`actions`, `emptyView`, …); see app-frame/rpc.ts. */
type ElementProp = { __element: true; type: unknown; key?: unknown; props?: Record<string, unknown> };
const isElementProp = (value: unknown): value is ElementProp =>
  isRecord(value) && value['__element'] === true;

const textDoc = (text: string): Doc => ({ type: 'String', props: { text }, children: [] });

/** Nodes for what a prop holds: elements, texts, numbers and lists of them; nothing for null and booleans. */
export const docsOf = (value: unknown): Doc[] => {
  if (Array.isArray(value)) return value.flatMap(docsOf);
  if (typeof value === 'string' || typeof value === 'number') return [textDoc(String(value))];
  if (!isElementProp(value)) return [];
  const { children, ...props } = value.props ?? {};
  if (typeof value.type !== 'string') return docsOf(children);
  const key = typeof value.key === 'string' ? { key: value.key } : {};
  return [{ type: value.type, ...key, props, children: docsOf(children) }];
};

/** The text below a node, for components that take a string. */
export const textOf = (doc: Doc): string =>
  doc.type === 'String' ? String(doc.props['text']) : doc.children.map(textOf).join('');

/** The named part of a component that has several (`ContentWrapper name="head"`). */
export const partOf = (doc: Doc, name: string): Doc | undefined =>
  doc.children.find((child) => child.type === 'ContentWrapper' && child.props['name'] === name);

/** Calls an event prop, if the app set it. The answer of the app's function is not waited for. */
export const emit = (doc: Doc, name: string, ...args: unknown[]): void => {
  const handler = doc.props[name];
  if (typeof handler === 'function') (handler as (...args: unknown[]) => unknown)(...args);
};

/** Props without the app's functions, which the views call themselves, and without `children`. */
export const plainProps = (doc: Doc): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(doc.props).filter(([key, value]) => typeof value !== 'function' && key !== 'children'),
  );

/** What an app may know of a browser event (@forge/react's `Event`). */
export const plainEvent = (event: { type: string; target: EventTarget | null }) => {
  const field = event.target as Partial<HTMLInputElement> | null;
  return {
    type: event.type,
    target: {
      value: field?.value,
      checked: field?.checked,
      type: field?.type,
      name: field?.name,
      id: field?.id,
    },
  };
};
