import Avatar from '@atlaskit/avatar';

const COLORS = ['#1868DB', '#227D9B', '#4C6B1F', '#964AC0', '#943D73', '#A54800', '#206A83', '#5B7F24'];

/** A picture with the person's initials, as Confluence shows for people without a photograph. */
const pictureOf = (name: string): string => {
  const color =
    COLORS[Array.from(name).reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % COLORS.length] ?? '';
  const initials = name
    .split(/\s+/)
    .map((word) => word.slice(0, 1).replace(/[^\p{L}]/u, ''))
    .join('')
    .slice(0, 2);
  const text = `<text x="32" y="42" font-family="sans-serif" font-size="27" font-weight="600" fill="#fff" text-anchor="middle">${initials}</text>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><rect width="64" height="64" fill="${color}"/>${text}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
};

/** Null is nobody in particular: an anonymous visitor. */
export const PersonAvatar = ({ name, size = 'small' }: { name: string | null; size?: 'small' | 'medium' }) =>
  name === null ? <Avatar size={size} /> : <Avatar size={size} name={name} src={pictureOf(name)} />;
