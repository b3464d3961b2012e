import { IconButton } from '@atlaskit/button/new';
import AppSwitcherIcon from '@atlaskit/icon/core/app-switcher';
import SettingsIcon from '@atlaskit/icon/core/settings';
import ThemeIcon from '@atlaskit/icon/core/theme';
import { boot } from '../site/boot';
import { navigate } from '../site/location';
import { switchTheme, useColorMode } from '../site/theme';
import { PersonSwitcher } from './person-switcher';

const Mark = () => (
  <svg width="24" height="24" viewBox="0 0 24 24" aria-hidden="true">
    <rect width="24" height="24" rx="6" fill="var(--ds-background-brand-bold)" />
    <path
      d="M5 16.2c2.6-3.5 5.3-3.9 8.2-2.5l4.3 2M19 7.8c-2.600 3.5-5.300 3.900-8.200 2.500l-4.300-2"
      fill="none"
      stroke="#fff"
      strokeWidth="2.400"
      strokeLinecap="round"
    />
  </svg>
);

/** The site's header: home, spaces, administration, theme, and whose eyes the site is seen with. */
export const TopBar = () => {
  const mode = useColorMode();
  const other = mode === 'light' ? 'dark' : 'light';
  return (
    <header className="top-bar">
      <a className="skip-link" href="#content">
        Skip to content
      </a>
      <nav className="top-bar-nav" aria-label="Site">
        <span className="top-bar-switcher" aria-hidden="true">
          <AppSwitcherIcon label="" />
        </span>
        <a className="top-bar-home" href="/wiki/spaces">
          <Mark />
          <span>Confluence</span>
        </a>
        <span className="top-bar-site">{boot.siteName}</span>
        <a className="top-bar-link" href="/wiki/spaces">
          Spaces
        </a>
      </nav>
      <div className="top-bar-tools">
        <IconButton
          icon={ThemeIcon}
          label={`Use the ${other} theme`}
          appearance="subtle"
          onClick={() => {
            switchTheme(other);
          }}
        />
        <IconButton
          icon={SettingsIcon}
          label="Confluence administration"
          appearance="subtle"
          onClick={() => {
            navigate('/wiki/admin');
          }}
        />
        <PersonSwitcher />
      </div>
    </header>
  );
};
