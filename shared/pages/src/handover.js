addEventListener('DOMContentLoaded',()=>document.querySelector('button').click());
