import { openStore } from '../../../../adapters/store/sqlite/open.ts';
import { storeContract } from '../../../contracts/store.ts';
import { temporaryFolder } from './temporary-folder.ts';

storeContract('the SQLite store', () => {
  const folder = temporaryFolder();
  return { open: () => openStore(folder.file('leakops.db')), remove: folder.remove };
});
