// The types of organisations, by language.

export const organisationTypes: Record<'pl' | 'en', Record<string, string>> = {
  pl: { enterprise: 'przedsiębiorstwo', sme: 'małe lub średnie przedsiębiorstwo', 'large-enterprise': 'duże przedsiębiorstwo', university: 'uczelnia', 'research-institute': 'instytut badawczy', school: 'szkoła', 'science-park': 'park naukowo-technologiczny', 'business-support': 'instytucja otoczenia biznesu', ngo: 'organizacja pozarządowa', 'public-body': 'instytucja publiczna', 'cluster-organisation': 'organizacja klastrowa', other: 'inna organizacja' },
  en: { enterprise: 'enterprise', sme: 'small or medium enterprise', 'large-enterprise': 'large enterprise', university: 'university', 'research-institute': 'research institute', school: 'school', 'science-park': 'science and technology park', 'business-support': 'business support organisation', ngo: 'non-governmental organisation', 'public-body': 'public body', 'cluster-organisation': 'cluster organisation', other: 'other organisation' },
};
