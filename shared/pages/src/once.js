const on=addEventListener,doc=document;
let timer,button;
const end=()=>{
    timer=clearTimeout(timer);
    button?.removeAttribute('aria-busy');
  },
  once=(e,pressed)=>{
    if(timer)return e.preventDefault();
    timer=setTimeout(end,1e4);
    button=pressed;
    button?.setAttribute('aria-busy',true);
  };
on('submit',e=>once(e,e.submitter));
on('click',e=>{
  let a=e.target.closest('a.button');
  if(a&&!e.ctrlKey&&!e.metaKey&&!e.shiftKey)once(e,a);
});
on('pageshow',e=>e.persisted&&end());
