import { i18n } from '@lingui/core';
import { Component, type ReactNode } from 'react';

/** What breaks within breaks only there: around a chat, the list and the other chats go on. */
export class Failure extends Component<{ sentence: string; children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return (
      <section className="chat-pane no-chat">
        <div className="empty" role="alert">
          <p>{this.props.sentence}</p>
          <button type="button" className="button" onClick={() => this.setState({ failed: false })}>
            {i18n.t('Попробовать снова')}
          </button>
        </div>
      </section>
    );
  }
}
