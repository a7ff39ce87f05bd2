let sent;addEventListener('submit',e=>{sent?e.preventDefault():sent=1});addEventListener('pageshow',()=>{sent=0})
