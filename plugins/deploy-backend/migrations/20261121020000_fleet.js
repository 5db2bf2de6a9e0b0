// @ts-check

/**
 * What a list of all applications needs beside their states, so that it is read without asking the catalog, a git
 * host or a registry. Adds only: a replica of the version before runs on with these tables.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('deploy_entities', table => {
    table.comment('Entities of the catalog that are deployed');
    table.string('entity_ref', 255).primary();
    table.string('uid', 64).comment('By which the catalog filters them');
    table.string('name', 255).notNullable();
    table.text('title').notNullable();
    table.text('search_text').notNullable().comment('Lower case');
    table.string('owner', 255).comment('The first one, for people');
    table
      .text('owners')
      .notNullable()
      .comment('References, each between vertical bars');
    table.string('system', 255);
    table
      .bigInteger('waiting_order')
      .notNullable()
      .comment('Since when its oldest change waits; the end of time: none');
    table.string('fingerprint', 64).notNullable().comment('Of what is kept');
    table.bigInteger('checked_at').notNullable().comment('By the pass');
    table.bigInteger('wanted_at').notNullable().comment('By a viewer');
    table.bigInteger('watched_at').notNullable().comment('Read for a viewer');
    table.bigInteger('gone_at').comment('When the catalog said it is gone');
    table.index(['waiting_order', 'entity_ref']);
    table.index(['checked_at']);
    table.index(['system']);
  });

  await knex.schema.createTable('deploy_targets', table => {
    table.comment('By what a hint of an observer finds an environment');
    table.string('entity_ref', 255).notNullable();
    table.string('environment', 63).notNullable();
    table.string('argocd_application', 255);
    table.string('namespace', 255).notNullable();
    table.string('cluster', 255);
    table.string('repository', 255).comment('owner/name in lower case');
    table.primary(['entity_ref', 'environment']);
    table.index(['argocd_application']);
    table.index(['namespace']);
    table.index(['repository']);
  });

  await knex.schema.createTable('deploy_cells', table => {
    table.comment('One environment of an application, as the matrix shows it');
    table.string('entity_ref', 255).notNullable();
    table.string('environment', 63).notNullable();
    table.integer('position').notNullable().comment('Order of promotion');
    table.string('version', 255);
    table.text('image');
    table.string('observed_version', 255);
    table.string('health', 16).notNullable();
    table.string('sync', 16).notNullable();
    table.boolean('drift');
    table.bigInteger('observed_at');
    table.bigInteger('since').comment('When the version came there');
    table.string('waiting_version', 255);
    table.bigInteger('waiting_since');
    table.integer('behind').comment('Commits that it lacks');
    table.text('behind_key').comment('Images that it was counted for');
    table.text('error');
    table.primary(['entity_ref', 'environment']);
  });

  await knex.schema.createTable('environment_histories', table => {
    table.comment('Earlier versions, as git told them last');
    table.string('entity_ref', 255).notNullable();
    table.string('environment', 63).notNullable();
    table.string('image', 1024).notNullable().comment('Desired at that time');
    table.text('entries').notNullable().comment('JSON');
    table.bigInteger('read_at').notNullable();
    table.primary(['entity_ref', 'environment']);
  });

  await knex.schema.createTable('image_presences', table => {
    table.comment('Whether a registry has an image, as it said last');
    table.string('image', 1024).primary();
    table.string('state', 16).notNullable();
    table.string('digest', 255);
    table.text('reason');
    table.string('source_commit', 64).comment('That it was built from');
    table.bigInteger('checked_at').notNullable();
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  for (const name of [
    'image_presences',
    'environment_histories',
    'deploy_cells',
    'deploy_targets',
    'deploy_entities',
  ]) {
    await knex.schema.dropTable(name);
  }
};
