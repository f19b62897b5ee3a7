// The job file (-c job.yaml): one file that every stage of a job reads its own part of.

/** The job file, checked. Sections are typed by their own files in this folder. */
export interface JobConfig {
  /** Name of the job; put on every record that has none. */
  readonly job?: string
}
