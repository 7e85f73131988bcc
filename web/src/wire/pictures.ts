// Where a picture lies: under its word, behind the door of a person or of a chat.
export function personsPicture(person: number, word: string, side: 64 | 128): string {
  return `/pictures/people/${person}/${word}/${side}`;
}

export function chatsPicture(chat: number, word: string, side: 64 | 128): string {
  return `/pictures/chats/${chat}/${word}/${side}`;
}
