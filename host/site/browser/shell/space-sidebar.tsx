import { useState } from 'react';
import AppIcon from '@atlaskit/icon/core/app';
import ChevronDownIcon from '@atlaskit/icon/core/chevron-down';
import ChevronRightIcon from '@atlaskit/icon/core/chevron-right';
import HomeIcon from '@atlaskit/icon/core/home';
import LockIcon from '@atlaskit/icon/core/lock-locked';
import PageIcon from '@atlaskit/icon/core/page';
import SettingsIcon from '@atlaskit/icon/core/settings';
import type { PageNode, SpaceView } from '../../../confluence';
import { appPath, modulesOf } from '../site/boot';
import { usePath } from '../site/location';

const holds = (node: PageNode, pageId: string): boolean =>
  node.id === pageId || node.children.some((child) => holds(child, pageId));

const Branch = ({ node, spaceKey, current }: { node: PageNode; spaceKey: string; current: string }) => {
  const [isOpen, setOpen] = useState(() => holds(node, current));
  const hasChildren = node.children.length > 0;
  const Chevron = isOpen ? ChevronDownIcon : ChevronRightIcon;
  return (
    <li>
      <div className="tree-row" data-current={node.id === current}>
        {hasChildren ? (
          <button
            type="button"
            className="tree-toggle"
            aria-expanded={isOpen}
            aria-label={`Pages under ${node.title}`}
            onClick={() => {
              setOpen(!isOpen);
            }}
          >
            <Chevron label="" size="small" />
          </button>
        ) : (
          <span className="tree-leaf">
            <PageIcon label="" size="small" />
          </span>
        )}
        <a
          href={`/wiki/spaces/${spaceKey}/pages/${node.id}`}
          aria-current={node.id === current ? 'page' : undefined}
        >
          {node.title}
        </a>
        {node.restricted ? <LockIcon label="Restricted" size="small" /> : null}
      </div>
      {hasChildren && isOpen ? (
        <Branches nodes={node.children} spaceKey={spaceKey} current={current} />
      ) : null}
    </li>
  );
};

const Branches = ({ nodes, spaceKey, current }: { nodes: PageNode[]; spaceKey: string; current: string }) => (
  <ul className="tree">
    {nodes.map((node) => (
      <Branch key={node.id} node={node} spaceKey={spaceKey} current={current} />
    ))}
  </ul>
);

const Item = ({ href, icon, children }: { href: string; icon: React.ReactNode; children: string }) => {
  const path = usePath();
  return (
    <li>
      <a className="sidebar-item" href={href} aria-current={path === href ? 'page' : undefined}>
        {icon}
        <span>{children}</span>
      </a>
    </li>
  );
};

export const SpaceTile = ({ space, size = 24 }: { space: { key: string; name: string }; size?: number }) => {
  const hue = Array.from(space.key).reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 4;
  return (
    <span
      className={`space-tile space-tile-${hue}`}
      style={{ width: size, height: size, fontSize: size * 0.5 }}
      aria-hidden="true"
    >
      {space.name.slice(0, 1)}
    </span>
  );
};

/** The space's own navigation: overview, settings for its admins, the app's pages, and the page tree. */
export const SpaceSidebar = ({
  space,
  pages,
  currentPage,
}: {
  space: SpaceView;
  pages: PageNode[];
  currentPage: string;
}) => {
  const home = pages.find((node) => node.id === space.homepageId);
  // Confluence lists the pages under the home page; the home page itself is the overview.
  const tree = home === undefined ? pages : [...home.children, ...pages.filter((node) => node !== home)];
  const apps = modulesOf('confluence:spacePage');
  const base = `/wiki/spaces/${space.key}`;
  return (
    <nav className="sidebar" aria-label={`Space ${space.name}`}>
      <div className="sidebar-space">
        <SpaceTile space={space} size={32} />
        <strong>{space.name}</strong>
      </div>
      <ul className="sidebar-list">
        <Item href={`${base}/overview`} icon={<HomeIcon label="" />}>
          Overview
        </Item>
        {space.mayAdminister ? (
          <Item href={`${base}/settings`} icon={<SettingsIcon label="" />}>
            Space settings
          </Item>
        ) : null}
      </ul>
      {apps.length === 0 ? null : (
        <>
          <h2 className="sidebar-heading">Apps</h2>
          <ul className="sidebar-list">
            {apps.map((module) => (
              <Item
                key={module.key}
                href={`${base}/apps/${appPath}/${module.route ?? ''}`}
                icon={<AppIcon label="" />}
              >
                {module.title}
              </Item>
            ))}
          </ul>
        </>
      )}
      <h2 className="sidebar-heading">Pages</h2>
      {tree.length === 0 ? (
        <p className="sidebar-empty">No pages that you can see.</p>
      ) : (
        <Branches
          key={tree.some((node) => holds(node, currentPage)) ? currentPage : ''}
          nodes={tree}
          spaceKey={space.key}
          current={currentPage}
        />
      )}
    </nav>
  );
};
