import { createElement, type ComponentProps } from 'react';
import { Code, CodeBlock } from '@atlaskit/code';
import Heading from '@atlaskit/heading';
import type { NewCoreIconProps } from '@atlaskit/icon/types';
import Link from '@atlaskit/link';
import { Text } from '@atlaskit/primitives';
import { plainProps, textOf, type Doc, type Family } from './doc';
import { iconNamed } from './icons';
import { Children } from './node';

/*
 * Throughout the families, `as ComponentProps<…>` trusts the app: its own compiler has checked the props against the
 * same Atlaskit types (@atlaskit/forge-react-types).
 */
type HeadingProps = ComponentProps<typeof Heading>;

/** Sizes of UI Kit's older `level`. */
const LEVELS: Record<string, HeadingProps['size']> = {
  h900: 'xxlarge',
  h800: 'xlarge',
  h700: 'large',
  h600: 'medium',
  h500: 'small',
  h400: 'xsmall',
};

const HeadingView = ({ doc }: { doc: Doc }) => {
  const { level, ...props } = plainProps(doc);
  const size = (props['size'] as HeadingProps['size'] | undefined) ?? LEVELS[String(level)] ?? 'medium';
  return (
    <Heading {...(props as Omit<HeadingProps, 'size' | 'children'>)} size={size}>
      <Children doc={doc} />
    </Heading>
  );
};

const TextView = ({ doc }: { doc: Doc }) => {
  const { as, ...props } = plainProps(doc);
  const element = as === 'strike' ? 'span' : ((as as ComponentProps<typeof Text>['as']) ?? 'p');
  return (
    <Text {...(props as unknown as ComponentProps<typeof Text>)} as={element}>
      {as === 'strike' ? (
        <s>
          <Children doc={doc} />
        </s>
      ) : (
        <Children doc={doc} />
      )}
    </Text>
  );
};

const LinkView = ({ doc }: { doc: Doc }) => {
  const { href, openNewTab } = doc.props as { href: string; openNewTab?: boolean };
  const tab = openNewTab === true ? { target: '_blank', rel: 'noopener noreferrer' } : {};
  return (
    <Link href={href} {...tab}>
      <Children doc={doc} />
    </Link>
  );
};

const IconView = ({ doc }: { doc: Doc }) => {
  const { glyph, label, color, primaryColor, size } = doc.props as Record<string, string | undefined>;
  const chosen = (color ?? primaryColor) as NewCoreIconProps['color'];
  return createElement(iconNamed(glyph ?? ''), {
    label: label ?? '',
    size: size === 'small' ? 'small' : 'medium',
    ...(chosen === undefined ? {} : { color: chosen }),
  });
};

const ImageView = ({ doc }: { doc: Doc }) => {
  const { src, alt, width, height } = doc.props as {
    src: string;
    alt?: string;
    width?: number;
    height?: number;
  };
  return <img src={src} alt={alt ?? ''} width={width} height={height} style={{ maxWidth: '100%' }} />;
};

export const text: Family = {
  String: ({ doc }) => String(doc.props['text']),
  Text: TextView,
  Heading: HeadingView,
  Strong: ({ doc }) => (
    <strong>
      <Children doc={doc} />
    </strong>
  ),
  Em: ({ doc }) => (
    <em>
      <Children doc={doc} />
    </em>
  ),
  Strike: ({ doc }) => (
    <s>
      <Children doc={doc} />
    </s>
  ),
  Code: ({ doc }) => <Code {...plainProps(doc)}>{textOf(doc)}</Code>,
  CodeBlock: ({ doc }) => <CodeBlock {...(plainProps(doc) as unknown as ComponentProps<typeof CodeBlock>)} />,
  Link: LinkView,
  Icon: IconView,
  Image: ImageView,
};
