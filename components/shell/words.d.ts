import type messages from '#messages/en.json'

declare module 'use-intl' {
  interface AppConfig {
    // Makes a key that the catalogue does not hold a type error.
    Messages: typeof messages
  }
}
