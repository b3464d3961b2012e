import { useContext } from 'react';
import SectionMessage from '@atlaskit/section-message';
import { docsOf, ViewsContext, type Doc } from './doc';

/** Draws a node with the view of its type, or says that there is none. */
export const Node = ({ doc }: { doc: Doc }) => {
  const View = useContext(ViewsContext)[doc.type];
  if (View === undefined)
    return <SectionMessage appearance="warning">The local host cannot show {doc.type}</SectionMessage>;
  return <View doc={doc} />;
};

const Nodes = ({ docs }: { docs: Doc[] }) =>
  docs.map((doc, index) => <Node key={doc.key ?? index} doc={doc} />);

export const Children = ({ doc }: { doc: Doc }) => <Nodes docs={doc.children} />;

/** A prop that holds elements or text. */
export const Slot = ({ value }: { value: unknown }) => <Nodes docs={docsOf(value)} />;
