/** `LEAKOPS_WEB_TOKEN`: as a bearer token, or as a cookie that was got for it. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

const cookieName = 'leakops';

/** Takes the same time whatever is given: digests are compared, and all of them. */
function same(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

export interface TokenCheck {
  isToken(given: string): boolean;
  /** Whether an `Authorization` or a `Cookie` header holds what is needed. */
  admits(headers: { authorization?: string | undefined; cookie?: string | undefined }): boolean;
  /** A `Set-Cookie` that lets this browser in; it does not give the token away. */
  cookie(secure: boolean): string;
}

export function tokenCheck(token: string): TokenCheck {
  const pass = createHmac('sha256', token).update('leakops web cookie').digest('base64url');
  return {
    isToken: (given) => same(given, token),
    admits({ authorization, cookie }) {
      const bearer = /^Bearer +(.+?) *$/i.exec(authorization ?? '')?.[1];
      if (bearer !== undefined && same(bearer, token)) return true;
      return (cookie ?? '').split(';').some((pair) => {
        const [name, value] = pair.split('=', 2);
        return name?.trim() === cookieName && same(value?.trim() ?? '', pass);
      });
    },
    cookie: (secure) =>
      `${cookieName}=${pass}; Path=/; HttpOnly; SameSite=Strict; Max-Age=2592000${secure ? '; Secure' : ''}`,
  };
}
