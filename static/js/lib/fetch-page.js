// fetch-page.js: a page as a document, by the one parser that Trusted Types leave. A poll is never a tap.

export const fetchPage = (address) => new Promise((resolve, reject) => {
  const request = new XMLHttpRequest()
  request.open("GET", address)
  request.responseType = "document"
  request.timeout = 8000
  request.setRequestHeader("X-Poll", "1")
  request.onload = () => resolve({ status: request.status, document: request.response })
  request.onerror = request.ontimeout = reject
  request.send()
})
