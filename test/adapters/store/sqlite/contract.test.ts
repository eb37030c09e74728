import { openStore } from '../../../../adapters/store/sqlite/open.ts';
import { postsContract } from '../../../contracts/posts.ts';
import { storeContract } from '../../../contracts/store.ts';
import { temporaryFolder } from './temporary-folder.ts';

const onDisk = () => {
  const folder = temporaryFolder();
  return { open: () => openStore(folder.file('leakops.db')), remove: folder.remove };
};

storeContract('the SQLite store', onDisk);
postsContract('the SQLite store', onDisk);
