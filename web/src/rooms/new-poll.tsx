// A new poll: a question, two to ten answers, what kind of poll it is.
import { i18n } from '@lingui/core';
import { type FormEvent, useRef, useState } from 'react';
import '../skin/poll.css';
import { Icon } from '../skin/icons';
import { useStore } from '../store/use-store';
import { newUuid } from '../store/uuid';
import { pollsApi } from '../wire/polls';
import { Dialog } from './dialog';
import { MomentField } from './moment-field';
import { refusalWords } from './refusal-words';

/** As on the server: limits.poll_*. */
const questionLengthMax = 255;
const optionLengthMax = 100;
const optionsMin = 2;
const optionsMax = 10;

interface Answer {
  readonly key: number;
  readonly text: string;
}

export default function NewPoll({ chat, onClose }: { chat: number; onClose: () => void }) {
  const store = useStore();
  const uuid = useRef(newUuid());
  const keys = useRef(optionsMin);
  const list = useRef<HTMLUListElement>(null);
  const [question, setQuestion] = useState('');
  const [answers, setAnswers] = useState<readonly Answer[]>([
    { key: 0, text: '' },
    { key: 1, text: '' },
  ]);
  const [several, setSeveral] = useState(false);
  const [anonymous, setAnonymous] = useState(true);
  const [endsAt, setEndsAt] = useState('');
  const [refusal, setRefusal] = useState('');
  const [asking, setAsking] = useState(false);

  const filled = answers.filter(({ text }) => text.trim());
  const ready = question.trim() !== '' && filled.length >= optionsMin;

  function add() {
    keys.current += 1;
    setAnswers([...answers, { key: keys.current, text: '' }]);
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>('li:last-child input')?.focus());
  }

  async function ask(event: FormEvent) {
    event.preventDefault();
    if (!ready || asking) return;
    setAsking(true);
    try {
      const message = await pollsApi.ask(chat, {
        uuid: uuid.current,
        question: question.trim(),
        options: filled.map(({ text }) => text.trim()),
        several,
        anonymous,
        ends_at: endsAt ? new Date(endsAt).toISOString() : null,
      });
      store.apply([{ event: 'message', message }]);
      onClose();
    } catch (error) {
      setRefusal(refusalWords(error));
      setAsking(false);
    }
  }

  return (
    <Dialog title={i18n.t('Новый опрос')} onClose={onClose}>
      <form className="dialog-form" onSubmit={ask}>
        <label className="field">
          {i18n.t('Вопрос')}
          <input
            value={question}
            maxLength={questionLengthMax}
            dir="auto"
            onChange={(event) => setQuestion(event.target.value)}
            aria-describedby="new-poll-refusal"
          />
        </label>
        <ul className="poll-answers" ref={list} aria-label={i18n.t('Ответы')}>
          {answers.map((answer, index) => (
            <li key={answer.key} className="field poll-answer-field">
              <input
                value={answer.text}
                maxLength={optionLengthMax}
                dir="auto"
                placeholder={i18n.t('Ответ {number}', { number: index + 1 })}
                aria-label={i18n.t('Ответ {number}', { number: index + 1 })}
                onChange={({ target }) =>
                  setAnswers(answers.map((one) => (one === answer ? { ...one, text: target.value } : one)))
                }
              />
              {answers.length > optionsMin && (
                <button
                  type="button"
                  className="icon-button"
                  aria-label={i18n.t('Убрать ответ {number}', { number: index + 1 })}
                  onClick={() => setAnswers(answers.filter((one) => one !== answer))}
                >
                  <Icon name="close" />
                </button>
              )}
            </li>
          ))}
        </ul>
        {answers.length < optionsMax && (
          <button type="button" className="text-button" onClick={add}>
            {i18n.t('Добавить ответ')}
          </button>
        )}
        <div className="settings">
          <label className="choice">
            <input type="checkbox" checked={several} onChange={(event) => setSeveral(event.target.checked)} />
            {i18n.t('Можно выбрать несколько ответов')}
          </label>
          <label className="choice">
            <input type="checkbox" checked={anonymous} onChange={(event) => setAnonymous(event.target.checked)} />
            {i18n.t('Анонимный: кто как голосовал, не узнает никто')}
          </label>
        </div>
        <MomentField name={i18n.t('Завершить (можно не указывать)')} value={endsAt} onChange={setEndsAt} />
        <p className="refusal" id="new-poll-refusal" role="alert">
          {refusal}
        </p>
        <footer className="dialog-foot">
          <button type="submit" className="button" disabled={!ready || asking}>
            {i18n.t('Создать опрос')}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
