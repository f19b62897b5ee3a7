// What a plot is given.

export interface PlotLine {
  readonly label: string
  /** As many as there are places; null where there is no value. */
  readonly values: readonly (number | null)[]
  /** Name of a colour of colours.css. */
  readonly colour: string
  /** True for what stands in the background: the largest value where the line is a mean. */
  readonly isFaint?: boolean
}

export interface PlotData {
  /** Steps, or times in milliseconds; rising. */
  readonly places: readonly number[]
  readonly lines: readonly PlotLine[]
}

export interface PlotRange {
  readonly from: number
  readonly to: number
}

export interface PlotSetting {
  readonly title: string
  /** What places are, as the head of a column: `step`. */
  readonly placeName: string
  /** True where places are times. */
  readonly isTime?: boolean
  readonly placeText: (place: number) => string
  readonly valueText: (value: number) => string
  /** A value beside the axis, where that is to be shorter. */
  readonly axisText?: (value: number) => string
  /** What else is told of the place of an index: `step 120`; '' for nothing. */
  readonly noteAt?: (index: number) => string
  /** Plots of one name show their cursors at the same place. */
  readonly group?: string
  /** Told what was chosen to be seen; undefined for all. */
  readonly zoomed: (range: PlotRange | undefined) => void
}
