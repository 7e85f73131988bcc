import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { LinkedText } from './linked-text';

const shown = (text: string) => renderToStaticMarkup(createElement(LinkedText, { text }));
const addresses = (text: string) => [...shown(text).matchAll(/href="([^"]+)"/g)].map((match) => match[1]);

test('it works: an http address can be pressed, its sentence stays around it', () => {
  expect(addresses('Смотрите https://example.org/a?b=1, там всё.')).toEqual(['https://example.org/a?b=1']);
  expect(shown('a https://example.org. b')).toMatch(/^a <a .*<\/a>\. b$/);
});

test('a bracket belongs to the address only if it opened there', () => {
  expect(addresses('(http://example.org/a)')).toEqual(['http://example.org/a']);
  expect(addresses('http://example.org/a_(b)')).toEqual(['http://example.org/a_(b)']);
});

test('a message with a javascript: or data: address gives nothing to press', () => {
  expect(addresses('javascript:alert(1) data:text/html,x file:///etc/passwd //example.org')).toEqual([]);
});

test('a message with markup is shown as it was written', () => {
  expect(shown('<img src=x onerror=alert(1)>')).toBe('&lt;img src=x onerror=alert(1)&gt;');
  expect(shown('https://example.org/"onmouseover="alert(1)')).not.toContain('onmouseover="alert');
});
