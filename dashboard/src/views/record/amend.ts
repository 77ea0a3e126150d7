// The few texts that a fact's page needs to lead to the forms, apart from those of the forms.

const pl = { title: 'Co zrobić z tym faktem', correction: 'Sprostuj', refinement: 'Uściślij datę', dispute: 'Zgłoś sprzeciw', confirmation: 'Potwierdź', retraction: 'Wycofaj' };
const en: typeof pl = { title: 'What to do with this fact', correction: 'Correct', refinement: 'Make the date exact', dispute: 'Dispute', confirmation: 'Confirm', retraction: 'Retract' };

export const texts = { pl, en };
