import type { EnvironmentView, PageView } from '../../contract/views';
import type { PageOf } from '../../app/read-routes';
import { mapReading } from '../../domain/reading';

/** The frame that both macros share; `show` makes the view of what was read. */
export const pageView = <T, U>(
  { page, mayEdit, environments }: PageOf<T>,
  show: (data: T) => U,
): PageView<U> => ({
  page: { id: page.id, title: page.title, spaceId: page.spaceId },
  mayEdit,
  environments: environments.map(({ name, connection, target, reading }): EnvironmentView<U> => ({
    name,
    connection,
    target,
    reading: mapReading(reading, show),
  })),
});
