// What went wrong with a passkey is said on the page: allauth's scripts would only write it to the console.
document.addEventListener('allauth.error', () => {
  const trouble = document.getElementById('passkey_trouble')
  if (trouble) trouble.hidden = false
})
