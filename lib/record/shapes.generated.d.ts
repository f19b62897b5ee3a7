type Shape = (value: unknown) => boolean
export const log: Shape
export const match: Shape
export const status: Shape
export const failure: Shape
export const verdict: Shape
export const alert: Shape
export const delivery: Shape
export const notice: Shape
