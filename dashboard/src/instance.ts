// What the operator says of the instance that serves the page.

export interface Instance {
  operator_name?: string;
  operator_email?: string;
  operator_phone?: string;
  data_licence?: string;
  data_licence_url?: string;
  accessibility_status?: 'full' | 'partial' | 'none';
  accessibility_checked?: string;
  published?: string;
  /** The identity provider at which people sign in, and the dashboard's client there. */
  sign_in?: { issuer: string; client_id: string; audience: string; scope: string };
}

export function instance(): Instance {
  const content = document.querySelector<HTMLMetaElement>('meta[name=instance]')?.content;
  return content ? (JSON.parse(content) as Instance) : {};
}
