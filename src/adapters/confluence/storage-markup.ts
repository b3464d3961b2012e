/** Text as storage format carries it. */
export const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** Somebody, drawn with their name as it is today and told by Confluence as each of its mentions is. */
export const mention = (accountId: string): string =>
  `<ac:link><ri:user ri:account-id="${escaped(accountId)}" /></ac:link>`;
