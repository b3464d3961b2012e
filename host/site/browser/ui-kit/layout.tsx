import type { ComponentProps } from 'react';
import { Bleed, Box, Inline, Pressable, Stack, xcss } from '@atlaskit/primitives';
import Tabs, { Tab, TabList, TabPanel } from '@atlaskit/tabs';
import { emit, plainProps, type Doc, type Family } from './doc';
import { Children, Node } from './node';

/** UI Kit sends xcss as a plain object; Atlaskit wants it resolved. */
// eslint-disable-next-line @typescript-eslint/no-deprecated -- its successor is resolved at compile time; these styles arrive at run time
const resolve = (style: unknown) => xcss(style as Parameters<typeof xcss>[0]);

const styled = (doc: Doc) => {
  const { xcss: style, ...props } = plainProps(doc);
  return { ...props, ...(style === undefined ? {} : { xcss: resolve(style) }) };
};

const BoxView = ({ doc }: { doc: Doc }) => (
  <Box {...styled(doc)}>
    <Children doc={doc} />
  </Box>
);

const PressableView = ({ doc }: { doc: Doc }) => (
  <Pressable
    {...styled(doc)}
    onClick={() => {
      emit(doc, 'onClick');
    }}
  >
    <Children doc={doc} />
  </Pressable>
);

const TabsView = ({ doc }: { doc: Doc }) => {
  const props = plainProps(doc) as {
    id?: string;
    defaultSelected?: number;
    selected?: number;
    shouldUnmountTabPanelOnChange?: boolean;
  };
  return (
    <Tabs
      {...props}
      id={props.id ?? `tabs-${doc.key ?? ''}`}
      onChange={(index) => {
        emit(doc, 'onChange', index);
      }}
    >
      {doc.children.map((child, index) => (
        <Node key={child.key ?? index} doc={child} />
      ))}
    </Tabs>
  );
};

const ListView = ({ doc }: { doc: Doc }) => {
  const List = doc.props['type'] === 'ordered' ? 'ol' : 'ul';
  return (
    <List>
      <Children doc={doc} />
    </List>
  );
};

export const layout: Family = {
  Root: Children,
  MacroConfig: Children,
  ContentWrapper: Children,
  Stack: ({ doc }) => (
    <Stack {...(plainProps(doc) as ComponentProps<typeof Stack>)}>
      <Children doc={doc} />
    </Stack>
  ),
  Inline: ({ doc }) => (
    <Inline {...(plainProps(doc) as ComponentProps<typeof Inline>)}>
      <Children doc={doc} />
    </Inline>
  ),
  Bleed: ({ doc }) => (
    <Bleed {...(plainProps(doc) as ComponentProps<typeof Bleed>)}>
      <Children doc={doc} />
    </Bleed>
  ),
  Box: BoxView,
  Pressable: PressableView,
  Tabs: TabsView,
  TabList: ({ doc }) => (
    <TabList>
      {doc.children.map((child, index) => (
        <Node key={child.key ?? index} doc={child} />
      ))}
    </TabList>
  ),
  Tab: ({ doc }) => (
    <Tab>
      <Children doc={doc} />
    </Tab>
  ),
  TabPanel: ({ doc }) => (
    <TabPanel>
      <div style={{ width: '100%', minWidth: 0, paddingBlock: 16 }}>
        <Children doc={doc} />
      </div>
    </TabPanel>
  ),
  List: ListView,
  ListItem: ({ doc }) => (
    <li>
      <Children doc={doc} />
    </li>
  ),
};
