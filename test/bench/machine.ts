/** The machine on which a bench ran, and what else it had to do. */
import { availableParallelism, loadavg, totalmem } from 'node:os';

export interface Machine {
  cores: number;
  platform: string;
  architecture: string;
  memoryBytes: number;
  node: string;
  /** Processes that wanted a core in the minute before: others slow everything down. */
  loadBefore: number;
}

export function thisMachine(): Machine {
  return {
    cores: availableParallelism(),
    platform: process.platform,
    architecture: process.arch,
    memoryBytes: totalmem(),
    node: process.versions.node,
    loadBefore: loadavg()[0] ?? 0,
  };
}

export function machineWords(machine: Machine): string {
  const { cores, platform, architecture, memoryBytes, node, loadBefore } = machine;
  const system = `${platform} ${architecture}, Node ${node}`;
  return `${cores} cores, ${(memoryBytes / 1e9).toFixed(0)} GB, ${system}, load ${loadBefore.toFixed(1)} before`;
}
