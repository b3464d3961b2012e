import { createRoot } from 'react-dom/client';
import '@atlaskit/css-reset';
import { App } from './app';
import './site.css';
import { followLinks } from './site/location';
import { startTheme } from './site/theme';

const start = async () => {
  await startTheme();
  document.addEventListener('click', followLinks);
  // The server says when it has bundled the app or the site anew.
  new EventSource('/host/events').addEventListener('reload', () => {
    location.reload();
  });
  const root = document.getElementById('root');
  if (root !== null) createRoot(root).render(<App />);
};

void start();
