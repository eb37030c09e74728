/** Whether only this machine reaches a name or address, given without brackets and port. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|::1|(0{1,4}:){7}0{0,3}1|::ffff:127(\.\d{1,3}){3})$/i.test(host);
}
