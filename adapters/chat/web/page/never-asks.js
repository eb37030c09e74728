/** What makes safer is carried out without a question, also not for a name. Pure. */
const safer = /^(?:\/leak|@leakops)[,:]?\s+(?:stop|breaker\s+trip|flag\s+off)\s*$/i;

export const isSaferPress = (action) => action === 'stop' || action === 'trip';
export const isSaferLine = (text) => safer.test(text.trim());
