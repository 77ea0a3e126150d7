// How two clusters are related, by language: needed where a relation is shown, and not before the first answer of other pages.

export const relations: Record<'pl' | 'en', Record<string, string>> = {
  pl: { 'same-as': 'to samo co', 'successor-of': 'następca', 'part-of': 'część' },
  en: { 'same-as': 'same as', 'successor-of': 'successor of', 'part-of': 'part of' },
};
