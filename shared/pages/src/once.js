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
addEventListener('submit',e=>once(e,e.submitter));
addEventListener('click',e=>{
  let a=e.target.closest('a.button');
  if(a&&!e.ctrlKey&&!e.metaKey&&!e.shiftKey)once(e,a);
});
addEventListener('pageshow',e=>e.persisted&&end());
