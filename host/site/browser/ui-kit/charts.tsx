import { useId, type ReactNode } from 'react';
import Heading from '@atlaskit/heading';
import { Inline, Stack, Text } from '@atlaskit/primitives';
import { token } from '@atlaskit/tokens';
import type { Doc, Family } from './doc';

/*
 * Atlassian's chart package is not public; these drawings use its colour tokens and say the same numbers. Axes, tooltips and
 * legends are simpler than the real ones (host/matrix.md, Site).
 */
type Row = Record<string | number, unknown>;
type ChartProps = {
  data: Row[];
  title?: string;
  subtitle?: string;
  width?: number;
  height?: number;
  xAccessor?: string | number;
  yAccessor?: string | number;
  labelAccessor?: string | number;
  valueAccessor?: string | number;
  colorAccessor?: string | number;
};

const COLORS = [
  token('color.chart.categorical.1'),
  token('color.chart.categorical.2'),
  token('color.chart.categorical.3'),
  token('color.chart.categorical.4'),
  token('color.chart.categorical.5'),
  token('color.chart.categorical.6'),
];
const colorAt = (index: number) => COLORS[index % COLORS.length] ?? COLORS[0];
const EDGE = 36;

const at = (row: Row, accessor: string | number | undefined): string =>
  accessor === undefined ? '' : String(row[accessor]);
const unique = (values: string[]) => [...new Set(values)];

const Figure = ({
  props,
  legend,
  children,
}: {
  props: ChartProps;
  legend: string[];
  children: ReactNode;
}) => {
  const id = useId();
  const [width, height] = [props.width ?? 640, props.height ?? 260];
  return (
    <figure aria-labelledby={id} style={{ margin: 0 }}>
      <Stack space="space.100">
        <Heading size="xsmall" as="h4" id={id}>
          {props.title ?? 'Chart'}
        </Heading>
        {props.subtitle === undefined ? null : <Text color="color.text.subtle">{props.subtitle}</Text>}
        <svg
          viewBox={`0 0 ${width} ${height}`}
          role="img"
          aria-label={props.title ?? 'Chart'}
          style={{ width: '100%', maxWidth: width }}
        >
          {children}
        </svg>
        <Inline space="space.150" shouldWrap>
          {legend.map((name, index) => (
            <Inline key={name} space="space.050" alignBlock="center">
              <span style={{ width: 12, height: 12, borderRadius: 2, background: colorAt(index) }} />
              <Text size="small">{name}</Text>
            </Inline>
          ))}
        </Inline>
      </Stack>
    </figure>
  );
};

const slicePath = (
  center: { x: number; y: number },
  radius: { outer: number; inner: number },
  angle: { from: number; to: number },
): string => {
  const point = (turn: number, length: number) =>
    `${center.x + length * Math.cos(turn)} ${center.y + length * Math.sin(turn)}`;
  const large = angle.to - angle.from > Math.PI ? 1 : 0;
  const back =
    radius.inner === 0
      ? ''
      : `A${radius.inner} ${radius.inner} 0 ${large} 0 ${point(angle.from, radius.inner)}`;
  return `M${point(angle.from, radius.outer)}A${radius.outer} ${radius.outer} 0 ${large} 1 ${point(angle.to, radius.outer)}L${point(angle.to, radius.inner)}${back}Z`;
};

const Round = ({ doc, hole }: { doc: Doc; hole: number }) => {
  const props = doc.props as ChartProps;
  const [width, height] = [props.width ?? 640, props.height ?? 260];
  const values = props.data.map((row) => Number(at(row, props.valueAccessor)));
  const total = values.reduce((sum, value) => sum + value, 0);
  const outer = height / 2 - EDGE / 2;
  const turnAt = (index: number) =>
    (values.slice(0, index).reduce((sum, value) => sum + value, 0) / total) * 2 * Math.PI - Math.PI / 2;
  return (
    <Figure props={props} legend={props.data.map((row) => at(row, props.labelAccessor))}>
      {props.data.map((row, index) => (
        <path
          key={at(row, props.labelAccessor)}
          d={slicePath(
            { x: width / 2, y: height / 2 },
            { outer, inner: outer * hole },
            { from: turnAt(index), to: turnAt(index + 1) - 1e-4 },
          )}
          style={{ fill: colorAt(index) }}
        >
          <title>{`${at(row, props.labelAccessor)}: ${values[index] ?? 0}`}</title>
        </path>
      ))}
    </Figure>
  );
};

const Cartesian = ({ doc, lines }: { doc: Doc; lines: boolean }) => {
  const props = doc.props as ChartProps;
  const [width, height] = [props.width ?? 640, props.height ?? 260];
  const xs = unique(props.data.map((row) => at(row, props.xAccessor)));
  const groups = unique(props.data.map((row) => at(row, props.colorAccessor)));
  const valueOf = (row: Row) => Number(at(row, props.yAccessor));
  const highest = Math.max(1, ...props.data.map(valueOf));
  const step = (width - 2 * EDGE) / xs.length;
  const x = (row: Row) => EDGE + xs.indexOf(at(row, props.xAccessor)) * step;
  const y = (row: Row) => height - EDGE - (valueOf(row) / highest) * (height - 2 * EDGE);
  const bar = (step * 0.7) / groups.length;
  const rowsOf = (group: string) => props.data.filter((row) => at(row, props.colorAccessor) === group);
  return (
    <Figure props={props} legend={groups.filter((group) => group !== '')}>
      {xs.map((name, index) => (
        <text
          key={name}
          x={EDGE + index * step + step / 2}
          y={height - EDGE / 2}
          textAnchor="middle"
          style={{ fill: token('color.text.subtle'), font: token('font.body.small') }}
        >
          {name}
        </text>
      ))}
      {groups.map((group, index) =>
        lines ? (
          <polyline
            key={group}
            fill="none"
            strokeWidth={2}
            style={{ stroke: colorAt(index) }}
            points={rowsOf(group)
              .map((row) => `${x(row) + step / 2},${y(row)}`)
              .join(' ')}
          />
        ) : (
          rowsOf(group).map((row) => (
            <rect
              key={`${group}/${at(row, props.xAccessor)}`}
              x={x(row) + step * 0.15 + index * bar}
              y={y(row)}
              width={bar - 2}
              height={height - EDGE - y(row)}
              style={{ fill: colorAt(index) }}
            >
              <title>{`${at(row, props.xAccessor)} ${group}: ${valueOf(row)}`}</title>
            </rect>
          ))
        ),
      )}
    </Figure>
  );
};

export const charts: Family = {
  PieChart: ({ doc }) => <Round doc={doc} hole={0} />,
  DonutChart: ({ doc }) => <Round doc={doc} hole={0.6} />,
  BarChart: ({ doc }) => <Cartesian doc={doc} lines={false} />,
  LineChart: ({ doc }) => <Cartesian doc={doc} lines />,
};
