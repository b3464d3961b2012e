import { Component, type ReactNode } from 'react';
import SectionMessage from '@atlaskit/section-message';

/** Keeps a tree that Atlaskit cannot draw from taking the page with it. */
export class DrawingBoundary extends Component<{ children: ReactNode }, { message: string | null }> {
  override state: { message: string | null } = { message: null };

  static getDerivedStateFromError(error: unknown) {
    return { message: error instanceof Error ? error.message : String(error) };
  }

  override render() {
    if (this.state.message === null) return this.props.children;
    return (
      <SectionMessage appearance="error" title="The app’s interface could not be drawn">
        {this.state.message}
      </SectionMessage>
    );
  }
}
