import { charts } from './charts';
import { choices } from './choices';
import { ViewsContext, type Doc, type Family } from './doc';
import { fields } from './fields';
import { layout } from './layout';
import { Node } from './node';
import { overlays } from './overlays';
import { people } from './people';
import { status } from './status';
import { tables } from './tables';
import { text } from './text';

const views: Family = {
  ...layout,
  ...text,
  ...status,
  ...fields,
  ...choices,
  ...tables,
  ...overlays,
  ...people,
  ...charts,
};

/** A whole UI Kit tree as the app's frame reconciled it, drawn with Atlaskit. */
export const UiKitTree = ({ doc }: { doc: Doc }) => (
  <ViewsContext.Provider value={views}>
    <Node doc={doc} />
  </ViewsContext.Provider>
);
