import type { ReactNode } from 'react';
import Heading from '@atlaskit/heading';

export type SettingsTab = { href: string; label: string; isCurrent: boolean };

/** Settings with Confluence's side list of sections. */
export const SettingsShell = ({
  title,
  groups,
  children,
}: {
  title: string;
  groups: { heading: string; tabs: SettingsTab[] }[];
  children: ReactNode;
}) => (
  <div className="settings">
    <nav className="settings-nav" aria-label={title}>
      {groups.map((group) => (
        <div key={group.heading}>
          <h2 className="sidebar-heading">{group.heading}</h2>
          <ul className="sidebar-list">
            {group.tabs.map((tab) => (
              <li key={tab.href}>
                <a className="sidebar-item" href={tab.href} aria-current={tab.isCurrent ? 'page' : undefined}>
                  <span>{tab.label}</span>
                </a>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
    <div className="settings-body">
      <Heading size="xlarge" as="h1">
        {title}
      </Heading>
      {children}
    </div>
  </div>
);
