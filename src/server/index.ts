/** The composition root's door, for the demo: everything put together. */
export { compose, type Northline } from './compose.ts'
