import { Entity } from '@backstage/catalog-model';
import { IngestorStatus } from '@openportal/plugin-crossplane-common';
import { Definition } from '../cluster/ClusterReader';
import { IngestorSettings } from '../config/readCrossplaneConfig';
import { Fact, FluxObjectFact } from '../sources/facts';

/** What is known of one cluster. */
export interface ClusterFacts {
  cluster: string;
  /** Undefined when the cluster has no such XRD. */
  definition: Fact<Definition | undefined>;
  /** Kustomizations of the cluster, without those of orders. */
  kustomizations: Fact<FluxObjectFact[]>;
  /** Configured ingestors that read the cluster. */
  ingestors: IngestorSettings[];
}

/** Everything that decides whether the template of an XRD appears. */
export interface TroubleshootFacts {
  xrd: string;
  clusters: ClusterFacts[];
  ingestor: Fact<IngestorStatus>;
  /** Templates of the XRD that the caller sees in the catalog. */
  templates: Fact<Entity[]>;
  /** The template that has the name which the template of the XRD would get. */
  namesake: Fact<Entity | undefined>;
}
