/**
 * ACL groups to join so that every list is served by one of them: as little as possible beyond what was asked, then as few groups as
 * possible, then the first by name. Exact up to `WIDTH` half-made choices at a time, the cheapest of them beyond that.
 * @param lists per route the groups that open it, none empty
 * @param beyond what joining a group opens although nobody asked, as ids
 */
export const chooseGroups = (
  lists: readonly (readonly string[])[],
  beyond: (group: string) => ReadonlySet<string>,
): string[] => {
  let choices: string[][] = [[]];
  for (const list of lists) {
    const next = new Map<string, string[]>();
    for (const choice of choices) {
      const isServed = list.some((group) => choice.includes(group));
      const longer = isServed ? [choice] : list.map((group) => [...choice, group].sort());
      for (const one of longer) next.set(JSON.stringify(one), one);
    }
    choices = [...next.values()].sort((a, b) => byCost(a, b, beyond)).slice(0, WIDTH);
  }
  return choices[0] ?? [];
};

const WIDTH = 256;

const byCost = (a: string[], b: string[], beyond: (group: string) => ReadonlySet<string>): number => {
  const opened = (choice: string[]): number => new Set(choice.flatMap((group) => [...beyond(group)])).size;
  const text = (choice: string[]): string => JSON.stringify(choice);
  return opened(a) - opened(b) || a.length - b.length || (text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0);
};
