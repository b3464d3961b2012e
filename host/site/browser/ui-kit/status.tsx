import type { ComponentProps } from 'react';
import Badge from '@atlaskit/badge';
import Breadcrumbs, { BreadcrumbsItem } from '@atlaskit/breadcrumbs';
import Button, { LinkButton } from '@atlaskit/button/new';
import { ButtonGroup } from '@atlaskit/button';
import EmptyState from '@atlaskit/empty-state';
import Lozenge from '@atlaskit/lozenge';
import ProgressBar from '@atlaskit/progress-bar';
import { ProgressTracker } from '@atlaskit/progress-tracker';
import SectionMessage, { SectionMessageAction } from '@atlaskit/section-message';
import Spinner from '@atlaskit/spinner';
import AtlaskitTag from '@atlaskit/tag';
import TagGroup from '@atlaskit/tag-group';
import { docsOf, emit, plainProps, textOf, type Doc, type Family } from './doc';
import { iconNamed } from './icons';
import { Children, Node, Slot } from './node';

const iconProp = (name: unknown) => (typeof name === 'string' ? iconNamed(name) : undefined);

const ButtonView = ({ doc }: { doc: Doc }) => {
  const { iconBefore, iconAfter, shouldFitContainer, ...props } = plainProps(doc);
  const before = iconProp(iconBefore);
  const after = iconProp(iconAfter);
  return (
    <Button
      {...(props as ComponentProps<typeof Button>)}
      {...(before === undefined ? {} : { iconBefore: before })}
      {...(after === undefined ? {} : { iconAfter: after })}
      shouldFitContainer={shouldFitContainer === true}
      onClick={() => {
        emit(doc, 'onClick');
      }}
    >
      {textOf(doc)}
    </Button>
  );
};

const LinkButtonView = ({ doc }: { doc: Doc }) => {
  const { href, appearance, shouldOpenNewTab } = doc.props as {
    href: string;
    appearance?: ComponentProps<typeof LinkButton>['appearance'];
    shouldOpenNewTab?: boolean;
  };
  return (
    <LinkButton
      href={href}
      {...(appearance === undefined ? {} : { appearance })}
      {...(shouldOpenNewTab === true ? { target: '_blank' } : {})}
    >
      {textOf(doc)}
    </LinkButton>
  );
};

const SectionMessageView = ({ doc }: { doc: Doc }) => {
  const { actions, ...props } = plainProps(doc);
  return (
    <SectionMessage
      {...(props as Omit<ComponentProps<typeof SectionMessage>, 'children'>)}
      actions={docsOf(actions).map((action, index) => (
        <Node key={action.key ?? index} doc={action} />
      ))}
    >
      <Children doc={doc} />
    </SectionMessage>
  );
};

const EmptyStateView = ({ doc }: { doc: Doc }) => {
  const { description, primaryAction, secondaryAction, tertiaryAction, ...props } = doc.props;
  return (
    <EmptyState
      {...(props as unknown as ComponentProps<typeof EmptyState>)}
      description={<Slot value={description} />}
      primaryAction={<Slot value={primaryAction} />}
      secondaryAction={<Slot value={secondaryAction} />}
      tertiaryAction={<Slot value={tertiaryAction} />}
    />
  );
};

const TagView = ({ doc }: { doc: Doc }) => {
  const { text, ...props } = plainProps(doc);
  return <AtlaskitTag {...props} isRemovable={false} text={typeof text === 'string' ? text : textOf(doc)} />;
};

export const status: Family = {
  Badge: ({ doc }) => <Badge {...plainProps(doc)}>{textOf(doc)}</Badge>,
  Lozenge: ({ doc }) => <Lozenge {...plainProps(doc)}>{textOf(doc)}</Lozenge>,
  Tag: TagView,
  TagGroup: ({ doc }) => (
    <TagGroup>
      <Children doc={doc} />
    </TagGroup>
  ),
  Button: ButtonView,
  LoadingButton: ButtonView,
  LinkButton: LinkButtonView,
  ButtonGroup: ({ doc }) => (
    <ButtonGroup label={typeof doc.props['label'] === 'string' ? doc.props['label'] : 'Actions'}>
      <Children doc={doc} />
    </ButtonGroup>
  ),
  SectionMessage: SectionMessageView,
  SectionMessageAction: ({ doc }) => (
    <SectionMessageAction
      {...plainProps(doc)}
      onClick={() => {
        emit(doc, 'onClick');
      }}
    >
      <Children doc={doc} />
    </SectionMessageAction>
  ),
  Spinner: ({ doc }) => <Spinner {...plainProps(doc)} />,
  EmptyState: EmptyStateView,
  ProgressBar: ({ doc }) => <ProgressBar {...plainProps(doc)} />,
  ProgressTracker: ({ doc }) => (
    <ProgressTracker {...(plainProps(doc) as unknown as ComponentProps<typeof ProgressTracker>)} />
  ),
  Breadcrumbs: ({ doc }) => (
    <Breadcrumbs {...plainProps(doc)}>
      <Children doc={doc} />
    </Breadcrumbs>
  ),
  BreadcrumbsItem: ({ doc }) => (
    <BreadcrumbsItem {...(plainProps(doc) as unknown as ComponentProps<typeof BreadcrumbsItem>)} />
  ),
};
