let sent=1;addEventListener('submit',e=>{sent&&e.preventDefault()});addEventListener('DOMContentLoaded',()=>{document.forms[0].submit();setTimeout(()=>{sent=0},1e4)})
