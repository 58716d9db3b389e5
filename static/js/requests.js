// Requests to the server: the token that proves they come from this page, and what a failure says.
import { announce } from './announce.js';

export const csrf = () => document.querySelector('meta[name="csrf"]')?.content ?? '';

/** Posts a form's fields; answers the response, or null when the server could not be reached. */
export async function post(url, fields) {
  try {
    return await fetch(url, {
      method: 'POST',
      headers: { 'X-CSRF-Token': csrf(), 'HX-Request': 'true' },
      body: new URLSearchParams(fields),
    });
  } catch {
    return null;
  }
}

export function startRequests() {
  document.body.addEventListener('htmx:configRequest', (event) => {
    event.detail.headers['X-CSRF-Token'] = csrf();
  });
  document.body.addEventListener('htmx:responseError', (event) => announce(problem(event.detail.xhr.status)));
  document.body.addEventListener('htmx:sendError', () => announce(problem(0)));
}

/** What went wrong and what to do, in a sentence. */
export function problem(status) {
  if (status === 0) return '서버에 닿지 않았습니다. 연결을 살펴보고 다시 눌러 주세요.';
  if (status === 403) return '이 화면이 오래되어 요청을 보낼 수 없습니다. 새로 고친 뒤 다시 해 주세요.';
  if (status === 429) return '요청이 너무 잦습니다. 잠시 뒤에 다시 해 주세요.';
  return `요청을 처리하지 못했습니다(${status}). 다시 해 보고, 되풀이되면 새로 고쳐 주세요.`;
}
