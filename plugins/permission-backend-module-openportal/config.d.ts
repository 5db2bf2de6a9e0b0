export interface Config {
  permission?: {
    /** Who has rights beyond those of a team on what it owns. */
    openportal?: {
      /**
       * References of groups and users that may do everything, for example
       * `group:default/platform-team`. Nobody by default.
       */
      administrators?: string[];
      /**
       * References of groups and users that approve changes of protected
       * environments, skip environments and override freezes. Nobody by
       * default.
       */
      approvers?: string[];
    };
  };
}
