/** How well a service fits a page, from what people write on it: best first by `rank`. */
export type Fit = { rank: number; why: string };

type PageWords = { title: string; labels: readonly string[] };
type ServiceWords = { name: string; tags: readonly string[] };

/** Words that say what kind of page it is, not which service. */
const KIND_WORDS = new Set([
  'service',
  'services',
  'api',
  'microservice',
  'the',
  'page',
  'docs',
  'documentation',
]);

/** `Gift Cards service` → `gift-cards`: how a service with this title is usually called. Empty when nothing is left. */
const serviceNameIn = (title: string): string =>
  title
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '' && !KIND_WORDS.has(word))
    .join('-');

/** Why the service may be the one the page is about; null when nothing points to it. */
export const fitOf = (page: PageWords, service: ServiceWords): Fit | null => {
  const name = service.name.toLowerCase();
  const title = serviceNameIn(page.title);
  if (title !== '' && name === title) return { rank: 0, why: 'same name as the page' };
  const label = page.labels.find((word) => word.toLowerCase() === name);
  if (label !== undefined) return { rank: 1, why: `label ${label}` };
  const labels = page.labels.map((word) => word.toLowerCase());
  const ownTag = service.tags.find(
    (tag) => lastPart(tag) === name && (labels.includes(asLabel(tag)) || lastPart(tag) === title),
  );
  if (ownTag !== undefined) return { rank: 2, why: `tag ${ownTag}` };
  const tag = service.tags.find((each) => labels.includes(asLabel(each)) || labels.includes(lastPart(each)));
  if (tag !== undefined) return { rank: 3, why: `tag ${tag}` };
  return title !== '' && name.includes(title) ? { rank: 4, why: 'name contains the page’s title' } : null;
};

/** `svc:orders` → `svc-orders`: Confluence’s labels have no colon. */
const asLabel = (tag: string): string => tag.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-');

/** `svc:orders` → `orders`. */
const lastPart = (tag: string): string => tag.slice(tag.lastIndexOf(':') + 1).toLowerCase();
