on('DOMContentLoaded',()=>doc.querySelector('button').click());
