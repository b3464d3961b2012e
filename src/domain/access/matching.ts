/**
 * The most seats that can be taken at once, each by one person and each person in one seat, by augmenting paths. Taking the first
 * free seat is not enough: if Olga fits seats A and B and Sam only A, Olga on A would leave B empty.
 * @param seats per seat the people who may take it
 * @returns per seat its person or null
 * @source Kuhn's algorithm for bipartite matching
 */
export const seatPeople = (seats: readonly (readonly string[])[]): (string | null)[] => {
  const seatOf = new Map<string, number>();
  const seatSomebody = (seat: number, tried: Set<string>): boolean => {
    for (const person of seats[seat] ?? []) {
      if (tried.has(person)) continue;
      tried.add(person);
      const taken = seatOf.get(person);
      if (taken === undefined || seatSomebody(taken, tried)) {
        seatOf.set(person, seat);
        return true;
      }
    }
    return false;
  };
  seats.forEach((_, seat) => seatSomebody(seat, new Set()));
  const seated = seats.map((): string | null => null);
  for (const [person, seat] of seatOf) seated[seat] = person;
  return seated;
};
