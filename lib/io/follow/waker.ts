/** A sleep that can be cut short. */
export interface Waker {
  /** Resolves after `ms`, or at once where `wake` was called since the last sleep. */
  sleep(ms: number): Promise<void>
  wake(): void
}

export function waker(): Waker {
  let awake = false
  let rouse: (() => void) | undefined
  return {
    sleep(ms) {
      if (awake) {
        awake = false
        return Promise.resolve()
      }
      return new Promise(resolve => {
        const timer = setTimeout(() => rouse?.(), ms)
        rouse = () => {
          clearTimeout(timer)
          rouse = undefined
          awake = false
          resolve()
        }
      })
    },
    wake() {
      awake = true
      rouse?.()
    },
  }
}
