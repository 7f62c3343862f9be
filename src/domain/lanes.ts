/** Lanes of the dispatcher, most urgent first. One-time codes and replies share `reply`. */
export const lanes = ['reply', 'alert', 'personal', 'bulk'] as const;
export type Lane = (typeof lanes)[number];

/** The lanes a campaign may be given; `reply` belongs to the dialogue. */
export const campaignLanes = ['alert', 'personal', 'bulk'] as const;
export type CampaignLane = (typeof campaignLanes)[number];

/** Whether quiet hours hold this lane: everything but alerts and replies. */
export function laneKeepsQuietHours(lane: Lane): boolean {
  return lane === 'personal' || lane === 'bulk';
}

/** Somebody waits for these, or is in danger: they go first, and nothing but the account itself holds them. */
export function isUrgent(lane: Lane): boolean {
  return lane === 'reply' || lane === 'alert';
}
