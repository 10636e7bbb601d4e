// @ts-check
/** What this page may load, and the services that come of it: one loader, one Python for each, whoever asks them. */
import { Services } from './services.js';

export const manifest = JSON.parse(document.querySelector('script.manifest')?.textContent ?? '{}');
export const services = new Services(manifest);
